//! What an epoch is worth to a node, by the same rules as a claim. For an epoch that is over the shares are final;
//! only a change of the rebate before the claim changes what it mints. For the running one it is an estimate: what
//! the node would get if the epoch ended now.

use crate::context::Context;
use interfaces::metering::UsageShare;
use interfaces::registry::CreditShare;
use interfaces::rewards::Emission;
use shared::limits::{CLAIM_GRACE_EPOCHS, MAX_CLAIM_EPOCHS};
use shared::math::{mul_div, part};
use shared::{Amount, Bps, Epoch, NodeId, Rounding};

/// A node's part in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochShare {
    /// The epoch.
    pub epoch: Epoch,
    /// The node's credit, and everybody's.
    pub credit: CreditShare,
    /// Tokens burned of the node's settlements, and of everybody's.
    pub usage: UsageShare,
    /// Tokens for availability.
    pub for_availability: Amount,
    /// Tokens for usage.
    pub for_usage: Amount,
}

impl EpochShare {
    /// Computes what shares of an epoch's emission come to; `max_burn_rebate` bounds the part for usage.
    pub fn new(
        epoch: Epoch,
        emission: Emission,
        credit: CreditShare,
        usage: UsageShare,
        max_burn_rebate: Bps,
    ) -> Self {
        let for_availability = portion(emission.availability, credit.credit, credit.total);
        let rebate = part(usage.burned, max_burn_rebate, Rounding::Down).unwrap_or(0);
        let for_usage = portion(emission.usage, usage.burned, usage.total).min(rebate);
        Self { epoch, credit, usage, for_availability, for_usage }
    }

    /// Reads a node's part in an epoch.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn read(ctx: &mut Context, node: NodeId, epoch: Epoch, max_burn_rebate: Bps) -> anyhow::Result<Self> {
        let suite = ctx.suite().clone();
        let credit = ctx.view(suite.registry().credit(node, epoch))?;
        let burned = ctx.view(suite.metering().usage(node, epoch))?;
        let mut shares = (CreditShare { credit, total: 0 }, UsageShare { burned, total: 0 });
        let mut emission = Emission { availability: 0, usage: 0 };
        if (credit, burned) != (0, 0) {
            shares.0.total = ctx.view(suite.registry().total_credit(epoch))?;
            shares.1.total = ctx.view(suite.metering().total_usage(epoch))?;
            emission = ctx.view(suite.rewards().emission(epoch))?;
        }
        Ok(Self::new(epoch, emission, shares.0, shares.1, max_burn_rebate))
    }

    /// Returns the tokens for both.
    pub fn total(&self) -> Amount {
        self.for_availability.saturating_add(self.for_usage)
    }
}

/// Returns `pool × own / all`, rounded down; nothing where nobody has a share.
fn portion(pool: Amount, own: Amount, all: Amount) -> Amount {
    mul_div(pool, own, all, Rounding::Down).unwrap_or(0)
}

/// Epochs of a node that are over and not claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclaimed {
    /// The first of them.
    pub first: Epoch,
    /// How many.
    pub count: u32,
}

impl Unclaimed {
    /// Returns those of a node that claimed everything before `claimed_to`, in epoch `now`.
    pub fn of(claimed_to: Epoch, now: Epoch) -> Self {
        Self { first: claimed_to, count: now.saturating_sub(claimed_to) }
    }

    /// Returns those that anyone may claim: the oldest ones.
    pub fn for_anyone(self) -> Self {
        Self { count: self.count.saturating_sub(CLAIM_GRACE_EPOCHS), ..self }
    }

    /// Returns at most `count` of them.
    pub fn at_most(self, count: u32) -> Self {
        Self { count: self.count.min(count), ..self }
    }

    /// Returns as many as one call can claim.
    pub fn one_call(self) -> Self {
        self.at_most(MAX_CLAIM_EPOCHS)
    }

    /// Returns how many each of the calls claims that it takes to claim them all.
    pub fn calls(self) -> Vec<Self> {
        let mut calls = Vec::new();
        let mut left = self;
        while left.count > 0 {
            let call = left.one_call();
            calls.push(call);
            left = Self { first: left.first.saturating_add(call.count), count: left.count - call.count };
        }
        calls
    }

    /// Returns their numbers.
    pub fn epochs(self) -> std::ops::Range<Epoch> {
        self.first..self.first.saturating_add(self.count)
    }

    /// Says which they are: `epoch 3`, `epochs 3 to 9`.
    pub fn says(self) -> String {
        match self.count {
            0 => "no epoch".to_owned(),
            1 => format!("epoch {}", self.first),
            count => format!("epochs {} to {}", self.first, self.first.saturating_add(count - 1)),
        }
    }
}

/// What a node can claim: its parts in the epochs that one call claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimable {
    /// All that are over and not claimed.
    pub unclaimed: Unclaimed,
    /// Its parts in the oldest of them.
    pub shares: Vec<EpochShare>,
}

impl Claimable {
    /// Reads what a node can claim by one call in epoch `now`.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn read(ctx: &mut Context, node: NodeId, claimed_to: Epoch, now: Epoch) -> anyhow::Result<Self> {
        let max_burn_rebate = ctx.view(ctx.suite().rewards().params())?.max_burn_rebate;
        let unclaimed = Unclaimed::of(claimed_to, now);
        let epochs = unclaimed.one_call().epochs();
        let shares = epochs.map(|epoch| EpochShare::read(ctx, node, epoch, max_burn_rebate));
        let shares = shares.collect::<anyhow::Result<_>>()?;
        Ok(Self { unclaimed, shares })
    }

    /// Returns the tokens that one call would mint.
    pub fn total(&self) -> Amount {
        self.shares.iter().map(EpochShare::total).fold(0, Amount::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMISSION: Emission = Emission { availability: 600, usage: 400 };

    fn share(credit: u128, burned: Amount) -> EpochShare {
        let credit = CreditShare { credit, total: 30 };
        let usage = UsageShare { burned, total: 50 };
        EpochShare::new(7, EMISSION, credit, usage, 9_000)
    }

    #[test]
    fn an_epoch_is_worth_its_shares_and_no_more_than_the_rebate() {
        // 10/30 of 600; of 10/50 of 400 no more than 90 % of 10.
        assert_eq!(
            (share(10, 10).for_availability, share(10, 10).for_usage, share(10, 10).total()),
            (200, 9, 209)
        );
        assert_eq!(share(0, 0).total(), 0);
        let alone =
            EpochShare::new(7, EMISSION, CreditShare { credit: 0, total: 0 }, share(0, 0).usage, 9_000);
        assert_eq!(alone.total(), 0);
    }

    #[test]
    fn claims_are_split_into_calls_of_32_epochs() {
        let unclaimed = Unclaimed::of(3, 73);
        let calls: Vec<_> = unclaimed.calls().iter().map(|call| (call.first, call.count)).collect();
        assert_eq!(calls, [(3, 32), (35, 32), (67, 6)]);
        assert_eq!(unclaimed.for_anyone().at_most(2).says(), "epochs 3 to 4");
        assert_eq!((Unclaimed::of(3, 3).calls(), Unclaimed::of(3, 4).says()), (vec![], "epoch 3".to_owned()));
        assert_eq!(Unclaimed::of(3, 9).for_anyone().says(), "no epoch");
    }
}
