//! Staking: one pool per node, shares against tokens.
//!
//! A node's owner opens its pool with a bond, delegators join it, rewards raise the price of a share, and
//! whoever leaves waits for the thaw. This contract holds every staked token and tells the registry what a
//! pool counts for; it calls the token and the registry, and only rewards may tell it of earnings.
//!
//! - `config`: what administration sets
//! - `pool`: tranches, share price, weight, rewards
//! - `seat`: what one account does at one pool
//! - `store`: storage beside the root
//! - `peers`: calls to the token and the registry
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod config;
mod events;
#[cfg(test)]
mod facade_tests;
mod peers;
mod pool;
mod seat;
mod store;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

#[ink::contract]
mod staking {
    use crate::config::Config;
    use crate::events::emit;
    use crate::peers;
    use crate::pool;
    use crate::seat::Seat;
    use crate::store::{Holding, Store};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::staking::{
        Pool, Position, PositionView, StakingConfig, StakingError, StakingParams, StakingPeers, VotingPower,
        MAX_VOTE_POOLS,
    };
    use shared::{Amount, ArithmeticError, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// The contract's token balance is at least Σ pools (active, joining and thawing) + Σ payouts.
    #[ink(storage)]
    pub struct Staking {
        /// Σ active tokens of all pools.
        total_active: Amount,
        config: Lazy<Config, ManualKey<0x3000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x3000_0002>>,
        store: Store,
    }

    /// Ownership was taken up.
    #[ink(event)]
    pub struct OwnershipTransferred {
        /// The owner until now.
        pub from: AccountId,
        /// The owner from now on.
        pub to: AccountId,
    }

    /// Parameters will change.
    #[ink(event)]
    pub struct ParamsAnnounced {
        /// In force now.
        pub current: StakingParams,
        /// In force from `from_epoch` on.
        pub next: StakingParams,
        /// The next epoch.
        pub from_epoch: Epoch,
    }

    /// Stake joined a pool.
    #[ink(event)]
    pub struct Bonded {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Whose it is.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// Stake started on its way out.
    #[ink(event)]
    pub struct Unbonded {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Whose it is.
        pub account: AccountId,
        /// Shares of the pool that left it.
        pub shares: Amount,
        /// Tokens that now thaw.
        pub amount: Amount,
        /// When they can be withdrawn.
        pub ready_at: Timestamp,
    }

    /// Stake on its way out joined the pool again.
    #[ink(event)]
    pub struct UnbondCancelled {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Whose it is.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// Thawed stake was paid out.
    #[ink(event)]
    pub struct Withdrawn {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Who was paid.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// An account was paid what it was owed besides its pools.
    #[ink(event)]
    pub struct PayoutClaimed {
        /// Who was paid.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// A node's rewards came in.
    #[ink(event)]
    pub struct RewardsDeposited {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// The first epoch they are for.
        pub first: Epoch,
        /// How much in all.
        pub amount: Amount,
        /// Part of it for the node's owner, because the pool had no shares.
        pub put_aside: Amount,
    }

    /// What a staker does at a pool.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Action {
        Bond(Amount),
        Unbond(Amount),
        Cancel(u8),
        Withdraw,
    }

    impl Staking {
        /// Starts without pools and peers, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
            let config = Config::new(config)?;
            let mut staking = Self {
                total_active: 0,
                config: Lazy::new(),
                ownership: Lazy::new(),
                store: Store::default(),
            };
            staking.config.set(&config);
            staking.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(staking)
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        #[inline(never)]
        fn write_config(&mut self, config: &Config) {
            self.config.set(config);
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }

        /// Writes a pool that had so many active tokens before.
        #[inline(never)]
        fn write_pool(&mut self, node: NodeId, pool: &Pool, before: Amount) -> Result<(), ArithmeticError> {
            pool::lower(&mut self.total_active, before)?;
            pool::raise(&mut self.total_active, pool.active)?;
            self.store.put_pool(node, pool);
            Ok(())
        }

        /// A new pool. The registry is asked before any state is written: without its answer there is none.
        fn open(&self, node: NodeId, account: &AccountId, config: &Config) -> Result<Pool, StakingError> {
            let owner = peers::owner(config.registry(), node)?;
            if owner != *account {
                return Err(StakingError::NoPool);
            }
            Ok(pool::empty(owner))
        }

        /// Seats the caller at a pool, has it do something, and tells everybody. Returns the tokens moved.
        fn act(&mut self, node: NodeId, action: Action) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let now = self.env().block_timestamp();
            let config = self.read_config();
            let epoch = config.clock.epoch(now);
            let params = config.params(epoch);
            let ready_at = now.saturating_add(params.thaw_ms);

            let bonding = matches!(action, Action::Bond(_));
            let mut pool = match self.store.pool(node) {
                Some(pool) => pool,
                None if bonding => self.open(node, &account, &config)?,
                None => return Err(StakingError::NoPool),
            };
            let owner = account == pool.owner;
            let active_before = pool.active;
            let note_before = config.note(&pool, epoch)?;

            let stored = if owner { Position::default() } else { self.store.position(node, &account) };
            pool::convert(&mut pool, pool::overdue_before(epoch), &mut self.store.joins(node))?;
            let mut seat = Seat::take(pool, owner, stored, &mut self.store.joins(node))?;
            if !bonding && pool::is_empty(&seat.position) {
                return Err(StakingError::NoPosition);
            }
            let amount = match action {
                Action::Bond(amount) => {
                    seat.bond(amount, epoch, params)?;
                    amount
                }
                Action::Unbond(shares) => seat.unbond(shares, ready_at, params.min_bond)?,
                Action::Cancel(index) => seat.cancel(index, epoch, params.min_bond)?,
                Action::Withdraw => seat.withdraw(now)?,
            };
            seat.leave();

            let note = config.note(&seat.pool, epoch)?;
            self.write_pool(node, &seat.pool, active_before)?;
            if !owner {
                self.store.put_position(node, &account, &seat.position);
            }
            match action {
                Action::Bond(_) => peers::pull(config.token(), &account, &self.env().account_id(), amount)?,
                Action::Withdraw => peers::pay(config.token(), &account, amount)?,
                Action::Unbond(_) | Action::Cancel(_) => (),
            }
            if note != note_before {
                peers::push(config.registry(), node, &note)?;
            }
            match action {
                Action::Bond(_) => emit(node, Bonded { node, account, amount }),
                Action::Unbond(shares) => emit(node, Unbonded { node, account, shares, amount, ready_at }),
                Action::Cancel(_) => emit(node, UnbondCancelled { node, account, amount }),
                Action::Withdraw => emit(node, Withdrawn { node, account, amount }),
            }
            Ok(amount)
        }
    }

    impl interfaces::staking::Staking for Staking {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            config.wire(&peers)?;
            self.write_config(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            let now = config.clock.epoch(self.env().block_timestamp());
            let (current, from_epoch) = config.announce(params.clone(), now)?;
            self.write_config(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- stakers ----

        #[ink(message)]
        fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError> {
            if amount == 0 {
                return Err(StakingError::Zero);
            }
            self.act(node, Action::Bond(amount))?;
            Ok(())
        }

        #[ink(message)]
        fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError> {
            self.act(node, Action::Unbond(shares))
        }

        #[ink(message)]
        fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
            self.act(node, Action::Cancel(index))
        }

        #[ink(message)]
        fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
            self.act(node, Action::Withdraw)
        }

        #[ink(message)]
        fn claim_payout(&mut self) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let amount = self.store.payout(&account);
            if amount == 0 {
                return Err(StakingError::NoPosition);
            }
            self.store.clear_payout(&account);
            peers::pay(self.read_config().token(), &account, amount)?;
            self.env().emit_event(PayoutClaimed { account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sync(&mut self, node: NodeId) -> Result<(), StakingError> {
            let config = self.read_config();
            let epoch = config.clock.epoch(self.env().block_timestamp());
            let mut pool = self.store.pool(node).ok_or(StakingError::NoPool)?;
            let active_before = pool.active;
            pool::convert(&mut pool, pool::overdue_before(epoch), &mut self.store.joins(node))?;
            self.write_pool(node, &pool, active_before)?;
            peers::push(config.registry(), node, &config.note(&pool, epoch)?)
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn deposit_rewards(
            &mut self,
            node: NodeId,
            owner: AccountId,
            first: Epoch,
            amounts: Vec<Amount>,
        ) -> Result<(), StakingError> {
            self.read_config().ensure_rewards(&self.env().caller())?;
            let mut amount = 0;
            for &earned in &amounts {
                pool::raise(&mut amount, earned)?;
            }
            let mut put_aside = amount;
            if let Some(mut pool) = self.store.pool(node) {
                let active_before = pool.active;
                put_aside = pool::deposit(&mut pool, first, &amounts, &mut self.store.joins(node))?;
                self.write_pool(node, &pool, active_before)?;
            }
            if put_aside > 0 {
                self.store.owe(&owner, put_aside)?;
            }
            emit(node, RewardsDeposited { node, first, amount, put_aside });
            Ok(())
        }

        // ---- views ----

        #[ink(message)]
        fn voting_power(&self, account: AccountId, pools: Vec<NodeId>) -> Result<VotingPower, StakingError> {
            if pools.len() > MAX_VOTE_POOLS || !pools.is_sorted_by(|a, b| a < b) {
                return Err(StakingError::InvalidPools);
            }
            let mut votes = 0;
            for node in pools {
                if let Some(Holding { pool, shares, .. }) = self.store.holding(node, &account)? {
                    pool::raise(&mut votes, pool::value(shares, &pool)?)?;
                }
            }
            Ok(VotingPower { votes, total: self.total_active })
        }

        #[ink(message)]
        fn pool(&self, node: NodeId) -> Option<Pool> {
            self.store.pool(node)
        }

        #[ink(message)]
        fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView> {
            // Nothing can overflow here: what is stored went through the same sums.
            let Holding { pool, position, shares } = self.store.holding(node, &account).ok()??;
            if pool::is_empty(&position) {
                return None;
            }
            pool::view(&pool, &position, shares).ok()
        }

        #[ink(message)]
        fn payout(&self, account: AccountId) -> Amount {
            self.store.payout(&account)
        }

        #[ink(message)]
        fn total_active(&self) -> Amount {
            self.total_active
        }

        #[ink(message)]
        fn params(&self) -> StakingParams {
            let config = self.read_config();
            config.params(config.clock.epoch(self.env().block_timestamp())).clone()
        }

        #[ink(message)]
        fn peers(&self) -> Option<StakingPeers> {
            self.read_config().peers()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.read_config().clock
        }
    }

    impl interfaces::ownable::Ownable for Staking {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.read_ownership().owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.read_ownership().pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut ownership = self.read_ownership();
            ownership.offer(self.env().caller(), to)?;
            self.ownership.set(&ownership);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let to = self.env().caller();
            let mut ownership = self.read_ownership();
            let from = ownership.accept(to)?;
            self.ownership.set(&ownership);
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
