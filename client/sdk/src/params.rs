//! The suite's parameters by name, `staking.max_slash`: read, and set by a proposal's call.
//!
//! Names, docs, units, bounds and defaults are those of the interfaces. Numbers are as the contracts have them;
//! how people write them is for [`crate::words`].

mod contracts;

use crate::chain::Chain;
use crate::message::CallError;
use crate::network::Network;
use crate::suite::Suite;
use contracts::{decode, read, target, Values, CONTRACTS};
use interfaces::governance::ProposedCall;
use shared::parameters::Field;
use shared::{Epoch, Unit};
use std::convert::Infallible;

/// A parameter of a contract, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The contract: `staking`.
    pub contract: &'static str,
    /// Its name in the contract: `max_slash`.
    pub name: &'static str,
    /// What it does, in one paragraph.
    pub doc: &'static str,
    /// What its numbers mean.
    pub unit: Unit,
    /// The least that it can be set to.
    pub min: u128,
    /// The most that it can be set to.
    pub max: u128,
    /// What it is in a suite that sets nothing else.
    pub default: u128,
    /// What is in force.
    pub current: u128,
    /// What is announced for a later epoch, and that epoch. Also when it is the same as what is in force: all
    /// parameters of a contract are announced together.
    pub next: Option<(Epoch, u128)>,
}

impl Parameter {
    /// Returns contract and name: `staking.max_slash`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.contract, self.name)
    }

    /// Returns what will be in force if nobody sets anything: what is announced, else what is in force.
    pub fn settled(&self) -> u128 {
        self.next.map_or(self.current, |(_, value)| value)
    }
}

/// What a proposal would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The parameter as it stands.
    pub parameter: Parameter,
    /// What it would be if the proposal were not made: what is announced, else what is in force.
    pub old: u128,
    /// What the proposal sets it to.
    pub new: u128,
}

/// Why a parameter cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum ParameterError {
    /// There is none of that name.
    #[error("there is no parameter `{0}`")]
    Unknown(String),
    /// The value is out of its bounds.
    #[error("{name} can be set to {min} to {max}, and not to {value}")]
    OutOfBounds {
        /// Contract and parameter.
        name: String,
        /// What the numbers mean.
        unit: Unit,
        /// The least that it can be set to.
        min: u128,
        /// The most that it can be set to.
        max: u128,
        /// What it was to be set to.
        value: u128,
    },
    /// The values are within their bounds, and contradict each other.
    #[error("the parameters of {0} would contradict each other")]
    Contradiction(&'static str),
    /// The contract could not be asked.
    #[error(transparent)]
    View(#[from] CallError<Infallible>),
}

/// Returns every parameter of the suite, by contract in the order in which they are deployed.
///
/// # Errors
/// When the chain refuses.
pub fn list<C: Chain>(net: &mut Network<C>) -> Result<Vec<Parameter>, CallError<Infallible>> {
    let mut all = Vec::new();
    for contract in CONTRACTS {
        all.extend(of_contract(net, contract)?);
    }
    Ok(all)
}

/// Returns one parameter by its full name.
///
/// # Errors
/// When there is none of that name, or the chain refuses.
pub fn get<C: Chain>(net: &mut Network<C>, name: &str) -> Result<Parameter, ParameterError> {
    let (contract, _) = find(name)?;
    let found = of_contract(net, contract)?.into_iter().find(|parameter| parameter.full_name() == name);
    found.ok_or_else(|| ParameterError::Unknown(name.into()))
}

/// Returns the calls for a proposal that sets parameters: one for each contract, with all its other parameters as
/// they are announced or in force.
///
/// # Errors
/// When there is no such parameter, a value is out of its bounds, or the chain refuses.
pub fn set<C: Chain>(
    net: &mut Network<C>,
    values: &[(&str, u128)],
) -> Result<Vec<ProposedCall>, ParameterError> {
    let mut found = Vec::new();
    for &(name, value) in values {
        let (contract, field) = find(name)?;
        if !(field.min..=field.max).contains(&value) {
            let Field { unit, min, max, .. } = field;
            return Err(ParameterError::OutOfBounds { name: name.into(), unit, min, max, value });
        }
        found.push((contract, field.name, value));
    }
    let mut calls = Vec::new();
    for contract in CONTRACTS.iter().filter(|contract| found.iter().any(|(of, ..)| of == *contract)) {
        let (current, next) = read(net, contract)?;
        let mut params = next.map_or(current, |(_, next)| next);
        let fit =
            found.iter().filter(|(of, ..)| of == contract).all(|(_, name, value)| params.set(name, *value));
        if !fit || !params.in_bounds() {
            return Err(ParameterError::Contradiction(contract));
        }
        let (callee, selector) = target(&net.suite, contract);
        calls.push(ProposedCall { callee, selector, arguments: params.encode() });
    }
    Ok(calls)
}

/// Decodes a proposal's call as the contract would: returns the contract and what the call sets each of its
/// parameters to. `None` if it is no call that sets parameters.
pub fn decode_set_params(
    suite: &Suite,
    call: &ProposedCall,
) -> Option<(&'static str, Vec<(&'static str, u128)>)> {
    let sets = |contract: &&&str| target(suite, contract) == (call.callee, call.selector);
    let contract = *CONTRACTS.iter().find(sets)?;
    let params = decode(contract, &call.arguments)?;
    let value = |field: Field| Some((field.name, params.get(field.name)?));
    Some((contract, params.fields().into_iter().map(value).collect::<Option<_>>()?))
}

/// Returns what a proposal's call would change; `None` if it is no call that sets parameters.
///
/// # Errors
/// When the chain refuses.
pub fn changes<C: Chain>(
    net: &mut Network<C>,
    call: &ProposedCall,
) -> Result<Option<Vec<Change>>, CallError<Infallible>> {
    let Some((contract, values)) = decode_set_params(&net.suite, call) else { return Ok(None) };
    let parameters = of_contract(net, contract)?.into_iter().zip(values);
    let changes = parameters.map(|(parameter, (_, new))| Change { old: parameter.settled(), parameter, new });
    Ok(Some(changes.filter(|change| change.old != change.new).collect()))
}

/// Returns contract and description of the parameter of a full name.
fn find(name: &str) -> Result<(&'static str, Field), ParameterError> {
    let unknown = || ParameterError::Unknown(name.into());
    let (contract, of_it) = name.split_once('.').ok_or_else(unknown)?;
    let contract = *CONTRACTS.iter().find(|known| **known == contract).ok_or_else(unknown)?;
    let field = contracts::fields(contract).into_iter().find(|field| field.name == of_it);
    Ok((contract, field.ok_or_else(unknown)?))
}

/// Reads the parameters of a contract.
fn of_contract<C: Chain>(
    net: &mut Network<C>,
    contract: &'static str,
) -> Result<Vec<Parameter>, CallError<Infallible>> {
    let (current, next) = read(net, contract)?;
    let value = |values: &dyn Values, name| values.get(name).expect("it is one of its own fields");
    let parameter = |Field { name, doc, unit, min, max, default }| Parameter {
        contract,
        name,
        doc,
        unit,
        min,
        max,
        default,
        current: value(&*current, name),
        next: next.as_ref().map(|(epoch, next)| (*epoch, value(&**next, name))),
    };
    Ok(current.fields().into_iter().map(parameter).collect())
}
