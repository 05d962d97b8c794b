//! Accounts and keys: balances, transfers, new keys.

use crate::cli::Global;
use crate::config::Config;
use crate::context::{self, Context};
use crate::failure::Failure;
use crate::output::{list, Answer};
use crate::signer::Signer;
use crate::values::Tokens;
use clap::Subcommand;
use gridshare_sdk::chain;
use gridshare_sdk::keys::Key;
use gridshare_sdk::words::{show_account, show_native};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Accounts and keys.
#[derive(Subcommand)]
pub enum Account {
    /// Shows what an account has: native tokens, the network's tokens, prepaid, staked, to be paid out
    Show {
        /// Whose; without it, whoever acts
        account: Option<String>,
    },
    /// Sends tokens of the network
    Transfer {
        /// How many, such as 12.5 or "12.5 GRID"
        amount: Tokens,
        /// To whom
        #[arg(long)]
        to: String,
    },
    /// Sends native tokens of the chain, with which fees and storage are paid
    Fund {
        /// To whom
        account: String,
        /// How many, such as 1.5
        amount: String,
    },
    /// Makes a new key and writes its secret phrase to a file that only you can read
    New {
        /// The file, which must not exist yet
        file: PathBuf,
    },
    /// Shows an account's address in both forms
    Address {
        /// Whose; without it, whoever acts
        account: Option<String>,
    },
}

impl Account {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(self, global: Global) -> anyhow::Result<()> {
        match self {
            Self::New { file } => new(&global, &file),
            Self::Address { account } => address(&global, account.as_deref()),
            Self::Show { account } => show(&mut Context::open(global)?, account.as_deref()),
            Self::Transfer { amount, to } => {
                let mut ctx = Context::open(global)?;
                let to = ctx.account(&to)?;
                let what = format!("send {} to {}", ctx.tokens(amount.0), ctx.namer().account(&to));
                ctx.send(what, ctx.suite().token().transfer(to, amount.0))?;
                Ok(())
            }
            Self::Fund { account, amount } => fund(&mut Context::open(global)?, &account, &amount),
        }
    }
}

fn show(ctx: &mut Context, account: Option<&str>) -> anyhow::Result<()> {
    let account = ctx.account_or_from(account)?;
    let suite = ctx.suite().clone();
    let native = ctx.net.chain.native_balance(account);
    let native = native.map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    let tokens = ctx.view(suite.token().balance_of(account))?;
    let prepaid = ctx.view(suite.metering().balance_of(account))?;
    let payout = ctx.view(suite.staking().payout(account))?;
    let (mut staked, mut pools) = (0, 0);
    for node in crate::commands::stake::pools_of(ctx, account)? {
        if let Some(position) = ctx.view(suite.staking().position(node, account))? {
            let thawing: u128 = position.thaws.iter().map(|(amount, _)| amount).sum();
            staked += position.value + position.pending + thawing;
            pools += 1;
        }
    }
    let text = list([
        ("account", ctx.namer().account(&account)),
        ("address", show_account(&account)),
        ("native", show_native(native, &ctx.net.chain.native_token())),
        ("tokens", ctx.tokens(tokens)),
        ("prepaid", format!("{}, for leases", ctx.tokens(prepaid))),
        ("staked", format!("{} in {pools} pools", ctx.tokens(staked))),
        ("to be paid out", ctx.tokens(payout)),
    ]);
    let json = json!({
        "address": show_account(&account),
        "native": native.to_string(),
        "tokens": tokens.to_string(),
        "prepaid": prepaid.to_string(),
        "staked": staked.to_string(),
        "payout": payout.to_string(),
    });
    ctx.print(&Answer::new(text, json))
}

fn fund(ctx: &mut Context, account: &str, amount: &str) -> anyhow::Result<()> {
    if ctx.global.unsigned {
        let says = "a transfer of native tokens is not prepared here";
        return Err(Failure::usage(says, "every wallet sends the chain's own token").into());
    }
    let (from, to) = (ctx.from()?, ctx.account(account)?);
    let native = ctx.net.chain.native_token();
    let amount = gridshare_sdk::words::parse_decimal(amount, native.1)
        .map_err(|error| Failure::usage(error.to_string(), "give a number of native tokens, such as 1.5"))?;
    let what = format!("send {} to {}", show_native(amount, &native), ctx.namer().account(&to));
    if ctx.global.dry_run {
        return ctx.print(&Answer::new(what.clone(), json!({ "sent": false, "what": what })));
    }
    ctx.ask_to_go_on(&what)?;
    let sent = ctx.net.chain.transfer_native(from, to, amount);
    sent.map_err(|error| Failure::chain(&error, &ctx.refusals))?;
    ctx.print(&Answer::new(format!("✓ {what}"), json!({ "sent": true, "what": what })))
}

/// Writes a new secret phrase to a file of mode 600.
fn new(global: &Global, file: &Path) -> anyhow::Result<()> {
    let unusable = |error: std::io::Error| {
        Failure::usage(format!("{}: {error}", file.display()), "name a file that does not exist yet")
    };
    let (phrase, key) = Key::generate();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).map_err(unusable)?;
    writeln!(out, "{phrase}").and_then(|()| out.sync_all()).map_err(unusable)?;
    let address = show_account(&key.account());
    let text = format!(
        "{address}\nIts secret phrase is in {}: whoever has it has the account. Keep a copy off this machine.",
        file.display()
    );
    context::print(global, &Answer::new(text, json!({ "address": address, "file": file })))
}

fn address(global: &Global, account: Option<&str>) -> anyhow::Result<()> {
    let config = Config::load()?;
    let signer = match account {
        Some(account) => Signer::read(account, &config)?,
        None => context::signer(global, &config)?
            .ok_or_else(|| Failure::usage("no account is named", "name one, or give --from"))?,
    };
    let account = signer.account();
    let (address, hex) = (show_account(&account), format!("0x{}", chain::hex(account.as_ref())));
    let text = list([("address", address.clone()), ("public key", hex.clone())]);
    context::print(global, &Answer::new(text, json!({ "address": address, "public_key": hex })))
}
