//! Two-step ownership: the new owner has to accept, so a mistyped address loses nothing.

use ink::primitives::AccountId;

/// Who may administer a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Ownership {
    owner: AccountId,
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
    /// Starts with `owner`.
    pub fn new(owner: AccountId) -> Self {
        Self { owner, pending: None }
    }

    /// The owner.
    pub fn owner(&self) -> AccountId {
        self.owner
    }

    /// The account that ownership is offered to.
    pub fn pending(&self) -> Option<AccountId> {
        self.pending
    }

    /// # Errors
    /// [`OwnershipError::NotOwner`] when `caller` is not the owner.
    pub fn ensure(&self, caller: AccountId) -> Result<(), OwnershipError> {
        if caller == self.owner {
            Ok(())
        } else {
            Err(OwnershipError::NotOwner)
        }
    }

    /// Offers ownership to `to`; a later offer replaces this one, an offer to oneself withdraws it.
    ///
    /// # Errors
    /// [`OwnershipError::NotOwner`] when `caller` is not the owner.
    pub fn offer(&mut self, caller: AccountId, to: AccountId) -> Result<(), OwnershipError> {
        self.ensure(caller)?;
        self.pending = (to != self.owner).then_some(to);
        Ok(())
    }

    /// Takes up an offer. Returns the previous owner.
    ///
    /// # Errors
    /// [`OwnershipError::NotPendingOwner`] when ownership was not offered to `caller`.
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
