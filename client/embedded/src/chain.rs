//! The chain itself: what the interface of [`gridshare_sdk::chain`] asks for, and the clock.

use crate::pallets::{Machine, Outcome, Pallets, Returned, State};
use crate::runtime::PALLET_38;
use crate::Operations;
use gridshare_sdk::{AccountId, Chain, ChainError, Executed};

/// A chain inside this process.
pub struct EmbeddedChain {
    pallets: &'static dyn Pallets,
    machine: Box<dyn Machine>,
    operations: Option<Operations>,
}

/// A chain's state at one moment.
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) state: State,
    pallets: &'static dyn Pallets,
}

impl Snapshot {
    /// A state of a chain of which nothing else is said.
    pub(crate) fn of(state: State) -> Self {
        Self { state, pallets: PALLET_38 }
    }
}

impl EmbeddedChain {
    /// Starts a chain whose first block has the timestamp `start_ms`, on pallet-contracts 38.
    pub fn new(start_ms: u64) -> Self {
        Self::on(PALLET_38, start_ms)
    }

    /// Starts a chain on another runtime, whose first block has the timestamp `start_ms`.
    pub fn on(pallets: &'static dyn Pallets, start_ms: u64) -> Self {
        let mut machine = pallets.start();
        machine.start_block(1, start_ms);
        Self { pallets, machine, operations: None }
    }

    /// Gives `who` native tokens, with which calls and storage are paid.
    ///
    /// # Panics
    /// When `who` would then have less than the existential deposit, or all together more than there can be.
    pub fn fund(&mut self, who: AccountId, amount: u128) {
        self.machine.mint(who, amount).expect("an amount that an account can have");
    }

    /// Native tokens that `who` can spend: those held for storage are not among them.
    pub fn native_balance(&mut self, who: AccountId) -> u128 {
        self.machine.free_balance(who)
    }

    /// Makes a block with the timestamp `ms`; calls run in it from now on.
    ///
    /// # Panics
    /// When `ms` is in the past.
    pub fn advance_to(&mut self, ms: u64) {
        let (number, now) = (self.machine.block_number(), self.machine.now());
        assert!(ms >= now, "a chain's clock never goes back: {ms} is before {now}");
        self.machine.finish_block(number);
        self.machine.start_block(number + 1, ms);
        self.machine.commit();
    }

    /// Makes a block `ms` after the present one.
    pub fn advance_by(&mut self, ms: u64) {
        let now = self.now();
        self.advance_to(now + ms);
    }

    /// The timestamp, in milliseconds, of the block that calls run in.
    pub fn now(&mut self) -> u64 {
        self.machine.now()
    }

    /// The number of the block that calls run in.
    pub fn block_number(&mut self) -> u32 {
        self.machine.block_number()
    }

    /// What the pallet charged the last call for; `None` on a runtime that does not count it.
    pub fn operations(&self) -> Option<Operations> {
        self.operations
    }

    /// Reads an item of a contract's storage.
    pub fn item(&mut self, contract: AccountId, key: &[u8]) -> Option<Vec<u8>> {
        self.machine.item(contract, key)
    }

    /// Reads all items of a contract's storage, in no order that means anything.
    pub fn items(&mut self, contract: AccountId) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.machine.items(contract)
    }

    /// Writes items of a contract's storage, or removes them, without asking the contract: for states that would
    /// take days of calls to come about. Nobody pays a deposit for them.
    pub fn put_items(&mut self, contract: AccountId, items: Vec<(Vec<u8>, Option<Vec<u8>>)>) {
        self.machine.put_items(contract, items);
        self.machine.commit();
    }

    /// The state at this moment, to come back to.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot { state: self.machine.state(), pallets: self.pallets }
    }

    /// A chain in a state that a snapshot was taken of.
    pub fn restore(Snapshot { state, pallets }: &Snapshot) -> Self {
        Self { pallets: *pallets, machine: pallets.restore(state.clone()), operations: None }
    }

    /// Hash of the whole state: the same if and only if nothing changed.
    pub fn state_root(&mut self) -> [u8; 32] {
        self.machine.reset_events();
        self.machine.commit()
    }

    /// The runtime and its state, for those who know their type.
    pub fn machine(&mut self) -> &mut dyn Machine {
        &mut *self.machine
    }

    /// Takes a call's outcome over.
    fn executed<T>(
        &mut self,
        keep: bool,
        Outcome { cost, gas_required, operations, result }: Outcome<T>,
        returned: impl FnOnce(&T) -> &Returned,
    ) -> Result<(T, Executed), ChainError> {
        self.operations = operations;
        let value = result?;
        let Returned { reverted, data } = returned(&value).clone();
        let events = if keep && !reverted { self.machine.events() } else { Vec::new() };
        let executed = Executed { output: data, reverted, cost, gas_required, events, transaction: None };
        Ok((value, executed))
    }

    fn execute(
        &mut self,
        keep: bool,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        if keep {
            self.machine.reset_events();
        }
        let outcome = self.machine.call(keep, origin, callee, input, value);
        self.executed(keep, outcome, |returned| returned).map(|(_, executed)| executed)
    }
}

impl Chain for EmbeddedChain {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        self.machine.upload(origin, code.to_vec())
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        self.machine.reset_events();
        let outcome = self.machine.instantiate(origin, code_hash, input, salt);
        let ((address, _), executed) = self.executed(true, outcome, |(_, returned)| returned)?;
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
        Ok(self.machine.code_hash(contract))
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        self.machine.block_hash(0)
    }

    fn pallet(&self) -> String {
        self.pallets.name().into()
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
