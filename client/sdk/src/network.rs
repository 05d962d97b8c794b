//! Sends messages to the suite on a chain.

use crate::chain::{AccountId, Chain};
use crate::costs::CostBook;
use crate::message::{answer, receipt, CallError, Message, Receipt};
use crate::suite::Suite;
use scale::Decode;
use std::convert::Infallible;
use std::fmt::Debug;

/// A chain with the suite on it.
pub struct Network<C> {
    /// The chain.
    pub chain: C,
    /// Where the contracts are.
    pub suite: Suite,
    /// Costs of all calls so far.
    pub costs: CostBook,
}

impl<C: Chain> Network<C> {
    /// Sends a message, signed by `from`.
    ///
    /// # Errors
    /// When the contract or the chain refuses.
    pub fn send<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> Result<Receipt<T>, CallError<E>>
    where
        T: Decode,
        E: Decode + Debug,
    {
        self.send_value(from, message, 0)
    }

    /// Sends a message with native tokens, which no message of the suite takes.
    ///
    /// # Errors
    /// When the contract or the chain refuses.
    pub fn send_value<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
        value: u128,
    ) -> Result<Receipt<T>, CallError<E>>
    where
        T: Decode,
        E: Decode + Debug,
    {
        let name = message.name;
        let executed = self.chain.call(from, message.callee, message.input, value);
        let receipt = receipt(name, executed);
        match &receipt {
            Ok(receipt) => self.costs.note(name, receipt.cost),
            Err(_) => self.costs.note_refusal(name),
        }
        receipt
    }

    /// Executes a message and rolls it back. Returns what sending it would do; its cost is not counted.
    ///
    /// # Errors
    /// When the contract or the chain would refuse.
    pub fn dry_run<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
    ) -> Result<Receipt<T>, CallError<E>>
    where
        T: Decode,
        E: Decode + Debug,
    {
        let executed = self.chain.dry_run(from, message.callee, message.input);
        receipt(message.name, executed)
    }

    /// Reads from a contract. Nothing changes, and nobody has to sign.
    ///
    /// # Errors
    /// When the chain refuses. (A view that can refuse returns its own result as the value.)
    pub fn view<R: Decode>(&mut self, message: Message<R>) -> Result<R, CallError<Infallible>> {
        let name = message.name;
        let executed = self
            .chain
            .dry_run(self.suite.deployer, message.callee, message.input)
            .map_err(|error| CallError::Chain { message: name, error })?;
        answer(name, &executed)
    }
}
