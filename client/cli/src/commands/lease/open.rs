//! Opening a lease.

use super::quote::{search, Found, Search, Wanted};
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::signer::Signer;
use crate::values::{Moment, Span, Tokens};
use clap::Args;
use gridshare_sdk::words::{count, date_time};
use interfaces::market::MAX_CANDIDATES;
use interfaces::metering::{LeaseTerms, Opened};
use shared::{Amount, NodeId, PublicKey, Timestamp};

/// The terms of a new lease.
#[derive(Args)]
pub struct Open {
    #[command(flatten)]
    wanted: Wanted,
    /// Only this node; can be given several times. Without it, the 16 cheapest that fit
    #[arg(long = "node", value_name = "N")]
    nodes: Vec<NodeId>,
    /// Who signs vouchers: an address, a public key, or a file with a key, of which only the public half is taken
    #[arg(long, value_name = "KEY")]
    session_key: String,
    /// How many tokens of your prepaid balance to put aside for the lease
    #[arg(long, value_name = "TOKENS")]
    deposit: Tokens,
    /// For how long, such as 7d
    #[arg(long = "for", value_name = "TIME", required_unless_present = "until", conflicts_with = "until")]
    lasts: Option<Span>,
    /// Until when, such as "2026-12-24 18:00"
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
}

impl Open {
    /// Opens a lease on the cheapest node that fits. Without a highest price, it is what the cheapest one asks now:
    /// nobody pays more than was shown.
    ///
    /// # Errors
    /// When no node fits, or the contracts refuse.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        let session_key = self.session_key(ctx)?;
        let until = self.until(ctx)?;
        let found = search(ctx, &self.wanted, &self.nodes)?;
        let Some(cheapest) = found.fit.first() else { return Err(nothing_fits(&found, &self.nodes).into()) };
        let max_price = match (self.wanted.max_price, cheapest.price) {
            (Some(price), _) => price.0,
            (None, price) => price.unwrap_or_default(),
        };
        let candidates: Vec<NodeId> = found.fit.iter().take(MAX_CANDIDATES).map(|found| found.node).collect();
        let units = self.wanted.units.0;
        let what = format!(
            "lease {} units of class {} until {}, on {}, for {} a unit or less, with a deposit of {}",
            count(units),
            found.class_id,
            date_time(until),
            named(&found.fit, &candidates),
            ctx.tokens(max_price),
            ctx.tokens(self.deposit.0),
        );
        let terms = LeaseTerms {
            class_id: found.class_id,
            units,
            candidates,
            constraints: self.wanted.constraints(max_price),
            session_key,
            deposit: self.deposit.0,
            until,
        };
        let done = ctx.send(what, ctx.suite().metering().open(terms))?;
        if let (Some(done), false) = (done, ctx.global.is_json()) {
            output::print(&self.opened(ctx, &done.value()?))?;
        }
        Ok(())
    }

    /// Reads the public half of the key that is to sign vouchers.
    fn session_key(&self, ctx: &Context) -> Result<PublicKey, Failure> {
        let account = Signer::read(&self.session_key, &ctx.config)?.account();
        let key: PublicKey = *account.as_ref();
        if key == [0; 32] {
            let next = "make one: gridshare account new FILE";
            return Err(Failure::usage("anybody can sign with a session key of zeros", next));
        }
        Ok(key)
    }

    fn until(&self, ctx: &mut Context) -> Result<Timestamp, Failure> {
        let now = ctx.now()?;
        let until = match (self.lasts, self.until) {
            (Some(lasts), _) => now.saturating_add(lasts.0),
            (None, Some(until)) => until.after(now),
            (None, None) => now,
        };
        Ok(until)
    }

    /// Says which lease it became, and how to go on.
    fn opened(&self, ctx: &Context, opened: &Opened) -> String {
        let Opened { lease, leg, price } = *opened;
        let units = affordable(self.deposit.0, price);
        format!(
            "Lease {lease} is on node {} at {} a unit; its deposit pays for {} units.\n  \
             next: gridshare voucher sign --lease {lease} --node {} --units N --key FILE",
            leg.node,
            ctx.tokens(price),
            count(units),
            leg.node,
        )
    }
}

/// Returns how many units a deposit pays for; no price is zero.
pub fn affordable(deposit: Amount, price: Amount) -> Amount {
    deposit.checked_div(price).unwrap_or(0)
}

/// Says on which nodes a lease can be.
fn named(fit: &[Found], candidates: &[NodeId]) -> String {
    match (candidates, fit) {
        ([node], _) => format!("node {node}"),
        ([first, ..], _) => format!("the cheapest of {} nodes (now node {first})", candidates.len()),
        ([], _) => "no node".to_owned(),
    }
}

/// How many nodes are named that do not fit.
const REASONS: usize = 3;

fn nothing_fits(found: &Search, only: &[NodeId]) -> Failure {
    let reasons: Vec<String> = found
        .others
        .iter()
        .take(REASONS)
        .map(|(found, why)| format!("node {}: {}", found.node, why.join(", ")))
        .collect();
    let says = match (reasons.is_empty(), only) {
        (false, _) => format!("no node fits ({})", reasons.join("; ")),
        (true, []) => "no node offers this class".to_owned(),
        (true, _) => "none of these nodes offers this class".to_owned(),
    };
    let next = Some("ask for less; gridshare lease quote shows why each node does not fit".to_owned());
    Failure { next, ..Failure::failed(says) }
}
