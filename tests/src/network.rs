//! The deployed suite on an embedded chain, its clock and its accounts.

mod clock;
mod contracts;
mod people;

use gridshare_audit::ObservedHistory;
use gridshare_embedded::{EmbeddedChain, Snapshot};
use gridshare_sdk::deploy::deploy_unchecked;
use gridshare_sdk::keys::account;
use gridshare_sdk::{
    deploy, AccountId, Artifacts, CallError, DeployConfig, Message, Network, Receipt, Suite,
};
use interfaces::attestations::Kind;
use interfaces::market::{Billing, Class};
use scale::Decode;
use shared::{Amount, Cell, ClassId, Timestamp, TOKEN};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::LazyLock;

/// Timestamp of the first block, with which epoch 0 starts.
pub const START: Timestamp = 1_750_000_000_000;
/// The class that is billed by units.
pub const INFERENCE: ClassId = 0;
/// The class that is billed by time.
pub const STORAGE: ClassId = 1;
/// An H3 cell of resolution 5, in the zone in which nodes stand unless a test says otherwise.
pub const NEAR_CELL: Cell = 0x85283473fffffff;
/// An H3 cell of resolution 5, in a zone of its own.
pub const FAR_CELL: Cell = 0x851fb467fffffff;

/// Native tokens that every account has for storage deposits.
const NATIVE: u128 = 1_000_000_000_000_000_000;
/// Tokens that a person starts with.
pub const WALLET: Amount = 1_000_000 * TOKEN;

/// The contracts as they were built, read once.
pub static ARTIFACTS: LazyLock<Artifacts> =
    LazyLock::new(|| Artifacts::load().expect("the contracts are built before the tests run"));

/// The suite freshly deployed with [`config`], from which most tests start.
static FRESH: LazyLock<Saved> = LazyLock::new(|| TestNetwork::deploy(&config()).save());

/// Returns what the suite is deployed with here: the defaults, two classes, an attester of every kind, and a
/// slasher.
pub fn config() -> DeployConfig {
    let class = |name: &str, billing| Class { name: name.into(), billing };
    DeployConfig {
        classes: vec![
            class("LLM inference, 1 token", Billing::Metered),
            class("storage, 1 GB for an hour", Billing::Reserved),
        ],
        attesters: Kind::ALL.map(|kind| (kind, account("attester"))).into(),
        slashers: vec![account("slasher")],
        ..DeployConfig::default()
    }
}

/// Messages that succeeded, by contract and name, with the signature topics of the events that they emitted.
pub type Coverage = BTreeMap<&'static str, BTreeSet<[u8; 32]>>;

/// The saved state of a network.
#[derive(Clone)]
pub struct Saved {
    chain: Snapshot,
    suite: Suite,
    history: ObservedHistory,
}

/// A deployed suite, and what was observed of the accounts in it.
pub struct TestNetwork {
    /// The chain and the suite.
    pub net: Network<EmbeddedChain>,
    /// What the invariants cannot ask the contracts for. The verbs note it.
    pub history: ObservedHistory,
    /// Messages that succeeded so far.
    pub done: Coverage,
    watched: bool,
}

impl TestNetwork {
    /// Returns a freshly deployed suite.
    pub fn new() -> Self {
        Self::restore(&FRESH)
    }

    /// Deploys a suite with a configuration of its own.
    pub fn deploy(config: &DeployConfig) -> Self {
        let deployer = account("deployer");
        let mut chain = EmbeddedChain::new(START);
        chain.fund(deployer, NATIVE);
        let net = deploy(chain, deployer, &ARTIFACTS, config, &()).expect("the suite is deployed");
        Self { net, history: ObservedHistory::default(), done: Coverage::new(), watched: true }
    }

    /// Deploys a suite that does not keep its promises.
    pub fn deploy_unchecked(config: &DeployConfig) -> Self {
        let deployer = account("deployer");
        let mut chain = EmbeddedChain::new(START);
        chain.fund(deployer, NATIVE);
        let net = deploy_unchecked(chain, deployer, &ARTIFACTS, config, &mut (), &());
        let (history, done) = (ObservedHistory::default(), Coverage::new());
        Self { net: net.expect("the suite is deployed"), history, done, watched: true }
    }

    /// Deploys a second suite on a copy of this network's chain, by the same deployer.
    #[must_use]
    pub fn with_second_suite(&mut self) -> Self {
        let chain = EmbeddedChain::restore(&self.net.chain.snapshot());
        let config = DeployConfig { salt: b"second".to_vec(), ..config() };
        let net = deploy(chain, self.net.suite.deployer, &ARTIFACTS, &config, &());
        Self {
            net: net.expect("the suite is deployed"),
            history: ObservedHistory::default(),
            done: Coverage::new(),
            watched: true,
        }
    }

    /// Checks the invariants and saves the state.
    pub fn save(mut self) -> Saved {
        self.check();
        self.watched = false;
        Saved {
            chain: self.net.chain.snapshot(),
            suite: self.net.suite.clone(),
            history: self.history.clone(),
        }
    }

    /// Restores a saved state.
    pub fn restore(saved: &Saved) -> Self {
        let Saved { chain, suite, history } = saved.clone();
        let chain = EmbeddedChain::restore(&chain);
        let net = Network { chain, suite, costs: Default::default() };
        Self { net, history, done: Coverage::new(), watched: true }
    }

    /// Turns the check at the end off: for networks whose contracts are wired to people, or whose clock has run
    /// to the end of time.
    #[must_use]
    pub fn unwatched(mut self) -> Self {
        self.watched = false;
        self
    }

    /// Checks every invariant.
    ///
    /// # Panics
    /// When something does not.
    pub fn check(&mut self) {
        gridshare_audit::ensure_all(&mut self.net, &mut self.history).expect("every invariant holds");
    }

    /// Sends a message that must succeed.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn send<T: Decode, E: Decode + Debug>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> Receipt<T> {
        let name = message.name;
        match self.net.send(from, message) {
            Ok(receipt) => {
                // A transfer of nothing and the like have no event, and events without topics do not exist.
                let events = receipt.events.iter().filter_map(|event| event.topics.first().copied());
                self.done.entry(name).or_default().extend(events);
                receipt
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a message that must be refused and change nothing. Returns the contract's error.
    ///
    /// # Panics
    /// When it succeeds, fails for another reason, or changes anything.
    #[track_caller]
    pub fn refused<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> E {
        let name = message.name;
        let before = self.net.chain.state_root();
        let error = match self.net.send(from, message) {
            Ok(receipt) => panic!("{name} should have been refused and returned {:?}", receipt.value),
            Err(CallError::Refused { error, .. }) => error,
            Err(other) => panic!("{name} should have been refused, but: {other}"),
        };
        assert_eq!(
            self.net.chain.state_root(),
            before,
            "{name} was refused with {error:?} and changed state"
        );
        error
    }

    /// Sends a message that must be refused with `expected` and change nothing.
    ///
    /// # Panics
    /// When anything else happens.
    #[track_caller]
    pub fn refuses<T: Decode + Debug, E: Decode + Debug + PartialEq>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
        expected: E,
    ) {
        let name = message.name;
        assert_eq!(self.refused(from, message), expected, "{name}");
    }

    /// Reads from a contract.
    ///
    /// # Panics
    /// When it does not answer.
    #[track_caller]
    pub fn view<R: Decode>(&mut self, message: Message<R>) -> R {
        let name = message.name;
        match self.net.view(message) {
            Ok(answer) => {
                self.done.entry(name).or_default();
                answer
            }
            Err(error) => panic!("{error}"),
        }
    }
}

impl Default for TestNetwork {
    fn default() -> Self {
        Self::new()
    }
}

/// Every scenario ends with a check of the invariants.
impl Drop for TestNetwork {
    fn drop(&mut self) {
        if self.watched && !std::thread::panicking() {
            self.check();
        }
    }
}
