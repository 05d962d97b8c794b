//! A chain kept in a file: what one process leaves, the next one finds. Every write makes a block a second after
//! the last one and runs in it; only [`Blocks::advance_to`] lets more time pass.
//!
//! - `format`: the file's bytes, which are replaced in one step;
//! - `lock`: one process at a time writes;
//! - `error`: what can be wrong with a file;
//! - `interface`: the SDK's interface to a chain.
//!
//! [`Blocks::advance_to`]: gridshare_sdk::Blocks::advance_to

mod error;
mod format;
mod interface;
mod lock;
#[cfg(test)]
mod tests;

pub use error::FileError;

use crate::chain::Snapshot;
use crate::EmbeddedChain;
use format::{Checksum, Content, Logged};
use gridshare_sdk::keys::Key;
use gridshare_sdk::AccountId;
use lock::Lock;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Secret URIs of the accounts that have native tokens on a new chain: those of every chain for development.
pub const DEVELOPMENT_URIS: [&str; 6] = ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie"];
/// Native tokens that each of them has: a million, in units of 12 decimals.
pub const DEVELOPMENT_BALANCE: u128 = 1_000_000_000_000_000_000;
/// Milliseconds from a block to the next one.
pub const BLOCK_MS: u64 = 1_000;
/// How long opening waits for another process to be done.
const PATIENCE: Duration = Duration::from_secs(5);

/// A chain kept in a file.
pub struct FileChain {
    path: PathBuf,
    chain: EmbeddedChain,
    blocks: Vec<Logged>,
    note: String,
    /// The state in the file.
    saved: Snapshot,
    access: Access,
}

/// What may be done to the file.
enum Access {
    /// It is ours until the lock is dropped.
    Write { _lock: Lock },
    /// It may be replaced at any time; what was read last has this checksum.
    Read(Checksum),
}

impl FileChain {
    /// Creates a chain whose first block has the timestamp `start_ms`, in milliseconds. The accounts of
    /// [`DEVELOPMENT_URIS`] have native tokens on it. Nobody else writes to it until it is dropped.
    ///
    /// # Errors
    /// [`FileError::Exists`] when something is there already, and when it cannot be written.
    pub fn create(path: impl AsRef<Path>, start_ms: u64) -> Result<Self, FileError> {
        let path = &resolve_new(path.as_ref())?;
        let lock = Lock::take(path, PATIENCE)?;
        // Another process may have created it while this one waited.
        if path.symlink_metadata().is_ok() {
            return Err(FileError::Exists(path.into()));
        }
        let mut chain = EmbeddedChain::new(start_ms);
        for account in development_accounts() {
            chain.fund(account, DEVELOPMENT_BALANCE);
        }
        let blocks = vec![Logged { time: start_ms, events: Vec::new() }];
        let content = Content { note: String::new(), blocks, state: chain.snapshot() };
        format::write(path, &content)?;
        Ok(Self::with(path.into(), content, Access::Write { _lock: lock }))
    }

    /// Opens a chain to write to it. While another process does, it waits a few seconds for that to be done;
    /// nobody else writes to it until it is dropped.
    ///
    /// # Errors
    /// [`FileError::InUse`] when the other process is not done then, and when the file is not there, damaged,
    /// or of another version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FileError> {
        Self::open_within(path.as_ref(), PATIENCE)
    }

    fn open_within(path: &Path, patience: Duration) -> Result<Self, FileError> {
        let path = resolve(path)?;
        let lock = Lock::take(&path, patience)?;
        let (content, _) = format::read(&path)?;
        Ok(Self::with(path, content, Access::Write { _lock: lock }))
    }

    /// Opens a chain to read from it, as it is at this moment, while others may write to it. Writes are
    /// refused. [`refresh`](Self::refresh) and [`Blocks::head`](gridshare_sdk::Blocks::head) take over what
    /// others wrote.
    ///
    /// # Errors
    /// When the file is not there, damaged, or of another version.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = resolve(path.as_ref())?;
        let (content, checksum) = format::read(&path)?;
        Ok(Self::with(path, content, Access::Read(checksum)))
    }

    fn with(path: PathBuf, content: Content, access: Access) -> Self {
        let Content { note, blocks, state } = content;
        Self { path, chain: EmbeddedChain::restore(&state), blocks, note, saved: state, access }
    }

    /// Takes over what others wrote since this chain was opened to be read. Returns whether there was anything.
    ///
    /// # Errors
    /// When the file is gone, damaged, or of another version; this chain is as it was then.
    pub fn refresh(&mut self) -> Result<bool, FileError> {
        match self.access {
            Access::Read(known) if format::read_checksum(&self.path)? != known => {
                *self = Self::read(&self.path)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Returns where the chain is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the text that was kept with the chain.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Keeps a text with the chain, such as the description of the network on it. No block is made.
    ///
    /// # Errors
    /// When the file cannot be written, or was opened to be read; the text is what it was then.
    pub fn set_note(&mut self, note: impl Into<String>) -> Result<(), FileError> {
        let before = std::mem::replace(&mut self.note, note.into());
        let written = self.write(self.saved.clone());
        if written.is_err() {
            self.note = before;
        }
        written
    }

    /// Returns the hash of the whole state: the same if and only if nothing changed.
    pub fn state_root(&self) -> [u8; 32] {
        self.saved.state.root
    }

    fn writable(&self) -> bool {
        matches!(self.access, Access::Write { .. })
    }

    /// Writes the file with `state`.
    fn write(&mut self, state: Snapshot) -> Result<(), FileError> {
        if !self.writable() {
            return Err(FileError::ReadOnly(self.path.clone()));
        }
        let (note, blocks) = (std::mem::take(&mut self.note), std::mem::take(&mut self.blocks));
        let content = Content { note, blocks, state };
        let written = format::write(&self.path, &content);
        (self.note, self.blocks) = (content.note, content.blocks);
        if written.is_ok() {
            self.saved = content.state;
        }
        written
    }
}

/// Returns the accounts that have native tokens on a new chain.
fn development_accounts() -> impl Iterator<Item = AccountId> {
    let key = |uri| Key::from_uri(uri).expect("these derivation paths are well-formed");
    DEVELOPMENT_URIS.into_iter().map(move |uri| key(uri).account())
}

/// Follows links: what is replaced with every write is the file, not a link to it.
fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    fs::canonicalize(path).map_err(format::unreadable(path))
}

/// Returns the whole path of a file that does not exist yet.
fn resolve_new(path: &Path) -> Result<PathBuf, FileError> {
    let (false, Some(name)) = (path.symlink_metadata().is_ok(), path.file_name()) else {
        return Err(FileError::Exists(path.into()));
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder).map_err(FileError::io("opening", folder))?;
    Ok(folder.join(name))
}
