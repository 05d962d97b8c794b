//! A node owner at a shell: a node's whole life on a chain in a file, from its registration to its end.

mod common;

use common::{folder, plain, width, Person};
use serde_json::{json, Value};

/// Deploys a network in a file. Returns its deployer, who has all tokens, at a shell.
fn owner(name: &str) -> Person {
    let folder = folder(name);
    let alice = Person::new(&folder).on("embedded:net.chain").acting_as("//Alice");
    alice.run("deploy --yes --quiet").ok();
    alice
}

/// Returns an amount in whole tokens, rounded down.
#[track_caller]
fn tokens(value: &Value) -> u128 {
    value.as_str().unwrap_or_else(|| panic!("{value} is no amount")).parse::<u128>().unwrap()
        / 1_000_000_000_000
}

/// Returns the commands that `next` of a JSON answer names.
fn next(answer: &Value) -> Vec<&str> {
    answer["next"].as_array().unwrap().iter().filter_map(|next| next["command"].as_str()).collect()
}

/// Returns what a reading verb prints for people, which fits a terminal of 80 columns.
#[track_caller]
fn text(person: &Person, command: &str) -> String {
    let text = plain(&person.run(command).ok());
    assert!(width(&text) <= 80, "{command} is {} wide:\n{text}", width(&text));
    text
}

#[test]
fn a_node_lives_from_registration_to_retirement() {
    let alice = owner("life");

    // Registered, with nothing behind it.
    let registered = alice
        .run("node register --cell 52.52,13.40 --country DE --metadata https://a.example --yes --json")
        .json();
    assert_eq!(registered["steps"][0]["value"], 0);
    let status = alice.run("node status 0 --json").json();
    assert_eq!((&status["status"], &status["country"]), (&json!("unbonded"), &json!(276)));
    assert_eq!(next(&status), ["gridshare stake bond 0 100"]);

    // Too small a bond is refused before anything is allowed or sent.
    let refused = alice.run("stake bond 0 99 --yes").fails(3);
    assert!(refused.contains("100") && refused.contains("next:"), "{refused}");
    let bonded = alice.run("stake bond 0 100 --yes --json").json();
    let messages: Vec<_> =
        bonded["steps"].as_array().unwrap().iter().map(|step| step["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["token.approve", "staking.bond"]);
    let events = bonded["steps"][1]["events"].as_array().unwrap();
    let event = events.iter().find(|event| event["event"] == "Bonded").unwrap();
    assert_eq!(event["fields"]["amount"], "100000000000000");
    let status = text(&alice, "node status 0");
    assert!(status.contains("its stake counts from epoch 1 on"), "{status}");

    // The next day it beats, and is active.
    alice.run("chain advance 1d").ok();
    assert!(text(&alice, "node status 0").contains("gridshare node heartbeat 0"));
    let beat = alice.run("node heartbeat 0 --yes").ok();
    assert!(beat.contains("counted; the next slot begins in"), "{beat}");
    assert!(alice.run("node heartbeat 0 --yes").ok().contains("seen in this slot before"));
    let status = alice.run("node status 0 --json").json();
    assert_eq!(status["status"], "active");
    let slot = usize::try_from(status["slot"].as_u64().unwrap()).unwrap();
    assert_eq!((&status["slots"][slot], status["slots"].as_array().unwrap().len()), (&json!("seen"), 48));
    assert!(tokens(&status["running"]["for_availability"]) > 0, "an estimate of the running epoch");
    assert!(text(&alice, "node status 0").contains("█"));

    // The day after, its rewards are claimed: as much as was announced, and its stake becomes active.
    alice.run("chain advance 1d").ok();
    let due = alice.run("reward show 0 --json").json();
    assert_eq!((&due["unclaimed"], next(&due)), (&json!(2), vec!["gridshare reward claim 0"]));
    assert!(text(&alice, "reward show 0").contains("can be claimed"));
    let claimed = alice.run("reward claim 0 --yes --json").json();
    assert_eq!(claimed["steps"][0]["value"]["availability"], due["claimable"]);
    assert_eq!(alice.run("reward claim 0 --yes --json").json(), json!({ "sent": false, "steps": [] }));
    let stake = alice.run("stake show --json").json();
    assert_eq!(tokens(&stake["positions"][0]["active"]), 100 + tokens(&due["claimable"]));
    ["stake show", "stake pool 0", "reward schedule"].map(|command| text(&alice, command));

    // It leaves: first a part of it, which is bonded again, then all.
    assert!(alice.run("stake withdraw 0 --yes").fails(3).contains("next:"));
    alice.run("stake unbond 0 40 --yes").ok();
    let thaw = alice.run("stake show --json").json();
    assert_eq!(
        (tokens(&thaw["positions"][0]["thaws"][0]["amount"]), &thaw["positions"][0]["ready"]),
        (40, &json!("0"))
    );
    assert!(alice.run("stake withdraw 0 --yes").fails(3).contains("nothing is ready before"));
    alice.run("stake cancel 0 0 --yes").ok();
    let pending = alice.run("stake show --json").json();
    assert_eq!(tokens(&pending["positions"][0]["pending"]), 40);
    alice.run("chain advance 2d").ok();
    alice.run("reward claim 0 --yes").ok();
    alice.run("stake unbond 0 all --yes").ok();
    assert_eq!(alice.run("node status 0 --json").json()["status"], "unbonded");
    alice.run("chain advance 21d").ok();
    let ready = alice.run("stake show --json").json();
    assert_eq!(next(&ready), ["gridshare stake withdraw 0"]);
    let withdrawn = alice.run("stake withdraw 0 --yes --json").json();
    assert_eq!(withdrawn["steps"][0]["value"], ready["positions"][0]["ready"]);
    assert!(tokens(&withdrawn["steps"][0]["value"]) >= 100 + tokens(&due["claimable"]));

    alice.run("node retire 0 --yes").ok();
    assert!(text(&alice, "node status 0").contains("out of service for ever"));
    let retired = alice.run("node list --status retired --country DE --owner //Alice --json").json();
    assert_eq!((&retired["nodes"][0]["node"], &retired["next"]), (&json!(0), &Value::Null));
    assert!(text(&alice, "node list --status active").contains("no such nodes"));
    ["node list", "node show 0"].map(|command| text(&alice, command));
}

#[test]
fn maintenance_is_in_whole_slots() {
    let alice = owner("maintenance");
    alice.run("node register --cell 52.52,13.40 --country DE --yes").ok();
    let announced = alice.run("node maintenance announce 0 --in 6h --for 2h --yes").ok();
    assert!(announced.contains("left in any 30 epochs"), "{announced}");
    let shown = alice.run("node maintenance show 0 --json").json();
    let (from, to) = (&shown["window"]["from"], &shown["window"]["to"]);
    let slots = (to.as_u64().unwrap() - from.as_u64().unwrap()) / 1_800_000;
    assert!((4..=5).contains(&slots), "2 hours touch 4 or 5 slots of half an hour: {shown}");
    assert_eq!(shown["budget"].as_u64().unwrap(), 48 - slots);
    assert!(alice.run("node maintenance announce 0 --in 9h --for 2h --yes").fails(3).contains("next:"));
    alice.run("node maintenance extend 0 --for 1h --yes").ok();
    assert_eq!(alice.run("node maintenance show 0 --json").json()["budget"].as_u64().unwrap(), 46 - slots);
    assert!(text(&alice, "node status 0").contains("▒ excused"));
    assert!(
        text(&alice, "node maintenance show 0").contains("(in 5h")
            || text(&alice, "node maintenance show 0").contains("(in 6h")
    );
    alice.run("node maintenance cancel 0 --yes").ok();
    assert_eq!(alice.run("node maintenance show 0 --json").json()["budget"], 48);
    assert!(alice.run("node maintenance announce 0 --in 1m --for 2h --yes").fails(3).contains("next:"));
    alice.run("node maintenance announce 0 --for 0s --yes").fails(2);
}

#[test]
fn a_node_changes_keys_and_hands() {
    let alice = owner("hands");
    let bob = alice.clone().acting_as("//Bob");
    alice.run("node register --cell 52.52,13.40 --country 276 --controller //Bob --yes").ok();
    let shown = alice.run("node show 0 --json").json();
    let address = |person: &Person| person.run("account address --json").json()["address"].clone();
    assert_eq!((&shown["owner"], &shown["controller"]), (&address(&alice), &address(&bob)));

    // Only the controller beats, only the owner changes keys; what is not named stays.
    assert!(alice.run("node heartbeat 0 --yes").fails(3).contains("next:"));
    bob.run("node heartbeat 0 --yes").ok();
    assert!(bob.run("node keys 0 --controller //Bob --yes").fails(3).contains("next:"));
    alice.run("node keys 0 --controller //Alice --yes").ok();
    let keys = alice.run("node show 0 --json").json();
    assert_eq!((&keys["controller"], &keys["device_key"]), (&address(&alice), &shown["device_key"]));
    assert_eq!(keys["key_generation"], 1);
    alice.run("node metadata 0 'see https://a.example' --yes").ok();
    assert!(text(&alice, "node show 0").contains("see https://a.example"));

    // Stake and node go to whom they are offered to, who accepts.
    alice.run("stake bond 0 150 --yes").ok();
    assert!(bob.run("node take-over 0 --yes").fails(3).contains("next:"));
    alice.run("node hand-over 0 --to //Bob --yes").ok();
    assert!(text(&alice, "node status 0").contains("gridshare node take-over 0"));
    bob.run("node take-over 0 --yes").ok();
    assert_eq!(bob.run("node show 0 --json").json()["owner"], address(&bob));
    assert_eq!(tokens(&bob.run("stake show --json").json()["positions"][0]["pending"]), 150);
    assert_eq!(alice.run("stake show --json").json()["positions"], json!([]));
}

#[test]
fn delegators_join_a_pool_on_its_terms() {
    let alice = owner("delegators");
    let bob = alice.clone().acting_as("//Bob");
    for node in 0..2 {
        alice.run("node register --cell 52.52,13.40 --country DE --yes").ok();
        alice.run(&format!("stake bond {node} 100 --yes")).ok();
    }
    // Bob has no tokens: that is said before he allows anything.
    let poor = bob.run("stake bond 0 5 --yes").fails(3);
    assert!(poor.contains("5") && poor.contains("has 0"), "{poor}");
    alice.run("account transfer 1000 --to //Bob --yes").ok();
    bob.run("stake bond 0 '500 GRID' --yes").ok();
    alice.run("stake bond-for 0 //Bob 100 --yes").ok();
    alice.run("stake commission 0 5% --yes").ok();
    alice.run("stake terms 0 --payout //Alice --closed --yes").ok();
    let pool = alice.run("stake pool 0 --json").json();
    assert_eq!((tokens(&pool["delegated"]), tokens(&pool["own"]), &pool["closed"]), (600, 100, &json!(true)));
    assert_eq!(pool["next_commission"], json!({ "from_epoch": 1, "rate": 500 }));
    assert!(bob.run("stake bond 0 5 --yes").fails(3).contains("next:"));
    alice.run("stake terms 0 --open --yes").ok();
    let pool = alice.run("stake pool 0 --json").json();
    assert!(pool["closed"] == false && pool["payout"].is_string(), "what is not named stays: {pool}");
    assert_eq!(tokens(&pool["room"]), 1_600 - 700);
    let list = alice.run("stake list --limit 1 --json").json();
    assert_eq!((list["pools"].as_array().unwrap().len(), &list["next"]), (1, &json!(1)));
    text(&alice, "stake list");

    // What is pending cannot be unbonded yet, which is said with what to do.
    let early = bob.run("stake unbond 0 10 --yes").fails(3);
    assert!(early.contains("pending") && early.contains("gridshare reward claim 0"), "{early}");
    alice.run("chain advance 2d").ok();
    alice.run("reward claim 0 --yes").ok();
    bob.run("stake unbond 0 200 --yes").ok();
    bob.run("chain advance 21d").ok();
    bob.run("stake move 0 1 --yes").ok();
    let moved = bob.run("stake show --json").json();
    let stakes: Vec<_> = moved["positions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|position| {
            (position["node"].as_u64().unwrap(), tokens(&position["active"]), tokens(&position["pending"]))
        })
        .collect();
    assert_eq!(stakes, [(0, 400, 0), (1, 0, 200)]);
    assert!(alice.run("stake slash 0 --fraction 5% --yes").fails(3).contains("next:"));
    alice.run("stake sync 0 --yes").ok();
    alice.run("stake payout --yes").fails(3);
}

#[test]
fn a_fault_is_punished_and_made_good() {
    let folder = folder("fault");
    let config = "slashers = [\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]\n\
        [[classes]]\nname = \"GPU hour\"\nbilling = \"reserved\"\n";
    std::fs::write(folder.join("what.toml"), config).unwrap();
    let alice = Person::new(&folder).on("embedded:net.chain").acting_as("//Alice");
    let bob = alice.clone().acting_as("//Bob");
    alice.run("deploy --config what.toml --yes --quiet").ok();
    alice.run("node register --cell 52.52,13.40 --country DE --yes").ok();
    alice.run("stake bond 0 200 --yes").ok();

    alice.run("node offer 0 --class gpu --capacity 10k --burst 5 --price '0.35 GRID' --yes").ok();
    let offer = alice.run("node show 0 --json").json()["offers"][0].clone();
    let (capacity, burst, price) = (&offer["capacity"], &offer["burst"], &offer["price"]);
    assert_eq!((capacity, burst, price), (&json!("10000"), &json!("5"), &json!("350000000000")));
    assert!(text(&alice, "node status 0").contains("0 GPU hour"));
    alice.run("node offer 0 --class 0 --capacity 0 --price 1 --yes").fails(2);
    alice.run("node offer 0 --class 1 --capacity 1 --price 1 --yes").fails(2);
    alice.run("node withdraw-offer 0 --class 0 --yes").ok();
    assert_eq!(alice.run("node show 0 --json").json()["offers"], json!([]));
    alice.run("node withdraw-offer 0 --class 0 --yes").fails(3);

    // Slashed and jailed: it waits, leaves jail, and the reporter is paid.
    assert!(bob.run("stake slash 0 --fraction 5% --yes").fails(3).contains("next:"));
    alice.run("stake slash 0 --fraction 5% --jail 12h --reporter //Bob --yes").ok();
    let jailed = alice.run("node status 0 --json").json();
    assert_eq!(
        (&jailed["status"], next(&jailed), tokens(&jailed["pool"]["own"])),
        (&json!("jailed"), vec![], 190)
    );
    assert!(text(&alice, "node status 0").contains("it can leave jail in 12h"));
    assert!(alice.run("node unjail 0 --yes").fails(3).contains("next:"));
    alice.run("chain advance 12h").ok();
    assert_eq!(next(&alice.run("node status 0 --json").json()), ["gridshare node unjail 0"]);
    alice.run("node unjail 0 --yes").ok();
    assert_eq!(next(&bob.run("stake show --json").json()), ["gridshare stake payout"]);
    bob.run("stake payout --yes").ok();
    assert_eq!(tokens(&bob.run("account show --json").json()["tokens"]), 1);

    // Below the minimum, it bonds what is missing; jailed for ever, it never counts again.
    alice.run("stake slash 0 --fraction 50% --yes").ok();
    assert_eq!(next(&alice.run("node status 0 --json").json())[0], "gridshare stake bond 0 5");
    alice.run("stake bond 0 5 --yes").ok();
    alice.run("stake slash 0 --fraction 1% --jail 'for ever' --yes").ok();
    let status = text(&alice, "node status 0");
    assert!(status.contains("jailed       for ever") && status.contains("it is jailed for ever"), "{status}");
    text(&alice, "stake pool 0");
}

#[test]
fn what_is_not_there_is_said() {
    let alice = owner("missing");
    for command in [
        "node show 7",
        "node status 7",
        "reward show 7",
        "stake pool 7",
        "node attestations 7",
        "node maintenance show 7",
    ] {
        let error = alice.run(command).fails(3);
        assert!(error.contains('7') && error.contains("next:"), "{command}: {error}");
    }
    let error = alice.run("node status 7 --json").fails(3);
    let error: Value = serde_json::from_str(&error).unwrap();
    assert_eq!((&error["error"], &error["code"]), (&json!("there is no node 7"), &json!(3)));
    alice.run("node register --cell 95,0 --country DE --yes").fails(2);
    alice.run("node register --cell 52.52,13.40 --country Germany --yes").fails(2);
    alice.run("stake bond 0 ten --yes").fails(2);
    // Nobody answers the question, so nothing is sent; --dry-run does not ask.
    alice.run("node register --cell 52.52,13.40 --country DE").fails(2);
    let plan = alice.run("node register --cell 52.52,13.40 --country DE --dry-run --json").json();
    assert_eq!((&plan["sent"], &plan["steps"][0]["message"]), (&json!(false), &json!("registry.register")));
    assert!(alice.run("node list").ok().contains("no such nodes"));
}
