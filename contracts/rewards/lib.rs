//! Rewards: emission, and who earned it.
//!
//! A claim takes a node's oldest unclaimed credit from the registry and the burn on its settlements from
//! metering, mints what both are worth by the emission schedule to staking, and has it deposited in the
//! node's pool. What was taken is gone there, so nothing is claimed twice; this contract itself holds no
//! tokens and remembers only how much it minted.
//!
//! - `events`: its events;
//! - `config`: what administration sets, and whom a claim calls;
//! - `emission`: the schedule and the formulas.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod config;
mod emission;
mod events;
#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod rewards {
    use crate::config::{Config, Peer};
    use crate::emission::{self, earnings, Earnings};
    use crate::events::{OwnershipTransferred, ParamsAnnounced, RewardsClaimed};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::metering::UsageShare;
    use interfaces::registry::TakenCredit;
    use interfaces::rewards::{
        Claimed, Emission, EmissionSchedule, RewardsConfig, RewardsContracts, RewardsError, RewardsParams,
    };
    use kit::ownership;
    use kit::peers::{metering, registry, staking, token};
    use shared::limits::MAX_CLAIM_EPOCHS;
    use shared::math::raise;
    use shared::{Amount, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// What claims write; the items behind it are read only.
    #[ink(storage)]
    pub struct Rewards {
        /// Tokens minted by claims so far.
        minted: Amount,
        /// Clock, peers, schedule and parameters.
        config: Lazy<Config, ManualKey<0x5000_0001>>,
        /// The owner, apart from the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x5000_0002>>,
    }

    impl Rewards {
        /// Starts with nothing minted; the caller becomes the owner. The schedule stays for ever.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: RewardsConfig) -> Result<Self, RewardsError> {
            let config = Config::new(config)?;
            let mut rewards = Self { minted: 0, config: Lazy::new(), ownership: Lazy::new() };
            rewards.config.set(&config);
            ownership::start(&mut rewards.ownership, Self::env().caller());
            Ok(rewards)
        }

        /// Reads the configuration.
        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        /// Returns the running epoch.
        fn epoch(&self, config: &Config) -> Epoch {
            config.settings.clock.epoch(self.env().block_timestamp())
        }

        /// Takes the node's credit of at most `count` epochs, and its usage of the same ones.
        fn take(
            &self,
            config: &Config,
            node: NodeId,
            count: u32,
        ) -> Result<(TakenCredit, Vec<UsageShare>), RewardsError> {
            let credit = registry::take_credit(node, &self.env().caller(), count)
                .or_else(config.peer(Peer::Registry), RewardsError::Registry)?;
            let epochs = u32::try_from(credit.shares.len()).map_err(|_| RewardsError::PeerFailed)?;
            let usage = metering::take_usage(node, credit.first, epochs)
                .or_else(config.peer(Peer::Metering), RewardsError::Metering)?;
            if usage.len() != credit.shares.len() {
                return Err(RewardsError::PeerFailed);
            }
            Ok((credit, usage))
        }

        /// Mints what the node earned to staking, and has it deposited in the node's pool.
        fn deposit(
            config: &Config,
            node: NodeId,
            owner: &AccountId,
            earned: &Earnings,
        ) -> Result<(), RewardsError> {
            let staking = config.peer(Peer::Staking);
            if earned.total > 0 {
                token::mint_to(&AccountId::from(*staking), earned.total)
                    .or(config.peer(Peer::Token), RewardsError::MintFailed)?;
            }
            // Also when nothing was earned: a deposit lets stake that was bonded meanwhile become active.
            staking::deposit_rewards(node, owner, earned.claimed.first, &earned.amounts)
                .or(staking, RewardsError::DepositFailed)
        }
    }

    impl interfaces::rewards::Rewards for Rewards {
        // ---- administration ----

        #[ink(message)]
        fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError> {
            ownership::ensure(&self.ownership)?;
            let mut config = self.read_config();
            let now = self.epoch(&config);
            let (current, from_epoch) = config.settings.announce(params.clone(), now)?;
            self.config.set(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- nodes ----

        #[ink(message)]
        fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError> {
            if !(1..=MAX_CLAIM_EPOCHS).contains(&count) {
                return Err(RewardsError::InvalidCount);
            }
            let config = self.read_config();
            // What is minted depends on what the peers give up, so they are called before state is written.
            // If anything fails afterwards, all is reverted, and they have it back.
            let (TakenCredit { owner, first, shares }, usage) = self.take(&config, node, count)?;
            let rebate = config.settings.params(self.epoch(&config)).max_burn_rebate;
            let earned = earnings(&config.schedule, first, &shares, &usage, rebate)?;
            raise(&mut self.minted, earned.total)?;
            Self::deposit(&config, node, &owner, &earned)?;
            let Claimed { epochs, availability, usage, .. } = earned.claimed;
            self.env().emit_event(RewardsClaimed { node, first, epochs, availability, usage });
            Ok(earned.claimed)
        }

        // ---- views ----

        #[ink(message)]
        #[expect(clippy::expect_used, reason = "the constructor checked the schedule")]
        fn emission(&self, epoch: Epoch) -> Emission {
            emission::emission(&self.read_config().schedule, epoch).expect("checked by the constructor")
        }

        #[ink(message)]
        fn minted(&self) -> Amount {
            self.minted
        }

        #[ink(message)]
        fn schedule(&self) -> EmissionSchedule {
            self.read_config().schedule
        }

        #[ink(message)]
        fn params(&self) -> RewardsParams {
            let config = self.read_config();
            config.settings.params(self.epoch(&config)).clone()
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, RewardsParams)> {
            let config = self.read_config();
            config.settings.announced(self.epoch(&config))
        }

        #[ink(message)]
        fn contracts(&self) -> RewardsContracts {
            let [token, registry, metering, staking] = self.read_config().settings.peers();
            RewardsContracts { token, registry, metering, staking }
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.read_config().settings.clock
        }
    }

    impl interfaces::ownable::Ownable for Rewards {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            ownership::read(&self.ownership).owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            ownership::read(&self.ownership).pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            ownership::transfer(&mut self.ownership, to)
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let (from, to) = ownership::accept(&mut self.ownership)?;
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
