//! Pools' terms: commission, announced one epoch ahead and raised in steps, and who may join.

use super::*;
use crate::keys::account;
use crate::report::CommissionReport;
use interfaces::rewards::Claimed;
use interfaces::staking::PoolTerms;
use shared::{Bps, ONE_BPS};

pub(super) fn payee_account(name: &str) -> AccountId {
    account(&format!("payee {name}"))
}

impl Replay<'_> {
    /// Owners whose pools have terms of their own say so, and announce the first step of their commission.
    pub(super) fn agree(&mut self) -> Result<()> {
        for (i, of) in self.fleet.nodes.iter().enumerate() {
            if of.commission.0 == 0 && of.commission_to.is_none() && !of.closed {
                continue;
            }
            self.report.commissions.push(CommissionReport {
                node: of.name.clone(),
                to: of.commission_to.clone(),
                closed: of.closed,
                ..CommissionReport::default()
            });
            self.set_terms(i)?;
        }
        let (terms, closed) =
            (&self.report.commissions, self.fleet.nodes.iter().filter(|n| n.closed).count());
        if !terms.is_empty() {
            self.tell(format!("{} pools have terms of their own; {closed} of them closed", terms.len()));
        }
        self.raise_commissions()
    }

    /// Tells staking where a pool's commission goes and whether others may join, unless it is as by default.
    pub(super) fn set_terms(&mut self, node: usize) -> Result<()> {
        let of = &self.fleet.nodes[node];
        let terms = PoolTerms { payout: of.commission_to.as_deref().map(payee_account), closed: of.closed };
        if terms != PoolTerms::default() {
            let Node { id, owner, .. } = self.nodes[node];
            self.net.send(owner, self.net.suite.staking().set_terms(id, terms))?;
        }
        Ok(())
    }

    /// Where an epoch starts: owners announce the next step towards the commission that they want.
    pub(super) fn raise_commissions(&mut self) -> Result<()> {
        let rise = self.net.view(self.net.suite.staking().params())?.max_commission_rise;
        let next = self.epoch() + 1;
        for place in 0..self.report.commissions.len() {
            let node = self.named(&self.report.commissions[place].node)?;
            // What was announced last is in force by now.
            let rate = self.report.commissions[place].rates.last().map_or(0, |(_, rate)| *rate);
            let wanted: Bps = self.fleet.nodes[node].commission.0;
            if rate == wanted {
                continue;
            }
            let rate = wanted.min(rate.saturating_add(rise));
            let Node { id, owner, .. } = self.nodes[node];
            self.net.send(owner, self.net.suite.staking().set_commission(id, rate))?;
            self.report.commissions[place].rates.push((next, rate));
        }
        Ok(())
    }

    /// What a claim brought the node's owner before anybody else: all of it was earned in the last epoch that
    /// it covered, because nodes claim wherever an epoch starts, and none count in epoch 0.
    pub(super) fn note_commission(&mut self, node: usize, claimed: &Claimed) {
        let earned_in = (claimed.first + claimed.epochs).saturating_sub(1);
        let name = &self.fleet.nodes[node].name;
        let Some(terms) = self.report.commissions.iter_mut().find(|c| c.node == *name) else { return };
        let rate = terms.rates.iter().rev().find(|(from, _)| *from <= earned_in).map_or(0, |(_, rate)| *rate);
        terms.earned += (claimed.availability + claimed.usage) * Amount::from(rate) / Amount::from(ONE_BPS);
    }

    /// At the end, whoever is owed commission, or a part of a slash, has it paid out.
    pub(super) fn pay_out_commission(&mut self) -> Result<()> {
        let mut owed: BTreeMap<AccountId, Amount> = BTreeMap::new();
        for terms in &self.report.commissions {
            if let Some(to) = &terms.to {
                *owed.entry(payee_account(to)).or_default() += terms.earned;
            }
        }
        if let Some(slash) = &self.report.slash {
            if let Some(reporter) = &slash.reporter {
                *owed.entry(faults::reporter_account(reporter)).or_default() += slash.rewarded;
            }
        }
        let (mut all, mut wrong) = (0, None);
        for (payee, expected) in owed {
            let paid = match self.net.view(self.net.suite.staking().payout(payee))? {
                0 => 0,
                _ => self.net.send(payee, self.net.suite.staking().claim_payout())?.value,
            };
            all += paid;
            if paid != expected {
                wrong = Some(format!("{paid} paid out instead of {expected}"));
            }
        }
        if all > 0 {
            self.tell(format!("{} GRID of commission and rewards for reports are paid out", whole(all)));
        }
        self.note_invariant("what_is_owed_besides_pools_is_paid_out", wrong.map_or(Ok(()), Err));
        Ok(())
    }
}
