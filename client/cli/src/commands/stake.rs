//! Stake: bond, unbond, withdraw, move, commission.
//!
//! - `bond`: what brings tokens into a pool; `leave`: what takes them out; `terms`: what a node's owner sets;
//! - `facts`: what there is to know of a pool; `show`: positions of an account; `pools`: pools of the network.

mod bond;
pub mod facts;
mod leave;
pub mod pools;
mod show;
mod terms;

pub use show::pools_of;

use crate::context::Context;
use crate::values::{Part, Span, Tokens, TokensOrAll};
use clap::Subcommand;
use shared::NodeId;

/// Stake.
#[derive(Subcommand)]
pub enum Stake {
    /// Bonds tokens to a node's pool; its owner opens the pool with the first bond
    #[command(after_help = "Example:\n  gridshare stake bond 3 100 --from ops")]
    Bond {
        /// The node
        node: NodeId,
        /// How many tokens, such as 100 or "12.5 GRID"
        amount: Tokens,
    },
    /// Bonds tokens for somebody else, to whom the stake belongs from then on
    BondFor {
        /// The node
        node: NodeId,
        /// Whose the stake will be
        account: String,
        /// How many tokens
        amount: Tokens,
    },
    /// Takes stake out of a pool: it thaws, and can be withdrawn after that
    #[command(after_help = "Example:\n  gridshare stake unbond 3 all --from ops")]
    Unbond {
        /// The node
        node: NodeId,
        /// How many tokens at today's price of a share, or all
        #[arg(required_unless_present = "shares")]
        amount: Option<TokensOrAll>,
        /// How many shares, instead of tokens
        #[arg(long, value_name = "N", conflicts_with = "amount")]
        shares: Option<u128>,
    },
    /// Takes an unbonding back: the tokens are bonded again
    Cancel {
        /// The node
        node: NodeId,
        /// Which of the thaws that `stake show` lists
        index: u8,
    },
    /// Pays out what has thawed
    Withdraw {
        /// The node
        node: NodeId,
    },
    /// Moves what has thawed to another node's pool, without a transfer
    Move {
        /// The node it thawed at
        #[arg(value_name = "FROM")]
        source: NodeId,
        /// The node to bond it to
        #[arg(value_name = "TO")]
        target: NodeId,
    },
    /// Pays out what is owed besides pools: commission, and rewards of a node without stake
    Payout,
    /// Announces a pool's commission on rewards, from the next epoch on
    Commission {
        /// The node
        node: NodeId,
        /// The part of rewards that the owner takes, such as 5%
        rate: Part,
    },
    /// Sets where commission goes, and whether others may bond; what is not named stays
    #[command(group = clap::ArgGroup::new("terms").required(true).multiple(true).args(["payout", "closed", "open"]))]
    Terms {
        /// The node
        node: NodeId,
        /// The account that commission is owed to, or none to add it to the owner's stake
        #[arg(long, value_name = "ACCOUNT")]
        payout: Option<String>,
        /// Only the owner may bond
        #[arg(long)]
        closed: bool,
        /// Everybody may bond
        #[arg(long, conflicts_with = "closed")]
        open: bool,
    },
    /// Shows what an account has in all pools, and what to do with it next
    Show {
        /// Whose; without it, whoever acts
        account: Option<String>,
    },
    /// Shows a node's pool: stake, price of a share, commission, terms
    Pool {
        /// The node
        node: NodeId,
    },
    /// Lists pools: stake, delegated stake, commission, room for more
    List {
        /// The first node
        #[arg(long, value_name = "NODE", default_value_t = 0)]
        start: NodeId,
        /// How many nodes to look at
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: u32,
    },
    /// Has the registry count a pool as it is now, rewards included; anyone may
    Sync {
        /// The node
        node: NodeId,
    },
    /// Slashes a pool for a proven fault; only for slashers that governance named
    Slash {
        /// The node
        node: NodeId,
        /// The part of the pool that is taken, such as 5%
        #[arg(long, value_name = "PART")]
        fraction: Part,
        /// For how long the node is jailed, such as 12h or "for ever"
        #[arg(long, value_name = "TIME", default_value = "0s")]
        jail: Span,
        /// Who proved the fault and gets a part; without it, all is burned
        #[arg(long, value_name = "ACCOUNT")]
        reporter: Option<String>,
    },
}

impl Stake {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a contract or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::Bond { node, amount } => bond::bond(ctx, node, None, amount.0),
            Self::BondFor { node, account, amount } => {
                let account = ctx.account(&account)?;
                bond::bond(ctx, node, Some(account), amount.0)
            }
            Self::Cancel { node, index } => bond::cancel(ctx, node, index),
            Self::Move { source, target } => bond::move_stake(ctx, source, target),
            Self::Sync { node } => bond::sync(ctx, node),
            Self::Unbond { node, amount, shares } => leave::unbond(ctx, node, amount, shares),
            Self::Withdraw { node } => leave::withdraw(ctx, node),
            Self::Payout => leave::payout(ctx),
            Self::Commission { node, rate } => terms::commission(ctx, node, rate.0),
            Self::Terms { node, payout, closed, open } => {
                terms::set(ctx, node, payout.as_deref(), (closed || open).then_some(closed))
            }
            Self::Slash { node, fraction, jail, reporter } => {
                terms::slash(ctx, node, fraction.0, jail.0, reporter.as_deref())
            }
            Self::Show { account } => show::show(ctx, account.as_deref()),
            Self::Pool { node } => pools::pool(ctx, node),
            Self::List { start, limit } => pools::list(ctx, start, limit),
        }
    }
}
