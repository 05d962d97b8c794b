//! What a node earned of leases.

use super::record;
use crate::context::Context;
use crate::output::{table, Answer};
use crate::show::{next_json, next_text, rough, Next};
use gridshare_sdk::words::{count, grid};
use interfaces::metering::{Lease, LeaseState, Leg};
use serde_json::{json, Value};
use shared::{Amount, NodeId, Timestamp};

/// A leg of a lease on a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLeg {
    /// The leg.
    pub leg: Leg,
    /// Its lease.
    pub lease: Lease,
}

impl OpenLeg {
    /// Returns whether its lease has ended, so that anyone may close it.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.lease.state == LeaseState::Open && self.lease.until <= now
    }

    /// Says where its lease is in its life.
    fn stands(&self, now: Timestamp) -> String {
        match self.lease.state {
            LeaseState::Open if self.has_ended(now) => "ended, not closed".to_owned(),
            LeaseState::Open => format!("open for {}", rough(self.lease.until.saturating_sub(now))),
            LeaseState::Closing { until } if now < until => {
                format!("closed, settles for {}", rough(until - now))
            }
            LeaseState::Closing { .. } => "over, not finalized".to_owned(),
        }
    }

    /// Returns it for programs.
    pub fn json(&self) -> Value {
        let (state, until) = match self.lease.state {
            LeaseState::Open => ("open", self.lease.until),
            LeaseState::Closing { until } => ("closing", until),
        };
        json!({
            "lease": self.leg.lease,
            "class": self.lease.class_id,
            "units": self.lease.units.to_string(),
            "price": self.leg.price.to_string(),
            "paid_units": self.leg.paid_units.to_string(),
            "deposit_left": self.leg.deposit.to_string(),
            "state": state,
            "until": until,
        })
    }
}

/// Reads the legs that a node has.
///
/// # Errors
/// When the chain cannot be asked.
pub fn open_legs(ctx: &mut Context, node: NodeId, leg_count: u32) -> anyhow::Result<Vec<OpenLeg>> {
    let metering = ctx.suite().metering();
    let mut legs = Vec::new();
    for index in 0..leg_count {
        let Some(leg) = ctx.view(metering.leg(node, index))? else { continue };
        legs.extend(ctx.view(metering.lease(leg.lease))?.map(|lease| OpenLeg { leg, lease }));
    }
    legs.sort_by_key(|leg| leg.leg.lease);
    Ok(legs)
}

/// Returns the tokens that are left of the deposits: what vouchers that were not settled can come to at most.
pub fn deposits(legs: &[OpenLeg]) -> Amount {
    legs.iter().map(|leg| leg.leg.deposit).fold(0, Amount::saturating_add)
}

/// Draws the legs of a node as a table; nothing if there are none.
pub fn legs_table(legs: &[OpenLeg], now: Timestamp) -> Option<String> {
    let rows = legs.iter().map(|leg| {
        [
            leg.leg.lease.to_string(),
            count(leg.lease.units),
            count(leg.leg.paid_units),
            grid(leg.leg.deposit),
            leg.stands(now),
        ]
    });
    (!legs.is_empty()).then(|| table(["lease", ">reserved", ">units paid", ">deposit left", "stands"], rows))
}

/// Shows what a node earned of leases.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn show(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let (suite, now) = (ctx.suite().clone(), ctx.now()?);
    let owner = record(ctx, node)?.owner;
    let account = ctx.view(suite.metering().account(node))?;
    let legs = open_legs(ctx, node, account.leg_count)?;
    let mut text = format!("earned and not paid out: {}", ctx.tokens(account.earnings));
    text += &format!("\nto its owner, {}", ctx.namer().account(&owner));
    if let Some(table) = legs_table(&legs, now) {
        let most = ctx.tokens(deposits(&legs));
        text += &format!(
            "\n\n{table}\n\nonly the node knows vouchers that are not settled\nthey come to at most {most}"
        );
    }
    let mut next = Vec::new();
    if account.earnings > 0 {
        next.push(Next::command("pay the earnings out", format!("gridshare node collect {node}")));
    }
    let json = json!({
        "node": node,
        "owner": ctx.namer().address(&owner),
        "earnings": account.earnings.to_string(),
        "leases": legs.iter().map(OpenLeg::json).collect::<Vec<_>>(),
        "next": next_json(&next),
    });
    ctx.print(&Answer::new(format!("{text}\n\n{}", next_text(&next)), json))
}

/// Pays a node's earnings out to its owner.
///
/// # Errors
/// When metering or the chain refuses.
pub fn collect(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let metering = ctx.suite().metering();
    let earnings = ctx.view(metering.account(node))?.earnings;
    let what = format!("pay {} that node {node} earned to its owner", ctx.tokens(earnings));
    ctx.send(what, metering.withdraw_earnings(node))?;
    Ok(())
}
