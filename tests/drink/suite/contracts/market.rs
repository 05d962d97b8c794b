//! The market: classes, offers and zones.

use crate::bundles::{answer, bundle, events, person, refusal, ChainSession, Contract, TestResult};
use crate::configs;
use drink::session::{NO_ARGS, NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;
use gridshare_sdk::keys::Key;

#[test]
fn an_owner_offers_what_its_node_has_and_the_zone_keeps_count() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bob) = (session.get_actor(), person(&mut session, "bob"));
    let config = configs::registry(&mut session);
    let registry = Contract::deploy(&mut session, "registry", config);
    // Alice is its staking, so that her node has stake behind it.
    let peers =
        format!("RegistryPeers {{ staking: {alice}, market: {bob}, rewards: {bob}, attestations: {bob} }}");
    registry.call(&mut session, "Registry::wire", &args![peers]);
    let registration = configs::registration(&alice, &Key::from_name("device"));
    registry.call(&mut session, "Registry::register", &args![registration]);

    let bundle = bundle("market");
    let config = configs::market(&registry);
    let market = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;
    let class = "Class { name: 0x746f6b656e, billing: Metered }";
    session.call::<_, ()>("Market::register_class", &[class], NO_ENDOWMENT)??;
    assert_eq!(answer(&session, &bundle, "Market::register_class").to_string(), "Ok(0)");
    let registered = "ClassRegistered { class_id: 0, name: [116, 111, 107, 101, 110], billing: Metered }";
    assert_eq!(events(&session, &bundle, &market), [registered]);

    let offer = args![0, 0, "OfferTerms { capacity: 100, burst: 20, price: 7 }"];
    let refused = session.call::<_, ()>("Market::set_offer", &offer, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Market::set_offer", &refused), "NotInService", "nothing is staked on it");
    let weight = "StakeWeight { now: 5, next: 5, jailed: false }";
    registry.call(&mut session, "Registry::note_stake", &args![0, weight]);
    session.set_actor(bob);
    let refused = session
        .call_with_address::<_, ()>(market.clone(), "Market::set_offer", &offer, NO_ENDOWMENT)
        .unwrap_err();
    assert_eq!(refusal(&bundle, "Market::set_offer", &refused), "NotNodeOwner");

    session.set_actor(alice);
    let before = session.sandbox().take_snapshot();
    session.call::<_, ()>("Market::set_offer", &offer, NO_ENDOWMENT)??;
    let set = "OfferSet { node: 0, class_id: 0, capacity: 100, burst: 20, price: 7 }";
    assert_eq!(events(&session, &bundle, &market), [set]);
    for (units, price) in [(80, 7), (100, 28)] {
        let quote: Result<u128, ()> = session.call("Market::quote", &args![0, 0, units], NO_ENDOWMENT)??;
        assert_eq!(quote, Ok(price), "up to the kink as offered, at full use four times that");
    }
    session.call::<_, ()>("Market::offer", &args![0, 0], NO_ENDOWMENT)??;
    let offered = answer(&session, &bundle, "Market::offer").to_string();
    let zone = zone_of(&offered);
    assert_eq!(
        offered,
        format!(
            "Some(Offer {{ capacity: 100, burst: 20, committed: 0, price: 7, zone: {zone}, country: 840 }})"
        )
    );
    let counted = |session: &mut ChainSession| -> Result<(u128, u128, u128), Box<dyn std::error::Error>> {
        Ok(session.call("Market::zone", &args![0, zone], NO_ENDOWMENT)??)
    };
    assert_eq!(counted(&mut session)?, (100, 20, 0));

    session.sandbox().restore_snapshot(before);
    assert_eq!(counted(&mut session)?, (0, 0, 0));
    let classes: u16 = session.call("Market::class_count", NO_ARGS, NO_ENDOWMENT)??;
    assert_eq!(classes, 1, "the class was there before");
    Ok(())
}

/// Reads an offer's zone, an H3 cell.
fn zone_of(offer: &str) -> u64 {
    let rest = offer.split("zone: ").nth(1).expect("an offer has a zone");
    rest.split(',').next().unwrap_or_default().parse().expect("a zone is a number")
}
