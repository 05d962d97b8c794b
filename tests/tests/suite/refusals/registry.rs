//! Errors of the registry.

use super::broken_clock;
use gridshare::AccountId;
use interfaces::registry::{
    Billing, Class, OfferTerms, Registration, RegistryConfig, RegistryError as E, RegistryParams,
    RegistryPeers, ReserveRequest, StakeNote,
};
use tests::lab::registry_config;
use tests::refusals::{refused, Refusals};
use tests::{Lab, World, INFERENCE};

fn peers() -> RegistryPeers {
    let nobody = AccountId::from([1; 32]);
    RegistryPeers { staking: nobody, metering: nobody, rewards: nobody }
}

fn bad_params() -> RegistryParams {
    RegistryParams { offline_after: 0, ..RegistryParams::default() }
}

fn class(name: &[u8]) -> Class {
    Class { name: name.to_vec(), billing: Billing::Metered }
}

fn terms(capacity: u64, price: u128) -> OfferTerms {
    OfferTerms { capacity, burst: 0, price }
}

fn request(candidates: Vec<u32>) -> ReserveRequest {
    let (zone, country) = (None, None);
    ReserveRequest { class: 0, units: 1, legs: 1, candidates, max_price: 9, zone, country, min_stake: 0 }
}

/// What a registry that is wired to people says to its metering.
fn reserved(w: &mut World, change: fn(&mut ReserveRequest)) -> E {
    let lab = Lab::wired(w);
    w.send(lab.owner, lab.registry.register_class(class(b"unit")));
    let mut request = request(vec![0, 1]);
    change(&mut request);
    let metering = w.stranger("metering");
    w.refused(metering, lab.registry.reserve(request))
}

#[test]
fn every_error_of_the_registry_is_provoked() {
    Refusals {
        interface: Some("registry.rs"),
        table: vec![
            refused("new", E::InvalidClock, |w, _| {
                w.create_refused(&RegistryConfig { clock: broken_clock(), ..registry_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                w.create_refused(&RegistryConfig { params: bad_params(), ..registry_config(w) })
            }),
            refused("wire", E::NotOwner, |w, c| w.refused(c.stranger, w.registry().wire(peers()))),
            refused("wire", E::AlreadyWired, |w, _| {
                let lab = Lab::wired(w);
                w.refused(lab.owner, lab.registry.wire(peers()))
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.registry().set_params(RegistryParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let lab = Lab::new(w);
                w.refused(lab.owner, lab.registry.set_params(bad_params()))
            }),
            refused("register_class", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.registry().register_class(class(b"mine")))
            }),
            refused("register_class", E::InvalidText, |w, _| {
                let lab = Lab::new(w);
                w.refused(lab.owner, lab.registry.register_class(class(b"")))
            }),
            refused("register", E::InvalidCell, |w, c| {
                let registration = Registration { cell: 5, ..w.registration() };
                w.refused(c.stranger, w.registry().register(registration))
            }),
            refused("register", E::InvalidCountry, |w, c| {
                let registration = Registration { country: 1_000, ..w.registration() };
                w.refused(c.stranger, w.registry().register(registration))
            }),
            refused("register", E::InvalidText, |w, c| {
                let registration = Registration { metadata: vec![b'x'; 129], ..w.registration() };
                w.refused(c.stranger, w.registry().register(registration))
            }),
            refused("set_offer", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.registry().set_offer(99, INFERENCE, terms(1, 1)))
            }),
            refused("set_offer", E::NotNodeOwner, |w, c| {
                w.refused(c.node.controller, w.registry().set_offer(c.node.id, INFERENCE, terms(1, 1)))
            }),
            refused("set_offer", E::UnknownClass, |w, c| {
                w.refused(c.node.owner, w.registry().set_offer(c.node.id, 99, terms(1, 1)))
            }),
            refused("set_offer", E::ZeroPrice, |w, c| {
                w.refused(c.node.owner, w.registry().set_offer(c.node.id, INFERENCE, terms(100, 0)))
            }),
            refused("set_offer", E::BelowCommitted, |w, c| {
                w.refused(c.node.owner, w.registry().set_offer(c.node.id, INFERENCE, terms(9, 1)))
            }),
            refused("set_offer", E::TooMany, |w, c| {
                let lab = Lab::new(w);
                let registration = w.registration();
                let node = w.send(c.stranger, lab.registry.register(registration)).value;
                for _ in 0..17 {
                    w.send(lab.owner, lab.registry.register_class(class(b"unit")));
                }
                for class in 0..16 {
                    w.send(c.stranger, lab.registry.set_offer(node, class, terms(1, 1)));
                }
                w.refused(c.stranger, lab.registry.set_offer(node, 16, terms(1, 1)))
            }),
            refused("set_offer", E::Arithmetic, |w, c| {
                w.refused(c.node.owner, w.registry().set_offer(c.node.id, INFERENCE, terms(u64::MAX, 1)))
            }),
            refused("set_keys", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.registry().set_keys(99, c.stranger, [0; 32]))
            }),
            refused("set_keys", E::NotNodeOwner, |w, c| {
                w.refused(c.node.controller, w.registry().set_keys(c.node.id, c.stranger, [0; 32]))
            }),
            refused("heartbeat", E::Nothing, |w, c| {
                w.refused(c.node.controller, w.registry().heartbeat(vec![]))
            }),
            refused("heartbeat", E::TooMany, |w, c| {
                w.refused(c.node.controller, w.registry().heartbeat(vec![c.node.id; 257]))
            }),
            refused("heartbeat", E::UnknownNode, |w, c| {
                w.refused(c.node.controller, w.registry().heartbeat(vec![c.node.id, 99]))
            }),
            refused("heartbeat", E::NotController, |w, c| {
                w.refused(c.node.owner, w.registry().heartbeat(vec![c.node.id]))
            }),
            refused("submit_beats", E::Nothing, |w, c| {
                w.refused(c.stranger, w.registry().submit_beats(vec![]))
            }),
            refused("submit_beats", E::TooMany, |w, c| {
                let beat = w.signed_beat(&c.node, 0);
                w.refused(c.stranger, w.registry().submit_beats(vec![beat; 129]))
            }),
            refused("note_stake", E::NotPeer, |w, c| {
                let note = StakeNote { now: 1, next: 1 };
                w.refused(c.node.owner, w.registry().note_stake(c.node.id, note))
            }),
            refused("note_stake", E::UnknownNode, |w, _| {
                let lab = Lab::wired(w);
                let staking = w.stranger("staking");
                w.refused(staking, lab.registry.note_stake(0, StakeNote { now: 1, next: 1 }))
            }),
            refused("reserve", E::NotPeer, |w, c| {
                w.refused(c.paul, w.registry().reserve(request(vec![c.node.id])))
            }),
            refused("reserve", E::Nothing, |w, _| reserved(w, |request| request.units = 0)),
            refused("reserve", E::TooMany, |w, _| reserved(w, |request| request.legs = 9)),
            refused("reserve", E::DuplicateCandidate, |w, _| {
                reserved(w, |request| request.candidates = vec![1, 0, 1])
            }),
            refused("reserve", E::UnknownClass, |w, _| reserved(w, |request| request.class = 1)),
            refused("reserve", E::NoMatch, |w, _| reserved(w, |_| ())),
            refused("release", E::NotPeer, |w, c| {
                w.refused(c.paul, w.registry().release(c.node.id, INFERENCE, 1))
            }),
            refused("release", E::UnknownOffer, |w, _| {
                let lab = Lab::wired(w);
                let metering = w.stranger("metering");
                w.refused(metering, lab.registry.release(0, INFERENCE, 1))
            }),
            refused("take_credit", E::NotPeer, |w, c| {
                w.refused(c.node.owner, w.registry().take_credit(c.node.id, c.node.owner, 1))
            }),
            refused("take_credit", E::UnknownNode, |w, c| {
                let lab = Lab::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, lab.registry.take_credit(0, c.node.owner, 1))
            }),
            refused("take_credit", E::NothingToClaim, |w, c| {
                let lab = Lab::wired(w);
                let registration = w.registration();
                let node = w.send(c.stranger, lab.registry.register(registration)).value;
                let rewards = w.stranger("rewards");
                w.refused(rewards, lab.registry.take_credit(node, c.stranger, 1))
            }),
            refused("owner_of", E::UnknownNode, |w, _| w.view_refused(w.registry().owner_of(99))),
            refused("quote", E::UnknownOffer, |w, c| w.view_refused(w.registry().quote(c.node.id, 1, 1))),
            refused("quote", E::NoMatch, |w, c| {
                w.view_refused(w.registry().quote(c.node.id, INFERENCE, 500))
            }),
        ],
        unreachable: &[],
        unreachable_at: &[("register_class", "TooMany", "65 535 classes would have to be there first")],
    }
    .check();
}
