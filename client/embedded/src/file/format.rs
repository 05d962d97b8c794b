//! The bytes of a chain's file, and how they are put in place.
//!
//! | bytes | content |
//! |---|---|
//! | 16 | `gridshare chain` and a line break |
//! | 4 | [`VERSION`], little-endian |
//! | 32 | BLAKE2b-256 of all that follows |
//! | the rest | [`Content`], SCALE-encoded |
//!
//! A new file is written beside the old one, brought to the disk and renamed over it: whoever reads finds the old
//! content or the new one, whenever the power goes.

use super::error::FileError;
use crate::chain::Snapshot;
use crate::pallets::{hash, State, TrieNode};
use gridshare_sdk::{AccountId, Event};
use scale::{Decode, DecodeAll, Encode};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 16] = b"gridshare chain\n";
/// The form of the content. Another pallet or other constants of the runtime are another form too.
pub(super) const VERSION: u32 = 2;
/// Bytes before the content.
const HEAD: usize = 16 + 4 + 32;

/// The checksum of a file's content: two files with the same one are the same.
pub(super) type Checksum = [u8; 32];

/// What is remembered of a block. Its number is its place, and its hash follows from that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Logged {
    /// Its timestamp in milliseconds.
    pub time: u64,
    /// What contracts emitted in it.
    pub events: Vec<Event>,
}

/// What a file contains.
pub(super) struct Content {
    /// The caller's own text.
    pub note: String,
    /// Every block from the first one on.
    pub blocks: Vec<Logged>,
    /// The state after the last block.
    pub state: Snapshot,
}

/// An event in the form in which it is written.
type WrittenEvent = (AccountId, Vec<[u8; 32]>, Vec<u8>);
/// The content in the form in which it is written: note, blocks, nodes of the state's trie, and its root.
type Written = (String, Vec<(u64, Vec<WrittenEvent>)>, Vec<TrieNode>, [u8; 32]);

impl Encode for Logged {
    fn encode_to<T: scale::Output + ?Sized>(&self, output: &mut T) {
        let event = |event: &Event| (event.contract, event.topics.clone(), event.data.clone());
        (self.time, self.events.iter().map(event).collect::<Vec<WrittenEvent>>()).encode_to(output);
    }
}

/// Returns a file's bytes.
pub(super) fn encode(content: &Content) -> Vec<u8> {
    let mut state = content.state.state.clone();
    // The same content has the same bytes.
    state.nodes.sort_unstable();
    let body = (&content.note, &content.blocks, state.nodes, state.root).encode();
    [MAGIC.as_slice(), &VERSION.to_le_bytes(), &hash(&body), &body].concat()
}

/// Reads a file's head. Returns the checksum of its content.
fn checksum(path: &Path, head: &[u8]) -> Result<Checksum, FileError> {
    let rest = head.strip_prefix(MAGIC).ok_or_else(|| FileError::Foreign(path.into()))?;
    let (found, checksum) =
        <(u32, Checksum)>::decode(&mut &rest[..]).map_err(|_| FileError::Damaged(path.into()))?;
    match found {
        VERSION => Ok(checksum),
        newer if newer > VERSION => Err(FileError::Newer { path: path.into(), found, known: VERSION }),
        _ => Err(FileError::Older { path: path.into(), found, known: VERSION }),
    }
}

/// Reads a file's bytes. Returns their content and its checksum.
pub(super) fn decode(path: &Path, bytes: &[u8]) -> Result<(Content, Checksum), FileError> {
    let damaged = || FileError::Damaged(path.into());
    let expected = checksum(path, bytes)?;
    let body = bytes.get(HEAD..).ok_or_else(damaged)?;
    if hash(body) != expected {
        return Err(damaged());
    }
    let (note, blocks, nodes, root) = Written::decode_all(&mut &body[..]).map_err(|_| damaged())?;
    let event = |(contract, topics, data)| Event { contract, topics, data };
    let blocks = blocks.into_iter().map(|(time, events): (u64, Vec<WrittenEvent>)| Logged {
        time,
        events: events.into_iter().map(event).collect(),
    });
    let state = Snapshot::of(State { nodes, root });
    Ok((Content { note, blocks: blocks.collect(), state }, expected))
}

/// Reads a file and the checksum of its content.
pub(super) fn read(path: &Path) -> Result<(Content, Checksum), FileError> {
    decode(path, &fs::read(path).map_err(unreadable(path))?)
}

/// Reads the checksum of a file's content, and not the content.
pub(super) fn read_checksum(path: &Path) -> Result<Checksum, FileError> {
    let mut head = Vec::with_capacity(HEAD);
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(HEAD as u64).read_to_end(&mut head).map_err(unreadable(path))?;
    checksum(path, &head)
}

/// Returns what to make of the system's error when a file cannot be read.
pub(super) fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> FileError + '_ {
    move |error| match error.kind() {
        ErrorKind::NotFound => FileError::Missing(path.into()),
        _ => FileError::io("reading", path)(error),
    }
}

/// Puts a file in place, in one step for whoever reads it.
pub(super) fn write(path: &Path, content: &Content) -> Result<(), FileError> {
    let new = write_new(path, &encode(content))?;
    fs::rename(&new, path).map_err(FileError::io("replacing", path))?;
    // The rename is on the disk when its folder is; systems that cannot open a folder do that by themselves.
    match path.parent().map(File::open) {
        Some(Ok(folder)) => folder.sync_all().map_err(FileError::io("writing", path)),
        _ => Ok(()),
    }
}

/// Writes the file that is to replace the one at `path` and brings it to the disk. Returns its name, which is
/// always the same: only who holds the lock writes it, and what a crash leaves there the next write overwrites.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<PathBuf, FileError> {
    let new = beside(path, ".new");
    let mut file = File::create(&new).map_err(FileError::io("creating", &new))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(FileError::io("writing", &new))?;
    Ok(new)
}

/// Returns the name of a file beside another one.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
