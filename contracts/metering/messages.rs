//! The messages that payers, nodes and rewards send day by day. They are all that metering's own code has (see
//! [`crate::front`]).

use crate::config::Peer;
use crate::fees::Split;
use crate::leases::{self, Draft};
use crate::node_pages::NodePages;
use crate::settlement::{self, Total};
use crate::state::{caller, now, own_account, State};
use crate::{events, fees};
use ink::prelude::vec::Vec;
use interfaces::metering::{
    LeaseTerms, Leg, LegRef, MeteringError, NodeVouchers, Opened, Settled, UsageClaim, UsageShare, Voucher,
    MAX_LEG_PAGES,
};
use kit::peers::{market, registry, token};
use kit::{emit, emit_plain};
use shared::signing::Messages;
use shared::{Amount, LeaseId, NodeId};

/// Payers.
impl State {
    /// `Metering::deposit`.
    ///
    /// # Errors
    /// As the message's.
    pub fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError> {
        ensure_amount(amount)?;
        let payer = caller();
        self.store.deposit(payer, amount)?;
        token::transfer_from(&payer, &own_account(), amount)
            .or(self.config.peer(Peer::Token), MeteringError::TransferFailed)?;
        emit_plain(events::Deposited { payer, amount });
        Ok(())
    }

    /// `Metering::withdraw`.
    ///
    /// # Errors
    /// As the message's.
    pub fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError> {
        ensure_amount(amount)?;
        let payer = caller();
        self.store.withdraw(payer, amount)?;
        self.pay(&payer, amount)?;
        emit_plain(events::Withdrawn { payer, amount });
        Ok(())
    }

    /// `Metering::open`.
    ///
    /// # Errors
    /// As the message's.
    pub fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError> {
        let (payer, now) = (caller(), now());
        leases::check_terms(&terms, self.config.params(self.config.epoch(now)), now)?;
        let (draft, request) = Draft::new(terms);
        self.store.lock(payer, draft.deposit)?;

        // Reserved before the lease is stored, because node and price are part of it. The market calls
        // nobody but the registry, which calls nobody, and the pallet denies re-entry.
        let grants =
            market::reserve(&request).or_else(self.config.peer(Peer::Market), MeteringError::Market)?;
        let opened = self.store.add_lease(payer, &draft, leases::only_grant(&grants)?)?;
        let Opened { lease, leg: LegRef { node, leg_index }, price } = opened;
        let Draft { deposit, until, .. } = draft;
        emit(lease, events::LeaseOpened { lease, payer, node, leg_index, price, deposit, until });
        Ok(opened)
    }

    /// `Metering::top_up`.
    ///
    /// # Errors
    /// As the message's.
    pub fn top_up(&mut self, lease: LeaseId, leg: LegRef, amount: Amount) -> Result<(), MeteringError> {
        ensure_amount(amount)?;
        self.store.top_up(lease, leg, caller(), amount)?;
        emit(lease, events::ToppedUp { lease, amount });
        Ok(())
    }

    /// `Metering::close`.
    ///
    /// # Errors
    /// As the message's.
    pub fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
        let now = now();
        let window = self.config.params(self.config.epoch(now)).settlement_window_ms;
        let mut record = self.store.lease(lease)?;
        let until = leases::close(&mut record, caller(), now, window)?;
        self.store.put_lease(lease, &record);
        emit(lease, events::LeaseClosing { lease, until });
        Ok(())
    }

    /// `Metering::finalize`.
    ///
    /// # Errors
    /// As the message's.
    pub fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
        let now = now();
        let window = self.config.params(self.config.epoch(now)).settlement_window_ms;
        let record = self.store.take_lease(lease)?;
        leases::ensure_final(&record, caller(), now, window)?;

        let refunded = self.store.refund(lease, &record)?;
        market::release(record.leg.node, record.class_id, record.units)
            .or_else(self.config.peer(Peer::Market), MeteringError::Market)?;
        emit(lease, events::LeaseFinalized { lease, refunded });
        Ok(())
    }
}

/// Nodes, and what rewards takes.
impl State {
    /// `Metering::settle`.
    ///
    /// # Errors
    /// As the message's.
    pub fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError> {
        let mut outcomes = self.settle_many(&[NodeVouchers { node, vouchers }])?;
        Ok(outcomes.pop().unwrap_or_default())
    }

    /// `Metering::settle_many`.
    ///
    /// # Errors
    /// As the message's.
    #[inline(never)]
    pub fn settle_many(&mut self, batches: &[NodeVouchers]) -> Result<Vec<Vec<Settled>>, MeteringError> {
        settlement::ensure_batches(batches)?;
        let epoch = self.epoch();
        let mut messages = Messages::vouchers(&self.config.genesis_hash, &own_account());
        let mut outcomes = Vec::with_capacity(batches.len());
        let mut pages_read = 0usize;
        for NodeVouchers { node, vouchers } in batches {
            let node = *node;
            let mut pages = NodePages::read(node);
            let (settled, total) = settlement::settle_all(&mut pages, vouchers, |leg, voucher| {
                is_signed(&mut messages, node, leg, voucher)
            })?;
            pages_read = pages_read.saturating_add(pages.count());
            if pages_read > MAX_LEG_PAGES {
                return Err(MeteringError::TooMany);
            }
            outcomes.push(settled);
            let Total { vouchers, units, value } = total;
            if value > 0 {
                let split = fees::split(value, self.config.params(epoch))?;
                self.store.book(pages, value, &split, epoch)?;
                let Split { burn: burned, treasury, .. } = split;
                emit(node, events::Settlement { node, vouchers, units, value, burned, treasury });
            }
        }
        Ok(outcomes)
    }

    /// `Metering::withdraw_earnings`.
    ///
    /// # Errors
    /// As the message's.
    pub fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError> {
        let amount = self.store.take_earnings(node)?;
        let owner =
            registry::owner_of(node).or_else(self.config.peer(Peer::Registry), MeteringError::Registry)?;
        self.pay(&owner, amount)?;
        emit(node, events::EarningsWithdrawn { node, amount });
        Ok(amount)
    }

    /// `Metering::take_usage`.
    ///
    /// # Errors
    /// As the message's.
    pub fn take_usage(&mut self, claims: &[UsageClaim]) -> Result<Vec<Vec<UsageShare>>, MeteringError> {
        self.config.settings.ensure(Peer::Rewards, &caller())?;
        let epoch = self.epoch();
        self.store.take_usage(claims, epoch)
    }
}

/// Passes if there is any amount.
fn ensure_amount(amount: Amount) -> Result<(), MeteringError> {
    (amount > 0).then_some(()).ok_or(MeteringError::ZeroAmount)
}

/// Returns whether `voucher` is signed by the session key of `leg`, which is a leg on `node`.
fn is_signed(messages: &mut Messages, node: NodeId, leg: &Leg, voucher: &Voucher) -> bool {
    let message = messages.voucher(leg.lease, node, leg.generation, voucher.units);
    ink::env::sr25519_verify(&voucher.signature, message, &leg.session_key).is_ok()
}
