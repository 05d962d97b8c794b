//! Proposals: what they would do, how the vote stands, and voting on them.

pub mod calls;
mod calls_file;
mod description;
mod pools;
pub mod propose;
mod show;

use crate::context::Context;
use clap::{Subcommand, ValueEnum};
use interfaces::governance::Choice;
use shared::{NodeId, ProposalId};
use std::path::PathBuf;

/// Proposals, and votes on them.
#[derive(Subcommand)]
pub enum Vote {
    /// Lists the proposals on which something can still be done
    List {
        /// All that there ever were
        #[arg(long)]
        all: bool,
    },
    /// Shows a proposal: what it would do, how the vote stands, what to do next
    Show {
        /// The proposal's number
        proposal: ProposalId,
    },
    /// Votes with your stake, once; of more than 16 pools with the 16 in which you have most
    #[command(after_help = "Example:\n  gridshare vote cast 3 for --from ops")]
    Cast {
        /// The proposal's number
        proposal: ProposalId,
        /// For it, against it, or neither: to abstain counts for the quorum only
        choice: ChoiceName,
        /// Only with your stake in these nodes' pools
        #[arg(long, value_name = "NODE,…", value_delimiter = ',')]
        pools: Vec<NodeId>,
    },
    /// Carries a passed proposal out; anyone may, once its timelock is over
    Execute {
        /// The proposal's number
        proposal: ProposalId,
    },
    /// Cancels a proposal of yours while its vote runs
    Cancel {
        /// The proposal's number
        proposal: ProposalId,
    },
    /// Unlocks a proposal's deposit when its vote is over; anyone may
    SettleDeposit {
        /// The proposal's number
        proposal: ProposalId,
    },
    /// Shows the stake with which an account votes, and whether it can propose
    Power {
        /// Whose; without it, whoever acts
        account: Option<String>,
    },
    /// Proposes calls of any messages. To change parameters: gridshare param set
    #[command(after_help = CALLS_EXAMPLE)]
    Propose {
        /// A file with the calls in JSON, or - for standard input
        #[arg(long, value_name = "FILE")]
        calls: PathBuf,
        /// What it is for, at most 256 bytes
        #[arg(long, value_name = "TEXT")]
        description: String,
    },
}

const CALLS_EXAMPLE: &str = "\
Example of a file with calls:
  [
    { \"contract\": \"staking\", \"message\": \"set_slasher\",
      \"arguments\": { \"slasher\": \"5Grw…\", \"named\": true } },
    { \"contract\": \"market\", \"message\": \"register_class\",
      \"arguments\": { \"definition\": { \"name\": \"GPU hour\", \"billing\": \"Metered\" } } },
    { \"contract\": \"token\", \"input\": \"0x…\" }
  ]
Arguments are named as in the contract, amounts are strings in the smallest unit; input is the
selector and the SCALE-encoded arguments.";

/// What a voter votes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChoiceName {
    /// Make the proposal's calls
    For,
    /// Do not make them
    Against,
    /// Neither
    Abstain,
}

impl From<ChoiceName> for Choice {
    fn from(name: ChoiceName) -> Self {
        match name {
            ChoiceName::For => Self::For,
            ChoiceName::Against => Self::Against,
            ChoiceName::Abstain => Self::Abstain,
        }
    }
}

impl Vote {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a contract or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::List { all } => show::list_all(ctx, all),
            Self::Show { proposal } => show::show(ctx, proposal),
            Self::Cast { proposal, choice, pools } => cast(ctx, proposal, choice, pools),
            Self::Execute { proposal } => {
                let message = ctx.suite().governance().execute(proposal);
                ctx.send(format!("execute proposal {proposal}"), message).map(|_| ())
            }
            Self::Cancel { proposal } => {
                let message = ctx.suite().governance().cancel(proposal);
                ctx.send(format!("cancel proposal {proposal}"), message).map(|_| ())
            }
            Self::SettleDeposit { proposal } => {
                let message = ctx.suite().governance().settle_deposit(proposal);
                ctx.send(format!("settle the deposit of proposal {proposal}"), message).map(|_| ())
            }
            Self::Power { account } => pools::power(ctx, account.as_deref()),
            Self::Propose { calls, description } => {
                let calls = calls_file::read(ctx, &calls)?;
                propose::propose(ctx, calls, &description)
            }
        }
    }
}

/// Votes with the pools that were named, or else with all that fit into a vote.
fn cast(ctx: &mut Context, id: ProposalId, choice: ChoiceName, named: Vec<NodeId>) -> anyhow::Result<()> {
    let (from, governance, staking) = (ctx.from()?, ctx.suite().governance(), ctx.suite().staking());
    let (pools, left_out) = match named.is_empty() {
        true => pools::strongest(&pools::of(ctx, from)?),
        false => (pools::ascending(named), 0),
    };
    let message = governance.vote(id, choice.into(), pools.clone());
    // An unknown proposal, or pools that no vote can have, governance refuses itself.
    let since = ctx.view(governance.proposal(id))?.map(|proposal| proposal.proposed_at);
    let power = match since {
        Some(since) => ctx.view(staking.voting_power(from, pools.clone(), since))?.ok(),
        None => None,
    };
    let choice = match choice {
        ChoiceName::For => "for",
        ChoiceName::Against => "against",
        ChoiceName::Abstain => "to abstain on",
    };
    let mut what = format!("vote {choice} proposal {id}");
    if let Some(power) = power {
        what += &format!(" with {} in {}", ctx.tokens(power.votes), pools::counted(pools.len()));
    }
    if left_out > 0 {
        what += &format!(", the largest; {} do not fit into a vote", pools::counted(left_out));
    }
    ctx.send(what, message).map(|_| ())
}
