//! Messages of every owned contract.

use crate::calls::Call;
use shared::OwnershipError;

/// Accepts ownership that is offered to the calling contract.
pub fn accept_ownership() -> Call<(), OwnershipError> {
    Call::new(ink::selector_bytes!("Ownable::accept_ownership"), ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::built;
    use ink::codegen::TraitCallBuilder;
    use ink::primitives::AccountId;
    use interfaces::ownable::Ownable;

    #[test]
    fn calls_are_the_interface_s_own() {
        let to = AccountId::from([1; 32]);
        let mut owned: ink::contract_ref!(Ownable, ink::env::DefaultEnvironment) = to.into();
        assert_eq!(accept_ownership().input(), built!(owned.call_mut().accept_ownership()));
    }
}
