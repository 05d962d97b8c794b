//! The lock of a chain's file: one process at a time writes to it.
//!
//! It is an advisory lock of the system on a file beside the chain's, which is itself replaced with every write.
//! The system frees it when its holder ends, however it ends. The file stays: deleting it while somebody waits
//! would let two hold the lock.

use super::error::FileError;
use super::format::beside;
use fs4::fs_std::FileExt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a waiting process looks again.
const PAUSE: Duration = Duration::from_millis(20);

/// A held lock, freed when dropped.
pub(super) struct Lock(#[expect(dead_code, reason = "closing it frees the lock")] File);

impl Lock {
    /// Takes the lock of the chain's file at `path`, for which it waits at most `patience`.
    ///
    /// # Errors
    /// [`FileError::InUse`] when another one has it all that time.
    pub(super) fn take(path: &Path, patience: Duration) -> Result<Self, FileError> {
        let name = beside(path, ".lock");
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&name);
        let mut file = opened.map_err(FileError::io("opening", &name))?;
        let until = Instant::now() + patience;
        while !FileExt::try_lock_exclusive(&file).map_err(FileError::io("locking", &name))? {
            if Instant::now() >= until {
                return Err(FileError::InUse { path: path.into(), holder: holder(&mut file) });
            }
            sleep(PAUSE);
        }
        sign(&mut file).map_err(FileError::io("writing", &name))?;
        Ok(Self(file))
    }
}

/// Writes who holds the lock, for those who wait.
fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    write!(file, "process {}", std::process::id())
}

/// Reads who holds the lock. Some systems do not let others read a locked file.
fn holder(file: &mut File) -> String {
    let mut holder = String::new();
    match file.read_to_string(&mut holder) {
        Ok(_) if !holder.is_empty() => holder,
        _ => "another process".into(),
    }
}
