//! Calls between contracts. One function sends all of them, with arguments that are encoded already: code for
//! each message's types would be several times as large. [`crate::peers`] has the messages of the suite, with
//! the types that the interfaces give them.

use crate::bytes::Encoded;
use core::marker::PhantomData;
use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use scale::{Decode, Encode};
use shared::CallFailed;

/// A call of a message that returns `Result<T, E>`: its selector and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<T, E> {
    selector: [u8; 4],
    arguments: Vec<u8>,
    answer: PhantomData<fn() -> (T, E)>,
}

/// What a message returned, still encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(Vec<u8>);

impl<T, E> Call<T, E> {
    /// Builds a call of the message with this selector. `arguments` is its one argument, or a tuple of them.
    pub fn new(selector: [u8; 4], arguments: impl Encode) -> Self {
        let mut encoded = Vec::with_capacity(256);
        arguments.encode_to(&mut encoded);
        Self { selector, arguments: encoded, answer: PhantomData }
    }

    /// Returns the bytes that are sent: the selector and the arguments.
    pub fn input(&self) -> Vec<u8> {
        [&self.selector[..], &self.arguments].concat()
    }

    /// Sends the call to `callee`. Returns what the message returned, be it a value or an error.
    ///
    /// # Errors
    /// When the callee could not be called, or returned nothing.
    pub fn send(self, callee: &[u8; 32]) -> Result<Reply, CallFailed> {
        send(self.selector, self.arguments, callee)
    }
}

impl<T: Decode, E: Decode> Call<T, E> {
    /// Sends the call to `callee`. Returns the value that the message returned.
    ///
    /// # Errors
    /// `refused`, whichever error the message returned (it is not decoded). `CallFailed` as `X` when the
    /// callee could not be called or answered otherwise than its interface says.
    pub fn or<X: From<CallFailed>>(self, callee: &[u8; 32], refused: X) -> Result<T, X> {
        let reply = self.send(callee)?;
        if !reply.is_ok() {
            return Err(refused);
        }
        Ok(reply.decode()?)
    }

    /// Sends the call to `callee`. Returns the value that the message returned.
    ///
    /// # Errors
    /// What `refused` makes of the error that the message returned. `CallFailed` as `X` when the callee could
    /// not be called or answered otherwise than its interface says.
    pub fn or_else<X: From<CallFailed>>(
        self,
        callee: &[u8; 32],
        refused: impl FnOnce(E) -> X,
    ) -> Result<T, X> {
        let reply = self.send(callee)?;
        if !reply.is_ok() {
            return Err(refused(reply.decode()?));
        }
        Ok(reply.decode()?)
    }
}

#[inline(never)]
fn send(selector: [u8; 4], arguments: Vec<u8>, callee: &[u8; 32]) -> Result<Reply, CallFailed> {
    let input = ExecutionInput::new(Selector::new(selector)).push_arg(Encoded(arguments));
    let call = build_call::<DefaultEnvironment>().call(AccountId::from(*callee)).exec_input(input);
    match call.returns::<Encoded>().try_invoke() {
        Ok(Ok(reply)) if !reply.0.is_empty() => Ok(Reply(reply.0)),
        _ => Err(CallFailed),
    }
}

impl From<Vec<u8>> for Reply {
    fn from(output: Vec<u8>) -> Self {
        Self(output)
    }
}

impl Reply {
    /// Returns whether the message returned `Ok`. Neither value nor error is decoded.
    pub fn is_ok(&self) -> bool {
        self.0.first() == Some(&0)
    }

    /// Decodes what is inside the returned `Result`: the value, or else the error.
    ///
    /// # Errors
    /// When its bytes do not start with a `T`.
    pub fn decode<T: Decode>(&self) -> Result<T, CallFailed> {
        let value = self.0.get(1..).unwrap_or_default();
        T::decode(&mut &value[..]).map_err(|_| CallFailed)
    }

    /// Decodes what a message returned that does not return a `Result`.
    ///
    /// # Errors
    /// When its bytes do not start with a `T`.
    pub fn value<T: Decode>(&self) -> Result<T, CallFailed> {
        T::decode(&mut self.0.as_slice()).map_err(|_| CallFailed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_are_encoded_already_are_sent_as_they_are() {
        let call = Call::<(), ()>::new([1, 2, 3, 4], Encoded(vec![5, 6, 7]));
        assert_eq!(call.input(), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn a_reply_is_read_as_interfaces_write_it() {
        let ok: Reply = Result::<u32, u8>::Ok(7).encode().into();
        assert!(ok.is_ok());
        assert_eq!(ok.decode::<u32>(), Ok(7));
        let refused: Reply = Result::<u32, u8>::Err(3).encode().into();
        assert!(!refused.is_ok());
        assert_eq!(refused.decode::<u8>(), Ok(3));
        let value: Reply = 9u128.encode().into();
        assert_eq!(value.value::<u128>(), Ok(9));
    }

    #[test]
    fn nonsense_is_a_failed_call() {
        for nonsense in [vec![], vec![1], vec![0, 1], vec![2]] {
            assert_eq!(Reply::from(nonsense).decode::<u32>(), Err(CallFailed));
        }
        assert!(!Reply::from(vec![2]).is_ok());
    }
}
