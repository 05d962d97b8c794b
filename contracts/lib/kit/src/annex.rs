//! A contract of two codes: its own, which has the messages that run day by day, and an *annex*, which has all the
//! others and runs on the contract's storage by delegate call. A chain charges for a contract's whole code in
//! every call; what is in the annex costs those that do not call it nothing.
//!
//! The annex is the whole contract as ink! builds it. The contract's own code is a [front](crate::front), which is
//! made of these functions. Only functions that every pallet-contracts since version 3 of its host functions has
//! are called, none that is unstable.

use crate::bytes::Encoded;
use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::{CallFlags, DefaultEnvironment, ReturnFlags};
use ink::prelude::vec::Vec;
use ink::primitives::Key;

/// Where ink! keeps a contract's root.
pub const ROOT: Key = 0;

/// Returns the bytes that the contract was called with: a selector and arguments.
#[expect(clippy::expect_used, reason = "any bytes decode")]
pub(crate) fn input() -> Vec<u8> {
    let Encoded(input) = ink::env::decode_input().expect("bytes");
    input
}

/// Returns whether the call carries native tokens.
pub(crate) fn is_paid() -> bool {
    ink::env::transferred_value::<DefaultEnvironment>() != 0
}

/// Reads the bytes of the root.
#[expect(clippy::expect_used, reason = "any bytes decode, and the constructor wrote them")]
pub(crate) fn read_root() -> Vec<u8> {
    let root: Option<Encoded> = ink::env::get_contract_storage(&ROOT).expect("bytes");
    root.expect("written by the constructor").0
}

/// Writes the bytes of the root.
pub(crate) fn write_root(bytes: Vec<u8>) {
    ink::env::set_contract_storage(&ROOT, &Encoded(bytes));
}

/// Ends the call with the encoded answer `output`. If it is `refused`, what the call did is undone.
pub(crate) fn end(refused: bool, output: Vec<u8>) -> ! {
    let mut flags = ReturnFlags::empty();
    flags.set(ReturnFlags::REVERT, refused);
    ink::env::return_value(flags, &Encoded(output))
}

/// Ends the call by running the code of hash `annex` in its place: on the contract's storage, under its address, with
/// the call's caller, value and input. What that code answers is what the caller gets. Nothing may have been
/// written before, and nothing after it runs.
pub(crate) fn forward(annex: &[u8; 32]) -> ! {
    let flags = CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL;
    let call = build_call::<DefaultEnvironment>().delegate((*annex).into()).call_flags(flags);
    let input = ExecutionInput::new(Selector::new([0; 4]));
    // It returns only when there is no such code, or the code trapped.
    let _ = call.exec_input(input).returns::<()>().try_invoke();
    trap()
}

/// Ends the call by a trap, which undoes what it did.
pub(crate) fn trap() -> ! {
    panic!("no such message, or no such code")
}
