//! A voucher as it is passed on: one line of JSON with everything that its signature covers.

use crate::failure::Failure;
use gridshare_sdk::chain::hex;
use gridshare_sdk::words::{parse_account, show_account};
use gridshare_sdk::AccountId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{LeaseId, NodeId, Signature, Units};
use std::io::Read;

/// A signed voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The lease.
    pub lease: LeaseId,
    /// Its node.
    pub node: NodeId,
    /// Number of the session key.
    pub generation: u32,
    /// Units used since the lease was opened.
    pub units: Units,
    /// The first block of the chain that it is for.
    pub genesis_hash: [u8; 32],
    /// The metering contract that it is for.
    pub metering: AccountId,
    /// The session key's signature over all of this.
    pub signature: Signature,
}

/// How it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    lease: LeaseId,
    node: NodeId,
    generation: u32,
    units: String,
    genesis_hash: String,
    metering: String,
    signature: String,
}

impl Signed {
    /// Writes it in one line.
    pub fn line(&self) -> String {
        let written = Written {
            lease: self.lease,
            node: self.node,
            generation: self.generation,
            units: self.units.to_string(),
            genesis_hash: format!("0x{}", hex(&self.genesis_hash)),
            metering: show_account(&self.metering),
            signature: format!("0x{}", hex(&self.signature)),
        };
        serde_json::to_string(&written).expect("a struct of numbers and texts is JSON")
    }

    fn read(value: Value) -> Result<Self, String> {
        let written: Written = serde_json::from_value(value).map_err(|error| error.to_string())?;
        Ok(Self {
            lease: written.lease,
            node: written.node,
            generation: written.generation,
            units: written.units.parse().map_err(|_| format!("`{}` is no number of units", written.units))?,
            genesis_hash: bytes(&written.genesis_hash).ok_or("genesis_hash is not 0x and 64 digits")?,
            metering: parse_account(&written.metering).map_err(|error| error.to_string())?,
            signature: bytes(&written.signature).ok_or("signature is not 0x and 128 digits")?,
        })
    }
}

/// Reads bytes from `0x` and hexadecimal digits.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.strip_prefix("0x")?;
    if digits.len() != 2 * N || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Reads vouchers from arguments: each is a voucher, a file with vouchers, or `-` for standard input.
///
/// # Errors
/// When one cannot be read, or there is none.
pub fn read_all(sources: &[String]) -> Result<Vec<Signed>, Failure> {
    let mut vouchers = Vec::new();
    for source in sources {
        let (name, text) = match source.as_str() {
            text if text.trim_start().starts_with(['{', '[']) => ("the voucher", text.to_owned()),
            "-" => {
                let mut text = String::new();
                std::io::stdin()
                    .lock()
                    .read_to_string(&mut text)
                    .map_err(|error| unusable("standard input", &error))?;
                ("standard input", text)
            }
            path => (path, std::fs::read_to_string(path).map_err(|error| unusable(path, &error))?),
        };
        vouchers.extend(read(&text).map_err(|reason| unusable(name, &reason))?);
    }
    match vouchers.is_empty() {
        true => Err(Failure::usage("there is no voucher", "make one: gridshare voucher sign")),
        false => Ok(vouchers),
    }
}

fn unusable(name: &str, reason: &dyn std::fmt::Display) -> Failure {
    let next = "a voucher is one line of JSON, as gridshare voucher sign prints it";
    Failure::usage(format!("{name} cannot be used: {reason}"), next)
}

/// Reads vouchers one after the other, or lists of them.
fn read(text: &str) -> Result<Vec<Signed>, String> {
    let mut vouchers = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let values = match value.map_err(|error| error.to_string())? {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let number = vouchers.len() + 1;
            vouchers.push(Signed::read(value).map_err(|reason| format!("voucher {number}: {reason}"))?);
        }
    }
    Ok(vouchers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(units: Units) -> Signed {
        let metering = AccountId::from([7; 32]);
        Signed {
            lease: 7,
            node: 3,
            generation: 1,
            units,
            genesis_hash: [9; 32],
            metering,
            signature: [5; 64],
        }
    }

    #[test]
    fn a_line_is_read_again() {
        let line = signed(u128::MAX).line();
        assert_eq!(line.lines().count(), 1);
        assert_eq!(read(&line), Ok(vec![signed(u128::MAX)]));
    }

    #[test]
    fn lines_and_lists_are_read() {
        let (one, two) = (signed(1).line(), signed(2).line());
        let both = Ok(vec![signed(1), signed(2)]);
        assert_eq!(read(&format!("{one}\n{two}\n")), both);
        assert_eq!(read(&format!("[{one}, {two}]")), both);
        assert_eq!(read(" \n"), Ok(vec![]));
    }

    #[test]
    fn what_is_no_voucher_says_what_is_wrong() {
        let line = signed(1).line();
        for (wrong, says) in [
            (line.replace("\"lease\":7", "\"lease\":-7"), "voucher 1: invalid"),
            (line.replace("\"units\":\"1\"", "\"units\":\"many\""), "`many` is no number of units"),
            (line.replace("0505\"", "05\""), "signature is not 0x and 128 digits"),
            (line.replace("\"node\":3,", ""), "missing field `node`"),
            (format!("{line}\n{{}}"), "voucher 2: missing field `lease`"),
            (line[..20].to_owned(), "EOF"),
        ] {
            let error = read(&wrong).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn files_are_named_when_they_cannot_be_read() {
        let error = read_all(&["/no/such/file".to_owned()]).unwrap_err();
        assert!(error.says.starts_with("/no/such/file cannot be used"), "{}", error.says);
        assert_eq!(read_all(&["[]".to_owned()]).unwrap_err().code, 2);
    }
}
