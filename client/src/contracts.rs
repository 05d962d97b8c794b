//! A typed handle per contract, one function per message, and the network that sends them.
//!
//! A handle makes a [`Message`]: callee, encoded input, and the type of its answer. The signatures below
//! are checked against the trait definitions in `interfaces`, whose generated call builders do the encoding.

use crate::chain::{AccountId, Chain, ChainError, Cost, Event, Executed};
use crate::suite::Suite;
use ink::codegen::TraitCallBuilder;
use ink::env::call::utils::{ReturnType, Set};
use ink::env::call::{Call, CallBuilder, ExecutionInput};
use ink::env::DefaultEnvironment;
use ink::LangError;
use interfaces::governance::{
    Call as ProposedCall, Choice, GovernanceError, GovernanceParams, Proposal, ProposalStatus,
    Suite as GovernedSuite,
};
use interfaces::metering::{
    Holdings, Lease, LeaseTerms, Leg, MeteringError, MeteringParams, MeteringPeers, NodeAccount, Opened,
    Place, Settled, UsageShare, Voucher,
};
use interfaces::ownable::OwnershipError;
use interfaces::registry::{
    BeatOutcome, Class, Grant, Liveness, Node, NodeStatus, Offer, OfferTerms, Registration, RegistryError,
    RegistryParams, RegistryPeers, ReserveRequest, SignedBeat, StakeNote, TakenCredit, Zone,
};
use interfaces::rewards::{Claimed, Emission, EmissionSchedule, RewardsError, RewardsParams};
use interfaces::staking::{Pool, PositionView, StakingError, StakingParams, StakingPeers, VotingPower};
use interfaces::token::{PSP22Error, TokenError};
use scale::{Decode, DecodeAll, Encode};
use shared::{Amount, ClassId, Clock, Epoch, LeaseId, NodeId, ProposalId, PublicKey};
use std::collections::BTreeMap;
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

/// What the calls of one message took so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Calls that did what they should.
    pub calls: u64,
    /// What they took together.
    pub total: Cost,
    /// The most that one of them took, in each dimension.
    pub max: Cost,
    /// Calls that were refused besides.
    pub refused: u64,
}

impl Spent {
    /// What one call took on average.
    pub fn mean(&self) -> Cost {
        let calls = self.calls.max(1);
        Cost {
            ref_time: self.total.ref_time / calls,
            proof_size: self.total.proof_size / calls,
            deposit: self.total.deposit / i128::from(calls),
        }
    }
}

/// What every call took, by contract and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostBook(BTreeMap<&'static str, Spent>);

impl CostBook {
    /// Notes a call that did what it should.
    pub fn note(&mut self, message: &'static str, cost: Cost) {
        let spent = self.0.entry(message).or_default();
        spent.calls += 1;
        spent.total += cost;
        spent.max = spent.max.max(cost);
    }

    fn note_refusal(&mut self, message: &'static str) {
        self.0.entry(message).or_default().refused += 1;
    }

    /// Message and what its calls took, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Spent)> {
        self.0.iter().map(|(&name, spent)| (name, spent))
    }

    /// What the calls of one message took.
    pub fn get(&self, message: &str) -> Spent {
        self.0.get(message).copied().unwrap_or_default()
    }

    /// Calls that did what they should, of every message.
    pub fn calls(&self) -> u64 {
        self.0.values().map(|spent| spent.calls).sum()
    }

    /// What all calls took.
    pub fn total(&self) -> Cost {
        self.0.values().map(|spent| spent.total).sum()
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

/// Makes a handle: a struct around an address, with a function for every message listed.
macro_rules! handle {
    (
        $(#[$doc:meta])*
        $handle:ident as $contract:literal {
            $( impl $interface:path { $($messages:tt)* } )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $handle(AccountId);

        impl $handle {
            /// The contract at `address`.
            pub fn at(address: AccountId) -> Self {
                Self(address)
            }

            /// Its address.
            pub fn address(self) -> AccountId {
                self.0
            }

            $( messages! { $contract, $interface; $($messages)* } )+
        }
    };
}

/// The functions of a handle, one by one: `&mut self` and `&self` are as in the trait definition.
macro_rules! messages {
    ($contract:literal, $interface:path;) => {};
    (
        $contract:literal, $interface:path;
        fn $name:ident(&mut self $(, $argument:ident: $type:ty)* $(,)?) -> $answer:ty;
        $($rest:tt)*
    ) => {
        messages! { @call_mut $contract, $interface, $name($($argument: $type),*) -> $answer }
        messages! { $contract, $interface; $($rest)* }
    };
    (
        $contract:literal, $interface:path;
        fn $name:ident(&self $(, $argument:ident: $type:ty)* $(,)?) -> $answer:ty;
        $($rest:tt)*
    ) => {
        messages! { @call $contract, $interface, $name($($argument: $type),*) -> $answer }
        messages! { $contract, $interface; $($rest)* }
    };
    (
        @$call:ident $contract:literal, $interface:path,
        $name:ident($($argument:ident: $type:ty),*) -> $answer:ty
    ) => {
        #[doc = concat!("[`", stringify!($interface), "::", stringify!($name), "`]")]
        #[allow(unused_mut)]
        pub fn $name(self, $($argument: $type),*) -> Message<$answer> {
            let mut callee: ink::contract_ref!($interface, DefaultEnvironment) = self.0.into();
            let built = <_ as $interface>::$name(callee.$call(), $($argument),*);
            Message::new(concat!($contract, ".", stringify!($name)), self.0, built)
        }
    };
}

handle! {
    /// The token, PSP22 included.
    TokenHandle as "token" {
        impl psp22::PSP22 {
            fn total_supply(&self) -> Amount;
            fn balance_of(&self, owner: AccountId) -> Amount;
            fn allowance(&self, owner: AccountId, spender: AccountId) -> Amount;
            fn approve(&mut self, spender: AccountId, value: Amount) -> Result<(), PSP22Error>;
            fn increase_allowance(&mut self, spender: AccountId, by: Amount) -> Result<(), PSP22Error>;
            fn decrease_allowance(&mut self, spender: AccountId, by: Amount) -> Result<(), PSP22Error>;
        }
        impl psp22::PSP22Metadata {
            fn token_name(&self) -> Option<String>;
            fn token_symbol(&self) -> Option<String>;
            fn token_decimals(&self) -> u8;
        }
        impl psp22::PSP22Burnable {
            fn burn(&mut self, value: Amount) -> Result<(), PSP22Error>;
        }
        impl interfaces::token::Token {
            fn max_supply(&self) -> Amount;
            fn minter(&self) -> Option<AccountId>;
            fn set_minter(&mut self, minter: AccountId) -> Result<(), TokenError>;
            fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError>;
        }
    }
}

impl TokenHandle {
    /// [`psp22::PSP22::transfer`], without the data that the token ignores.
    pub fn transfer(self, to: AccountId, value: Amount) -> Message<Result<(), PSP22Error>> {
        let mut callee: ink::contract_ref!(psp22::PSP22, DefaultEnvironment) = self.0.into();
        let built = psp22::PSP22::transfer(callee.call_mut(), to, value, Vec::new());
        Message::new("token.transfer", self.0, built)
    }

    /// [`psp22::PSP22::transfer_from`], without the data that the token ignores.
    pub fn transfer_from(
        self,
        from: AccountId,
        to: AccountId,
        value: Amount,
    ) -> Message<Result<(), PSP22Error>> {
        let mut callee: ink::contract_ref!(psp22::PSP22, DefaultEnvironment) = self.0.into();
        let built = psp22::PSP22::transfer_from(callee.call_mut(), from, to, value, Vec::new());
        Message::new("token.transfer_from", self.0, built)
    }
}

handle! {
    /// Administration, the same in every contract.
    OwnableHandle as "ownable" {
        impl interfaces::ownable::Ownable {
            fn owner(&self) -> AccountId;
            fn pending_owner(&self) -> Option<AccountId>;
            fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError>;
            fn accept_ownership(&mut self) -> Result<(), OwnershipError>;
        }
    }
}

handle! {
    /// The registry.
    RegistryHandle as "registry" {
        impl interfaces::registry::Registry {
            fn wire(&mut self, peers: RegistryPeers) -> Result<(), RegistryError>;
            fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError>;
            fn register_class(&mut self, class: Class) -> Result<ClassId, RegistryError>;
            fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError>;
            fn set_offer(&mut self, node: NodeId, class: ClassId, terms: OfferTerms) -> Result<(), RegistryError>;
            fn set_keys(
                &mut self,
                node: NodeId,
                controller: AccountId,
                device_key: PublicKey,
            ) -> Result<(), RegistryError>;
            fn heartbeat(&mut self, nodes: Vec<NodeId>) -> Result<u32, RegistryError>;
            fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError>;
            fn note_stake(&mut self, node: NodeId, note: StakeNote) -> Result<(), RegistryError>;
            fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, RegistryError>;
            fn release(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), RegistryError>;
            fn take_credit(
                &mut self,
                node: NodeId,
                claimer: AccountId,
                count: u32,
            ) -> Result<TakenCredit, RegistryError>;
            fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError>;
            fn node(&self, node: NodeId) -> Option<Node>;
            fn node_count(&self) -> u32;
            fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)>;
            fn status(&self, node: NodeId) -> Option<NodeStatus>;
            fn liveness(&self, node: NodeId) -> Option<Liveness>;
            fn class(&self, class: ClassId) -> Option<Class>;
            fn class_count(&self) -> u16;
            fn offer(&self, node: NodeId, class: ClassId) -> Option<Offer>;
            fn zone(&self, class: ClassId, cell: u64) -> Zone;
            fn quote(&self, node: NodeId, class: ClassId, units: u64) -> Result<Amount, RegistryError>;
            fn total_credit(&self, epoch: Epoch) -> Amount;
            fn credit(&self, node: NodeId, epoch: Epoch) -> Amount;
            fn params(&self) -> RegistryParams;
            fn peers(&self) -> Option<RegistryPeers>;
            fn clock(&self) -> Clock;
        }
    }
}

handle! {
    /// Staking.
    StakingHandle as "staking" {
        impl interfaces::staking::Staking {
            fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError>;
            fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError>;
            fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError>;
            fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError>;
            fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError>;
            fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError>;
            fn claim_payout(&mut self) -> Result<Amount, StakingError>;
            fn sync(&mut self, node: NodeId) -> Result<(), StakingError>;
            fn deposit_rewards(
                &mut self,
                node: NodeId,
                owner: AccountId,
                first: Epoch,
                amounts: Vec<Amount>,
            ) -> Result<(), StakingError>;
            fn voting_power(&self, account: AccountId, pools: Vec<NodeId>) -> Result<VotingPower, StakingError>;
            fn pool(&self, node: NodeId) -> Option<Pool>;
            fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView>;
            fn payout(&self, account: AccountId) -> Amount;
            fn total_active(&self) -> Amount;
            fn params(&self) -> StakingParams;
            fn peers(&self) -> Option<StakingPeers>;
            fn clock(&self) -> Clock;
        }
    }
}

handle! {
    /// Metering.
    MeteringHandle as "metering" {
        impl interfaces::metering::Metering {
            fn wire(&mut self, peers: MeteringPeers) -> Result<(), MeteringError>;
            fn set_params(&mut self, params: MeteringParams) -> Result<(), MeteringError>;
            fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError>;
            fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError>;
            fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError>;
            fn top_up(&mut self, lease: LeaseId, amount: Amount) -> Result<(), MeteringError>;
            fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError>;
            fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError>;
            fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError>;
            fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError>;
            fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError>;
            fn take_usage(
                &mut self,
                node: NodeId,
                first: Epoch,
                count: u32,
            ) -> Result<Vec<UsageShare>, MeteringError>;
            fn balance_of(&self, payer: AccountId) -> Amount;
            fn lease(&self, lease: LeaseId) -> Option<Lease>;
            fn lease_count(&self) -> LeaseId;
            fn leg(&self, node: NodeId, place: Place) -> Option<Leg>;
            fn account(&self, node: NodeId) -> NodeAccount;
            fn holdings(&self) -> Holdings;
            fn usage(&self, node: NodeId, epoch: Epoch) -> Amount;
            fn total_usage(&self, epoch: Epoch) -> Amount;
            fn params(&self) -> MeteringParams;
            fn peers(&self) -> Option<MeteringPeers>;
            fn clock(&self) -> Clock;
        }
    }
}

handle! {
    /// Rewards.
    RewardsHandle as "rewards" {
        impl interfaces::rewards::Rewards {
            fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError>;
            fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError>;
            fn emission(&self, epoch: Epoch) -> Emission;
            fn minted(&self) -> Amount;
            fn schedule(&self) -> EmissionSchedule;
            fn params(&self) -> RewardsParams;
            fn clock(&self) -> Clock;
        }
    }
}

handle! {
    /// Governance.
    GovernanceHandle as "governance" {
        impl interfaces::governance::Governance {
            fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError>;
            fn set_params(&mut self, params: GovernanceParams) -> Result<(), GovernanceError>;
            fn propose(
                &mut self,
                calls: Vec<ProposedCall>,
                description: Vec<u8>,
                pools: Vec<NodeId>,
            ) -> Result<ProposalId, GovernanceError>;
            fn vote(
                &mut self,
                proposal: ProposalId,
                choice: Choice,
                pools: Vec<NodeId>,
            ) -> Result<Amount, GovernanceError>;
            fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;
            fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;
            fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError>;
            fn proposal(&self, proposal: ProposalId) -> Option<Proposal>;
            fn calls(&self, proposal: ProposalId) -> Vec<ProposedCall>;
            fn status(&self, proposal: ProposalId) -> Option<ProposalStatus>;
            fn proposal_count(&self) -> ProposalId;
            fn voted(&self, proposal: ProposalId, voter: AccountId) -> Amount;
            fn deposits(&self) -> Amount;
            fn params(&self) -> GovernanceParams;
            fn suite(&self) -> GovernedSuite;
        }
    }
}
