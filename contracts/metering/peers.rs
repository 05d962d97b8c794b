//! Calls to the token and the registry. All take one way with arguments that are encoded already: a piece
//! of code for each message's types would be several times as large. A test holds them to the interfaces.

use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::metering::MeteringError;
use interfaces::registry::{Grant, ReserveRequest};
use scale::{Decode, Encode, Error, Input, Output};
use shared::{Amount, ClassId, NodeId};

/// Bytes that are encoded already: a call's arguments, or what it returned.
struct Encoded(Vec<u8>);

impl Encode for Encoded {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.0);
    }
}

impl Decode for Encoded {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        // The input is a slice of the call's output, which knows its length.
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// A message of another contract and its arguments.
struct Call {
    selector: [u8; 4],
    arguments: Vec<u8>,
}

impl Call {
    fn new(selector: [u8; 4], arguments: impl Encode) -> Self {
        let mut encoded = Vec::with_capacity(256);
        arguments.encode_to(&mut encoded);
        Self { selector, arguments: encoded }
    }

    /// Makes the call; every message called here returns a `Result`, whose bytes it gives back.
    fn make(self, callee: &[u8; 32]) -> Result<Vec<u8>, MeteringError> {
        let input = ExecutionInput::new(Selector::new(self.selector)).push_arg(Encoded(self.arguments));
        let call = build_call::<DefaultEnvironment>().call(AccountId::from(*callee)).exec_input(input);
        match call.returns::<Encoded>().try_invoke() {
            Ok(Ok(reply)) => Ok(reply.0),
            _ => Err(MeteringError::PeerFailed),
        }
    }

    /// Makes a call to the token. Why it refused is for nobody here to act upon, and not decoded.
    fn to_token(self, token: &[u8; 32]) -> Result<(), MeteringError> {
        match self.make(token)?.first() {
            Some(0) => Ok(()),
            Some(_) => Err(MeteringError::TransferFailed),
            None => Err(MeteringError::PeerFailed),
        }
    }

    /// Makes a call to the registry. What it granted is left encoded.
    fn to_registry(self, registry: &[u8; 32]) -> Result<Vec<u8>, MeteringError> {
        let mut reply = self.make(registry)?;
        if reply.is_empty() {
            return Err(MeteringError::PeerFailed);
        }
        if reply.remove(0) == 0 {
            return Ok(reply);
        }
        Err(decoded(&reply).map_or(MeteringError::PeerFailed, MeteringError::Registry))
    }
}

fn decoded<T: Decode>(reply: &[u8]) -> Result<T, MeteringError> {
    T::decode(&mut &reply[..]).map_err(|_| MeteringError::PeerFailed)
}

/// Nothing for the receiver of a transfer.
const NO_DATA: &[u8] = &[];

fn transfer_from(from: &[u8; 32], to: &[u8; 32], amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22::transfer_from"), (from, to, amount, NO_DATA))
}

fn transfer(to: &[u8; 32], amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22::transfer"), (to, amount, NO_DATA))
}

fn burn_own(amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22Burnable::burn"), amount)
}

fn reserve_legs(request: &ReserveRequest) -> Call {
    Call::new(ink::selector_bytes!("Registry::reserve"), request)
}

fn release_leg(node: NodeId, class: ClassId, units: u64) -> Call {
    Call::new(ink::selector_bytes!("Registry::release"), (node, class, units))
}

fn owner(node: NodeId) -> Call {
    Call::new(ink::selector_bytes!("Registry::owner_of"), node)
}

/// Takes `amount` from the allowance that `from` gave to `own`, the calling contract.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pull(token: &[u8; 32], from: &[u8; 32], own: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    transfer_from(from, own, amount).to_token(token)
}

/// Pays `amount` out.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pay(token: &[u8; 32], to: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    transfer(to, amount).to_token(token)
}

/// Burns `amount` of the calling contract's tokens.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn burn(token: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    burn_own(amount).to_token(token)
}

/// Reserves one leg.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn reserve(registry: &[u8; 32], request: &ReserveRequest) -> Result<Grant, MeteringError> {
    // One leg was asked for: the reply is a length of one, which is a byte, and the grant.
    let reply = reserve_legs(request).to_registry(registry)?;
    decoded::<(u8, Grant)>(&reply).map(|(_, grant)| grant)
}

/// Gives a leg's capacity back.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn release(registry: &[u8; 32], node: NodeId, class: ClassId, units: u64) -> Result<(), MeteringError> {
    release_leg(node, class, units).to_registry(registry).map(|_| ())
}

/// A node's owner.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn owner_of(registry: &[u8; 32], node: NodeId) -> Result<AccountId, MeteringError> {
    decoded(&owner(node).to_registry(registry)?)
}
