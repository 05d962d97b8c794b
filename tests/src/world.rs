//! A world: the deployed suite on an embedded chain, its clock and its people.

mod clock;
mod people;

use gridshare::contracts::{
    AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, RegistryHandle, RewardsHandle,
    StakingHandle, TokenHandle,
};
use gridshare::embedded::Snapshot;
use gridshare::keys::account;
use gridshare::suite::{create, Constructor};
use gridshare::{
    deploy, invariants, AccountId, Artifacts, CallError, Chain, DeployConfig, EmbeddedChain, Known, Message,
    Network, Suite,
};
use interfaces::attestations::Kind;
use interfaces::market::{Billing, Class};
use scale::Decode;
use shared::{Amount, ClassId, Timestamp, TOKEN};
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
pub const NEAR_CELL: u64 = 0x85283473fffffff;
/// An H3 cell of resolution 5, in a zone of its own.
pub const FAR_CELL: u64 = 0x851fb467fffffff;

/// Native tokens that everybody has for storage deposits.
const NATIVE: u128 = 1_000_000_000_000_000_000;
/// Tokens that a person starts with.
pub const WALLET: Amount = 1_000_000 * TOKEN;

/// The contracts as they were built, read once.
pub static ARTIFACTS: LazyLock<Artifacts> =
    LazyLock::new(|| Artifacts::load().expect("the contracts are built before the tests run"));

/// The suite freshly deployed with [`config`], from which most worlds start.
static FRESH: LazyLock<Saved> = LazyLock::new(|| World::deploy(&config()).save());

/// What suites are deployed with here: the defaults, two classes, somebody who attests whatever there is to
/// attest, and somebody who may slash.
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

/// Messages that were done, by contract and name, and the signature topics of what they emitted.
pub type Done = BTreeMap<&'static str, BTreeSet<[u8; 32]>>;

/// A world put aside.
#[derive(Clone)]
pub struct Saved {
    chain: Snapshot,
    suite: Suite,
    known: Known,
}

/// A deployed suite, and what is known of the people in it.
pub struct World {
    /// The chain and the suite.
    pub net: Network<EmbeddedChain>,
    /// What the invariants cannot ask the contracts for. The verbs keep it.
    pub known: Known,
    /// Contract and message of everything that was done or answered, with the signatures of its events.
    pub done: Done,
    watched: bool,
}

impl World {
    /// A freshly deployed suite.
    pub fn new() -> Self {
        Self::restore(&FRESH)
    }

    /// A suite deployed for this world alone.
    pub fn deploy(config: &DeployConfig) -> Self {
        let deployer = account("deployer");
        let mut chain = EmbeddedChain::new(START);
        chain.fund(deployer, NATIVE);
        let net = deploy(chain, deployer, &ARTIFACTS, config, |_| ()).expect("the suite is deployed");
        Self { net, known: Known::default(), done: Done::new(), watched: true }
    }

    /// A second suite, deployed on a copy of this world's chain by the same deployer.
    #[must_use]
    pub fn with_second_suite(&mut self) -> Self {
        let chain = EmbeddedChain::restore(&self.net.chain.snapshot());
        let config = DeployConfig { salt: b"second".to_vec(), ..config() };
        let net = deploy(chain, self.net.suite.deployer, &ARTIFACTS, &config, |_| ());
        Self {
            net: net.expect("the suite is deployed"),
            known: Known::default(),
            done: Done::new(),
            watched: true,
        }
    }

    /// Puts the world aside.
    pub fn save(mut self) -> Saved {
        self.check();
        self.watched = false;
        Saved { chain: self.net.chain.snapshot(), suite: self.net.suite.clone(), known: self.known.clone() }
    }

    /// A world that was put aside.
    pub fn restore(saved: &Saved) -> Self {
        let Saved { chain, suite, known } = saved.clone();
        let chain = EmbeddedChain::restore(&chain);
        let net = Network { chain, suite, costs: Default::default() };
        Self { net, known, done: Done::new(), watched: true }
    }

    /// Without the invariants at the end: for worlds whose contracts are wired to people, or whose clock has
    /// run further than anyone can count.
    #[must_use]
    pub fn unwatched(mut self) -> Self {
        self.watched = false;
        self
    }

    /// Checks that everything holds that always must.
    ///
    /// # Panics
    /// When something does not.
    pub fn check(&mut self) {
        invariants::ensure_all(&mut self.net, &mut self.known).expect("every invariant holds");
    }

    // ---- contracts ----

    /// The token.
    pub fn token(&self) -> TokenHandle {
        self.net.suite.token()
    }

    /// The registry.
    pub fn registry(&self) -> RegistryHandle {
        self.net.suite.registry()
    }

    /// The market.
    pub fn market(&self) -> MarketHandle {
        self.net.suite.market()
    }

    /// Attestations.
    pub fn attestations(&self) -> AttestationsHandle {
        self.net.suite.attestations()
    }

    /// Staking.
    pub fn staking(&self) -> StakingHandle {
        self.net.suite.staking()
    }

    /// Metering.
    pub fn metering(&self) -> MeteringHandle {
        self.net.suite.metering()
    }

    /// Rewards.
    pub fn rewards(&self) -> RewardsHandle {
        self.net.suite.rewards()
    }

    /// Governance.
    pub fn governance(&self) -> GovernanceHandle {
        self.net.suite.governance()
    }

    /// Makes one more contract, owned by the deployer.
    ///
    /// # Errors
    /// When the constructor refuses.
    pub fn create<Config: Constructor>(
        &mut self,
        config: &Config,
    ) -> Result<AccountId, CallError<Config::Error>> {
        let name = Config::NAME.trim_end_matches(".new");
        let artifact = ARTIFACTS.iter().find(|artifact| artifact.name == name);
        let code = &artifact.expect("constructors are named like their contracts").code;
        let deployer = self.net.suite.deployer;
        let chain = &mut self.net.chain;
        let hash = chain.upload(deployer, code).expect("the code was uploaded before");
        create(chain, deployer, hash, config, b"another one").map(|done| done.value)
    }

    // ---- messages ----

    /// Sends a message that must succeed.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn send<T: Decode, E: Decode + Debug>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> gridshare::Done<T> {
        let name = message.name;
        match self.net.send(from, message) {
            Ok(done) => {
                // A transfer of nothing and the like have no event, and events without topics do not exist.
                let events = done.events.iter().filter_map(|event| event.topics.first().copied());
                self.done.entry(name).or_default().extend(events);
                done
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
            Ok(done) => panic!("{name} should have been refused and returned {:?}", done.value),
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

    /// Asks a contract.
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

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// Every scenario ends with what must always hold.
impl Drop for World {
    fn drop(&mut self) {
        if self.watched && !std::thread::panicking() {
            self.check();
        }
    }
}
