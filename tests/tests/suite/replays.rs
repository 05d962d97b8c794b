//! A replay as a test: a fleet and a workload played through the contracts.

use gridshare_replay::fleet::Fleet;
use gridshare_replay::report::Report;
use gridshare_replay::workload::Workload;
use gridshare_replay::{run, with_overrides};
use std::path::Path;
use tests::network::ARTIFACTS;

/// One node, one dApp, one delegator.
const FLEET: &str = r#"
[network]
name = "one of each"
start = 2025-03-03T00:00:00Z
epochs = 2
emission = 1_000
min_owner_bond = 100
[workload]
requests_per_epoch = 40
peak_hour = 12
trough = 0.5
context = { median = 500, spread = 0.5, max = 2_000 }
generated = { median = 50, spread = 0.5, max = 200 }
[[class]]
name = "LLM inference, 1 token"
billing = "metered"
[[node]]
name = "Rome"
place = "Rome, Italy"
lat = 41.9
lon = 12.5
country = 380
model = "A"
owner = "Ada"
price = 0.5
capacity = 1_000
stake = 1_000
[[delegator]]
name = "Dan"
stake = 500
nodes = ["Rome"]
[[dapp]]
name = "Chat"
share = 1
deposit = 20
max_price = 3
leases = 1
units = 400
"#;

/// The public trace, if the checkout has it beside it.
const TRACE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/azure-llm-2023/AzureLLMInferenceTrace_code.csv");

/// Plays it, and checks what holds for every replay.
fn play(fleet: &Fleet, workload: &Workload) -> Report {
    let report = run(fleet, workload, 1, &ARTIFACTS, &()).expect("the replay comes to its end");
    let totals = &report.totals;
    assert_eq!(totals.requests, workload.requests.len() as u64);
    assert_eq!(totals.units_in_trace, workload.units());
    assert_eq!(totals.units_settled, workload.units(), "to the last unit");
    assert_eq!(totals.value_settled, totals.burned + totals.treasury + totals.node_earnings);
    assert!(totals.minted <= totals.emission);
    for invariant in &report.invariants {
        assert_eq!(invariant.broken, None, "{}", invariant.name);
        assert!(invariant.checks > 0, "{} was never checked", invariant.name);
    }
    for expected in ["token_supply", "staking_solvency", "metering_exactness", "zone_commitments"] {
        let checked = report.invariants.iter().find(|invariant| invariant.name == expected);
        assert!(checked.is_some_and(|invariant| invariant.checks >= fleet.network.epochs), "{expected}");
    }
    report
}

#[test]
fn a_small_fleet_settles_every_unit_and_everything_holds() {
    let fleet = Fleet::parse(Path::new("fleet.toml"), FLEET).expect("a fleet that can be played");
    let workload = Workload::generate(&fleet, 1);
    let report = play(&fleet, &workload);
    assert_eq!(report.totals.requests, 80);
    assert!(report.totals.minted > 0);
    assert_eq!(report.nodes.len(), 1);
    let again = play(&fleet, &workload);
    assert_eq!(again.totals.cost, report.totals.cost, "the same seed, to the last picosecond");
}

#[test]
fn the_code_trace_settles_every_unit_and_everything_holds() {
    let path = Path::new(TRACE);
    if !path.is_file() {
        println!("skipped: there is no {}", path.display());
        return;
    }
    let fleet = Fleet::shipped().expect("the shipped fleet can be played");
    let fleet = with_overrides(fleet, Some(2), None).expect("for two epochs as well");
    let span = u64::from(fleet.network.epochs) * fleet.network.epoch_ms();
    let workload = Workload::trace(path, span).expect("the trace can be read");
    let report = play(&fleet, &workload);
    assert_eq!(report.totals.requests, 8_819);
}
