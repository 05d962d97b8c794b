//! The command `gridshare replay` on a small fleet, with the built contracts.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Three nodes, a delegator and two dApps.
const FLEET: &str = include_str!("fleets/three_nodes.toml");

/// What happens to the nodes of the fleet above, and what is attested of them.
const INCIDENTS: &str = include_str!("fleets/incidents.toml");

/// Makes an empty folder for one test, with the fleet in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("fleet.toml"), FLEET).unwrap();
    folder
}

/// Runs the command in a folder.
fn replay(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gridshare"))
        .current_dir(folder)
        .arg("replay")
        .args(arguments)
        .output()
        .unwrap()
}

/// Returns the JSON object that a successful command printed.
fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns an amount of the JSON object.
fn amount(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_small_fleet_plays_to_its_end() {
    let folder = folder("plays");
    let output = replay(&folder, &["--fleet", "fleet.toml", "--json"]);
    let report = json(&output);
    assert_eq!(report["requests"], 240);
    assert_eq!(report["vouchers_signed"], 240);
    assert_eq!(report["units_settled"], report["units_in_trace"]);
    assert!(report["units_settled"].as_u64().unwrap() > 10_000);
    let shared = ["burned", "treasury", "node_earnings"].map(|part| amount(&report[part]));
    assert_eq!(amount(&report["value_settled"]), shared.iter().sum::<u128>());
    assert!(amount(&report["minted"]) > 0);
    let invariants = report["invariants"].as_object().unwrap();
    assert!(invariants.len() >= 12 && invariants.values().all(|held| *held == true), "{invariants:?}");
    assert_eq!(report["vote"]["status"], "Executed");
    assert_eq!(report["per_delegator"][0]["left_in_epoch"], 3);
    assert!(amount(&report["per_delegator"][0]["worth"]) > amount(&report["per_delegator"][0]["staked"]));
    for dapp in report["per_dapp"].as_array().unwrap() {
        assert_eq!(amount(&dapp["deposited"]), amount(&dapp["spent"]) + amount(&dapp["refunded"]));
    }
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("three nodes") && page.trim_end().ends_with("</html>"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("epoch 4 of 4"), "progress without a terminal");

    // The same seed, the same run, to the last picosecond.
    let mut again = json(&replay(&folder, &["--fleet", "fleet.toml", "--json", "--quiet"]));
    again["wall_s"] = report["wall_s"].clone();
    assert_eq!(again, report);
    let other = json(&replay(&folder, &["--fleet", "fleet.toml", "--json", "--quiet", "--seed", "7"]));
    assert_ne!(other["units_in_trace"], report["units_in_trace"]);
}

#[test]
fn what_happens_to_nodes_is_done_and_shown() {
    let folder = folder("incidents");
    let three = "owner = \"p\"\nrenewable = 0.8\nattested = [\"hardware\"]\nretires = true\n\
        commission = 0.08\ncommission_to = \"till\"";
    let fleet = FLEET.replace("owner = \"p\"", three) + INCIDENTS;
    std::fs::write(folder.join("fleet.toml"), fleet).unwrap();
    let report = json(&replay(&folder, &["--fleet", "fleet.toml", "--json", "--quiet"]));
    assert_eq!(report["units_settled"], report["units_in_trace"]);
    let invariants = report["invariants"].as_object().unwrap();
    assert!(invariants.values().all(|held| *held == true), "{invariants:?}");

    // Maintenance costs no uptime; what was called off or not needed is given back.
    let (one, two, three) = (&report["per_node"][0], &report["per_node"][1], &report["per_node"][2]);
    assert_eq!((&one["slots"]["maintenance"], &one["uptime"]), (&8.into(), &1.0.into()));
    let windows = &report["maintenance"];
    assert_eq!((&windows[0]["announced_slots"], &windows[0]["excused_slots"]), (&6.into(), &8.into()));
    assert_eq!((&windows[1]["announced_slots"], &windows[1]["excused_slots"]), (&6.into(), &0.into()));
    assert!(two["slots"]["offline"].as_u64() > Some(0), "{two}");

    // A slash reaches what is thawing, and the node comes back.
    let slash = &report["slash"];
    let taken: u128 = ["active", "joining", "thawing"].map(|part| amount(&slash[part])).iter().sum();
    assert_eq!(taken, amount(&slash["burned"]) + amount(&slash["rewarded"]));
    assert!(amount(&slash["thawing"]) > 0 && amount(&slash["rewarded"]) > 0);
    assert!(slash["unjailed_at_ms"].as_u64() >= slash["jailed_until_ms"].as_u64());
    assert_eq!(two["slots"]["jailed"], 10);

    // A fifth of 0.8, a tenth, and a quarter for the region: capped at one half, until what is attested expires.
    let boosts = serde_json::json!([{ "from_epoch": 0, "bps": 5_000 }, { "from_epoch": 3, "bps": 2_500 }]);
    assert_eq!(report["attestations"][0]["boosts"], boosts);
    let rates = serde_json::json!([{ "from_epoch": 1, "bps": 500 }, { "from_epoch": 2, "bps": 800 }]);
    assert_eq!(report["commissions"][0]["rates"], rates);
    assert!(amount(&report["commissions"][0]["earned"]) > 0);

    assert_eq!((&report["transfer"]["to"], &one["owner"]), (&"q".into(), &"q".into()));
    assert_eq!(three["status"], "Retired");
    let moved = &report["per_delegator"][1];
    assert_eq!((&moved["moved_to"], &moved["sponsor"]), (&"one".into(), &"s".into()));
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    for shows in ["The slash", "class=\"jailed\"", "class=\"maintenance\"", "Attestations", "Commission"] {
        assert!(page.contains(shows), "{shows}");
    }
}

#[test]
fn a_trace_is_settled_to_the_unit() {
    let folder = folder("trace");
    let trace = "TIMESTAMP,ContextTokens,GeneratedTokens\n\
        2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:03.9799600,0,0\n\
        2023-11-16 18:47:04.0781490,110,27\n2023-11-16 19:14:19.9280160,549,173";
    std::fs::write(folder.join("trace.csv"), trace).unwrap();
    let report = json(&replay(
        &folder,
        &[
            "--fleet",
            "fleet.toml",
            "--trace",
            "trace.csv",
            "--epochs",
            "1",
            "--json",
            "--report",
            "page.html",
        ],
    ));
    assert_eq!((&report["requests"], &report["epochs"]), (&4.into(), &1.into()));
    assert_eq!(report["units_settled"], 4_808 + 10 + 110 + 27 + 549 + 173);
    assert!(folder.join("page.html").exists() && !folder.join("report.html").exists());
}

#[test]
fn people_get_tables() {
    let folder = folder("tables");
    let output = replay(&folder, &["--fleet", "fleet.toml", "--epochs", "1", "--quiet"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for says in ["Frankfurt", "registry.heartbeat", "✓ token supply", "Vote: raise the burn"] {
        assert!(text.contains(says), "{says} in {text}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_file_and_line() {
    let folder = folder("refused");
    std::fs::write(folder.join("bad.csv"), "TIMESTAMP,ContextTokens,GeneratedTokens\nnow,1,2\n").unwrap();
    std::fs::write(folder.join("bad.toml"), FLEET.replace("price = 0.6", "price = -0.6")).unwrap();
    let line = FLEET.lines().position(|line| line == "price = 0.6").unwrap() + 1;
    for (arguments, says) in [
        (&["--fleet", "fleet.toml", "--trace", "bad.csv"][..], "bad.csv:2: `now` is not a time".to_owned()),
        (&["--fleet", "bad.toml"], format!("bad.toml:{line}: `-0.6` is not an amount")),
        (&["--fleet", "none.toml"], "none.toml: No such file".into()),
        (
            &["--fleet", "fleet.toml", "--report", "none/report.html"],
            "none/report.html: cannot be written".into(),
        ),
        (&["--epochs", "0"], "--epochs".into()),
    ] {
        let output = replay(&folder, arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(&says), "{says} in {error}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_failed_replay_leaves_no_report() {
    let folder = folder("failed");
    let away = FLEET.replace("relayer = \"device\"\n", "").replace(
        "uptime = { profile = \"nightly\", from = 20, to = 4 }",
        "uptime = { profile = \"outage\", epoch = 1, hours = 9_999 }",
    );
    let away = away.replacen("leases = 2", "leases = 1\ncountry = 392", 1);
    std::fs::write(folder.join("fleet.toml"), away).unwrap();
    let output = replay(&folder, &["--fleet", "fleet.toml", "--epochs", "1", "--json"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("found no node") && output.stdout.is_empty(), "{error}");
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["fleet.toml"]);
}
