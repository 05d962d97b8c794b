//! Follows the events of a network, block by block, and says so when it missed none.

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{self, paint, Colour};
use clap::Args;
use gridshare_sdk::words::date_time;
use gridshare_sdk::{chain, Block};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::Duration;

/// How long to wait before looking for a new block.
const PAUSE: Duration = Duration::from_millis(500);

/// Follows events until interrupted: one line each, with --json one JSON object each.
///
/// Every block is read in order, and its parent is checked to be the block before it: the last line, on
/// standard error, says from which block to which nothing was missed, so that the next run can go on there.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:\n  gridshare watch --from-block 1 --to-head\n  gridshare watch --contract metering --json"
)]
pub struct Watch {
    /// The first block; without it, the next one
    #[arg(long, value_name = "N")]
    from_block: Option<u64>,
    /// Ends at the block that is the latest now
    #[arg(long)]
    to_head: bool,
    /// Only this contract's events
    #[arg(long, value_name = "NAME")]
    contract: Option<String>,
    /// Only events of this name
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
}

/// What was followed so far.
#[derive(Default)]
struct Followed {
    first: Option<u64>,
    last: Option<(u64, [u8; 32])>,
    events: u64,
}

impl Watch {
    /// Follows.
    ///
    /// # Errors
    /// When a block cannot be read, or the chain took back blocks that were shown already.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        if let Some(name) = &self.contract {
            let names = ctx.suite().contracts().map(|(name, _)| name);
            if !names.contains(&name.as_str()) {
                let says = format!("there is no contract {name}");
                return Err(Failure::usage(says, format!("name one of {}", names.join(", "))).into());
            }
        }
        let stop = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGINT, stop.clone())?;
        let mut followed = Followed::default();
        let outcome = self.follow(ctx, &stop, &mut followed);
        followed.say();
        outcome
    }

    fn follow(&self, ctx: &mut Context, stop: &AtomicBool, followed: &mut Followed) -> anyhow::Result<()> {
        let finalized = ctx.global.finalized;
        let head = ctx.net.chain.head(finalized).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
        let mut next = self.from_block.unwrap_or(head + 1);
        while !stop.load(Ordering::Relaxed) {
            let latest =
                ctx.net.chain.head(finalized).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
            while next <= latest && !stop.load(Ordering::Relaxed) {
                let block =
                    ctx.net.chain.block(next).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
                let Some(block) = block else { break };
                followed.check(&block)?;
                self.show(ctx, &block, followed)?;
                next += 1;
            }
            if self.to_head && next > head {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn show(&self, ctx: &Context, block: &Block, followed: &mut Followed) -> anyhow::Result<()> {
        for event in &block.events {
            let Some((line, mut json)) = ctx.tell(event) else { continue };
            let is =
                |wanted: &Option<String>, key: &str| wanted.as_deref().is_none_or(|name| json[key] == name);
            if !is(&self.contract, "contract") || !is(&self.event, "event") {
                continue;
            }
            followed.events += 1;
            if ctx.global.is_json() {
                json["block"] = json!(block.number);
                json["block_hash"] = json!(format!("0x{}", chain::hex(&block.hash)));
                json["time"] = json!(block.time);
                output::print(&json.to_string())?;
            } else {
                let head = format!("{} {:>6}", date_time(block.time), block.number);
                output::print(&format!("{}  {line}", paint(&head, Colour::Grey)))?;
            }
        }
        Ok(())
    }
}

impl Followed {
    /// Notes a block, which has to follow the one before it.
    fn check(&mut self, block: &Block) -> Result<(), Failure> {
        match self.last {
            Some((number, hash)) if block.parent != hash => Err(Failure {
                code: 1,
                says: format!("block {number} was taken back by the chain after it was shown"),
                next: Some("follow final blocks only, with --finalized".into()),
            }),
            _ => {
                self.first.get_or_insert(block.number);
                self.last = Some((block.number, block.hash));
                Ok(())
            }
        }
    }

    /// Says on standard error what was followed.
    fn say(&self) {
        match (self.first, self.last) {
            (Some(first), Some((last, _))) => {
                eprintln!(
                    "blocks {first} to {last}: {} events, none missed; go on with --from-block {}",
                    self.events,
                    last + 1
                );
            }
            _ => eprintln!("no new block"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(number: u64, hash: u8, parent: u8) -> Block {
        Block { number, hash: [hash; 32], parent: [parent; 32], time: 0, events: Vec::new() }
    }

    #[test]
    fn a_block_follows_the_one_before_it() {
        let mut followed = Followed::default();
        assert!(followed.check(&block(5, 5, 4)).is_ok());
        assert!(followed.check(&block(6, 6, 5)).is_ok());
        assert!(followed.check(&block(7, 7, 9)).is_err(), "block 6 is another one now");
        assert_eq!((followed.first, followed.last), (Some(5), Some((6, [6; 32]))));
    }
}
