//! Well-typed arguments made from metadata.

use super::{list, number, text, Entry, Metadata};
use gridshare_sdk::AccountId;
use serde_json::Value;

/// A generator of pseudo-random numbers, the same for the same seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next 64 bits (SplitMix64).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// Returns one of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(of.len() as u64)).expect("an index");
        &of[at]
    }

    /// Returns so many bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.bits().to_le_bytes()[0]).collect()
    }
}

/// A generator of arguments of the types that the metadata names. Numbers are mostly small, so that they name nodes,
/// leases and proposals that exist; accounts are of those given.
pub struct Arguments<'a> {
    metadata: &'a Metadata,
    accounts: &'a [AccountId],
    random: Random,
}

impl<'a> Arguments<'a> {
    /// Makes arguments for the messages of one contract.
    pub fn new(metadata: &'a Metadata, accounts: &'a [AccountId], seed: u64) -> Self {
        Self { metadata, accounts, random: Random::new(seed) }
    }

    /// Returns selector and arguments of a message.
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
    use serde_json::json;

    /// A newtype's only field has no name: it is encoded as what it wraps.
    #[test]
    fn a_newtype_is_what_it_wraps() {
        let shares = json!({"path": ["shared", "Shares"], "def": {"composite": {"fields": [{"type": 1}]}}});
        let types = json!([{"id": 0, "type": shares}, {"id": 1, "type": {"def": {"primitive": "u128"}}}]);
        let metadata = Metadata { contract: "staking", json: json!({ "types": types }) };
        let message = |argument: u32| Entry {
            label: "Staking::unbond".into(),
            selector: [1, 2, 3, 4],
            mutates: true,
            payable: false,
            argument_names: vec!["shares".into()],
            arguments: vec![argument],
            answer: 0,
        };
        let newtype = Arguments::new(&metadata, &[], 5).input(&message(0));
        assert_eq!(newtype.len(), 4 + 16);
        assert_eq!(newtype, Arguments::new(&metadata, &[], 5).input(&message(1)));
    }
}
