//! A deployment's configuration as people write it: TOML, with amounts, parts and times in words.

use super::DeployConfig;
use crate::files::{self, FileError};
use crate::network_file::{line, Address};
use crate::words;
use interfaces::attestations::Kind;
use interfaces::market::{Billing, Class};
use serde::Deserialize;
use shared::{Described, Unit};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::{Spanned, Value};

/// Resolution of the cells that regions are.
const REGION: u8 = 2;

/// Why a file is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("there is no configuration {}", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something in it cannot be.
    #[error("{}, line {line}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl DeployConfig {
    /// Reads a configuration from a file. What it leaves out is as in [`DeployConfig::default`].
    ///
    /// # Errors
    /// When the file cannot be read, or something in it cannot be.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = files::read(path)?.ok_or_else(|| ConfigError::Missing(path.into()))?;
        Self::parse(&text, path)
    }

    /// Reads a configuration from a text; `path` is for errors.
    ///
    /// # Errors
    /// When something in it cannot be.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let at = |place: usize, reason: String| ConfigError::Malformed {
            path: path.into(),
            line: line(text, place),
            reason,
        };
        let written: Written = toml::from_str(text)
            .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message().into()))?;
        written.config().map_err(|(place, reason)| at(place.start, reason))
    }
}

/// What is wrong, and where.
type Wrong = (Range<usize>, String);
/// A text of which it is known where it stands.
type Text = Spanned<String>;
/// Parameters by name.
type Params = BTreeMap<String, Spanned<Value>>;

/// The file. Its keys are those of [`DeployConfig`], `epoch` aside, whose unit is in its value.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    name: String,
    symbol: String,
    initial_supply: Option<Text>,
    max_supply: Option<Text>,
    genesis: Option<u64>,
    epoch: Option<Text>,
    classes: Vec<WrittenClass>,
    attesters: Vec<WrittenAttester>,
    regions: Vec<WrittenRegion>,
    slashers: Vec<Address>,
    registry: Params,
    market: Params,
    attestations: Params,
    staking: Params,
    metering: Params,
    schedule: Params,
    rewards: Params,
    governance: Params,
}

impl Default for Written {
    fn default() -> Self {
        let DeployConfig { name, symbol, .. } = DeployConfig::default();
        let none = Params::new;
        Self {
            name,
            symbol,
            initial_supply: None,
            max_supply: None,
            genesis: None,
            epoch: None,
            classes: Vec::new(),
            attesters: Vec::new(),
            regions: Vec::new(),
            slashers: Vec::new(),
            registry: none(),
            market: none(),
            attestations: none(),
            staking: none(),
            metering: none(),
            schedule: none(),
            rewards: none(),
            governance: none(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClass {
    name: String,
    billing: WrittenBilling,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenBilling {
    Metered,
    Reserved,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAttester {
    kind: WrittenKind,
    account: Address,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenKind {
    Hardware,
    Renewable,
    Jurisdiction,
    Identity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRegion {
    cell: Text,
    boost: Text,
}

impl Written {
    fn config(self) -> Result<DeployConfig, Wrong> {
        let mut config = DeployConfig { name: self.name, symbol: self.symbol, ..DeployConfig::default() };
        config.genesis = self.genesis;
        if let Some(epoch) = &self.epoch {
            config.epoch_ms = read(epoch, words::parse_duration)?;
        }
        if let Some(supply) = &self.initial_supply {
            config.initial_supply = read(supply, words::parse_amount)?;
        }
        if let Some(supply) = &self.max_supply {
            config.max_supply = read(supply, words::parse_amount)?;
        }
        config.classes = self.classes.into_iter().map(class).collect();
        config.attesters = self.attesters.into_iter().map(|one| (kind(one.kind), one.account.0)).collect();
        for WrittenRegion { cell, boost } in &self.regions {
            let cell = read(cell, |text| words::parse_cell(text, REGION))?;
            config.regions.push((cell, read(boost, words::parse_bps)?));
        }
        config.slashers = self.slashers.into_iter().map(|slasher| slasher.0).collect();
        set(&mut config.registry, &self.registry)?;
        set(&mut config.market, &self.market)?;
        set(&mut config.attestations, &self.attestations)?;
        set(&mut config.staking, &self.staking)?;
        set(&mut config.metering, &self.metering)?;
        set(&mut config.schedule, &self.schedule)?;
        set(&mut config.rewards, &self.rewards)?;
        set(&mut config.governance, &self.governance)?;
        // What is wrong between several entries stands in no line.
        config.check().map_err(|fault| (0..0, fault.to_string()))?;
        Ok(config)
    }
}

fn class(written: WrittenClass) -> Class {
    let billing = match written.billing {
        WrittenBilling::Metered => Billing::Metered,
        WrittenBilling::Reserved => Billing::Reserved,
    };
    Class { name: written.name.into_bytes(), billing }
}

fn kind(written: WrittenKind) -> Kind {
    match written {
        WrittenKind::Hardware => Kind::Hardware,
        WrittenKind::Renewable => Kind::Renewable,
        WrittenKind::Jurisdiction => Kind::Jurisdiction,
        WrittenKind::Identity => Kind::Identity,
    }
}

/// Reads a text.
fn read<T>(text: &Text, parse: impl Fn(&str) -> Result<T, words::Misread>) -> Result<T, Wrong> {
    parse(text.get_ref()).map_err(|error| (text.span(), error.to_string()))
}

/// Sets parameters by name.
fn set<P: Described>(params: &mut P, written: &Params) -> Result<(), Wrong> {
    let fields = P::fields();
    for (name, value) in written {
        let wrong = |reason: String| (value.span(), reason);
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            let names = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
            return Err(wrong(format!("there is no `{name}`; there are {names}")));
        };
        let number = number(field.unit, value.get_ref()).map_err(wrong)?;
        if !(field.min..=field.max).contains(&number) || !params.set(name, number) {
            let [min, max] = [field.min, field.max].map(|bound| in_words(field.unit, bound));
            return Err(wrong(format!("{name} can be {min} to {max}")));
        }
    }
    Ok(())
}

/// Reads the value of a parameter.
fn number(unit: Unit, value: &Value) -> Result<u128, String> {
    let misread = |error: words::Misread| error.to_string();
    match (unit, value) {
        (Unit::Slots | Unit::Epochs | Unit::Times, Value::Integer(count)) => {
            u128::try_from(*count).map_err(|_| "it cannot be negative".into())
        }
        (Unit::Slots | Unit::Epochs | Unit::Times, _) => Err("it has to be a whole number".into()),
        (Unit::Amount, Value::String(text)) => words::parse_amount(text).map_err(misread),
        (Unit::Bps, Value::String(text)) => words::parse_bps(text).map(u128::from).map_err(misread),
        (Unit::Multiplier, Value::String(text)) => {
            words::parse_multiple(text).map(u128::from).map_err(misread)
        }
        (Unit::Milliseconds, Value::String(text)) => {
            words::parse_duration(text).map(u128::from).map_err(misread)
        }
        (Unit::Amount, _) => Err("it has to be a text, such as \"100 GRID\"".into()),
        (Unit::Bps, _) => Err("it has to be a text, such as \"5%\"".into()),
        (Unit::Multiplier, _) => Err("it has to be a text, such as \"4x\"".into()),
        (Unit::Milliseconds, _) => Err("it has to be a text, such as \"21d\"".into()),
    }
}

/// Shows a parameter's bound as its value would be written.
fn in_words(unit: Unit, value: u128) -> String {
    let small = u16::try_from(value).unwrap_or(u16::MAX);
    match unit {
        Unit::Amount => format!("{} GRID", words::show_amount(value)),
        Unit::Bps => words::part(small),
        Unit::Multiplier => words::show_multiple(small),
        Unit::Milliseconds => words::show_duration(u64::try_from(value).unwrap_or(u64::MAX)),
        Unit::Slots | Unit::Epochs | Unit::Times => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
