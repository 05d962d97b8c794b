//! What contracts say, decoded by the metadata of their bundles: events, calls, answers and refusals, without a
//! type of ours for each.
//!
//! Every number in a decoded value knows its [`Unit`], so that [`crate::words`] can show it as people write it.

mod contract;
mod encode;
mod paths;
mod spec;
mod unit;

use crate::artifacts::Artifacts;
use crate::chain::Event;
use contract::Contract;
use scale_value::Value;
use std::collections::BTreeSet;

pub use unit::Unit;

/// The contract under whose name [`Metadata::errors`] lists what ink itself refuses, alike in every contract.
pub const LANG: &str = "lang";

/// Metadata of all eight contracts.
#[derive(Clone, Debug)]
pub struct Metadata {
    contracts: Vec<Contract>,
}

/// An event or a call, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The contract that emitted the event, or is called.
    pub contract: String,
    /// The event (`Bonded`) or the message (`bond`).
    pub name: String,
    /// Its fields or arguments, in order.
    pub fields: Vec<Field>,
}

impl Decoded {
    /// Returns the field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What the contract calls its type: `Amount`, `Bps`, `Timestamp`, `NodeId`, `AccountId`; of generic types
    /// only the outermost name, such as `Option`.
    pub type_name: String,
    /// The value. The context of every part of it is the number of its [`Unit`].
    pub value: Value<u32>,
}

/// What a message answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was accepted, and returned this; the field has the message's name.
    Ok(Field),
    /// It was refused: the error's variant, then that of the error inside it, such as `Registry`, `UnknownNode`.
    /// A number or text inside comes last, such as `CallFailed`, `2`.
    Refused(Vec<String>),
    /// ink could not decode selector or arguments.
    Lang(String),
}

/// Why bytes were not understood: they are not what the contract's metadata says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No contract of that name.
    #[error("there is no contract `{0}`")]
    UnknownContract(String),
    /// An event with a signature that the contract's metadata does not know.
    #[error("{0} has no such event")]
    UnknownEvent(String),
    /// A message with a name or selector that the contract's metadata does not know.
    #[error("{contract} has no message `{message}`")]
    UnknownMessage {
        /// The contract.
        contract: String,
        /// The message's name, or its selector in hexadecimal.
        message: String,
    },
    /// The bytes are not of the type that the metadata says.
    #[error("not what {what} looks like: {reason}")]
    Data {
        /// Contract, and event or message.
        what: String,
        /// Where decoding failed.
        reason: String,
    },
}

impl Metadata {
    /// Reads the metadata of the built contracts.
    ///
    /// # Errors
    /// When a file is missing or is not metadata of ink 5.
    pub fn load(artifacts: &Artifacts) -> anyhow::Result<Self> {
        let contracts = artifacts.iter().map(|artifact| Contract::load(artifact.name, artifact.metadata()?));
        Ok(Self { contracts: contracts.collect::<anyhow::Result<_>>()? })
    }

    /// Decodes an event that this contract emitted.
    ///
    /// # Errors
    /// When the contract has no such event, or the event's data is of another form.
    pub fn event(&self, contract: &str, event: &Event) -> Result<Decoded, DecodeError> {
        self.contract(contract)?.event(event)
    }

    /// Decodes a call of this contract: selector and arguments.
    ///
    /// # Errors
    /// When the contract has no such message, or the arguments are of another form.
    pub fn call(&self, contract: &str, input: &[u8]) -> Result<Decoded, DecodeError> {
        self.contract(contract)?.call(input)
    }

    /// Encodes a call of this contract: selector and arguments, which `arguments` has by their names. Structs are
    /// objects, amounts and other numbers are numbers or strings of digits, accounts addresses, bytes `0x` and digits
    /// or text, options a value or null, variants a name, or an object of a name and what is inside.
    ///
    /// # Errors
    /// When the contract has no such message, or an argument is missing or of another form.
    pub fn input(
        &self,
        contract: &str,
        message: &str,
        arguments: &serde_json::Value,
    ) -> Result<Vec<u8>, DecodeError> {
        self.contract(contract)?.input(message, arguments)
    }

    /// Decodes what a message of this contract answered.
    ///
    /// # Errors
    /// When the contract has no such message, or its answer is of another form.
    pub fn answer(&self, contract: &str, message: &str, output: &[u8]) -> Result<Answer, DecodeError> {
        self.contract(contract)?.answer(message, output)
    }

    /// Returns every way in which a message or constructor can be refused: the contract and the path of variants,
    /// each once. What ink itself refuses is listed under [`LANG`].
    pub fn errors(&self) -> Vec<(String, Vec<String>)> {
        let mut errors = BTreeSet::new();
        for contract in &self.contracts {
            errors.extend(contract.lang_errors().into_iter().map(|path| (LANG.to_owned(), path)));
            let of = |path| (contract.name().to_owned(), path);
            errors.extend(contract.messages().into_iter().flat_map(|m| contract.refusals(&m)).map(of));
        }
        errors.into_iter().collect()
    }

    /// Returns every way in which this message can be refused, judged by its type: variants that it shares with
    /// other messages of the contract are among them, whether it returns them or not. Nothing if there is no such
    /// message.
    pub fn refusals(&self, contract: &str, message: &str) -> Vec<Vec<String>> {
        self.contract(contract).map(|c| c.refusals(message)).unwrap_or_default()
    }

    /// Returns the messages of a contract.
    pub fn messages(&self, contract: &str) -> Vec<String> {
        self.contract(contract).map(Contract::messages).unwrap_or_default()
    }

    /// Returns the arguments of a message, and their fields as `terms.deposit`, with the names of their types.
    pub fn arguments(&self, contract: &str, message: &str) -> Vec<(String, String)> {
        self.contract(contract).map(|c| c.arguments(message)).unwrap_or_default()
    }

    /// Returns the parameters of a contract: name and the name of its type.
    pub fn params(&self, contract: &str) -> Vec<(String, String)> {
        let arguments = self.arguments(contract, "set_params");
        let fields = arguments.into_iter().filter_map(|(name, type_name)| {
            name.strip_prefix("params.").map(|name| (name.to_owned(), type_name))
        });
        fields.collect()
    }

    fn contract(&self, name: &str) -> Result<&Contract, DecodeError> {
        let found = self.contracts.iter().find(|contract| contract.name() == name);
        found.ok_or_else(|| DecodeError::UnknownContract(name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
