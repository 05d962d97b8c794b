use super::*;
use crate::keys::account;
use shared::{DAY_MS, TOKEN};

fn parse(text: &str) -> Result<DeployConfig, String> {
    DeployConfig::parse(text, Path::new("new.toml")).map_err(|error| error.to_string())
}

#[test]
fn what_a_file_leaves_out_is_as_by_default() {
    assert_eq!(parse("").unwrap(), DeployConfig::default());
}

/// The example names every parameter, with its default.
#[test]
fn the_example_says_what_is_so_by_default() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/networks/default.toml");
    assert_eq!(DeployConfig::load(&path).unwrap(), DeployConfig::default());
    let text = std::fs::read_to_string(path).unwrap();
    let written: BTreeMap<String, Value> = toml::from_str(&text).unwrap();
    let names = |table: &str| written[table].as_table().unwrap().keys().cloned().collect::<Vec<_>>();
    fn all<P: Described>() -> Vec<String> {
        let mut names: Vec<_> = P::fields().into_iter().map(|field| field.name.to_owned()).collect();
        names.sort();
        names
    }
    use interfaces::{
        attestations::*, governance::*, market::*, metering::*, registry::*, rewards::*, staking::*,
    };
    assert_eq!(names("registry"), all::<RegistryParams>());
    assert_eq!(names("market"), all::<MarketParams>());
    assert_eq!(names("attestations"), all::<AttestationsParams>());
    assert_eq!(names("staking"), all::<StakingParams>());
    assert_eq!(names("metering"), all::<MeteringParams>());
    assert_eq!(names("schedule"), all::<EmissionSchedule>());
    assert_eq!(names("rewards"), all::<RewardsParams>());
    assert_eq!(names("governance"), all::<GovernanceParams>());
}

#[test]
fn what_it_names_is_set() {
    let text = format!(
        r#"
        symbol = "WATT"
        epoch = "12h"
        initial_supply = "1_000_000"
        max_supply = "2_000_000_000"
        slashers = ["{slasher}"]
        [[classes]]
        name = "Energy, 1 kWh"
        billing = "reserved"
        [[attesters]]
        kind = "renewable"
        account = "{slasher}"
        [[regions]]
        cell = "822837fffffffff"
        boost = "15%"
        [staking]
        min_owner_bond = "250"
        max_leverage = 8
        thaw_ms = "30d"
        max_slash = "20%"
        [market]
        max_multiplier = "2.5x"
        [schedule]
        halving_epochs = 100
        "#,
        slasher = crate::address::to_text(&account("slasher")),
    );
    let config = parse(&text).unwrap();
    let mut expected = DeployConfig {
        symbol: "WATT".into(),
        epoch_ms: DAY_MS / 2,
        initial_supply: 1_000_000 * TOKEN,
        max_supply: 2_000_000_000 * TOKEN,
        slashers: vec![account("slasher")],
        classes: vec![Class { name: b"Energy, 1 kWh".to_vec(), billing: Billing::Reserved }],
        attesters: vec![(Kind::Renewable, account("slasher"))],
        regions: vec![(0x0822_837f_ffff_ffff, 1_500)],
        ..DeployConfig::default()
    };
    expected.staking.min_owner_bond = 250 * TOKEN;
    expected.staking.max_leverage = 8;
    expected.staking.thaw_ms = 30 * DAY_MS;
    expected.staking.max_slash = 2_000;
    expected.market.max_multiplier = 25_000;
    expected.schedule.halving_epochs = 100;
    assert_eq!(config, expected);
}

#[test]
fn what_cannot_be_is_refused_with_its_line() {
    for (text, error) in [
        ("\nname = 5", "line 2: invalid type"),
        ("sybmol = \"GRID\"", "line 1: unknown field `sybmol`"),
        ("[staking]\n\nmax_slash = \"101%\"", "line 3: `101%` is more than the whole"),
        ("[staking]\nthaw_ms = \"14d\"", "line 2: thaw_ms can be 15d to 90d"),
        ("[staking]\nthaw_ms = 5", "line 2: it has to be a text, such as \"21d\""),
        ("[staking]\nthaw = \"20d\"", "line 2: there is no `thaw`; there are min_owner_bond, "),
        ("[staking]\nmax_leverage = \"5\"", "line 2: it has to be a whole number"),
        ("[rewards]\nmax_burn_rebate = \"99.5%\"", "line 2: max_burn_rebate can be 0 % to 99 %"),
        ("slashers = [\"nobody\"]", "line 1: `nobody` is no address"),
        ("max_supply = \"500_000_000\"", "500 000 000"),
        ("epoch = \"7ms\"", "epoch"),
    ] {
        let refused = parse(text).unwrap_err();
        let shown = refused.replace(['\u{202f}', '\u{a0}'], " ");
        assert!(shown.starts_with("new.toml, line ") && shown.contains(error), "{text}: {shown}");
    }
}
