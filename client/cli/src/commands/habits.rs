//! Completions and man pages, made of the command line's own description.

use crate::cli::Cli;
use crate::failure::Failure;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::path::PathBuf;

/// Prints completions: `source <(gridshare completions bash)`.
#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints them.
    pub fn run(self) {
        clap_complete::generate(self.shell, &mut Cli::command(), "gridshare", &mut std::io::stdout());
    }
}

/// Writes a man page for every command: `gridshare man ~/.local/share/man/man1`.
#[derive(Args)]
pub struct Man {
    /// The folder to write them to
    folder: PathBuf,
}

impl Man {
    /// Writes them.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        let unusable = |error: std::io::Error| {
            Failure::usage(format!("{}: {error}", self.folder.display()), "name a folder that can be written")
        };
        std::fs::create_dir_all(&self.folder).map_err(unusable)?;
        clap_mangen::generate_to(Cli::command(), &self.folder).map_err(unusable)?;
        Ok(())
    }
}
