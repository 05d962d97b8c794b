//! Rewards: emission, and claims in the order of epochs.

use crate::bundles::{answer, bundle, events, refusal, ChainSession, Contract, TestResult, TOKEN};
use crate::configs;
use crate::deployment::to_epoch;
use drink::session::{NO_ARGS, NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;
use gridshare_sdk::keys::Key;

#[test]
fn emission_halves_and_ended_epochs_are_claimed_once() -> TestResult {
    let mut session = ChainSession::default();
    let alice = session.get_actor();
    let token = Contract::deploy(&mut session, "token", configs::token(1));
    let config = configs::registry(&mut session);
    let registry = Contract::deploy(&mut session, "registry", config);
    let config = configs::metering(&mut session, &token, &registry, &alice);
    let metering = Contract::deploy(&mut session, "metering", config);
    let config = configs::staking(&mut session, &token, &registry);
    let staking = Contract::deploy(&mut session, "staking", config);
    let bundle = bundle("rewards");
    let config = configs::rewards(&token, &registry, &metering, &staking);
    let rewards = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;

    for (epoch, part) in [(0_u32, 1_u128), (1_459, 1), (1_460, 2), (2_920, 4)] {
        let emission: (u128, u128) = session.call("Rewards::emission", &args![epoch], NO_ENDOWMENT)??;
        assert_eq!(emission, (60_000 * TOKEN / part, 40_000 * TOKEN / part), "of epoch {epoch}");
    }

    let registration = configs::registration(&alice, &Key::from_name("device"));
    registry.call(&mut session, "Registry::register", &args![registration]);
    to_epoch(&mut session, 2);
    let claim = args![0, 32];
    let refused = session.call::<_, ()>("Rewards::claim", &claim, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Rewards::claim", &refused), "Registry(NotPeer)", "nothing is wired");
    let peers = format!(
        "RegistryPeers {{ staking: {alice}, market: {alice}, rewards: {rewards}, attestations: {alice} }}"
    );
    registry.call(&mut session, "Registry::wire", &args![peers]);
    let refused = session.call::<_, ()>("Rewards::claim", &claim, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Rewards::claim", &refused), "Metering(NotPeer)");
    let peers = format!("MeteringPeers {{ rewards: {rewards}, treasury: {alice} }}");
    metering.call(&mut session, "Metering::wire", &args![peers]);
    let refused = session.call::<_, ()>("Rewards::claim", &claim, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Rewards::claim", &refused), "DepositFailed");
    staking.call(&mut session, "Staking::wire", &args![format!("StakingPeers {{ rewards: {rewards} }}")]);

    let before = session.sandbox().take_snapshot();
    let claimed = |first: u32, epochs: u32| {
        format!("RewardsClaimed {{ node: 0, first: {first}, epochs: {epochs}, availability: 0, usage: 0, commission: 0, unallocated: 0 }}")
    };
    session.call::<_, ()>("Rewards::claim", &args![0, 1], NO_ENDOWMENT)??;
    assert_eq!(events(&session, &bundle, &rewards), [claimed(0, 1)]);
    session.call::<_, ()>("Rewards::claim", &claim, NO_ENDOWMENT)??;
    assert_eq!(events(&session, &bundle, &rewards), [claimed(1, 1)], "the second epoch alone is left");
    let refused = session.call::<_, ()>("Rewards::claim", &claim, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Rewards::claim", &refused), "Registry(NothingToClaim)");

    session.sandbox().restore_snapshot(before);
    session.call::<_, ()>("Rewards::claim", &claim, NO_ENDOWMENT)??;
    let both = "Ok(Claimed { first: 0, epochs: 2, availability: 0, usage: 0 })";
    assert_eq!(answer(&session, &bundle, "Rewards::claim").to_string(), both, "both at once");
    let minted: u128 = session.call("Rewards::minted", NO_ARGS, NO_ENDOWMENT)??;
    assert_eq!(minted, 0, "nobody beat");
    Ok(())
}
