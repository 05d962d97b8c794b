//! Rewards: what can be claimed, and claiming it.
//!
//! - `estimate`: what an epoch is worth to a node; `claim`: claims; `show`: both for people; `schedule`: emission.

mod claim;
pub mod estimate;
mod schedule;
mod show;

pub use show::share_json;

use crate::context::Context;
use clap::Subcommand;
use shared::NodeId;

/// Rewards.
#[derive(Subcommand)]
pub enum Reward {
    /// Shows what a node earned in each epoch that is not claimed, and so far in the running one
    Show {
        /// The node
        node: NodeId,
    },
    /// Mints what a node earned into its pool; its owner and controller may at once, anyone after 7 epochs
    #[command(after_help = "Example:\n  gridshare reward claim 3 --from ops")]
    Claim {
        /// The node
        node: NodeId,
        /// How many epochs, oldest first; without it, all that may be claimed
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        epochs: Option<u32>,
    },
    /// Shows what epochs emit, what was minted, and what could have been
    Schedule,
}

impl Reward {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a contract or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::Show { node } => show::show(ctx, node),
            Self::Claim { node, epochs } => claim::claim(ctx, node, epochs),
            Self::Schedule => schedule::schedule(ctx),
        }
    }
}
