//! Deployments that are interrupted at every call to the chain, before it is made and after its answer is lost.

use gridshare_embedded::{EmbeddedChain, Snapshot};
use gridshare_sdk::deploy::{FileJournal, Journal, JournalError, ResumeError, Start};
use gridshare_sdk::keys::account;
use gridshare_sdk::{
    deploy_resumable, AccountId, Artifacts, Chain, ChainError, DeployConfig, Executed, Suite,
};
use std::collections::BTreeMap;
use tests::network::{config, ARTIFACTS, START};

/// How the chain is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// The call does not arrive.
    Before,
    /// The call is carried out, and its answer is lost.
    After,
}

/// A chain that is cut off after some calls, and tells what was done on it.
struct CutOff<'a> {
    chain: &'a mut EmbeddedChain,
    /// Calls that arrive yet; `None` for all.
    left: Option<usize>,
    cut: Cut,
    /// How often each thing was done, by what was sent.
    done: &'a mut BTreeMap<Vec<u8>, usize>,
    /// For each call so far whether it was to change something.
    calls: Vec<bool>,
}

impl CutOff<'_> {
    /// Makes a call that nothing follows from.
    fn read<T>(
        &mut self,
        call: impl FnOnce(&mut EmbeddedChain) -> Result<T, ChainError>,
    ) -> Result<T, ChainError> {
        self.calls.push(false);
        self.arrive()?;
        call(self.chain)
    }

    /// Makes a call that changes something.
    fn write<T>(
        &mut self,
        what: Vec<u8>,
        call: impl FnOnce(&mut EmbeddedChain) -> Result<T, ChainError>,
    ) -> Result<T, ChainError> {
        self.calls.push(true);
        let arrived = self.arrive();
        if arrived.is_ok() || self.cut == Cut::After && self.left == Some(0) {
            // Later calls do not arrive in any way.
            self.cut = if arrived.is_ok() { self.cut } else { Cut::Before };
            let answer = call(self.chain);
            *self.done.entry(what).or_default() += 1;
            arrived.and(answer)
        } else {
            Err(arrived.err().unwrap_or(ChainError::OutOfGas))
        }
    }

    fn arrive(&mut self) -> Result<(), ChainError> {
        match &mut self.left {
            Some(0) => Err(ChainError::Unreachable { url: "ws://away".into(), reason: "cut off".into() }),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Chain for CutOff<'_> {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        // Uploaded again it changes nothing, which is all that a deployment does twice.
        self.write(b"upload".to_vec(), |chain| chain.upload(origin, code))
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        let what = [b"new".as_slice(), &code_hash].concat();
        self.write(what, |chain| chain.instantiate(origin, code_hash, input, salt))
    }

    fn call(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        let what = [b"call".as_slice(), callee.as_ref(), &input].concat();
        self.write(what, |chain| chain.call(origin, callee, input, value))
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
    ) -> Result<Executed, ChainError> {
        self.read(|chain| chain.dry_run(origin, callee, input))
    }

    fn now(&mut self) -> Result<u64, ChainError> {
        self.read(Chain::now)
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ChainError> {
        self.read(|chain| chain.code_hash(contract))
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        self.chain.genesis_hash()
    }

    fn pallet(&self) -> String {
        self.chain.pallet()
    }
}

/// A journal that lasts as long as a test.
#[derive(Default)]
struct Memory(Option<Start>);

impl Journal for Memory {
    fn load(&mut self) -> Result<Option<Start>, JournalError> {
        Ok(self.0.clone())
    }

    fn save(&mut self, start: &Start) -> Result<(), JournalError> {
        self.0 = Some(start.clone());
        Ok(())
    }
}

/// A chain on which nothing is deployed yet.
fn empty_chain() -> Snapshot {
    let mut chain = EmbeddedChain::new(START);
    for name in ["deployer", "another"] {
        chain.fund(account(name), 1_000_000_000_000_000_000);
    }
    chain.snapshot()
}

fn full_config() -> DeployConfig {
    DeployConfig { regions: vec![(0x0822_837f_ffff_ffff, 1_500)], ..config() }
}

/// What one attempt came to.
struct Attempt {
    suite: Result<Suite, String>,
    calls: Vec<bool>,
}

/// Deploys, or goes on deploying.
fn attempt(
    chain: &mut EmbeddedChain,
    journal: &mut Memory,
    done: &mut BTreeMap<Vec<u8>, usize>,
    cut: Option<(usize, Cut)>,
) -> Attempt {
    let (left, cut) = (cut.map(|(left, _)| left), cut.map_or(Cut::Before, |(_, cut)| cut));
    let mut chain = CutOff { chain, left, cut, done, calls: Vec::new() };
    let deployed =
        deploy_resumable(&mut chain, account("deployer"), &ARTIFACTS, &full_config(), journal, &());
    let suite = deployed.map(|net| net.suite).map_err(|error| format!("{error:#}"));
    Attempt { suite, calls: chain.calls }
}

#[test]
fn a_deployment_goes_on_from_every_interruption_and_does_nothing_twice() {
    let empty = empty_chain();
    let (mut reference, mut all) = (EmbeddedChain::restore(&empty), BTreeMap::new());
    let Attempt { suite, calls } = attempt(&mut reference, &mut Memory::default(), &mut all, None);
    let (suite, root) = (suite.unwrap(), reference.state_root());
    let last_write = calls.iter().rposition(|changes| *changes).unwrap();
    // A call that changes nothing leaves what a cut before the next change leaves, so only the first ones, before
    // and after which the start is kept, and the first one behind the last change are cut off as well.
    let cuts = (0..=last_write + 1)
        .filter(|n| calls[*n] || *n <= 1 || *n > last_write)
        .flat_map(|n| [(n, Cut::Before), (n, Cut::After)])
        .filter(|(n, cut)| *cut == Cut::Before || calls[*n]);
    for (n, cut) in cuts {
        let (mut chain, mut journal, mut done) =
            (EmbeddedChain::restore(&empty), Memory::default(), BTreeMap::new());
        let broken = attempt(&mut chain, &mut journal, &mut done, Some((n, cut)));
        let error = broken.suite.expect_err("it is cut off");
        assert!(error.contains("cut off"), "{n} {cut:?}: {error}");
        // The clock's start is kept, whatever the time is by now.
        chain.advance_by(5_000);
        let start = journal.0.clone();
        let resumed = attempt(&mut chain, &mut journal, &mut done, None).suite.unwrap();
        if start.is_some() {
            assert_eq!(resumed, suite, "{n} {cut:?}");
        }
        for (what, times) in &done {
            let allowed = if what == b"upload" { all[what] + 1 } else { 1 };
            assert!(
                *times <= allowed,
                "{n} {cut:?}: {} was done {times} times",
                String::from_utf8_lossy(what)
            );
        }
        assert_eq!(done.len(), all.len(), "{n} {cut:?}");
    }
    assert_eq!(all.keys().filter(|what| what.starts_with(b"new")).count(), 8 + 3);

    let mut again = BTreeMap::new();
    let journal = &mut Memory(Some(
        Start::now(&mut reference, account("deployer"), &ARTIFACTS, &full_config()).unwrap(),
    ));
    assert_eq!(attempt(&mut reference, journal, &mut again, None).suite.unwrap(), suite);
    assert!(again.is_empty() && reference.state_root() == root, "what is deployed is only verified");
}

#[test]
fn a_second_network_of_the_same_account_has_other_addresses() {
    let mut chain = EmbeddedChain::restore(&empty_chain());
    let deploy = |chain: &mut EmbeddedChain| {
        attempt(chain, &mut Memory::default(), &mut BTreeMap::new(), None).suite.unwrap()
    };
    let first = deploy(&mut chain);
    chain.advance_by(1_000);
    let second = deploy(&mut chain);
    assert!(first.contracts().iter().zip(second.contracts()).all(|(a, b)| a.1 != b.1));
}

#[test]
fn a_deployment_that_would_go_on_otherwise_is_refused() {
    let mut chain = EmbeddedChain::restore(&empty_chain());
    let config = full_config();
    let start = Start::now(&mut chain, account("deployer"), &ARTIFACTS, &config).unwrap();
    let mut refusal = |start: &Start, deployer: &str, artifacts: &Artifacts, config: &DeployConfig| {
        let mut journal = Memory(Some(start.clone()));
        let refused = deploy_resumable(&mut chain, account(deployer), artifacts, config, &mut journal, &())
            .map(|net| net.suite);
        refused.unwrap_err().downcast::<ResumeError>().unwrap()
    };
    let elsewhere = Start { genesis_hash: [9; 32], ..start.clone() };
    assert_eq!(refusal(&elsewhere, "deployer", &ARTIFACTS, &config), ResumeError::OtherChain([9; 32]));
    let other = ResumeError::OtherDeployer(account("deployer"));
    assert_eq!(refusal(&start, "another", &ARTIFACTS, &config), other);
    let mut changed = ARTIFACTS.clone();
    changed.metering.code.push(0);
    assert_eq!(refusal(&start, "deployer", &changed, &config), ResumeError::OtherCode("metering".into()));
    let changed = DeployConfig { slashers: vec![], ..config };
    assert_eq!(refusal(&start, "deployer", &ARTIFACTS, &changed), ResumeError::OtherConfig);
}

#[test]
fn a_journal_in_a_file_keeps_the_start_until_it_is_removed() {
    let network = std::env::temp_dir().join(format!("gridshare-journal-{}.toml", std::process::id()));
    let mut chain = EmbeddedChain::restore(&empty_chain());
    let start = Start::now(&mut chain, account("deployer"), &ARTIFACTS, &full_config()).unwrap();
    let mut journal = FileJournal::beside(&network);
    assert!(journal.path().to_string_lossy().ends_with(".toml.partial"));
    assert_eq!(journal.load().unwrap(), None);
    journal.save(&start).unwrap();
    assert_eq!(journal.load().unwrap(), Some(start));

    let damaged = std::fs::read_to_string(journal.path()).unwrap().replace("epoch_ms = ", "epoch_ms = -");
    let line = damaged.lines().position(|line| line.starts_with("epoch_ms")).unwrap() + 1;
    std::fs::write(journal.path(), damaged).unwrap();
    let error = journal.load().unwrap_err().to_string();
    assert!(error.contains(&format!(".partial, line {line}: invalid value")), "{error}");

    journal.remove().unwrap();
    journal.remove().expect("it is gone");
    assert_eq!(journal.load().unwrap(), None);
}
