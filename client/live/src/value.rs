//! Arguments in the form in which metadata encodes them.

use gridshare_sdk::AccountId;
use scale_value::Value;

/// An account as a value.
pub(crate) fn account(account: AccountId) -> Value {
    Value::from_bytes(AsRef::<[u8; 32]>::as_ref(&account))
}

/// An account as transactions name it.
pub(crate) fn address(of: AccountId) -> Value {
    Value::unnamed_variant("Id", [account(of)])
}

/// A value that may be missing.
pub(crate) fn option(value: Option<Value>) -> Value {
    match value {
        Some(value) => Value::unnamed_variant("Some", [value]),
        None => Value::unnamed_variant("None", []),
    }
}

/// Reference time and bytes of proof.
pub(crate) fn weight((ref_time, proof_size): (u64, u64)) -> Value {
    let part = |part: u64| Value::u128(part.into());
    Value::named_composite([("ref_time", part(ref_time)), ("proof_size", part(proof_size))])
}
