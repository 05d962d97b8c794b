//! Metering's state: what most messages write, in the root, and the items beside it. [`Holdings`] are raised
//! and lowered together with the items whose sums they are.

use crate::fees::{self, Split};
use crate::leases::Draft;
use crate::leg_entries::{self, Page};
use crate::settlement::Batch;
use crate::usage::Usage;
use core::ops::Range;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::market::Grant;
use interfaces::metering::{
    Holdings, Lease, Leg, LegIndex, LegRef, MeteringError, NodeAccount, Opened, UsageShare,
};
use shared::math::{lower, raise, shift};
use shared::pages::page_of;
use shared::{Amount, ArithmeticError, Epoch, LeaseId, NodeId};

/// A node and the number of one of its pages.
type PageKey = (NodeId, u32);

/// Metering's records.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// How many leases were ever opened.
    lease_count: LeaseId,
    /// Tokens that are held, by purpose.
    holdings: Holdings,
    /// Tokens burned of settlements, by epoch.
    usage: Usage,
    /// Payers' free balances in tokens; never zero.
    balances: Mapping<AccountId, Amount, ManualKey<0x4000_0010>>,
    /// Leases that are not finalized.
    leases: Mapping<LeaseId, Lease, ManualKey<0x4000_0011>>,
    /// Nodes' legs.
    pages: Mapping<PageKey, Page, ManualKey<0x4000_0012>>,
    /// Nodes' earnings, usage in the epoch of their latest settlement, and lists of free entries.
    accounts: Mapping<NodeId, NodeAccount, ManualKey<0x4000_0013>>,
}

// Free balances.
impl Store {
    /// Returns the tokens that are held, by purpose.
    pub fn holdings(&self) -> Holdings {
        self.holdings
    }

    /// Returns a payer's free balance in tokens.
    pub fn balance(&self, payer: AccountId) -> Amount {
        self.balances.get(payer).unwrap_or_default()
    }

    /// Adds tokens that came in to a free balance.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn deposit(&mut self, payer: AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        self.credit(payer, amount)?;
        raise(&mut self.holdings.balances, amount)
    }

    /// Takes tokens that go out from a free balance.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    pub fn withdraw(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        self.debit(payer, amount)?;
        Ok(lower(&mut self.holdings.balances, amount)?)
    }

    /// Moves tokens from a free balance to the deposits. The deposit of a leg is to be raised by as much.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    pub fn lock(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        self.debit(payer, amount)?;
        Ok(shift(&mut self.holdings.balances, &mut self.holdings.deposits, amount)?)
    }

    /// Moves what is left of a leg's deposit back to a free balance.
    fn unlock(&mut self, payer: AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        if amount == 0 {
            return Ok(());
        }
        self.credit(payer, amount)?;
        shift(&mut self.holdings.deposits, &mut self.holdings.balances, amount)
    }

    fn credit(&mut self, payer: AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        let mut balance = self.balance(payer);
        raise(&mut balance, amount)?;
        self.put_balance(payer, balance);
        Ok(())
    }

    fn debit(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
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
}

// Leases and their legs.
impl Store {
    /// Returns how many leases were ever opened.
    pub fn lease_count(&self) -> LeaseId {
        self.lease_count
    }

    /// Reads a lease.
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

    /// Reads one of a node's pages; empty if it was never written.
    pub fn page(&self, node: NodeId, number: u32) -> Page {
        self.pages.get((node, number)).unwrap_or_default()
    }

    fn put_page(&mut self, node: NodeId, number: u32, page: &Page) {
        self.pages.insert((node, number), page);
    }

    /// Returns the leg in an entry of a node's, if there is one.
    pub fn leg(&self, node: NodeId, leg_index: LegIndex) -> Option<Leg> {
        leg_entries::leg_at(&self.page(node, page_of(leg_index)), leg_index)
    }

    /// Writes the lease of `payer`, whose deposit is locked, and its leg on the node that was granted.
    ///
    /// # Errors
    /// When there is no further number for it or its leg.
    pub fn add_lease(
        &mut self,
        payer: AccountId,
        draft: &Draft,
        Grant { node, price }: Grant,
    ) -> Result<Opened, ArithmeticError> {
        let lease = self.lease_count.checked_add(1).ok_or(ArithmeticError)?;
        self.lease_count = lease;
        let mut account = self.account(node);
        let leg_index = leg_entries::next_leg_index(&account);
        let mut page = self.page(node, page_of(leg_index));
        leg_entries::occupy(&mut account, &mut page, &draft.leg(lease, price))?;
        self.put_page(node, page_of(leg_index), &page);
        self.put_account(node, &account);

        let leg = LegRef { node, leg_index };
        self.put_lease(lease, &draft.lease(payer, leg));
        Ok(Opened { lease, leg, price })
    }

    /// Raises the deposit of the leg of `lease` by tokens of the free balance of `payer`.
    ///
    /// # Errors
    /// `UnknownLease`, `InsufficientBalance`.
    pub fn top_up(&mut self, lease: LeaseId, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        let LegRef { node, leg_index } = self.lease(lease)?.leg;
        let mut page = self.page(node, page_of(leg_index));
        let mut leg = leg_entries::find(&page, lease, leg_index).ok_or(MeteringError::UnknownLease)?;
        raise(&mut leg.deposit, amount)?;
        leg_entries::put(&mut page, leg_index, &leg).then_some(()).ok_or(MeteringError::UnknownLease)?;
        self.lock(payer, amount)?;
        self.put_page(node, page_of(leg_index), &page);
        Ok(())
    }

    /// Removes a lease and its leg. Returns the tokens that were left of its deposit, now in the free balance
    /// of its payer.
    ///
    /// # Errors
    /// `UnknownLease` if its leg is not there.
    pub fn remove_lease(&mut self, lease: LeaseId, record: &Lease) -> Result<Amount, MeteringError> {
        let LegRef { node, leg_index } = record.leg;
        let mut account = self.account(node);
        let mut page = self.page(node, page_of(leg_index));
        let leg = leg_entries::vacate(&mut account, &mut page, lease, leg_index);
        let refunded = leg.ok_or(MeteringError::UnknownLease)?.deposit;
        self.put_page(node, page_of(leg_index), &page);
        self.put_account(node, &account);
        self.leases.remove(lease);
        self.unlock(record.payer, refunded)?;
        Ok(refunded)
    }
}

// Nodes' accounts, fees and usage.
impl Store {
    /// Reads a node's account.
    pub fn account(&self, node: NodeId) -> NodeAccount {
        self.accounts.get(node).unwrap_or_default()
    }

    fn put_account(&mut self, node: NodeId, account: &NodeAccount) {
        self.accounts.insert(node, account);
    }

    /// Writes what a batch paid in `epoch`, divided: each of its pages once, the node's account once.
    ///
    /// # Errors
    /// When a number does not fit, which is never while the books are true.
    pub fn book(
        &mut self,
        node: NodeId,
        batch: &Batch,
        split: &Split,
        epoch: Epoch,
    ) -> Result<(), ArithmeticError> {
        for open in batch.pages.changed() {
            self.put_page(node, open.number, &open.page);
        }
        fees::book(&mut self.holdings, batch.total.value, split)?;
        let mut account = self.account(node);
        self.usage.accrue(node, &mut account.burned, epoch, split.burn)?;
        raise(&mut account.earnings, split.node)?;
        self.put_account(node, &account);
        Ok(())
    }

    /// Takes a node's earnings, in tokens.
    ///
    /// # Errors
    /// `NothingToClaim`.
    pub fn take_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError> {
        let mut account = self.account(node);
        let amount = core::mem::take(&mut account.earnings);
        if amount == 0 {
            return Err(MeteringError::NothingToClaim);
        }
        self.put_account(node, &account);
        lower(&mut self.holdings.earnings, amount)?;
        Ok(amount)
    }

    /// Takes the fees: tokens to be burned, and tokens for the treasury.
    ///
    /// # Errors
    /// `NothingToClaim`.
    pub fn take_fees(&mut self) -> Result<(Amount, Amount), MeteringError> {
        let burn = core::mem::take(&mut self.holdings.burn);
        let treasury = core::mem::take(&mut self.holdings.treasury);
        (burn | treasury > 0).then_some((burn, treasury)).ok_or(MeteringError::NothingToClaim)
    }

    /// Returns the tokens burned of a node's settlements in `epoch` that were not taken.
    pub fn node_usage(&self, node: NodeId, epoch: Epoch) -> Amount {
        self.usage.of_node(node, self.account(node).burned, epoch)
    }

    /// Returns the tokens burned of everybody's settlements in `epoch`.
    pub fn total_usage(&self, epoch: Epoch) -> Amount {
        self.usage.total(epoch)
    }

    /// Takes a node's usage of each of these epochs, which have ended.
    pub fn take_usage(&mut self, node: NodeId, epochs: Range<Epoch>) -> Vec<UsageShare> {
        let mut account = self.account(node);
        let before = account.burned;
        let mut shares = Vec::with_capacity(epochs.len());
        for epoch in epochs {
            shares.push(self.usage.take(node, &mut account.burned, epoch));
        }
        if account.burned != before {
            self.put_account(node, &account);
        }
        shares
    }
}
