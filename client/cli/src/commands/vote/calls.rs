//! The calls of a proposal in words: contract, message and arguments by their names; of parameters those that would
//! change, with what they are now and their bounds.

use crate::commands::param;
use crate::context::Context;
use crate::output::{list, table};
use gridshare_sdk::chain::hex;
use gridshare_sdk::params::{self, Change};
use gridshare_sdk::words::Namer;
use interfaces::governance::ProposedCall;
use serde_json::{json, Value};

/// A call of a proposal.
pub struct Told {
    /// The contract's name, or its address if it is none of the suite.
    pub contract: String,
    /// The message's name, or its selector if the contract has no such message.
    pub message: String,
    /// What it would do.
    does: Does,
}

/// What a call would do.
enum Does {
    /// It would give parameters other values.
    Change(Vec<Change>),
    /// A message with these arguments: for people, and for programs.
    Call(Vec<(String, String)>, Value),
    /// Nobody can say: the bytes are not understood.
    Unknown(String),
}

/// Reads a proposal's calls.
///
/// # Errors
/// When the chain cannot be asked for the parameters that they change.
pub fn tell(ctx: &mut Context, calls: &[ProposedCall]) -> anyhow::Result<Vec<Told>> {
    let mut told = Vec::with_capacity(calls.len());
    for call in calls {
        let contract = ctx.namer().account(&call.callee);
        let input = [call.selector.as_slice(), &call.arguments].concat();
        let decoded = match ctx.metadata.call(&contract, &input) {
            Ok(decoded) => decoded,
            Err(error) => {
                let does = Does::Unknown(format!("0x{} ({error})", hex(&call.arguments)));
                told.push(Told { contract, message: format!("0x{}", hex(&call.selector)), does });
                continue;
            }
        };
        let changes = params::changes(&mut ctx.net, call).map_err(|error| ctx.unread(error))?;
        let does = changes.map_or_else(
            || {
                let namer = ctx.namer();
                let shown =
                    decoded.fields.iter().map(|field| (field.name.clone(), namer.show(field))).collect();
                let values =
                    decoded.fields.iter().map(|field| (field.name.clone(), namer.json(field))).collect();
                Does::Call(shown, Value::Object(values))
            },
            Does::Change,
        );
        told.push(Told { contract, message: decoded.name, does });
    }
    Ok(told)
}

impl Told {
    /// Returns contract and message.
    pub fn name(&self) -> String {
        format!("{}.{}", self.contract, self.message)
    }

    /// Says it in lines, the first of which is its name.
    pub fn text(&self, namer: &Namer) -> String {
        let body = match &self.does {
            Does::Change(changes) if changes.is_empty() => {
                "sets every parameter to what it is, or will be, already".to_owned()
            }
            Does::Change(changes) => {
                let row = |change: &Change| {
                    let Change { parameter, old, new } = change;
                    let show = |value: &u128| param::show(namer, parameter.unit, *value);
                    [parameter.name.to_owned(), show(old), show(new), param::bounds(namer, parameter)]
                };
                table(["parameter", ">now", ">proposed", "bounds"], changes.iter().map(row))
            }
            Does::Call(arguments, _) => {
                list(arguments.iter().map(|(name, value)| (name.as_str(), value.clone())))
            }
            Does::Unknown(bytes) => format!("not understood: {bytes}"),
        };
        let indented: Vec<String> = body.lines().map(|line| format!("\n   {line}")).collect();
        self.name() + &indented.concat()
    }

    /// Says it to programs.
    pub fn json(&self) -> Value {
        let mut value = json!({ "contract": self.contract, "message": self.message });
        match &self.does {
            Does::Change(changes) => {
                value["changes"] = changes
                    .iter()
                    .map(|Change { parameter, old, new }| {
                        json!({
                            "parameter": parameter.full_name(),
                            "old": old.to_string(),
                            "new": new.to_string(),
                            "min": parameter.min.to_string(),
                            "max": parameter.max.to_string(),
                        })
                    })
                    .collect();
            }
            Does::Call(_, arguments) => value["arguments"] = arguments.clone(),
            Does::Unknown(bytes) => value["not_understood"] = json!(bytes),
        }
        value
    }
}
