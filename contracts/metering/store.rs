//! Metering's state: what most messages read, in the root, and the items beside it. [`Holdings`] are raised and
//! lowered together with the items whose sums they are.

use crate::fees::{self, Split};
use crate::leases::Draft;
use crate::node_pages::{self, NodePages, Pages};
use crate::usage::{ended_epochs, Totals, Usage};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::market::Grant;
use interfaces::metering::{
    Holdings, Lease, Leg, LegIndex, LegRef, MeteringError, NodeAccount, Opened, UsageClaim, UsageShare,
};
use kit::storage;
use shared::math::{lower, raise};
use shared::{Amount, ArithmeticError, Epoch, LeaseId, NodeId};

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
    /// Nodes' accounts and legs; [`NodePages`] reads and writes them.
    pages: Pages,
}

// Free balances.
impl Store {
    /// Returns the tokens that are held, by purpose.
    pub fn holdings(&self) -> Holdings {
        self.holdings
    }

    /// Returns a payer's free balance in tokens.
    #[inline(never)]
    pub fn balance(&self, payer: AccountId) -> Amount {
        storage::get(&self.balances, payer).unwrap_or_default()
    }

    /// Adds tokens that came in to a free balance.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn deposit(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        raise(&mut self.holdings.prepaid, amount)?;
        self.change_balance(payer, |balance| raise(balance, amount))
    }

    /// Takes tokens that go out from a free balance.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    pub fn withdraw(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        self.lock(payer, amount)?;
        Ok(lower(&mut self.holdings.prepaid, amount)?)
    }

    /// Takes tokens from a free balance for a deposit. The deposit of a leg is to be raised by as much: together
    /// they stay what they were.
    ///
    /// # Errors
    /// `InsufficientBalance`.
    pub fn lock(&mut self, payer: AccountId, amount: Amount) -> Result<(), MeteringError> {
        self.change_balance(payer, |balance| lower(balance, amount))
            .map_err(|_| MeteringError::InsufficientBalance)
    }

    fn change_balance(
        &mut self,
        payer: AccountId,
        change: impl FnOnce(&mut Amount) -> Result<(), ArithmeticError>,
    ) -> Result<(), MeteringError> {
        let mut balance = self.balance(payer);
        change(&mut balance)?;
        self.put_balance(payer, balance);
        Ok(())
    }

    #[inline(never)]
    fn put_balance(&mut self, payer: AccountId, balance: Amount) {
        if balance == 0 {
            storage::remove(&mut self.balances, payer);
        } else {
            storage::insert(&mut self.balances, payer, &balance);
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
        storage::get(&self.leases, lease).ok_or(MeteringError::UnknownLease)
    }

    /// Removes a lease and returns it.
    ///
    /// # Errors
    /// `UnknownLease`.
    pub fn take_lease(&mut self, lease: LeaseId) -> Result<Lease, MeteringError> {
        storage::take(&mut self.leases, lease).ok_or(MeteringError::UnknownLease)
    }

    /// Writes a lease.
    pub fn put_lease(&mut self, lease: LeaseId, record: &Lease) {
        storage::insert(&mut self.leases, lease, record);
    }

    /// Returns the leg in an entry of a node's, if there is one.
    pub fn leg(&self, node: NodeId, leg_index: LegIndex) -> Option<Leg> {
        node_pages::read_leg(node, leg_index)
    }

    /// Writes the lease of `payer`, whose deposit is locked, and its leg on the node that was granted.
    ///
    /// # Errors
    /// `Arithmetic` when there is no further number for it or its leg; `TooMany` never.
    pub fn add_lease(
        &mut self,
        payer: AccountId,
        draft: &Draft,
        Grant { node, price }: Grant,
    ) -> Result<Opened, MeteringError> {
        let lease = self.lease_count.checked_add(1).ok_or(ArithmeticError)?;
        self.lease_count = lease;
        let mut pages = NodePages::read(node);
        let leg = LegRef { node, leg_index: pages.occupy(&draft.leg(lease, price))? };
        pages.write();
        self.put_lease(lease, &draft.lease(payer, leg));
        Ok(Opened { lease, leg, price })
    }

    /// Raises the deposit of `lease`, whose leg is kept at `leg`, by tokens of the free balance of `payer`.
    ///
    /// # Errors
    /// `UnknownLease`, `InsufficientBalance`.
    pub fn top_up(
        &mut self,
        lease: LeaseId,
        LegRef { node, leg_index }: LegRef,
        payer: AccountId,
        amount: Amount,
    ) -> Result<(), MeteringError> {
        node_pages::update_leg(node, lease, leg_index, |leg| Ok(raise(&mut leg.deposit, amount)?))?;
        self.lock(payer, amount)
    }

    /// Removes the leg of a lease. Returns the tokens that were left of its deposit, now in the free balance of
    /// the lease's payer.
    ///
    /// # Errors
    /// `UnknownLease` if its leg is not there.
    pub fn refund(&mut self, lease: LeaseId, record: &Lease) -> Result<Amount, MeteringError> {
        let LegRef { node, leg_index } = record.leg;
        let mut pages = NodePages::read(node);
        let refunded = pages.vacate(lease, leg_index)?.deposit;
        pages.write();
        if refunded > 0 {
            self.change_balance(record.payer, |balance| raise(balance, refunded))?;
        }
        Ok(refunded)
    }
}

// Nodes' accounts, fees and usage.
impl Store {
    /// Reads a node's account.
    pub fn account(&self, node: NodeId) -> NodeAccount {
        NodePages::read(node).head().account()
    }

    /// Writes what vouchers of a node paid in `epoch`, `gross` in all, divided: each of its pages once.
    ///
    /// # Errors
    /// When a number does not fit, which is never while the books are true.
    pub fn book(
        &mut self,
        mut pages: NodePages,
        gross: Amount,
        split: &Split,
        epoch: Epoch,
    ) -> Result<(), ArithmeticError> {
        fees::book(&mut self.holdings, gross, split)?;
        let node = pages.node();
        let head = pages.change_head();
        self.usage.accrue(node, &mut head.usage, epoch, split.burn)?;
        raise(&mut head.earnings, split.node)?;
        pages.write();
        Ok(())
    }

    /// Takes a node's earnings, in tokens.
    ///
    /// # Errors
    /// `NothingToClaim`.
    pub fn take_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError> {
        let mut pages = NodePages::read(node);
        let amount = core::mem::take(&mut pages.change_head().earnings);
        if amount == 0 {
            return Err(MeteringError::NothingToClaim);
        }
        pages.write();
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
        self.usage.of_node(node, NodePages::read(node).head().usage, epoch)
    }

    /// Returns the tokens burned of everybody's settlements in `epoch`.
    pub fn total_usage(&self, epoch: Epoch) -> Amount {
        self.usage.total(epoch)
    }

    /// Takes nodes' usage of epochs that have ended in epoch `now`. What is in the root stays as it is.
    ///
    /// # Errors
    /// `TooMany`, `EpochNotEnded`.
    pub fn take_usage(
        &mut self,
        claims: &[UsageClaim],
        now: Epoch,
    ) -> Result<Vec<Vec<UsageShare>>, MeteringError> {
        let mut totals = Totals::default();
        let mut taken = Vec::with_capacity(claims.len());
        for claim in claims {
            let epochs = ended_epochs(claim, now)?;
            let mut pages = NodePages::read(claim.node);
            let mut usage = pages.head().usage;
            taken.push(self.usage.take(claim.node, &mut usage, epochs, &mut totals));
            if usage != pages.head().usage {
                pages.change_head().usage = usage;
                pages.write();
            }
        }
        Ok(taken)
    }
}
