//! The command line: options that every command has, and the commands.

use crate::commands;
use crate::failure::EXIT_CODES;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Gridshare from a terminal: run a node, lease what nodes offer, stake and vote.
#[derive(Parser)]
#[command(name = "gridshare", version, propagate_version = true, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// Options that every command has.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command has.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The network: a network file, or embedded:FILE for a chain kept in a file
    #[arg(long, global = true, env = "GRIDSHARE_NETWORK", value_name = "FILE")]
    pub network: Option<String>,
    /// The node to talk to, instead of the network file's
    #[arg(long, global = true, env = "GRIDSHARE_URL", value_name = "WS-URL")]
    pub url: Option<String>,
    /// Who acts: an address, //Alice, a name from the config file, a key file, or - for standard input
    #[arg(long, global = true, env = "GRIDSHARE_FROM", value_name = "ACCOUNT")]
    pub from: Option<String>,
    /// Shows what would happen and what it would cost, and sends nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Prints the call for a wallet or a multisig to sign, and sends nothing
    #[arg(long, global = true, conflicts_with = "dry_run")]
    pub unsigned: bool,
    /// Sends without asking
    #[arg(long, short, global = true)]
    pub yes: bool,
    /// Lets a contract take just what this call takes of your tokens, instead of what any later call of yours says
    #[arg(long, global = true)]
    pub exact_allowance: bool,
    /// Waits until the block is final, not only made
    #[arg(long, global = true)]
    pub finalized: bool,
    /// Prints JSON; the same as --output json
    #[arg(long, global = true)]
    pub json: bool,
    /// In which form to print
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    pub output: Format,
    /// Shows no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

impl Global {
    /// Returns whether programs read what is printed.
    pub fn is_json(&self) -> bool {
        self.json || self.output == Format::Json
    }
}

/// In which form to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Sentences and tables for people
    #[default]
    Text,
    /// One JSON value. Amounts are strings of digits in the smallest unit, times milliseconds
    Json,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Nodes: register, keys, offers, maintenance, status
    #[command(subcommand)]
    Node(commands::node::Node),
    /// Stake: bond, unbond, withdraw, move, commission
    #[command(subcommand)]
    Stake(commands::stake::Stake),
    /// Rewards: what can be claimed, and claiming it
    #[command(subcommand)]
    Reward(commands::reward::Reward),
    /// Leases: deposit, quote, open, top up, close
    #[command(subcommand)]
    Lease(commands::lease::Lease),
    /// Vouchers: sign, check, settle
    #[command(subcommand)]
    Voucher(commands::voucher::Voucher),
    /// Proposals: list, show, cast, execute
    #[command(subcommand)]
    Vote(commands::vote::Vote),
    /// Parameters: list, and propose to change one
    #[command(subcommand)]
    Param(commands::param::Param),
    /// Accounts and keys: balances, transfers, new keys
    #[command(subcommand)]
    Account(commands::account::Account),
    /// Networks: what is deployed where, and how it stands
    #[command(subcommand)]
    Network(commands::network::Network),
    /// The chain below: blocks, transactions, time
    #[command(subcommand)]
    Chain(commands::chain::Chain),
    /// Follows the events of a network
    Watch(commands::watch::Watch),
    /// Puts the suite on a chain, in steps that can be resumed, and writes a network file
    Deploy(commands::deploy::Deploy),
    /// Proves a network to somebody who trusts nobody: code, peers, owners, clocks, bounds, supply
    Verify(commands::verify::Verify),
    /// Plays a fleet and a workload through the deployed contracts and reports what happened
    #[command(verbatim_doc_comment)]
    Replay(commands::replay::Replay),
    /// Measures what users pay for: reference time, proof size and deposit of each message
    #[command(verbatim_doc_comment)]
    Bench(commands::bench::Bench),
    /// Prints completions for a shell: bash, zsh, fish
    Completions(commands::habits::Completions),
    /// Writes man pages
    Man(commands::habits::Man),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    /// Next steps and the README name commands that exist.
    #[test]
    fn commands_that_are_recommended_exist() {
        let texts = [include_str!("../../sdk/refusals.toml"), include_str!("../../../README.md")];
        let named = texts.iter().flat_map(|text| text.split("gridshare ").skip(1));
        let mut found = 0;
        for rest in named {
            let mut words =
                rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').filter(|word| !word.is_empty());
            let command = Cli::command();
            let Some(noun) = words.next().and_then(|noun| command.find_subcommand(noun)) else { continue };
            found += 1;
            if noun.has_subcommands() && rest.split_whitespace().count() > 1 {
                let verb = rest.split_whitespace().nth(1).unwrap_or_default();
                let verb: String = verb.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                assert!(noun.find_subcommand(&verb).is_some(), "gridshare {} {verb}", noun.get_name());
            }
        }
        assert!(found > 50, "{found}");
    }
}
