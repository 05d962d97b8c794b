//! Rewards: emission, and who earned it.
//!
//! A claim takes a node's oldest unclaimed credit from the registry and the burn on its settlements from
//! metering, mints what both are worth by the emission schedule to staking, and has it deposited in the
//! node's pool. What was taken is gone there, so nothing is claimed twice; this contract itself holds no
//! tokens and remembers only how much it minted.
//!
//! - [`emission`]: the schedule and the formulas.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod emission;

#[ink::contract]
mod rewards {
    use crate::emission::{emission, for_availability, for_usage};
    use ink::codegen::TraitCallBuilder;
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy};
    use interfaces::metering::{Metering, UsageShare};
    use interfaces::registry::{Registry, TakenCredit};
    use interfaces::rewards::{
        Claimed, Emission, EmissionSchedule, RewardsConfig, RewardsError, RewardsParams,
    };
    use interfaces::staking::Staking;
    use interfaces::token::Token;
    use shared::limits::MAX_CLAIM_EPOCHS;
    use shared::math::add;
    use shared::{Amount, Clock, Epoch, NodeId, Ownership, OwnershipError, Scheduled};

    /// What is read often and changed by the owner only.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Config {
        ownership: Ownership,
        clock: Clock,
        token: AccountId,
        registry: AccountId,
        metering: AccountId,
        staking: AccountId,
        schedule: EmissionSchedule,
        params: Scheduled<RewardsParams>,
    }

    /// The rewards contract.
    #[ink(storage)]
    pub struct Rewards {
        /// Minted by claims so far.
        minted: Amount,
        config: Lazy<Config, ManualKey<0x5000_0001>>,
    }

    /// What a node earned in `epochs` epochs from `first` on was minted into its pool.
    #[ink(event)]
    pub struct RewardsClaimed {
        #[ink(topic)]
        pub node: NodeId,
        pub first: Epoch,
        pub epochs: u32,
        pub availability: Amount,
        pub usage: Amount,
    }

    /// Parameters will change at the start of `from_epoch`.
    #[ink(event)]
    pub struct ParamsAnnounced {
        pub current: RewardsParams,
        pub next: RewardsParams,
        pub from_epoch: Epoch,
    }

    /// The contract has a new owner.
    #[ink(event)]
    pub struct OwnershipTransferred {
        pub from: AccountId,
        pub to: AccountId,
    }

    impl Rewards {
        /// Starts with nothing minted; the caller becomes the owner. The schedule stays for ever.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: RewardsConfig) -> Result<Self, RewardsError> {
            if !config.clock.is_valid() {
                return Err(RewardsError::InvalidClock);
            }
            config.schedule.check()?;
            config.params.check()?;
            let mut contract = Self { minted: 0, config: Lazy::new() };
            contract.config.set(&Config {
                ownership: Ownership::new(Self::env().caller()),
                clock: config.clock,
                token: config.token,
                registry: config.registry,
                metering: config.metering,
                staking: config.staking,
                schedule: config.schedule,
                params: Scheduled::new(config.params),
            });
            Ok(contract)
        }

        fn config(&self) -> Config {
            self.config.get().expect("the constructor wrote it")
        }
    }

    impl Config {
        fn take_credit(
            &self,
            node: NodeId,
            claimer: AccountId,
            count: u32,
        ) -> Result<TakenCredit, RewardsError> {
            let mut registry: ink::contract_ref!(Registry) = self.registry.into();
            match registry.call_mut().take_credit(node, claimer, count).try_invoke() {
                Ok(Ok(taken)) => taken.map_err(RewardsError::Registry),
                _ => Err(RewardsError::PeerFailed),
            }
        }

        fn take_usage(
            &self,
            node: NodeId,
            first: Epoch,
            count: u32,
        ) -> Result<Vec<UsageShare>, RewardsError> {
            let mut metering: ink::contract_ref!(Metering) = self.metering.into();
            match metering.call_mut().take_usage(node, first, count).try_invoke() {
                Ok(Ok(taken)) => taken.map_err(RewardsError::Metering),
                _ => Err(RewardsError::PeerFailed),
            }
        }

        fn mint(&self, amount: Amount) -> Result<(), RewardsError> {
            let mut token: ink::contract_ref!(Token) = self.token.into();
            match token.call_mut().mint_to(self.staking, amount).try_invoke() {
                Ok(Ok(minted)) => minted.map_err(|_| RewardsError::MintFailed),
                _ => Err(RewardsError::PeerFailed),
            }
        }

        fn deposit(
            &self,
            node: NodeId,
            owner: AccountId,
            first: Epoch,
            amounts: Vec<Amount>,
        ) -> Result<(), RewardsError> {
            let mut staking: ink::contract_ref!(Staking) = self.staking.into();
            match staking.call_mut().deposit_rewards(node, owner, first, amounts).try_invoke() {
                Ok(Ok(deposited)) => deposited.map_err(|_| RewardsError::DepositFailed),
                _ => Err(RewardsError::PeerFailed),
            }
        }
    }

    impl interfaces::rewards::Rewards for Rewards {
        #[ink(message)]
        fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError> {
            let mut config = self.config();
            config.ownership.ensure(self.env().caller())?;
            params.check()?;
            let now = config.clock.epoch(self.env().block_timestamp());
            let (current, from_epoch) = config.params.announce(params.clone(), now);
            self.config.set(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError> {
            if !(1..=MAX_CLAIM_EPOCHS).contains(&count) {
                return Err(RewardsError::InvalidCount);
            }
            let config = self.config();
            let now = config.clock.epoch(self.env().block_timestamp());
            let sigma = config.params.at(now).sigma;

            // What is minted depends on what the peers give up, so they are called before state is written.
            // If anything fails afterwards, all is reverted, and they have it back.
            let TakenCredit { owner, first, shares } =
                config.take_credit(node, self.env().caller(), count)?;
            let epochs = u32::try_from(shares.len()).map_err(|_| RewardsError::PeerFailed)?;
            let used = config.take_usage(node, first, epochs)?;
            if used.len() != shares.len() {
                return Err(RewardsError::PeerFailed);
            }

            let mut claimed = Claimed { first, epochs, availability: 0, usage: 0 };
            let mut amounts = Vec::with_capacity(shares.len());
            for ((credit, usage), epoch) in shares.iter().zip(&used).zip(first..) {
                let emission = emission(&config.schedule, epoch)?;
                let availability = for_availability(emission.availability, credit)?;
                let usage = for_usage(emission.usage, usage, sigma)?;
                claimed.availability = add(claimed.availability, availability)?;
                claimed.usage = add(claimed.usage, usage)?;
                amounts.push(add(availability, usage)?);
            }
            let amount = add(claimed.availability, claimed.usage)?;
            self.minted = add(self.minted, amount)?;

            if amount > 0 {
                config.mint(amount)?;
            }
            // Also when nothing was earned: it lets the stake in that joined meanwhile.
            config.deposit(node, owner, first, amounts)?;
            let Claimed { availability, usage, .. } = claimed;
            self.env().emit_event(RewardsClaimed { node, first, epochs, availability, usage });
            Ok(claimed)
        }

        #[ink(message)]
        fn emission(&self, epoch: Epoch) -> Emission {
            emission(&self.config().schedule, epoch).expect("the constructor checked the schedule")
        }

        #[ink(message)]
        fn minted(&self) -> Amount {
            self.minted
        }

        #[ink(message)]
        fn schedule(&self) -> EmissionSchedule {
            self.config().schedule
        }

        #[ink(message)]
        fn params(&self) -> RewardsParams {
            let config = self.config();
            config.params.at(config.clock.epoch(self.env().block_timestamp())).clone()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config().clock
        }
    }

    impl interfaces::ownable::Ownable for Rewards {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.config().ownership.owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.config().ownership.pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut config = self.config();
            config.ownership.offer(self.env().caller(), to)?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let to = self.env().caller();
            let mut config = self.config();
            let from = config.ownership.accept(to)?;
            self.config.set(&config);
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
