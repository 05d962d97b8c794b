//! Networks: what is deployed where, and how it stands.

use crate::context::Context;
use crate::output::{list, table, Answer};
use clap::Subcommand;
use gridshare_sdk::words::{count, date_time, show_account, show_duration};
use gridshare_sdk::{chain, Chain};
use interfaces::registry::{NodeStatus, MAX_VIEW};
use serde_json::json;
use shared::clock::SLOTS_PER_EPOCH;

/// Networks.
#[derive(Subcommand)]
pub enum Network {
    /// Shows the contracts' addresses, the chain and the clock
    Show,
    /// Shows how the network stands: epoch, nodes, stake, supply, emission, usage
    Status,
}

impl Network {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::Show => show(ctx),
            Self::Status => status(ctx),
        }
    }
}

fn show(ctx: &mut Context) -> anyhow::Result<()> {
    let suite = ctx.suite().clone();
    let pallet = ctx.net.chain.pallet();
    let head = list([
        ("chain", ctx.network.url.clone().unwrap_or_else(|| "in a file".to_owned())),
        ("pallet", pallet.clone()),
        ("first block", format!("0x{}", chain::hex(&suite.genesis_hash))),
        ("epoch 0", date_time(suite.clock.genesis)),
        ("epoch length", show_duration(suite.clock.epoch_ms)),
        ("deployed by", show_account(&suite.deployer)),
    ]);
    let rows = suite.contracts().map(|(name, at)| [name.to_owned(), show_account(&at)]);
    let text = format!("{head}\n\n{}", table(["contract", "address"], rows));
    let contracts: serde_json::Map<_, _> =
        suite.contracts().into_iter().map(|(name, at)| (name.to_owned(), json!(show_account(&at)))).collect();
    let json = json!({
        "url": ctx.network.url,
        "pallet": pallet,
        "genesis_hash": format!("0x{}", chain::hex(&suite.genesis_hash)),
        "clock": { "genesis": suite.clock.genesis, "epoch_ms": suite.clock.epoch_ms },
        "deployer": show_account(&suite.deployer),
        "contracts": contracts,
    });
    ctx.print(&Answer::new(text, json))
}

/// Nodes by status, in the order in which they are shown.
const STATUSES: [NodeStatus; 6] = [
    NodeStatus::Active,
    NodeStatus::Maintenance,
    NodeStatus::Offline,
    NodeStatus::Unbonded,
    NodeStatus::Jailed,
    NodeStatus::Retired,
];

fn status(ctx: &mut Context) -> anyhow::Result<()> {
    let suite = ctx.suite().clone();
    let now = ctx.now()?;
    let (epoch, slot) = (suite.clock.epoch(now), suite.clock.slot(now));
    let until_next = suite.clock.epoch_start(epoch + 1).saturating_sub(now);
    let mut counts = [0u32; STATUSES.len()];
    let (mut from, mut nodes) = (0, 0u32);
    loop {
        let page = ctx.view(suite.registry().nodes(from, MAX_VIEW))?;
        let Some((last, _, _)) = page.last() else { break };
        from = last + 1;
        for (_, _, status) in &page {
            nodes += 1;
            if let Some(place) = STATUSES.iter().position(|s| s == status) {
                counts[place] += 1;
            }
        }
    }
    let supply = ctx.view(suite.token().total_supply())?;
    let max_supply = ctx.view(suite.token().max_supply())?;
    let minted = ctx.view(suite.rewards().minted())?;
    let emission = ctx.view(suite.rewards().emission(epoch))?;
    let active = ctx.view(suite.staking().total_active())?;
    let holdings = ctx.view(suite.metering().holdings())?;
    let leases = ctx.view(suite.metering().lease_count())?;
    let proposals = ctx.view(suite.governance().proposal_count())?;
    let burned = (suite.initial_supply + minted).saturating_sub(supply);
    let by_status: Vec<String> = STATUSES
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| format!("{count} {}", format!("{status:?}").to_lowercase()))
        .collect();
    let text = list([
        (
            "epoch",
            format!(
                "{epoch}, slot {} of {SLOTS_PER_EPOCH}; the next begins in {}",
                slot.index + 1,
                show_duration(until_next / 60_000 * 60_000)
            ),
        ),
        ("block time", date_time(now)),
        ("nodes", format!("{nodes}{}{}", if nodes > 0 { ": " } else { "" }, by_status.join(", "))),
        ("staked", format!("{}, earning", ctx.tokens(active))),
        ("supply", format!("{} of at most {}", ctx.tokens(supply), ctx.tokens(max_supply))),
        ("minted", ctx.tokens(minted)),
        ("burned", ctx.tokens(burned)),
        (
            "this epoch",
            format!(
                "at most {} for being there, {} for use",
                ctx.tokens(emission.availability),
                ctx.tokens(emission.usage)
            ),
        ),
        ("leases", format!("{} opened so far", count(leases))),
        ("prepaid", format!("{}, free or in leases' deposits", ctx.tokens(holdings.prepaid))),
        ("proposals", count(proposals)),
    ]);
    let json = json!({
        "epoch": epoch,
        "slot": slot.index,
        "time": now,
        "nodes": nodes,
        "by_status": STATUSES.iter().zip(counts)
            .map(|(status, count)| (format!("{status:?}").to_lowercase(), count))
            .collect::<std::collections::BTreeMap<_, _>>(),
        "staked": active.to_string(),
        "supply": supply.to_string(),
        "max_supply": max_supply.to_string(),
        "minted": minted.to_string(),
        "burned": burned.to_string(),
        "emission": { "availability": emission.availability.to_string(), "usage": emission.usage.to_string() },
        "leases": leases,
        "prepaid": holdings.prepaid.to_string(),
        "proposals": proposals,
    });
    ctx.print(&Answer::new(text, json))
}
