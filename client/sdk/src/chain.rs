//! The interface to a chain: encoded calls in, encoded answers and their cost out.
//!
//! Handles, deployment, replay and tests use nothing else of a chain, so they run alike on one inside this process
//! and on a live node.

pub use ink::primitives::AccountId;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// The cost of a call, without the extrinsic around it, which costs the same for every call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Time of the reference machine in picoseconds.
    pub ref_time: u64,
    /// Bytes of the parachain's proof.
    pub proof_size: u64,
    /// Native tokens held for storage: charged is positive, refunded negative.
    pub deposit: i128,
}

impl Cost {
    /// Returns the larger of the two in each dimension.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.max(other.ref_time),
            proof_size: self.proof_size.max(other.proof_size),
            deposit: self.deposit.max(other.deposit),
        }
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time + other.ref_time,
            proof_size: self.proof_size + other.proof_size,
            deposit: self.deposit + other.deposit,
        }
    }
}

/// The difference of two costs: what one call takes beyond another.
impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_sub(other.ref_time),
            proof_size: self.proof_size.saturating_sub(other.proof_size),
            deposit: self.deposit - other.deposit,
        }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}

/// An event that a contract emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The contract.
    pub contract: AccountId,
    /// Its topics; the first is the event's signature.
    pub topics: Vec<[u8; 32]>,
    /// Its fields, SCALE-encoded.
    pub data: Vec<u8>,
}

/// An executed call, whether the contract accepted or refused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// What the contract returned.
    pub output: Vec<u8>,
    /// Whether the contract returned an error; then nothing changed.
    pub reverted: bool,
    /// What it took.
    pub cost: Cost,
    /// Events of this call, in order. A dry run reports none.
    pub events: Vec<Event>,
}

/// Why a chain did not execute a call. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The call needs more than a block has.
    #[error("out of gas")]
    OutOfGas,
    /// The contract panicked, or did something that the pallet forbids.
    #[error("the contract trapped")]
    ContractTrapped,
    /// Nothing is deployed at that address.
    #[error("no contract at that address")]
    ContractNotFound,
    /// The caller cannot pay for the storage.
    #[error("the caller cannot pay the storage deposit")]
    DepositNotAffordable,
    /// Anything else, in the chain's words.
    #[error("the chain refused: {0}")]
    Dispatch(String),
}

/// A chain with contracts.
pub trait Chain {
    /// Stores a contract's code. Returns its hash. Storing the same code again changes nothing.
    ///
    /// # Errors
    /// When the pallet refuses the code.
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError>;

    /// Instantiates stored code; `input` is selector and arguments. The address follows from
    /// origin, code, input and salt. If the constructor refuses, nothing is deployed there.
    ///
    /// # Errors
    /// When the constructor cannot be executed.
    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError>;

    /// Submits a call; `input` is selector and arguments, `value` native tokens that go with it.
    ///
    /// # Errors
    /// When the call cannot be executed.
    fn call(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError>;

    /// Executes a call and rolls it back. Returns what it would do.
    ///
    /// # Errors
    /// When the call cannot be executed.
    fn dry_run(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
    ) -> Result<Executed, ChainError>;

    /// Returns the timestamp, in milliseconds, of the block that calls run in.
    fn now(&mut self) -> u64;

    /// Returns the hash of the chain's first block, which every signed message carries.
    fn genesis_hash(&mut self) -> [u8; 32];

    /// Returns name and version of the pallet, for reports: costs of different versions do not compare.
    fn pallet(&self) -> &'static str;
}

/// A chain that somebody else owns, such as a session's.
impl<C: Chain + ?Sized> Chain for &mut C {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        (**self).upload(origin, code)
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        (**self).instantiate(origin, code_hash, input, salt)
    }

    fn call(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        (**self).call(origin, callee, input, value)
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
    ) -> Result<Executed, ChainError> {
        (**self).dry_run(origin, callee, input)
    }

    fn now(&mut self) -> u64 {
        (**self).now()
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        (**self).genesis_hash()
    }

    fn pallet(&self) -> &'static str {
        (**self).pallet()
    }
}
