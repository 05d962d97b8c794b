//! The parts of a bundle's metadata that decoding needs, as its JSON has them.

use anyhow::{Context, Result};
use scale_info::PortableRegistry;
use serde::Deserialize;

/// A contract's metadata.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Bundle {
    pub spec: Spec,
    #[serde(flatten)]
    pub registry: PortableRegistry,
}

/// What a contract offers.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Spec {
    pub constructors: Vec<Message>,
    pub messages: Vec<Message>,
    pub events: Vec<EventSpec>,
    pub lang_error: TypeSpec,
}

/// A message or a constructor.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    /// With its trait: `Staking::bond`.
    pub label: String,
    pub selector: String,
    pub args: Vec<Argument>,
    pub return_type: TypeSpec,
}

/// An event.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct EventSpec {
    pub label: String,
    pub signature_topic: Option<String>,
    pub args: Vec<Argument>,
}

/// An argument of a message or a field of an event.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Argument {
    pub label: String,
    #[serde(rename = "type")]
    pub ty: TypeSpec,
}

/// A type by name and by number.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TypeSpec {
    pub display_name: Vec<String>,
    #[serde(rename = "type")]
    pub id: u32,
}

impl Argument {
    /// Returns its name, without the mark of an argument that the contract's code ignores.
    pub fn name(&self) -> &str {
        self.label.trim_start_matches('_')
    }
}

impl TypeSpec {
    /// Returns the last part of its name.
    pub fn name(&self) -> &str {
        self.display_name.last().map_or("", String::as_str)
    }
}

impl Message {
    /// Returns its name without that of its trait.
    pub fn name(&self) -> &str {
        self.label.rsplit("::").next().unwrap_or(&self.label)
    }
}

impl Bundle {
    /// Reads metadata of ink 5, which is version 5 of the format.
    pub fn read(name: &str, json: serde_json::Value) -> Result<Self> {
        let version = json.get("version").and_then(serde_json::Value::as_u64);
        anyhow::ensure!(version == Some(5), "the metadata of {name} is of another version than 5");
        serde_json::from_value(json).with_context(|| format!("the metadata of {name} is not that of ink 5"))
    }
}
