//! A machine on one version of the pallets: the one that `crate::crates` names. Another crate with another version
//! compiles this same file. A runtime's pallets are compiled where its [`On`] becomes a `dyn Pallets`: in the crate
//! that defines the runtime.

use crate::crates::frame_support::dispatch::DispatchClass;
use crate::crates::frame_support::sp_runtime::testing::H256;
use crate::crates::frame_support::sp_runtime::traits::Zero;
use crate::crates::frame_support::sp_runtime::{AccountId32, ArithmeticError, BuildStorage};
use crate::crates::frame_support::sp_runtime::{DispatchError, TokenError, TransactionOutcome};
use crate::crates::frame_support::storage::{child, with_transaction_unchecked, ChildTriePrefixIterator};
use crate::crates::frame_support::traits::fungible::Mutate;
use crate::crates::frame_support::traits::tokens::Preservation;
use crate::crates::frame_support::traits::{Get, Hooks};
use crate::crates::frame_support::weights::Weight;
use crate::crates::frame_support::{Blake2_128Concat, ReversibleStorageHasher, StorageHasher};
use crate::crates::frame_system::mocking::MockBlockU32;
use crate::crates::pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism};
use crate::crates::pallet_contracts::{ContractResult, ExecReturnValue, StorageDeposit, WeightInfo};
use crate::crates::{frame_system, pallet_balances, pallet_contracts, pallet_timestamp, TestExternalities};
use crate::pallets::{block_hash, Limits, Machine, Operations, Outcome, Pallets, Returned, State};
use gridshare_sdk::{AccountId, ChainError, Cost, Event};
use scale::{Decode, Input};
use std::any::Any;
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

    /// Returns what calls were charged for since this was asked last, if the runtime counts that.
    fn take_operations() -> Option<Operations> {
        None
    }
}

/// The runtime `R` as an object.
pub struct On<R>(PhantomData<fn() -> R>);

impl<R> On<R> {
    /// Returns it.
    pub const fn runtime() -> Self {
        Self(PhantomData)
    }
}

impl<R: ChainRuntime> Pallets for On<R> {
    fn name(&self) -> &'static str {
        R::PALLET
    }

    fn limits(&self) -> Limits {
        let weights = <R as frame_system::Config>::BlockWeights::get();
        let around = <<R as pallet_contracts::Config>::WeightInfo as WeightInfo>::call();
        let extrinsic = weights.get(DispatchClass::Normal).base_extrinsic.saturating_add(around);
        let plain = |weight: Weight| Cost {
            ref_time: weight.ref_time(),
            proof_size: weight.proof_size(),
            deposit: 0,
        };
        Limits { extrinsic: plain(extrinsic), block: plain(normal_block::<R>()) }
    }

    fn start(&'static self) -> Box<dyn Machine> {
        let genesis = frame_system::GenesisConfig::<R>::default();
        let genesis = genesis.build_storage().expect("a genesis without entries cannot conflict");
        Box::new(MachineOn::<R> { ext: TestExternalities::new(genesis), runtime: PhantomData })
    }

    fn restore(&'static self, state: State) -> Box<dyn Machine> {
        Box::new(MachineOn::<R> { ext: externalities(state), runtime: PhantomData })
    }
}

/// Returns externalities with this state.
pub(crate) fn externalities(State { nodes, root }: State) -> TestExternalities {
    TestExternalities::from_raw_snapshot(nodes, H256(root), Default::default())
}

/// The runtime `R` with a state of its own.
pub struct MachineOn<R> {
    pub(crate) ext: TestExternalities,
    runtime: PhantomData<fn() -> R>,
}

type System<R> = frame_system::Pallet<R>;
type Balances<R> = pallet_balances::Pallet<R>;
type Contracts<R> = pallet_contracts::Pallet<R>;
type Balance<R> = <R as pallet_balances::Config>::Balance;

impl<R: ChainRuntime> MachineOn<R> {
    /// Runs a call in a transaction, which stays only if it is to be kept and the contract did what it was asked.
    fn transact<T>(
        &mut self,
        keep: bool,
        call: impl FnOnce() -> Outcome<T>,
        returned: impl Fn(&T) -> &Returned,
    ) -> Outcome<T> {
        self.ext.execute_with(|| {
            with_transaction_unchecked(|| {
                R::take_operations();
                let mut outcome = call();
                outcome.operations = R::take_operations();
                match &outcome.result {
                    Ok(value) if keep && !returned(value).reverted => TransactionOutcome::Commit(outcome),
                    _ => TransactionOutcome::Rollback(outcome),
                }
            })
        })
    }
}

impl<R: ChainRuntime> Machine for MachineOn<R> {
    /// Blocks have no state root here: it would cost more than the calls, and nobody asks for it.
    fn start_block(&mut self, number: u32, ms: u64) {
        self.ext.execute_with(|| start_block::<R>(number, ms));
    }

    fn finish_block(&mut self, number: u32) {
        self.ext.execute_with(|| finish_block::<R>(number));
    }

    fn block_number(&mut self) -> u32 {
        self.ext.execute_with(System::<R>::block_number)
    }

    fn now(&mut self) -> u64 {
        self.ext.execute_with(pallet_timestamp::Pallet::<R>::get)
    }

    fn block_hash(&mut self, number: u32) -> [u8; 32] {
        self.ext.execute_with(|| System::<R>::block_hash(number).0)
    }

    fn events(&mut self) -> Vec<Event> {
        self.ext.execute_with(|| {
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
        })
    }

    fn reset_events(&mut self) {
        self.ext.execute_with(System::<R>::reset_events);
    }

    fn mint(&mut self, who: AccountId, amount: u128) -> Result<(), ChainError> {
        let mint = || Balances::<R>::mint_into(&native(who), balance::<R>(amount)?).map(|_| ());
        self.ext.execute_with(mint).map_err(refused)
    }

    fn free_balance(&mut self, who: AccountId) -> u128 {
        amount::<R>(self.ext.execute_with(|| Balances::<R>::free_balance(native(who))))
    }

    fn transfer(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ChainError> {
        let transfer = || {
            let (from, to, amount) = (native(from), native(to), balance::<R>(amount)?);
            <Balances<R> as Mutate<_>>::transfer(&from, &to, amount, Preservation::Preserve).map(|_| ())
        };
        let sent = self.ext.execute_with(|| {
            with_transaction_unchecked(|| match transfer() {
                Ok(()) => TransactionOutcome::Commit(Ok(())),
                Err(refused) => TransactionOutcome::Rollback(Err(refused)),
            })
        });
        sent.map_err(not_sent)
    }

    fn upload(&mut self, origin: AccountId, code: Vec<u8>) -> Result<[u8; 32], ChainError> {
        let upload = || Contracts::<R>::bare_upload_code(native(origin), code, None, Determinism::Enforced);
        self.ext.execute_with(upload).map(|uploaded| uploaded.code_hash.0).map_err(refused)
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Outcome<(AccountId, Returned)> {
        let instantiate = || {
            let made = Contracts::<R>::bare_instantiate(
                native(origin),
                Zero::zero(),
                normal_block::<R>(),
                None,
                Code::Existing(H256(code_hash)),
                input,
                salt,
                DebugInfo::Skip,
                CollectEvents::Skip,
            );
            outcome::<R, _, _>(made).map(|made| (foreign(made.account_id), answer(made.result)))
        };
        self.transact(true, instantiate, |(_, returned)| returned)
    }

    fn call(
        &mut self,
        keep: bool,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Outcome<Returned> {
        let value = match balance::<R>(value) {
            Ok(value) => value,
            Err(error) => return Outcome::refused(refused(error)),
        };
        let call = || {
            let called = Contracts::<R>::bare_call(
                native(origin),
                native(callee),
                value,
                normal_block::<R>(),
                None,
                input,
                DebugInfo::Skip,
                CollectEvents::Skip,
                Determinism::Enforced,
            );
            outcome::<R, _, _>(called).map(answer)
        };
        self.transact(keep, call, |returned| returned)
    }

    fn code_hash(&mut self, contract: AccountId) -> Option<[u8; 32]> {
        let hash = || Contracts::<R>::code_hash(&native(contract));
        self.ext.execute_with(hash).map(|hash| hash.0)
    }

    fn item(&mut self, contract: AccountId, key: &[u8]) -> Option<Vec<u8>> {
        let read = || Contracts::<R>::get_storage(native(contract), key.to_vec());
        self.ext.execute_with(read).ok()?
    }

    fn items(&mut self, contract: AccountId) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.ext.execute_with(|| {
            let items = ChildTriePrefixIterator::<(Vec<u8>, Rest)>::with_prefix(&trie_of(contract), &[]);
            // The pallet's keys end with the contract's.
            items.map(|(key, Rest(value))| (Blake2_128Concat::reverse(&key).to_vec(), value)).collect()
        })
    }

    fn put_items(&mut self, contract: AccountId, items: Vec<(Vec<u8>, Option<Vec<u8>>)>) {
        self.ext.execute_with(|| {
            let trie = trie_of(contract);
            for (key, value) in items {
                let key = Blake2_128Concat::hash(&key);
                match value {
                    Some(value) => child::put_raw(&trie, &key, &value),
                    None => child::kill(&trie, &key),
                }
            }
        });
    }

    fn commit(&mut self) -> [u8; 32] {
        self.ext.commit_all().expect("no transaction is open between two calls");
        self.ext.backend.root().0
    }

    fn state(&mut self) -> State {
        let root = self.commit();
        let mut backend = self.ext.as_backend();
        let nodes = backend.backend_storage_mut().drain().into_iter();
        State { nodes: nodes.filter(|(_, (_, references))| *references > 0).collect(), root }
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// An item's value as it is: it decodes from all bytes that are left.
struct Rest(Vec<u8>);

impl Decode for Rest {
    fn decode<I: Input>(input: &mut I) -> Result<Self, scale::Error> {
        let mut bytes = vec![0; input.remaining_len()?.unwrap_or_default()];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Starts a block.
pub(crate) fn start_block<R: ChainRuntime>(number: u32, ms: u64) {
    let parent = H256(block_hash(u64::from(number - 1)));
    System::<R>::reset_events();
    System::<R>::initialize(&number, &parent, &Default::default());
    pallet_timestamp::Pallet::<R>::set_timestamp(ms);
    pallet_timestamp::Pallet::<R>::on_initialize(number);
    Contracts::<R>::on_initialize(number);
    System::<R>::note_finished_initialize();
}

/// Ends a block.
pub(crate) fn finish_block<R: ChainRuntime>(number: u32) {
    pallet_timestamp::Pallet::<R>::on_finalize(number);
}

/// Returns what all calls of a block can take together, and therefore the most that one can.
pub(crate) fn normal_block<R: ChainRuntime>() -> Weight {
    let weights = <R as frame_system::Config>::BlockWeights::get();
    weights.get(DispatchClass::Normal).max_total.unwrap_or(Weight::MAX)
}

/// Returns the trie that holds a contract's storage. It is named in the first field of what the pallet knows of it.
fn trie_of(contract: AccountId) -> child::ChildInfo {
    use crate::crates::frame_support::storage::storage_prefix;
    use crate::crates::frame_support::Twox64Concat;
    let mut key = storage_prefix(b"Contracts", b"ContractInfoOf").to_vec();
    key.extend(Twox64Concat::hash(contract.as_ref()));
    let name: Vec<u8> = crate::crates::frame_support::storage::unhashed::get(&key).expect("a contract");
    child::ChildInfo::new_default(&name)
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
    let gas_required = (output.gas_required.ref_time(), output.gas_required.proof_size());
    Outcome { cost, gas_required, operations: None, result: output.result.map_err(refused) }
}

fn answer(returned: ExecReturnValue) -> Returned {
    Returned { reverted: returned.did_revert(), data: returned.data }
}

/// Returns an amount of native tokens in the runtime's type, which may be narrower.
fn balance<R: ChainRuntime>(amount: u128) -> Result<Balance<R>, DispatchError> {
    Balance::<R>::try_from(amount).map_err(|_| ArithmeticError::Overflow.into())
}

/// Returns an amount in the runtime's type as a number.
fn amount<R: ChainRuntime>(balance: Balance<R>) -> u128 {
    balance.try_into().unwrap_or(u128::MAX)
}

pub(crate) fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

/// Returns an account of a runtime as the SDK knows it.
fn foreign(account: AccountId32) -> AccountId {
    AccountId::from(<[u8; 32]>::from(account))
}

fn refused(error: DispatchError) -> ChainError {
    let DispatchError::Module(module) = error else {
        return ChainError::Dispatch(format!("{error:?}"));
    };
    match module.message {
        Some("OutOfGas") => ChainError::OutOfGas,
        Some("ContractTrapped") => ChainError::ContractTrapped,
        Some("ContractNotFound") => ChainError::ContractNotFound,
        Some("StorageDepositNotEnoughFunds" | "StorageDepositLimitExhausted") => {
            ChainError::DepositNotAffordable
        }
        Some(name) => ChainError::Dispatch(name.into()),
        None => ChainError::Dispatch(format!("{module:?}")),
    }
}

/// Says why a transfer was refused.
fn not_sent(error: DispatchError) -> ChainError {
    let reason = match error {
        DispatchError::Token(TokenError::BelowMinimum) => {
            "the receiver would have less than the existential deposit, without which there is no account"
        }
        DispatchError::Token(TokenError::NotExpendable | TokenError::OnlyProvider | TokenError::Frozen) => {
            "the sender would be left with less than the existential deposit, without which there is no account"
        }
        DispatchError::Token(TokenError::FundsUnavailable) | DispatchError::Arithmetic(_) => {
            "the sender has less than that to spend"
        }
        other => return refused(other),
    };
    ChainError::Dispatch(reason.into())
}
