//! Calls to the registry.

use interfaces::attestations::{AttestationsError, Attested};
use interfaces::calls::Call;
use interfaces::registry::Identity;
use shared::NodeId;

fn identity_of(node: NodeId) -> Call {
    Call::new(ink::selector_bytes!("Registry::identity"), node)
}

fn note_attested(node: NodeId, attested: &Attested) -> Call {
    Call::new(ink::selector_bytes!("Registry::note_attested"), (node, attested))
}

/// Who the node is.
///
/// # Errors
/// `UnknownNode`, `PeerFailed`.
pub fn identity(registry: &[u8; 32], node: NodeId) -> Result<Identity, AttestationsError> {
    let reply = identity_of(node).make(registry)?;
    if !reply.is_ok() {
        return Err(AttestationsError::UnknownNode);
    }
    Ok(reply.decode()?)
}

/// Tells the registry what is attested of a node that it knows.
///
/// # Errors
/// `PeerFailed`.
pub fn note(registry: &[u8; 32], node: NodeId, attested: &Attested) -> Result<(), AttestationsError> {
    // It refuses only when it is wired to another contract.
    let done = note_attested(node, attested).make(registry)?.is_ok();
    done.then_some(()).ok_or(AttestationsError::PeerFailed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use ink::primitives::AccountId;
    use interfaces::attestations::Fact;
    use interfaces::registry::Registry;
    use scale::Encode;

    /// The calls are those of the interface, argument by argument.
    #[test]
    fn selectors_and_arguments_are_those_of_the_interface() {
        let to = AccountId::from([1; 32]);
        let mut registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = to.into();
        let expected = registry.call().identity(5).params().exec_input().encode();
        assert_eq!(identity_of(5).input(), expected);
        let facts = [1, 2, 3, 4].map(|value| Fact { value, until: 70_000 });
        let attested = Attested { facts, boost: 6, boost_until: 80_000 };
        let expected = registry.call_mut().note_attested(5, attested).params().exec_input().encode();
        assert_eq!(note_attested(5, &attested).input(), expected);
    }
}
