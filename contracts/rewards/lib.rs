//! Rewards: emission, and who earned it.
//!
//! A claim takes a node's oldest unclaimed credit from the registry and the burn on its settlements from
//! metering, mints what both are worth by the emission schedule to staking, and has it deposited in the
//! node's pool. What was taken is gone there, so nothing is claimed twice; this contract itself holds no
//! tokens and remembers only how much it minted.
//!
//! - `config`: what administration sets
//! - `emission`: the schedule and the formulas
//! - `peers`: calls to the registry, metering, the token and staking
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod config;
mod emission;
mod peers;
#[cfg(test)]
mod tests;

#[ink::contract]
mod rewards {
    use crate::config::Config;
    use crate::emission::{emission, for_availability, for_usage};
    use crate::peers;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::registry::TakenCredit;
    use interfaces::rewards::{
        Claimed, Emission, EmissionSchedule, RewardsConfig, RewardsError, RewardsParams,
    };
    use shared::limits::MAX_CLAIM_EPOCHS;
    use shared::{Amount, ArithmeticError, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// What claims write; the rest is read only.
    #[ink(storage)]
    pub struct Rewards {
        /// Minted by claims so far.
        minted: Amount,
        config: Lazy<Config, ManualKey<0x5000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x5000_0002>>,
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
        pub current: RewardsParams,
        /// In force from `from_epoch` on.
        pub next: RewardsParams,
        /// The next epoch.
        pub from_epoch: Epoch,
    }

    /// What a node earned was minted into its pool.
    #[ink(event)]
    pub struct RewardsClaimed {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// The first epoch it was for.
        pub first: Epoch,
        /// For how many epochs.
        pub epochs: u32,
        /// Minted for availability.
        pub availability: Amount,
        /// Minted for usage.
        pub usage: Amount,
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
            rewards.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(rewards)
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        #[expect(clippy::expect_used, reason = "the constructor checked the schedule")]
        fn emission_of(&self, epoch: Epoch) -> Emission {
            emission(&self.read_config().schedule, epoch).expect("checked by the constructor")
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }
    }

    #[inline(never)]
    fn raise(total: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
        *total = total.checked_add(by).ok_or(ArithmeticError)?;
        Ok(())
    }

    impl interfaces::rewards::Rewards for Rewards {
        // ---- administration ----

        #[ink(message)]
        fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            let now = config.clock.epoch(self.env().block_timestamp());
            let (current, from_epoch) = config.announce(params.clone(), now)?;
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
            let sigma = config.params(config.clock.epoch(self.env().block_timestamp())).sigma;

            // What is minted depends on what the peers give up, so they are called before state is written.
            // If anything fails afterwards, all is reverted, and they have it back.
            let claimer = self.env().caller();
            let TakenCredit { owner, first, shares } =
                peers::take_credit(config.registry(), node, &claimer, count)?;
            let epochs = u32::try_from(shares.len()).map_err(|_| RewardsError::PeerFailed)?;
            let used = peers::take_usage(config.metering(), node, first, epochs)?;
            if used.len() != shares.len() {
                return Err(RewardsError::PeerFailed);
            }

            let mut claimed = Claimed { first, epochs, availability: 0, usage: 0 };
            let mut amounts = Vec::with_capacity(shares.len());
            for ((credit, used), epoch) in shares.iter().zip(&used).zip(first..) {
                let pools = emission(&config.schedule, epoch)?;
                let mut amount = for_availability(pools.availability, credit)?;
                let usage = for_usage(pools.usage, used, sigma)?;
                raise(&mut claimed.availability, amount)?;
                raise(&mut claimed.usage, usage)?;
                raise(&mut amount, usage)?;
                amounts.push(amount);
            }
            let Claimed { availability, usage, .. } = claimed;
            let mut amount = availability;
            raise(&mut amount, usage)?;
            raise(&mut self.minted, amount)?;

            if amount > 0 {
                peers::mint(config.token(), config.staking(), amount)?;
            }
            // Also when nothing was earned: it lets in the stake that joined meanwhile.
            peers::deposit(config.staking(), node, &owner, first, &amounts)?;
            self.env().emit_event(RewardsClaimed { node, first, epochs, availability, usage });
            Ok(claimed)
        }

        // ---- views ----

        #[ink(message)]
        fn emission(&self, epoch: Epoch) -> Emission {
            self.emission_of(epoch)
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
            config.params(config.clock.epoch(self.env().block_timestamp())).clone()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.read_config().clock
        }
    }

    impl interfaces::ownable::Ownable for Rewards {
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
