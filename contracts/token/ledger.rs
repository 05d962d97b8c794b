//! Balances and allowances: the two rules that this token adds to `psp22`'s own.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::token::{PSP22Error, TokenError};
use psp22::{PSP22Data, PSP22Event};
use shared::Amount;

/// An allowance of this is unlimited: spending under it leaves it as it is.
pub const UNLIMITED: Amount = Amount::MAX;

/// Mints `value` to `to`, unless the total supply would exceed `max_supply`.
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

/// Moves `value` from `from` to `to` on the behalf of `caller`, who spends its allowance: PSP22's rules,
/// except that an [`UNLIMITED`] allowance is neither written nor reported. Returns the events of the
/// transfer and of the allowance.
///
/// The allowance is read once, which `PSP22Data::transfer_from` behind a check of ours would not do.
///
/// # Errors
/// `InsufficientAllowance`, or else `InsufficientBalance`. Either way `data` is as it was.
pub fn transfer_from(
    data: &mut PSP22Data,
    caller: AccountId,
    from: AccountId,
    to: AccountId,
    value: Amount,
) -> Result<[Vec<PSP22Event>; 2], PSP22Error> {
    // The standard's no-ops need no allowance, and nobody needs one for its own account.
    let allowance =
        if caller == from || from == to || value == 0 { UNLIMITED } else { data.allowance(from, caller) };
    let rest = allowance.checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
    let moved = data.transfer(from, to, value)?;
    let spent = if allowance == UNLIMITED { Vec::new() } else { data.approve(from, caller, rest)? };
    Ok([moved, spent])
}

/// Changes the allowance that `owner` gave `spender` by `delta`, up (at most to [`UNLIMITED`]) or down, as
/// PSP22 does.
///
/// # Errors
/// `InsufficientAllowance`.
pub fn change_allowance(
    data: &mut PSP22Data,
    owner: AccountId,
    spender: AccountId,
    delta: Amount,
    up: bool,
) -> Result<Vec<PSP22Event>, PSP22Error> {
    if owner == spender || delta == 0 {
        return Ok(Vec::new());
    }
    let allowance = data.allowance(owner, spender);
    let allowance = if up {
        allowance.saturating_add(delta)
    } else {
        allowance.checked_sub(delta).ok_or(PSP22Error::InsufficientAllowance)?
    };
    data.approve(owner, spender, allowance)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    /// The events of a transfer and of the allowance, together.
    fn both(events: [Vec<PSP22Event>; 2]) -> Vec<PSP22Event> {
        events.into_iter().flatten().collect()
    }

    /// `(owner, spender, amount)` of every Approval.
    fn approvals(events: &[PSP22Event]) -> Vec<(AccountId, AccountId, Amount)> {
        events
            .iter()
            .filter_map(|event| match event {
                PSP22Event::Approval(a) => Some((a.owner, a.spender, a.amount)),
                PSP22Event::Transfer(_) => None,
            })
            .collect()
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

    #[ink::test]
    fn an_unlimited_allowance_is_neither_written_nor_reported() {
        let (owner, spender, to) = (account(1), account(2), account(3));
        let mut data = PSP22Data::default();
        mint(&mut data, owner, 100, 100).unwrap();
        data.approve(owner, spender, UNLIMITED).unwrap();
        let events = both(transfer_from(&mut data, spender, owner, to, 60).unwrap());
        assert_eq!((events.len(), approvals(&events)), (1, Vec::new()));
        assert_eq!(data.allowance(owner, spender), UNLIMITED);
        assert_eq!(
            transfer_from(&mut data, spender, owner, to, 41).err(),
            Some(PSP22Error::InsufficientBalance)
        );
    }

    #[ink::test]
    fn one_less_than_unlimited_is_spent() {
        let (owner, spender, to) = (account(1), account(2), account(3));
        let mut data = PSP22Data::default();
        mint(&mut data, owner, 100, 100).unwrap();
        data.approve(owner, spender, UNLIMITED - 1).unwrap();
        let events = both(transfer_from(&mut data, spender, owner, to, 60).unwrap());
        assert_eq!(approvals(&events), [(owner, spender, UNLIMITED - 61)]);
        assert_eq!(data.allowance(owner, spender), UNLIMITED - 61);
    }

    #[ink::test]
    fn an_increase_can_make_it_unlimited_and_a_decrease_ends_that() {
        let (owner, spender) = (account(1), account(2));
        let mut data = PSP22Data::default();
        data.approve(owner, spender, 5).unwrap();
        change_allowance(&mut data, owner, spender, UNLIMITED, true).unwrap();
        assert_eq!(data.allowance(owner, spender), UNLIMITED);
        change_allowance(&mut data, owner, spender, 1, false).unwrap();
        assert_eq!(data.allowance(owner, spender), UNLIMITED - 1);
    }

    proptest! {
        /// For every other allowance, balances, allowances, events and errors are `psp22`'s own.
        #[test]
        fn limited_allowances_follow_the_standard(
            balance in 0u128..8,
            allowance in 0u128..8,
            value in 0u128..8,
            (caller, from, to) in (1u8..4, 1u8..4, 1u8..4),
        ) {
            let (caller, from, to) = (account(caller), account(from), account(to));
            let run = |ours: bool| {
                let mut state = None;
                // A storage of its own for each run.
                ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
                    let mut data = PSP22Data::default();
                    mint(&mut data, from, balance, Amount::MAX).unwrap();
                    data.approve(from, caller, allowance).unwrap();
                    let result = if ours {
                        transfer_from(&mut data, caller, from, to, value).map(both)
                    } else {
                        data.transfer_from(caller, from, to, value)
                    };
                    let accounts = [account(1), account(2), account(3)];
                    state = Some((
                        result.map(|events| (events.len(), approvals(&events))),
                        accounts.map(|a| data.balance_of(a)),
                        accounts.map(|a| data.allowance(from, a)),
                    ));
                    Ok(())
                })
                .unwrap();
                state
            };
            prop_assert_eq!(run(true), run(false));
        }

        /// Changes of an allowance are `psp22`'s own.
        #[test]
        fn allowances_change_by_the_standard(
            allowance in prop_oneof![0u128..4, Just(UNLIMITED)],
            delta in prop_oneof![0u128..4, Just(UNLIMITED)],
            up: bool,
            (owner, spender) in (1u8..3, 1u8..3),
        ) {
            let (owner, spender) = (account(owner), account(spender));
            let run = |ours: bool| {
                let mut state = None;
                ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
                    let mut data = PSP22Data::default();
                    data.approve(owner, spender, allowance).unwrap();
                    let result = match (ours, up) {
                        (true, _) => change_allowance(&mut data, owner, spender, delta, up),
                        (false, true) => data.increase_allowance(owner, spender, delta),
                        (false, false) => data.decrease_allowance(owner, spender, delta),
                    };
                    state = Some((result.map(|events| approvals(&events)), data.allowance(owner, spender)));
                    Ok(())
                })
                .unwrap();
                state
            };
            prop_assert_eq!(run(true), run(false));
        }
    }
}
