//! What the supply side does: nodes in maintenance, the market, attestations, pools, owners, slashers.

use interfaces::attestations::{Attestation, AttestationsParams, Fact, Kind};
use interfaces::market::{Billing, MarketParams, MarketPeers, OfferTerms};
use interfaces::registry::NodeStatus;
use interfaces::staking::{Penalty, PoolTerms, StakingParams, StakingPeers};
use shared::{Slot, DAY_MS, TOKEN};
use tests::verbs::penalty;
use tests::{Cast, World, INFERENCE, STORAGE};

/// Maintenance announced, extended and called off.
pub fn nodes(w: &mut World, cast: &Cast) {
    let window = w.announce(&cast.node, Slot { epoch: 3, index: 1 }, 2);
    w.extend(&cast.node, 3);
    w.to(window.from.epoch, window.from.index);
    assert_eq!(w.status(cast.node.id), NodeStatus::Maintenance);
    assert_eq!(w.call_off(&cast.node), 4, "the running slot stays");
}

/// Offers, prices, and what becomes of the offer of a node that leaves.
pub fn market(w: &mut World, cast: &Cast) {
    let market = w.market();
    let node = w.register(cast.node.owner);
    w.bond(node.owner, &node, 200 * TOKEN);
    w.offer(&node, 5, 2, 3);
    w.offer_of(&node, STORAGE, OfferTerms { capacity: 7, burst: 0, price: 4 });
    assert_eq!(w.view(market.classes_of(node.id)), [INFERENCE, STORAGE]);
    assert_eq!(w.view(market.class_count()), 2);
    assert_eq!(w.view(market.class(STORAGE)).map(|class| class.billing), Some(Billing::Reserved));
    let offer = w.view(market.offer(node.id, STORAGE)).expect("it was made");
    assert_eq!(w.view(market.zone(STORAGE, offer.zone)).capacity, 7);
    assert_eq!(w.view(market.quote(node.id, STORAGE, 1)), Ok(4));
    assert_eq!(w.view(market.params()), MarketParams::default());
    assert_eq!(w.view(market.peers()), Some(MarketPeers { metering: w.net.suite.metering }));
    assert_eq!(w.view(market.registry()), w.net.suite.registry);
    assert_eq!(w.view(market.clock()), w.net.suite.clock);

    w.slash(&node, Penalty { jail_ms: DAY_MS, ..penalty(0) });
    assert_eq!(w.strike(cast.stranger, &node, STORAGE), None, "nothing of it is leased");
    w.retire(&node);
    assert_eq!(w.view(market.offer(node.id, INFERENCE)), None);
}

/// Attested, refreshed and revoked.
pub fn attestations(w: &mut World, cast: &Cast) {
    let attestations = w.attestations();
    let fact = Fact { value: 10_000, until: 400 };
    let attester = w.attester();
    let told = w.view(attestations.attestation(cast.node.id, Kind::Renewable));
    assert_eq!(told, Some(Attestation { fact, attester }));
    assert!(w.view(attestations.is_attester(Kind::Identity, attester)));
    assert!(!w.view(attestations.is_attester(Kind::Identity, cast.stranger)));
    assert_eq!(w.attest(&cast.node, Kind::Hardware, 7, 40), 3_000, "renewable energy and hardware");
    assert_eq!(w.refresh(cast.stranger, &cast.node), 3_000);
    assert_eq!(w.revoke(attester, &cast.node, Kind::Renewable), 1_000);
    assert_eq!(w.view(attestations.region(shared::h3::zone_of(tests::NEAR_CELL))), 0);
    assert_eq!(w.view(attestations.params()), AttestationsParams::default());
    assert_eq!(w.view(attestations.registry()), w.net.suite.registry);
    assert_eq!(w.view(attestations.clock()), w.net.suite.clock);
}

pub fn staking(w: &mut World, cast: &Cast) {
    let (node, dana, nora) = (&cast.node, cast.dana, cast.node.owner);
    w.bond(dana, node, 10 * TOKEN);
    w.bond_for(cast.paul, node, dana, 10 * TOKEN);
    assert_eq!(w.pools_of(dana), [node.id]);
    let shares = w.position(node, dana).shares;
    w.unbond(dana, node, shares / 4);
    w.cancel_unbond(dana, node, 1);
    let active = w.pool(node).active;
    assert_eq!(w.view(w.staking().total_active()), active, "Olaf's stake still joins");
    let now = w.now();
    let power = w.view(w.staking().voting_power(dana, vec![node.id], now)).expect("one pool ascends");
    assert_eq!((power.votes, power.total), (w.position(node, dana).value, active));
    assert_eq!(w.view(w.staking().params()), StakingParams::default());
    assert_eq!(w.view(w.staking().peers()), Some(StakingPeers { rewards: w.net.suite.rewards }));
    assert_eq!(w.view(w.staking().clock()), w.net.suite.clock);

    // Everything leaves before what it earned in this epoch is claimed, which then is Nora's.
    for who in [dana, nora] {
        let shares = w.position(node, who).shares;
        w.unbond(who, node, shares);
    }
    w.send(cast.stranger, w.staking().sync(node.id));
    let counted = w.view(w.registry().liveness(node.id)).expect("it is there").stake;
    assert_eq!(counted, 0, "without its owner's bond it counts nothing");
    w.next_epoch();
    let earned = w.claim(nora, node, 32);
    assert_eq!(w.view(w.staking().payout(nora)), earned.availability + earned.usage);
    let wallet = w.wallet(nora);
    let paid = w.send(nora, w.staking().claim_payout()).value;
    assert_eq!(w.wallet(nora), wallet + paid);
    w.wait(21 * DAY_MS);
    assert!(w.rebond(dana, node, &cast.other) > 5_000 * TOKEN);
    assert!(w.withdraw_stake(nora, node) > 10_000 * TOKEN);
}

/// A node changes hands; another one is punished and let out again.
pub fn ownership_and_faults(w: &mut World, cast: &Cast) {
    let slasher = w.slasher();
    assert!(w.view(w.staking().is_slasher(slasher)));
    assert!(!w.view(w.staking().is_slasher(cast.stranger)));
    w.set_terms(&cast.node, PoolTerms { payout: Some(cast.paul), closed: true });
    w.set_commission(&cast.node, 400);
    let fault = Penalty { fraction: 100, jail_ms: DAY_MS, reporter: Some(cast.petra) };
    w.slash(&cast.node, fault);
    assert_eq!(w.status(cast.node.id), NodeStatus::Jailed);
    w.wait(DAY_MS);
    w.unjail(&cast.node);
    w.send(cast.petra, w.staking().claim_payout());
    assert_eq!(w.view(w.staking().offered_to(cast.other.id)), Some(cast.petra));
    let other = w.accept(&cast.other, cast.petra);
    w.hand_over(&other, cast.other.owner);
}
