//! Calls for a proposal, read from JSON.

use crate::context::Context;
use crate::failure::Failure;
use gridshare_sdk::metadata::Metadata;
use gridshare_sdk::AccountId;
use interfaces::governance::ProposedCall;
use serde::Deserialize;
use serde_json::Value;
use std::io::Read;
use std::path::Path;

/// A call as it is written: a message with named arguments, or selector and arguments in hexadecimal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    contract: String,
    message: Option<String>,
    arguments: Option<Value>,
    input: Option<String>,
}

/// Reads the calls of a file, or of standard input for `-`.
///
/// # Errors
/// When it cannot be read, or a call is not one of a contract.
pub fn read(ctx: &Context, path: &Path) -> Result<Vec<ProposedCall>, Failure> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let unusable = |reason: String| {
        let next = "gridshare vote propose --help shows how calls are written";
        Failure::usage(format!("{name} cannot be used: {reason}"), next)
    };
    let text = match path == Path::new("-") {
        true => {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
        }
        false => std::fs::read_to_string(path),
    };
    let text = text.map_err(|error| unusable(error.to_string()))?;
    parse(&ctx.metadata, &ctx.suite().contracts(), &text).map_err(unusable)
}

fn parse(
    metadata: &Metadata,
    contracts: &[(&'static str, AccountId)],
    text: &str,
) -> Result<Vec<ProposedCall>, String> {
    let written: Vec<Written> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut calls = Vec::with_capacity(written.len());
    for (number, call) in (1..).zip(written) {
        let found = contracts.iter().find(|(name, _)| *name == call.contract);
        let callee =
            found.ok_or_else(|| format!("call {number}: there is no contract `{}`", call.contract))?.1;
        let input = input(metadata, &call).map_err(|reason| format!("call {number}: {reason}"))?;
        let Some((selector, arguments)) = input.split_first_chunk::<4>() else {
            return Err(format!("call {number}: input has no selector"));
        };
        calls.push(ProposedCall { callee, selector: *selector, arguments: arguments.to_vec() });
    }
    Ok(calls)
}

/// Returns selector and arguments of a call, after checking that its contract understands them.
fn input(metadata: &Metadata, call: &Written) -> Result<Vec<u8>, String> {
    let input = match (&call.message, &call.input) {
        (Some(message), None) => {
            let none = Value::Object(serde_json::Map::new());
            let arguments = call.arguments.as_ref().unwrap_or(&none);
            metadata.input(&call.contract, message, arguments).map_err(|error| error.to_string())?
        }
        (None, Some(input)) => bytes(input).ok_or("input is not 0x and hexadecimal digits")?,
        _ => return Err("a call has either a message or an input".to_owned()),
    };
    metadata.call(&call.contract, &input).map_err(|error| error.to_string())?;
    Ok(input)
}

/// Reads bytes from `0x` and hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() % 2 == 0 && digits.is_ascii())?;
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridshare_sdk::{Artifacts, MarketHandle};
    use interfaces::market::{Billing, Class};

    fn read(text: &str) -> Result<Vec<ProposedCall>, String> {
        let metadata = Metadata::load(&Artifacts::load().unwrap()).unwrap();
        parse(&metadata, &[("market", [3; 32].into()), ("token", [1; 32].into())], text)
    }

    #[test]
    fn named_arguments_and_bytes_are_the_same_call() {
        let class = Class { name: b"GPU hour".to_vec(), billing: Billing::Reserved };
        let call = MarketHandle::at([3; 32].into()).register_class(class).proposed();
        let input: String = gridshare_sdk::chain::hex(&[&call.selector[..], &call.arguments].concat());
        let text = format!(
            r#"[{{ "contract": "market", "message": "register_class",
                "arguments": {{ "definition": {{ "name": "GPU hour", "billing": "Reserved" }} }} }},
                {{ "contract": "market", "input": "0x{input}" }}]"#
        );
        assert_eq!(read(&text), Ok(vec![call.clone(), call]));
    }

    #[test]
    fn what_no_contract_understands_is_refused() {
        for (text, says) in [
            (r#"[{ "contract": "bank", "input": "0x" }]"#, "there is no contract `bank`"),
            (r#"[{ "contract": "market" }]"#, "either a message or an input"),
            (r#"[{ "contract": "market", "input": "0xffffffff" }]"#, "no message"),
            (r#"[{ "contract": "market", "input": "12" }]"#, "hexadecimal"),
            (r#"[{ "contract": "market", "message": "mint" }]"#, "mint"),
            (r#"[{ "contract": "market", "message": "register_class", "arguments": {} }]"#, "definition"),
            ("{}", "expected a sequence"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
