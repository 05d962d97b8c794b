//! The commands, one file per noun.
//!
//! A noun's enum holds its verbs with their arguments; its `run` carries them out.

pub mod account;
pub mod bench;
pub mod chain;
pub mod deploy;
pub mod habits;
pub mod lease;
pub mod network;
pub mod node;
pub mod param;
pub mod replay;
pub mod reward;
pub mod stake;
pub mod verify;
pub mod vote;
pub mod voucher;
pub mod watch;

use crate::cli::{Command, Global};
use crate::context::Context;
use crate::open::Access;
use std::process::ExitCode;

/// Carries a command out. Returns the exit code.
///
/// # Errors
/// When it fails; what was sent until then was done.
pub fn run(global: Global, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Node(verb) => verb.run(&mut Context::open(global)?)?,
        Command::Stake(verb) => verb.run(&mut Context::open(global)?)?,
        Command::Reward(verb) => verb.run(&mut Context::open(global)?)?,
        Command::Lease(verb) => verb.run(&mut Context::open(global)?)?,
        Command::Voucher(verb) => verb.run(global)?,
        Command::Vote(verb) => verb.run(&mut Context::open(global)?)?,
        Command::Param(verb) => verb.run(&mut Context::open(global)?)?,
        Command::Account(verb) => verb.run(global)?,
        Command::Network(verb) => verb.run(&mut Context::open_for(global, Access::Read)?)?,
        Command::Chain(verb) => verb.run(global)?,
        Command::Watch(arguments) => arguments.run(&mut Context::open_for(global, Access::Read)?)?,
        Command::Deploy(arguments) => arguments.run(global)?,
        Command::Verify(arguments) => return arguments.run(&mut Context::open_for(global, Access::Read)?),
        Command::Replay(arguments) => return arguments.run(&global),
        Command::Bench(arguments) => return arguments.run(&global),
        Command::Completions(arguments) => arguments.run(),
        Command::Man(arguments) => arguments.run()?,
    }
    Ok(ExitCode::SUCCESS)
}
