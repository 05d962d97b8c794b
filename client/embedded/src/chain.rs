//! The chain itself: what the interface of [`gridshare_sdk::chain`] asks for, and the clock.

use crate::blocks::{finish_block, start_block};
use crate::runtime::{self, Balances, Contracts, Runtime, RuntimeEvent, System, Timestamp};
use drink::pallet_contracts::{
    self, Code, CollectEvents, ContractResult, DebugInfo, Determinism, ExecReturnValue, StorageDeposit,
};
use drink::AccountId32;
use frame_support::sp_runtime::testing::H256;
use frame_support::sp_runtime::{BuildStorage, DispatchError, TransactionOutcome};
use frame_support::storage::with_transaction_unchecked;
use frame_support::traits::fungible::Mutate;
use frame_support::weights::Weight;
use gridshare_sdk::{AccountId, Chain, ChainError, Cost, Event, Executed};
use ink_sandbox::TestExternalities;

type EventRecord = frame_system::EventRecord<RuntimeEvent, H256>;

/// A chain inside this process.
pub struct EmbeddedChain {
    pub(crate) ext: TestExternalities,
}

/// A chain's state at one moment.
#[derive(Clone)]
pub struct Snapshot(ink_sandbox::Snapshot);

impl EmbeddedChain {
    /// Starts a chain whose first block has the timestamp `start_ms`.
    pub fn new(start_ms: u64) -> Self {
        let genesis = frame_system::GenesisConfig::<Runtime>::default();
        let storage = genesis.build_storage().expect("a genesis without entries cannot conflict");
        let mut chain = Self { ext: TestExternalities::new(storage) };
        chain.ext.execute_with(|| start_block(1, start_ms));
        chain
    }

    /// Gives `who` native tokens, with which calls and storage are paid.
    ///
    /// # Panics
    /// When `who` would then have less than the existential deposit.
    pub fn fund(&mut self, who: AccountId, amount: u128) {
        self.ext.execute_with(|| {
            Balances::mint_into(&native(who), amount).expect("at least the existential deposit");
        });
    }

    /// Native tokens that `who` can spend: those held for storage are not among them.
    pub fn native_balance(&mut self, who: AccountId) -> u128 {
        self.ext.execute_with(|| Balances::free_balance(native(who)))
    }

    /// Makes a block with the timestamp `ms`; calls run in it from now on.
    ///
    /// # Panics
    /// When `ms` is in the past.
    pub fn advance_to(&mut self, ms: u64) {
        self.ext.execute_with(|| {
            let (number, now) = (System::block_number(), Timestamp::get());
            assert!(ms >= now, "a chain's clock never goes back: {ms} is before {now}");
            finish_block(number);
            start_block(number + 1, ms);
        });
        self.commit();
    }

    /// Makes a block `ms` after the present one.
    pub fn advance_by(&mut self, ms: u64) {
        let now = self.now();
        self.advance_to(now + ms);
    }

    /// The number of the block that calls run in.
    pub fn block_number(&mut self) -> u32 {
        self.ext.execute_with(System::block_number)
    }

    /// The state at this moment, to come back to.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot(self.raw_snapshot())
    }

    /// A chain in a state that a snapshot was taken of.
    pub fn restore(snapshot: &Snapshot) -> Self {
        let ink_sandbox::Snapshot { storage, storage_root } = snapshot.0.clone();
        Self { ext: TestExternalities::from_raw_snapshot(storage, storage_root, Default::default()) }
    }

    /// Hash of the whole state: the same if and only if nothing changed.
    pub fn state_root(&mut self) -> [u8; 32] {
        self.ext.execute_with(System::reset_events);
        self.commit();
        self.ext.backend.root().0
    }

    /// The state at this moment, as drink keeps it.
    pub(crate) fn raw_snapshot(&mut self) -> ink_sandbox::Snapshot {
        self.commit();
        let mut backend = self.ext.as_backend();
        let storage = backend.backend_storage_mut().drain().into_iter();
        let storage = storage.filter(|(_, (_, references))| *references > 0).collect();
        ink_sandbox::Snapshot { storage, storage_root: *backend.root() }
    }

    /// Moves changes from the overlay into the state proper.
    pub(crate) fn commit(&mut self) {
        self.ext.commit_all().expect("no transaction is open between two calls");
    }

    /// Runs a call in a transaction, which stays only if the contract did what it was asked.
    fn transact<R>(
        &mut self,
        keep: bool,
        call: impl FnOnce() -> Output<R>,
        returned: impl Fn(&R) -> &ExecReturnValue,
    ) -> Result<(R, Executed), ChainError> {
        self.ext.execute_with(|| {
            with_transaction_unchecked(|| {
                if keep {
                    System::reset_events();
                }
                let output = call();
                let cost = cost(&output);
                let answer = output.result.map_err(refused).map(|value| {
                    let reverted = returned(&value).did_revert();
                    let events = if keep && !reverted { events() } else { Vec::new() };
                    let output = returned(&value).data.clone();
                    (value, Executed { output, reverted, cost, events })
                });
                match &answer {
                    Ok((_, executed)) if keep && !executed.reverted => TransactionOutcome::Commit(answer),
                    _ => TransactionOutcome::Rollback(answer),
                }
            })
        })
    }

    fn execute(
        &mut self,
        keep: bool,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        let call = || {
            Contracts::bare_call(
                native(origin),
                native(callee),
                value,
                gas_limit(),
                None,
                input,
                DebugInfo::Skip,
                CollectEvents::Skip,
                Determinism::Enforced,
            )
        };
        self.transact(keep, call, |returned| returned).map(|(_, executed)| executed)
    }
}

impl Chain for EmbeddedChain {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        self.ext.execute_with(|| {
            Contracts::bare_upload_code(native(origin), code.to_vec(), None, Determinism::Enforced)
                .map(|uploaded| uploaded.code_hash.0)
                .map_err(refused)
        })
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        let call = || {
            Contracts::bare_instantiate(
                native(origin),
                0,
                gas_limit(),
                None,
                Code::Existing(H256(code_hash)),
                input,
                salt,
                DebugInfo::Skip,
                CollectEvents::Skip,
            )
        };
        let (made, executed) = self.transact(true, call, |made| &made.result)?;
        Ok((AccountId::from(<[u8; 32]>::from(made.account_id)), executed))
    }

    fn call(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        self.execute(true, origin, callee, input, value)
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
    ) -> Result<Executed, ChainError> {
        self.execute(false, origin, callee, input, 0)
    }

    fn now(&mut self) -> u64 {
        self.ext.execute_with(Timestamp::get)
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        self.ext.execute_with(|| System::block_hash(0).0)
    }

    fn pallet(&self) -> &'static str {
        "pallet-contracts 31 (embedded)"
    }
}

/// What the pallet reports of a call.
type Output<R> = ContractResult<Result<R, DispatchError>, u128, EventRecord>;

pub(crate) fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

/// One call may take as much as all calls of a block.
fn gas_limit() -> Weight {
    runtime::normal_block()
}

/// What the contracts emitted since the last reset.
fn events() -> Vec<Event> {
    System::read_events_no_consensus()
        .filter_map(|record| match record.event {
            RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted { contract, data }) => {
                Some(Event {
                    contract: AccountId::from(<[u8; 32]>::from(contract)),
                    topics: record.topics.into_iter().map(|topic| topic.0).collect(),
                    data,
                })
            }
            _ => None,
        })
        .collect()
}

fn cost<R>(output: &Output<R>) -> Cost {
    let signed = |amount: u128| i128::try_from(amount).expect("deposits are far below 2^127");
    Cost {
        ref_time: output.gas_consumed.ref_time(),
        proof_size: output.gas_consumed.proof_size(),
        deposit: match output.storage_deposit {
            StorageDeposit::Charge(amount) => signed(amount),
            StorageDeposit::Refund(amount) => -signed(amount),
        },
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use gridshare_sdk::keys::account;

    #[test]
    fn the_clock_is_in_milliseconds_and_stands_still_within_a_block() {
        let mut chain = EmbeddedChain::new(1_700_000_000_000);
        assert_eq!((chain.block_number(), chain.now()), (1, 1_700_000_000_000));
        chain.fund(account("alice"), 1_000_000_000_000);
        assert_eq!(chain.now(), 1_700_000_000_000);
        chain.advance_by(6_000);
        assert_eq!((chain.block_number(), chain.now()), (2, 1_700_000_006_000));
        chain.advance_to(1_700_000_006_000);
        assert_eq!((chain.block_number(), chain.now()), (3, 1_700_000_006_000));
    }

    #[test]
    #[should_panic(expected = "never goes back")]
    fn the_clock_never_goes_back() {
        EmbeddedChain::new(1_000).advance_to(999);
    }

    #[test]
    fn the_genesis_hash_is_the_same_for_ever() {
        let mut chain = EmbeddedChain::new(1_000);
        let genesis = chain.genesis_hash();
        assert_ne!(genesis, [0; 32]);
        for _ in 0..300 {
            chain.advance_by(1);
        }
        assert_eq!(chain.genesis_hash(), genesis);
    }

    #[test]
    fn a_snapshot_brings_everything_back() {
        let mut chain = EmbeddedChain::new(1_000);
        chain.fund(account("alice"), 5_000_000_000);
        let root = chain.state_root();
        let snapshot = chain.snapshot();
        chain.fund(account("alice"), 1_000_000_000);
        chain.advance_by(5);
        assert_ne!(chain.state_root(), root);
        let mut chain = EmbeddedChain::restore(&snapshot);
        assert_eq!(chain.state_root(), root);
        assert_eq!((chain.now(), chain.native_balance(account("alice"))), (1_000, 5_000_000_000));
    }

    #[test]
    fn a_call_to_nowhere_is_an_error() {
        let mut chain = EmbeddedChain::new(1_000);
        let alice = account("alice");
        chain.fund(alice, 1_000_000_000_000);
        let root = chain.state_root();
        assert_eq!(chain.call(alice, account("nobody"), vec![0; 4], 0), Err(ChainError::ContractNotFound));
        assert_eq!(chain.state_root(), root);
    }
}
