//! A dApp and a voter at a shell, on a chain in a file.

mod common;

use common::{folder, plain, width, Person};
use serde_json::Value;

/// A network on which Alice, who has all tokens, runs node 0 with a stake of 1 000; Bob has 1 000 tokens.
fn network(name: &str) -> (Person, Person) {
    let anybody = Person::new(&folder(name)).on("embedded:net.chain");
    let alice = anybody.clone().acting_as("//Alice");
    alice.run("deploy --yes").ok();
    alice.run("account transfer 1000 --to //Bob --yes").ok();
    alice.run("node register --cell 52.52,13.40 --country DE --yes").ok();
    alice.run("stake bond 0 1000 --yes").ok();
    // Stake votes once the rewards of the epoch after it was bonded are claimed.
    alice.run("chain advance 2d").ok();
    alice.run("reward claim 0 --yes").ok();
    alice.run("node heartbeat 0 --yes").ok();
    (alice, anybody.acting_as("//Bob"))
}

/// Has governance register a class, and node 0 offer 100 units of it at 0.5 tokens.
fn market(alice: &Person) {
    let calls = r#"[{ "contract": "market", "message": "register_class",
        "arguments": { "definition": { "name": "Weather report", "billing": "Metered" } } }]"#;
    let proposed = alice
        .run_with("vote propose --calls - --description 'Sell weather reports' --yes --json", calls)
        .json();
    let id = proposed["steps"][1]["value"].to_string();
    let shown = plain(&alice.run(&format!("vote show {id}")).ok());
    assert!(shown.contains("Sell weather reports") && shown.contains("market.register_class"), "{shown}");
    assert!(shown.contains("Weather report, billing metered"), "{shown}");
    pass(alice, &id);
    alice.run("node heartbeat 0 --yes").ok();
    alice.run("node offer 0 --class weather --capacity 100 --price 0.5 --yes").ok();
}

/// Votes a proposal through and executes it.
fn pass(voter: &Person, id: &str) {
    voter.run(&format!("vote cast {id} for --yes")).ok();
    voter.run("chain advance 7d").ok();
    voter.run(&format!("vote execute {id} --yes")).ok();
}

/// Returns text without spaces that do not break.
fn simple(text: &str) -> String {
    plain(text).replace('\u{202f}', " ")
}

#[track_caller]
fn says(text: &str, part: &str) {
    let text = simple(text);
    assert!(text.contains(part), "no `{part}` in:\n{text}");
}

#[track_caller]
fn fits_a_terminal(text: &str) {
    assert!(width(text) <= 80, "{} columns:\n{text}", width(text));
}

const TOKEN: u128 = 1_000_000_000_000;

fn tokens(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_dapp_leases_and_pays_by_vouchers() {
    let (alice, bob) = network("dapp");
    market(&alice);
    prepays(&bob);
    finds_a_node(&alice, &bob);
    let voucher = opens_a_lease(&bob);
    settles(&alice, &bob, &voucher);
    ends_the_lease(&alice, &bob);
}

fn prepays(bob: &Person) {
    says(&bob.run("lease deposit 200").fails(2), "--yes");
    let plan = bob.run("lease deposit 200 --dry-run").ok();
    says(&plan, "Allow metering to take what your calls of it say, now 200 GRID");
    says(&plan, "Add 200 GRID to your prepaid balance");
    assert_eq!(bob.run("lease balance --json").json()["prepaid"], "0", "a dry run changes nothing");
    says(&bob.run("lease deposit 200 --yes").ok(), "metering.Deposited");
    let balance = bob.run("lease balance --json").json();
    assert_eq!((tokens(&balance["prepaid"]), tokens(&balance["tokens"])), (200 * TOKEN, 800 * TOKEN));
    fits_a_terminal(&bob.run("lease balance").ok());
    let refused = bob.run("lease deposit 5000 --yes").fails(3);
    says(&refused, "next:");
    assert_eq!(bob.run("lease deposit many --yes").code, 2);
    says(&bob.run("lease withdraw 300 --yes").fails(3), "next:");
}

fn finds_a_node(alice: &Person, bob: &Person) {
    let classes = bob.run("lease classes --json").json();
    assert!(
        classes["classes"].as_array().unwrap().iter().any(|class| class["name"] == "Weather report"),
        "{classes}"
    );
    fits_a_terminal(&bob.run("lease classes").ok());
    let zone = bob.run("lease zone --class weather --cell 52.52,13.40 --json").json();
    assert_eq!((&zone["capacity"], &zone["committed"]), (&"100".into(), &"0".into()));

    let quote = bob.run("lease quote --class weather --units 10 --json").json();
    assert_eq!((&quote["fit"][0]["node"], tokens(&quote["fit"][0]["price"])), (&0.into(), TOKEN / 2));
    let text = bob.run("lease quote --class weather --units 10").ok();
    says(&text, "0.5 GRID");
    fits_a_terminal(&text);
    for (ask, why) in [
        ("--units 101", "only 100 left"),
        ("--units 10 --max-price 0.4", "asks 0.5 GRID a unit"),
        ("--units 10 --min-stake 5000", "stake 1 000 GRID"),
        ("--units 10 --country FR", "in DE"),
        ("--units 10 --cell 48.85,2.35", "in zone"),
        ("--units 10 --min-renewable 1%", "renewable share not attested"),
        ("--units 10 --attested hardware", "hardware not attested"),
    ] {
        let quote = bob.run(&format!("lease quote --class weather {ask} --json")).json();
        assert_eq!(quote["fit"].as_array().unwrap().len(), 0, "{ask}");
        says(&quote["others"][0]["why"].to_string(), why);
    }
    alice.run("chain advance 2h").ok();
    let text = bob.run("lease quote --class weather --units 10").ok();
    says(&text, "No node fits");
    says(&text, "offline");
    let open = "lease open --class weather --units 10 --session-key //Bob --deposit 10 --for 1d --yes";
    says(&bob.run(open).fails(1), "node 0: offline");
    says(&bob.run(&format!("{open} --node 0")).fails(1), "node 0: offline");
    says(&bob.run(&format!("{open} --node 0 --node 9")).fails(2), "there is no node 9");
    alice.run("node heartbeat 0 --yes").ok();
    assert_eq!(bob.run("lease quote --class nonsense --units 1").code, 2);
}

/// Returns a voucher for 20 units.
fn opens_a_lease(bob: &Person) -> String {
    bob.run("account new session.key").ok();
    let open = "lease open --class weather --units 10 --session-key session.key --deposit 50";
    says(&bob.run(&format!("{open} --for 3d --max-price 0.1 --yes")).fails(1), "asks 0.5 GRID");
    says(&bob.run(&format!("{open} --for 400d --yes")).fails(3), "next:");
    says(&bob.run(&format!("{open} --yes")).err, "--for");
    says(&bob.run(&format!("{open} --for 3d --dry-run")).ok(), "for 0.5 GRID a unit or less");
    let opened = bob.run(&format!("{open} --for 3d --yes")).ok();
    says(&opened, "Lease 1 is on node 0 at 0.5 GRID a unit; its deposit pays for 100 units");
    let lease = bob.run("lease show 1 --json").json();
    assert_eq!((&lease["state"], tokens(&lease["deposit"])), (&"open".into(), 50 * TOKEN));
    fits_a_terminal(&bob.run("lease show 1").ok());
    let list = bob.run("lease list").ok();
    fits_a_terminal(&list);
    assert_eq!(bob.run("lease list --payer //Alice --json").json()["leases"], serde_json::json!([]));
    assert_eq!(bob.run("lease list --payer //Bob --json").json()["leases"][0]["lease"], 1);
    says(&bob.run("lease show 2").fails(1), "there is no lease 2");
    bob.run("voucher sign --lease 1 --node 0 --units 20 --key session.key").ok().trim().to_owned()
}

fn settles(alice: &Person, bob: &Person, voucher: &str) {
    assert_eq!(voucher.lines().count(), 1);
    let checked = alice.run(&format!("voucher check '{voucher}' --json")).json();
    assert_eq!((&checked["vouchers"][0]["outcome"], &checked["bad"]), (&"paid".into(), &0.into()));
    let forged = voucher.replace("\"20\"", "\"21\"");
    says(&alice.run(&format!("voucher check '{forged}'")).fails(1), "1 of 1 vouchers will never be paid");
    says(&alice.run(&format!("voucher settle 0 '{forged}' --yes")).fails(1), "not signed by the session key");
    says(&alice.run(&format!("voucher settle 1 '{voucher}' --yes")).fails(2), "is for node 0");
    says(&alice.run_with("voucher check -", "{}").fails(2), "missing field");

    // One too many, a good one, and one that the deposit does not reach for: read from a file.
    let more = bob.run("voucher sign --lease 1 --node 0 --units 500 --key session.key").ok();
    std::fs::write(alice.folder.join("vouchers"), format!("{voucher}\n{forged}\n{more}")).unwrap();
    let settled = alice.run("voucher settle 0 vouchers --yes").ok();
    says(&settled, "pays 20 units, 10 GRID");
    says(&settled, "not signed by the session key of lease 1");
    says(&settled, "pays 80 units, 40 GRID; then the deposit is used up");
    says(&alice.run(&format!("voucher settle 0 '{voucher}' --yes")).fails(1), "were paid for before");
    says(&bob.run("lease show 1").ok(), "gridshare lease top-up 1");
    bob.run("lease top-up 1 10 --yes").ok();
    let lease = bob.run("lease show 1 --json").json();
    assert_eq!((tokens(&lease["deposit"]), &lease["paid_units"]), (10 * TOKEN, &"100".into()));
    let settled = alice.run_with("voucher settle 0 - --yes --json", &more).json();
    says(&settled["steps"][0]["value"].to_string(), "DepositExhausted");
}

fn ends_the_lease(alice: &Person, bob: &Person) {
    bob.run("lease top-up 1 5 --yes").ok();
    says(&alice.run("lease close 1 --yes").fails(3), "next:");
    says(&bob.run("lease close 1 --yes").ok(), "then: gridshare lease finalize 1");
    assert_eq!(bob.run("lease show 1 --json").json()["state"], "closing");
    let early = bob.run("lease finalize 1 --yes --json");
    let error: Value = serde_json::from_str(&early.fails(3)).unwrap();
    assert_eq!(error["code"], 3);
    assert!(error["next"].as_str().is_some_and(|next| !next.is_empty()), "{error}");
    bob.run("chain advance 1d").ok();
    assert_eq!(bob.run("lease show 1 --json").json()["state"], "closed");
    bob.run("lease finalize 1 --yes").ok();
    says(&bob.run("lease show 1").fails(1), "lease 1 is finalized");
    bob.run("lease withdraw all --yes").ok();
    let balance = bob.run("lease balance --json").json();
    assert_eq!((tokens(&balance["prepaid"]), tokens(&balance["tokens"])), (0, 940 * TOKEN));
    says(&bob.run("lease withdraw all --yes").fails(1), "nothing to withdraw");
    says(&bob.run("lease list").ok(), "No lease");
}

#[test]
fn a_voter_changes_a_parameter() {
    let (alice, bob) = network("voter");
    let before = bob.run("param list staking --json").json();
    assert_eq!(parameter(&before, "staking.max_slash")["current"], "5000");
    fits_a_terminal(&bob.run("param list").ok());
    says(&bob.run("vote list").ok(), "There is no proposal yet");

    says(&bob.run("vote power").ok(), "not possible");
    says(&bob.run("param set staking.max_slash 20% --yes").fails(3), "next:");
    says(&alice.run("vote power").ok(), "1 000 GRID");
    for (set, why) in [
        ("staking.max_slash 200%", "it can be 0.01 % to 100 %"),
        ("staking.max_slash 50%", "already"),
        ("staking.slash 5%", "there is no parameter"),
        ("staking.max_slash", "value"),
    ] {
        says(&alice.run(&format!("param set {set} --yes")).fails(2), why);
    }
    let plan = alice.run("param set staking.max_slash 20% --dry-run").ok();
    says(&plan, "max_slash");
    says(&plan, "Allow governance to take what your calls of it say, now 100 GRID");
    let proposed = alice.run("param set staking.max_slash 20% metering.burn 4% --yes").ok();
    says(&proposed, "gridshare vote cast 0 for");

    shows_what_would_change(&alice);
    says(&bob.run("vote cast 0 for --yes").fails(3), "next:");
    says(&alice.run("vote execute 0 --yes").fails(3), "next:");
    says(&alice.run("vote cast 0 for --yes").ok(), "Vote for proposal 0 with 1 000 GRID in 1 pool");
    says(&alice.run("vote cast 0 against --yes").fails(3), "next:");
    assert_eq!(alice.run("vote show 0 --json").json()["voted"], (1_000 * TOKEN).to_string());
    alice.run("chain advance 5d").ok();
    assert_eq!(alice.run("vote show 0 --json").json()["status"], "queued");
    alice.run("chain advance 2d").ok();
    says(&bob.run("vote list").ok(), "executable");
    says(&bob.run("vote execute 0 --yes").ok(), "staking.ParamsAnnounced");

    let announced = bob.run("param list staking --json").json();
    let slash = parameter(&announced, "staking.max_slash");
    assert_eq!((&slash["current"], &slash["next"]["value"]), (&"5000".into(), &"2000".into()));
    says(&bob.run("param list staking").ok(), "becomes 20 % from epoch");
    bob.run("chain advance 1d").ok();
    let after = bob.run("param list --json").json();
    assert_eq!(parameter(&after, "staking.max_slash")["current"], "2000");
    assert_eq!(parameter(&after, "metering.burn")["current"], "400");
    bob.run("vote settle-deposit 0 --yes").ok();
    says(&bob.run("vote settle-deposit 0 --yes").fails(3), "next:");
    says(&bob.run("vote list").ok(), "see all with --all");
    says(&bob.run("vote list --all").ok(), "executed");

    alice.run("param set governance.quorum 30% --description 'Fewer decide less' --yes").ok();
    says(&bob.run("vote cancel 1 --yes").fails(3), "next:");
    alice.run("vote cancel 1 --yes").ok();
    assert_eq!(bob.run("vote show 1 --json").json()["status"], "cancelled");
    says(&bob.run("vote show 2").fails(1), "there is no proposal 2");
}

fn parameter<'a>(list: &'a Value, name: &str) -> &'a Value {
    list["parameters"].as_array().unwrap().iter().find(|parameter| parameter["name"] == name).unwrap()
}

fn shows_what_would_change(voter: &Person) {
    let text = voter.run("vote show 0").ok();
    fits_a_terminal(&text);
    says(&text, "Change staking.max_slash from 50 % to 20 %");
    says(&text, "no vote");
    let shown = voter.run("vote show 0 --json").json();
    let change =
        &shown["calls"].as_array().unwrap().iter().find(|call| call["contract"] == "staking").unwrap()
            ["changes"][0];
    assert_eq!(change["parameter"], "staking.max_slash");
    assert_eq!((&change["old"], &change["new"]), (&"5000".into(), &"2000".into()));
    assert_eq!((&change["min"], &change["max"]), (&"1".into(), &"10000".into()));
    let list = voter.run("vote list").ok();
    fits_a_terminal(&list);
    says(&list, "staking.set_params +1");
}
