//! Signs and sends transactions, each with a nonce of its own, so that many can be on their way at once.

use crate::connection::{Connection, Hash, Place, Session};
use crate::fault::{Fault, RejectionKind};
use crate::request::{Prepared, Request};
use crate::signing::Signed;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{AccountId, ChainError};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use subxt::backend::legacy::rpc_methods::TransactionStatus;
use subxt::backend::rpc::RpcSubscription;
use subxt::tx::DynamicPayload;
use subxt::utils::AccountId32;
use tokio::time::{sleep, timeout};

/// How far behind the latest block the final one may be for a transaction's life to begin there.
const FINALITY_LAG_BLOCKS: u64 = 64;
/// How often a transaction is signed anew because somebody else was faster with its nonce.
const NONCE_ATTEMPTS: u64 = 30;
/// How long to wait before that, longer each time.
const NONCE_DELAY_MS: u64 = 20;

/// The progress of a transaction, as the node tells it.
pub(crate) type Progress = RpcSubscription<TransactionStatus<Hash>>;

/// A transaction that was sent, or that was not because the contract refused.
pub struct Submitted(pub(crate) State);

pub(crate) enum State {
    Refused(Box<Prepared>),
    Sent(Box<Flight>),
}

impl Submitted {
    /// The transaction's hash; `None` if nothing was sent because the contract refused in the dry run. A
    /// transaction may be replaced by another that asks for the same, once it is certain that it never is included.
    pub fn transaction(&self) -> Option<[u8; 32]> {
        match &self.0 {
            State::Refused(_) => None,
            State::Sent(flight) => Some(flight.signed.hash),
        }
    }
}

/// A transaction on its way.
pub(crate) struct Flight {
    pub origin: AccountId,
    pub request: Request,
    pub prepared: Prepared,
    pub signed: Signed,
    /// What the node tells of it; nothing, if it is not certain that it arrived.
    pub progress: Option<Progress>,
    _listed: Listed,
}

/// Transactions on their way, by account and nonce.
#[derive(Clone, Default)]
pub(crate) struct Outbox(Arc<Mutex<Sent>>);

type Sent = HashMap<AccountId, BTreeMap<u64, Vec<u8>>>;

/// An entry in the outbox, which goes when nobody waits for the transaction any more.
struct Listed {
    outbox: Outbox,
    origin: AccountId,
    nonce: u64,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the nonce after those on their way.
    fn next(&self, origin: AccountId) -> u64 {
        self.lock().get(&origin).and_then(|sent| sent.last_key_value()).map_or(0, |(nonce, _)| nonce + 1)
    }

    fn list(&self, origin: AccountId, signed: &Signed) -> Listed {
        self.lock().entry(origin).or_default().insert(signed.nonce, signed.bytes.clone());
        Listed { outbox: self.clone(), origin, nonce: signed.nonce }
    }

    /// Returns those that have to come before the one with this nonce.
    pub(crate) fn before(&self, origin: AccountId, nonce: u64) -> Vec<Vec<u8>> {
        let outbox = self.lock();
        outbox
            .get(&origin)
            .into_iter()
            .flat_map(|sent| sent.range(..nonce))
            .map(|(_, bytes)| bytes.clone())
            .collect()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        if let Some(sent) = self.outbox.lock().get_mut(&self.origin) {
            sent.remove(&self.nonce);
        }
    }
}

/// A node, and who can sign.
pub(crate) struct Node {
    pub connection: Connection,
    pub keys: HashMap<AccountId, Key>,
    pub outbox: Outbox,
    /// The transaction that is being sent or waited for.
    pub current: Option<[u8; 32]>,
}

impl Node {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection, keys: HashMap::new(), outbox: Outbox::default(), current: None }
    }

    /// Dry-runs a request and sends it if it would not be refused. If another was faster with the nonce, the node
    /// says so at once and has kept nothing: all begins anew. If the connection breaks, the transaction may have
    /// arrived: it counts as sent.
    pub(crate) async fn submit(
        &mut self,
        origin: AccountId,
        request: Request,
    ) -> Result<Submitted, ChainError> {
        self.key(origin)?;
        let mut attempts = 0;
        loop {
            self.current = None;
            let prepared = self.prepare(origin, &request).await?;
            if prepared.executed.reverted {
                return Ok(Submitted(State::Refused(Box::new(prepared))));
            }
            let (session, signed) = self.sign(origin, &prepared.payload).await?;
            let listed = self.outbox.list(origin, &signed);
            self.current = Some(signed.hash);
            let progress = match self.hand_over(&session, &signed.bytes).await {
                Ok(progress) => Some(progress),
                Err(Fault::Rejected(rejection)) => match rejection.kind {
                    RejectionKind::Known => None,
                    RejectionKind::NonceTaken | RejectionKind::Ancient if attempts < NONCE_ATTEMPTS => {
                        attempts += 1;
                        sleep(Duration::from_millis(NONCE_DELAY_MS * attempts)).await;
                        continue;
                    }
                    _ => {
                        self.current = None;
                        return Err(rejection.into_error());
                    }
                },
                Err(_) => None,
            };
            let flight = Flight { origin, request, prepared, signed, progress, _listed: listed };
            return Ok(Submitted(State::Sent(Box::new(flight))));
        }
    }

    async fn prepare(&mut self, origin: AccountId, request: &Request) -> Result<Prepared, ChainError> {
        let options = self.connection.options.clone();
        self.connection.ask(async |session| session.prepare(&options, origin, request).await).await
    }

    /// Gives a transaction to the node.
    pub(crate) async fn hand_over(&mut self, session: &Session, bytes: &[u8]) -> Result<Progress, Fault> {
        let submitting = session.rpc.author_submit_and_watch_extrinsic(bytes);
        let submitted = timeout(self.connection.options.request_timeout, submitting).await;
        let answer = match submitted {
            Ok(answer) => answer.map_err(Fault::from),
            Err(_) => Err(Fault::Lost("no answer in time".into())),
        };
        if let Err(Fault::Lost(_)) = &answer {
            self.connection.disconnect();
        }
        answer
    }

    fn key(&self, origin: AccountId) -> Result<Key, ChainError> {
        self.keys.get(&origin).cloned().ok_or(ChainError::NoKey(origin))
    }

    async fn sign(
        &mut self,
        origin: AccountId,
        payload: &DynamicPayload,
    ) -> Result<(Session, Signed), ChainError> {
        let key = self.key(origin)?;
        let own_next = self.outbox.next(origin);
        let who = AccountId32(*origin.as_ref());
        let sign = async |session: Session| {
            let (birth, nonce, current) = tokio::try_join!(
                session.birth(),
                async { Ok(session.rpc.system_account_next_index(&who).await?) },
                session.runtime_is_current()
            )?;
            if !current {
                // Connecting again reads the new runtime's metadata.
                return Err(Fault::Lost("the chain's runtime has just been upgraded".into()));
            }
            let signed = Signed::new(&session.client, &key, payload, nonce.max(own_next), birth)?;
            Ok((session, signed))
        };
        self.connection.ask(sign).await
    }
}

impl Session {
    /// Returns the block from which on a new transaction lives: the final one, which nothing displaces, unless the
    /// chain's finality lags.
    async fn birth(&self) -> Result<Place, Fault> {
        let (best, finalized) = tokio::try_join!(self.best(), self.finalized())?;
        let lags = best.number > finalized.number + FINALITY_LAG_BLOCKS;
        Ok(if lags { best } else { finalized })
    }
}
