//! The command `gridshare`.
//!
//! - `cli`: the command line; `commands`: one file per noun;
//! - `context`: network, account and options at hand; `open`, `signer`, `config`: where they come from;
//! - `steps`: how anything is sent, `approval`: what is allowed before; `failure`: how a command fails;
//! - `output`: what is printed, `show`: what is said in more than one place; `values`: what is typed;
//! - `terminal`: progress of long jobs.

mod approval;
mod cli;
mod commands;
mod config;
mod context;
mod failure;
mod open;
mod output;
mod show;
mod signer;
mod steps;
mod terminal;
mod values;

use clap::Parser;
use cli::{Cli, Global};
use failure::Failure;
use gridshare_replay::input::InputError;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    match commands::run(global.clone(), command) {
        Ok(code) => code,
        Err(error) => fail(&global, &error),
    }
}

/// Says what went wrong on standard error. Returns the exit code.
fn fail(global: &Global, error: &anyhow::Error) -> ExitCode {
    let failure = error.downcast_ref::<Failure>();
    let code = match failure {
        Some(failure) => failure.code,
        None if error.downcast_ref::<InputError>().is_some() => 2,
        None => 1,
    };
    let says = failure.map_or_else(|| format!("{error:#}"), |failure| failure.says.clone());
    let next = failure.and_then(|failure| failure.next.as_deref());
    if global.is_json() {
        eprintln!("{}", serde_json::json!({ "error": says, "next": next, "code": code }));
    } else {
        eprintln!("error: {says}");
        if let Some(next) = next {
            eprintln!("  next: {next}");
        }
    }
    ExitCode::from(code)
}
