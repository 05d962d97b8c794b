//! Errors of the registry.

use super::broken_clock;
use gridshare_sdk::AccountId;
use interfaces::attestations::Attested;
use interfaces::registry::{
    Registration, RegistryConfig, RegistryError as E, RegistryParams, RegistryPeers, StakeWeight, Vetting,
};
use shared::Slot;
use tests::isolated::registry_config;
use tests::refusals::{refused, Refusals};
use tests::{IsolatedContracts, TestNetwork};

const NOTE: StakeWeight = StakeWeight { now: 1, next: 1, jailed: false };

fn peers() -> RegistryPeers {
    let nobody = AccountId::from([1; 32]);
    RegistryPeers { staking: nobody, market: nobody, rewards: nobody, attestations: nobody }
}

fn bad_params() -> RegistryParams {
    RegistryParams { offline_after: 0, ..RegistryParams::default() }
}

/// Returns a slot of the epoch after the busy network's, far enough for any notice.
fn ahead(index: u8) -> Slot {
    Slot { epoch: 3, index }
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
                let contracts = IsolatedContracts::wired(w);
                w.refused(contracts.owner, contracts.registry.wire(peers()))
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.registry().set_params(RegistryParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.registry.set_params(bad_params()))
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
            refused("set_keys", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.registry().set_keys(99, c.stranger, [0; 32]))
            }),
            refused("set_keys", E::NotNodeOwner, |w, c| {
                w.refused(c.node.controller, w.registry().set_keys(c.node.id, c.stranger, [0; 32]))
            }),
            refused("heartbeat", E::ZeroAmount, |w, c| {
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
            refused("submit_beats", E::ZeroAmount, |w, c| {
                w.refused(c.stranger, w.registry().submit_beats(vec![]))
            }),
            refused("submit_beats", E::TooMany, |w, c| {
                let beat = w.signed_beat(&c.node, 0);
                w.refused(c.stranger, w.registry().submit_beats(vec![beat; 129]))
            }),
            refused("set_metadata", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.registry().set_metadata(99, vec![]))
            }),
            refused("set_metadata", E::NotNodeOwner, |w, c| {
                w.refused(c.node.controller, w.registry().set_metadata(c.node.id, vec![]))
            }),
            refused("set_metadata", E::InvalidText, |w, c| {
                w.refused(c.node.owner, w.registry().set_metadata(c.node.id, vec![b'x'; 129]))
            }),
            refused("announce_maintenance", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.registry().announce_maintenance(99, ahead(0), 1))
            }),
            refused("announce_maintenance", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.registry().announce_maintenance(c.node.id, ahead(0), 1))
            }),
            refused("announce_maintenance", E::ZeroAmount, |w, c| {
                w.refused(c.node.owner, w.registry().announce_maintenance(c.node.id, ahead(0), 0))
            }),
            refused("announce_maintenance", E::ShortNotice, |w, c| {
                let next = Slot::from_number(w.slot().number() + 1);
                w.refused(c.node.owner, w.registry().announce_maintenance(c.node.id, next, 1))
            }),
            refused("announce_maintenance", E::OverBudget, |w, c| {
                w.refused(c.node.owner, w.registry().announce_maintenance(c.node.id, ahead(0), 49))
            }),
            refused("announce_maintenance", E::MaintenancePending, |w, c| {
                w.refused(c.other.owner, w.registry().announce_maintenance(c.other.id, ahead(0), 1))
            }),
            refused("announce_maintenance", E::OutOfRange, |w, c| {
                w.refused(c.node.owner, w.registry().announce_maintenance(c.node.id, ahead(48), 1))
            }),
            refused("announce_maintenance", E::TooMany, |w, c| {
                // One after the other, each announced when the one before is over.
                let start = ahead(0).number();
                let at = |w: &mut TestNetwork, n: u32| {
                    let Slot { epoch, index } = Slot::from_number(start + 3 * n);
                    w.to(epoch, index);
                    Slot::from_number(start + 3 * n + 2)
                };
                for window in 0..32 {
                    let from = at(w, window);
                    w.announce(&c.node, from, 1);
                }
                let from = at(w, 32);
                w.refused(c.node.owner, w.registry().announce_maintenance(c.node.id, from, 1))
            }),
            refused("extend_maintenance", E::UnknownNode, |w, c| {
                w.refused(c.other.owner, w.registry().extend_maintenance(99, 1))
            }),
            refused("extend_maintenance", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.registry().extend_maintenance(c.other.id, 1))
            }),
            refused("extend_maintenance", E::ZeroAmount, |w, c| {
                w.refused(c.other.owner, w.registry().extend_maintenance(c.other.id, 0))
            }),
            refused("extend_maintenance", E::NoMaintenance, |w, c| {
                w.refused(c.node.owner, w.registry().extend_maintenance(c.node.id, 1))
            }),
            refused("extend_maintenance", E::ShortNotice, |w, c| {
                w.to(5, 3);
                w.refused(c.other.owner, w.registry().extend_maintenance(c.other.id, 1))
            }),
            refused("extend_maintenance", E::OverBudget, |w, c| {
                w.refused(c.other.owner, w.registry().extend_maintenance(c.other.id, 45))
            }),
            refused("cancel_maintenance", E::UnknownNode, |w, c| {
                w.refused(c.other.owner, w.registry().cancel_maintenance(99))
            }),
            refused("cancel_maintenance", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.registry().cancel_maintenance(c.other.id))
            }),
            refused("cancel_maintenance", E::NoMaintenance, |w, c| {
                w.to(5, 4);
                w.refused(c.other.owner, w.registry().cancel_maintenance(c.other.id))
            }),
            refused("note_stake", E::NotPeer, |w, c| {
                w.refused(c.node.owner, w.registry().note_stake(c.node.id, NOTE))
            }),
            refused("note_stake", E::UnknownNode, |w, _| {
                let contracts = IsolatedContracts::wired(w);
                let staking = w.stranger("staking");
                w.refused(staking, contracts.registry.note_stake(0, NOTE))
            }),
            refused("set_node_owner", E::NotPeer, |w, c| {
                w.refused(c.node.owner, w.registry().set_node_owner(c.node.id, c.stranger))
            }),
            refused("set_node_owner", E::UnknownNode, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let staking = w.stranger("staking");
                w.refused(staking, contracts.registry.set_node_owner(0, c.stranger))
            }),
            refused("note_retired", E::NotPeer, |w, c| {
                w.refused(c.node.owner, w.registry().note_retired(c.node.id))
            }),
            refused("note_retired", E::UnknownNode, |w, _| {
                let contracts = IsolatedContracts::wired(w);
                let market = w.stranger("market");
                w.refused(market, contracts.registry.note_retired(0))
            }),
            refused("note_retired", E::Retired, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let (market, registration) = (w.stranger("market"), w.registration());
                w.send(c.stranger, contracts.registry.register(registration));
                w.send(market, contracts.registry.note_retired(0));
                w.refused(market, contracts.registry.note_retired(0))
            }),
            refused("note_attested", E::NotPeer, |w, c| {
                w.refused(c.node.owner, w.registry().note_attested(c.node.id, Attested::default()))
            }),
            refused("note_attested", E::UnknownNode, |w, _| {
                let contracts = IsolatedContracts::wired(w);
                let attestations = w.stranger("attestations");
                w.refused(attestations, contracts.registry.note_attested(0, Attested::default()))
            }),
            refused("take_credit", E::NotPeer, |w, c| {
                w.refused(c.node.owner, w.registry().take_credit(vec![c.node.id], c.node.owner, 1))
            }),
            refused("take_credit", E::UnknownNode, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, contracts.registry.take_credit(vec![0], c.node.owner, 1))
            }),
            refused("take_credit", E::NothingToClaim, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let registration = w.registration();
                let node = w.send(c.stranger, contracts.registry.register(registration)).value;
                let rewards = w.stranger("rewards");
                w.refused(rewards, contracts.registry.take_credit(vec![node], c.stranger, 1))
            }),
            refused("take_credit", E::ZeroAmount, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, contracts.registry.take_credit(vec![], c.stranger, 1))
            }),
            refused("take_credit", E::InvalidBatch, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, contracts.registry.take_credit(vec![0, 0], c.stranger, 1))
            }),
            refused("take_credit", E::TooMany, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, contracts.registry.take_credit((0..17).collect(), c.stranger, 1))
            }),
            refused("heartbeat", E::Arithmetic, |w, c| {
                // Stake that no token could have, in two slots.
                let contracts = IsolatedContracts::wired(w);
                let (staking, registration) = (w.stranger("staking"), w.registration());
                let controller = registration.controller;
                w.send(c.stranger, contracts.registry.register(registration));
                let all = StakeWeight { now: u128::MAX, next: u128::MAX, jailed: false };
                w.send(staking, contracts.registry.note_stake(0, all));
                w.send(controller, contracts.registry.heartbeat(vec![0]));
                w.next_slot();
                w.refused(controller, contracts.registry.heartbeat(vec![0]))
            }),
            refused("owner_of", E::UnknownNode, |w, _| w.view_refused(w.registry().owner_of(99))),
            refused("identity", E::UnknownNode, |w, _| w.view_refused(w.registry().identity(99))),
            refused("vet", E::TooMany, |w, _| {
                let (nodes, min_stake, min_renewable) = ((0..17).collect(), 0, 0);
                let vetting = Vetting { nodes, min_stake, min_renewable, attested: 0, owners: false };
                w.view_refused(w.registry().vet(vetting))
            }),
            refused("live_slots", E::UnknownNode, |w, _| {
                let now = w.now();
                w.view_refused(w.registry().live_slots(99, now - 1, now))
            }),
            refused("live_slots", E::OutOfRange, |w, c| {
                let now = w.now();
                w.view_refused(w.registry().live_slots(c.node.id, now, now - 1))
            }),
        ],
        unreachable: &[],
        unreachable_at: &[],
    }
    .check();
}
