//! What a refusal means and what to do about it: one sentence and one next step for each, from `refusals.toml`.
//!
//! The file has a table for every variant of every contract's error, `[staking.BelowMinimum]`:
//! - `says`: what is wrong; `next`: what to do. Each is a text, or a list of texts of which the first counts whose
//!   `{placeholders}` are all known; the last has none.
//! - Tables below it are for one message each: `[staking.BelowMinimum.unbond]`, and for what a message of another
//!   contract passes on, `[market.NoMatch."metering.open"]`.
//! - `refers = "registry"` stands for an error of that contract inside.
//!
//! Texts for one message come first, then those of the variant, then those of `[any.…]`, which has what several
//! contracts refuse in the same sense. What ink refuses stands under `[lang.…]`, what a chain refuses under
//! `[chain.…]`.
//!
//! Placeholders are arguments of the refused message (`{amount}`, `{terms.deposit}`), parameters in force
//! (`{staking.min_bond}`) and `{caller}`. `{contract}` and the numbers inside an error, `{0}`, are known always.

use crate::chain::ChainError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What several contracts refuse in the same sense.
const ANY: &str = "any";
/// What a chain refuses.
const CHAIN: &str = "chain";

/// All refusals.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Refusals {
    contracts: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// What the file has of one variant.
#[derive(Clone, Debug, Default, Deserialize)]
struct Entry {
    says: Option<Texts>,
    next: Option<Texts>,
    refers: Option<String>,
    #[serde(flatten)]
    messages: BTreeMap<String, Wording>,
}

/// What the file has of one message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    says: Option<Texts>,
    next: Option<Texts>,
}

/// A text, or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn list(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// What a refusal means and what to do about it, with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Sentences, the most telling first; the last has no placeholders.
    pub says: Vec<String>,
    /// Next steps, likewise.
    pub next: Vec<String>,
}

impl Refusals {
    /// Returns the refusals that the client ships.
    pub fn shipped() -> Self {
        toml::from_str(include_str!("../refusals.toml")).expect("a test reads the file that is compiled in")
    }

    /// Returns what it means that `contract` refused with the error at `path`, as [`crate::metadata::Answer`] has it.
    /// `message` is the message that was refused, without which only general wordings are found.
    pub fn get(&self, contract: &str, path: &[String], message: Option<&str>) -> Option<Refusal> {
        let caller = message.map(|message| (contract, message));
        self.find(contract, path, caller)
    }

    /// Returns what to do when the chain did not execute a call; the error itself says what is wrong.
    pub fn chain(&self, error: &ChainError) -> String {
        let found = self.find(CHAIN, &[variant(error)], None);
        found.and_then(|refusal| refusal.next.into_iter().next()).unwrap_or_default()
    }

    /// Fills a refusal's placeholders. Returns what is wrong and what to do.
    pub fn render(
        &self,
        refusal: &Refusal,
        placeholder: impl Fn(&str) -> Option<String>,
    ) -> (String, String) {
        let first =
            |texts: &[String]| texts.iter().find_map(|text| fill(text, &placeholder)).unwrap_or_default();
        (first(&refusal.says), first(&refusal.next))
    }

    /// Finds the texts for a variant, or for the one inside that it refers to; `asked` is contract and message that
    /// were called.
    fn find(&self, contract: &str, path: &[String], asked: Option<(&str, &str)>) -> Option<Refusal> {
        let (variant, inside) = path.split_first()?;
        let entry = |contract: &str| self.contracts.get(contract).and_then(|entries| entries.get(variant));
        let (own, shared) = (entry(contract), entry(ANY).filter(|_| contract != CHAIN));
        if let Some(inner) = own.and_then(|entry| entry.refers.as_deref()) {
            return self.find(inner, inside, asked);
        }
        let key = asked.map(|(called, message)| match called == contract {
            true => message.to_owned(),
            false => format!("{called}.{message}"),
        });
        let wording = key.and_then(|key| own?.messages.get(&key)).map(|w| (&w.says, &w.next));
        let general = [own, shared].into_iter().flatten().map(|entry| (&entry.says, &entry.next));
        let (says, next): (Vec<_>, Vec<_>) = wording.into_iter().chain(general).unzip();
        let texts = |lists: Vec<&Option<Texts>>| -> Vec<String> {
            let all = lists.into_iter().flatten().flat_map(Texts::list);
            all.map(|text| fill_some(text, |name| known(name, contract, inside))).collect()
        };
        let refusal = Refusal { says: texts(says), next: texts(next) };
        (own.is_some() || shared.is_some()).then_some(refusal)
    }
}

/// Returns the placeholders that depend on the error alone.
fn known(name: &str, contract: &str, inside: &[String]) -> Option<String> {
    match name {
        "contract" => Some(contract.to_owned()),
        _ => name.parse::<usize>().ok().and_then(|i| inside.get(i)).cloned(),
    }
}

/// Splits a text into what stands between placeholders and their names, in turn.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split_inclusive('}').map(|piece| match piece.split_once('{') {
        Some((before, name)) if name.ends_with('}') => (before, name.strip_suffix('}')),
        _ => (piece, None),
    })
}

/// Fills placeholders; `None` if one is not known.
fn fill(text: &str, placeholder: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    for (before, name) in pieces(text) {
        out.push_str(before);
        if let Some(name) = name {
            out.push_str(&placeholder(name)?);
        }
    }
    Some(out)
}

/// Fills the placeholders that are known and leaves the others.
fn fill_some(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let all = |name: &str| Some(known(name).unwrap_or_else(|| format!("{{{name}}}")));
    fill(text, all).unwrap_or_default()
}

/// Returns the name of a chain's error in the file: its variant's.
fn variant(error: &ChainError) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests;
