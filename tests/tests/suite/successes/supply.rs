//! What owners, stakers, attesters and slashers do in the busy network.

use gridshare_sdk::Suite;
use interfaces::attestations::{Attestation, AttestationsParams, Fact, Kind};
use interfaces::market::{Billing, MarketParams, MarketPeers, OfferTerms};
use interfaces::registry::NodeStatus;
use interfaces::staking::{Penalty, PoolTerms, StakingContracts, StakingParams, StakingPeers};
use shared::{Shares, Slot, DAY_MS, TOKEN};
use tests::verbs::penalty;
use tests::{BusyNetwork, TestNetwork, INFERENCE, STORAGE};

/// Announces, extends and cancels maintenance.
pub fn nodes(w: &mut TestNetwork, busy: &BusyNetwork) {
    let window = w.announce(&busy.node, Slot { epoch: 3, index: 1 }, 2);
    w.extend(&busy.node, 3);
    w.to(window.from.epoch, window.from.index);
    assert_eq!(w.status(busy.node.id), NodeStatus::Maintenance);
    assert_eq!(w.call_off(&busy.node), 4, "the running slot stays");
}

/// Makes offers, asks for prices, and delists the offer of a node that is jailed.
pub fn market(w: &mut TestNetwork, busy: &BusyNetwork) {
    let market = w.market();
    let node = w.register(busy.node.owner);
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
    assert_eq!(w.view(market.next_params()), None);
    assert_eq!(w.view(market.clock()), w.net.suite.clock);

    w.slash(&node, Penalty { jail_ms: DAY_MS, ..penalty(0) });
    assert_eq!(w.delist(busy.stranger, &node, STORAGE), None, "nothing of it is leased");
    w.retire(&node);
    assert_eq!(w.view(market.offer(node.id, INFERENCE)), None);
}

/// Attests, refreshes and revokes.
pub fn attestations(w: &mut TestNetwork, busy: &BusyNetwork) {
    let attestations = w.attestations();
    let fact = Fact { value: 10_000, until: 400 };
    let attester = w.attester();
    let told = w.view(attestations.attestation(busy.node.id, Kind::Renewable));
    assert_eq!(told, Some(Attestation { fact, attester }));
    assert!(w.view(attestations.is_attester(Kind::Identity, attester)));
    assert!(!w.view(attestations.is_attester(Kind::Identity, busy.stranger)));
    assert_eq!(w.attest(&busy.node, Kind::Hardware, 7, 40), 3_000, "renewable energy and hardware");
    assert_eq!(w.refresh(busy.stranger, &busy.node), 3_000);
    assert_eq!(w.revoke(attester, &busy.node, Kind::Renewable), 1_000);
    assert_eq!(w.view(attestations.region(shared::h3::zone_of(tests::NEAR_CELL))), 0);
    assert_eq!(w.view(attestations.params()), AttestationsParams::default());
    assert_eq!(w.view(attestations.registry()), w.net.suite.registry);
    assert_eq!(w.view(attestations.next_params()), None);
    assert_eq!(w.view(attestations.clock()), w.net.suite.clock);
}

pub fn staking(w: &mut TestNetwork, busy: &BusyNetwork) {
    let (node, dana, nora) = (&busy.node, busy.dana, busy.node.owner);
    w.bond(dana, node, 10 * TOKEN);
    w.bond_for(busy.paul, node, dana, 10 * TOKEN);
    assert_eq!(w.pools_of(dana), [node.id]);
    let shares = w.position(node, dana).shares;
    w.unbond(dana, node, Shares(shares.0 / 4));
    w.cancel_unbond(dana, node, 1);
    let active = w.pool(node).active;
    assert_eq!(w.view(w.staking().total_active()), active, "Olaf's stake still joins");
    let now = w.now();
    let power = w.view(w.staking().voting_power(dana, vec![node.id], now)).expect("one pool ascends");
    assert_eq!((power.votes, power.total), (w.position(node, dana).value, active));
    assert_eq!(w.view(w.staking().params()), StakingParams::default());
    assert_eq!(w.view(w.staking().peers()), Some(StakingPeers { rewards: w.net.suite.rewards }));
    let Suite { token, registry, .. } = w.net.suite;
    assert_eq!(w.view(w.staking().contracts()), StakingContracts { token, registry });
    assert_eq!(w.view(w.staking().next_params()), None);
    assert_eq!(w.view(w.staking().clock()), w.net.suite.clock);

    // Everything leaves before what it earned in this epoch is claimed, which then is Nora's.
    for who in [dana, nora] {
        let shares = w.position(node, who).shares;
        w.unbond(who, node, shares);
    }
    w.send(busy.stranger, w.staking().sync(node.id));
    let counted = w.view(w.registry().liveness(node.id)).expect("it is there").stake;
    assert_eq!(counted, 0, "without its owner's bond it counts nothing");
    w.next_epoch();
    let earned = w.claim(nora, node, 32);
    assert_eq!(w.view(w.staking().payout(nora)), earned.availability + earned.usage);
    let wallet = w.wallet(nora);
    let paid = w.send(nora, w.staking().claim_payout()).value;
    assert_eq!(w.wallet(nora), wallet + paid);
    w.wait(21 * DAY_MS);
    assert!(w.rebond(dana, node, &busy.other) > 5_000 * TOKEN);
    assert!(w.withdraw_stake(nora, node) > 10_000 * TOKEN);
}

/// Transfers a node; slashes another one and lets it out of jail again.
pub fn ownership_and_faults(w: &mut TestNetwork, busy: &BusyNetwork) {
    let slasher = w.slasher();
    assert!(w.view(w.staking().is_slasher(slasher)));
    assert!(!w.view(w.staking().is_slasher(busy.stranger)));
    w.set_terms(&busy.node, PoolTerms { payout: Some(busy.paul), closed: true });
    w.set_commission(&busy.node, 400);
    let fault = Penalty { fraction: 100, jail_ms: DAY_MS, reporter: Some(busy.petra) };
    w.slash(&busy.node, fault);
    assert_eq!(w.status(busy.node.id), NodeStatus::Jailed);
    w.wait(DAY_MS);
    w.unjail(&busy.node);
    w.send(busy.petra, w.staking().claim_payout());
    assert_eq!(w.view(w.staking().pending_node_owner(busy.other.id)), Some(busy.petra));
    let other = w.accept(&busy.other, busy.petra);
    w.hand_over(&other, busy.other.owner);
}
