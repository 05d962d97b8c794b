//! A client in another language that knows the contracts by their bundles alone: `independent/bond.py`, on
//! py-substrate-interface.

use crate::node::with_node;
use gridshare_live::{ConnectOptions, DevNode, LiveChain};
use gridshare_sdk::artifacts::{folder, Artifacts};
use gridshare_sdk::keys::Key;
use gridshare_sdk::network_file::NetworkFile;
use gridshare_sdk::{deploy, DeployConfig};
use interfaces::registry::Registration;
use shared::{Amount, TOKEN};
use std::path::Path;
use std::process::Command;

const BOBS: Amount = 100 * TOKEN;

#[test]
fn a_client_in_another_language_bonds_and_reads() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("independent/run");
    if !Command::new(&script).arg("--check").status().expect("it can be run").success() {
        // The script says what is missing.
        assert!(
            std::env::var_os("GRIDSHARE_NEED_NODE").is_none(),
            "what the independent client needs is missing"
        );
        return;
    }
    with_node(|node| bond(&script, node));
}

fn bond(script: &Path, node: &DevNode) {
    let network = std::env::temp_dir().join(format!("gridshare-independent-{}.toml", std::process::id()));
    set_up(node).save(&network).expect("the temporary folder can be written");
    let bonds = Command::new(script).arg(&network).arg(folder().expect("the contracts are built")).output();
    std::fs::remove_file(&network).expect("it was written above");
    let bonds = bonds.expect("it can be run");
    let (said, errors) = (String::from_utf8_lossy(&bonds.stdout), String::from_utf8_lossy(&bonds.stderr));
    assert!(bonds.status.success(), "{said}{errors}");
    assert!(said.contains("//Bob bonded 7.0 GRID: pool 0 holds 1007.0, 7.0 of them his"), "{said}");
}

/// Deploys a suite in which Alice has a node with 1 000 tokens at stake, and Bob has tokens.
fn set_up(node: &DevNode) -> NetworkFile {
    let mut chain = LiveChain::connect(node.url(), ConnectOptions::default()).expect("the node answers");
    let alice = chain.add_key(Key::from_uri("//Alice").expect("a derivation path"));
    let bob = Key::from_uri("//Bob").expect("a derivation path").account();
    let artifacts = Artifacts::load().expect("the contracts are built");
    let config = DeployConfig::default();
    let mut net = deploy(chain, alice, &artifacts, &config, &()).expect("the suite is deployed");
    let registration = Registration {
        controller: alice,
        device_key: Key::from_name("device").public(),
        cell: 0x85283473fffffff,
        country: 840,
        metadata: Vec::new(),
    };
    let suite = net.suite.clone();
    let registered = net.send(alice, suite.registry().register(registration));
    assert_eq!(registered.expect("it is accepted").value, 0);
    net.send(alice, suite.token().approve(suite.staking, Amount::MAX)).expect("it is accepted");
    net.send(alice, suite.staking().bond(0, 1_000 * TOKEN)).expect("it is accepted");
    net.send(alice, suite.token().transfer(bob, BOBS)).expect("it is accepted");
    NetworkFile::new(suite, &artifacts, &config.symbol, Some(node.url().into()))
}
