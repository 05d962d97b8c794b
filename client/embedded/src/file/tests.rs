//! What a crash, a second process or a damaged disk may do to a chain's file.

use super::*;
use crate::pallets::block_hash;
use gridshare_sdk::{Accounts, Blocks, Chain, ChainError};
use std::process::{Child, Command, Stdio};
use std::thread::{sleep, spawn};

const START: u64 = 1_750_000_000_000;
/// Name of the variable with which a test's second process is told the file.
const CHILD: &str = "GRIDSHARE_TEST_CHAIN";

/// A folder of a test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("gridshare-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn chain(&self) -> PathBuf {
        self.0.join("chain")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn person(uri: &str) -> AccountId {
    Key::from_uri(uri).unwrap().account()
}

#[test]
fn the_next_process_finds_what_this_one_leaves() {
    let folder = Folder::new("reopened");
    let (alice, bob) = (person("//Alice"), person("//Bob"));
    let mut chain = FileChain::create(folder.chain(), START).unwrap();
    chain.transfer_native(alice, bob, 5_000_000_000).unwrap();
    Blocks::advance_to(&mut chain, START + 60_000).unwrap();
    chain.set_note("who is where").unwrap();
    let (root, hash) = (chain.state_root(), chain.genesis_hash());
    drop(chain);

    let mut chain = FileChain::open(folder.chain()).unwrap();
    assert_eq!((chain.state_root(), chain.genesis_hash()), (root, hash));
    assert_eq!(chain.note(), "who is where");
    assert_eq!(chain.now().unwrap(), START + 60_000);
    assert_eq!(chain.native_balance(bob).unwrap(), DEVELOPMENT_BALANCE + 5_000_000_000);
    let times = (1..=3).map(|number| chain.block(number).unwrap().unwrap().time);
    assert_eq!(times.collect::<Vec<_>>(), [START, START + BLOCK_MS, START + 60_000]);
    assert_eq!((chain.head(true).unwrap(), chain.block(4).unwrap()), (3, None));
    // It goes on where it was.
    chain.transfer_native(alice, bob, 1_000_000_000).unwrap();
    assert_eq!((chain.head(false).unwrap(), chain.now().unwrap()), (4, START + 61_000));
}

#[test]
fn every_block_names_the_one_before_it() {
    let folder = Folder::new("parents");
    let mut chain = FileChain::create(folder.chain(), START).unwrap();
    for hour in 1..4 {
        Blocks::advance_to(&mut chain, START + hour * 3_600_000).unwrap();
    }
    let blocks: Vec<_> = (0..=4).map(|number| chain.block(number).unwrap().unwrap()).collect();
    assert_eq!((blocks[0].hash, blocks[0].time), (chain.genesis_hash(), 0));
    assert!(blocks
        .windows(2)
        .all(|pair| pair[1].parent == pair[0].hash && pair[1].number == pair[0].number + 1));
    assert_eq!(blocks[4].hash, block_hash(4));
    // Time that has come already makes no block.
    Blocks::advance_to(&mut chain, START).unwrap();
    assert_eq!(chain.head(false).unwrap(), 4);
}

#[test]
fn transfers_keep_accounts_alive() {
    let folder = Folder::new("transfers");
    let mut chain = FileChain::create(folder.chain(), START).unwrap();
    let [alice, ferdie, new] = ["//Alice", "//Ferdie", "//New"].map(person);
    for who in DEVELOPMENT_URIS {
        assert_eq!(chain.native_balance(person(who)).unwrap(), DEVELOPMENT_BALANCE);
    }
    let mut refused = |from, to, amount| match chain.transfer_native(from, to, amount) {
        Err(ChainError::Dispatch(reason)) => reason,
        other => panic!("{other:?}"),
    };
    assert!(refused(alice, new, 999_999_999).starts_with("the receiver would have less"));
    assert!(refused(alice, ferdie, DEVELOPMENT_BALANCE).starts_with("the sender would be left with less"));
    assert!(refused(alice, ferdie, DEVELOPMENT_BALANCE + 1).starts_with("the sender has less"));
    assert!(refused(new, ferdie, 1).starts_with("the sender has less"));
    // Nothing happened.
    assert_eq!(chain.head(false).unwrap(), 1);
    chain.transfer_native(alice, new, 1_000_000_000).unwrap();
    assert_eq!(chain.native_balance(new).unwrap(), 1_000_000_000);
}

#[test]
fn every_damaged_byte_is_noticed() {
    let folder = Folder::new("damaged");
    drop(FileChain::create(folder.chain(), START).unwrap());
    let path = folder.chain();
    let mut bytes = fs::read(&path).unwrap();
    assert!(format::decode(&path, &bytes).is_ok());
    for place in 0..bytes.len() {
        for damage in [1, 0x80, 0xff] {
            bytes[place] ^= damage;
            assert!(format::decode(&path, &bytes).is_err(), "byte {place} ^ {damage}");
            bytes[place] ^= damage;
        }
    }
    for length in 0..bytes.len() {
        assert!(format::decode(&path, &bytes[..length]).is_err(), "cut off after {length} bytes");
    }
    bytes.push(0);
    assert!(matches!(format::decode(&path, &bytes), Err(FileError::Damaged(_))));
}

#[test]
fn other_files_are_told_from_chains() {
    let folder = Folder::new("foreign");
    let path = folder.chain();
    assert!(matches!(FileChain::open(&path), Err(FileError::Missing(_))));
    drop(FileChain::create(&path, START).unwrap());
    assert!(matches!(FileChain::create(&path, START), Err(FileError::Exists(_))));
    let written = fs::read(&path).unwrap();
    let with_version = |version: u32| {
        let mut bytes = written.clone();
        bytes[16..20].copy_from_slice(&version.to_le_bytes());
        fs::write(&path, bytes).unwrap();
        FileChain::open(&path).map(|_| ()).unwrap_err()
    };
    assert!(matches!(with_version(0), FileError::Older { found: 0, known: format::VERSION, .. }));
    let newer = with_version(format::VERSION + 1);
    assert!(matches!(newer, FileError::Newer { .. }) && newer.to_string().contains("update the program"));
    for foreign in
        ["", "gridshare", "[network]\nname = \"grid\"\nthis is not a chain's file, but it is long enough"]
    {
        fs::write(&path, foreign).unwrap();
        assert!(matches!(FileChain::open(&path), Err(FileError::Foreign(_))), "{foreign:?}");
    }
    assert!(matches!(FileChain::open(&folder.0), Err(FileError::Io { .. })));
    assert!(matches!(FileChain::create(&folder.0, START), Err(FileError::Exists(_))));
    assert!(matches!(FileChain::create(folder.0.join("no/folder"), START), Err(FileError::Io { .. })));
}

#[test]
fn a_crash_before_the_new_file_is_in_place_leaves_the_old_one() {
    let folder = Folder::new("crash");
    let path = folder.chain();
    drop(FileChain::create(&path, START).unwrap());
    let old = fs::read(&path).unwrap();
    format::write_new(&path, &old[..old.len() / 2]).unwrap();

    let mut chain = FileChain::open(&path).unwrap();
    assert_eq!(chain.head(false).unwrap(), 1);
    chain.set_note("after the crash").unwrap();
    drop(chain);
    assert_eq!(FileChain::open(&path).unwrap().note(), "after the crash");
}

#[test]
fn what_cannot_be_kept_did_not_happen() {
    let folder = Folder::new("full");
    let mut chain = FileChain::create(folder.chain(), START).unwrap();
    let (alice, bob) = (person("//Alice"), person("//Bob"));
    let obstacle = format::beside(&folder.chain(), ".new");
    let (root, bytes) = (chain.state_root(), fs::read(folder.chain()).unwrap());
    let _ = fs::remove_file(&obstacle);
    fs::create_dir(&obstacle).unwrap();
    let refused = chain.transfer_native(alice, bob, 1_000_000_000).unwrap_err();
    assert!(refused.to_string().contains("creating"), "{refused}");
    assert!(matches!(chain.set_note("not kept"), Err(FileError::Io { .. })));
    assert_eq!((chain.native_balance(bob).unwrap(), chain.head(false).unwrap()), (DEVELOPMENT_BALANCE, 1));
    assert_eq!((chain.state_root(), chain.note()), (root, ""));
    assert_eq!((chain.block(2).unwrap(), fs::read(folder.chain()).unwrap()), (None, bytes));

    fs::remove_dir(&obstacle).unwrap();
    chain.transfer_native(alice, bob, 1_000_000_000).unwrap();
    assert_eq!(chain.head(false).unwrap(), 2);
}

#[test]
fn who_reads_sees_what_another_one_writes_and_writes_nothing() {
    let folder = Folder::new("reader");
    let mut writer = FileChain::create(folder.chain(), START).unwrap();
    let mut reader = FileChain::read(folder.chain()).unwrap();
    let (alice, bob) = (person("//Alice"), person("//Bob"));
    assert!(!reader.refresh().unwrap());
    writer.transfer_native(alice, bob, 1_000_000_000).unwrap();
    assert_eq!(reader.native_balance(bob).unwrap(), DEVELOPMENT_BALANCE);
    assert_eq!(reader.head(true).unwrap(), 2);
    assert_eq!(reader.native_balance(bob).unwrap(), DEVELOPMENT_BALANCE + 1_000_000_000);
    assert!(matches!(reader.transfer_native(alice, bob, 1), Err(ChainError::Unsupported(_))));
    assert!(matches!(Blocks::advance_to(&mut reader, START * 2), Err(ChainError::Unsupported(_))));
    assert!(matches!(reader.set_note("mine"), Err(FileError::ReadOnly(_))));
    assert_eq!(reader.head(true).unwrap(), 2);
    assert_eq!(reader.note(), "");
}

#[test]
fn a_second_writer_waits_and_then_says_whom_for() {
    let folder = Folder::new("locked");
    let path = folder.chain();
    let chain = FileChain::create(&path, START).unwrap();
    match FileChain::open_within(&path, Duration::from_millis(50)).map(|_| ()) {
        Err(error @ FileError::InUse { .. }) => {
            assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        }
        other => panic!("{other:?}"),
    }
    let waiting = spawn(move || FileChain::open(path).map(|mut chain| chain.head(false)));
    sleep(Duration::from_millis(100));
    assert!(!waiting.is_finished());
    drop(chain);
    assert_eq!(waiting.join().unwrap().unwrap(), Ok(1));
}

/// The second process of the next test: it writes notes of growing length until it is killed.
#[test]
fn second_process() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let mut chain = FileChain::open(path).unwrap();
    for length in 1.. {
        chain.set_note("x".repeat(length)).unwrap();
    }
}

#[test]
fn a_killed_writer_leaves_a_whole_file_and_no_lock() {
    let folder = Folder::new("killed");
    drop(FileChain::create(folder.chain(), START).unwrap());
    let mut longest = 0;
    for round in 0..5 {
        let mut child = start_second_process(&folder.chain());
        sleep(Duration::from_millis(300));
        if let Err(error) = FileChain::open_within(&folder.chain(), Duration::ZERO).map(|_| ()) {
            assert!(error.to_string().contains(&format!("process {}", child.id())), "{error}");
        }
        sleep(Duration::from_millis(10 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let note = FileChain::open_within(&folder.chain(), Duration::ZERO).unwrap().note().to_owned();
        assert!(note.bytes().all(|byte| byte == b'x'));
        longest = longest.max(note.len());
    }
    assert!(longest > 0, "the second process never came to write");
}

fn start_second_process(path: &Path) -> Child {
    let test = "file::tests::second_process";
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(CHILD, path).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}
