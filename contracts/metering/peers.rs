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
    fn ask_token(self, token: &[u8; 32]) -> Result<(), MeteringError> {
        match self.make(token)?.first() {
            Some(0) => Ok(()),
            Some(_) => Err(MeteringError::TransferFailed),
            None => Err(MeteringError::PeerFailed),
        }
    }

    /// Makes a call to the registry. What it granted is left encoded.
    fn ask_registry(self, registry: &[u8; 32]) -> Result<Vec<u8>, MeteringError> {
        granted(self.make(registry)?)
    }
}

/// What is in the registry's `Ok`, still encoded.
fn granted(mut reply: Vec<u8>) -> Result<Vec<u8>, MeteringError> {
    match reply.first() {
        Some(0) => {
            reply.remove(0);
            Ok(reply)
        }
        Some(1) => Err(decoded(&reply[1..]).map_or(MeteringError::PeerFailed, MeteringError::Registry)),
        _ => Err(MeteringError::PeerFailed),
    }
}

/// The one leg that was asked for: a length of one, which is a byte, and the grant.
fn first_grant(reply: &[u8]) -> Result<Grant, MeteringError> {
    match reply.split_first() {
        Some((4, grant)) => decoded(grant),
        _ => Err(MeteringError::PeerFailed),
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
    transfer_from(from, own, amount).ask_token(token)
}

/// Pays `amount` out.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pay(token: &[u8; 32], to: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    transfer(to, amount).ask_token(token)
}

/// Burns `amount` of the calling contract's tokens.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn burn(token: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    burn_own(amount).ask_token(token)
}

/// Reserves one leg.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn reserve(registry: &[u8; 32], request: &ReserveRequest) -> Result<Grant, MeteringError> {
    first_grant(&reserve_legs(request).ask_registry(registry)?)
}

/// Gives a leg's capacity back.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn release(registry: &[u8; 32], node: NodeId, class: ClassId, units: u64) -> Result<(), MeteringError> {
    release_leg(node, class, units).ask_registry(registry).map(|_| ())
}

/// A node's owner.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn owner_of(registry: &[u8; 32], node: NodeId) -> Result<AccountId, MeteringError> {
    decoded(&owner(node).ask_registry(registry)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use interfaces::registry::{Registry, RegistryError};
    use interfaces::token::{PSP22Burnable, PSP22};

    fn input(call: Call) -> Vec<u8> {
        [call.selector.as_slice(), &call.arguments].concat()
    }

    /// What the interfaces' own builders would send.
    macro_rules! built {
        ($call:expr) => {
            $call.params().exec_input().encode()
        };
    }

    #[test]
    fn calls_are_the_interfaces_own() {
        let (a, b) = ([7; 32], [8; 32]);
        let (from, to) = (AccountId::from(a), AccountId::from(b));
        let mut token: ink::contract_ref!(PSP22, DefaultEnvironment) = to.into();
        let mut burnable: ink::contract_ref!(PSP22Burnable, DefaultEnvironment) = to.into();
        let mut registry: ink::contract_ref!(Registry, DefaultEnvironment) = to.into();
        let amount = 1 << 100;
        assert_eq!(
            input(transfer_from(&a, &b, amount)),
            built!(token.call_mut().transfer_from(from, to, amount, Vec::new()))
        );
        assert_eq!(input(transfer(&b, amount)), built!(token.call_mut().transfer(to, amount, Vec::new())));
        assert_eq!(input(burn_own(amount)), built!(burnable.call_mut().burn(amount)));
        let request = ReserveRequest {
            class: 3,
            units: 4,
            legs: 1,
            candidates: vec![5, 6],
            max_price: 7,
            zone: Some(8),
            country: None,
            min_stake: 9,
        };
        assert_eq!(input(reserve_legs(&request)), built!(registry.call_mut().reserve(request.clone())));
        assert_eq!(input(release_leg(1, 2, 3)), built!(registry.call_mut().release(1, 2, 3)));
        assert_eq!(input(owner(9)), built!(registry.call().owner_of(9)));
    }

    #[test]
    fn replies_are_read_as_the_interfaces_write_them() {
        let grant = Grant { node: 5, price: 1 << 90 };
        let reply = Result::<_, RegistryError>::Ok(vec![grant]).encode();
        assert_eq!(granted(reply).and_then(|granted| first_grant(&granted)), Ok(grant));
        let reply = Result::<Vec<Grant>, _>::Err(RegistryError::NoMatch).encode();
        assert_eq!(granted(reply), Err(MeteringError::Registry(RegistryError::NoMatch)));
        let reply = Result::<_, RegistryError>::Ok(AccountId::from([7; 32])).encode();
        assert_eq!(granted(reply).and_then(|granted| decoded(&granted)), Ok(AccountId::from([7; 32])));
        let reply = Result::<(), RegistryError>::Ok(()).encode();
        assert_eq!(granted(reply), Ok(Vec::new()));
        for nonsense in [vec![], vec![1], vec![1, 255], vec![2]] {
            assert_eq!(granted(nonsense), Err(MeteringError::PeerFailed));
        }
        assert_eq!(first_grant(&[4]), Err(MeteringError::PeerFailed));
        assert_eq!(first_grant(&[0]), Err(MeteringError::PeerFailed));
    }
}
