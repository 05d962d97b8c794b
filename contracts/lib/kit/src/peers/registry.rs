//! Messages of the registry.

use crate::calls::Call;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::attestations::Attested;
use interfaces::registry::{Identity, RegistryError, StakeWeight, TakenCredit, Vetted, Vetting};
use shared::NodeId;

/// Asks for a node's owner.
pub fn owner_of(node: NodeId) -> Call<AccountId, RegistryError> {
    Call::new(ink::selector_bytes!("Registry::owner_of"), node)
}

/// Asks for a node's owner, its place and its status.
pub fn identity(node: NodeId) -> Call<Identity, RegistryError> {
    Call::new(ink::selector_bytes!("Registry::identity"), node)
}

/// Asks which candidates for a lease are active and satisfy everything.
pub fn vet(vetting: &Vetting) -> Call<Vetted, RegistryError> {
    Call::new(ink::selector_bytes!("Registry::vet"), vetting)
}

/// Notes what the node's pool counts for. Returns whether the node is in service. Only staking may.
pub fn note_stake(node: NodeId, weight: &StakeWeight) -> Call<bool, RegistryError> {
    Call::new(ink::selector_bytes!("Registry::note_stake"), (node, weight))
}

/// Notes the node's new owner. Only staking may.
pub fn set_node_owner(node: NodeId, owner: &AccountId) -> Call<(), RegistryError> {
    Call::new(ink::selector_bytes!("Registry::set_node_owner"), (node, owner))
}

/// Notes that the node has left for ever. Only the market may.
pub fn note_retired(node: NodeId) -> Call<(), RegistryError> {
    Call::new(ink::selector_bytes!("Registry::note_retired"), node)
}

/// Notes what is attested of the node. Only attestations may.
pub fn note_attested(node: NodeId, attested: &Attested) -> Call<(), RegistryError> {
    Call::new(ink::selector_bytes!("Registry::note_attested"), (node, attested))
}

/// Takes the oldest unclaimed credit of each of `nodes`, of at most `count` ended epochs, for `claimer`. Only
/// rewards may.
pub fn take_credit(
    nodes: &[NodeId],
    claimer: &AccountId,
    count: u32,
) -> Call<Vec<TakenCredit>, RegistryError> {
    Call::new(ink::selector_bytes!("Registry::take_credit"), (nodes, claimer, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::built;
    use ink::codegen::TraitCallBuilder;
    use interfaces::attestations::Fact;
    use interfaces::registry::Registry;

    #[test]
    fn calls_are_the_interface_s_own() {
        let a = AccountId::from([7; 32]);
        let mut registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = a.into();
        assert_eq!(owner_of(5).input(), built!(registry.call().owner_of(5)));
        assert_eq!(identity(5).input(), built!(registry.call().identity(5)));
        let vetting =
            Vetting { nodes: vec![5, 600], min_stake: 7, min_renewable: 8, attested: 9, owners: true };
        assert_eq!(vet(&vetting).input(), built!(registry.call().vet(vetting.clone())));
        let weight = StakeWeight { now: 3, next: 4, jailed: true };
        assert_eq!(note_stake(5, &weight).input(), built!(registry.call_mut().note_stake(5, weight)));
        assert_eq!(set_node_owner(5, &a).input(), built!(registry.call_mut().set_node_owner(5, a)));
        assert_eq!(note_retired(5).input(), built!(registry.call_mut().note_retired(5)));
        let facts = [1, 2, 3, 4].map(|value| Fact { value, until: 70_000 });
        let attested = Attested { facts, boost: 6, boost_until: 80_000 };
        let expected = built!(registry.call_mut().note_attested(5, attested));
        assert_eq!(note_attested(5, &attested).input(), expected);
        let expected = built!(registry.call_mut().take_credit(vec![3, 5], a, 4));
        assert_eq!(take_credit(&[3, 5], &a, 4).input(), expected);
    }
}
