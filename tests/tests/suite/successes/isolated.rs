//! Messages for wired contracts and for owners, called by people who are wired or own the contract.

use gridshare_sdk::OwnableHandle;
use interfaces::attestations::{AttestationsParams, Attested, Fact, Kind, KINDS};
use interfaces::market::{
    Billing, Class, Constraints, Grant, MarketParams, MarketPeers, OfferTerms, ReserveRequest,
};
use interfaces::metering::{MeteringParams, MeteringPeers, UsageClaim};
use interfaces::registry::{NodeStatus, RegistryParams, RegistryPeers, StakeWeight};
use interfaces::rewards::RewardsParams;
use interfaces::staking::{RewardDeposit, StakingParams, StakingPeers};
use tests::isolated::registry_peers;
use tests::{BusyNetwork, IsolatedContracts, TestNetwork};

/// Calls the messages that only a wired contract may call, as people who are wired.
pub fn wired_messages(w: &mut TestNetwork, busy: &BusyNetwork) {
    let contracts = IsolatedContracts::wired(w);
    let RegistryPeers { staking, market, rewards, attestations } = registry_peers(w);
    let metering = w.stranger("metering");
    let owner = busy.stranger;

    let class = Class { name: b"unit".to_vec(), billing: Billing::Metered };
    let class_id = w.send(contracts.owner, contracts.market.register_class(class)).value;
    let registration = w.registration();
    let controller = registration.controller;
    let node = w.send(owner, contracts.registry.register(registration)).value;
    let note = StakeWeight { now: 50, next: 60, jailed: false };
    assert!(w.send(staking, contracts.registry.note_stake(node, note)).value, "it is in service");
    let facts = [Fact { value: 7, until: 9 }; KINDS];
    let attested = Attested { facts, boost: 1_000, boost_until: 9 };
    w.send(attestations, contracts.registry.note_attested(node, attested));
    let terms = OfferTerms { capacity: 10, burst: 0, price: 4 };
    w.send(owner, contracts.market.set_offer(node, class_id, terms));
    w.send(controller, contracts.registry.heartbeat(vec![node]));
    let status = w.view(contracts.registry.identity(node)).map(|identity| identity.status);
    assert_eq!(status, Ok(NodeStatus::Active));

    let constraints = Constraints { min_stake: 50, ..Constraints::up_to(4) };
    let request = ReserveRequest { class_id, units: 8, legs: 1, candidates: vec![node], constraints };
    assert_eq!(w.send(metering, contracts.market.reserve(request)).value, [Grant { node, price: 4 }]);
    w.send(metering, contracts.market.release(node, class_id, 3));
    assert_eq!(w.view(contracts.market.offer(node, class_id)).map(|offer| offer.committed), Some(5));

    w.next_epoch();
    let taken = w.send(rewards, contracts.registry.take_credit(vec![node], controller, 32)).value;
    let [taken] = &taken[..] else { panic!("one node: {taken:?}") };
    assert_eq!((taken.owner, taken.first, taken.shares.len()), (owner, 2, 1));
    assert_eq!((taken.shares[0].credit, taken.shares[0].total), (55, 55), "with its boost");
    let claim = UsageClaim { node, first: 2, count: 1 };
    let usage = w.send(rewards, contracts.metering.take_usage(vec![claim])).value;
    assert_eq!((usage.len(), usage[0].len(), usage[0][0].burned), (1, 1, 0));

    w.send(rewards, contracts.token.mint_to(contracts.staking.address(), 9));
    w.send(
        rewards,
        contracts.staking.deposit_rewards(vec![RewardDeposit { node, owner, first: 2, amounts: vec![9] }]),
    );
    w.send(owner, contracts.staking.claim_payout());
    assert_eq!(w.view(contracts.token.balance_of(owner)), 9);

    w.send(staking, contracts.registry.set_node_owner(node, busy.dana));
    assert_eq!(w.view(contracts.registry.owner_of(node)), Ok(busy.dana));
    w.send(market, contracts.registry.note_retired(node));
    let status = w.view(contracts.registry.identity(node)).map(|identity| identity.status);
    assert_eq!(status, Ok(NodeStatus::Retired));
    assert!(!w.send(staking, contracts.registry.note_stake(node, note)).value, "it is no longer in service");
}

/// Calls the messages that only an owner may call, as the deployer.
pub fn administration(w: &mut TestNetwork, busy: &BusyNetwork) {
    let contracts = IsolatedContracts::new(w);
    let (owner, nobody) = (contracts.owner, contracts.nobody);
    w.send(owner, contracts.token.set_minter(nobody));
    assert_eq!(w.view(contracts.token.minter()), Some(nobody));
    let peers = registry_peers(w);
    w.send(owner, contracts.registry.wire(peers));
    assert_eq!(w.view(contracts.registry.peers()), Some(peers));
    w.send(owner, contracts.market.wire(MarketPeers { metering: nobody }));
    assert!(w.view(contracts.market.peers()).is_some());
    w.send(owner, contracts.staking.wire(StakingPeers { rewards: nobody }));
    assert!(w.view(contracts.staking.peers()).is_some());
    w.send(owner, contracts.metering.wire(MeteringPeers { rewards: nobody, treasury: nobody }));
    assert!(w.view(contracts.metering.peers()).is_some());

    w.send(owner, contracts.registry.set_params(RegistryParams { notice: 5, ..RegistryParams::default() }));
    w.send(owner, contracts.market.set_params(MarketParams { kink: 5_000, ..MarketParams::default() }));
    let params = AttestationsParams { max_boost: 1, ..AttestationsParams::default() };
    w.send(owner, contracts.attestations.set_params(params));
    w.send(
        owner,
        contracts.staking.set_params(StakingParams { max_leverage: 2, ..StakingParams::default() }),
    );
    w.send(owner, contracts.metering.set_params(MeteringParams { burn: 10, ..MeteringParams::default() }));
    w.send(owner, contracts.rewards.set_params(RewardsParams { max_burn_rebate: 1 }));
    assert_eq!(w.view(contracts.registry.params()), RegistryParams::default(), "from the next epoch on");
    w.next_epoch();
    assert_eq!(w.view(contracts.registry.params()).notice, 5);
    assert_eq!(w.view(contracts.market.params()).kink, 5_000);
    assert_eq!(w.view(contracts.attestations.params()), params);
    assert_eq!(w.view(contracts.staking.params()).max_leverage, 2);
    assert_eq!(w.view(contracts.metering.params()).burn, 10);
    assert_eq!(w.view(contracts.rewards.params()).max_burn_rebate, 1);

    w.send(owner, contracts.staking.set_slasher(nobody, true));
    assert!(w.view(contracts.staking.is_slasher(nobody)));
    w.send(owner, contracts.attestations.set_attester(Kind::Identity, nobody, true));
    assert!(w.view(contracts.attestations.is_attester(Kind::Identity, nobody)));
    let cell = shared::h3::zone_of(tests::NEAR_CELL);
    w.send(owner, contracts.attestations.set_region(cell, 700));
    assert_eq!(w.view(contracts.attestations.region(cell)), 700);

    let addresses: [gridshare_sdk::AccountId; 7] = [
        contracts.token.address(),
        contracts.registry.address(),
        contracts.market.address(),
        contracts.attestations.address(),
        contracts.staking.address(),
        contracts.metering.address(),
        contracts.rewards.address(),
    ];
    for (at, address) in addresses.into_iter().enumerate() {
        let contract = OwnableHandle::at(address);
        assert_eq!((w.view(contract.owner()), w.view(contract.pending_owner())), (owner, None));
        // One is offered to the governance beside it, the others to somebody.
        let to = if at == 0 { contracts.governance.address() } else { busy.dana };
        w.send(owner, contract.transfer_ownership(to));
        assert_eq!(w.view(contract.pending_owner()), Some(to));
        if at == 0 {
            w.send(nobody, contracts.governance.take_ownership(address));
        } else {
            w.send(to, contract.accept_ownership());
        }
        assert_eq!(w.view(contract.owner()), to);
    }
}
