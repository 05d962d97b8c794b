//! What a deployment fixes when it starts, and must not change when it is resumed.

use super::DeployConfig;
use crate::address;
use crate::artifacts::Artifacts;
use crate::chain::{hex, AccountId, Chain, ChainError};
use crate::files::{self, FileError};
use crate::network_file::{line, Address, Hash};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use scale::Encode;
use serde::{Deserialize, Serialize};
use shared::{Clock, Timestamp};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The start of a deployment. All addresses follow from it, so a deployment that goes on from the same start finds
/// what it did before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The clock that all contracts are instantiated with.
    pub clock: Clock,
    /// What enters the addresses beside code and arguments.
    pub salt: Vec<u8>,
    /// Who deploys.
    pub deployer: AccountId,
    /// Hash of the chain's first block.
    pub genesis_hash: [u8; 32],
    /// Hash of the configuration.
    pub config: [u8; 32],
    /// Hash of each contract's code, by its name.
    pub code_hashes: BTreeMap<String, [u8; 32]>,
}

/// Why a deployment cannot go on from where it stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// It was begun on another chain.
    #[error("this deployment was begun on another chain, whose first block is 0x{}: connect to that one", hex(.0))]
    OtherChain([u8; 32]),
    /// Somebody else began it.
    #[error("this deployment was begun by {}: go on with that account's key", address::to_text(.0))]
    OtherDeployer(AccountId),
    /// A contract's code has changed.
    #[error("this deployment was begun with other code of {0}: build the contracts that it was begun with")]
    OtherCode(String),
    /// The configuration has changed.
    #[error("this deployment was begun with another configuration: restore that one")]
    OtherConfig,
}

impl Start {
    /// Fixes a start now.
    ///
    /// # Errors
    /// When the chain cannot be asked for the time.
    pub fn now<C: Chain>(
        chain: &mut C,
        deployer: AccountId,
        artifacts: &Artifacts,
        config: &DeployConfig,
    ) -> Result<Self, ChainError> {
        let genesis = match config.genesis {
            Some(genesis) => genesis,
            None => match chain.now()? {
                // A chain's first block has no time, and epochs would be counted from 1970.
                0 => machine_time(),
                now => now,
            },
        };
        // A second network of the same account then has other addresses, from the token on, which keeps no clock.
        let salt = if config.salt.is_empty() { genesis.to_le_bytes().to_vec() } else { config.salt.clone() };
        Ok(Self {
            clock: Clock { genesis, epoch_ms: config.epoch_ms },
            salt,
            deployer,
            genesis_hash: chain.genesis_hash(),
            config: Blake2b::<U32>::digest(config.encode()).into(),
            code_hashes: code_hashes(artifacts),
        })
    }

    /// Passes if a deployment with these can go on from this start.
    ///
    /// # Errors
    /// What has changed since.
    pub fn check<C: Chain>(
        &self,
        chain: &mut C,
        deployer: AccountId,
        artifacts: &Artifacts,
        config: &DeployConfig,
    ) -> Result<(), ResumeError> {
        if chain.genesis_hash() != self.genesis_hash {
            return Err(ResumeError::OtherChain(self.genesis_hash));
        }
        if deployer != self.deployer {
            return Err(ResumeError::OtherDeployer(self.deployer));
        }
        let hashes = code_hashes(artifacts);
        if let Some((changed, _)) =
            hashes.iter().find(|(name, hash)| self.code_hashes.get(*name) != Some(*hash))
        {
            return Err(ResumeError::OtherCode(changed.clone()));
        }
        let config: [u8; 32] = Blake2b::<U32>::digest(config.encode()).into();
        (config == self.config).then_some(()).ok_or(ResumeError::OtherConfig)
    }
}

/// Returns the hash of each code, by its name.
fn code_hashes(artifacts: &Artifacts) -> BTreeMap<String, [u8; 32]> {
    let all = artifacts.iter().chain(artifacts.annexes());
    all.map(|one| (one.name.to_owned(), one.code_hash())).collect()
}

/// Returns this machine's time in milliseconds.
fn machine_time() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::try_from(since_1970.as_millis()).unwrap_or(Timestamp::MAX)
}

/// Why a journal cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Its file cannot be read, written or removed.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its file is damaged.
    #[error(
        "{}, line {line}: {reason}: restore the file; if it is removed, the deployment that it stands for cannot be \
         resumed, and a new one begins",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A number does not fit into TOML.
    #[error("the journal cannot be written: {0}")]
    Unwritable(#[from] toml::ser::Error),
}

/// Where a deployment keeps its start. `()` keeps nothing: such a deployment cannot be resumed, unless its
/// configuration names the clock's start.
pub trait Journal {
    /// Returns the start of the deployment that did not come to its end, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    fn load(&mut self) -> Result<Option<Start>, JournalError>;

    /// Keeps a start.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is deployed.
    fn save(&mut self, start: &Start) -> Result<(), JournalError>;
}

impl Journal for () {
    fn load(&mut self) -> Result<Option<Start>, JournalError> {
        Ok(None)
    }

    fn save(&mut self, _: &Start) -> Result<(), JournalError> {
        Ok(())
    }
}

/// A journal in a file, which stays until the deployment's network file is written and [`FileJournal::remove`] is
/// called.
#[derive(Clone, Debug)]
pub struct FileJournal {
    path: PathBuf,
}

impl FileJournal {
    /// Returns the journal of the network that is to be written to `network`: `<network>.partial`.
    pub fn beside(network: &Path) -> Self {
        let mut path = network.as_os_str().to_owned();
        path.push(".partial");
        Self { path: path.into() }
    }

    /// Returns the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file: the deployment has come to its end.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self) -> Result<(), JournalError> {
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(FileError { action: "remove", path: self.path.clone(), source }.into())
            }
            _ => Ok(()),
        }
    }
}

/// The journal as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    deployer: Address,
    genesis_hash: Hash,
    salt: toml::Spanned<String>,
    config: Hash,
    clock: WrittenClock,
    code_hashes: BTreeMap<String, Hash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClock {
    genesis: u64,
    epoch_ms: u64,
}

impl Journal for FileJournal {
    fn load(&mut self) -> Result<Option<Start>, JournalError> {
        let Some(text) = files::read(&self.path)? else { return Ok(None) };
        let damaged = |line: usize, reason: &str| JournalError::Damaged {
            path: self.path.clone(),
            line,
            reason: reason.into(),
        };
        let written: Written = toml::from_str(&text).map_err(|error| {
            damaged(line(&text, error.span().map_or(0, |span| span.start)), error.message())
        })?;
        let salt = address::from_hex(written.salt.get_ref());
        let salt = salt.ok_or_else(|| {
            damaged(line(&text, written.salt.span().start), "the salt is not 0x and hexadecimal digits")
        })?;
        Ok(Some(Start {
            clock: Clock { genesis: written.clock.genesis, epoch_ms: written.clock.epoch_ms },
            salt,
            deployer: written.deployer.0,
            genesis_hash: written.genesis_hash.0,
            config: written.config.0,
            code_hashes: written.code_hashes.into_iter().map(|(name, hash)| (name, hash.0)).collect(),
        }))
    }

    fn save(&mut self, start: &Start) -> Result<(), JournalError> {
        let hashes = start.code_hashes.iter().map(|(name, hash)| (name.clone(), Hash(*hash)));
        let written = Written {
            deployer: Address(start.deployer),
            genesis_hash: Hash(start.genesis_hash),
            salt: toml::Spanned::new(0..0, format!("0x{}", hex(&start.salt))),
            config: Hash(start.config),
            clock: WrittenClock { genesis: start.clock.genesis, epoch_ms: start.clock.epoch_ms },
            code_hashes: hashes.collect(),
        };
        let head = "# A deployment that did not come to its end. Deploying again goes on from here; the file is removed\n\
                    # when the network is deployed.\n\n";
        Ok(files::write(&self.path, &(head.to_owned() + &toml::to_string(&written)?))?)
    }
}
