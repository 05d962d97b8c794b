//! Files that are never half written, and errors that name the file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that could not be read, written or removed.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct FileError {
    /// What was tried: `read`, `write` or `remove`.
    pub action: &'static str,
    /// The file.
    pub path: PathBuf,
    /// The system's reason.
    pub source: io::Error,
}

/// Reads a text; `None` if there is no such file.
///
/// # Errors
/// When the file cannot be read.
pub fn read(path: &Path) -> Result<Option<String>, FileError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError { action: "read", path: path.into(), source }),
    }
}

/// Writes a text so that whoever reads the file meanwhile, or after a loss of power, finds either what was there
/// or all of it: into another file of the same folder, which then takes the name.
///
/// # Errors
/// When the folder cannot be written to; the file is then as it was.
pub fn write(path: &Path, text: &str) -> Result<(), FileError> {
    let named = |source| FileError { action: "write", path: path.into(), source };
    let name = path.file_name().ok_or_else(|| named(io::ErrorKind::InvalidInput.into()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(named)?;
    // Two processes that write at once must not share it.
    let temporary = folder.join(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
    let written = write_through(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = written {
        // It may not even be there; what counts is the first error.
        let _ = fs::remove_file(&temporary);
        return Err(named(error));
    }
    // The new name has to survive a loss of power too. Not every system can open a folder for that.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn write_through(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = std::env::temp_dir().join(format!("gridshare-files-{}", std::process::id()));
        let path = folder.join("below/a.toml");
        assert!(read(&path).unwrap().is_none());
        for text in ["first", "second, longer", "3"] {
            write(&path, text).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(text));
        }
        assert_eq!(fs::read_dir(folder.join("below")).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_error_names_the_file_and_leaves_it() {
        let folder = std::env::temp_dir().join(format!("gridshare-files-error-{}", std::process::id()));
        fs::create_dir_all(folder.join("taken")).unwrap();
        let error = write(&folder.join("taken"), "text").unwrap_err().to_string();
        assert!(error.starts_with("cannot write ") && error.contains("taken"), "{error}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no temporary file stays");
        fs::remove_dir_all(folder).unwrap();
    }
}
