//! The README's tutorial, as written, on a chain in a file and on a real node.

mod common;

use common::{folder, Person};
use gridshare_live::DevNode;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Stdio;

/// Returns the lines of the README's blocks that are marked as the tutorial.
fn commands() -> Vec<String> {
    let readme = include_str!("../../../README.md");
    let blocks = readme.split("```bash tutorial\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap_or_default().lines());
    lines.map(str::to_owned).filter(|line| line.starts_with("gridshare")).collect()
}

/// Runs every line in a shell, as a reader would. Returns what each printed.
fn follow(person: &Person) -> Vec<(String, String)> {
    let programs = person.folder.join("bin");
    std::fs::create_dir_all(&programs).unwrap();
    let program = programs.join("gridshare");
    if !program.exists() {
        symlink(env!("CARGO_BIN_EXE_gridshare"), program).unwrap();
    }
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let person = person.clone().with("PATH", &path);
    let mut told = Vec::new();
    for line in commands() {
        let output =
            person.command("bash").args(["-euo", "pipefail", "-c", &line]).stdin(Stdio::null()).output();
        let output = output.unwrap();
        let (out, err) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(output.status.success(), "{line}\n{out}{err}");
        told.push((line, out));
    }
    told
}

/// What the reader is promised.
fn holds(person: &Person, told: &[(String, String)]) {
    let says = |part: &str| {
        let line = told.iter().rev().find(|(line, _)| line.contains(part));
        &line.unwrap_or_else(|| panic!("no line with {part}")).1
    };
    assert!(
        says("voucher settle").contains("25 GRID"),
        "250 000 units at 0.0001 GRID: {}",
        says("voucher settle")
    );
    assert!(says("node status").contains("node heartbeat 0"), "what to do next: {}", says("node status"));
    assert!(says("vote show").contains("max_slash"), "{}", says("vote show"));
    assert!(says("param list").contains("20 %"), "{}", says("param list"));
    for event in ["governance.Proposed", "governance.Voted", "governance.Executed"] {
        assert!(says("watch").contains(event), "{}", says("watch"));
    }
    let parameters = person.run("param list staking --json").json();
    let max_slash = parameters["parameters"].as_array().unwrap();
    let max_slash = max_slash.iter().find(|parameter| parameter["name"] == "staking.max_slash").unwrap();
    assert_eq!(max_slash["current"], "2000", "{max_slash}");
    let bob = person.run("account show //Bob --json").json();
    // 3 000, less 2 000 bonded and 100 as a proposal's deposit, and 93 % of 25 for the units that were used.
    assert_eq!(bob["tokens"], "923250000000000", "{bob}");
    assert!(person.run("verify --json").json()["holds"] == true);
}

#[test]
fn it_works_on_a_chain_in_a_file() {
    let person = Person::new(&folder("tutorial")).on("embedded:week.chain");
    let told = follow(&person);
    holds(&person, &told);
}

#[test]
fn it_works_on_a_real_node() {
    let Some(node) = DevNode::start() else { return };
    let folder = folder("tutorial-live");
    let person = Person::new(&folder).on("local.toml").with("GRIDSHARE_URL", node.url());
    let told = follow(&person);
    holds(&person, &told);
    assert!(Path::new(&folder.join("local.toml")).is_file());
    // Without the variable, the network file knows where the node is.
    let person = Person::new(&folder).on("local.toml");
    let sent = person.run("account transfer 1 --to //Bob --from //Alice --yes --json").json();
    let transaction = sent["steps"][0]["included"]["transaction"].as_str().unwrap().to_owned();
    assert!(person.run(&format!("chain tx {transaction}")).ok().contains("Transfer"));
    let unsigned = person.run("account transfer 1 --to //Bob --from //Alice --unsigned --json").json();
    assert!(unsigned["steps"][0]["call"].as_str().unwrap().starts_with("0x"), "{unsigned}");
    let plan = person.run("account transfer 1 --to //Bob --from //Alice --dry-run --json").json();
    assert!(plan["steps"][0]["fee"].as_str().unwrap().parse::<u128>().unwrap() > 0, "{plan}");
}
