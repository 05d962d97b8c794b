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
    /// What has to be allowed for it at least, which is more than it took: reference time and bytes of proof.
    pub gas_required: (u64, u64),
    /// Events of this call, in order. A dry run reports none.
    pub events: Vec<Event>,
    /// The transaction that it was part of, on a chain that has transactions.
    pub transaction: Option<Inclusion>,
}

/// Where a transaction ended up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The transaction's hash.
    pub transaction: [u8; 32],
    /// The hash of the block that it is in.
    pub block: [u8; 32],
    /// That block's number.
    pub number: u64,
    /// The fee that was paid, in native tokens.
    pub fee: u128,
}

/// Why a chain did not execute a call. Nothing changed, except where a variant says otherwise.
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
    /// The caller cannot pay the fee, or less would stay than keeps an account alive.
    #[error("the caller cannot pay the fee")]
    FeeNotAffordable,
    /// Nobody gave a key that signs for this account.
    #[error("there is no key to sign with for this account")]
    NoKey(AccountId),
    /// The node does not answer, or the connection broke before the call was sent.
    #[error("the node at {url} cannot be reached: {reason}")]
    Unreachable {
        /// Where it should be.
        url: String,
        /// What went wrong, in the system's words.
        reason: String,
    },
    /// The node belongs to another chain than expected.
    #[error("the node is on another chain, whose first block is 0x{}", hex(found))]
    OtherChain {
        /// Hash of that chain's first block.
        found: [u8; 32],
    },
    /// The node's answer is not what such a node answers.
    #[error("the node's answer was not understood: {0}")]
    Nonsense(String),
    /// The transaction was sent, and whether it came into a block is not known: it may still. Look it up by its
    /// hash before sending it again.
    #[error("what became of transaction 0x{} is not known: {reason}", hex(transaction))]
    OutcomeUnknown {
        /// The transaction's hash.
        transaction: [u8; 32],
        /// Why: the wait was interrupted, or the connection was lost.
        reason: String,
    },
    /// The transaction is in a block and failed there, though it had passed its dry run. The fee is paid, nothing
    /// else changed.
    #[error(
        "transaction 0x{} failed in its block ({reason}) after its dry run had passed: another transaction came in \
         between, or time went on. Only the fee was paid; look at the state and try again",
        hex(transaction)
    )]
    FailedInBlock {
        /// The transaction's hash.
        transaction: [u8; 32],
        /// Why, in the pallet's words.
        reason: String,
    },
    /// Somebody interrupted the wait, and nothing was sent.
    #[error("interrupted; nothing was sent")]
    Interrupted,
    /// This chain cannot do that.
    #[error("this chain cannot {0}")]
    Unsupported(&'static str),
    /// Anything else, in the chain's words.
    #[error("the chain refused: {0}")]
    Dispatch(String),
}

/// Writes bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
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

    /// Returns the timestamp, in milliseconds, of the latest block: that of the block calls run in is not earlier.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    fn now(&mut self) -> Result<u64, ChainError>;

    /// Returns the hash of the code that a contract runs, `None` if there is no contract at that address.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ChainError>;

    /// Returns the hash of the chain's first block, which every signed message carries.
    fn genesis_hash(&mut self) -> [u8; 32];

    /// Returns name and version of the pallet, for reports: costs of different versions do not compare.
    fn pallet(&self) -> String;
}

/// Native tokens, with which fees and storage are paid.
pub trait Accounts {
    /// Returns the native tokens that `who` can spend: those held for storage are not among them.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    fn native_balance(&mut self, who: AccountId) -> Result<u128, ChainError>;

    /// Sends native tokens.
    ///
    /// # Errors
    /// When the chain refuses the transfer.
    fn transfer_native(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ChainError>;

    /// Returns the fee of a call in native tokens, by the chain's own estimate; `dry_run` is what a dry run of it
    /// returned. `None` on a chain without fees.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    fn fee(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: &[u8],
        dry_run: &Executed,
    ) -> Result<Option<u128>, ChainError>;

    /// Returns the call as bytes for a wallet or a multisig to sign: the runtime call, SCALE-encoded, with the gas
    /// and deposit limits of `dry_run`.
    ///
    /// # Errors
    /// When the chain cannot be asked, or has no such form.
    fn unsigned(
        &mut self,
        callee: AccountId,
        input: &[u8],
        dry_run: &Executed,
    ) -> Result<Vec<u8>, ChainError>;

    /// Returns symbol and decimals of the native token.
    fn native_token(&self) -> (String, u8);
}

/// What a block contains, of contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// The hash of the block before it.
    pub parent: [u8; 32],
    /// Its timestamp in milliseconds.
    pub time: u64,
    /// Events that contracts emitted, in order.
    pub events: Vec<Event>,
}

/// A chain's past, and on a chain for development its clock.
pub trait Blocks {
    /// Returns the number of the latest block, or of the latest final one.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    fn head(&mut self, finalized: bool) -> Result<u64, ChainError>;

    /// Returns a block, `None` if there is none of that number yet.
    ///
    /// # Errors
    /// When the chain cannot be asked, or does not keep so old a state.
    fn block(&mut self, number: u64) -> Result<Option<Block>, ChainError>;

    /// Lets time pass until `ms`, in milliseconds; a block with at least that timestamp is there afterwards.
    ///
    /// # Errors
    /// [`ChainError::Unsupported`] where nobody can move the clock.
    fn advance_to(&mut self, ms: u64) -> Result<(), ChainError>;
}

/// Chains that somebody else owns, such as a session's, or of which only the interface is known.
macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<C: Chain + ?Sized> Chain for $pointer {
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

            fn now(&mut self) -> Result<u64, ChainError> {
                (**self).now()
            }

            fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ChainError> {
                (**self).code_hash(contract)
            }

            fn genesis_hash(&mut self) -> [u8; 32] {
                (**self).genesis_hash()
            }

            fn pallet(&self) -> String {
                (**self).pallet()
            }
        }
    )*};
}

forward!(&mut C, Box<C>);
