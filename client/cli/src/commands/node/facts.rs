//! All that the chain knows of one node, read at once.

use super::earnings::{open_legs, OpenLeg};
use super::list::{offers_of, Offered};
use super::strip::Presence;
use super::{liveness, record};
use crate::commands::reward::estimate::{Claimable, EpochShare};
use crate::commands::stake::facts::PoolFacts;
use crate::context::Context;
use gridshare_sdk::AccountId;
use interfaces::registry::{Liveness, Node, NodeStatus, RegistryParams};
use interfaces::staking::{PositionView, StakingParams};
use shared::{Amount, Clock, Epoch, NodeId, Slot, Timestamp};

/// Past epochs whose presence is shown.
const PAST_EPOCHS: Epoch = 7;

/// All that the chain knows of one node.
pub struct Facts {
    /// The node.
    pub node: NodeId,
    /// The latest block's timestamp.
    pub now: Timestamp,
    /// The network's clock.
    pub clock: Clock,
    /// The node's record.
    pub record: Node,
    /// How it stands.
    pub status: NodeStatus,
    /// Whether it is neither retired nor jailed, and its stake counts now or from the next epoch on.
    pub in_service: bool,
    /// Its liveness.
    pub liveness: Liveness,
    /// The registry's parameters.
    pub registry: RegistryParams,
    /// Staking's parameters.
    pub staking: StakingParams,
    /// Its pool.
    pub pool: Option<PoolFacts>,
    /// What its owner has in the pool.
    pub own: Option<PositionView>,
    /// What its owner is owed besides pools.
    pub payout: Amount,
    /// Its presence in past epochs, oldest first.
    pub past: Vec<Presence>,
    /// What it offers.
    pub offers: Vec<Offered>,
    /// How many classes there are that it could offer.
    pub classes: u16,
    /// Its legs.
    pub legs: Vec<OpenLeg>,
    /// Tokens earned of leases and not paid out.
    pub earnings: Amount,
    /// What it can claim.
    pub claimable: Claimable,
    /// Its part in the running epoch so far.
    pub running: EpochShare,
    /// Whom it is offered to.
    pub offered_to: Option<AccountId>,
}

impl Facts {
    /// Reads them.
    ///
    /// # Errors
    /// When there is no such node, or the chain cannot be asked.
    pub fn read(ctx: &mut Context, node: NodeId) -> anyhow::Result<Self> {
        let (suite, now) = (ctx.suite().clone(), ctx.now()?);
        let epoch = suite.clock.epoch(now);
        let (record, liveness) = (record(ctx, node)?, liveness(ctx, node)?);
        let identity = ctx.ask(suite.registry().identity(node))?;
        let staking = ctx.view(suite.staking().params())?;
        let account = ctx.view(suite.metering().account(node))?;
        let rebate = ctx.view(suite.rewards().params())?.max_burn_rebate;
        Ok(Self {
            node,
            now,
            clock: suite.clock,
            status: identity.status,
            in_service: identity.in_service,
            registry: ctx.view(suite.registry().params())?,
            pool: PoolFacts::read(ctx, node, &staking)?,
            staking,
            own: ctx.view(suite.staking().position(node, record.owner))?,
            payout: ctx.view(suite.staking().payout(record.owner))?,
            past: past(ctx, node, &record, epoch)?,
            offers: offers_of(ctx, node)?,
            classes: ctx.view(suite.market().class_count())?,
            legs: open_legs(ctx, node, account.leg_count)?,
            earnings: account.earnings,
            claimable: Claimable::read(ctx, node, liveness.claimed_to, epoch)?,
            running: EpochShare::read(ctx, node, epoch, rebate)?,
            offered_to: ctx.view(suite.staking().pending_node_owner(node))?,
            liveness,
            record,
        })
    }

    /// Returns the running slot.
    pub fn slot(&self) -> Slot {
        self.clock.slot(self.now)
    }

    /// Returns the running epoch.
    pub fn epoch(&self) -> Epoch {
        self.slot().epoch
    }

    /// Returns the milliseconds that are left of the running slot.
    pub fn slot_left(&self) -> u64 {
        let next = super::maintenance::start_of(&self.clock, self.slot().number().saturating_add(1));
        next.saturating_sub(self.now)
    }

    /// Returns the milliseconds until an epoch begins.
    pub fn until(&self, epoch: Epoch) -> u64 {
        self.clock.epoch_start(epoch).saturating_sub(self.now)
    }

    /// Returns the slot of `epoch` in which the node was registered; 0 in later ones.
    pub fn first_slot(&self, epoch: Epoch) -> u8 {
        first_slot(&self.clock, &self.record, epoch)
    }

    /// Returns whether a bit of the running slot is set.
    pub fn is_now(&self, bits: u64) -> bool {
        (bits >> self.slot().index) & 1 != 0
    }
}

fn first_slot(clock: &Clock, record: &Node, epoch: Epoch) -> u8 {
    let registered = clock.slot(record.registered_at);
    if registered.epoch == epoch {
        registered.index
    } else {
        0
    }
}

/// Reads a node's presence in the latest epochs that are over.
fn past(ctx: &mut Context, node: NodeId, record: &Node, now: Epoch) -> anyhow::Result<Vec<Presence>> {
    let (registry, clock) = (ctx.suite().registry(), ctx.suite().clock);
    let first = now.saturating_sub(PAST_EPOCHS).max(clock.epoch(record.registered_at));
    let count = now.saturating_sub(first);
    if count == 0 {
        return Ok(Vec::new());
    }
    let uptimes = ctx.view(registry.uptime(node, first, count))?;
    Ok((first..now)
        .zip(&uptimes)
        .map(|(epoch, uptime)| Presence::of(uptime, first_slot(&clock, record, epoch)))
        .collect())
}
