//! The contracts' metadata, as the build writes it.
//!
//! - `arguments`: well-typed arguments made from it.

mod arguments;

pub use arguments::{Arguments, Random};

use gridshare_sdk::{AccountId, Suite};
use serde_json::Value;
use std::sync::LazyLock;

/// Metadata of every contract, in the order in which they are deployed.
pub static CONTRACTS: LazyLock<Vec<Metadata>> = LazyLock::new(|| {
    let contracts = crate::network::ARTIFACTS.iter();
    contracts
        .map(|artifact| {
            let json = artifact.metadata().expect("the metadata was built with the code");
            Metadata { contract: artifact.name, json }
        })
        .collect()
});

/// One contract's metadata.
pub struct Metadata {
    /// The contract.
    pub contract: &'static str,
    json: Value,
}

/// A message or a constructor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Trait and message: `Registry::register`.
    pub label: String,
    /// Its selector.
    pub selector: [u8; 4],
    /// Whether it may change state.
    pub mutates: bool,
    /// Whether it takes native tokens.
    pub payable: bool,
    /// Names of its arguments.
    pub argument_names: Vec<String>,
    /// Types of its arguments.
    pub arguments: Vec<u32>,
    /// Type of its answer.
    pub answer: u32,
}

/// The outcome of a call, as its output tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The contract accepted it.
    Done,
    /// The contract refused with the error of this name.
    Refused(String),
    /// The contract did not understand the call.
    NotUnderstood,
}

/// Reads a number that must be there.
fn number(value: &Value) -> u32 {
    let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
    number.unwrap_or_else(|| panic!("not a type's number: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

impl Metadata {
    /// Returns its address in a suite.
    pub fn address(&self, suite: &Suite) -> AccountId {
        let (_, address) = suite
            .contracts()
            .into_iter()
            .find(|(name, _)| *name == self.contract)
            .expect("the suite has every contract");
        address
    }

    /// Returns its messages.
    pub fn messages(&self) -> Vec<Entry> {
        list(&self.json["spec"]["messages"]).iter().map(entry).collect()
    }

    /// Returns its constructors.
    pub fn constructors(&self) -> Vec<Entry> {
        list(&self.json["spec"]["constructors"]).iter().map(entry).collect()
    }

    /// Returns the message of this label, `Registry::register`.
    ///
    /// # Panics
    /// When there is none.
    pub fn message(&self, label: &str) -> Entry {
        let found = self.messages().into_iter().find(|message| message.label == label);
        found.unwrap_or_else(|| panic!("{} has no message {label}", self.contract))
    }

    /// Returns name and signature topic of every event.
    pub fn events(&self) -> Vec<(String, [u8; 32])> {
        let events = list(&self.json["spec"]["events"]).iter();
        events.map(|event| (text(&event["label"]).into(), bytes(&event["signature_topic"]))).collect()
    }

    /// Returns path and key of everything that it stores under a key of its own.
    pub fn storage(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        roots(&self.json["storage"], self.contract, &mut found);
        found.sort();
        found
    }

    /// Decodes the outcome of a call of `message` from its output.
    ///
    /// # Panics
    /// When the output is not one of the message's.
    pub fn reply(&self, message: &Entry, output: &[u8]) -> Reply {
        match output {
            [0, rest @ ..] => {
                let inner = self.variant_field(message.answer, "Ok");
                let path = list(&self.def(inner)["path"]);
                if path.last().map(text) != Some("Result") {
                    return Reply::Done;
                }
                match rest {
                    [0, ..] => Reply::Done,
                    [1, index, ..] => {
                        let errors = self.variant_field(inner, "Err");
                        let variants = list(&self.def(errors)["def"]["variant"]["variants"]);
                        let variant = variants.iter().find(|v| number(&v["index"]) == u32::from(*index));
                        Reply::Refused(text(&variant.expect("an error that exists")["name"]).into())
                    }
                    _ => panic!("{} returned {output:?}", message.label),
                }
            }
            [1, ..] => Reply::NotUnderstood,
            _ => panic!("{} returned {output:?}", message.label),
        }
    }

    fn def(&self, ty: u32) -> &Value {
        let entry = &self.json["types"][ty as usize];
        assert_eq!(number(&entry["id"]), ty, "types stand in the order of their numbers");
        &entry["type"]
    }

    /// Returns the type of a variant's only field.
    fn variant_field(&self, ty: u32, name: &str) -> u32 {
        let variants = list(&self.def(ty)["def"]["variant"]["variants"]);
        let variant = variants.iter().find(|variant| variant["name"] == name);
        number(&variant.unwrap_or_else(|| panic!("type {ty} has no {name}"))["fields"][0]["type"])
    }
}

/// Reads bytes that must be there, in hexadecimal.
fn bytes<const N: usize>(hex: &Value) -> [u8; N] {
    let digits = text(hex).trim_start_matches("0x");
    assert_eq!(digits.len(), 2 * N, "not {N} bytes: {digits}");
    std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hexadecimal"))
}

fn entry(json: &Value) -> Entry {
    let arguments = list(&json["args"]);
    Entry {
        label: text(&json["label"]).into(),
        selector: bytes(&json["selector"]),
        mutates: json["mutates"].as_bool().unwrap_or(true),
        payable: json["payable"].as_bool().expect("every message says whether it is payable"),
        argument_names: arguments.iter().map(|argument| text(&argument["label"]).into()).collect(),
        arguments: arguments.iter().map(|argument| number(&argument["type"]["type"])).collect(),
        answer: number(&json["returnType"]["type"]),
    }
}

fn roots(layout: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match layout {
        Value::Object(fields) => {
            if let Some(key) = fields.get("root_key") {
                found.push((path.into(), key_of(text(key))));
            }
            // A field: other layouts have names too, those of their types.
            let field = fields.get("name").filter(|_| fields.contains_key("layout"));
            let path = field.map_or(path.to_string(), |name| format!("{path}.{}", text(name)));
            for (_, value) in fields {
                roots(value, &path, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| roots(item, path, found)),
        _ => {}
    }
}

/// Returns a storage key as the code writes it: metadata has its bytes in the other order.
fn key_of(hex: &str) -> String {
    let digits = hex.trim_start_matches("0x");
    let bytes = (0..digits.len()).step_by(2).rev().map(|at| &digits[at..at + 2]);
    format!("0x{}", bytes.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_wherever_they_are_nested() {
        let field = serde_json::json!(
            {"name": "a", "layout": {"root": {"root_key": "0x01000040", "layout": {"leaf": {}}}}}
        );
        let layout = serde_json::json!(
            {"root": {"root_key": "0x00000000", "layout": {"struct": {"name": "C", "fields": [field]}}}}
        );
        let mut found = Vec::new();
        roots(&layout, "c", &mut found);
        found.sort();
        let expected = [("c", "0x00000000"), ("c.a", "0x40000001")];
        assert_eq!(found, expected.map(|(path, key)| (path.to_string(), key.to_string())));
    }
}
