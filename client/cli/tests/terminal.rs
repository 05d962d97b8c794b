//! The command on a terminal of 80 columns, into a pipe, without colours, and interrupted.

mod common;

use common::{folder, plain, width, Person};
use std::net::TcpListener;

/// Somebody with a new network in a file.
fn at_home(name: &str) -> Person {
    let person = Person::new(&folder(name)).on("embedded:home.chain").acting_as("//Alice");
    person.run("deploy --yes --quiet").ok();
    person
}

/// A node with stake, an offer and a lease, so that no table is empty.
fn busy(person: &Person) {
    for command in [
        "account transfer 5000 --to //Bob",
        "node register --cell 52.37,4.90 --country NL --metadata 'https://example.org/a-rather-long-description-of-a-node'",
        "stake bond 0 5000",
        "node offer 0 --class 0 --capacity 1000 --price 0.001",
        "node heartbeat 0",
        "lease deposit 100",
    ] {
        person.run(&format!("{command} --yes")).ok();
    }
    person.run("chain advance 1d").ok();
    person.run("node heartbeat 0 --yes").ok();
    person.run("lease open --class 0 --units 10 --session-key //Alice --deposit 50 --for 3d --yes").ok();
    // Stake votes once it is active: its first epoch is over and claimed.
    person.run("chain advance 1d").ok();
    person.run("reward claim 0 --yes").ok();
    person.run("node heartbeat 0 --yes").ok();
    person.run("param set staking.max_slash 20% --yes").ok();
}

#[test]
fn nothing_is_sent_before_somebody_said_yes() {
    let person = at_home("asked");
    let mut terminal = person.at_a_terminal("account transfer 5 --to //Bob");
    terminal.sees("Go on? [y/N]").types("n\n");
    let (code, screen) = terminal.ends();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("not sent"), "{screen}");
    assert_eq!(person.run("account show //Bob --json").json()["tokens"], "0");

    let mut terminal = person.at_a_terminal("account transfer 5 --to //Bob");
    terminal.sees("Go on? [y/N]").types("y\n");
    let (code, screen) = terminal.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(plain(&screen).contains("✓ Send 5 GRID to"), "{screen}");
    assert_eq!(person.run("account show //Bob --json").json()["tokens"], "5000000000000");

    let said = person.run("account transfer 5 --to //Bob").fails(2);
    assert!(said.contains("--yes"), "a program is not asked: {said}");
    let native = person.run("account show //Bob --json").json()["native"].clone();
    person.run("account fund //Bob 1 --unsigned --yes").fails(2);
    person.run("account fund //Bob 1 --dry-run --yes").ok();
    assert_eq!(person.run("account show //Bob --json").json()["native"], native);
    let plan = person.run("account transfer 5 --to //Bob --dry-run").ok();
    assert!(plan.contains("Send 5 GRID"), "{plan}");
    assert_eq!(person.run("account show //Bob --json").json()["tokens"], "5000000000000");
}

#[test]
fn ctrl_c_at_the_question_sends_nothing() {
    let person = at_home("interrupted");
    let mut terminal = person.at_a_terminal("account transfer 5 --to //Bob");
    terminal.sees("Go on? [y/N]").interrupts();
    let (code, screen) = terminal.ends();
    assert_eq!(code, 130, "{screen}");
    assert_eq!(person.run("account show //Bob --json").json()["tokens"], "0");
}

#[test]
fn ctrl_c_ends_watching_with_a_summary() {
    let person = at_home("watching");
    let mut terminal = person.at_a_terminal("watch --from-block 1");
    terminal.sees("governance").interrupts();
    let (code, screen) = terminal.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("none missed"), "{screen}");
}

#[test]
fn ctrl_c_ends_waiting_for_a_node_that_does_not_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let folder = folder("silent");
    let person = Person::new(&folder).acting_as("//Alice");
    let command = format!("deploy --network never.toml --url ws://127.0.0.1:{port} --yes");
    let mut terminal = person.at_a_terminal(&command);
    let (line, _) = silent.accept().unwrap();
    terminal.interrupts();
    let (code, screen) = terminal.ends();
    assert_eq!(code, 130, "{screen}");
    assert!(!folder.join("never.toml").exists() && !folder.join("never.toml.partial").exists());
    drop(line);
}

#[test]
fn tables_fit_a_terminal_of_80_columns() {
    let person = at_home("narrow");
    busy(&person);
    let mut wide = String::new();
    for command in [
        "network show",
        "network status",
        "chain status",
        "account show",
        "node list",
        "node show 0",
        "node status 0",
        "stake list",
        "stake show",
        "stake pool 0",
        "reward show 0",
        "reward schedule",
        "lease classes",
        "lease quote --class 0 --units 10",
        "lease list",
        "lease show 1",
        "vote list",
        "vote show 0",
        "param list staking",
        "verify",
        "--help",
        "node --help",
        "lease open --help",
    ] {
        let (code, screen) = person.at_a_terminal(command).ends();
        assert_eq!(code, 0, "{command}: {screen}");
        assert!(!screen.trim().is_empty(), "{command}");
        if width(&screen) > 80 {
            wide += &format!("{command} is {} wide:\n{}\n", width(&screen), plain(&screen));
        }
    }
    assert!(wide.is_empty(), "{wide}");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    let person = at_home("colours");
    busy(&person);
    let (_, screen) = person.at_a_terminal("watch --from-block 1 --to-head").ends();
    assert!(screen.contains("\u{1b}["), "{screen}");
    let plain_person = person.clone().with("NO_COLOR", "1");
    for command in
        ["node status 0", "verify", "watch --from-block 1 --to-head", "account transfer 1 --to //Bob --yes"]
    {
        let (_, screen) = plain_person.at_a_terminal(command).ends();
        let coloured = ["\u{1b}[3", "\u{1b}[9", "\u{1b}[1m"].iter().any(|code| screen.contains(code));
        assert!(!coloured, "{command}: {screen:?}");
        let piped = person.run(command);
        assert!(!piped.out.contains('\u{1b}') && !piped.err.contains('\u{1b}'), "{command}: {piped:?}");
    }
}

#[test]
fn every_verb_that_reads_speaks_json() {
    let person = at_home("json");
    busy(&person);
    for command in [
        "network show",
        "network status",
        "chain status",
        "account show",
        "account address //Bob",
        "node list",
        "node show 0",
        "node status 0",
        "stake list",
        "stake show",
        "stake pool 0",
        "reward show 0",
        "reward schedule",
        "lease balance",
        "lease classes",
        "lease quote --class 0 --units 10",
        "lease list",
        "lease show 1",
        "vote list",
        "vote show 0",
        "vote power",
        "param list",
        "verify",
    ] {
        let answer = person.run(&format!("{command} --json")).json();
        assert!(answer.is_object() || answer.is_array(), "{command}: {answer}");
        assert_eq!(person.run(&format!("{command} --output json")).json(), answer, "{command}");
    }
    let lines = person.run("watch --from-block 1 --to-head --json").ok();
    let events: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().any(|event| event["event"] == "NodeRegistered" || event["contract"] == "registry"));
    let refused = person.run("stake withdraw 0 --yes --json");
    let error: serde_json::Value = serde_json::from_str(refused.err.lines().last().unwrap()).unwrap();
    assert_eq!((refused.code, &error["code"]), (3, &3.into()), "{error}");
}

#[test]
fn shells_and_readers_of_manuals_are_served() {
    let folder = folder("habits");
    let person = Person::new(&folder);
    for shell in ["bash", "zsh", "fish"] {
        assert!(person.run(&format!("completions {shell}")).ok().contains("gridshare"), "{shell}");
    }
    person.run("man pages").ok();
    let pages: Vec<_> = std::fs::read_dir(folder.join("pages")).unwrap().collect();
    assert!(pages.len() > 40, "a page for every verb: {}", pages.len());
    assert!(person.run("--help").ok().contains("Exit codes"));
}

#[test]
fn what_is_missing_is_named_with_what_to_do() {
    let folder = folder("missing");
    let person = Person::new(&folder);
    assert!(person.run("node list").fails(2).contains("--network"));
    assert!(person.run("node list --network nowhere.toml").fails(2).contains("nowhere.toml"));
    let said = person.run("node list --network embedded:nowhere.chain").fails(2);
    assert!(said.contains("gridshare deploy --network embedded:nowhere.chain"), "{said}");
    std::fs::write(folder.join("bad.toml"), "x = ").unwrap();
    assert!(person.run("node list --network bad.toml").fails(2).contains("line 1"));
    std::fs::write(folder.join("config.toml"), "form = 1").unwrap();
    assert!(person.run("node list --network bad.toml").fails(2).contains("config.toml"));
}

#[test]
fn a_config_file_says_it_once() {
    let person = at_home("config");
    let folder = person.folder.clone();
    person.run("account new bob.key").ok();
    let config = "network = \"embedded:home.chain\"\nfrom = \"//Alice\"\n[accounts]\nbob = \"bob.key\"\n";
    std::fs::write(folder.join("config.toml"), config).unwrap();
    let person = Person::new(&folder);
    person.run("account transfer 7 --to bob --yes").ok();
    assert_eq!(person.run("account show bob --json").json()["tokens"], "7000000000000");
    // A key from standard input is never on the command line.
    let phrase = std::fs::read_to_string(folder.join("bob.key")).unwrap();
    let address = person.run("account address bob --json").json();
    assert_eq!(person.run_with("account address --from - --json", &phrase).json(), address);
    // A keystore of a wallet, with its password from a file.
    let keystore = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdk/src/keys/alice.json");
    std::fs::write(folder.join("password"), "a grid of machines\n").unwrap();
    let with_password = person.clone().with("GRIDSHARE_PASSWORD_FILE", "password");
    let alice = person.run("account address //Alice --json").json();
    assert_eq!(with_password.run(&format!("account address {keystore} --json")).json(), alice);
    assert!(person.run(&format!("account address {keystore}")).fails(2).contains("password"));
}
