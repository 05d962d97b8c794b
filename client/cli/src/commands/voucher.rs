//! Vouchers: a session key's word that a lease has used so many units in all.

mod form;
mod outcome;

use crate::cli::Global;
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::open::{self, Access, Place};
use crate::output::{self, table, Answer};
use crate::signer::Signer;
use crate::steps::{Done, Step};
use crate::values::UnitCount;
use clap::Subcommand;
use form::Signed;
use gridshare_sdk::network_file::NetworkFile;
use gridshare_sdk::words::count;
use interfaces::metering::{Settled, Voucher as OnChain, MAX_VOUCHERS};
use outcome::{Outcome, Verdict};
use serde_json::{json, Value};
use shared::{LeaseId, NodeId};

/// Vouchers, with which a dApp pays for the units that it used.
#[derive(Subcommand)]
pub enum Voucher {
    /// Signs a voucher and prints it in one line. It needs the network file only, not the chain
    #[command(after_help = SIGN_EXAMPLE)]
    Sign {
        /// The lease's number
        #[arg(long, value_name = "N")]
        lease: LeaseId,
        /// The lease's node
        #[arg(long, value_name = "N")]
        node: NodeId,
        /// Units used since the lease was opened, those of earlier vouchers included
        #[arg(long, value_name = "N")]
        units: UnitCount,
        /// The session key: a file, //Alice and the like, or - for standard input
        #[arg(long, value_name = "KEY")]
        key: String,
        /// The session key's number
        #[arg(long, value_name = "N", default_value_t = 0)]
        generation: u32,
    },
    /// Checks vouchers against their leases on the chain, and says what each would pay now
    Check {
        /// Vouchers, files with vouchers, or - for standard input
        #[arg(required = true, value_name = "VOUCHER|FILE")]
        vouchers: Vec<String>,
    },
    /// Has a node paid for vouchers; anyone may, and 128 go into one call
    Settle {
        /// The node
        node: NodeId,
        /// Vouchers, files with vouchers, or - for standard input
        #[arg(required = true, value_name = "VOUCHER|FILE")]
        vouchers: Vec<String>,
    },
}

const SIGN_EXAMPLE: &str = "\
Example:
  gridshare voucher sign --lease 7 --node 3 --units 250 --key session.key >> vouchers
  gridshare voucher settle 3 vouchers";

impl Voucher {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a voucher cannot be used, or a contract or the chain refuses.
    pub fn run(self, global: Global) -> anyhow::Result<()> {
        match self {
            Self::Sign { lease, node, units, key, generation } => {
                let config = Config::load()?;
                let suite = network(&global, &config)?.suite;
                let key = Signer::read_key(&key, &config)?;
                let signature = key.sign_voucher(&suite, lease, node, generation, units.0);
                let signed = Signed {
                    lease,
                    node,
                    generation,
                    units: units.0,
                    genesis_hash: suite.genesis_hash,
                    metering: suite.metering,
                    signature,
                };
                output::print(&signed.line())?;
                Ok(())
            }
            Self::Check { vouchers } => check(&mut Context::open_for(global, Access::Read)?, &vouchers),
            Self::Settle { node, vouchers } => settle(&mut Context::open(global)?, node, &vouchers),
        }
    }
}

/// Reads the network file alone.
fn network(global: &Global, config: &Config) -> anyhow::Result<NetworkFile> {
    let Some(network) = global.network.as_deref().or(config.network.as_deref()) else {
        let next = "a voucher is for one network: name its file with --network";
        return Err(Failure::usage("no network is named", next).into());
    };
    match Place::parse(network) {
        Place::Embedded(path) => Ok(NetworkFile::parse(open::open_file(&path, Access::Read)?.note(), &path)?),
        Place::File(path) => NetworkFile::load(&path)
            .map_err(|error| Failure::usage(error.to_string(), "name a network file with --network").into()),
    }
}

fn check(ctx: &mut Context, sources: &[String]) -> anyhow::Result<()> {
    let vouchers = form::read_all(sources)?;
    let verdicts = outcome::of_all(ctx, &vouchers)?;
    let bad = verdicts.iter().filter(|verdict| verdict.outcome.is_bad()).count();
    let json: Vec<Value> =
        verdicts.iter().map(|verdict| in_json(&verdict.voucher, &verdict.outcome)).collect();
    let answer = Answer::new(shown(ctx, &verdicts), json!({ "vouchers": json, "bad": bad }));
    ctx.print(&answer)?;
    match bad {
        0 => Ok(()),
        _ => Err(Failure::failed(format!("{bad} of {} vouchers will never be paid", vouchers.len())).into()),
    }
}

/// Makes a table of vouchers and what becomes of them.
fn shown(ctx: &Context, verdicts: &[Verdict]) -> String {
    let row = |verdict: &Verdict| {
        let Verdict { voucher, outcome, .. } = verdict;
        let says = outcome.says(voucher, &|amount| ctx.tokens(amount));
        [voucher.lease.to_string(), voucher.node.to_string(), count(voucher.units), says]
    };
    table([">lease", ">node", ">units", "what becomes of it"], verdicts.iter().map(row))
}

fn in_json(voucher: &Signed, outcome: &Outcome) -> Value {
    let (units, value) = outcome.pays();
    json!({
        "lease": voucher.lease,
        "node": voucher.node,
        "units": voucher.units.to_string(),
        "outcome": outcome.name(),
        "paid_units": units.to_string(),
        "value": value.to_string(),
    })
}

fn settle(ctx: &mut Context, node: NodeId, sources: &[String]) -> anyhow::Result<()> {
    let vouchers = form::read_all(sources)?;
    if let Some(other) = vouchers.iter().find(|voucher| voucher.node != node) {
        let says =
            format!("the voucher of lease {} is for node {}, not for node {node}", other.lease, other.node);
        return Err(Failure::usage(says, "settle the vouchers of each node by themselves").into());
    }
    let verdicts = outcome::of_all(ctx, &vouchers)?;
    if verdicts.iter().all(|verdict| verdict.outcome.pays().0 == 0) {
        let says = verdicts[0].outcome.says(&vouchers[0], &|amount| ctx.tokens(amount));
        let says = match vouchers.len() {
            1 => format!("this voucher pays nothing: {says}"),
            many => format!("none of {many} vouchers pays anything; the first: {says}"),
        };
        let next = Some("gridshare voucher check says what each would pay".to_owned());
        return Err(Failure { next, ..Failure::failed(says) }.into());
    }
    let steps = verdicts.chunks(MAX_VOUCHERS).map(|batch| step(ctx, node, batch)).collect();
    let Some(done) = ctx.run(steps)? else { return Ok(()) };
    if !ctx.global.is_json() {
        let settled = settled(&verdicts, &done)?;
        output::print(&shown(ctx, &settled))?;
    }
    Ok(())
}

/// Makes the call that settles a batch.
fn step(ctx: &Context, node: NodeId, batch: &[Verdict]) -> Step {
    let call = |Verdict { voucher, leg_index, .. }: &Verdict| {
        let Signed { lease, units, signature, .. } = *voucher;
        OnChain { lease, leg_index: *leg_index, units, signature }
    };
    let what = match batch.len() {
        1 => format!("settle a voucher with node {node}"),
        many => format!("settle {many} vouchers with node {node}"),
    };
    Step::new(what, ctx.suite().metering().settle(node, batch.iter().map(call).collect()))
}

/// Puts vouchers and what the contract said of them together.
fn settled(foreseen: &[Verdict], done: &[Done]) -> anyhow::Result<Vec<Verdict>> {
    let mut outcomes = Vec::new();
    for step in done {
        outcomes.extend(step.value::<Vec<Settled>>()?.into_iter().map(Outcome::Contract));
    }
    let verdict = |(verdict, outcome): (&Verdict, Outcome)| Verdict { outcome, ..*verdict };
    Ok(foreseen.iter().zip(outcomes).map(verdict).collect())
}
