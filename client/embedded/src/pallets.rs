//! What a chain asks of its runtime, in plain types: chains with other constants, other types, or another version of
//! the pallet are one type, [`EmbeddedChain`](crate::EmbeddedChain).

pub use crate::operations::Operations;
use blake2::{Blake2b, Digest};
use gridshare_sdk::{AccountId, ChainError, Cost, Event};
use std::any::Any;

/// A runtime: it makes machines that run it.
pub trait Pallets: Sync {
    /// Returns name and version of the pallet, for reports.
    fn name(&self) -> &'static str;
    /// Returns what the extrinsic around a call costs, and what all calls of a block can take together.
    fn limits(&self) -> Limits;
    /// Returns a chain before its first block.
    fn start(&'static self) -> Box<dyn Machine>;
    /// Returns a chain in a state that was read from such a machine before.
    fn restore(&'static self, state: State) -> Box<dyn Machine>;
}

/// What a runtime charges around calls, and what it has room for. No deposits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The extrinsic around a call.
    pub extrinsic: Cost,
    /// The calls of a block, with their extrinsics.
    pub block: Cost,
}

/// A node of a state's trie under its key, with the number of references to it.
pub type TrieNode = (Vec<u8>, (Vec<u8>, i32));

/// A chain's whole state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The nodes of its trie.
    pub nodes: Vec<TrieNode>,
    /// The trie's root.
    pub root: [u8; 32],
}

/// A contract's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Whether the contract took everything back.
    pub reverted: bool,
    /// What it returned, SCALE-encoded.
    pub data: Vec<u8>,
}

/// The outcome of a call.
pub struct Outcome<T> {
    /// What it took.
    pub cost: Cost,
    /// What has to be allowed for it at least: reference time and bytes of proof.
    pub gas_required: (u64, u64),
    /// What the pallet charged it for, if this runtime counts that.
    pub operations: Option<Operations>,
    /// What it returned.
    pub result: Result<T, ChainError>,
}

impl<T> Outcome<T> {
    /// An outcome of nothing but an error.
    pub fn refused(error: ChainError) -> Self {
        Self { cost: Cost::default(), gas_required: (0, 0), operations: None, result: Err(error) }
    }

    /// Changes what was returned.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        let Self { cost, gas_required, operations, result } = self;
        Outcome { cost, gas_required, operations, result: result.map(change) }
    }
}

/// A runtime with a state of its own.
pub trait Machine: Send {
    /// Starts a block with a timestamp in milliseconds.
    fn start_block(&mut self, number: u32, ms: u64);
    /// Ends a block.
    fn finish_block(&mut self, number: u32);
    /// Returns the number of the block that calls run in.
    fn block_number(&mut self) -> u32;
    /// Returns its timestamp in milliseconds.
    fn now(&mut self) -> u64;
    /// Returns the hash of a block.
    fn block_hash(&mut self, number: u32) -> [u8; 32];
    /// Returns what contracts emitted since the last reset.
    fn events(&mut self) -> Vec<Event>;
    /// Forgets what was emitted.
    fn reset_events(&mut self);
    /// Makes native tokens.
    ///
    /// # Errors
    /// When there would be too many, or too few for an account.
    fn mint(&mut self, who: AccountId, amount: u128) -> Result<(), ChainError>;
    /// Returns the native tokens of an account that are not held.
    fn free_balance(&mut self, who: AccountId) -> u128;
    /// Sends native tokens; the sender keeps at least the existential deposit.
    ///
    /// # Errors
    /// When one of both would be left with less, or the sender has not so many. Nothing changed.
    fn transfer(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ChainError>;
    /// Stores code. Returns its hash.
    ///
    /// # Errors
    /// When the pallet refuses it.
    fn upload(&mut self, origin: AccountId, code: Vec<u8>) -> Result<[u8; 32], ChainError>;
    /// Instantiates stored code, and keeps what that changed if the constructor did not fail. Returns its address.
    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Outcome<(AccountId, Returned)>;
    /// Calls a contract. What that changed stays if it is to be kept and the contract did what it was asked.
    fn call(
        &mut self,
        keep: bool,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Outcome<Returned>;
    /// Returns the hash of a contract's code.
    fn code_hash(&mut self, contract: AccountId) -> Option<[u8; 32]>;
    /// Reads an item of a contract's storage by its key, as the contract names it.
    fn item(&mut self, contract: AccountId, key: &[u8]) -> Option<Vec<u8>>;
    /// Reads all items of a contract's storage, with their keys as the contract names them.
    fn items(&mut self, contract: AccountId) -> Vec<(Vec<u8>, Vec<u8>)>;
    /// Writes items of a contract's storage, or removes them, without the contract. Deposits are not booked.
    fn put_items(&mut self, contract: AccountId, items: Vec<(Vec<u8>, Option<Vec<u8>>)>);
    /// Moves changes into the state proper. Returns its root.
    fn commit(&mut self) -> [u8; 32];
    /// Returns the whole state.
    fn state(&mut self) -> State;
    /// The machine itself, for those who know its type.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// Returns the hash of block `number`. It follows from the number, so that every run is the same.
pub fn block_hash(number: u64) -> [u8; 32] {
    hash(format!("gridshare embedded block {number}").as_bytes())
}

/// BLAKE2b with 256 bits.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    Blake2b::<blake2::digest::consts::U32>::digest(bytes).into()
}
