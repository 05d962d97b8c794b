//! The network file: everything that a client has to know of a deployed suite, in TOML. A deployment writes it,
//! and everything else reads it. It holds no secret and proves nothing: [`mod@crate::verify`] does.

use crate::address;
use crate::artifacts::Artifacts;
use crate::chain::{hex, AccountId};
use crate::files::{self, FileError};
use crate::suite::Suite;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use shared::{Amount, Clock};
use std::path::{Path, PathBuf};

/// The version of the file's format.
pub const FORMAT: u32 = 1;

/// Names of the suite's contracts, in the order in which they are deployed, each with what a file says of it.
type PerContract<T> = [T; 8];

/// A deployed network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkFile {
    /// Version of the suite that was deployed, which is this crate's.
    pub suite_version: String,
    /// Where a node of the chain answers; `None` for a chain that has no address, such as one in a file.
    pub url: Option<String>,
    /// The contracts, the clock, the chain's genesis hash and the initial supply.
    pub suite: Suite,
    /// The token's symbol.
    pub symbol: String,
    /// Hash of each contract's code, in the order of [`Suite::contracts`].
    pub code_hashes: PerContract<[u8; 32]>,
}

/// Why there is no network in a file.
#[derive(Debug, thiserror::Error)]
pub enum NetworkFileError {
    /// There is no such file.
    #[error("there is no network file {}: name one that exists, or deploy a network", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file was written by a version that writes it otherwise.
    #[error(
        "{}, line {line}: it has the format {found}, and this program reads {FORMAT}: use the version of the \
         program that wrote it, {suite_version}",
        path.display()
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// The line that says so.
        line: usize,
        /// The file's format.
        found: u32,
        /// The suite's version that it names.
        suite_version: String,
    },
    /// The file is not as such a file is.
    #[error("{}, line {line}: {reason}: correct the line, or take the file anew from whoever deployed the network", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// It cannot be written: a number does not fit into TOML.
    #[error("the network cannot be written: {0}")]
    Unwritable(#[from] toml::ser::Error),
}

impl NetworkFile {
    /// Describes a suite that was deployed with these artifacts.
    pub fn new(suite: Suite, artifacts: &Artifacts, symbol: &str, url: Option<String>) -> Self {
        let mut code_hashes = [[0; 32]; 8];
        for (hash, artifact) in code_hashes.iter_mut().zip(artifacts.iter()) {
            *hash = artifact.code_hash();
        }
        let suite_version = env!("CARGO_PKG_VERSION").into();
        Self { suite_version, url, suite, symbol: symbol.into(), code_hashes }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it is not there, cannot be read, has another format or is damaged.
    pub fn load(path: &Path) -> Result<Self, NetworkFileError> {
        let text = files::read(path)?.ok_or_else(|| NetworkFileError::Missing(path.into()))?;
        Self::parse(&text, path)
    }

    /// Reads the text of a file; `path` is for errors.
    ///
    /// # Errors
    /// When it has another format or is damaged.
    pub fn parse(text: &str, path: &Path) -> Result<Self, NetworkFileError> {
        let malformed = |error: &toml::de::Error| NetworkFileError::Malformed {
            path: path.into(),
            line: line(text, error.span().map_or(0, |span| span.start)),
            reason: error.message().into(),
        };
        let head: Head = toml::from_str(text).map_err(|error| malformed(&error))?;
        let found = *head.format.get_ref();
        if found != FORMAT {
            let (line, suite_version) = (line(text, head.format.span().start), head.suite_version);
            return Err(NetworkFileError::Format { path: path.into(), line, found, suite_version });
        }
        toml::from_str::<Written>(text).map(Self::from).map_err(|error| malformed(&error))
    }

    /// Writes the text of a file.
    ///
    /// # Errors
    /// When a number does not fit into TOML.
    pub fn to_text(&self) -> Result<String, NetworkFileError> {
        let head =
            "# A Gridshare network: where its contracts are. It holds no secret, and proves nothing:\n\
                    # `gridshare verify` does.\n\n";
        Ok(head.to_owned() + &toml::to_string(&Written::from(self))?)
    }

    /// Writes a file, all of it or nothing.
    ///
    /// # Errors
    /// When it cannot be written; a file that was there is then as it was.
    pub fn save(&self, path: &Path) -> Result<(), NetworkFileError> {
        Ok(files::write(path, &self.to_text()?)?)
    }
}

/// Returns the line, counted from 1, of a byte of a text.
pub(crate) fn line(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// What a file of any format says of itself.
#[derive(Deserialize)]
struct Head {
    format: toml::Spanned<u32>,
    suite_version: String,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    suite_version: String,
    deployer: Address,
    chain: WrittenChain,
    clock: WrittenClock,
    token: WrittenToken,
    contracts: WrittenContracts,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenChain {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    genesis_hash: Hash,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClock {
    genesis: u64,
    epoch_ms: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenToken {
    symbol: String,
    /// In the smallest unit, as text: TOML's numbers end at 2^63.
    initial_supply: Digits,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenContract {
    address: Address,
    code_hash: Hash,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenContracts {
    token: WrittenContract,
    registry: WrittenContract,
    market: WrittenContract,
    attestations: WrittenContract,
    staking: WrittenContract,
    metering: WrittenContract,
    rewards: WrittenContract,
    governance: WrittenContract,
}

impl From<&NetworkFile> for Written {
    fn from(file: &NetworkFile) -> Self {
        let NetworkFile { suite_version, url, suite, symbol, code_hashes } = file;
        let mut contracts =
            suite.contracts().into_iter().zip(code_hashes).map(|((_, address), code_hash)| WrittenContract {
                address: Address(address),
                code_hash: Hash(*code_hash),
            });
        let mut next = || contracts.next().expect("a suite has eight contracts");
        Self {
            format: FORMAT,
            suite_version: suite_version.clone(),
            deployer: Address(suite.deployer),
            chain: WrittenChain { url: url.clone(), genesis_hash: Hash(suite.genesis_hash) },
            clock: WrittenClock { genesis: suite.clock.genesis, epoch_ms: suite.clock.epoch_ms },
            token: WrittenToken { symbol: symbol.clone(), initial_supply: Digits(suite.initial_supply) },
            // In the order of `Suite::contracts`.
            contracts: WrittenContracts {
                token: next(),
                registry: next(),
                market: next(),
                attestations: next(),
                staking: next(),
                metering: next(),
                rewards: next(),
                governance: next(),
            },
        }
    }
}

impl From<Written> for NetworkFile {
    fn from(written: Written) -> Self {
        let Written { suite_version, deployer, chain, clock, token: of_token, contracts, .. } = written;
        let WrittenContracts {
            token,
            registry,
            market,
            attestations,
            staking,
            metering,
            rewards,
            governance,
        } = contracts;
        let address = |contract: &WrittenContract| contract.address.0;
        let suite = Suite {
            token: address(&token),
            registry: address(&registry),
            market: address(&market),
            attestations: address(&attestations),
            staking: address(&staking),
            metering: address(&metering),
            rewards: address(&rewards),
            governance: address(&governance),
            deployer: deployer.0,
            clock: Clock { genesis: clock.genesis, epoch_ms: clock.epoch_ms },
            genesis_hash: chain.genesis_hash.0,
            initial_supply: of_token.initial_supply.0,
        };
        let code_hashes = [token, registry, market, attestations, staking, metering, rewards, governance]
            .map(|contract| contract.code_hash.0);
        Self { suite_version, url: chain.url, suite, symbol: of_token.symbol, code_hashes }
    }
}

/// Values that TOML has as text.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($value:ty), $write:expr, $read:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name(pub(crate) $value);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$value) -> String = $write;
                serializer.serialize_str(&write(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let read: fn(&str) -> Result<$value, String> = $read;
                read(&String::deserialize(deserializer)?).map(Self).map_err(de::Error::custom)
            }
        }
    )*};
}

texts! {
    /// An account's address.
    Address(AccountId), address::to_text, |text| address::from_text(text).map_err(|error| error.to_string());
    /// A hash of 32 bytes.
    Hash([u8; 32]), |hash| format!("0x{}", hex(hash)), |text| {
        address::bytes_from_hex(text).ok_or_else(|| format!("`{text}` is not 0x and 64 hexadecimal digits"))
    };
    /// An amount in the smallest unit.
    Digits(Amount), Amount::to_string, |text| {
        text.parse().map_err(|_| format!("`{text}` is not a whole number in the token's smallest unit"))
    };
}

#[cfg(test)]
mod tests;
