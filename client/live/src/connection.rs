//! The connection to a node: made when needed, made again when lost, and only to the chain that was expected.

use crate::fault::Fault;
use gridshare_sdk::ChainError;
use std::time::Duration;
use subxt::backend::legacy::{LegacyBackend, LegacyRpcMethods};
use subxt::backend::rpc::{rpc_params, RpcClient};
use subxt::client::RuntimeVersion;
use subxt::config::Header;
use subxt::{Metadata, OnlineClient, SubstrateConfig};
use tokio::time::{sleep, timeout};

/// What every chain with contracts has: accounts of 32 bytes, BLAKE2 hashes. Extensions follow its metadata.
pub(crate) type Config = SubstrateConfig;
pub(crate) type Hash = <Config as subxt::Config>::Hash;

/// How long to wait before each further attempt to reach a node that was there before.
const RECONNECT_DELAYS_MS: [u64; 6] = [100, 300, 1_000, 3_000, 5_000, 5_000];

/// When a transaction counts as done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finality {
    /// As soon as it is in a block, which another may still displace.
    #[default]
    InBlock,
    /// When its block is final.
    Finalized,
}

/// How to deal with a node.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    /// Hash of the first block of the chain that must be there; any chain without it.
    pub expected_genesis: Option<[u8; 32]>,
    /// When a transaction counts as done.
    pub finality: Finality,
    /// How long to wait for one answer.
    pub request_timeout: Duration,
    /// How long to wait for a transaction to be done before its outcome is called unknown.
    pub inclusion_timeout: Duration,
    /// The most that a call may take, in reference time and bytes of proof; what a block has without it.
    pub gas_limit: Option<(u64, u64)>,
    /// Whether Ctrl-C ends waits: with an error, once a transaction is on its way. It then ends this program as
    /// before while nothing is awaited.
    pub interruptible: bool,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            expected_genesis: None,
            finality: Finality::InBlock,
            request_timeout: Duration::from_secs(30),
            inclusion_timeout: Duration::from_secs(180),
            gas_limit: None,
            interruptible: false,
        }
    }
}

/// A connection that stands.
#[derive(Clone)]
pub(crate) struct Session {
    pub client: OnlineClient<Config>,
    pub rpc: LegacyRpcMethods<Config>,
    pub raw: RpcClient,
}

/// A block's place: its hash and number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub hash: Hash,
    pub number: u64,
}

impl Session {
    async fn open(url: &str, known: Option<&Identity>) -> Result<(Self, Identity), Fault> {
        let raw = RpcClient::from_insecure_url(url).await?;
        let rpc = LegacyRpcMethods::<Config>::new(raw.clone());
        let genesis = rpc.genesis_hash().await?;
        let version = rpc.state_get_runtime_version(None).await?;
        let name =
            version.other.get("specName").and_then(|name| name.as_str()).unwrap_or("an unnamed runtime");
        let runtime = RuntimeVersion {
            spec_version: version.spec_version,
            transaction_version: version.transaction_version,
        };
        // The legacy backend throughout: the newer one submits after the next block, which a chain that seals
        // on demand never makes without a transaction.
        let client = match known.filter(|known| known.genesis == genesis && known.runtime == runtime) {
            Some(known) => {
                OnlineClient::from_rpc_client_with(genesis, runtime, known.metadata.clone(), raw.clone())?
            }
            None => {
                let backend = LegacyBackend::builder().build(raw.clone());
                OnlineClient::from_backend(std::sync::Arc::new(backend)).await?
            }
        };
        let identity = Identity { genesis, runtime, metadata: client.metadata(), name: name.into() };
        Ok((Self { client, rpc, raw }, identity))
    }

    /// Returns the latest block.
    pub async fn best(&self) -> Result<Place, Fault> {
        self.place(None).await
    }

    /// Returns the latest final block.
    pub async fn finalized(&self) -> Result<Place, Fault> {
        self.place(Some(self.rpc.chain_get_finalized_head().await?)).await
    }

    async fn place(&self, hash: Option<Hash>) -> Result<Place, Fault> {
        let header =
            self.rpc.chain_get_header(hash).await?.ok_or_else(|| Fault::nonsense("no such block"))?;
        Ok(Place { hash: hash.unwrap_or_else(|| header.hash()), number: header.number.into() })
    }

    /// Returns whether the runtime is the one whose metadata we have.
    pub async fn runtime_is_current(&self) -> Result<bool, Fault> {
        let version = self.rpc.state_get_runtime_version(None).await?;
        Ok(version.spec_version == self.client.runtime_version().spec_version)
    }
}

/// What a chain is, and what its runtime looks like.
#[derive(Clone)]
pub(crate) struct Identity {
    pub genesis: Hash,
    pub runtime: RuntimeVersion,
    pub metadata: Metadata,
    pub name: String,
}

/// A node, connected or to be connected again.
pub(crate) struct Connection {
    pub url: String,
    pub options: ConnectOptions,
    pub identity: Identity,
    session: Option<Session>,
    /// Symbol and decimals of the native token.
    pub token: (String, u8),
}

impl Connection {
    /// Connects for the first time: one attempt.
    pub async fn open(url: &str, options: ConnectOptions) -> Result<Self, ChainError> {
        let unreachable = |reason: String| ChainError::Unreachable { url: url.into(), reason };
        let opening = timeout(options.request_timeout, Session::open(url, None)).await;
        let opened = opening.unwrap_or_else(|_| Err(Fault::Lost("no answer in time".into())));
        let (session, identity) = opened.map_err(|fault| settle(fault, unreachable))?;
        if options.expected_genesis.is_some_and(|expected| expected != identity.genesis.0) {
            return Err(ChainError::OtherChain { found: identity.genesis.0 });
        }
        if identity.metadata.pallet_by_name("Contracts").is_none() {
            return Err(ChainError::Unsupported("run contracts: it has no pallet for them"));
        }
        let properties = session.raw.request("system_properties", rpc_params![]).await;
        let token = native_token(&properties.unwrap_or_default());
        Ok(Self { url: url.into(), options, identity, session: Some(session), token })
    }

    /// Returns the connection, made anew if it was lost.
    async fn session(&mut self) -> Result<Session, Fault> {
        if let Some(session) = &self.session {
            return Ok(session.clone());
        }
        let (session, identity) = Session::open(&self.url, Some(&self.identity)).await?;
        if identity.genesis != self.identity.genesis {
            return Err(ChainError::OtherChain { found: identity.genesis.0 }.into());
        }
        self.identity = identity;
        self.session = Some(session.clone());
        Ok(session)
    }

    /// Forgets a connection that was lost, or whose metadata is out of date.
    pub fn disconnect(&mut self) {
        self.session = None;
    }

    /// Asks once, within the time for one answer.
    pub async fn once<T>(&mut self, ask: impl AsyncFn(Session) -> Result<T, Fault>) -> Result<T, Fault> {
        let limit = self.options.request_timeout;
        let asked = timeout(limit, async { ask(self.session().await?).await }).await;
        let answer =
            asked.unwrap_or_else(|_| Err(Fault::Lost(format!("no answer within {} s", limit.as_secs()))));
        if let Err(Fault::Lost(_)) = &answer {
            self.disconnect();
        }
        answer
    }

    /// Asks for something that may be asked any number of times: again after a lost connection, until the node
    /// is given up.
    pub async fn ask<T>(&mut self, ask: impl AsyncFn(Session) -> Result<T, Fault>) -> Result<T, ChainError> {
        let mut delays = RECONNECT_DELAYS_MS.iter();
        loop {
            let fault = match self.once(&ask).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            match (fault, delays.next()) {
                (Fault::Lost(_), Some(delay)) => sleep(Duration::from_millis(*delay)).await,
                (fault, _) => return Err(self.settle(fault)),
            }
        }
    }

    /// The error for somebody who cannot try again.
    pub fn settle(&self, fault: Fault) -> ChainError {
        settle(fault, |reason| ChainError::Unreachable { url: self.url.clone(), reason })
    }
}

fn settle(fault: Fault, unreachable: impl FnOnce(String) -> ChainError) -> ChainError {
    match fault {
        Fault::Lost(reason) => unreachable(reason),
        Fault::Rejected(rejection) => rejection.into_error(),
        Fault::Final(error) => error,
    }
}

/// Symbol and decimals of the first native token, where a chain says nothing those of the development node.
fn native_token(properties: &serde_json::Value) -> (String, u8) {
    let first = |name: &str| match &properties[name] {
        serde_json::Value::Array(all) => all.first().cloned().unwrap_or_default(),
        one => one.clone(),
    };
    let symbol = first("tokenSymbol").as_str().unwrap_or("UNIT").to_string();
    let decimals = first("tokenDecimals").as_u64().and_then(|decimals| u8::try_from(decimals).ok());
    (symbol, decimals.unwrap_or(12))
}

#[cfg(test)]
mod tests {
    use super::native_token;
    use serde_json::json;

    #[test]
    fn native_tokens_are_read_in_every_form() {
        assert_eq!(native_token(&json!({})), ("UNIT".into(), 12));
        assert_eq!(native_token(&json!(null)), ("UNIT".into(), 12));
        assert_eq!(native_token(&json!({"tokenSymbol": "TAO", "tokenDecimals": 9})), ("TAO".into(), 9));
        assert_eq!(
            native_token(&json!({"tokenSymbol": ["A", "B"], "tokenDecimals": [10, 3]})),
            ("A".into(), 10)
        );
    }
}
