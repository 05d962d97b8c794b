//! The chain itself: what the interface of [`gridshare_sdk::chain`] asks for, over a node.

use crate::connection::{ConnectOptions, Connection, Session};
use crate::fault::Fault;
use crate::interrupt::Wait;
use crate::request::Request;
use crate::submit::{Node, Submitted};
use crate::value::account;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{AccountId, Chain, ChainError, Executed};
use scale_value::Value;
use subxt::config::substrate::BlakeTwo256;
use subxt::config::Hasher;
use subxt::dynamic;
use subxt::utils::H256;
use tokio::runtime::{Builder, Runtime};

/// A chain over a node's RPC.
///
/// It is synchronous: a program that is asynchronous itself uses it on a thread where blocking is allowed.
///
/// ```no_run
/// use gridshare_live::{ConnectOptions, LiveChain};
/// use gridshare_sdk::{keys::Key, Blocks};
/// # fn show() -> Result<(), Box<dyn std::error::Error>> {
/// let mut chain = LiveChain::connect("ws://127.0.0.1:9944", ConnectOptions::default())?;
/// let alice = chain.add_key(Key::from_uri("//Alice")?);
/// println!("{alice:?} can sign; the latest block is {}", chain.head(false)?);
/// # Ok(())
/// # }
/// ```
pub struct LiveChain {
    runtime: Runtime,
    pub(crate) node: Node,
}

impl LiveChain {
    /// Connects to the node at `url`, such as `ws://127.0.0.1:9944` or `wss://rpc.example.org`.
    ///
    /// # Errors
    /// When there is no node, or it belongs to another chain than expected, or its chain has no contracts.
    pub fn connect(url: &str, options: ConnectOptions) -> Result<Self, ChainError> {
        // One thread of its own keeps the connection alive while nobody waits.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime =
            runtime.map_err(|error| ChainError::Dispatch(format!("no threads to be had: {error}")))?;
        let wait = options.interruptible.then(Wait::begin);
        let opening = or_interrupted(Connection::open(url, options), wait);
        let connection = runtime.block_on(opening)?;
        Ok(Self { runtime, node: Node::new(connection) })
    }

    /// Lets this key sign for its account. Returns the account.
    pub fn add_key(&mut self, key: Key) -> AccountId {
        let account = key.account();
        self.node.keys.insert(account, key);
        account
    }

    /// Returns where the node is.
    pub fn url(&self) -> &str {
        &self.node.connection.url
    }

    /// Dry-runs a call and sends it, without waiting: many can be on their way. Each dry run sees the state after
    /// the latest block, not what is on its way. If the contract refuses, nothing is sent.
    ///
    /// # Errors
    /// When the call cannot be executed, or sent.
    pub fn submit(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Submitted, ChainError> {
        self.run(async |node| node.submit(origin, Request::Call { callee, input, value }).await)
    }

    /// Waits until a call that was submitted is done.
    ///
    /// # Errors
    /// [`ChainError::OutcomeUnknown`] when it cannot be said what became of it, [`ChainError::FailedInBlock`] when
    /// it failed although its dry run had passed.
    pub fn wait(&mut self, submitted: Submitted) -> Result<Executed, ChainError> {
        self.run(async |node| node.wait(submitted).await).map(|(executed, _)| executed)
    }

    /// Searches the blocks from `from` on for a transaction. Returns what it did; output and gas are not known of
    /// the past. `None` if it is in none of them.
    ///
    /// # Errors
    /// When the chain cannot be asked; [`ChainError::FailedInBlock`] when it is there and failed.
    pub fn lookup(&mut self, transaction: [u8; 32], from: u64) -> Result<Option<Executed>, ChainError> {
        self.ask(async |session| session.look_up(transaction, from).await)
    }

    /// Sends a request and waits until it is done.
    pub(crate) fn execute(
        &mut self,
        origin: AccountId,
        request: Request,
    ) -> Result<(Executed, Option<AccountId>), ChainError> {
        self.run(async |node| {
            let submitted = node.submit(origin, request).await?;
            node.wait(submitted).await
        })
    }

    /// Asks the node for something.
    pub(crate) fn ask<T>(&mut self, ask: impl AsyncFn(Session) -> Result<T, Fault>) -> Result<T, ChainError> {
        self.run(async |node| node.connection.ask(&ask).await)
    }

    /// Runs something to its end, or until Ctrl-C.
    pub(crate) fn run<T>(
        &mut self,
        job: impl AsyncFnOnce(&mut Node) -> Result<T, ChainError>,
    ) -> Result<T, ChainError> {
        let Self { runtime, node } = self;
        let wait = node.connection.options.interruptible.then(Wait::begin);
        let result = runtime.block_on(or_interrupted(job(node), wait));
        match (node.current.take(), result) {
            (Some(transaction), Err(ChainError::Interrupted)) => Err(ChainError::OutcomeUnknown {
                transaction,
                reason: "the wait for it was interrupted".into(),
            }),
            (_, result) => result,
        }
    }
}

async fn or_interrupted<T>(
    job: impl std::future::Future<Output = Result<T, ChainError>>,
    wait: Option<Wait>,
) -> Result<T, ChainError> {
    let Some(mut wait) = wait else { return job.await };
    tokio::select! {
        biased;
        result = job => result,
        () = wait.interrupted() => Err(ChainError::Interrupted),
    }
}

impl Node {
    /// Returns the timestamp of the latest block, in milliseconds.
    pub(crate) async fn now(&mut self) -> Result<u64, ChainError> {
        let now = async |session: Session| session.entry::<u64>("Timestamp", "Now", Vec::new()).await;
        Ok(self.connection.ask(now).await?.unwrap_or(0))
    }
}

impl Chain for LiveChain {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        let hash = BlakeTwo256::hash(code).0;
        let stored = self.ask(async |session| {
            let best = session.best().await?;
            let entry = dynamic::storage("Contracts", "CodeInfoOf", vec![Value::from_bytes(hash)]);
            Ok(session.client.storage().at(best.hash).fetch(&entry).await?.is_some())
        })?;
        if !stored {
            self.execute(origin, Request::Upload { code: code.to_vec() })?;
        }
        Ok(hash)
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        let (executed, address) = self.execute(origin, Request::Instantiate { code_hash, input, salt })?;
        let address = address.ok_or_else(|| ChainError::Nonsense("a contract without an address".into()))?;
        Ok((address, executed))
    }

    fn call(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        self.execute(origin, Request::Call { callee, input, value }).map(|(executed, _)| executed)
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
    ) -> Result<Executed, ChainError> {
        let options = self.node.connection.options.clone();
        self.ask(async |session| session.dry_run(&options, origin, callee, &input, 0).await)
    }

    fn now(&mut self) -> Result<u64, ChainError> {
        self.run(async |node| node.now().await)
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ChainError> {
        #[derive(subxt::ext::scale_decode::DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Info {
            code_hash: H256,
        }
        let info: Option<Info> = self.ask(async |session| {
            session.entry("Contracts", "ContractInfoOf", vec![account(contract)]).await
        })?;
        Ok(info.map(|info| info.code_hash.0))
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        self.node.connection.identity.genesis.0
    }

    fn pallet(&self) -> String {
        let identity = &self.node.connection.identity;
        format!("pallet-contracts of {} {}", identity.name, identity.runtime.spec_version)
    }
}
