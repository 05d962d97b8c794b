//! Errors of the market.

use super::broken_clock;
use gridshare_sdk::MarketHandle;
use interfaces::market::{
    Billing, Class, Constraints, MarketConfig, MarketError as E, MarketParams, MarketPeers, OfferTerms,
    ReserveRequest,
};
use shared::{Units, TOKEN};
use tests::isolated::{made, market_config};
use tests::refusals::{refused, Refusals};
use tests::{IsolatedContracts, TestNetwork, INFERENCE};

fn bad_params() -> MarketParams {
    MarketParams { kink: 0, ..MarketParams::default() }
}

fn good_config(w: &TestNetwork) -> MarketConfig {
    market_config(w, w.net.suite.registry)
}

fn class(name: &[u8]) -> Class {
    Class { name: name.to_vec(), billing: Billing::Metered }
}

fn terms(capacity: Units, price: u128) -> OfferTerms {
    OfferTerms { capacity, burst: 0, price }
}

fn request(candidates: Vec<u32>) -> ReserveRequest {
    ReserveRequest { class_id: 0, units: 1, legs: 1, candidates, constraints: Constraints::up_to(9) }
}

/// Returns the error with which a market that is wired to people refuses a reservation.
fn reserved(w: &mut TestNetwork, change: fn(&mut ReserveRequest)) -> E {
    let contracts = IsolatedContracts::wired(w);
    w.send(contracts.owner, contracts.market.register_class(class(b"unit")));
    let mut request = request(vec![0, 1]);
    change(&mut request);
    let metering = w.stranger("metering");
    w.refused(metering, contracts.market.reserve(request))
}

/// Instantiates a market whose registry is no contract, with one class.
fn lost(w: &mut TestNetwork) -> MarketHandle {
    let nobody = w.stranger("nobody");
    let config = market_config(w, nobody);
    let market = MarketHandle::at(made(w, &config));
    w.send(w.net.suite.deployer, market.register_class(class(b"unit")));
    market
}

#[test]
fn every_error_of_the_market_is_provoked() {
    const OFFERED: &str = "whoever offers anything asked the same registry when it did";
    Refusals {
        interface: Some("market.rs"),
        table: vec![
            refused("new", E::InvalidClock, |w, _| {
                w.create_refused(&MarketConfig { clock: broken_clock(), ..good_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                w.create_refused(&MarketConfig { params: bad_params(), ..good_config(w) })
            }),
            refused("wire", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.market().wire(MarketPeers { metering: c.stranger }))
            }),
            refused("wire", E::AlreadyWired, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                w.refused(contracts.owner, contracts.market.wire(MarketPeers { metering: c.stranger }))
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.market().set_params(MarketParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.market.set_params(bad_params()))
            }),
            refused("register_class", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.market().register_class(class(b"mine")))
            }),
            refused("register_class", E::InvalidText, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.market.register_class(class(b"")))
            }),
            refused("set_offer", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.market().set_offer(99, INFERENCE, terms(1, 1)))
            }),
            refused("set_offer", E::NotNodeOwner, |w, c| {
                w.refused(c.node.controller, w.market().set_offer(c.node.id, INFERENCE, terms(1, 1)))
            }),
            refused("set_offer", E::NotInService, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(node.owner, w.market().set_offer(node.id, INFERENCE, terms(1, 1)))
            }),
            refused("set_offer", E::UnknownClass, |w, c| {
                w.refused(c.node.owner, w.market().set_offer(c.node.id, 99, terms(1, 1)))
            }),
            refused("set_offer", E::ZeroPrice, |w, c| {
                w.refused(c.node.owner, w.market().set_offer(c.node.id, INFERENCE, terms(100, 0)))
            }),
            refused("set_offer", E::BelowCommitted, |w, c| {
                w.refused(c.node.owner, w.market().set_offer(c.node.id, INFERENCE, terms(9, 1)))
            }),
            refused("set_offer", E::TooMany, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let (registration, staking) = (w.registration(), w.stranger("staking"));
                let node = w.send(c.stranger, contracts.registry.register(registration)).value;
                let note = interfaces::registry::StakeWeight { now: 1, next: 1, jailed: false };
                w.send(staking, contracts.registry.note_stake(node, note));
                for _ in 0..17 {
                    w.send(contracts.owner, contracts.market.register_class(class(b"unit")));
                }
                for class_id in 0..16 {
                    w.send(c.stranger, contracts.market.set_offer(node, class_id, terms(1, 1)));
                }
                w.refused(c.stranger, contracts.market.set_offer(node, 16, terms(1, 1)))
            }),
            refused("set_offer", E::PeerFailed, |w, c| {
                let market = lost(w);
                w.refused(c.node.owner, market.set_offer(0, 0, terms(1, 1)))
            }),
            refused("set_offer", E::Arithmetic, |w, c| {
                w.refused(c.node.owner, w.market().set_offer(c.node.id, INFERENCE, terms(Units::MAX, 1)))
            }),
            refused("retire", E::UnknownNode, |w, c| w.refused(c.node.owner, w.market().retire(99))),
            refused("retire", E::NotNodeOwner, |w, c| {
                w.refused(c.node.controller, w.market().retire(c.node.id))
            }),
            refused("retire", E::NotInService, |w, c| {
                let node = w.register(c.node.owner);
                w.retire(&node);
                w.refused(node.owner, w.market().retire(node.id))
            }),
            refused("retire", E::LegsOpen, |w, c| w.refused(c.node.owner, w.market().retire(c.node.id))),
            refused("retire", E::PeerFailed, |w, c| {
                let market = lost(w);
                w.refused(c.node.owner, market.retire(0))
            }),
            refused("delist_offer", E::UnknownNode, |w, c| {
                w.refused(c.stranger, w.market().delist_offer(99, INFERENCE))
            }),
            refused("delist_offer", E::UnknownOffer, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(c.stranger, w.market().delist_offer(node.id, INFERENCE))
            }),
            refused("delist_offer", E::InService, |w, c| {
                w.refused(c.stranger, w.market().delist_offer(c.node.id, INFERENCE))
            }),
            refused("delist_offer", E::PeerFailed, |w, c| {
                let market = lost(w);
                w.refused(c.stranger, market.delist_offer(0, 0))
            }),
            refused("reserve", E::NotPeer, |w, c| {
                w.refused(c.paul, w.market().reserve(request(vec![c.node.id])))
            }),
            refused("reserve", E::ZeroAmount, |w, _| reserved(w, |request| request.units = 0)),
            refused("reserve", E::TooMany, |w, _| reserved(w, |request| request.legs = 9)),
            refused("reserve", E::TooMany, |w, _| {
                reserved(w, |request| request.candidates = (0..17).collect())
            }),
            refused("reserve", E::DuplicateCandidate, |w, _| {
                reserved(w, |request| request.candidates = vec![1, 0, 1])
            }),
            refused("reserve", E::UnknownClass, |w, _| reserved(w, |request| request.class_id = 1)),
            refused("reserve", E::NoMatch, |w, _| reserved(w, |_| ())),
            refused("release", E::NotPeer, |w, c| {
                w.refused(c.paul, w.market().release(c.node.id, INFERENCE, 1))
            }),
            refused("release", E::UnknownOffer, |w, _| {
                let contracts = IsolatedContracts::wired(w);
                let metering = w.stranger("metering");
                w.refused(metering, contracts.market.release(0, INFERENCE, 1))
            }),
            refused("quote", E::UnknownOffer, |w, c| w.view_refused(w.market().quote(c.node.id, 1, 1))),
            refused("quote", E::NoMatch, |w, c| w.view_refused(w.market().quote(c.node.id, INFERENCE, 500))),
        ],
        unreachable: &[],
        unreachable_at: &[
            ("register_class", "TooMany", "65 535 classes would have to be there first"),
            ("reserve", "PeerFailed", OFFERED),
        ],
    }
    .check();
    // So that the bound of the price is met as well as that of the capacity.
    let (mut w, busy) = tests::BusyNetwork::start();
    let dear = terms(100, u128::MAX - TOKEN);
    w.refuses(busy.node.owner, w.market().set_offer(busy.node.id, INFERENCE, dear), E::Arithmetic);
}
