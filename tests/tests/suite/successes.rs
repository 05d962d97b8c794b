//! Every message, doing what it is for, and every view, telling it. The verbs and the assertions below say
//! what; in the end the metadata says whether anything was left out.

mod lab;
mod suite;
mod supply;

use interfaces::registry::NodeStatus;
use shared::Amount;
use std::collections::{BTreeMap, BTreeSet};
use tests::metadata::CONTRACTS;
use tests::refusals::documented;
use tests::world::Done;
use tests::Cast;

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

/// Does everything, and tells what was done.
fn everything() -> Done {
    let mut done = Done::new();
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
        lab::wired_messages,
        lab::administration,
    ] {
        let (mut w, cast) = Cast::world();
        act(&mut w, &cast);
        for (message, events) in std::mem::take(&mut w.done) {
            done.entry(message).or_default().extend(events);
        }
    }
    done
}

fn is_never(message: &str) -> bool {
    NEVER.iter().any(|(never, _)| *never == message)
}

/// Amounts of the busy world that the acts above count on.
#[test]
fn the_busy_world_is_as_described() {
    let (mut w, cast) = Cast::world();
    assert_eq!(w.epoch(), 2);
    assert_eq!(w.status(cast.node.id), NodeStatus::Active);
    assert_eq!(w.status(cast.other.id), NodeStatus::Active);
    assert_eq!(w.leg(cast.node.id, cast.open.place).paid_units, 1_000);
    assert_eq!(w.position(&cast.node, cast.dana).thaws.len(), 1);
    assert!(w.view(w.metering().account(cast.node.id)).earnings > 0);
    assert!(w.credit(&cast.other, 1) > 0);
    let held = w.view(w.metering().holdings());
    let parts: [Amount; 5] = [held.balances, held.deposits, held.earnings, held.burn, held.treasury];
    assert!(parts.iter().all(|part| *part > 0), "{held:?}");
}
