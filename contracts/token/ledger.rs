//! Balances, allowances and the total supply: PSP22's rules, a maximum supply, and an allowance without limit.
//!
//! Nothing is read twice or written as it was, so that a transfer takes two reads and two writes beside the root's
//! read. `psp22`'s own data does the same, with several times the code; tests hold this against it.

use ink::primitives::AccountId;
use ink::storage::traits::{ManualKey, StorageKey};
use ink::storage::Mapping;
use interfaces::token::{PSP22Error, TokenError};
use scale::{Encode, Output};
use shared::Amount;

/// The allowance, in tokens, that is without limit: spending under it leaves it as it is.
pub const UNLIMITED: Amount = Amount::MAX;

type Balances = ManualKey<0x45c7_46d4>;
type Allowances = ManualKey<0x00ef_b3a1>;

/// Who holds how much, and who may spend how much of it, in tokens.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    /// The sum of all balances.
    total_supply: Amount,
    /// Account → its balance; never zero.
    balances: Mapping<AccountId, Amount, Balances>,
    /// Owner and spender → what the spender may spend; never zero.
    allowances: Mapping<(AccountId, AccountId), Amount, Allowances>,
}

impl Ledger {
    /// Returns the sum of all balances.
    pub fn total_supply(&self) -> Amount {
        self.total_supply
    }

    /// Reads a balance.
    #[inline(never)]
    pub fn balance_of(&self, account: &AccountId) -> Amount {
        Key::balance(account).read()
    }

    /// Reads an allowance.
    #[inline(never)]
    pub fn allowance(&self, owner: &AccountId, spender: &AccountId) -> Amount {
        Key::allowance(owner, spender).read()
    }

    /// Moves `value` tokens. Returns whether that is a change.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    #[inline(never)]
    pub fn transfer(&mut self, from: &AccountId, to: &AccountId, value: Amount) -> Result<bool, PSP22Error> {
        if from == to || value == 0 {
            return Ok(false);
        }
        self.take(from, value)?;
        self.add(to, value);
        Ok(true)
    }

    /// Moves `value` tokens on behalf of `caller`, out of the allowance that `from` gave it. An [`UNLIMITED`] one is
    /// not lowered. Returns whether tokens moved, and the rest of the allowance if it is another one now.
    ///
    /// # Errors
    /// `InsufficientAllowance`, or else `InsufficientBalance`. Either way nothing was written.
    pub fn transfer_from(
        &mut self,
        caller: &AccountId,
        from: &AccountId,
        to: &AccountId,
        value: Amount,
    ) -> Result<(bool, Option<Amount>), PSP22Error> {
        // PSP22 needs no allowance where nothing is moved, nor for the caller's own account.
        let free = caller == from || from == to || value == 0;
        let allowance = if free { UNLIMITED } else { self.allowance(from, caller) };
        let rest = allowance.checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
        let moved = self.transfer(from, to, value)?;
        if allowance == UNLIMITED {
            return Ok((moved, None));
        }
        self.approve(from, caller, rest);
        Ok((moved, Some(rest)))
    }

    /// Sets an allowance. Returns whether it is one: nobody has one of its own tokens.
    #[inline(never)]
    pub fn approve(&mut self, owner: &AccountId, spender: &AccountId, value: Amount) -> bool {
        if owner == spender {
            return false;
        }
        Key::allowance(owner, spender).write(value);
        true
    }

    /// Raises (`up`; at most to [`UNLIMITED`]) or lowers an allowance by `delta`. Returns what it is then; `None` if
    /// nothing changes by PSP22's rules.
    ///
    /// # Errors
    /// `InsufficientAllowance`.
    pub fn change_allowance(
        &mut self,
        owner: &AccountId,
        spender: &AccountId,
        delta: Amount,
        up: bool,
    ) -> Result<Option<Amount>, PSP22Error> {
        if owner == spender || delta == 0 {
            return Ok(None);
        }
        let allowance = self.allowance(owner, spender);
        let allowance = if up {
            allowance.saturating_add(delta)
        } else {
            allowance.checked_sub(delta).ok_or(PSP22Error::InsufficientAllowance)?
        };
        self.approve(owner, spender, allowance);
        Ok(Some(allowance))
    }

    /// Mints `value` tokens to `to`, unless the total supply would exceed `max_supply`. Returns whether that is a
    /// change.
    ///
    /// # Errors
    /// `MaxSupplyExceeded`.
    pub fn mint(&mut self, to: &AccountId, value: Amount, max_supply: Amount) -> Result<bool, TokenError> {
        let supply = self.total_supply.checked_add(value).filter(|supply| *supply <= max_supply);
        self.total_supply = supply.ok_or(TokenError::MaxSupplyExceeded)?;
        if value > 0 {
            self.add(to, value);
        }
        Ok(value > 0)
    }

    /// Burns `value` tokens. Returns whether that is a change.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    pub fn burn(&mut self, from: &AccountId, value: Amount) -> Result<bool, PSP22Error> {
        if value > 0 {
            self.take(from, value)?;
            // At least as much as any balance.
            self.total_supply = self.total_supply.saturating_sub(value);
        }
        Ok(value > 0)
    }

    /// Takes `value` tokens from a balance.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    #[inline(never)]
    fn take(&mut self, from: &AccountId, value: Amount) -> Result<(), PSP22Error> {
        let key = Key::balance(from);
        key.write(key.read().checked_sub(value).ok_or(PSP22Error::InsufficientBalance)?);
        Ok(())
    }

    /// Adds `value` tokens, which is not zero, to a balance.
    #[inline(never)]
    fn add(&mut self, to: &AccountId, value: Amount) {
        // No balance exceeds the total supply, which fits.
        let key = Key::balance(to);
        key.write(key.read().saturating_add(value));
    }
}

/// The key of a balance or an allowance: the mapping's, then one account or two. Both have one type, because code
/// for each would be twice as large.
struct Key {
    bytes: [u8; 68],
    len: usize,
}

impl Key {
    fn balance(account: &AccountId) -> Self {
        Self::new(Balances::KEY, account, account, 36)
    }

    fn allowance(owner: &AccountId, spender: &AccountId) -> Self {
        Self::new(Allowances::KEY, owner, spender, 68)
    }

    #[inline(never)]
    fn new(mapping: u32, one: &AccountId, other: &AccountId, len: usize) -> Self {
        let mut bytes = [0; 68];
        bytes[..4].copy_from_slice(&mapping.to_le_bytes());
        bytes[4..36].copy_from_slice(one.as_ref());
        bytes[36..].copy_from_slice(other.as_ref());
        Self { bytes, len }
    }

    #[inline(never)]
    #[expect(clippy::expect_used, reason = "only amounts are written there")]
    fn read(&self) -> Amount {
        ink::env::get_contract_storage(self).expect("an amount").unwrap_or_default()
    }

    #[inline(never)]
    fn write(&self, value: Amount) {
        if value == 0 {
            ink::env::clear_contract_storage(self);
        } else {
            ink::env::set_contract_storage(self, &value);
        }
    }
}

impl Encode for Key {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(self.bytes.get(..self.len).unwrap_or_default());
    }
}
