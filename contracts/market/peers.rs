//! Calls to the registry.

use ink::primitives::AccountId;
use interfaces::calls::Call;
use interfaces::market::MarketError;
use interfaces::registry::{Identity, Vetted, Vetting};
use shared::NodeId;

fn identity_of(node: NodeId) -> Call {
    Call::new(ink::selector_bytes!("Registry::identity"), node)
}

fn vet_all(vetting: &Vetting) -> Call {
    Call::new(ink::selector_bytes!("Registry::vet"), vetting)
}

fn note_retired(node: NodeId) -> Call {
    Call::new(ink::selector_bytes!("Registry::note_retired"), node)
}

/// Who the node is.
///
/// # Errors
/// `UnknownNode`, `PeerFailed`.
pub fn identity(registry: &[u8; 32], node: NodeId) -> Result<Identity, MarketError> {
    let reply = identity_of(node).make(registry)?;
    if !reply.is_ok() {
        return Err(MarketError::UnknownNode);
    }
    Ok(reply.decode()?)
}

/// Who the node is, if `owner` owns it.
///
/// # Errors
/// `UnknownNode`, `NotNodeOwner`, `PeerFailed`.
pub fn owned(registry: &[u8; 32], node: NodeId, owner: &AccountId) -> Result<Identity, MarketError> {
    let identity = identity(registry, node)?;
    if identity.owner == *owner {
        Ok(identity)
    } else {
        Err(MarketError::NotNodeOwner)
    }
}

/// Which of the candidates the registry finds fit.
///
/// # Errors
/// `PeerFailed`.
pub fn vet(registry: &[u8; 32], vetting: &Vetting) -> Result<Vetted, MarketError> {
    // It refuses only more candidates than a reservation has.
    let reply = vet_all(vetting).make(registry)?;
    if !reply.is_ok() {
        return Err(MarketError::PeerFailed);
    }
    Ok(reply.decode()?)
}

/// Tells the registry that the node has left.
///
/// # Errors
/// `PeerFailed`.
pub fn retire(registry: &[u8; 32], node: NodeId) -> Result<(), MarketError> {
    // Who is retired was asked before, so it refuses only when it is wired to another contract.
    let done = note_retired(node).make(registry)?.is_ok();
    done.then_some(()).ok_or(MarketError::PeerFailed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use interfaces::registry::Registry;
    use scale::Encode;

    /// The calls are those of the interface, argument by argument.
    #[test]
    fn selectors_and_arguments_are_those_of_the_interface() {
        let to = AccountId::from([1; 32]);
        let mut registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = to.into();
        let expected = registry.call().identity(5).params().exec_input().encode();
        assert_eq!(identity_of(5).input(), expected);
        let vetting =
            Vetting { nodes: vec![5, 600], min_stake: 7, min_renewable: 8, attested: 9, owners: true };
        let expected = registry.call().vet(vetting.clone()).params().exec_input().encode();
        assert_eq!(vet_all(&vetting).input(), expected);
        let expected = registry.call_mut().note_retired(5).params().exec_input().encode();
        assert_eq!(note_retired(5).input(), expected);
    }
}
