//! Messages of the token.

use crate::calls::Call;
use ink::primitives::AccountId;
use interfaces::token::{PSP22Error, TokenError};
use shared::{Amount, CallFailed};

/// The data that PSP22 passes with a transfer: none.
const NO_DATA: &[u8] = &[];

/// Moves `value` of the calling contract's tokens to `to`.
pub fn transfer(to: &AccountId, value: Amount) -> Call<(), PSP22Error> {
    Call::new(ink::selector_bytes!("PSP22::transfer"), (to, value, NO_DATA))
}

/// Moves `value` tokens from `from` to `to`, out of the allowance that `from` gave the calling contract.
pub fn transfer_from(from: &AccountId, to: &AccountId, value: Amount) -> Call<(), PSP22Error> {
    Call::new(ink::selector_bytes!("PSP22::transfer_from"), (from, to, value, NO_DATA))
}

/// Burns `value` of the calling contract's tokens.
pub fn burn(value: Amount) -> Call<(), PSP22Error> {
    Call::new(ink::selector_bytes!("PSP22Burnable::burn"), value)
}

/// Mints `value` tokens to `to`.
pub fn mint_to(to: &AccountId, value: Amount) -> Call<(), TokenError> {
    Call::new(ink::selector_bytes!("Token::mint_to"), (to, value))
}

/// Asks the token at `token` for the balance of `account`, in tokens.
///
/// # Errors
/// When the token could not be called or answered otherwise than its interface says.
pub fn balance_of(token: &[u8; 32], account: &AccountId) -> Result<Amount, CallFailed> {
    balance_call(account).send(token)?.value()
}

fn balance_call(account: &AccountId) -> Call<Amount, ()> {
    Call::new(ink::selector_bytes!("PSP22::balance_of"), account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::built;
    use ink::codegen::TraitCallBuilder;
    use ink::env::DefaultEnvironment;
    use interfaces::token::{PSP22Burnable, Token, PSP22};

    #[test]
    fn calls_are_the_interface_s_own() {
        let (a, b, amount) = (AccountId::from([7; 32]), AccountId::from([8; 32]), 1 << 100);
        let mut psp22: ink::contract_ref!(PSP22, DefaultEnvironment) = a.into();
        let mut burnable: ink::contract_ref!(PSP22Burnable, DefaultEnvironment) = a.into();
        let mut token: ink::contract_ref!(Token, DefaultEnvironment) = a.into();
        assert_eq!(transfer(&b, amount).input(), built!(psp22.call_mut().transfer(b, amount, vec![])));
        let expected = built!(psp22.call_mut().transfer_from(a, b, amount, vec![]));
        assert_eq!(transfer_from(&a, &b, amount).input(), expected);
        assert_eq!(burn(amount).input(), built!(burnable.call_mut().burn(amount)));
        assert_eq!(mint_to(&b, amount).input(), built!(token.call_mut().mint_to(b, amount)));
        assert_eq!(balance_call(&a).input(), built!(psp22.call().balance_of(a)));
    }
}
