//! Two-step ownership: the new owner has to accept, so that a mistyped address loses nothing.

use ink::primitives::AccountId;

/// Who may administer a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Ownership {
    /// The owner.
    owner: AccountId,
    /// The account that ownership is offered to.
    pending: Option<AccountId>,
}

/// Why an ownership message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OwnershipError {
    /// The caller is not the owner.
    NotOwner,
    /// The caller is not the account that ownership was offered to.
    NotPendingOwner,
}

impl Ownership {
    /// Returns the ownership of a new contract: `owner` has it, and nobody is offered it.
    pub fn new(owner: AccountId) -> Self {
        Self { owner, pending: None }
    }

    /// Returns the owner.
    pub fn owner(&self) -> AccountId {
        self.owner
    }

    /// Returns the account that ownership is offered to.
    pub fn pending(&self) -> Option<AccountId> {
        self.pending
    }

    /// Passes if `caller` is the owner.
    ///
    /// # Errors
    /// `NotOwner`.
    pub fn ensure(&self, caller: AccountId) -> Result<(), OwnershipError> {
        if caller == self.owner {
            Ok(())
        } else {
            Err(OwnershipError::NotOwner)
        }
    }

    /// Offers ownership to `to`, on behalf of `caller`; a later offer replaces this one, an offer to the
    /// owner withdraws it.
    ///
    /// # Errors
    /// `NotOwner` when `caller` is not the owner.
    pub fn offer(&mut self, caller: AccountId, to: AccountId) -> Result<(), OwnershipError> {
        self.ensure(caller)?;
        self.pending = (to != self.owner).then_some(to);
        Ok(())
    }

    /// Makes `caller` the owner, to whom ownership was offered. Returns the previous owner.
    ///
    /// # Errors
    /// `NotPendingOwner` when ownership was not offered to `caller`.
    pub fn accept(&mut self, caller: AccountId) -> Result<AccountId, OwnershipError> {
        if self.pending != Some(caller) {
            return Err(OwnershipError::NotPendingOwner);
        }
        self.pending = None;
        Ok(core::mem::replace(&mut self.owner, caller))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    #[test]
    fn ownership_moves_only_when_accepted() {
        let mut o = Ownership::new(account(1));
        assert_eq!(o.offer(account(2), account(2)), Err(OwnershipError::NotOwner));
        assert_eq!(o.accept(account(2)), Err(OwnershipError::NotPendingOwner));
        o.offer(account(1), account(2)).unwrap();
        assert_eq!(o.owner(), account(1));
        assert_eq!(o.accept(account(3)), Err(OwnershipError::NotPendingOwner));
        assert_eq!(o.accept(account(2)), Ok(account(1)));
        assert_eq!((o.owner(), o.pending()), (account(2), None));
        assert_eq!(o.ensure(account(1)), Err(OwnershipError::NotOwner));
    }

    #[test]
    fn an_offer_to_oneself_withdraws() {
        let mut o = Ownership::new(account(1));
        o.offer(account(1), account(2)).unwrap();
        o.offer(account(1), account(1)).unwrap();
        assert_eq!(o.accept(account(2)), Err(OwnershipError::NotPendingOwner));
    }
}
