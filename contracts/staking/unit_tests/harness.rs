//! A pool, its stakers and their purses on the host.

use crate::position::PositionMut;
use crate::tranches::{self, OldTranches};
use crate::{pool, views};
use ink::primitives::AccountId;
use interfaces::registry::StakeWeight;
use interfaces::staking::{ConvertedTranche, Pool, Position, PositionView, StakingParams};
use shared::{Amount, Epoch, Timestamp, ONE_BPS};
use std::collections::HashMap;

/// An epoch in these tests, in milliseconds.
pub const EPOCH_MS: u64 = 1_000;
/// A thaw in these tests, in milliseconds.
pub const THAW_MS: u64 = 5 * EPOCH_MS;
/// Parameters in these tests.
pub const PARAMS: StakingParams = StakingParams {
    min_owner_bond: 5_000_000,
    min_bond: 1_000_000,
    max_leverage: 3,
    thaw_ms: THAW_MS,
    max_commission_rise: 500,
    max_slash: ONE_BPS,
    reporter_share: 1_000,
    max_jail_ms: 20 * EPOCH_MS,
};
/// The account that owns the node at first.
pub const OWNER: u8 = 0;
/// A delegator.
pub const ANN: u8 = 1;
/// Another one.
pub const BOB: u8 = 2;
/// Accounts, numbered from 0.
pub const ACCOUNTS: u8 = 4;

/// Old tranches on the host.
#[derive(Clone, Debug, Default)]
pub struct OldGroups(pub HashMap<u32, Vec<ConvertedTranche>>);

impl OldTranches for OldGroups {
    fn group(&mut self, number: u32) -> &mut Vec<ConvertedTranche> {
        self.0.entry(number).or_default()
    }
}

/// A pool and its stakers.
#[derive(Clone, Debug)]
pub struct PoolHarness {
    /// The pool.
    pub pool: Pool,
    /// Positions of accounts that do not own it, unless they are empty.
    pub positions: HashMap<u8, Position>,
    /// Converted tranches that the pool does not keep.
    pub old: OldGroups,
    /// The running epoch.
    pub epoch: Epoch,
    /// Tokens that came in and did not go out.
    pub held: Amount,
    /// Rewards for the node's owner, because the pool had no shares.
    pub unallocated: Amount,
    /// Commission to be paid out.
    pub owed: Amount,
    /// Tokens that each account took out less those it put in.
    pub purse: [i128; ACCOUNTS as usize],
    /// The epoch of the last slash that left nothing of what was active.
    pub emptied_in: Epoch,
}

/// Returns the account of that number.
pub fn account(who: u8) -> AccountId {
    AccountId::from([who; 32])
}

/// What the registry is told of a pool whose node is not jailed.
pub fn counts(now: Amount, next: Amount) -> StakeWeight {
    StakeWeight { now, next, jailed: false }
}

impl PoolHarness {
    /// A pool that nobody has bonded to, in epoch 10.
    pub fn new() -> Self {
        Self {
            pool: pool::empty(account(OWNER), 0),
            positions: HashMap::new(),
            old: OldGroups::default(),
            epoch: 10,
            held: 0,
            unallocated: 0,
            owed: 0,
            purse: [0; ACCOUNTS as usize],
            emptied_in: 0,
        }
    }

    /// A pool in which the owner has 10 000 000 shares, each worth a unit of the token.
    pub fn with_owner() -> Self {
        let mut h = Self::new();
        h.bond(OWNER, 10_000_000).unwrap();
        h.epoch += 2;
        h.deposit(h.epoch - 1, &[0]);
        h
    }

    /// A pool in which the owner has 10 000 000 and Ann 6 000 000 shares, each worth a unit of the token.
    pub fn with_delegator() -> Self {
        let mut h = Self::with_owner();
        h.bond(ANN, 6_000_000).unwrap();
        h.epoch += 2;
        h.deposit(h.epoch - 1, &[0]);
        h
    }

    /// The time at which the running epoch starts.
    pub fn now(&self) -> Timestamp {
        u64::from(self.epoch) * EPOCH_MS
    }

    /// Returns who owns the node.
    pub fn owner(&self) -> u8 {
        let bytes: &[u8; 32] = self.pool.owner.as_ref();
        bytes[0]
    }

    /// Returns the position of `who`, as stored.
    pub fn position(&self, who: u8) -> Position {
        if who == self.owner() {
            return self.pool.owner_position.clone();
        }
        self.positions.get(&who).cloned().unwrap_or_default()
    }

    /// Opens the position of `who`.
    pub fn open(&mut self, who: u8) -> PositionMut<'_> {
        if who == self.owner() {
            return PositionMut::open_owners(&mut self.pool);
        }
        let stored = self.positions.get(&who).cloned();
        PositionMut::open(&mut self.pool, stored, &mut self.old).unwrap()
    }

    /// Returns the pool with the tranches converted that are overdue in `epoch`, and the position of `who` in
    /// it.
    fn read(&self, who: u8, epoch: Epoch) -> (Pool, Position) {
        let mut h = self.clone();
        h.convert_before(tranches::overdue_before(epoch));
        let position = h.open(who).position;
        (h.pool, position)
    }

    /// Converts the tranches of epochs before `before`.
    pub fn convert_before(&mut self, before: Epoch) {
        tranches::convert(&mut self.pool, before, &mut self.old).unwrap();
    }

    /// Returns the converted tranches that slashing did not void, in the pool or beside it.
    pub fn converted(&self) -> Vec<ConvertedTranche> {
        let old = self.old.0.values().flatten().filter(|tranche| tranche.epoch >= self.emptied_in);
        old.chain(&self.pool.converted).copied().collect()
    }

    /// Returns what the view of the position of `who` answers.
    pub fn view(&self, who: u8) -> PositionView {
        let (pool, position) = self.read(who, self.epoch);
        views::position(&pool, &position, self.now()).unwrap()
    }

    /// Returns the tokens that `who` has in the pool in all: active, pending and thawing.
    pub fn stake(&self, who: u8) -> Amount {
        let view = self.view(who);
        view.value + view.pending + view.thaws.iter().map(|thaw| thaw.0).sum::<Amount>()
    }

    /// Returns the votes of `who`. As stored: a tranche that is overdue but not converted does not vote.
    pub fn votes(&self, who: u8, since: Timestamp) -> Amount {
        let (pool, position) = self.read(who, Epoch::MIN);
        views::votes(&pool, &position, &account(who), since).unwrap()
    }

    /// Returns what the pool counts for.
    pub fn stake_weight(&self) -> StakeWeight {
        let weight = |epoch| pool::weight(&self.pool, epoch, &PARAMS).unwrap();
        StakeWeight {
            now: weight(self.epoch),
            next: weight(self.epoch + 1),
            jailed: self.pool.jailed_until.is_some(),
        }
    }

    /// Returns the price of a share in tokens, rounded up.
    pub fn price(&self) -> Amount {
        self.pool.active.checked_div(self.pool.shares.0).map_or(1, |price| price + 1)
    }
}
