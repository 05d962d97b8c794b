//! What only a wired contract or an owner may call, called by people who are either.

use gridshare::contracts::OwnableHandle;
use interfaces::attestations::{AttestationsParams, Attested, Fact, Kind, KINDS};
use interfaces::market::{
    Billing, Class, Constraints, Grant, MarketParams, MarketPeers, OfferTerms, ReserveRequest,
};
use interfaces::metering::{MeteringParams, MeteringPeers};
use interfaces::registry::{NodeStatus, RegistryParams, RegistryPeers, StakeNote};
use interfaces::rewards::RewardsParams;
use interfaces::staking::{StakingParams, StakingPeers};
use tests::lab::registry_peers;
use tests::{Cast, Lab, World};

/// Messages that only a wired contract may call, called by people who are wired.
pub fn wired_messages(w: &mut World, cast: &Cast) {
    let lab = Lab::wired(w);
    let RegistryPeers { staking, market, rewards, attestations } = registry_peers(w);
    let metering = w.stranger("metering");
    let owner = cast.stranger;

    let class = Class { name: b"unit".to_vec(), billing: Billing::Metered };
    let class = w.send(lab.owner, lab.market.register_class(class)).value;
    let registration = w.registration();
    let controller = registration.controller;
    let node = w.send(owner, lab.registry.register(registration)).value;
    let note = StakeNote { now: 50, next: 60, jailed: false };
    assert!(w.send(staking, lab.registry.note_stake(node, note)).value, "it is in service");
    let facts = [Fact { value: 7, until: 9 }; KINDS];
    let attested = Attested { facts, boost: 1_000, boost_until: 9 };
    w.send(attestations, lab.registry.note_attested(node, attested));
    let terms = OfferTerms { capacity: 10, burst: 0, price: 4 };
    w.send(owner, lab.market.set_offer(node, class, terms));
    w.send(controller, lab.registry.heartbeat(vec![node]));
    let status = w.view(lab.registry.identity(node)).map(|identity| identity.status);
    assert_eq!(status, Ok(NodeStatus::Active));

    let constraints = Constraints { min_stake: 50, ..Constraints::up_to(4) };
    let request = ReserveRequest { class, units: 8, legs: 1, candidates: vec![node], constraints };
    assert_eq!(w.send(metering, lab.market.reserve(request)).value, [Grant { node, price: 4 }]);
    w.send(metering, lab.market.release(node, class, 3));
    assert_eq!(w.view(lab.market.offer(node, class)).map(|offer| offer.committed), Some(5));

    w.next_epoch();
    let taken = w.send(rewards, lab.registry.take_credit(node, controller, 32)).value;
    assert_eq!((taken.owner, taken.first, taken.shares.len()), (owner, 2, 1));
    assert_eq!((taken.shares[0].credit, taken.shares[0].total), (55, 55), "with its boost");
    let usage = w.send(rewards, lab.metering.take_usage(node, 2, 1)).value;
    assert_eq!((usage.len(), usage[0].burned), (1, 0));

    w.send(rewards, lab.token.mint_to(lab.staking.address(), 9));
    w.send(rewards, lab.staking.deposit_rewards(node, owner, 2, vec![9]));
    w.send(owner, lab.staking.claim_payout());
    assert_eq!(w.view(lab.token.balance_of(owner)), 9);

    w.send(staking, lab.registry.set_node_owner(node, cast.dana));
    assert_eq!(w.view(lab.registry.owner_of(node)), Ok(cast.dana));
    w.send(market, lab.registry.note_retired(node));
    let status = w.view(lab.registry.identity(node)).map(|identity| identity.status);
    assert_eq!(status, Ok(NodeStatus::Retired));
    assert!(!w.send(staking, lab.registry.note_stake(node, note)).value, "it is no longer in service");
}

/// What an owner does before governance is it.
pub fn administration(w: &mut World, cast: &Cast) {
    let lab = Lab::new(w);
    let (owner, nobody) = (lab.owner, lab.nobody);
    w.send(owner, lab.token.set_minter(nobody));
    assert_eq!(w.view(lab.token.minter()), Some(nobody));
    let peers = registry_peers(w);
    w.send(owner, lab.registry.wire(peers));
    assert_eq!(w.view(lab.registry.peers()), Some(peers));
    w.send(owner, lab.market.wire(MarketPeers { metering: nobody }));
    assert!(w.view(lab.market.peers()).is_some());
    w.send(owner, lab.staking.wire(StakingPeers { rewards: nobody }));
    assert!(w.view(lab.staking.peers()).is_some());
    w.send(owner, lab.metering.wire(MeteringPeers { rewards: nobody, treasury: nobody }));
    assert!(w.view(lab.metering.peers()).is_some());

    w.send(owner, lab.registry.set_params(RegistryParams { notice: 5, ..RegistryParams::default() }));
    w.send(owner, lab.market.set_params(MarketParams { kink: 5_000, ..MarketParams::default() }));
    let params = AttestationsParams { max_boost: 1, ..AttestationsParams::default() };
    w.send(owner, lab.attestations.set_params(params));
    w.send(owner, lab.staking.set_params(StakingParams { max_leverage: 2, ..StakingParams::default() }));
    w.send(owner, lab.metering.set_params(MeteringParams { burn: 10, ..MeteringParams::default() }));
    w.send(owner, lab.rewards.set_params(RewardsParams { sigma: 1 }));
    assert_eq!(w.view(lab.registry.params()), RegistryParams::default(), "from the next epoch on");
    w.next_epoch();
    assert_eq!(w.view(lab.registry.params()).notice, 5);
    assert_eq!(w.view(lab.market.params()).kink, 5_000);
    assert_eq!(w.view(lab.attestations.params()), params);
    assert_eq!(w.view(lab.staking.params()).max_leverage, 2);
    assert_eq!(w.view(lab.metering.params()).burn, 10);
    assert_eq!(w.view(lab.rewards.params()).sigma, 1);

    w.send(owner, lab.staking.set_slasher(nobody, true));
    assert!(w.view(lab.staking.is_slasher(nobody)));
    w.send(owner, lab.attestations.set_attester(Kind::Identity, nobody, true));
    assert!(w.view(lab.attestations.is_attester(Kind::Identity, nobody)));
    let cell = shared::h3::zone_of(tests::NEAR_CELL);
    w.send(owner, lab.attestations.set_region(cell, 700));
    assert_eq!(w.view(lab.attestations.region(cell)), 700);

    let addresses: [gridshare::AccountId; 7] = [
        lab.token.address(),
        lab.registry.address(),
        lab.market.address(),
        lab.attestations.address(),
        lab.staking.address(),
        lab.metering.address(),
        lab.rewards.address(),
    ];
    for (at, address) in addresses.into_iter().enumerate() {
        let contract = OwnableHandle::at(address);
        assert_eq!((w.view(contract.owner()), w.view(contract.pending_owner())), (owner, None));
        // One is offered to governance of the lab, the others to somebody.
        let to = if at == 0 { lab.governance.address() } else { cast.dana };
        w.send(owner, contract.transfer_ownership(to));
        assert_eq!(w.view(contract.pending_owner()), Some(to));
        if at == 0 {
            w.send(nobody, lab.governance.take_ownership(address));
        } else {
            w.send(to, contract.accept_ownership());
        }
        assert_eq!(w.view(contract.owner()), to);
    }
}
