//! Decoded values as text for people and as JSON for programs.

use super::{
    count, part, show_account_as, show_amount, show_cell, show_country, show_duration, show_multiple,
    show_slot, show_time, SUBSTRATE_PREFIX,
};
use crate::chain::{hex, AccountId};
use crate::metadata::{Decoded, Field, Unit};
use crate::suite::Suite;
use scale_value::{Composite, Primitive, Value, ValueDef, Variant};
use serde_json::json;
use shared::{Amount, Slot};
use std::collections::BTreeMap;

/// What stands where there is nothing.
const NOTHING: &str = "–";

/// Gives accounts the names by which people know them, and decoded values their words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Namer<'a> {
    suite: Option<&'a Suite>,
    symbol: &'a str,
    labels: Option<&'a BTreeMap<AccountId, String>>,
    prefix: Option<u16>,
}

impl<'a> Namer<'a> {
    /// Makes a namer that knows the contracts of this suite and the symbol of its token.
    pub fn new(suite: &'a Suite, symbol: &'a str) -> Self {
        Self { suite: Some(suite), symbol, ..Self::default() }
    }

    /// Lets it know further accounts by these names.
    #[must_use]
    pub fn labelled(self, labels: &'a BTreeMap<AccountId, String>) -> Self {
        Self { labels: Some(labels), ..self }
    }

    /// Lets it write addresses with this SS58 prefix instead of [`SUBSTRATE_PREFIX`].
    #[must_use]
    pub fn prefixed(self, prefix: u16) -> Self {
        Self { prefix: Some(prefix), ..self }
    }

    /// Returns the address of an account.
    pub fn address(&self, account: &AccountId) -> String {
        show_account_as(account, self.prefix.unwrap_or(SUBSTRATE_PREFIX))
    }

    /// Returns an account's name, if it is a contract of the suite or was given one.
    pub fn name(&self, account: &AccountId) -> Option<&str> {
        let contracts = self.suite.map(Suite::contracts).into_iter().flatten();
        let contract = contracts.into_iter().find(|(_, address)| address == account).map(|(name, _)| name);
        contract.or_else(|| self.labels?.get(account).map(String::as_str))
    }

    /// Shows an account: by its name, or by its address if it has none.
    pub fn account(&self, account: &AccountId) -> String {
        self.name(account).map_or_else(|| self.address(account), str::to_owned)
    }

    /// Shows an amount of the token.
    pub fn amount(&self, amount: Amount) -> String {
        format!("{} {}", show_amount(amount), self.symbol).trim_end().to_owned()
    }

    /// Shows a value as people write it, in one line.
    pub fn show(&self, field: &Field) -> String {
        self.text(&field.value)
    }

    /// Returns a value for programs: amounts and other numbers of 128 bits are strings of digits, times, durations
    /// and parts are numbers in the contract's unit, accounts are addresses.
    pub fn json(&self, field: &Field) -> serde_json::Value {
        self.object(&field.value)
    }

    /// Shows an argument of a call, or a field of one: `amount`, `terms.deposit`. `None` if it has none such.
    pub fn argument(&self, call: &Decoded, path: &str) -> Option<String> {
        let mut names = path.split('.');
        let mut value = &call.field(names.next()?)?.value;
        for name in names {
            let ValueDef::Composite(Composite::Named(fields)) = &value.value else { return None };
            value = fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)?;
        }
        Some(self.text(value))
    }

    fn text(&self, value: &Value<u32>) -> String {
        let unit = Unit::of_context(value.context);
        match (&value.value, unit) {
            (_, Unit::Account) => {
                account(value).map_or_else(|| NOTHING.to_owned(), |account| self.account(&account))
            }
            (_, Unit::Text) => text(&bytes(value)),
            (_, Unit::Bytes) => format!("0x{}", hex(&bytes(value))),
            (ValueDef::Composite(_), Unit::Slot) => show_slot(slot(value)),
            (ValueDef::Composite(parts), _) => self.parts(parts),
            (ValueDef::Variant(variant), _) => self.variant(variant),
            (ValueDef::Primitive(Primitive::U128(n)), Unit::Amount) => self.amount(*n),
            (ValueDef::Primitive(Primitive::U128(n)), unit) => number(*n, unit),
            (ValueDef::Primitive(Primitive::Bool(yes)), _) => if *yes { "yes" } else { "no" }.to_owned(),
            (ValueDef::Primitive(Primitive::String(text)), _) => text.clone(),
            (other, _) => scale_value::stringify::to_string(&Value::with_context(other.clone(), 0)),
        }
    }

    /// Shows the fields of a struct with their names, elements of a list without.
    fn parts(&self, parts: &Composite<u32>) -> String {
        let shown: Vec<String> = match parts {
            Composite::Named(fields) => {
                fields.iter().map(|(name, value)| format!("{} {}", words(name), self.inner(value))).collect()
            }
            Composite::Unnamed(values) => match values.as_slice() {
                [one] => return self.text(one),
                values => values.iter().map(|value| self.inner(value)).collect(),
            },
        };
        if shown.is_empty() {
            NOTHING.to_owned()
        } else {
            shown.join(", ")
        }
    }

    /// Shows a part of something: in parentheses if it has parts itself.
    fn inner(&self, value: &Value<u32>) -> String {
        let plain = Unit::of_context(value.context) == Unit::Plain;
        match &value.value {
            ValueDef::Composite(parts) if plain && parts.len() > 1 => format!("({})", self.text(value)),
            _ => self.text(value),
        }
    }

    fn variant(&self, variant: &Variant<u32>) -> String {
        match (variant.name.as_str(), variant.values.values().next()) {
            ("None", None) => NOTHING.to_owned(),
            ("Some", Some(value)) => self.text(value),
            (name, None) => words(name),
            (name, Some(_)) => format!("{} ({})", words(name), self.parts(&variant.values)),
        }
    }

    fn object(&self, value: &Value<u32>) -> serde_json::Value {
        let unit = Unit::of_context(value.context);
        match (&value.value, unit) {
            (_, Unit::Account) => account(value).map(|account| self.address(&account)).into(),
            (_, Unit::Text) => match bytes(value) {
                bytes if bytes.is_empty() => "".into(),
                bytes => text(&bytes).into(),
            },
            (_, Unit::Bytes) => format!("0x{}", hex(&bytes(value))).into(),
            (ValueDef::Composite(Composite::Unnamed(values)), Unit::LongCount) => {
                values.first().map(|value| self.object(value)).into()
            }
            (ValueDef::Composite(parts), _) => self.objects(parts),
            (ValueDef::Variant(variant), _) => {
                match (variant.name.as_str(), variant.values.values().next()) {
                    ("None", None) => serde_json::Value::Null,
                    ("Some", Some(value)) => self.object(value),
                    (name, None) => name.into(),
                    (name, Some(_)) => json!({ name: self.objects(&variant.values) }),
                }
            }
            (ValueDef::Primitive(Primitive::U128(n)), Unit::Amount | Unit::LongCount) => n.to_string().into(),
            (ValueDef::Primitive(Primitive::U128(n)), Unit::Cell) => format!("{n:x}").into(),
            (ValueDef::Primitive(Primitive::U128(n)), _) => match u64::try_from(*n) {
                Ok(n) => n.into(),
                Err(_) => n.to_string().into(),
            },
            (ValueDef::Primitive(Primitive::Bool(yes)), _) => (*yes).into(),
            _ => self.text(value).into(),
        }
    }

    fn objects(&self, parts: &Composite<u32>) -> serde_json::Value {
        match parts {
            Composite::Named(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.object(value))).collect()
            }
            Composite::Unnamed(values) => values.iter().map(|value| self.object(value)).collect(),
        }
    }
}

/// Shows a number in its unit.
fn number(n: u128, unit: Unit) -> String {
    let shown = match unit {
        Unit::Number => Some(n.to_string()),
        Unit::Part => n.try_into().ok().map(part),
        Unit::Multiple => n.try_into().ok().map(show_multiple),
        Unit::Time => n.try_into().ok().map(show_time),
        Unit::Duration => n.try_into().ok().map(show_duration),
        Unit::Cell => n.try_into().ok().map(show_cell),
        Unit::Country => n.try_into().ok().map(show_country),
        _ => None,
    };
    shown.unwrap_or_else(|| count(n))
}

/// Returns the bytes of a list of them, or of a struct around one.
fn bytes(value: &Value<u32>) -> Vec<u8> {
    match &value.value {
        ValueDef::Primitive(Primitive::U128(n)) => u8::try_from(*n).into_iter().collect(),
        ValueDef::Composite(parts) => parts.values().flat_map(bytes).collect(),
        _ => vec![],
    }
}

fn account(value: &Value<u32>) -> Option<AccountId> {
    <[u8; 32]>::try_from(bytes(value)).ok().map(AccountId::from)
}

fn slot(value: &Value<u32>) -> Slot {
    let ValueDef::Composite(parts) = &value.value else { return Slot { epoch: 0, index: 0 } };
    let mut numbers = parts.values().filter_map(Value::as_u128);
    let epoch = numbers.next().and_then(|n| n.try_into().ok()).unwrap_or_default();
    Slot { epoch, index: numbers.next().and_then(|n| n.try_into().ok()).unwrap_or_default() }
}

/// Shows bytes as the text that they are, if nothing of it would confuse a terminal; else in hexadecimal.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok("") => NOTHING.to_owned(),
        Ok(text) if !text.chars().any(hidden) => text.to_owned(),
        _ => format!("0x{}", hex(bytes)),
    }
}

/// Returns whether a character moves the cursor, turns the direction of writing, or is not seen.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Returns a name of code in words: `DepositExhausted` and `from_epoch` become `deposit exhausted`, `from epoch`.
fn words(name: &str) -> String {
    let name = name.strip_suffix("_ms").unwrap_or(name).trim_end_matches('_');
    let mut out = String::new();
    for (i, c) in name.chars().enumerate() {
        match c {
            '_' => out.push(' '),
            c if c.is_uppercase() => {
                out.extend((i > 0).then_some(' '));
                out.extend(c.to_lowercase());
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
