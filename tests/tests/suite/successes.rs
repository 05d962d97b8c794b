//! Every message succeeds at what it is for, and every view answers. The verbs and the assertions below say what;
//! the metadata says whether any was left out.

mod isolated;
mod suite;
mod supply;

use interfaces::registry::NodeStatus;
use shared::Amount;
use std::collections::{BTreeMap, BTreeSet};
use tests::metadata::CONTRACTS;
use tests::network::Coverage;
use tests::refusals::documented;
use tests::BusyNetwork;

/// Messages that never succeed when they are called, with the reason.
const NEVER: &[(&str, &str)] = &[(
    "governance.set_params",
    "an executed proposal sets the parameters without leaving the contract; anybody who calls is refused",
)];

#[test]
fn every_message_succeeds_and_every_view_answers() {
    let done = everything();
    let exist: BTreeSet<String> = CONTRACTS
        .iter()
        .flat_map(|contract| {
            contract.messages().into_iter().map(|message| {
                let (interface, name) = message.label.split_once("::").expect("every message is of a trait");
                let handle = if interface == "Ownable" { "ownable" } else { contract.contract };
                format!("{handle}.{name}")
            })
        })
        .collect();
    let done: BTreeSet<String> = done.into_keys().map(String::from).collect();
    let missing: Vec<_> = exist.difference(&done).filter(|message| !is_never(message)).collect();
    assert!(missing.is_empty(), "never succeeded here: {missing:?}");
    assert!(!done.iter().any(|message| is_never(message)));
}

#[test]
fn every_message_emits_the_events_that_it_documents() {
    let done = everything();
    for contract in CONTRACTS.iter() {
        let events: BTreeMap<String, [u8; 32]> = contract.events().into_iter().collect();
        let names = events.keys().cloned().collect();
        let own = documented(&format!("{}.rs", contract.contract), "# Events", &names);
        let own = own.into_iter().map(|(message, event)| (format!("{}.{message}", contract.contract), event));
        let administration = documented("ownable.rs", "# Events", &names);
        let administration =
            administration.into_iter().map(|(message, event)| (format!("ownable.{message}"), event));
        for (message, event) in own.chain(administration).filter(|(message, _)| !is_never(message)) {
            let emitted = done.get(&*message).is_some_and(|emitted| emitted.contains(&events[&event]));
            assert!(emitted, "{message} never emitted {event} of {}", contract.contract);
        }
        let unheard: Vec<_> = events
            .iter()
            .filter(|(_, topic)| !done.values().any(|emitted| emitted.contains(*topic)))
            .map(|(event, _)| event)
            .collect();
        assert!(unheard.is_empty(), "{} never emitted {unheard:?}", contract.contract);
    }
}

/// Calls everything. Returns what succeeded.
fn everything() -> Coverage {
    let mut done = Coverage::new();
    for act in [
        suite::token,
        suite::registry,
        supply::nodes,
        supply::market,
        supply::attestations,
        supply::staking,
        supply::ownership_and_faults,
        suite::metering_and_rewards,
        suite::governance,
        isolated::wired_messages,
        isolated::administration,
    ] {
        let (mut w, busy) = BusyNetwork::start();
        act(&mut w, &busy);
        for (message, events) in std::mem::take(&mut w.done) {
            done.entry(message).or_default().extend(events);
        }
    }
    done
}

fn is_never(message: &str) -> bool {
    NEVER.iter().any(|(never, _)| *never == message)
}

/// Checks the amounts of the busy network that the acts above rely on.
#[test]
fn the_busy_network_is_as_described() {
    let (mut w, busy) = BusyNetwork::start();
    assert_eq!(w.epoch(), 2);
    assert_eq!(w.status(busy.node.id), NodeStatus::Active);
    assert_eq!(w.status(busy.other.id), NodeStatus::Active);
    assert_eq!(w.leg(busy.node.id, busy.open.leg_index).paid_units, 1_000);
    assert_eq!(w.position(&busy.node, busy.dana).thaws.len(), 1);
    assert!(w.view(w.metering().account(busy.node.id)).earnings > 0);
    assert!(w.credit(&busy.other, 1) > 0);
    let held = w.view(w.metering().holdings());
    let parts: [Amount; 4] = [held.prepaid, held.earnings, held.burn, held.treasury];
    assert!(parts.iter().all(|part| *part > 0), "{held:?}");
}
