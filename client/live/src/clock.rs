//! The clock of a development node that `scripts/node` started: a file says how far it is ahead of this machine's.

use crate::request::Request;
use crate::submit::Node;
use gridshare_sdk::keys::Key;
use gridshare_sdk::ChainError;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const REFUSAL: ChainError = ChainError::Unsupported(
    "have its clock moved: that takes a development node which scripts/node started on this machine",
);

/// Where the node on this port keeps how far its clock is ahead.
pub(crate) fn file(port: u16) -> PathBuf {
    let folder = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from);
    folder.join(format!("gridshare-node-{port}.clock"))
}

/// Reads how many milliseconds a clock is ahead.
pub(crate) fn read(path: &Path) -> io::Result<i64> {
    let bytes = fs::read(path)?;
    let bytes = bytes.try_into().map_err(|_| io::Error::other("not a clock's file"))?;
    Ok(i64::from_ne_bytes(bytes))
}

/// Sets how many milliseconds a clock is ahead. The file is never shorter on the way: the node has it in memory.
pub(crate) fn write(path: &Path, ahead: i64) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.write_all(&ahead.to_ne_bytes())
}

/// Returns the clock's file of the node at `url`, if it is on this machine and the file is this user's.
fn of(url: &str) -> Option<PathBuf> {
    let authority = url.split("://").nth(1)?.split('/').next()?;
    let (host, port) = authority.rsplit_once(':')?;
    let path = file(port.parse().ok()?);
    let found = fs::symlink_metadata(&path).ok()?;
    let own = found.uid() == fs::metadata("/proc/self").ok()?.uid();
    (["127.0.0.1", "localhost", "[::1]"].contains(&host) && found.is_file() && own).then_some(path)
}

impl Node {
    /// Moves the clock to `ms` and makes a block, whose timestamp must then be that.
    pub(crate) async fn advance_to(&mut self, ms: u64) -> Result<(), ChainError> {
        if self.now().await? >= ms {
            return Ok(());
        }
        let path = of(&self.connection.url).ok_or(REFUSAL)?;
        let before = read(&path).map_err(|_| REFUSAL)?;
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| REFUSAL)?.as_millis();
        let ahead = i128::from(ms) - i128::try_from(wall).map_err(|_| REFUSAL)?;
        // A clock that is ahead enough already only has to be read by a block.
        let ahead = i64::try_from(ahead).map_err(|_| REFUSAL)?.max(before);
        write(&path, ahead).map_err(|_| REFUSAL)?;
        let moved = match self.make_block().await {
            Ok(()) => self.now().await.and_then(|now| if now >= ms { Ok(()) } else { Err(REFUSAL) }),
            Err(error) => Err(error),
        };
        if moved.is_err() {
            // Best effort: the error at hand says more than one about this file.
            let _ = write(&path, before);
        }
        moved
    }

    /// Makes a block by a transaction that does nothing, paid by an account that every development chain has.
    async fn make_block(&mut self) -> Result<(), ChainError> {
        let alice = Key::from_uri("//Alice").map_err(|error| ChainError::Dispatch(error.to_string()))?;
        let account = alice.account();
        self.keys.entry(account).or_insert(alice);
        let submitted = self.submit(account, Request::Remark).await?;
        self.wait(submitted).await.map(|_| ())
    }
}
