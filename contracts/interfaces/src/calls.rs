//! Calls between contracts. All take one way, with arguments that are encoded already: a piece of code for
//! each message's types would be several times as large. Whoever makes calls has a test that holds selectors
//! and arguments to the traits of this crate.

use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use scale::{Decode, Encode, Error, Input, Output};

/// The contract could not be called, or did not answer as its interface says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFailed;

/// A message of another contract that returns a `Result`, and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    selector: [u8; 4],
    arguments: Vec<u8>,
}

/// The `Result` that a message returned, still encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(Vec<u8>);

/// Bytes that are encoded already.
pub struct Encoded(pub Vec<u8>);

impl Encode for Encoded {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.0);
    }
}

impl Decode for Encoded {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        // What a call returns and what storage holds are slices, which know their length.
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl Call {
    /// The message that `selector` selects, with a tuple of its arguments.
    pub fn new(selector: [u8; 4], arguments: impl Encode) -> Self {
        let mut encoded = Vec::with_capacity(256);
        arguments.encode_to(&mut encoded);
        Self { selector, arguments: encoded }
    }

    /// What is sent: the selector and the arguments.
    pub fn input(&self) -> Vec<u8> {
        [&self.selector[..], &self.arguments].concat()
    }

    /// Makes the call. What the message returned, also a refusal, is no error here.
    ///
    /// # Errors
    /// When the contract could not be called.
    #[inline(never)]
    pub fn make(self, callee: &[u8; 32]) -> Result<Reply, CallFailed> {
        let input = ExecutionInput::new(Selector::new(self.selector)).push_arg(Encoded(self.arguments));
        let call = build_call::<DefaultEnvironment>().call(AccountId::from(*callee)).exec_input(input);
        match call.returns::<Encoded>().try_invoke() {
            Ok(Ok(reply)) if !reply.0.is_empty() => Ok(Reply(reply.0)),
            _ => Err(CallFailed),
        }
    }
}

/// Ends a message that leaves the root as it was, here and now: otherwise the root would be written back, as
/// after every message that takes `&mut self`. Off-chain, `result` is just returned.
pub fn finish<T: Encode, E: Encode>(result: Result<T, E>) -> Result<T, E> {
    #[cfg(not(feature = "std"))]
    {
        let mut flags = ink::env::ReturnFlags::empty();
        flags.set(ink::env::ReturnFlags::REVERT, result.is_err());
        ink::env::return_value(flags, &ink::MessageResult::Ok(result))
    }
    #[cfg(feature = "std")]
    result
}

impl From<Vec<u8>> for Reply {
    fn from(output: Vec<u8>) -> Self {
        Self(output)
    }
}

impl Reply {
    /// Whether the message did what it was asked; neither result nor error is decoded.
    pub fn is_ok(&self) -> bool {
        self.0.first() == Some(&0)
    }

    /// What came of it: the result, or else the error.
    ///
    /// # Errors
    /// When it is encoded otherwise.
    pub fn decode<T: Decode>(&self) -> Result<T, CallFailed> {
        let value = self.0.get(1..).unwrap_or_default();
        T::decode(&mut &value[..]).map_err(|_| CallFailed)
    }

    /// What a message returned that returns no `Result`.
    ///
    /// # Errors
    /// When it is encoded otherwise.
    pub fn value<T: Decode>(&self) -> Result<T, CallFailed> {
        T::decode(&mut self.0.as_slice()).map_err(|_| CallFailed)
    }
}
