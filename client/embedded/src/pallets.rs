//! The pallets of a runtime behind one object, in plain types, so that chains with other constants, and even other
//! types, are one type: [`EmbeddedChain`](crate::EmbeddedChain).
//!
//! A runtime's pallets are compiled where its [`On`] becomes a `dyn Pallets`: in the crate that defines the runtime.

use crate::blocks;
use crate::chain::native;
use drink::pallet_contracts::{
    self, Code, CollectEvents, ContractResult, DebugInfo, Determinism, ExecReturnValue, StorageDeposit,
};
use drink::{pallet_balances, pallet_timestamp, AccountId32};
use frame_support::dispatch::DispatchClass;
use frame_support::sp_runtime::testing::H256;
use frame_support::sp_runtime::{ArithmeticError, BuildStorage, DispatchError, Storage};
use frame_support::traits::fungible::Mutate;
use frame_support::traits::tokens::Preservation;
use frame_support::traits::Get;
use frame_support::weights::Weight;
use frame_system::mocking::MockBlockU32;
use gridshare_sdk::{AccountId, Cost, Event};
use std::marker::PhantomData;

/// A runtime that a chain can run on.
pub trait ChainRuntime:
    frame_system::Config<AccountId = AccountId32, Hash = H256, Block = MockBlockU32<Self>>
    + pallet_balances::Config
    + pallet_timestamp::Config<Moment = u64>
    + pallet_contracts::Config<Currency = pallet_balances::Pallet<Self>>
{
    /// Name and version of the pallet, for reports.
    const PALLET: &'static str;

    /// Returns the event if it is one of the contracts' pallet.
    fn contracts_event(
        event: <Self as frame_system::Config>::RuntimeEvent,
    ) -> Option<pallet_contracts::Event<Self>>;
}

/// The outcome of a call, in plain types.
pub struct Outcome<T> {
    /// What it took.
    pub cost: Cost,
    /// What has to be allowed for it at least: reference time and bytes of proof.
    pub gas_required: (u64, u64),
    /// What it returned.
    pub result: Result<T, DispatchError>,
}

/// What a chain asks of its pallets. Its storage is set around every one of these calls.
pub trait Pallets: Sync {
    /// Returns the storage of a chain before its first block.
    fn genesis(&self) -> Storage;
    /// Returns name and version of the pallet.
    fn name(&self) -> &'static str;
    /// Starts a block with a timestamp in milliseconds.
    fn start_block(&self, number: u32, ms: u64);
    /// Ends a block.
    fn finish_block(&self, number: u32);
    /// Returns the number of the block that calls run in.
    fn block_number(&self) -> u32;
    /// Returns its timestamp in milliseconds.
    fn now(&self) -> u64;
    /// Returns the hash of a block.
    fn block_hash(&self, number: u32) -> [u8; 32];
    /// Returns what contracts emitted since the last reset.
    fn events(&self) -> Vec<Event>;
    /// Forgets what was emitted.
    fn reset_events(&self);
    /// Makes native tokens.
    fn mint(&self, who: AccountId, amount: u128) -> Result<(), DispatchError>;
    /// Returns the native tokens of an account that are not held.
    fn free_balance(&self, who: AccountId) -> u128;
    /// Sends native tokens; the sender keeps at least the existential deposit.
    fn transfer(&self, from: AccountId, to: AccountId, amount: u128) -> Result<(), DispatchError>;
    /// Stores code. Returns its hash.
    fn upload(&self, origin: AccountId, code: Vec<u8>) -> Result<[u8; 32], DispatchError>;
    /// Instantiates stored code. Returns its address.
    fn instantiate(
        &self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Outcome<(AccountId, ExecReturnValue)>;
    /// Calls a contract.
    fn call(
        &self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Outcome<ExecReturnValue>;
    /// Returns the hash of a contract's code.
    fn code_hash(&self, contract: AccountId) -> Option<[u8; 32]>;
    /// Returns what all calls of a block can take together, and therefore the most that one can.
    fn normal_block(&self) -> Weight;
}

/// The pallets of the runtime `R`.
pub struct On<R>(PhantomData<fn() -> R>);

impl<R> On<R> {
    /// Returns them.
    pub const fn runtime() -> Self {
        Self(PhantomData)
    }
}

type System<R> = frame_system::Pallet<R>;
type Balances<R> = pallet_balances::Pallet<R>;
type Contracts<R> = pallet_contracts::Pallet<R>;
type Balance<R> = <R as pallet_balances::Config>::Balance;

impl<R: ChainRuntime> Pallets for On<R> {
    fn genesis(&self) -> Storage {
        let genesis = frame_system::GenesisConfig::<R>::default();
        genesis.build_storage().expect("a genesis without entries cannot conflict")
    }

    fn name(&self) -> &'static str {
        R::PALLET
    }

    fn start_block(&self, number: u32, ms: u64) {
        blocks::start_block::<R>(number, ms);
    }

    fn finish_block(&self, number: u32) {
        blocks::finish_block::<R>(number);
    }

    fn block_number(&self) -> u32 {
        System::<R>::block_number()
    }

    fn now(&self) -> u64 {
        pallet_timestamp::Pallet::<R>::get()
    }

    fn block_hash(&self, number: u32) -> [u8; 32] {
        System::<R>::block_hash(number).0
    }

    fn events(&self) -> Vec<Event> {
        let events = System::<R>::read_events_no_consensus();
        let events = events.filter_map(|record| match R::contracts_event(record.event)? {
            pallet_contracts::Event::ContractEmitted { contract, data } => Some(Event {
                contract: foreign(contract),
                topics: record.topics.into_iter().map(|topic| topic.0).collect(),
                data,
            }),
            _ => None,
        });
        events.collect()
    }

    fn reset_events(&self) {
        System::<R>::reset_events();
    }

    fn mint(&self, who: AccountId, amount: u128) -> Result<(), DispatchError> {
        Balances::<R>::mint_into(&native(who), balance::<R>(amount)?).map(|_| ())
    }

    fn free_balance(&self, who: AccountId) -> u128 {
        amount::<R>(Balances::<R>::free_balance(native(who)))
    }

    fn transfer(&self, from: AccountId, to: AccountId, amount: u128) -> Result<(), DispatchError> {
        let (from, to, amount) = (native(from), native(to), balance::<R>(amount)?);
        <Balances<R> as Mutate<_>>::transfer(&from, &to, amount, Preservation::Preserve).map(|_| ())
    }

    fn upload(&self, origin: AccountId, code: Vec<u8>) -> Result<[u8; 32], DispatchError> {
        let uploaded = Contracts::<R>::bare_upload_code(native(origin), code, None, Determinism::Enforced)?;
        Ok(uploaded.code_hash.0)
    }

    fn instantiate(
        &self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Outcome<(AccountId, ExecReturnValue)> {
        let made = Contracts::<R>::bare_instantiate(
            native(origin),
            Default::default(),
            self.normal_block(),
            None,
            Code::Existing(H256(code_hash)),
            input,
            salt,
            DebugInfo::Skip,
            CollectEvents::Skip,
        );
        outcome::<R, _, _>(made).map(|made| (foreign(made.account_id), made.result))
    }

    fn call(
        &self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Outcome<ExecReturnValue> {
        let value = match balance::<R>(value) {
            Ok(value) => value,
            Err(error) => {
                return Outcome { cost: Cost::default(), gas_required: (0, 0), result: Err(error) };
            }
        };
        outcome::<R, _, _>(Contracts::<R>::bare_call(
            native(origin),
            native(callee),
            value,
            self.normal_block(),
            None,
            input,
            DebugInfo::Skip,
            CollectEvents::Skip,
            Determinism::Enforced,
        ))
    }

    fn code_hash(&self, contract: AccountId) -> Option<[u8; 32]> {
        Contracts::<R>::code_hash(&native(contract)).map(|hash| hash.0)
    }

    fn normal_block(&self) -> Weight {
        <R as frame_system::Config>::BlockWeights::get()
            .get(DispatchClass::Normal)
            .max_total
            .unwrap_or(Weight::MAX)
    }
}

impl<T> Outcome<T> {
    /// Changes what was returned.
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        let Self { cost, gas_required, result } = self;
        Outcome { cost, gas_required, result: result.map(change) }
    }
}

/// Returns what the pallet reports of a call, in plain types.
fn outcome<R: ChainRuntime, T, E>(
    output: ContractResult<Result<T, DispatchError>, Balance<R>, E>,
) -> Outcome<T> {
    let signed = |deposit| i128::try_from(amount::<R>(deposit)).expect("deposits are far below 2^127");
    let cost = Cost {
        ref_time: output.gas_consumed.ref_time(),
        proof_size: output.gas_consumed.proof_size(),
        deposit: match output.storage_deposit {
            StorageDeposit::Charge(deposit) => signed(deposit),
            StorageDeposit::Refund(deposit) => -signed(deposit),
        },
    };
    let required = output.gas_required;
    Outcome { cost, gas_required: (required.ref_time(), required.proof_size()), result: output.result }
}

/// Returns an amount of native tokens in the runtime's type, which may be narrower.
fn balance<R: ChainRuntime>(amount: u128) -> Result<Balance<R>, DispatchError> {
    Balance::<R>::try_from(amount).map_err(|_| ArithmeticError::Overflow.into())
}

/// Returns an amount in the runtime's type as a number.
fn amount<R: ChainRuntime>(balance: Balance<R>) -> u128 {
    balance.try_into().unwrap_or(u128::MAX)
}

/// Returns an account of a runtime as the SDK knows it.
fn foreign(account: AccountId32) -> AccountId {
    AccountId::from(<[u8; 32]>::from(account))
}
