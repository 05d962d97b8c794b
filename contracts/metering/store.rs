//! Storage beside the root: who reads and writes which item. Nothing here knows a rule of metering's.

use crate::fees::{lower, raise};
use crate::legs::Page;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::metering::{Lease, MeteringError, NodeAccount};
use shared::{Accrual, Amount, ArithmeticError, Epoch, LeaseId, NodeId};

/// A node and the number of one of its pages.
type PageKey = (NodeId, u32);
/// A node, or everybody (`None`), and an epoch.
type UsageKey = (Option<NodeId>, Epoch);

/// Metering's records.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// Payers' free balances; never zero.
    balances: Mapping<AccountId, Amount, ManualKey<0x4000_0010>>,
    leases: Mapping<LeaseId, Lease, ManualKey<0x4000_0011>>,
    pages: Mapping<PageKey, Page, ManualKey<0x4000_0012>>,
    accounts: Mapping<NodeId, NodeAccount, ManualKey<0x4000_0013>>,
    /// Burned in an epoch; never zero. A node's stays until rewards takes it. What belongs to the epoch of
    /// the last settlement is not here but in the node's account, and in the root.
    usages: Mapping<UsageKey, Amount, ManualKey<0x4000_0014>>,
}

impl Store {
    /// A payer's free balance.
    pub fn balance(&self, payer: AccountId) -> Amount {
        self.balances.get(payer).unwrap_or_default()
    }

    /// Raises a free balance.
    ///
    /// # Errors
    /// `Arithmetic`.
    pub fn credit(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        let mut balance = self.balance(payer);
        raise(&mut balance, amount)?;
        self.put_balance(payer, balance);
        Ok(())
    }

    /// Lowers a free balance.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    pub fn debit(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        let mut balance = self.balance(payer);
        lower(&mut balance, amount).map_err(|_| MeteringError::InsufficientBalance)?;
        self.put_balance(payer, balance);
        Ok(())
    }

    fn put_balance(&mut self, payer: AccountId, balance: Amount) {
        if balance == 0 {
            self.balances.remove(payer);
        } else {
            self.balances.insert(payer, &balance);
        }
    }

    /// A lease.
    ///
    /// # Errors
    /// `UnknownLease`.
    pub fn lease(&self, lease: LeaseId) -> Result<Lease, MeteringError> {
        self.leases.get(lease).ok_or(MeteringError::UnknownLease)
    }

    /// Writes a lease.
    pub fn put_lease(&mut self, lease: LeaseId, record: &Lease) {
        self.leases.insert(lease, record);
    }

    /// Removes a lease.
    pub fn remove_lease(&mut self, lease: LeaseId) {
        self.leases.remove(lease);
    }

    /// One of a node's pages; empty if it was never written.
    pub fn page(&self, node: NodeId, number: u32) -> Page {
        self.pages.get((node, number)).unwrap_or_default()
    }

    /// Writes one of a node's pages.
    pub fn put_page(&mut self, node: NodeId, number: u32, page: &Page) {
        self.pages.insert((node, number), page);
    }

    /// A node's account.
    pub fn account(&self, node: NodeId) -> NodeAccount {
        self.accounts.get(node).unwrap_or_default()
    }

    /// Writes a node's account.
    pub fn put_account(&mut self, node: NodeId, account: &NodeAccount) {
        self.accounts.insert(node, account);
    }

    /// What was burned in `epoch` of the settlements of `whom`, whose latest are in `latest`.
    pub fn usage(&self, whom: Option<NodeId>, latest: Accrual, epoch: Epoch) -> Amount {
        if latest.epoch == epoch {
            return latest.value;
        }
        self.usages.get((whom, epoch)).unwrap_or_default()
    }

    /// Adds what was burned in epoch `now` to `latest`, and stores what an earlier epoch came to.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn accrue(
        &mut self,
        whom: Option<NodeId>,
        latest: &mut Accrual,
        now: Epoch,
        burned: Amount,
    ) -> Result<(), ArithmeticError> {
        if let Some((ended, total)) = latest.roll(now) {
            self.usages.insert((whom, ended), &total);
        }
        raise(&mut latest.value, burned)
    }

    /// Takes what was burned of a node's settlements in an ended epoch. The account is written if that is
    /// where it was.
    pub fn take_usage(&mut self, node: NodeId, account: &mut NodeAccount, epoch: Epoch) -> Amount {
        if account.burned.epoch != epoch {
            return self.usages.take((Some(node), epoch)).unwrap_or_default();
        }
        // No settlement followed: there is no item of this epoch, and now there never will be.
        let burned = core::mem::take(&mut account.burned.value);
        if burned > 0 {
            self.put_account(node, account);
        }
        burned
    }
}
