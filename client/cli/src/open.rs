//! Opens the chain that `--network` names, and finds the suite on it.

use crate::failure::Failure;
use crate::signer::Signer;
use gridshare_embedded::FileChain;
use gridshare_live::{ConnectOptions, Finality, LiveChain};
use gridshare_sdk::network_file::NetworkFile;
use gridshare_sdk::refusals::Refusals;
use gridshare_sdk::{Accounts, Blocks, Chain, ChainError};
use std::path::{Path, PathBuf};

/// All that a command asks of a chain.
pub trait FullChain: Chain + Accounts + Blocks {}

impl<C: Chain + Accounts + Blocks> FullChain for C {}

/// What `--network` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `embedded:FILE`: a chain kept in a file.
    Embedded(PathBuf),
    /// `FILE`: a network file, which names a node and the addresses.
    File(PathBuf),
}

impl Place {
    /// Reads what `--network` says.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix("embedded:") {
            Some(file) => Self::Embedded(file.into()),
            None => Self::File(text.into()),
        }
    }
}

/// What a command does with a chain in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only looks, while others may write.
    Read,
    /// It writes, and nobody else does meanwhile.
    Write,
}

/// A chain, and the network file that belongs to it.
pub struct Opened {
    /// The chain.
    pub chain: Box<dyn FullChain>,
    /// What is deployed on it.
    pub network: NetworkFile,
}

/// Opens a network: chain and addresses.
///
/// # Errors
/// When the file cannot be used, or the chain cannot be reached or is another one.
pub fn open(
    place: &Place,
    access: Access,
    url: Option<&str>,
    finality: Finality,
    signer: Option<&Signer>,
) -> anyhow::Result<Opened> {
    match place {
        Place::Embedded(path) => {
            let chain = open_file(path, access)?;
            if chain.note().is_empty() {
                let next = format!("go on with gridshare deploy --network embedded:{}", path.display());
                return Err(Failure::usage("the deployment on this chain was not finished", next).into());
            }
            let network = NetworkFile::parse(chain.note(), path).map_err(Failure::file)?;
            Ok(Opened { chain: Box::new(chain), network })
        }
        Place::File(path) => {
            let network = NetworkFile::load(path).map_err(Failure::file)?;
            let Some(url) = url.or(network.url.as_deref()) else {
                let says = format!("{} names no node", path.display());
                return Err(Failure::usage(says, "name one with --url ws://…").into());
            };
            let chain = connect(url, Some(network.suite.genesis_hash), finality, signer)?;
            Ok(Opened { chain: Box::new(chain), network })
        }
    }
}

/// Opens a chain kept in a file.
///
/// # Errors
/// When there is none, it is in use or it is damaged.
pub fn open_file(path: &Path, access: Access) -> Result<FileChain, Failure> {
    if !path.exists() {
        let next = format!("make one: gridshare deploy --network embedded:{}", path.display());
        return Err(Failure::usage(format!("there is no {}", path.display()), next));
    }
    let opened = match access {
        Access::Read => FileChain::read(path),
        Access::Write => FileChain::open(path),
    };
    opened.map_err(Failure::file)
}

/// Connects to a node.
///
/// # Errors
/// When it cannot be reached, or belongs to another chain.
pub fn connect(
    url: &str,
    expected_genesis: Option<[u8; 32]>,
    finality: Finality,
    signer: Option<&Signer>,
) -> Result<LiveChain, Failure> {
    let options =
        ConnectOptions { expected_genesis, finality, interruptible: true, ..ConnectOptions::default() };
    let mut chain = LiveChain::connect(url, options).map_err(chain_failure)?;
    if let Some(Signer::Key(key)) = signer {
        chain.add_key(key.clone());
    }
    Ok(chain)
}

/// What a chain's error is to a user.
pub fn chain_failure(error: ChainError) -> Failure {
    Failure::chain(&error, &Refusals::shipped())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_file_or_embedded() {
        assert_eq!(Place::parse("embedded:a/b.chain"), Place::Embedded("a/b.chain".into()));
        assert_eq!(Place::parse("local.toml"), Place::File("local.toml".into()));
    }
}
