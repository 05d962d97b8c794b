//! What can be wrong with a chain's file, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why a chain's file could not be used. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Nothing is there.
    #[error("there is no chain at {}: create it first", .0.display())]
    Missing(PathBuf),
    /// Something is there, and creating a chain never overwrites.
    #[error("{} exists already: open it, or choose another name", .0.display())]
    Exists(PathBuf),
    /// Another process writes to this chain.
    #[error("{} is in use by {holder}: wait until that is done, or end it", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
        /// Who has it, as far as that is known.
        holder: String,
    },
    /// It is something else.
    #[error("{} is not a chain's file: check the name", .0.display())]
    Foreign(PathBuf),
    /// It was written by a later version.
    #[error("{} was written by a newer version of this program (its form is {found}, this one knows {known}): \
             update the program", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The file's form.
        found: u32,
        /// The form that this version writes.
        known: u32,
    },
    /// It was written by an earlier version.
    #[error("{} was written by an older version of this program (its form is {found}, this one needs {known}): \
             use that version, or create a new chain", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// The file's form.
        found: u32,
        /// The form that this version reads.
        known: u32,
    },
    /// Its content is not what was written.
    #[error("{} is damaged: restore it from a copy, or delete it and create the chain anew", .0.display())]
    Damaged(PathBuf),
    /// It was opened to be read, and this would write to it.
    #[error("{} was opened to be read: open it to write", .0.display())]
    ReadOnly(PathBuf),
    /// The system refused.
    #[error("{doing} {} failed: {source}", path.display())]
    Io {
        /// What was tried: "reading".
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl FileError {
    /// Returns what to make of the system's error while `doing` something with a file.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}
