//! A dApp leases a node, its session key signs vouchers, and the node settles them.

use crate::bundles::{hex, person, ChainSession, DAY_MS, TOKEN};
use crate::configs;
use crate::deployment::{to_epoch, Deployment};
use gridshare_sdk::keys::Key;

#[test]
fn a_dapp_leases_and_a_node_settles() {
    let mut session = ChainSession::default();
    let s = &mut session;
    let deployed = Deployment::new(s);
    let Deployment { token, registry, market, staking, metering, governance, .. } = &deployed;
    let nora = deployed.holder(s, "nora", 1_000 * TOKEN);
    let paul = deployed.holder(s, "paul", 1_000 * TOKEN);

    s.set_actor(nora.clone());
    let registration = configs::registration(&nora, &Key::from_name("device"));
    registry.call(s, "Registry::register", &args![registration]);
    staking.call(s, "Staking::bond", &args![0, 1_000 * TOKEN]);
    let price = TOKEN / 100;
    let terms = format!("OfferTerms {{ capacity: 100, burst: 0, price: {price} }}");
    market.call(s, "Market::set_offer", &args![0, 0, terms]);
    to_epoch(s, 1);
    registry.call(s, "Registry::heartbeat", &args!["[0]"]);

    // Paul's dApp pays in advance and leases ten units for a week.
    s.set_actor(paul.clone());
    metering.call(s, "Metering::deposit", &args![500 * TOKEN]);
    let (key, until, deposit) = (Key::from_name("session"), s.sandbox().now() + 7 * DAY_MS, 100 * TOKEN);
    let lease = |max_price: u128| {
        format!(
            "LeaseTerms {{ class_id: 0, units: 10, candidates: [0], constraints: Constraints {{ \
             max_price: {max_price}, zone: None, country: Some(840), min_stake: 1, min_renewable: 0, attested: 0, \
             distinct_owners: false }}, session_key: {}, deposit: {deposit}, until: {until} }}",
            hex(key.public())
        )
    };
    assert_eq!(metering.refuse(s, "Metering::open", &args![lease(price - 1)]), "Market(NoMatch)");
    let opened = format!("Opened {{ lease: 1, leg: LegRef {{ node: 0, leg_index: 0 }}, price: {price} }}");
    assert_eq!(metering.call(s, "Metering::open", &args![lease(price)]), opened);
    let event = format!(
        "LeaseOpened {{ lease: 1, payer: {paul}, node: 0, leg_index: 0, price: {price}, deposit: {deposit}, \
         until: {until} }}"
    );
    assert_eq!(metering.events(s), [event]);

    // A relayer submits vouchers: a good one, the same again, and one that another key signed.
    let suite = deployed.suite(s);
    let voucher = |key: &Key, units: u128| {
        let signature = hex(key.sign_voucher(&suite, 1, 0, 0, units));
        format!("Voucher {{ lease: 1, leg_index: 0, units: {units}, signature: {signature} }}")
    };
    let (good, forged) = (voucher(&key, 2_000), voucher(&Key::from_name("other"), 3_000));
    let relayer = person(s, "relayer");
    s.set_actor(relayer);
    let value = 2_000 * price;
    let outcomes = format!("[Paid {{ units: 2000, value: {value} }}, AlreadyPaid, BadSignature]");
    let batch = args![0, format!("[{good}, {good}, {forged}]")];
    assert_eq!(metering.call(s, "Metering::settle", &batch), outcomes);
    let (burned, treasury) = (value / 20, value / 50);
    let event = format!(
        "Settlement {{ node: 0, vouchers: 1, units: 2000, value: {value}, burned: {burned}, treasury: {treasury} }}"
    );
    assert_eq!(metering.events(s), [event]);
    assert_eq!(metering.refuse(s, "Metering::settle", &args![0, "[]"]), "ZeroAmount");

    // What was paid goes to the node, is burned, or goes to the treasury: nothing is lost.
    let earned = value - burned - treasury;
    assert_eq!(metering.call(s, "Metering::withdraw_earnings", &args![0]), earned.to_string());
    assert_eq!(deployed.wallet(s, &nora), earned);
    assert_eq!(metering.refuse(s, "Metering::withdraw_earnings", &args![0]), "NothingToClaim");
    assert_eq!(metering.call(s, "Metering::sweep", &[]), format!("({burned}, {treasury})"));
    let burnt = format!("Transfer {{ from: Some({metering}), to: None, value: {burned} }}");
    assert!(token.events(s).contains(&burnt), "{:?}", token.events(s));
    assert_eq!(deployed.wallet(s, &governance.address), treasury);

    // Paul ends it and has the rest of the deposit back.
    assert_eq!(metering.refuse(s, "Metering::close", &args![1]), "NotPayer");
    s.set_actor(paul.clone());
    metering.call(s, "Metering::close", &args![1]);
    assert_eq!(metering.refuse(s, "Metering::finalize", &args![1]), "WindowNotOver");
    s.sandbox().advance_by(DAY_MS);
    metering.call(s, "Metering::finalize", &args![1]);
    let refunded = deposit - value;
    assert_eq!(metering.events(s), [format!("LeaseFinalized {{ lease: 1, refunded: {refunded} }}")]);
    assert_eq!(metering.call(s, "Metering::lease", &args![1]), "None");
    metering.call(s, "Metering::withdraw", &args![500 * TOKEN - value]);
    assert_eq!(deployed.wallet(s, &paul), 1_000 * TOKEN - value);
    assert_eq!(deployed.wallet(s, &metering.address), 0);
}
