//! The chain below: how it stands, what became of a transaction, and on a chain for development its clock.

use crate::cli::Global;
use crate::context::Context;
use crate::failure::Failure;
use crate::open::{self, Place};
use crate::output::{list, Answer};
use crate::values::Moment;
use clap::Subcommand;
use gridshare_live::Finality;
use gridshare_sdk::words::{date_time, parse_hash, show_duration};
use gridshare_sdk::{chain, Blocks, Chain as _};
use serde_json::json;

/// The chain below.
#[derive(Subcommand)]
pub enum Chain {
    /// Shows which chain it is, its latest block and its time
    Status,
    /// Lets time pass, on a chain in a file or on a node started by scripts/node
    #[command(after_help = "Examples:\n  gridshare chain advance 6d\n  gridshare chain advance 90m")]
    Advance {
        /// How long, such as 6d, 12h30m, 90s; or until when, such as "2026-11-21 10:00"
        time: Moment,
    },
    /// Looks a transaction up: whether it is in a block, and what it did
    Tx {
        /// The transaction's hash
        hash: String,
        /// The first block to look at; without it, the last 600
        #[arg(long)]
        since: Option<u64>,
    },
}

impl Chain {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When the chain cannot be asked, or cannot do it.
    pub fn run(self, global: Global) -> anyhow::Result<()> {
        match self {
            Self::Status => status(&mut Context::open(global)?),
            Self::Advance { time } => advance(&mut Context::open(global)?, time),
            Self::Tx { hash, since } => look_up(&mut Context::open(global)?, &hash, since),
        }
    }
}

fn status(ctx: &mut Context) -> anyhow::Result<()> {
    let now = ctx.now()?;
    let head = ctx.net.chain.head(false).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    let last = ctx.net.chain.head(true).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    let genesis = format!("0x{}", chain::hex(&ctx.net.chain.genesis_hash()));
    let (pallet, native) = (ctx.net.chain.pallet(), ctx.net.chain.native_token());
    let text = list([
        ("chain", ctx.network.url.clone().unwrap_or_else(|| "in a file".to_owned())),
        ("pallet", pallet.clone()),
        ("first block", genesis.clone()),
        ("latest block", format!("{head}, of {}", date_time(now))),
        ("final", last.to_string()),
        ("native token", format!("{}, {} decimals", native.0, native.1)),
    ]);
    let json = json!({
        "url": ctx.network.url,
        "pallet": pallet,
        "genesis_hash": genesis,
        "head": head,
        "finalized": last,
        "time": now,
        "native_token": { "symbol": native.0, "decimals": native.1 },
    });
    ctx.print(&Answer::new(text, json))
}

fn advance(ctx: &mut Context, time: Moment) -> anyhow::Result<()> {
    let before = ctx.now()?;
    let until = time.after(before);
    ctx.net.chain.advance_to(until).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    let now = ctx.now()?;
    let clock = ctx.suite().clock;
    let text = format!(
        "{} later: {}, epoch {}, slot {}",
        show_duration((now - before) / 1_000 * 1_000),
        date_time(now),
        clock.epoch(now),
        clock.slot(now).index + 1
    );
    let json =
        json!({ "before": before, "time": now, "epoch": clock.epoch(now), "slot": clock.slot(now).index });
    ctx.print(&Answer::new(text, json))
}

/// How many blocks a search looks back.
const USUAL_SEARCH: u64 = 600;

fn look_up(ctx: &mut Context, hash: &str, since: Option<u64>) -> anyhow::Result<()> {
    let hash =
        parse_hash(hash).map_err(|error| Failure::usage(error.to_string(), "give 0x and 64 digits"))?;
    let network = ctx.global.network.as_deref().or(ctx.config.network.as_deref()).unwrap_or_default();
    let url = ctx.global.url.as_deref().or(ctx.network.url.as_deref());
    let (Place::File(_), Some(url)) = (Place::parse(network), url) else {
        return Err(Failure::usage("a chain in a file has no transactions", "see gridshare watch").into());
    };
    let mut live = open::connect(url, Some(ctx.network.suite.genesis_hash), Finality::InBlock, None)?;
    let head = live.head(false).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    let since = since.unwrap_or(head.saturating_sub(USUAL_SEARCH));
    let found = live.lookup(hash, since).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    let Some(found) = found else {
        let says = format!("the transaction is in none of the blocks {since} to {head}");
        let text = format!("{says}, and may still come. Look further back with --since.");
        return ctx.print(&Answer::new(text, json!({ "found": false, "since": since, "head": head })));
    };
    let answer = ctx.tell_transaction(&found);
    ctx.print(&answer)
}
