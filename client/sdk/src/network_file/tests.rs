use super::*;
use crate::keys::account;

fn example() -> NetworkFile {
    let suite = Suite {
        token: account("token"),
        registry: account("registry"),
        market: account("market"),
        attestations: account("attestations"),
        staking: account("staking"),
        metering: account("metering"),
        rewards: account("rewards"),
        governance: account("governance"),
        deployer: account("deployer"),
        clock: Clock { genesis: 1_700_000_000_000, epoch_ms: shared::DAY_MS },
        genesis_hash: [0xab; 32],
        initial_supply: Amount::MAX,
    };
    NetworkFile {
        suite_version: "0.1.0".into(),
        url: Some("ws://127.0.0.1:9944".into()),
        suite,
        symbol: "GRID \"quoted\"".into(),
        code_hashes: [1, 2, 3, 4, 5, 6, 7, 8].map(|n| [n; 32]),
    }
}

/// Reads a text that is damaged, and returns the error.
fn error(text: &str) -> String {
    NetworkFile::parse(text, Path::new("net.toml")).unwrap_err().to_string()
}

#[test]
fn what_is_written_is_read_again() {
    let path = std::env::temp_dir().join(format!("gridshare-network-{}.toml", std::process::id()));
    for url in [None, example().url] {
        let file = NetworkFile { url, ..example() };
        file.save(&path).unwrap();
        assert_eq!(NetworkFile::load(&path).unwrap(), file);
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(NetworkFile::load(&path), Err(NetworkFileError::Missing(missing)) if missing == path));
}

#[test]
fn each_contract_is_written_under_its_own_name() {
    let file = example();
    let written: toml::Value = toml::from_str(&file.to_text().unwrap()).unwrap();
    for ((name, at), hash) in file.suite.contracts().into_iter().zip(file.code_hashes) {
        let contract = &written["contracts"][name];
        assert_eq!(contract["address"].as_str(), Some(address::to_text(&at).as_str()), "{name}");
        assert_eq!(contract["code_hash"].as_str(), Some(format!("0x{}", hex(&hash)).as_str()), "{name}");
    }
}

#[test]
fn a_damaged_file_is_refused_with_the_line_that_is_wrong() {
    let text = example().to_text().unwrap();
    let line_of = |part: &str| text.lines().position(|line| line.contains(part)).unwrap() + 1;
    let deployer = address::to_text(&account("deployer"));
    for (from, to, reason) in [
        ("format = 1", "format = \"one\"", "invalid type"),
        (&deployer[..12], "5mistyped", "address"),
        ("0xabab", "0xzzab", "hexadecimal"),
        ("epoch_ms = ", "epoch_ms = -", "invalid value"),
        (&format!("\"{}\"", Amount::MAX), "\"1.5\"", "whole number"),
        ("symbol = ", "sybmol = ", "unknown field"),
    ] {
        let damaged = text.replacen(from, to, 1);
        let error = error(&damaged);
        assert!(error.starts_with(&format!("net.toml, line {}: ", line_of(from))), "{from}: {error}");
        assert!(error.contains(reason), "{from}: {error}");
    }
    assert!(error("").contains("missing field"), "an empty file");
}

#[test]
fn another_format_is_told_before_anything_else() {
    let text = example().to_text().unwrap().replace("format = 1", "format = 9\nnew = true");
    let error = error(&text);
    assert!(error.contains("it has the format 9") && error.contains("line 4"), "{error}");
}
