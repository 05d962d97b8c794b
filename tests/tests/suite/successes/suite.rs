//! What token, registry, metering, rewards and governance do for the people of the busy network.

use gridshare_sdk::Suite;
use interfaces::governance::{Choice, GovernanceError, GovernanceParams};
use interfaces::metering::{MeteringContracts, MeteringParams, MeteringPeers, Settled};
use interfaces::registry::{BeatOutcome, NodeStatus, RegistryParams, RegistryPeers, Vetting};
use interfaces::rewards::{EmissionSchedule, RewardsContracts, RewardsParams};
use shared::{DAY_MS, TOKEN};
use tests::network::{config, ARTIFACTS};
use tests::{BusyNetwork, TestNetwork};

pub fn token(w: &mut TestNetwork, busy: &BusyNetwork) {
    let (dana, paul, token) = (busy.dana, busy.paul, w.token());
    assert_eq!(w.view(token.token_name()).as_deref(), Some("Gridshare"));
    assert_eq!(w.view(token.token_symbol()).as_deref(), Some("GRID"));
    assert_eq!(w.view(token.token_decimals()), 12);
    assert_eq!(w.view(token.max_supply()), config().max_supply);
    assert_eq!(w.view(token.minter()), Some(w.net.suite.rewards));

    let (danas, pauls, supply) = (w.wallet(dana), w.wallet(paul), w.view(token.total_supply()));
    w.send(dana, token.transfer(paul, 5));
    assert_eq!((w.wallet(dana), w.wallet(paul)), (danas - 5, pauls + 5));
    w.send(dana, token.approve(paul, 10));
    w.send(dana, token.increase_allowance(paul, 7));
    w.send(dana, token.decrease_allowance(paul, 2));
    assert_eq!(w.view(token.allowance(dana, paul)), 15);
    w.send(paul, token.transfer_from(dana, paul, 9));
    assert_eq!((w.wallet(dana), w.wallet(paul)), (danas - 14, pauls + 14));
    assert_eq!(w.view(token.allowance(dana, paul)), 6);
    w.send(paul, token.burn(14));
    assert_eq!((w.wallet(paul), w.view(token.total_supply())), (pauls, supply - 14));
    assert_eq!(w.view(token.balance_of(paul)), pauls);
}

pub fn registry(w: &mut TestNetwork, busy: &BusyNetwork) {
    let registry = w.registry();
    let node = w.register_at(busy.stranger, tests::FAR_CELL, 250);
    w.send(busy.stranger, registry.set_keys(node.id, busy.stranger, node.device.public()));
    w.send(busy.stranger, registry.set_metadata(node.id, b"elsewhere".to_vec()));
    assert_eq!(w.view(registry.node(node.id)).map(|node| node.metadata), Some(b"elsewhere".to_vec()));
    assert_eq!(w.send(busy.stranger, registry.heartbeat(vec![node.id])).value, 1);
    let slot = w.slot().index;
    let beat = w.signed_beat(&tests::Node { generation: 1, ..node.clone() }, slot);
    assert_eq!(w.submit(busy.stranger, vec![beat]), [BeatOutcome::Duplicate]);

    assert_eq!(w.view(registry.owner_of(node.id)), Ok(busy.stranger));
    use NodeStatus::{Active, Unbonded};
    let identity = w.view(registry.identity(node.id)).expect("it is there");
    assert_eq!((identity.owner, identity.cell, identity.country), (busy.stranger, tests::FAR_CELL, 250));
    assert_eq!((identity.status, identity.in_service), (Unbonded, false));
    assert_eq!(w.view(registry.node(99)), None);
    assert_eq!(w.view(registry.node_count()), 3);
    let listed = w.view(registry.nodes(0, 9));
    let listed: Vec<_> = listed.into_iter().map(|(id, _, status)| (id, status)).collect();
    assert_eq!(listed, [(busy.node.id, Active), (busy.other.id, Active), (node.id, Unbonded)]);
    let nodes = vec![busy.node.id, node.id, busy.other.id, 99];
    let vetting = Vetting { nodes, min_stake: 1, min_renewable: 0, attested: 0, owners: true };
    let vetted = w.view(registry.vet(vetting)).expect("they are few enough");
    assert_eq!((vetted.fit, vetted.owners), (0b101, vec![busy.node.owner, busy.other.owner]));
    assert_eq!(w.view(registry.liveness(node.id)).map(|liveness| liveness.generation), Some(1));
    let last = w.epoch() - 1;
    // Three beats of all that is staked, with a fifth more for Nora's renewable energy.
    assert_eq!(w.view(registry.total_credit(last)), 3 * (18_000 + 4_000) * TOKEN);
    assert_eq!(w.view(registry.credit(busy.other.id, last)), 3 * 4_000 * TOKEN);
    let uptime = w.view(registry.uptime(busy.other.id, last, 2));
    assert_eq!(uptime.iter().map(|epoch| epoch.beats).collect::<Vec<_>>(), [0b111, 0b11]);
    let (start, now) = (w.net.suite.clock.epoch_start(last), w.now());
    assert_eq!(
        w.view(registry.live_slots(busy.other.id, start, now)),
        Ok(4),
        "the running slot began before"
    );
    assert_eq!(w.view(registry.params()), RegistryParams::default());
    let Suite { staking, market, rewards, attestations, .. } = w.net.suite.clone();
    let peers = RegistryPeers { staking, market, rewards, attestations };
    assert_eq!(w.view(registry.peers()), Some(peers));
    assert_eq!(w.view(registry.next_params()), None);
    assert_eq!(w.view(registry.clock()), w.net.suite.clock);
    assert_eq!(w.view(registry.genesis_hash()), w.net.suite.genesis_hash);
}

pub fn metering_and_rewards(w: &mut TestNetwork, busy: &BusyNetwork) {
    let (paul, petra) = (busy.paul, busy.petra);
    w.deposit(paul, 7 * TOKEN);
    w.withdraw_balance(paul, 3 * TOKEN);
    let lease = w.open(paul, &busy.node);
    w.top_up(petra, &lease, TOKEN);
    assert!(matches!(w.pay(&busy.node, &lease, 50), Settled::Paid { units: 50, .. }));
    assert!(matches!(
        w.pay_many(paul, std::slice::from_ref(&lease), 60)[..],
        [Settled::Paid { units: 10, .. }]
    ));
    w.collect(paul, &busy.node);
    let epoch = w.epoch();
    let burned = w.view(w.metering().usage(busy.node.id, epoch));
    // 400 units of Paul's first lease and 60 of this one, at 0.01 tokens, 5 % of them.
    assert_eq!(burned, 230 * TOKEN / 1_000);
    assert_eq!(w.view(w.metering().total_usage(epoch)), burned);
    w.sweep(paul);
    w.close(paul, &lease);
    w.wait(DAY_MS);
    w.finalize(paul, &lease);
    assert_eq!(w.view(w.metering().lease_count()), 3);
    assert_eq!(w.view(w.metering().lease(lease.lease)), None);
    assert_eq!(w.view(w.metering().leg(busy.node.id, 99)), None);
    assert_eq!(w.view(w.metering().account(busy.node.id)).leg_count, 2);
    assert!(w.view(w.metering().holdings()).prepaid > 0);
    assert!(w.view(w.metering().balance_of(paul)) > 0);
    assert_eq!(w.view(w.metering().params()), MeteringParams::default());
    let suite = w.net.suite.clone();
    let peers = MeteringPeers { rewards: suite.rewards, treasury: suite.governance };
    assert_eq!(w.view(w.metering().peers()), Some(peers));
    let Suite { token, registry, market, metering, staking, .. } = suite;
    assert_eq!(w.view(w.metering().contracts()), MeteringContracts { token, registry, market });
    assert_eq!(w.view(w.metering().next_params()), None);
    assert_eq!(w.view(w.metering().clock()), suite.clock);
    assert_eq!(w.view(w.metering().genesis_hash()), suite.genesis_hash);
    let annexes =
        [w.registry().annex(), w.staking().annex(), w.metering().annex()].map(|annex| w.view(annex));
    let built: Vec<[u8; 32]> = ARTIFACTS.annexes().map(|annex| annex.code_hash()).collect();
    assert_eq!(annexes.as_slice(), built);

    let minted = w.view(w.rewards().minted());
    let [claimed] = w.claim_many(busy.other.owner, &[&busy.other], 32)[..] else { panic!("one node") };
    assert!(claimed.availability > 0 && claimed.usage > 0);
    assert_eq!(w.view(w.rewards().minted()), minted + claimed.availability + claimed.usage);
    let schedule = EmissionSchedule::default();
    assert_eq!(w.view(w.rewards().schedule()), schedule);
    let emission = w.view(w.rewards().emission(0));
    assert_eq!(emission.availability + emission.usage, schedule.initial);
    assert_eq!(w.view(w.rewards().params()), RewardsParams::default());
    assert_eq!(w.view(w.rewards().next_params()), None);
    assert_eq!(w.view(w.rewards().contracts()), RewardsContracts { token, registry, metering, staking });
    assert_eq!(w.view(w.rewards().clock()), suite.clock);
}

pub fn governance(w: &mut TestNetwork, busy: &BusyNetwork) {
    let (nora, dana, pool) = (busy.node.owner, busy.dana, busy.node.id);
    assert_eq!(w.view(w.governance().suite()).registry, w.net.suite.registry);
    assert_eq!(w.view(w.governance().params()), GovernanceParams::default());
    let params = GovernanceParams { threshold: 50, ..GovernanceParams::default() };
    let call = w.governance().set_params(params.clone()).proposed();
    let back = w.propose(nora, vec![call.clone()], &[pool]);
    w.send(nora, w.governance().cancel(back));
    let id = w.pass(nora, vec![call.clone()], &[pool]);
    w.refuses(dana, w.governance().vote(id, Choice::For, vec![pool]), GovernanceError::NotVoting);
    w.execute(dana, id);
    assert_eq!(w.view(w.governance().params()), params);
    assert_eq!(w.view(w.governance().calls(id)), [call]);
    assert_eq!(w.view(w.governance().proposal_count()), 4);
    assert!(w.view(w.governance().voted(id, nora)) > 0);
    assert_eq!(w.settle_deposit(dana, id), 100 * TOKEN);
    assert_eq!(w.view(w.governance().deposits()), 300 * TOKEN);
}
