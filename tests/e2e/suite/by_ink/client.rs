//! The client of `ink_e2e` on a node, and what stands in for the contracts' crates, whose code it has from bundles.

use gridshare_live::{ConnectOptions, DevNode, LiveChain};
use gridshare_sdk::artifacts::folder;
use gridshare_sdk::deploy::Constructor;
use gridshare_sdk::{AccountId, Artifacts, Chain};
use ink::env::call::{build_create, ExecutionInput, FromAccountId, Selector};
use ink::env::{ContractEnv, DefaultEnvironment};
use ink_e2e::{CallBuilderFinal, ContractsBackend, Keypair, PolkadotConfig, RpcClient};
use scale::{Decode, Encode};
use shared::Timestamp;
use std::fmt::Debug;
use tokio::runtime::{Builder, Runtime};

/// Percent of gas beyond what a dry run took: the block that follows is a later one.
const MARGIN: u64 = 10;

/// A contract of which only the interface is known.
#[derive(Clone)]
struct StandIn;

impl ContractEnv for StandIn {
    type Env = DefaultEnvironment;
}

impl FromAccountId<DefaultEnvironment> for StandIn {
    fn from_account_id(_: AccountId) -> Self {
        Self
    }
}

/// A function for each interface: what calls its messages, at an address.
macro_rules! callers {
    ($($name:ident: $interface:path;)*) => {$(
        pub fn $name(address: AccountId) -> ink::contract_ref!($interface, DefaultEnvironment) {
            address.into()
        }
    )*};
}

callers! {
    psp22: interfaces::token::PSP22;
    token: interfaces::token::Token;
    ownable: interfaces::ownable::Ownable;
    registry: interfaces::registry::Registry;
    market: interfaces::market::Market;
    attestations: interfaces::attestations::Attestations;
    staking: interfaces::staking::Staking;
    metering: interfaces::metering::Metering;
    rewards: interfaces::rewards::Rewards;
    governance: interfaces::governance::Governance;
}

/// What a message returned, and what it emitted.
pub struct Sent<T> {
    /// Its answer.
    pub value: T,
    /// Contract, first topic and fields of each event.
    events: Vec<(AccountId, [u8; 32], Vec<u8>)>,
}

impl<T> Sent<T> {
    /// Decodes the fields of the only event that `contract` emitted.
    ///
    /// # Panics
    /// When it emitted none or several, or one with other fields.
    pub fn event<Fields: Decode>(&self, contract: AccountId) -> Fields {
        let mut of_contract = self.events.iter().filter(|(emitter, ..)| *emitter == contract);
        let (Some((_, topic, fields)), None) = (of_contract.next(), of_contract.next()) else {
            panic!("there should be one event of {contract:?}");
        };
        assert_ne!(*topic, [0; 32], "the first topic is the event's signature");
        let mut input = &fields[..];
        let decoded = Fields::decode(&mut input).expect("the fields are as expected");
        assert!(input.is_empty(), "the event has no further fields");
        decoded
    }
}

/// The client, on a node.
pub struct InkClient {
    client: ink_e2e::Client<PolkadotConfig, DefaultEnvironment>,
    runtime: Runtime,
    /// The same chain through our own client, for its clock, which ink's client does not know.
    pub chain: LiveChain,
}

impl InkClient {
    /// Connects to a node.
    ///
    /// # Panics
    /// When it does not answer, or no contracts were built.
    pub fn connect(node: &DevNode) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let folder = folder().expect("the contracts are built before the tests run");
        let artifacts = Artifacts::load().expect("the contracts are built before the tests run");
        let names = artifacts.iter().chain(artifacts.annexes()).map(|artifact| artifact.name);
        let bundles =
            names.map(|name| folder.join(name).join(name).with_extension("wasm")).collect::<Vec<_>>();
        let client = runtime.block_on(async {
            let rpc = RpcClient::from_url(node.url()).await.expect("the node answers");
            ink_e2e::Client::new(rpc, bundles).await.expect("the node is of a kind that ink knows")
        });
        let chain = LiveChain::connect(node.url(), ConnectOptions::default()).expect("the node answers");
        Self { client, runtime, chain }
    }

    /// Returns the timestamp of the latest block in milliseconds.
    pub fn now(&mut self) -> Timestamp {
        self.chain.now().expect("the node answers")
    }

    /// Returns the hash of the chain's first block.
    pub fn genesis_hash(&mut self) -> [u8; 32] {
        self.chain.genesis_hash()
    }

    /// Deploys a contract from its bundle. Returns its address.
    ///
    /// # Panics
    /// When its constructor refuses.
    pub fn create<Config>(&mut self, who: &Keypair, config: &Config) -> AccountId
    where
        Config: Constructor + Clone + Send + Sync,
    {
        let name = Config::NAME.trim_end_matches(".new");
        let input = ExecutionInput::new(Selector::new(ink::selector_bytes!("new"))).push_arg(config.clone());
        let mut constructor =
            build_create::<StandIn>().exec_input(input).returns::<Result<StandIn, Config::Error>>();
        let mut call = self.client.instantiate(name, who, &mut constructor);
        let created = self.runtime.block_on(call.extra_gas_portion(MARGIN).submit());
        created.unwrap_or_else(|error| panic!("{name} is not deployed: {error}")).account_id
    }

    /// Uploads the second code of a contract. Returns its hash.
    ///
    /// # Panics
    /// When the chain refuses it.
    pub fn upload_annex(&mut self, who: &Keypair, contract: &str) -> [u8; 32] {
        let name = format!("{contract}_annex");
        let uploaded = self.runtime.block_on(self.client.upload(&name, who).submit());
        uploaded.unwrap_or_else(|error| panic!("{name} is not uploaded: {error}")).code_hash.into()
    }

    /// Returns why a constructor refuses.
    ///
    /// # Panics
    /// When it does not.
    pub fn not_created<Config>(&mut self, who: &Keypair, config: &Config) -> Config::Error
    where
        Config: Constructor + Clone + Send + Sync,
    {
        let name = Config::NAME.trim_end_matches(".new");
        let input = ExecutionInput::new(Selector::new(ink::selector_bytes!("new"))).push_arg(config.clone());
        let mut constructor =
            build_create::<StandIn>().exec_input(input).returns::<Result<StandIn, Config::Error>>();
        let mut call = self.client.instantiate(name, who, &mut constructor);
        let tried = self.runtime.block_on(call.dry_run()).expect("the constructor runs");
        let answer = tried.constructor_result::<Result<(), Config::Error>>();
        answer.expect("the arguments are understood").expect_err("the constructor refuses")
    }

    /// Sends a message that must be accepted.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn send<Args, T, E>(
        &mut self,
        who: &Keypair,
        message: &CallBuilderFinal<DefaultEnvironment, Args, Result<T, E>>,
    ) -> Sent<T>
    where
        Args: Encode + Clone + Send + Sync,
        T: Decode + Send,
        E: Decode + Debug + Send,
        CallBuilderFinal<DefaultEnvironment, Args, Result<T, E>>: Clone,
    {
        let mut call = self.client.call(who, message);
        let sent = self.runtime.block_on(call.extra_gas_portion(MARGIN).submit());
        let sent = sent.unwrap_or_else(|error| panic!("not sent: {error}"));
        let events = sent.contract_emitted_events().expect("events of contracts are understood");
        let events = events.into_iter().map(|emitted| {
            let topic = emitted.topics.first().map_or([0; 32], |topic| topic.0);
            (emitted.event.contract, topic, emitted.event.data)
        });
        let events = events.collect();
        match sent.return_value() {
            Ok(value) => Sent { value, events },
            Err(error) => panic!("refused: {error:?}"),
        }
    }

    /// Sends a message that must be refused. Returns the contract's error.
    ///
    /// # Panics
    /// When it is accepted.
    #[track_caller]
    pub fn refused<Args, T, E>(
        &mut self,
        who: &Keypair,
        message: &CallBuilderFinal<DefaultEnvironment, Args, Result<T, E>>,
    ) -> E
    where
        Args: Encode + Clone + Send + Sync,
        T: Decode + Debug + Send,
        E: Decode + Debug + Send,
        CallBuilderFinal<DefaultEnvironment, Args, Result<T, E>>: Clone,
    {
        let told = self.view(who, message).expect_err("the contract refuses");
        let sent = self.runtime.block_on(self.client.call(who, message).submit());
        let failed = sent.expect_err("a transaction that the contract refuses fails").to_string();
        assert!(failed.contains("ContractReverted"), "{failed}");
        told
    }

    /// Asks a contract what a message of `who` would return. Nothing changes.
    #[track_caller]
    pub fn view<Args, R>(
        &mut self,
        who: &Keypair,
        message: &CallBuilderFinal<DefaultEnvironment, Args, R>,
    ) -> R
    where
        Args: Encode + Clone + Send + Sync,
        R: Decode + Send,
        CallBuilderFinal<DefaultEnvironment, Args, R>: Clone,
    {
        let mut call = self.client.call(who, message);
        self.runtime.block_on(call.dry_run()).expect("the message runs").return_value()
    }
}

/// Returns the account of a development key.
pub fn account(key: &Keypair) -> AccountId {
    AccountId::from(key.public_key().0)
}
