//! Calls to the token, the market and the registry. All take one way with arguments that are encoded already: a piece
//! of code for each message's types would be several times as large. A test holds them to the interfaces.

use ink::primitives::AccountId;
use interfaces::calls::{Call, Reply};
use interfaces::market::{Grant, ReserveRequest};
use interfaces::metering::MeteringError;
use scale::Decode;
use shared::{Amount, ClassId, NodeId};

/// Makes a call to the token, which either does it or refuses.
#[inline(never)]
fn ask_token(token: &[u8; 32], call: Call) -> Result<(), MeteringError> {
    let done = call.make(token)?.is_ok();
    done.then_some(()).ok_or(MeteringError::TransferFailed)
}

/// Makes a call to the market, whose refusal is told on.
#[inline(never)]
fn ask_market(market: &[u8; 32], call: Call) -> Result<Reply, MeteringError> {
    granted(call.make(market)?, MeteringError::Market)
}

/// The reply, if the callee did not refuse; what it refused for goes into `refused`.
fn granted<E: Decode>(reply: Reply, refused: fn(E) -> MeteringError) -> Result<Reply, MeteringError> {
    if reply.is_ok() {
        return Ok(reply);
    }
    Err(refused(reply.decode()?))
}

/// The only grant in the list of one that was asked for: SCALE puts its length, 1, into one byte.
fn first_grant(reply: &Reply) -> Result<Grant, MeteringError> {
    match reply.decode()? {
        (4u8, grant) => Ok(grant),
        _ => Err(MeteringError::PeerFailed),
    }
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
    Call::new(ink::selector_bytes!("Market::reserve"), request)
}

fn release_leg(node: NodeId, class: ClassId, units: u64) -> Call {
    Call::new(ink::selector_bytes!("Market::release"), (node, class, units))
}

fn owner(node: NodeId) -> Call {
    Call::new(ink::selector_bytes!("Registry::owner_of"), node)
}

/// Takes `amount` from the allowance that `from` gave to `own`, the calling contract.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pull(token: &[u8; 32], from: &[u8; 32], own: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    ask_token(token, transfer_from(from, own, amount))
}

/// Pays `amount` out.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pay(token: &[u8; 32], to: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    ask_token(token, transfer(to, amount))
}

/// Burns `amount` of the calling contract's tokens.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn burn(token: &[u8; 32], amount: Amount) -> Result<(), MeteringError> {
    ask_token(token, burn_own(amount))
}

/// Reserves one leg.
///
/// # Errors
/// `Market`, `PeerFailed`.
pub fn reserve(market: &[u8; 32], request: &ReserveRequest) -> Result<Grant, MeteringError> {
    first_grant(&ask_market(market, reserve_legs(request))?)
}

/// Gives a leg's capacity back.
///
/// # Errors
/// `Market`, `PeerFailed`.
pub fn release(market: &[u8; 32], node: NodeId, class: ClassId, units: u64) -> Result<(), MeteringError> {
    ask_market(market, release_leg(node, class, units)).map(|_| ())
}

/// A node's owner.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn owner_of(registry: &[u8; 32], node: NodeId) -> Result<AccountId, MeteringError> {
    Ok(granted(owner(node).make(registry)?, MeteringError::Registry)?.decode()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use ink::env::DefaultEnvironment;
    use ink::prelude::vec::Vec;
    use interfaces::market::{Constraints, Market, MarketError};
    use interfaces::registry::{Registry, RegistryError};
    use interfaces::token::{PSP22Burnable, PSP22};
    use scale::Encode;

    fn input(call: Call) -> Vec<u8> {
        call.input()
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
        let mut market: ink::contract_ref!(Market, DefaultEnvironment) = to.into();
        let registry: ink::contract_ref!(Registry, DefaultEnvironment) = to.into();
        let amount = 1 << 100;
        assert_eq!(
            input(transfer_from(&a, &b, amount)),
            built!(token.call_mut().transfer_from(from, to, amount, Vec::new()))
        );
        assert_eq!(input(transfer(&b, amount)), built!(token.call_mut().transfer(to, amount, Vec::new())));
        assert_eq!(input(burn_own(amount)), built!(burnable.call_mut().burn(amount)));
        let constraints = Constraints {
            max_price: 7,
            zone: Some(8),
            country: None,
            min_stake: 9,
            min_renewable: 10,
            attested: 11,
            distinct_owners: true,
        };
        let request = ReserveRequest { class: 3, units: 4, legs: 1, candidates: vec![5, 6], constraints };
        assert_eq!(input(reserve_legs(&request)), built!(market.call_mut().reserve(request.clone())));
        assert_eq!(input(release_leg(1, 2, 3)), built!(market.call_mut().release(1, 2, 3)));
        assert_eq!(input(owner(9)), built!(registry.call().owner_of(9)));
    }

    #[test]
    fn replies_are_read_as_the_interfaces_write_them() {
        let market = |reply| granted(reply, MeteringError::Market);
        let registry = |reply| granted(reply, MeteringError::Registry);
        let grant = Grant { node: 5, price: 1 << 90 };
        let reply: Reply = Result::<_, MarketError>::Ok(vec![grant]).encode().into();
        assert_eq!(market(reply).and_then(|granted| first_grant(&granted)), Ok(grant));
        let reply: Reply = Result::<Vec<Grant>, _>::Err(MarketError::NoMatch).encode().into();
        assert_eq!(market(reply), Err(MeteringError::Market(MarketError::NoMatch)));
        let reply: Reply = Result::<(), MarketError>::Ok(()).encode().into();
        assert_eq!(market(reply).map(|granted| granted.decode()), Ok(Ok(())));
        let reply: Reply = Result::<_, RegistryError>::Ok(AccountId::from([7; 32])).encode().into();
        assert_eq!(registry(reply).map(|granted| granted.decode()), Ok(Ok(AccountId::from([7; 32]))));
        let reply: Reply = Result::<AccountId, _>::Err(RegistryError::UnknownNode).encode().into();
        assert_eq!(registry(reply), Err(MeteringError::Registry(RegistryError::UnknownNode)));
        for nonsense in [vec![], vec![1], vec![1, 255], vec![2]] {
            assert_eq!(market(nonsense.clone().into()), Err(MeteringError::PeerFailed));
            assert_eq!(registry(nonsense.into()), Err(MeteringError::PeerFailed));
        }
        assert_eq!(first_grant(&vec![0, 4].into()), Err(MeteringError::PeerFailed));
        assert_eq!(first_grant(&vec![0, 0].into()), Err(MeteringError::PeerFailed));
    }
}
