//! Messages of the market.

use crate::calls::Call;
use ink::prelude::vec::Vec;
use interfaces::market::{Grant, MarketError, ReserveRequest};
use shared::{ClassId, NodeId, Units};

/// Reserves units on the cheapest candidates that satisfy every constraint. Only metering may.
pub fn reserve(request: &ReserveRequest) -> Call<Vec<Grant>, MarketError> {
    Call::new(ink::selector_bytes!("Market::reserve"), request)
}

/// Gives back `units` that were reserved. Only metering may.
pub fn release(node: NodeId, class_id: ClassId, units: Units) -> Call<(), MarketError> {
    Call::new(ink::selector_bytes!("Market::release"), (node, class_id, units))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::built;
    use ink::codegen::TraitCallBuilder;
    use ink::primitives::AccountId;
    use interfaces::market::{Constraints, Market};

    #[test]
    fn calls_are_the_interface_s_own() {
        let to = AccountId::from([1; 32]);
        let mut market: ink::contract_ref!(Market, ink::env::DefaultEnvironment) = to.into();
        let constraints = Constraints {
            max_price: 7,
            zone: Some(8),
            country: None,
            min_stake: 9,
            min_renewable: 10,
            attested: 11,
            distinct_owners: true,
        };
        let request = ReserveRequest { class_id: 3, units: 4, legs: 1, candidates: vec![5, 6], constraints };
        assert_eq!(reserve(&request).input(), built!(market.call_mut().reserve(request.clone())));
        assert_eq!(release(1, 2, 3).input(), built!(market.call_mut().release(1, 2, 3)));
    }
}
