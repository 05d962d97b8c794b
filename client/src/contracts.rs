//! A typed handle per contract, one function per message, and the network that sends them.
//!
//! A handle makes a [`Message`]: callee, encoded input, and the type of its answer. The handles' signatures
//! are checked against the trait definitions in `interfaces`, whose generated call builders do the encoding.

mod costs;
mod handles;

pub use costs::{CostBook, Spent};
pub use handles::{
    AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, OwnableHandle, RegistryHandle,
    RewardsHandle, StakingHandle, TokenHandle,
};

use crate::chain::{AccountId, Chain, ChainError, Cost, Event, Executed};
use crate::suite::Suite;
use ink::env::call::utils::{ReturnType, Set};
use ink::env::call::{Call, CallBuilder, ExecutionInput};
use ink::env::DefaultEnvironment;
use ink::LangError;
use interfaces::governance::Call as ProposedCall;
use scale::{Decode, DecodeAll, Encode};
use std::convert::Infallible;
use std::fmt::Debug;
use std::marker::PhantomData;

/// A call in the making; `R` is what the message returns.
#[must_use = "a message does nothing until a network sends it"]
#[derive(Debug)]
pub struct Message<R> {
    /// The contract it goes to.
    pub callee: AccountId,
    /// Selector and arguments.
    pub input: Vec<u8>,
    /// Contract and message, for reports and errors: `registry.register`.
    pub name: &'static str,
    answer: PhantomData<fn() -> R>,
}

// Derived, it would ask the same of the answer.
impl<R> Clone for Message<R> {
    fn clone(&self) -> Self {
        Self { callee: self.callee, input: self.input.clone(), name: self.name, answer: PhantomData }
    }
}

/// What ink generates for a message of a trait definition.
type Built<Arguments, R> = CallBuilder<
    DefaultEnvironment,
    Set<Call<DefaultEnvironment>>,
    Set<ExecutionInput<Arguments>>,
    Set<ReturnType<R>>,
>;

impl<R> Message<R> {
    fn new<Arguments: Encode>(name: &'static str, callee: AccountId, built: Built<Arguments, R>) -> Self {
        Self { callee, input: built.params().exec_input().encode(), name, answer: PhantomData }
    }

    /// The selector.
    pub fn selector(&self) -> [u8; 4] {
        [self.input[0], self.input[1], self.input[2], self.input[3]]
    }

    /// This message as a call in a governance proposal.
    pub fn proposed(self) -> ProposedCall {
        ProposedCall { callee: self.callee, selector: self.selector(), arguments: self.input[4..].to_vec() }
    }
}

/// What a message did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<T> {
    /// What it returned.
    pub value: T,
    /// What it took.
    pub cost: Cost,
    /// What it and the contracts it called emitted, in order.
    pub events: Vec<Event>,
}

/// Why a message did not do it. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError<E: Debug> {
    /// The contract refused.
    #[error("{message} was refused: {error:?}")]
    Refused {
        /// Contract and message.
        message: &'static str,
        /// The contract's error.
        error: E,
    },
    /// The contract could not read selector or arguments.
    #[error("{message} was not understood: {error:?}")]
    Lang {
        /// Contract and message.
        message: &'static str,
        /// ink's error.
        error: LangError,
    },
    /// The client could not read the answer: its interfaces are not the contract's.
    #[error("the answer to {message} was not understood")]
    Answer {
        /// Contract and message.
        message: &'static str,
    },
    /// The chain did not come to an end with the call.
    #[error("{message} failed: {error}")]
    Chain {
        /// Contract and message.
        message: &'static str,
        /// The chain's error.
        error: ChainError,
    },
}

impl<E: Debug> CallError<E> {
    /// The contract's error, if it was the contract that refused.
    pub fn refusal(self) -> Option<E> {
        match self {
            Self::Refused { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// A chain with the suite on it.
pub struct Network<C> {
    /// The chain.
    pub chain: C,
    /// Where the contracts are.
    pub suite: Suite,
    /// What every call took so far.
    pub costs: CostBook,
}

impl<C: Chain> Network<C> {
    /// Sends a message, signed by `from`.
    ///
    /// # Errors
    /// When the contract refuses or the chain does.
    pub fn send<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> Result<Done<T>, CallError<E>>
    where
        T: Decode,
        E: Decode + Debug,
    {
        self.send_value(from, message, 0)
    }

    /// Sends a message with native tokens, which no message of the suite takes.
    ///
    /// # Errors
    /// When the contract refuses or the chain does.
    pub fn send_value<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
        value: u128,
    ) -> Result<Done<T>, CallError<E>>
    where
        T: Decode,
        E: Decode + Debug,
    {
        let name = message.name;
        let executed = self.chain.call(from, message.callee, message.input, value);
        let done = done(name, executed);
        match &done {
            Ok(done) => self.costs.note(name, done.cost),
            Err(_) => self.costs.note_refusal(name),
        }
        done
    }

    /// What sending a message would do. Changes nothing and costs nothing.
    ///
    /// # Errors
    /// When the contract or the chain would refuse.
    pub fn rehearse<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> Result<Done<T>, CallError<E>>
    where
        T: Decode,
        E: Decode + Debug,
    {
        let executed = self.chain.dry_run(from, message.callee, message.input);
        done(message.name, executed)
    }

    /// Asks a contract. Nothing changes, and nobody has to sign.
    ///
    /// # Errors
    /// When the chain refuses. (A view that can refuse returns its own result inside.)
    pub fn view<R: Decode>(&mut self, message: Message<R>) -> Result<R, CallError<Infallible>> {
        let name = message.name;
        let executed = self
            .chain
            .dry_run(self.suite.deployer, message.callee, message.input)
            .map_err(|error| CallError::Chain { message: name, error })?;
        answer(name, &executed)
    }
}

/// Reads the answer of a message: ink wraps it into a result of its own.
fn answer<R: Decode, E: Debug>(message: &'static str, executed: &Executed) -> Result<R, CallError<E>> {
    match Result::<R, LangError>::decode_all(&mut &executed.output[..]) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(CallError::Lang { message, error }),
        Err(_) => Err(CallError::Answer { message }),
    }
}

pub(crate) fn done<T: Decode, E: Decode + Debug>(
    message: &'static str,
    executed: Result<Executed, ChainError>,
) -> Result<Done<T>, CallError<E>> {
    let executed = executed.map_err(|error| CallError::Chain { message, error })?;
    match answer::<Result<T, E>, E>(message, &executed)? {
        Ok(value) => Ok(Done { value, cost: executed.cost, events: executed.events }),
        Err(error) => Err(CallError::Refused { message, error }),
    }
}
