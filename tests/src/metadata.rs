//! The contracts' metadata as cargo-contract writes it, and well-typed arguments made from it.

use gridshare::{AccountId, Suite};
use serde_json::Value;
use std::sync::LazyLock;

/// Metadata of every contract, in the order in which they are deployed.
pub static CONTRACTS: LazyLock<Vec<Metadata>> = LazyLock::new(|| {
    let contracts = crate::world::ARTIFACTS.iter();
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
    /// Types of its arguments.
    pub arguments: Vec<u32>,
    /// Type of its answer.
    pub answer: u32,
}

/// What became of a call, as its output tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It did what it should.
    Done,
    /// The contract refused with the error of this name.
    Refused(String),
    /// The contract did not understand the call.
    NotUnderstood,
}

/// A number that must be there.
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
    /// Its address in a suite.
    pub fn address(&self, suite: &Suite) -> AccountId {
        let (_, address) = suite
            .contracts()
            .into_iter()
            .find(|(name, _)| *name == self.contract)
            .expect("the suite has every contract");
        address
    }

    /// Its messages.
    pub fn messages(&self) -> Vec<Entry> {
        list(&self.json["spec"]["messages"]).iter().map(entry).collect()
    }

    /// Its constructors.
    pub fn constructors(&self) -> Vec<Entry> {
        list(&self.json["spec"]["constructors"]).iter().map(entry).collect()
    }

    /// The message of this label, `Registry::register`.
    ///
    /// # Panics
    /// When there is none.
    pub fn message(&self, label: &str) -> Entry {
        let found = self.messages().into_iter().find(|message| message.label == label);
        found.unwrap_or_else(|| panic!("{} has no message {label}", self.contract))
    }

    /// Name and signature topic of every event.
    pub fn events(&self) -> Vec<(String, [u8; 32])> {
        let events = list(&self.json["spec"]["events"]).iter();
        events.map(|event| (text(&event["label"]).into(), bytes(&event["signature_topic"]))).collect()
    }

    /// Path and key of everything that it stores under a key of its own.
    pub fn storage(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        roots(&self.json["storage"], self.contract, &mut found);
        found.sort();
        found
    }

    /// What became of a call of `message`, by what it returned.
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

    /// Type of the only field of a variant.
    fn variant_field(&self, ty: u32, name: &str) -> u32 {
        let variants = list(&self.def(ty)["def"]["variant"]["variants"]);
        let variant = variants.iter().find(|variant| variant["name"] == name);
        number(&variant.unwrap_or_else(|| panic!("type {ty} has no {name}"))["fields"][0]["type"])
    }
}

/// Bytes that must be there, in hexadecimal.
fn bytes<const N: usize>(hex: &Value) -> [u8; N] {
    let digits = text(hex).trim_start_matches("0x");
    assert_eq!(digits.len(), 2 * N, "not {N} bytes: {digits}");
    std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hexadecimal"))
}

fn entry(json: &Value) -> Entry {
    Entry {
        label: text(&json["label"]).into(),
        selector: bytes(&json["selector"]),
        mutates: json["mutates"].as_bool().unwrap_or(true),
        payable: json["payable"].as_bool().expect("every message says whether it is payable"),
        arguments: list(&json["args"]).iter().map(|argument| number(&argument["type"]["type"])).collect(),
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

/// A storage key as the code writes it: metadata has its bytes in the other order.
fn key_of(hex: &str) -> String {
    let digits = hex.trim_start_matches("0x");
    let bytes = (0..digits.len()).step_by(2).rev().map(|at| &digits[at..at + 2]);
    format!("0x{}", bytes.collect::<String>())
}

/// A small generator of numbers that always are the same for the same seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits (SplitMix64).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(of.len() as u64)).expect("an index");
        &of[at]
    }

    /// So many bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.bits().to_le_bytes()[0]).collect()
    }
}

/// Makes arguments of the types that the metadata names. Numbers are mostly small, so that they name nodes,
/// leases and proposals that exist; accounts are of those given.
pub struct Arguments<'a> {
    metadata: &'a Metadata,
    accounts: &'a [AccountId],
    random: Random,
}

impl<'a> Arguments<'a> {
    /// For the messages of one contract.
    pub fn new(metadata: &'a Metadata, accounts: &'a [AccountId], seed: u64) -> Self {
        Self { metadata, accounts, random: Random::new(seed) }
    }

    /// Selector and arguments of a message.
    pub fn input(&mut self, message: &Entry) -> Vec<u8> {
        let mut input = message.selector.to_vec();
        for ty in &message.arguments {
            self.value(*ty, &mut input);
        }
        input
    }

    fn value(&mut self, ty: u32, out: &mut Vec<u8>) {
        let metadata = self.metadata;
        let ty = metadata.def(ty);
        if list(&ty["path"]).last().map(text) == Some("AccountId") {
            out.extend_from_slice(self.random.pick(self.accounts).as_ref());
            return;
        }
        let (kind, def) = ty["def"].as_object().and_then(|def| def.iter().next()).expect("a definition");
        match kind.as_str() {
            "primitive" => self.primitive(text(def), out),
            "composite" => self.fields(list(&def["fields"]), out),
            "tuple" => list(def).iter().for_each(|ty| self.value(number(ty), out)),
            "array" => (0..number(&def["len"])).for_each(|_| self.value(number(&def["type"]), out)),
            "sequence" => {
                let len = self.random.below(4);
                compact(len, out);
                (0..len).for_each(|_| self.value(number(&def["type"]), out));
            }
            "variant" => {
                let variant = self.random.pick(list(&def["variants"]));
                out.push(u8::try_from(number(&variant["index"])).expect("an index of SCALE"));
                self.fields(list(&variant["fields"]), out);
            }
            "compact" => compact(self.random.below(64), out),
            other => panic!("no arguments of kind {other} were needed so far"),
        }
    }

    fn fields(&mut self, fields: &[Value], out: &mut Vec<u8>) {
        fields.iter().for_each(|field| self.value(number(&field["type"]), out));
    }

    fn primitive(&mut self, name: &str, out: &mut Vec<u8>) {
        let len = match name {
            "bool" => return out.push(u8::from(self.random.below(2) == 1)),
            "str" => return out.push(0),
            "u8" | "i8" => 1,
            "u16" | "i16" => 2,
            "u32" | "i32" | "char" => 4,
            "u64" | "i64" => 8,
            "u128" | "i128" => 16,
            other => panic!("no {other} was needed so far"),
        };
        let bytes: [u8; 16] = match self.random.below(8) {
            0..5 => u128::from(self.random.below(3)),
            5 => u128::from(self.random.below(1 << 44)),
            6 => u128::MAX,
            _ => (u128::from(self.random.bits()) << 64) | u128::from(self.random.bits()),
        }
        .to_le_bytes();
        out.extend_from_slice(&bytes[..len]);
    }
}

fn compact(n: u64, out: &mut Vec<u8>) {
    assert!(n < 64, "one byte is enough here");
    out.push((n as u8) << 2);
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
