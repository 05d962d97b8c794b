//! Messages of metering.

use crate::calls::Call;
use ink::prelude::vec::Vec;
use interfaces::metering::{MeteringError, UsageClaim, UsageShare};

/// Takes each claim's usage of ended epochs. Only rewards may.
pub fn take_usage(claims: &[UsageClaim]) -> Call<Vec<Vec<UsageShare>>, MeteringError> {
    Call::new(ink::selector_bytes!("Metering::take_usage"), claims)
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
        let claims = vec![
            UsageClaim { node: 3, first: 4, count: 5 },
            UsageClaim { node: 600, first: 70_000, count: 0 },
        ];
        assert_eq!(take_usage(&claims).input(), built!(metering.call_mut().take_usage(claims.clone())));
    }
}
