//! One contract's metadata, and bytes decoded by it.

use super::encode::named;
use super::paths::{annotate, dotted, path, result, variants};
use super::spec::{Argument, Bundle, EventSpec, Message};
use super::{Answer, DecodeError, Decoded, Field, Unit};
use crate::chain::{hex, Event};
use anyhow::{Context, Result};
use scale_info::{PortableRegistry, TypeDef};
use scale_value::{scale::decode_as_type, Value, ValueDef};

/// A contract's metadata.
#[derive(Clone, Debug)]
pub(super) struct Contract {
    name: &'static str,
    bundle: Bundle,
    /// Selectors of the messages, in their order.
    selectors: Vec<String>,
}

impl Contract {
    /// Reads a contract's metadata.
    pub fn load(name: &'static str, json: serde_json::Value) -> Result<Self> {
        let bundle = Bundle::read(name, json)?;
        let selectors = bundle.spec.messages.iter().map(|message| {
            let digits = message.selector.strip_prefix("0x").filter(|digits| digits.len() == 8);
            let selector = digits.map(str::to_lowercase);
            selector.with_context(|| format!("{name}.{} has no selector of 4 bytes", message.name()))
        });
        Ok(Self { name, selectors: selectors.collect::<Result<_>>()?, bundle })
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Decodes an event by its signature.
    pub fn event(&self, event: &Event) -> Result<Decoded, DecodeError> {
        let unknown = || DecodeError::UnknownEvent(self.name.to_owned());
        let topic = format!("0x{}", hex(event.topics.first().ok_or_else(unknown)?));
        let is_it =
            |e: &&EventSpec| e.signature_topic.as_ref().is_some_and(|t| t.eq_ignore_ascii_case(&topic));
        let spec = self.bundle.spec.events.iter().find(is_it).ok_or_else(unknown)?;
        self.decoded(&spec.label, &spec.args, &event.data)
    }

    /// Decodes a call by its selector.
    pub fn call(&self, input: &[u8]) -> Result<Decoded, DecodeError> {
        let (selector, arguments) = input.split_at(input.len().min(4));
        let selector = hex(selector);
        let index = self.selectors.iter().position(|s| *s == selector);
        let message = index.and_then(|i| self.bundle.spec.messages.get(i));
        let message = message.ok_or_else(|| self.unknown(&format!("0x{selector}")))?;
        self.decoded(message.name(), &message.args, arguments)
    }

    /// Encodes a call: the message's selector, and arguments that JSON names.
    pub fn input(&self, name: &str, arguments: &serde_json::Value) -> Result<Vec<u8>, DecodeError> {
        let messages = &self.bundle.spec.messages;
        let index = messages.iter().position(|m| m.name() == name).ok_or_else(|| self.unknown(name))?;
        let (message, selector) = (&messages[index], u32::from_str_radix(&self.selectors[index], 16));
        // The digits were counted when the metadata was read.
        let mut out = selector.map_err(|_| self.unknown(name))?.to_be_bytes().to_vec();
        let wanted: Vec<_> = message.args.iter().map(|a| (a.name(), a.ty.id)).collect();
        named(self.types(), &wanted, arguments, "arguments", &mut out)
            .map_err(|reason| self.wrong(name, reason))?;
        Ok(out)
    }

    /// Decodes a message's answer: ink wraps what the message returns into a result of its own.
    pub fn answer(&self, name: &str, output: &[u8]) -> Result<Answer, DecodeError> {
        let message = self.message(name).ok_or_else(|| self.unknown(name))?;
        let outer = message.return_type.id;
        let mut data = output;
        let value = self.value(message.name(), &mut data, outer)?;
        self.all_read(message.name(), data)?;
        let value = match unwrap(value) {
            Ok(value) => value,
            Err(error) => return Ok(Answer::Lang(path(&error).join("."))),
        };
        let inner = self.result(outer).map_or(outer, |(ok, _)| ok);
        let (value, type_id) = match self.result(inner) {
            None => (value, inner),
            Some((ok, _)) => match unwrap(value) {
                Ok(value) => (value, ok),
                Err(error) => return Ok(Answer::Refused(path(&error))),
            },
        };
        Ok(Answer::Ok(self.answered(message.name(), value, type_id)))
    }

    /// Returns what the value of an answer means. Metadata has no names such as `Amount` for what messages return.
    fn answered(&self, message: &str, mut value: Value<u32>, type_id: u32) -> Field {
        let type_name = type_name(self.types(), type_id);
        let alias = match (self.name, type_name.as_str(), message) {
            ("registry", "u128", _) => "Credit",
            (_, "u128", _) => "Amount",
            ("attestations", "u16", _) => "Bps",
            _ => &type_name,
        };
        annotate(self.types(), &mut value, type_id, alias, message);
        Field { name: message.to_owned(), type_name: alias.to_owned(), value }
    }

    /// Returns the names of its messages.
    pub fn messages(&self) -> Vec<String> {
        self.bundle.spec.messages.iter().map(|message| message.name().to_owned()).collect()
    }

    /// Returns every variant of the error of a message or constructor.
    pub fn refusals(&self, name: &str) -> Vec<Vec<String>> {
        let error =
            self.message(name).and_then(|m| self.result(m.return_type.id)).and_then(|r| self.result(r.0));
        error.map(|(_, error)| variants(self.types(), error)).unwrap_or_default()
    }

    /// Returns what ink itself refuses.
    pub fn lang_errors(&self) -> Vec<Vec<String>> {
        variants(self.types(), self.bundle.spec.lang_error.id)
    }

    /// Returns a message's arguments and their fields.
    pub fn arguments(&self, message: &str) -> Vec<(String, String)> {
        let mut arguments = Vec::new();
        for argument in self.message(message).into_iter().flat_map(|m| &m.args) {
            arguments.push((argument.name().to_owned(), argument.ty.name().to_owned()));
            dotted(self.types(), argument.ty.id, argument.name(), &mut arguments);
        }
        arguments
    }

    fn types(&self) -> &PortableRegistry {
        &self.bundle.registry
    }

    fn result(&self, type_id: u32) -> Option<(u32, u32)> {
        result(self.types(), type_id)
    }

    /// Returns a message or a constructor.
    fn message(&self, name: &str) -> Option<&Message> {
        let spec = &self.bundle.spec;
        spec.messages.iter().chain(&spec.constructors).find(|message| message.name() == name)
    }

    fn unknown(&self, message: &str) -> DecodeError {
        DecodeError::UnknownMessage { contract: self.name.to_owned(), message: message.to_owned() }
    }

    /// Decodes fields of an event or arguments of a call, which all the data has to be.
    fn decoded(&self, name: &str, arguments: &[Argument], mut data: &[u8]) -> Result<Decoded, DecodeError> {
        let mut fields = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let mut value = self.value(name, &mut data, argument.ty.id)?;
            annotate(self.types(), &mut value, argument.ty.id, argument.ty.name(), argument.name());
            let (name, type_name) = (argument.name().to_owned(), argument.ty.name().to_owned());
            fields.push(Field { name, type_name, value });
        }
        self.all_read(name, data)?;
        Ok(Decoded { contract: self.name.to_owned(), name: name.to_owned(), fields })
    }

    fn value(&self, what: &str, data: &mut &[u8], type_id: u32) -> Result<Value<u32>, DecodeError> {
        decode_as_type(data, type_id, self.types()).map_err(|error| self.wrong(what, error.to_string()))
    }

    fn all_read(&self, what: &str, rest: &[u8]) -> Result<(), DecodeError> {
        let rest = rest.len();
        (rest == 0).then_some(()).ok_or_else(|| self.wrong(what, format!("{rest} bytes too many")))
    }

    fn wrong(&self, what: &str, reason: String) -> DecodeError {
        DecodeError::Data { what: format!("{}.{what}", self.name), reason }
    }
}

/// Returns what is inside a result.
fn unwrap(value: Value<u32>) -> Result<Value<u32>, Value<u32>> {
    let plain = Unit::Plain.context();
    match value.value {
        ValueDef::Variant(variant) => {
            let ok = variant.name == "Ok";
            let inner = variant.values.into_values().next();
            let inner = inner.unwrap_or_else(|| Value::unnamed_composite([]).map_context(|()| plain));
            if ok {
                Ok(inner)
            } else {
                Err(inner)
            }
        }
        _ => Ok(value),
    }
}

/// Returns the name of a type: that of a struct or enum, or of a primitive.
fn type_name(types: &PortableRegistry, type_id: u32) -> String {
    let Some(ty) = types.resolve(type_id) else { return String::new() };
    match (&ty.type_def, ty.path.ident()) {
        (_, Some(name)) => name,
        (TypeDef::Primitive(primitive), None) => format!("{primitive:?}").to_lowercase(),
        (TypeDef::Sequence(of), None) => format!("Vec<{}>", type_name(types, of.type_param.id)),
        (TypeDef::Array(of), None) => format!("[{}; {}]", type_name(types, of.type_param.id), of.len),
        _ => String::new(),
    }
}
