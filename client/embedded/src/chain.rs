//! The chain itself: what the interface of [`gridshare_sdk::chain`] asks for, and the clock.

use crate::pallets::{On, Outcome, Pallets};
use crate::runtime::Runtime;
use drink::pallet_contracts::ExecReturnValue;
use drink::AccountId32;
use frame_support::sp_runtime::{DispatchError, TransactionOutcome};
use frame_support::storage::with_transaction_unchecked;
use gridshare_sdk::{AccountId, Chain, ChainError, Executed};
use ink_sandbox::TestExternalities;

/// The runtime of a chain of which nothing else is said.
static USUAL: On<Runtime> = On::runtime();

/// A chain inside this process.
pub struct EmbeddedChain {
    pub(crate) ext: TestExternalities,
    pallets: &'static dyn Pallets,
}

/// A chain's state at one moment.
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) state: ink_sandbox::Snapshot,
    pallets: &'static dyn Pallets,
}

impl Snapshot {
    /// A state of a chain of which nothing else is said.
    pub(crate) fn of(state: ink_sandbox::Snapshot) -> Self {
        Self { state, pallets: &USUAL }
    }
}

impl EmbeddedChain {
    /// Starts a chain whose first block has the timestamp `start_ms`.
    pub fn new(start_ms: u64) -> Self {
        Self::on(&USUAL, start_ms)
    }

    /// Starts a chain on a runtime of its own, whose first block has the timestamp `start_ms`.
    pub fn on(pallets: &'static dyn Pallets, start_ms: u64) -> Self {
        let mut ext = TestExternalities::new(pallets.genesis());
        ext.execute_with(|| pallets.start_block(1, start_ms));
        Self { ext, pallets }
    }

    /// Gives `who` native tokens, with which calls and storage are paid.
    ///
    /// # Panics
    /// When `who` would then have less than the existential deposit, or all together more than there can be.
    pub fn fund(&mut self, who: AccountId, amount: u128) {
        self.ask(|pallets| pallets.mint(who, amount)).expect("an amount that an account can have");
    }

    /// Native tokens that `who` can spend: those held for storage are not among them.
    pub fn native_balance(&mut self, who: AccountId) -> u128 {
        self.ask(|pallets| pallets.free_balance(who))
    }

    /// Makes a block with the timestamp `ms`; calls run in it from now on.
    ///
    /// # Panics
    /// When `ms` is in the past.
    pub fn advance_to(&mut self, ms: u64) {
        self.ask(|pallets| {
            let (number, now) = (pallets.block_number(), pallets.now());
            assert!(ms >= now, "a chain's clock never goes back: {ms} is before {now}");
            pallets.finish_block(number);
            pallets.start_block(number + 1, ms);
        });
        self.commit();
    }

    /// Makes a block `ms` after the present one.
    pub fn advance_by(&mut self, ms: u64) {
        let now = self.now();
        self.advance_to(now + ms);
    }

    /// The timestamp, in milliseconds, of the block that calls run in.
    pub fn now(&mut self) -> u64 {
        self.ask(|pallets| pallets.now())
    }

    /// The number of the block that calls run in.
    pub fn block_number(&mut self) -> u32 {
        self.ask(|pallets| pallets.block_number())
    }

    /// The state at this moment, to come back to.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot { state: self.raw_snapshot(), pallets: self.pallets }
    }

    /// A chain in a state that a snapshot was taken of.
    pub fn restore(snapshot: &Snapshot) -> Self {
        let Snapshot { state: ink_sandbox::Snapshot { storage, storage_root }, pallets } = snapshot.clone();
        Self { ext: TestExternalities::from_raw_snapshot(storage, storage_root, Default::default()), pallets }
    }

    /// Hash of the whole state: the same if and only if nothing changed.
    pub fn state_root(&mut self) -> [u8; 32] {
        self.ask(|pallets| pallets.reset_events());
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

    /// Asks the pallets, or has them change something, on this chain's storage.
    fn ask<T>(&mut self, ask: impl FnOnce(&dyn Pallets) -> T) -> T {
        let pallets = self.pallets;
        self.ext.execute_with(|| ask(pallets))
    }

    /// Sends native tokens; the sender keeps at least the existential deposit.
    pub(crate) fn transfer(
        &mut self,
        from: AccountId,
        to: AccountId,
        amount: u128,
    ) -> Result<(), DispatchError> {
        self.ask(|pallets| {
            pallets.reset_events();
            with_transaction_unchecked(|| match pallets.transfer(from, to, amount) {
                Ok(()) => TransactionOutcome::Commit(Ok(())),
                Err(refused) => TransactionOutcome::Rollback(Err(refused)),
            })
        })
    }

    /// Runs a call in a transaction, which stays only if the contract did what it was asked.
    fn transact<R>(
        &mut self,
        keep: bool,
        call: impl FnOnce(&dyn Pallets) -> Outcome<R>,
        returned: impl Fn(&R) -> &ExecReturnValue,
    ) -> Result<(R, Executed), ChainError> {
        self.ask(|pallets| {
            with_transaction_unchecked(|| {
                if keep {
                    pallets.reset_events();
                }
                let Outcome { cost, gas_required, result } = call(pallets);
                let answer = result.map_err(refused).map(|value| {
                    let reverted = returned(&value).did_revert();
                    let events = if keep && !reverted { pallets.events() } else { Vec::new() };
                    let output = returned(&value).data.clone();
                    (value, Executed { output, reverted, cost, gas_required, events, transaction: None })
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
        let call = |pallets: &dyn Pallets| pallets.call(origin, callee, input, value);
        self.transact(keep, call, |returned| returned).map(|(_, executed)| executed)
    }
}

impl Chain for EmbeddedChain {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        self.ask(|pallets| pallets.upload(origin, code.to_vec())).map_err(refused)
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        let call = |pallets: &dyn Pallets| pallets.instantiate(origin, code_hash, input, salt);
        let ((address, _), executed) = self.transact(true, call, |(_, returned)| returned)?;
        Ok((address, executed))
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

    fn now(&mut self) -> Result<u64, ChainError> {
        Ok(EmbeddedChain::now(self))
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ChainError> {
        Ok(self.ask(|pallets| pallets.code_hash(contract)))
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        self.ask(|pallets| pallets.block_hash(0))
    }

    fn pallet(&self) -> String {
        self.pallets.name().into()
    }
}

pub(crate) fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

pub(crate) fn refused(error: DispatchError) -> ChainError {
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
