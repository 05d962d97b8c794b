//! A contract's own code, if it leaves what is seldom called to an [annex](crate::annex): the messages that run day by
//! day, dispatched by hand.
//!
//! Arguments, answers and refusals are encoded as ink! encodes them, so that a caller cannot tell which code
//! answered. What the contract's own code has no message for, cannot decode, or is paid with native tokens goes to
//! the annex, which does with it what ink! does. The root is written only if its bytes changed.

use crate::annex::{end, forward, input, is_paid, read_root, trap, write_root};
use ink::prelude::vec::Vec;
use ink::storage::traits::Storable;
use ink::MessageResult;
use scale::{Decode, Encode};

/// The selector of the constructor that the suite's contracts have.
const NEW: u32 = ink::selector_id!("new");
/// More than any root is long, so that it is encoded without growing, in bytes.
pub const ROOT_ROOM: usize = 1_024;

/// The answer to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is an error, which undoes what the message did.
    pub refused: bool,
    /// What the message returns, encoded.
    pub output: Vec<u8>,
}

/// A root that is dispatched to by hand.
pub trait Front: Storable + Sized {
    /// What the contract is instantiated with.
    type Config: Decode;
    /// Why it is not.
    type Error: Encode;

    /// Starts the contract, for whoever calls.
    ///
    /// # Errors
    /// As the constructor `new`.
    fn start(config: Self::Config) -> Result<Self, Self::Error>;

    /// Returns the hash of the annex's code.
    fn annex(&self) -> &[u8; 32];

    /// Runs the message that `input` asks for: its selector and arguments. `None` when it is for the annex; then nothing
    /// happened.
    fn answer(&mut self, input: &[u8]) -> Option<Answer>;

    /// Reads the root that was written from these bytes.
    fn from_root(mut bytes: &[u8]) -> Option<Self> {
        Storable::decode(&mut bytes).ok()
    }

    /// Returns the bytes of the root.
    fn root(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(ROOT_ROOM);
        self.encode(&mut bytes);
        bytes
    }
}

/// Reads the selector that an input starts with, as `ink::selector_id!` gives it.
pub fn selector(from: &mut &[u8]) -> Option<u32> {
    read(from).map(u32::from_be_bytes)
}

/// Reads the next argument.
pub fn read<T: Decode>(from: &mut &[u8]) -> Option<T> {
    T::decode(from).ok()
}

/// Encodes what a message returns.
pub fn encoded<T: Encode, E: Encode>(result: &Result<T, E>) -> Answer {
    let mut output = Vec::with_capacity(1_024);
    MessageResult::Ok(result).encode_to(&mut output);
    Answer { refused: result.is_err(), output }
}

/// Encodes the hash of the annex's code.
pub fn hash(annex: &[u8; 32]) -> Answer {
    Answer { refused: false, output: MessageResult::Ok(annex).encode() }
}

/// Runs the constructor.
pub fn deploy<F: Front>() -> ! {
    let input = input();
    let mut from = &input[..];
    if is_paid() || selector(&mut from) != Some(NEW) {
        trap();
    }
    let Some(config) = read(&mut from) else { trap() };
    let state = F::start(config);
    if let Ok(state) = &state {
        write_root(state.root());
    }
    let answer = encoded(&state.map(|_| ()));
    end(answer.refused, answer.output)
}

/// Runs a message.
pub fn call<F: Front>() -> ! {
    let (input, root) = (input(), read_root());
    let Some(mut state) = F::from_root(&root) else { trap() };
    // No message takes value. The annex refuses it as ink! does.
    let answer = if is_paid() { None } else { state.answer(&input) };
    let Some(answer) = answer else { forward(state.annex()) };
    if !answer.refused {
        let after = state.root();
        if after != root {
            write_root(after);
        }
    }
    end(answer.refused, answer.output)
}

/// Defines what a chain calls in a contract's own code, the root of which is a [`Front`]. Not in the annex, nor
/// off-chain: there ink! does.
#[macro_export]
macro_rules! entry_points {
    ($front:ty) => {
        #[cfg(not(any(feature = "std", feature = "annex")))]
        #[no_mangle]
        extern "C" fn deploy() {
            $crate::front::deploy::<$front>()
        }

        #[cfg(not(any(feature = "std", feature = "annex")))]
        #[no_mangle]
        extern "C" fn call() {
            $crate::front::call::<$front>()
        }
    };
}
