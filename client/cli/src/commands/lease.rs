//! Leases: a prepaid balance, nodes that fit, leases from their opening to their end.

mod classes;
mod open;
mod quote;
mod show;

pub use classes::{all_classes, class_of, name_of};

use crate::approval;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{list, Answer};
use crate::steps::Step;
use crate::values::{Tokens, TokensOrAll, ZoneCell};
use anyhow::bail;
use clap::Subcommand;
use interfaces::metering::MeteringError;
use serde_json::json;
use shared::{Amount, LeaseId};

/// Leases, and the prepaid balance that pays for them.
#[derive(Subcommand)]
pub enum Lease {
    /// Adds tokens to your prepaid balance, out of which leases are paid
    Deposit {
        /// How many, such as 12.5 or "12.5 GRID"
        amount: Tokens,
    },
    /// Takes tokens out of your prepaid balance
    Withdraw {
        /// How many, or all
        amount: TokensOrAll,
    },
    /// Shows a prepaid balance, and what is in deposits of leases
    Balance {
        /// Whose; without it, whoever acts
        account: Option<String>,
    },
    /// Lists the classes of resources that can be leased
    Classes,
    /// Shows supply, demand and prices of a class in a zone
    Zone {
        /// The class, by number or name
        #[arg(long, value_name = "N|NAME")]
        class: String,
        /// An H3 cell in the zone, or a place such as 52.52,13.40
        #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
        cell: ZoneCell,
    },
    /// Finds nodes: which fit at which price, and why others do not
    #[command(after_help = QUOTE_EXAMPLES)]
    Quote(quote::Wanted),
    /// Opens a lease on the cheapest node that fits, and locks its price
    #[command(after_help = OPEN_EXAMPLES, override_usage = OPEN_USAGE)]
    Open(open::Open),
    /// Lists the leases that are not finalized
    List {
        /// Only those that this account pays for
        #[arg(long, value_name = "ACCOUNT")]
        payer: Option<String>,
    },
    /// Shows a lease: price, units paid, deposit left, end, and what to do next
    Show {
        /// The lease's number
        lease: LeaseId,
    },
    /// Adds to a lease's deposit, out of your prepaid balance
    TopUp {
        /// The lease's number
        lease: LeaseId,
        /// How many tokens
        amount: Tokens,
    },
    /// Closes a lease: its node settles the vouchers it holds, then the lease can be finalized
    Close {
        /// The lease's number
        lease: LeaseId,
    },
    /// Ends a closed lease: what is left of its deposit goes back to the payer's prepaid balance
    Finalize {
        /// The lease's number
        lease: LeaseId,
    },
}

const QUOTE_EXAMPLES: &str = "\
Examples:
  gridshare lease quote --class 0 --units 1000
  gridshare lease quote --class \"GPU hour\" --units 4 --min-stake 500 --attested hardware";

const OPEN_USAGE: &str = "\
gridshare lease open --class <N|NAME> --units <N> --session-key <KEY>
                            --deposit <TOKENS> [OPTIONS]";

const OPEN_EXAMPLES: &str = "\
Examples:
  gridshare lease open --class 0 --units 1000 --session-key session.key --deposit 50 --for 7d
  gridshare lease open --class 0 --units 1000 --node 3 --max-price 0.02 \\
    --session-key 5Grw… --deposit 50 --until \"2026-12-24 18:00\"";

impl Lease {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a contract or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::Deposit { amount } => deposit(ctx, amount.0),
            Self::Withdraw { amount } => withdraw(ctx, amount),
            Self::Balance { account } => balance(ctx, account.as_deref()),
            Self::Classes => classes::list_all(ctx),
            Self::Zone { class, cell } => classes::zone(ctx, &class, cell.0),
            Self::Quote(wanted) => quote::run(ctx, &wanted),
            Self::Open(arguments) => arguments.run(ctx),
            Self::List { payer } => show::list_all(ctx, payer.as_deref()),
            Self::Show { lease } => show::show(ctx, lease),
            Self::TopUp { lease, amount } => {
                let what = format!("add {} to the deposit of lease {lease}", ctx.tokens(amount.0));
                let metering = ctx.suite().metering();
                let Some(record) = ctx.view(metering.lease(lease))? else {
                    bail!("there is no lease {lease}, or it was finalized: gridshare lease list shows yours");
                };
                ctx.send(what, metering.top_up(lease, record.leg, amount.0)).map(|_| ())
            }
            Self::Close { lease } => close(ctx, lease),
            Self::Finalize { lease } => {
                let message = ctx.suite().metering().finalize(lease);
                ctx.send(format!("finalize lease {lease}"), message).map(|_| ())
            }
        }
    }
}

fn deposit(ctx: &mut Context, amount: Amount) -> anyhow::Result<()> {
    let metering = ctx.suite().metering();
    let message = metering.deposit(amount);
    approval::check(ctx, &message, |error| *error == MeteringError::TransferFailed)?;
    let approval = approval::step(ctx, metering.address(), amount)?;
    let what = format!("add {} to your prepaid balance", ctx.tokens(amount));
    ctx.run(approval.into_iter().chain([Step::new(what, message)]).collect()).map(|_| ())
}

fn withdraw(ctx: &mut Context, amount: TokensOrAll) -> anyhow::Result<()> {
    let amount = match amount {
        TokensOrAll::Tokens(amount) => amount,
        TokensOrAll::All => {
            let from = ctx.from()?;
            ctx.view(ctx.suite().metering().balance_of(from))?
        }
    };
    if amount == 0 {
        let next =
            Some("deposits of leases come back when they are finalized: gridshare lease list".to_owned());
        return Err(Failure { next, ..Failure::failed("there is nothing to withdraw") }.into());
    }
    let what = format!("take {} out of your prepaid balance", ctx.tokens(amount));
    ctx.send(what, ctx.suite().metering().withdraw(amount)).map(|_| ())
}

fn balance(ctx: &mut Context, account: Option<&str>) -> anyhow::Result<()> {
    let account = ctx.account_or_from(account)?;
    let wallet = ctx.view(ctx.suite().token().balance_of(account))?;
    let prepaid = ctx.view(ctx.suite().metering().balance_of(account))?;
    let leases = show::all(ctx, Some(account))?;
    let deposits: Amount = leases.iter().filter_map(|lease| lease.leg).map(|leg| leg.deposit).sum();
    let text = list([
        ("account", ctx.namer().account(&account)),
        ("prepaid", ctx.tokens(prepaid)),
        ("in deposits", in_deposits(ctx.tokens(deposits), leases.len())),
        ("not prepaid", ctx.tokens(wallet)),
    ]);
    let json = json!({
        "account": ctx.namer().address(&account),
        "prepaid": prepaid.to_string(),
        "deposits": deposits.to_string(),
        "leases": leases.iter().map(|lease| lease.id).collect::<Vec<_>>(),
        "tokens": wallet.to_string(),
    });
    ctx.print(&Answer::new(text, json))
}

/// Says what is in deposits of so many leases.
fn in_deposits(tokens: String, leases: usize) -> String {
    match leases {
        0 => "nothing: no lease is open or closing".to_owned(),
        1 => format!("{tokens}, in 1 lease"),
        many => format!("{tokens}, in {many} leases"),
    }
}

/// Closes a lease; says from when on it can be finalized.
fn close(ctx: &mut Context, lease: LeaseId) -> anyhow::Result<()> {
    let message = ctx.suite().metering().close(lease);
    let done = ctx.send(format!("close lease {lease}"), message)?;
    if done.is_some() && !ctx.global.is_json() {
        show::say_next(ctx, lease)?;
    }
    Ok(())
}
