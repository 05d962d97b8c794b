//! The storage item behind a contract's `Ownable` messages. It stands apart from the settings, which are read
//! far more often.

use ink::env::Environment;
use ink::primitives::AccountId;
use ink::storage::traits::StorageKey;
use ink::storage::Lazy;
use shared::{Ownership, OwnershipError};

/// Writes the first owner. Constructors call it.
pub fn start<K: StorageKey>(item: &mut Lazy<Ownership, K>, owner: AccountId) {
    item.set(&Ownership::new(owner));
}

/// Reads the owner and the account that ownership is offered to.
#[inline(never)]
#[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
pub fn read<K: StorageKey>(item: &Lazy<Ownership, K>) -> Ownership {
    item.get().expect("written by the constructor")
}

/// Passes if the message's caller is the owner.
///
/// # Errors
/// `NotOwner`.
#[inline(never)]
pub fn ensure<K: StorageKey>(item: &Lazy<Ownership, K>) -> Result<(), OwnershipError> {
    read(item).ensure(caller())
}

/// Offers ownership to `to`, if the message's caller is the owner. A later offer replaces this one, and an
/// offer to the owner withdraws it.
///
/// # Errors
/// `NotOwner`.
pub fn transfer<K: StorageKey>(item: &mut Lazy<Ownership, K>, to: AccountId) -> Result<(), OwnershipError> {
    let mut ownership = read(item);
    ownership.offer(caller(), to)?;
    item.set(&ownership);
    Ok(())
}

/// Makes the message's caller the owner, if ownership is offered to it. Returns the owner until now and the
/// owner from now on.
///
/// # Errors
/// `NotPendingOwner`.
pub fn accept<K: StorageKey>(
    item: &mut Lazy<Ownership, K>,
) -> Result<(AccountId, AccountId), OwnershipError> {
    let (mut ownership, to) = (read(item), caller());
    let from = ownership.accept(to)?;
    item.set(&ownership);
    Ok((from, to))
}

fn caller() -> <ink::env::DefaultEnvironment as Environment>::AccountId {
    ink::env::caller::<ink::env::DefaultEnvironment>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::env::test::{default_accounts, set_caller};
    use ink::env::DefaultEnvironment;
    use ink::storage::traits::ManualKey;

    type Item = Lazy<Ownership, ManualKey<7>>;

    #[ink::test]
    fn ownership_moves_from_the_owner_to_whoever_accepts_it() {
        let accounts = default_accounts::<DefaultEnvironment>();
        let (alice, bob) = (accounts.alice, accounts.bob);
        let mut item = Item::new();
        start(&mut item, alice);
        assert_eq!(read(&item), Ownership::new(alice));

        set_caller::<DefaultEnvironment>(bob);
        assert_eq!(ensure(&item), Err(OwnershipError::NotOwner));
        assert_eq!(transfer(&mut item, bob), Err(OwnershipError::NotOwner));
        assert_eq!(accept(&mut item), Err(OwnershipError::NotPendingOwner), "nobody offered it");
        assert_eq!(read(&item), Ownership::new(alice), "what is refused writes nothing");

        set_caller::<DefaultEnvironment>(alice);
        assert_eq!(ensure(&item), Ok(()));
        assert_eq!(transfer(&mut item, bob), Ok(()));
        assert_eq!((read(&item).owner(), read(&item).pending()), (alice, Some(bob)));
        assert_eq!(ensure(&item), Ok(()), "the owner until it is accepted");
        assert_eq!(accept(&mut item), Err(OwnershipError::NotPendingOwner), "offered to somebody else");

        set_caller::<DefaultEnvironment>(bob);
        assert_eq!(accept(&mut item), Ok((alice, bob)));
        assert_eq!(read(&item), Ownership::new(bob));
        assert_eq!(accept(&mut item), Err(OwnershipError::NotPendingOwner), "accepted before");

        set_caller::<DefaultEnvironment>(alice);
        assert_eq!(ensure(&item), Err(OwnershipError::NotOwner));
        assert_eq!(transfer(&mut item, alice), Err(OwnershipError::NotOwner));
    }

    #[ink::test]
    fn an_offer_to_the_owner_withdraws_it() {
        let accounts = default_accounts::<DefaultEnvironment>();
        let mut item = Item::new();
        start(&mut item, accounts.alice);
        set_caller::<DefaultEnvironment>(accounts.alice);
        transfer(&mut item, accounts.bob).unwrap();
        transfer(&mut item, accounts.alice).unwrap();
        assert_eq!(read(&item).pending(), None);
        set_caller::<DefaultEnvironment>(accounts.bob);
        assert_eq!(accept(&mut item), Err(OwnershipError::NotPendingOwner));
    }
}
