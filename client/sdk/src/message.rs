//! Messages and their outcomes.
//!
//! A handle ([`crate::handles`]) encodes a [`Message`]: callee, input, and the type of its answer. A network
//! ([`crate::network`]) sends it and returns a [`Receipt`] or a [`CallError`].

use crate::chain::{AccountId, ChainError, Cost, Event, Executed};
use ink::env::call::utils::{ReturnType, Set};
use ink::env::call::{Call, CallBuilder, ExecutionInput};
use ink::env::DefaultEnvironment;
use ink::LangError;
use interfaces::governance::ProposedCall;
use scale::{Decode, DecodeAll, Encode};
use std::fmt::Debug;
use std::marker::PhantomData;

/// An encoded call that was not sent; `R` is the type that the message returns.
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

// A derived `Clone` would require `R: Clone`.
impl<R> Clone for Message<R> {
    fn clone(&self) -> Self {
        Self { callee: self.callee, input: self.input.clone(), name: self.name, answer: PhantomData }
    }
}

/// The call that ink builds for a message of a trait definition.
pub(crate) type Built<Arguments, R> = CallBuilder<
    DefaultEnvironment,
    Set<Call<DefaultEnvironment>>,
    Set<ExecutionInput<Arguments>>,
    Set<ReturnType<R>>,
>;

impl<R> Message<R> {
    pub(crate) fn new<Arguments: Encode>(
        name: &'static str,
        callee: AccountId,
        built: Built<Arguments, R>,
    ) -> Self {
        Self { callee, input: built.params().exec_input().encode(), name, answer: PhantomData }
    }

    /// Returns the selector.
    pub fn selector(&self) -> [u8; 4] {
        [self.input[0], self.input[1], self.input[2], self.input[3]]
    }

    /// Returns this message as a call of a governance proposal.
    pub fn proposed(self) -> ProposedCall {
        ProposedCall { callee: self.callee, selector: self.selector(), arguments: self.input[4..].to_vec() }
    }
}

/// The outcome of a message that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt<T> {
    /// What it returned.
    pub value: T,
    /// Its cost.
    pub cost: Cost,
    /// Events of the contract and of those that it called, in order.
    pub events: Vec<Event>,
}

/// Why a message was not accepted. Nothing changed.
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
    /// The contract could not decode selector or arguments.
    #[error("{message} was not understood: {error:?}")]
    Lang {
        /// Contract and message.
        message: &'static str,
        /// ink's error.
        error: LangError,
    },
    /// The client could not decode the answer: its interfaces differ from the contract's.
    #[error("the answer to {message} was not understood")]
    Answer {
        /// Contract and message.
        message: &'static str,
    },
    /// The chain did not execute the call.
    #[error("{message} failed: {error}")]
    Chain {
        /// Contract and message.
        message: &'static str,
        /// The chain's error.
        error: ChainError,
    },
}

impl<E: Debug> CallError<E> {
    /// Returns the contract's error, if it was the contract that refused.
    pub fn refusal(self) -> Option<E> {
        match self {
            Self::Refused { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Decodes the answer of a message, which ink wraps into a result of its own.
pub(crate) fn answer<R: Decode, E: Debug>(
    message: &'static str,
    executed: &Executed,
) -> Result<R, CallError<E>> {
    match Result::<R, LangError>::decode_all(&mut &executed.output[..]) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(CallError::Lang { message, error }),
        Err(_) => Err(CallError::Answer { message }),
    }
}

/// Decodes the outcome of a sent message.
pub(crate) fn receipt<T: Decode, E: Decode + Debug>(
    message: &'static str,
    executed: Result<Executed, ChainError>,
) -> Result<Receipt<T>, CallError<E>> {
    let executed = executed.map_err(|error| CallError::Chain { message, error })?;
    match answer::<Result<T, E>, E>(message, &executed)? {
        Ok(value) => Ok(Receipt { value, cost: executed.cost, events: executed.events }),
        Err(error) => Err(CallError::Refused { message, error }),
    }
}
