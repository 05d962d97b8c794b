//! Minting under the maximum supply.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::token::TokenError;
use psp22::{PSP22Data, PSP22Event};
use shared::Amount;

/// Mints `value` tokens to `to`, unless the total supply would exceed `max_supply`. Returns the event to
/// emit; none if `value` is zero.
///
/// # Errors
/// `MaxSupplyExceeded`.
pub fn mint(
    data: &mut PSP22Data,
    to: AccountId,
    value: Amount,
    max_supply: Amount,
) -> Result<Vec<PSP22Event>, TokenError> {
    data.total_supply()
        .checked_add(value)
        .filter(|supply| *supply <= max_supply)
        .ok_or(TokenError::MaxSupplyExceeded)?;
    // `psp22` refuses only a supply that does not fit the type, which is ruled out above.
    data.mint(to, value).map_err(|_| TokenError::MaxSupplyExceeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    #[ink::test]
    fn the_supply_stops_at_its_maximum() {
        let mut data = PSP22Data::default();
        assert_eq!(mint(&mut data, account(1), 7, 10).map(|e| e.len()), Ok(1));
        assert_eq!(mint(&mut data, account(1), 4, 10).err(), Some(TokenError::MaxSupplyExceeded));
        assert_eq!(mint(&mut data, account(1), Amount::MAX, 10).err(), Some(TokenError::MaxSupplyExceeded));
        assert_eq!(mint(&mut data, account(2), 3, 10).map(|e| e.len()), Ok(1));
        assert_eq!(mint(&mut data, account(2), 0, 10).map(|e| e.len()), Ok(0));
        assert_eq!(data.total_supply(), 10);
        assert_eq!((data.balance_of(account(1)), data.balance_of(account(2))), (7, 3));
    }

    #[ink::test]
    fn burned_supply_can_be_minted_again() {
        let mut data = PSP22Data::default();
        mint(&mut data, account(1), 10, 10).unwrap();
        data.burn(account(1), 4).unwrap();
        assert!(mint(&mut data, account(1), 5, 10).is_err());
        assert!(mint(&mut data, account(1), 4, 10).is_ok());
    }

    #[ink::test]
    fn the_largest_supply_fits() {
        let mut data = PSP22Data::default();
        mint(&mut data, account(1), Amount::MAX, Amount::MAX).unwrap();
        assert!(mint(&mut data, account(1), 1, Amount::MAX).is_err());
    }
}
