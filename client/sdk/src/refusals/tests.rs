//! The file has what the contracts can return, no less and no more.

use super::*;
use crate::artifacts::Artifacts;
use crate::metadata::{Metadata, LANG};
use std::collections::BTreeSet;

fn metadata() -> Metadata {
    Metadata::load(&Artifacts::load().unwrap()).unwrap()
}

const CONTRACTS: [&str; 8] =
    ["token", "registry", "market", "attestations", "staking", "metering", "rewards", "governance"];

/// Contract and message of everything that can be refused.
fn messages(metadata: &Metadata) -> Vec<(&'static str, String)> {
    let of = |contract| metadata.messages(contract).into_iter().map(move |message| (contract, message));
    CONTRACTS.into_iter().flat_map(of).collect()
}

#[test]
fn every_error_has_a_sentence_and_a_next_step() {
    let refusals = Refusals::shipped();
    let mut missing = vec![];
    for (contract, path) in metadata().errors() {
        let full = refusals.get(&contract, &path, None).is_some_and(|refusal| {
            let (says, next) = refusals.render(&refusal, |_| None);
            !says.is_empty() && !next.is_empty()
        });
        if !full {
            missing.push(format!("{contract}.{}", path.join(".")));
        }
    }
    assert!(missing.is_empty(), "no general sentence or next step: {missing:?}");
}

/// Wherever an error comes from, its texts come out whole when everything is known and when nothing is.
#[test]
fn every_message_has_whole_sentences() {
    let (refusals, metadata) = (Refusals::shipped(), metadata());
    for (contract, message) in messages(&metadata) {
        for mut path in metadata.refusals(contract, &message) {
            path.push("7".into());
            let refusal = refusals.get(contract, &path, Some(&message)).unwrap();
            for known in [Some("x".to_owned()), None] {
                let (says, next) = refusals.render(&refusal, |_| known.clone());
                let whole = |text: &str| !text.is_empty() && !text.contains(['{', '}']);
                assert!(whole(&says) && whole(&next), "{contract}.{message}: {path:?}: {says} / {next}");
            }
        }
    }
}

/// The variants of a contract by their last name: those that a message passes on belong to the contract inside.
fn returned(refusals: &Refusals, metadata: &Metadata) -> BTreeSet<(String, String, String)> {
    let mut all = BTreeSet::new();
    for (called, message) in messages(metadata) {
        for path in metadata.refusals(called, &message) {
            let (mut contract, mut path) = (called.to_owned(), path.as_slice());
            while let Some((variant, inside)) = path.split_first() {
                let entry = refusals.contracts[&contract].get(variant);
                match entry.and_then(|entry| entry.refers.clone()) {
                    Some(inner) => (contract, path) = (inner, inside),
                    None => {
                        let key =
                            if contract == called { message.clone() } else { format!("{called}.{message}") };
                        all.insert((contract.clone(), variant.clone(), key));
                        break;
                    }
                }
            }
        }
    }
    all
}

#[test]
fn no_entry_is_for_nothing() {
    let (refusals, metadata) = (Refusals::shipped(), metadata());
    let returned = returned(&refusals, &metadata);
    let errors: BTreeSet<_> = metadata.errors().into_iter().map(|(c, path)| (c, path[0].clone())).collect();
    for (contract, variants) in &refusals.contracts {
        for (variant, entry) in variants {
            let name = format!("{contract}.{variant}");
            match contract.as_str() {
                CHAIN => assert!(CHAIN_ERRORS.contains(&variant.as_str()), "{name}"),
                ANY => {
                    let uses = errors.iter().filter(|(c, v)| {
                        v == variant && refusals.contracts[c].get(v).is_none_or(|own| own.says.is_none())
                    });
                    assert!(uses.count() > 1, "{name} is not shared");
                }
                _ => assert!(errors.contains(&(contract.clone(), variant.clone())), "{name}"),
            }
            for message in entry.messages.keys() {
                let key = (contract.clone(), variant.clone(), message.clone());
                assert!(returned.contains(&key), "{name}: {message} does not return it");
            }
        }
    }
}

#[test]
fn placeholders_are_arguments_or_parameters() {
    let (refusals, metadata) = (Refusals::shipped(), metadata());
    let returned = returned(&refusals, &metadata);
    let params: BTreeSet<String> = CONTRACTS
        .into_iter()
        .flat_map(|c| metadata.params(c).into_iter().map(move |(name, _)| format!("{c}.{name}")))
        .collect();
    for (contract, variants) in &refusals.contracts {
        for (variant, entry) in variants {
            let of_any =
                |(c, v, _): &&(String, String, String)| v == variant && (c == contract || contract == ANY);
            let general: Vec<_> = returned.iter().filter(of_any).cloned().collect();
            let wordings = entry.messages.iter().map(|(message, wording)| {
                let one = vec![(contract.clone(), variant.clone(), message.clone())];
                ([&wording.says, &wording.next], one)
            });
            for (texts, sources) in wordings.chain([([&entry.says, &entry.next], general)]) {
                let known = arguments(&metadata, &sources);
                for text in texts.into_iter().flatten().flat_map(Texts::list) {
                    for name in pieces(text).filter_map(|(_, name)| name) {
                        let fixed = ["caller", "contract", "0"].contains(&name);
                        let fine = fixed || params.contains(name) || known.contains(name);
                        assert!(fine, "{contract}.{variant}: {{{name}}} in `{text}`");
                    }
                }
            }
        }
    }
}

fn arguments(metadata: &Metadata, sources: &[(String, String, String)]) -> BTreeSet<String> {
    let of = |(contract, _, key): &(String, String, String)| {
        let (contract, message) = key.split_once('.').unwrap_or((contract, key));
        metadata.arguments(contract, message).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    sources.iter().flat_map(of).collect()
}

/// The variants of [`ChainError`].
const CHAIN_ERRORS: [&str; 14] = [
    "OutOfGas",
    "ContractTrapped",
    "ContractNotFound",
    "DepositNotAffordable",
    "FeeNotAffordable",
    "NoKey",
    "Unreachable",
    "OtherChain",
    "Nonsense",
    "OutcomeUnknown",
    "FailedInBlock",
    "Interrupted",
    "Unsupported",
    "Dispatch",
];

#[test]
fn every_error_of_a_chain_has_a_next_step() {
    /// A variant that is missing here is missing above.
    fn name(error: &ChainError) -> &'static str {
        match error {
            ChainError::OutOfGas => "OutOfGas",
            ChainError::ContractTrapped => "ContractTrapped",
            ChainError::ContractNotFound => "ContractNotFound",
            ChainError::DepositNotAffordable => "DepositNotAffordable",
            ChainError::FeeNotAffordable => "FeeNotAffordable",
            ChainError::NoKey(_) => "NoKey",
            ChainError::Unreachable { .. } => "Unreachable",
            ChainError::OtherChain { .. } => "OtherChain",
            ChainError::Nonsense(_) => "Nonsense",
            ChainError::OutcomeUnknown { .. } => "OutcomeUnknown",
            ChainError::FailedInBlock { .. } => "FailedInBlock",
            ChainError::Interrupted => "Interrupted",
            ChainError::Unsupported(_) => "Unsupported",
            ChainError::Dispatch(_) => "Dispatch",
        }
    }
    let refusals = Refusals::shipped();
    for error in CHAIN_ERRORS {
        let next = refusals.find(CHAIN, &[error.to_owned()], None).unwrap().next;
        assert!(next.len() == 1 && !next[0].is_empty() && !next[0].contains('{'), "{error}");
    }
    let unreachable = ChainError::Unreachable { url: "ws://x".into(), reason: "gone".into() };
    assert_eq!(variant(&unreachable), name(&unreachable));
    assert!(refusals.chain(&unreachable).contains("--url"));
    assert!(refusals.chain(&ChainError::Dispatch("odd".into())).contains("--dry-run"));
}

#[test]
fn the_most_telling_text_that_is_known_counts() {
    let refusals = Refusals::shipped();
    let path = ["BelowMinimum".to_owned()];
    let refusal = refusals.get("staking", &path, Some("bond")).unwrap();
    let known = |name: &str| match name {
        "amount" => Some("40 GRID".to_owned()),
        "node" => Some("3".to_owned()),
        "staking.min_bond" => Some("1 GRID".to_owned()),
        "staking.min_owner_bond" => Some("100 GRID".to_owned()),
        _ => None,
    };
    let (says, next) = refusals.render(&refusal, known);
    assert_eq!(
        says,
        "40 GRID are too few: at once, at least 1 GRID are bonded, and with them a node's owner has at least 100 \
         GRID in its pool"
    );
    assert!(next.contains("`gridshare stake bond 3 <amount>`"), "{next}");
    let without_params = |name: &str| known(name).filter(|_| !name.contains('.'));
    assert_eq!(refusals.render(&refusal, without_params).0, "40 GRID are too few");
    assert_eq!(refusals.render(&refusal, |_| None).0, "that is less than the minimum");
}

#[test]
fn an_error_inside_another_speaks_of_the_message_that_was_sent() {
    let refusals = Refusals::shipped();
    let path = ["Market".to_owned(), "NoMatch".to_owned()];
    let says = |message| refusals.get("metering", &path, message).unwrap().says;
    assert!(says(Some("open"))[0].contains("{terms.units}"));
    assert!(!says(None)[0].contains('{'));
    let path = ["CallFailed".to_owned(), "2".to_owned()];
    let refusal = refusals.get("governance", &path, Some("execute")).unwrap();
    assert!(refusal.says[1].starts_with("call 2 of the proposal"), "{refusal:?}");
    let path = ["CouldNotReadInput".to_owned()];
    assert!(refusals.get(LANG, &path, None).is_some());
}
