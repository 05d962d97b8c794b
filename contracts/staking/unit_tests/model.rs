//! What staking should do, said without shares: every account simply has tokens, which rewards and slashing
//! multiply. Random sequences hold [`PoolHarness`] to it.

use super::harness::{PoolHarness, ACCOUNTS, THAW_MS};
use crate::earnings::announce_commission;
use crate::tranches::overdue_before;
use interfaces::staking::{StakingError, Tranche, MAX_THAWS};
use shared::{Amount, Bps, Epoch, Timestamp};
use std::collections::BTreeMap;

type Each<T> = [T; ACCOUNTS as usize];

/// The tokens of all accounts; fractions of a unit are kept.
#[derive(Clone, Debug, Default)]
struct Model {
    active: Each<f64>,
    pending: BTreeMap<Epoch, Each<f64>>,
    thaws: Each<Vec<(f64, Timestamp)>>,
    /// Commission, from every epoch on in which it changed.
    rates: BTreeMap<Epoch, Bps>,
    /// What rounding may have cost or given an account by now.
    slack: f64,
}

impl Model {
    /// Makes active what was bonded before epoch `before`.
    fn convert(&mut self, before: Epoch) {
        let later = self.pending.split_off(&before);
        for tranche in core::mem::replace(&mut self.pending, later).into_values() {
            for (active, tokens) in self.active.iter_mut().zip(tranche) {
                *active += tokens;
            }
        }
    }

    fn bond(&mut self, epoch: Epoch, who: usize, tokens: f64) {
        self.pending.entry(epoch).or_default()[who] += tokens;
    }

    fn rate(&self, epoch: Epoch) -> Bps {
        self.rates.range(..=epoch).next_back().map_or(0, |(_, rate)| *rate)
    }
}

/// A pool beside its model. Every verb does the same to both, or nothing at all.
#[derive(Clone, Debug)]
pub struct CheckedPool {
    pub harness: PoolHarness,
    model: Model,
    /// The first epoch that no rewards came for.
    claimed_to: Epoch,
}

impl CheckedPool {
    pub fn new() -> Self {
        let harness = PoolHarness::new();
        Self { claimed_to: harness.epoch, harness, model: Model::default() }
    }

    fn convert_overdue(&mut self) {
        self.model.convert(overdue_before(self.harness.epoch));
    }

    pub fn bond_for(&mut self, payer: u8, who: u8, amount: Amount) -> Result<(), StakingError> {
        self.harness.bond_for(payer, who, amount)?;
        self.convert_overdue();
        self.model.bond(self.harness.epoch, who.into(), amount as f64);
        self.check();
        Ok(())
    }

    pub fn unbond(&mut self, who: u8, per_cent: u8) -> Result<(), StakingError> {
        let shares = self.harness.view(who).shares.0;
        let moved = self.harness.unbond_part(who, per_cent)?;
        self.convert_overdue();
        let part = (shares * Amount::from(per_cent) / 100) as f64 / shares as f64;
        let (active, thaws) =
            (&mut self.model.active[usize::from(who)], &mut self.model.thaws[usize::from(who)]);
        let tokens = *active * part;
        *active -= tokens;
        let ready_at = self.harness.now() + THAW_MS;
        if moved == 0 {
            assert!(tokens <= self.model.slack + 1.0, "{tokens} left for nothing");
        } else if thaws.len() < MAX_THAWS {
            thaws.push((tokens, ready_at));
        } else if let Some(latest) = thaws.last_mut() {
            *latest = (latest.0 + tokens, ready_at);
        }
        self.check();
        Ok(())
    }

    pub fn cancel_unbond(&mut self, who: u8, index: u8) -> Result<(), StakingError> {
        self.harness.cancel_unbond(who, index)?;
        self.convert_overdue();
        let (tokens, _) = self.model.thaws[usize::from(who)].remove(index.into());
        self.model.bond(self.harness.epoch, who.into(), tokens);
        self.check();
        Ok(())
    }

    pub fn withdraw(&mut self, who: u8) -> Result<Amount, StakingError> {
        let amount = self.harness.withdraw(who)?;
        self.convert_overdue();
        let now = self.harness.now();
        let thaws = &mut self.model.thaws[usize::from(who)];
        let ready: f64 = thaws.iter().filter(|t| t.1 <= now).map(|t| t.0).sum();
        thaws.retain(|t| t.1 > now);
        assert!((ready - amount as f64).abs() <= self.model.slack, "{amount} for {ready}");
        self.check();
        Ok(amount)
    }

    /// Rewards of the epochs that ended, one after the other.
    pub fn claim(&mut self, amounts: &[Amount]) {
        for &amount in amounts {
            if self.claimed_to >= self.harness.epoch {
                break;
            }
            let (unallocated, owed) = (self.harness.unallocated, self.harness.owed);
            let converted = self.harness.pool.tranches.len();
            self.harness.deposit(self.claimed_to, &[amount]);
            self.model.convert(self.claimed_to);
            let converted = (converted - self.harness.pool.tranches.len()) as f64;
            let commission = amount * Amount::from(self.model.rate(self.claimed_to)) / 10_000;
            let total: f64 = self.model.active.iter().sum();
            self.model.slack += converted * 2.0 * (self.harness.price() as f64 + 1.0);
            if self.harness.unallocated > unallocated {
                assert_eq!(self.harness.unallocated - unallocated, amount);
                assert!(total <= self.model.slack, "{total} had no shares");
            } else if !self.harness.pool.shares.is_zero() {
                let growth = (total + (amount - commission) as f64) / total;
                for active in &mut self.model.active {
                    *active *= growth;
                }
                // What was rounded before grows with the rest: an account's own and, by its part, all four's.
                let had = self.harness.pool.active.saturating_sub(amount).max(1);
                self.model.slack *= 1.0 + 5.0 * amount as f64 / had as f64;
                let pool = &self.harness.pool;
                let compounds = pool.terms.payout.is_none() && !pool.owner_position.shares.is_zero();
                if compounds {
                    self.model.active[usize::from(self.harness.owner())] += commission as f64;
                }
                assert_eq!(self.harness.owed - owed, if compounds { 0 } else { commission });
            }
            self.claimed_to += 1;
            self.check();
        }
    }

    pub fn slash(&mut self, fraction: Bps) {
        self.convert_overdue();
        let pool = &self.harness.pool;
        let nonces = (pool.share_nonce, pool.thaw_nonce);
        self.harness.slash(fraction);
        let stays = 1.0 - f64::from(fraction) / 10_000.0;
        let pool = &self.harness.pool;
        let stays_active = if pool.share_nonce == nonces.0 { stays } else { 0.0 };
        let stays_thawing = if pool.thaw_nonce == nonces.1 { stays } else { 0.0 };
        for tokens in self.model.pending.values_mut().flatten().chain(&mut self.model.active) {
            *tokens *= stays_active;
        }
        for (tokens, _) in self.model.thaws.iter_mut().flatten() {
            *tokens *= stays_thawing;
        }
        if pool.share_nonce != nonces.0 {
            self.model.pending.clear();
        }
        if pool.thaw_nonce != nonces.1 {
            self.model.thaws = Default::default();
        }
        self.check();
    }

    pub fn commission(&mut self, rate: Bps) {
        let now = self.harness.epoch;
        if let Ok(from) = announce_commission(&mut self.harness.pool, rate, now, 10_000) {
            self.model.rates.insert(from, rate);
        }
    }

    pub fn take_over(&mut self, who: u8) -> Result<(), StakingError> {
        let from = usize::from(self.harness.owner());
        let to = usize::from(who);
        if from == to {
            return Ok(());
        }
        self.harness.take_over(who)?;
        self.convert_overdue();
        let model = &mut self.model;
        model.active[to] += core::mem::take(&mut model.active[from]);
        for tranche in model.pending.values_mut() {
            tranche[to] += core::mem::take(&mut tranche[from]);
        }
        let thaws = core::mem::take(&mut model.thaws[from]);
        model.thaws[to].extend(thaws);
        model.thaws[to].sort_by_key(|thaw| thaw.1);
        self.check();
        Ok(())
    }

    /// Every account has what the model says, but for rounding.
    fn check(&mut self) {
        self.model.slack += 8.0 * (self.harness.price() as f64 + 1.0);
        let mut now = self.model.clone();
        now.convert(overdue_before(self.harness.epoch));
        let (mut slack, sum) = (now.slack, now.active.iter().sum::<f64>());
        // Sums of this size have no finer fractions.
        slack += sum * 1e-12;
        // What is overdue is converted for each view.
        let overdue = |t: &&Tranche| t.epoch < overdue_before(self.harness.epoch);
        let overdue = self.harness.pool.tranches.iter().filter(overdue).count() as f64;
        slack += 2.0 * overdue * (self.harness.price() as f64 + 1.0);
        for who in 0..ACCOUNTS {
            let (view, at) = (self.harness.view(who), usize::from(who));
            let pending: f64 = now.pending.values().map(|tranche| tranche[at]).sum();
            let is = [view.value, view.pending].map(|tokens| tokens as f64);
            for (is, should) in is.into_iter().zip([now.active[at], pending]) {
                assert!((is - should).abs() <= slack, "{who} has {is} in place of {should} ± {slack}");
            }
            assert_eq!(view.thaws.len(), now.thaws[at].len());
            for (is, should) in view.thaws.iter().zip(&now.thaws[at]) {
                assert_eq!(is.1, should.1);
                assert!((is.0 as f64 - should.0).abs() <= slack, "{is:?} thaw in place of {should:?}");
            }
        }
    }
}
