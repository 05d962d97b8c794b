//! Messages of metering.

use crate::calls::Call;
use ink::prelude::vec::Vec;
use interfaces::metering::{MeteringError, UsageShare};
use shared::{Epoch, NodeId};

/// Takes the node's usage of `count` ended epochs from `first` on. Only rewards may.
pub fn take_usage(node: NodeId, first: Epoch, count: u32) -> Call<Vec<UsageShare>, MeteringError> {
    Call::new(ink::selector_bytes!("Metering::take_usage"), (node, first, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::built;
    use ink::codegen::TraitCallBuilder;
    use ink::primitives::AccountId;
    use interfaces::metering::Metering;

    #[test]
    fn calls_are_the_interface_s_own() {
        let to = AccountId::from([1; 32]);
        let mut metering: ink::contract_ref!(Metering, ink::env::DefaultEnvironment) = to.into();
        assert_eq!(take_usage(3, 4, 5).input(), built!(metering.call_mut().take_usage(3, 4, 5)));
    }
}
