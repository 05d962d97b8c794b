//! From the pool into a block. A transaction whose fate is unknown is looked up before anything else happens; what
//! is sent again is the same bytes, which no chain includes twice; and it is signed anew only when it is certain that
//! it never can be included.

use crate::connection::{Finality, Hash, Session};
use crate::fault::{Fault, RejectionKind};
use crate::lookup::Fate;
use crate::submit::{Flight, Node, Progress, State, Submitted};
use gridshare_sdk::{AccountId, ChainError, Executed};
use std::time::Duration;
use subxt::backend::legacy::rpc_methods::TransactionStatus;
use tokio::time::{sleep, timeout_at, Instant};

/// How often to look for a transaction that the node tells nothing of.
const LOOK_EVERY_MS: u64 = 500;
/// How often a request is signed anew after its transaction has become void.
const VOID_ATTEMPTS: u32 = 10;

/// What came of watching a transaction.
enum Watched {
    /// It is in this block.
    In(Hash),
    /// It cannot be included before those with lower nonces are.
    Early,
    /// The node tells no more of it.
    Silent,
    /// The node has it again, and will tell of it.
    Again,
    /// It can never be included.
    Void,
}

impl Node {
    /// Waits until a submitted request is done. Returns what it did, and where an instantiated contract is.
    pub(crate) async fn wait(
        &mut self,
        submitted: Submitted,
    ) -> Result<(Executed, Option<AccountId>), ChainError> {
        let mut flight = match submitted.0 {
            State::Refused(prepared) => return Ok((prepared.executed, prepared.address)),
            State::Sent(flight) => *flight,
        };
        let deadline = Instant::now() + self.connection.options.inclusion_timeout;
        for _ in 0..VOID_ATTEMPTS {
            self.current = Some(flight.signed.hash);
            if let Some(block) = self.included(&mut flight, deadline).await? {
                let executed = self.outcome(&flight, block).await?;
                return Ok((executed, flight.prepared.address));
            }
            // Void: the same request once more, from its dry run on.
            flight = match self.submit(flight.origin, flight.request).await?.0 {
                State::Refused(prepared) => return Ok((prepared.executed, prepared.address)),
                State::Sent(flight) => *flight,
            };
        }
        Err(unknown(&flight, "others with the same key were faster each time"))
    }

    async fn outcome(&mut self, flight: &Flight, block: Hash) -> Result<Executed, ChainError> {
        let Flight { origin, prepared, signed, .. } = flight;
        let read =
            async |session: Session| session.outcome(signed.hash, block, *origin, &prepared.executed).await;
        self.connection.ask(read).await.map_err(|error| match error {
            failed @ ChainError::FailedInBlock { .. } => failed,
            error => unknown(flight, &format!("it is in block 0x{}, but {error}", hex(block))),
        })
    }

    /// Waits until a transaction is in a block. `None` if it never will be.
    async fn included(&mut self, flight: &mut Flight, deadline: Instant) -> Result<Option<Hash>, ChainError> {
        let finality = self.connection.options.finality;
        loop {
            let watched = match &mut flight.progress {
                Some(progress) => match timeout_at(deadline, follow(progress, finality)).await {
                    Ok(watched) => watched,
                    Err(_) => return Err(self.late(flight)),
                },
                None => self.look(flight, deadline).await?,
            };
            match watched {
                Watched::In(block) => return Ok(Some(block)),
                Watched::Void => return Ok(None),
                Watched::Again => {}
                Watched::Silent => flight.progress = None,
                // One of them was lost on the way. If it was somebody else's, they will see to it.
                Watched::Early => {
                    if let Ok(session) = self.connection.ask(async |session| Ok(session)).await {
                        self.send_earlier(&session, flight).await;
                    }
                }
            }
        }
    }

    /// Looks for a transaction that the node tells nothing of, until it is found, or void, or watched again.
    async fn look(&mut self, flight: &mut Flight, deadline: Instant) -> Result<Watched, ChainError> {
        let finality = self.connection.options.finality;
        loop {
            let (signed, origin) = (&flight.signed, flight.origin);
            let asked = self.connection.ask(async |session| session.fate(signed, origin).await).await;
            let fate = match asked {
                Ok(fate) => fate,
                // A node that is down may come back: that is waited for like anything else.
                Err(ChainError::Unreachable { .. }) if Instant::now() < deadline => continue,
                Err(error) => return Err(unknown(flight, &error.to_string())),
            };
            match fate {
                Fate::Included { block, finalized } if finalized || finality == Finality::InBlock => {
                    return Ok(Watched::In(block));
                }
                Fate::Void => return Ok(Watched::Void),
                Fate::Absent => self.send_again(flight).await?,
                Fate::Included { .. } | Fate::Pending => {}
            }
            if flight.progress.is_some() {
                return Ok(Watched::Again);
            }
            if Instant::now() > deadline {
                return Err(self.late(flight));
            }
            sleep(Duration::from_millis(LOOK_EVERY_MS)).await;
        }
    }

    /// Gives the node the same bytes again, and before them those of this account that have to come first.
    async fn send_again(&mut self, flight: &mut Flight) -> Result<(), ChainError> {
        // Lost again meanwhile: whoever looks next notices.
        let Ok(session) = self.connection.ask(async |session| Ok(session)).await else { return Ok(()) };
        self.send_earlier(&session, flight).await;
        match self.hand_over(&session, &flight.signed.bytes).await {
            Ok(progress) => flight.progress = Some(progress),
            Err(Fault::Rejected(rejection)) => match rejection.kind {
                // It came in since, or another has its nonce, which has to be final before anything follows.
                RejectionKind::Known | RejectionKind::NonceTaken | RejectionKind::Ancient => {}
                _ => return Err(unknown(flight, &rejection.text)),
            },
            Err(_) => {}
        }
        Ok(())
    }

    /// Gives the node again what this account has on its way with lower nonces.
    async fn send_earlier(&self, session: &Session, flight: &Flight) {
        for earlier in self.outbox.before(flight.origin, flight.signed.nonce) {
            // In a block or in the pool already, or needed: what the node answers makes no difference.
            let _ = session.rpc.author_submit_extrinsic(&earlier).await;
        }
    }

    fn late(&self, flight: &Flight) -> ChainError {
        let waited = self.connection.options.inclusion_timeout.as_secs();
        let state = match self.connection.options.finality {
            Finality::InBlock => "in a block",
            Finality::Finalized => "final",
        };
        unknown(flight, &format!("it was not {state} after {waited} s"))
    }
}

/// Follows what the node tells of a transaction.
async fn follow(progress: &mut Progress, finality: Finality) -> Watched {
    while let Some(Ok(status)) = progress.next().await {
        match status {
            TransactionStatus::InBlock(block) if finality == Finality::InBlock => return Watched::In(block),
            // A chain that is final at once may say so before anything else.
            TransactionStatus::Finalized(block) => return Watched::In(block),
            TransactionStatus::Future => return Watched::Early,
            TransactionStatus::Usurped(_)
            | TransactionStatus::Dropped
            | TransactionStatus::Invalid
            | TransactionStatus::FinalityTimeout(_) => return Watched::Silent,
            _ => {}
        }
    }
    Watched::Silent
}

fn unknown(flight: &Flight, reason: &str) -> ChainError {
    ChainError::OutcomeUnknown { transaction: flight.signed.hash, reason: reason.into() }
}

fn hex(hash: Hash) -> String {
    gridshare_sdk::chain::hex(&hash.0)
}
