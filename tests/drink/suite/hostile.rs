//! Contracts among peers that refuse, talk nonsense or lie. No contract of ours does: mocks do.
//!
//! A contract's peers are fixed by its constructor and by governance, so it believes what they say. What must hold
//! all the same is told by each test: nothing changes unless the peer agrees, an answer that is not of the
//! interface's type is a failed call, and nobody but those the lie is about loses anything.

mod market;
mod registry;
mod token;

use crate::bundles::{bundle, selector, ChainSession};
use drink::session::mocking_api::MockingApi;
use drink::{AccountId32, ContractMock, MessageMock};
use scale::Encode;
use std::sync::{Arc, Mutex};

/// What a mocked message answers and what it was asked for.
#[derive(Clone, Default)]
struct Script {
    output: Arc<Mutex<Vec<u8>>>,
    inputs: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Script {
    /// Makes a script that answers `answer`, in the form in which ink! returns it.
    fn answering(answer: impl Encode) -> Self {
        let script = Self::default();
        script.answer(answer);
        script
    }

    /// Answers this from now on.
    fn answer(&self, answer: impl Encode) {
        self.output(Ok::<_, ()>(answer).encode());
    }

    /// Returns these bytes from now on. The first decides whether the callee understood the call.
    fn output(&self, bytes: Vec<u8>) {
        *self.output.lock().expect("no test panics while it holds the lock") = bytes;
    }

    /// Returns the arguments of every call so far.
    fn inputs(&self) -> Vec<Vec<u8>> {
        self.inputs.lock().expect("no test panics while it holds the lock").clone()
    }

    fn message(&self) -> MessageMock {
        let Self { output, inputs } = self.clone();
        Box::new(move |input| {
            inputs.lock().expect("no test panics while it holds the lock").push(input);
            Ok(output.lock().expect("no test panics while it holds the lock").clone())
        })
    }
}

/// Deploys a mock of a contract that follows a script for each message named.
fn mock(session: &mut ChainSession, name: &str, messages: &[(&str, &Script)]) -> AccountId32 {
    let bundle = bundle(name);
    let mock = messages.iter().fold(ContractMock::new(), |mock, (message, script)| {
        mock.with_message(selector(&bundle, message), script.message())
    });
    session.mocking_api().deploy(mock)
}
