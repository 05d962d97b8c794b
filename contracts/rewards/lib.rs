//! Rewards: emission, and who earned it.
//!
//! A claim takes nodes' oldest unclaimed credit from the registry and the burn on their settlements from
//! metering, mints what both are worth by the emission schedule to staking, and has it deposited in the nodes'
//! pools. What was taken is gone there, so nothing is claimed twice; this contract itself holds no tokens and
//! remembers only how much it minted. A claim for several nodes calls each contract once.
//!
//! - `events`: its events;
//! - `config`: what administration sets, and whom a claim calls;
//! - `batch`: claims for several nodes;
//! - `emission`: the schedule and the formulas.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod batch;
mod config;
mod emission;
mod events;
#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod rewards {
    use crate::batch::{self, Earned};
    use crate::config::{Config, Peer};
    use crate::emission;
    use crate::events::{OwnershipTransferred, ParamsAnnounced, RewardsClaimed};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::rewards::{
        Claimed, Emission, EmissionSchedule, RewardsConfig, RewardsContracts, RewardsError, RewardsParams,
    };
    use interfaces::staking::Deposited;
    use kit::peers::{metering, registry, staking, token};
    use kit::{answer, emit, emit_plain, finish, ownership};
    use shared::math::raise;
    use shared::{Amount, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// What claims read and write. The configuration is here because each claim reads it: 190 bytes more in an
    /// item that is read and written anyway cost less than another item.
    #[ink(storage)]
    pub struct Rewards {
        /// Tokens minted by claims so far.
        minted: Amount,
        /// Clock, peers, schedule and parameters.
        config: Config,
        /// The owner, which only administration reads.
        ownership: Lazy<Ownership, ManualKey<0x5000_0002>>,
    }

    impl Rewards {
        /// Starts with nothing minted; the caller becomes the owner. The schedule stays for ever.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: RewardsConfig) -> Result<Self, RewardsError> {
            let mut rewards = Self { minted: 0, config: Config::new(config)?, ownership: Lazy::new() };
            ownership::start(&mut rewards.ownership, Self::env().caller());
            Ok(rewards)
        }

        /// Returns the running epoch.
        fn epoch(&self) -> Epoch {
            self.config.settings.clock.epoch(self.env().block_timestamp())
        }

        /// Claims at most `count` epochs for each of `nodes`. Returns what each of them got.
        #[inline(never)]
        fn claim_all(&mut self, nodes: &[NodeId], count: u32) -> Result<Vec<Claimed>, RewardsError> {
            batch::check(nodes.len(), count)?;
            // What is minted depends on what the peers give up, so they are called before state is written.
            // If anything fails afterwards, all is reverted, and they have it back.
            let earned = self.take(nodes, count)?;
            raise(&mut self.minted, earned.total)?;
            let deposited = self.deposit(&earned)?;
            if deposited.len() != earned.deposits.len() {
                return Err(RewardsError::PeerFailed);
            }
            let claimed = nodes.iter().zip(&earned.claimed).filter(|(_, claimed)| claimed.epochs > 0);
            for ((&node, claimed), deposited) in claimed.zip(deposited) {
                let Claimed { first, epochs, availability, usage } = *claimed;
                let Deposited { commission, unallocated } = deposited;
                emit(
                    node,
                    RewardsClaimed { node, first, epochs, availability, usage, commission, unallocated },
                );
            }
            Ok(earned.claimed)
        }

        /// Takes the nodes' credit of at most `count` epochs each, and their usage of the same ones.
        fn take(&self, nodes: &[NodeId], count: u32) -> Result<Earned, RewardsError> {
            let config = &self.config;
            let credit = registry::take_credit(nodes, &self.env().caller(), count)
                .or_else(config.peer(Peer::Registry), RewardsError::Registry)?;
            let usage = metering::take_usage(&batch::usage_claims(nodes, &credit)?)
                .or_else(config.peer(Peer::Metering), RewardsError::Metering)?;
            let rebate = config.settings.params(self.epoch()).max_burn_rebate;
            batch::earned(&config.schedule, rebate, nodes, credit, &usage)
        }

        /// Mints what the nodes earned to staking, and has it deposited in their pools.
        fn deposit(&self, earned: &Earned) -> Result<Vec<Deposited>, RewardsError> {
            let staking = self.config.peer(Peer::Staking);
            if earned.total > 0 {
                token::mint_to(&AccountId::from(*staking), earned.total)
                    .or(self.config.peer(Peer::Token), RewardsError::MintFailed)?;
            }
            staking::deposit_rewards(&earned.deposits).or(staking, RewardsError::DepositFailed)
        }
    }

    impl interfaces::rewards::Rewards for Rewards {
        // ---- administration ----

        #[ink(message)]
        fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError> {
            ownership::ensure(&self.ownership)?;
            let now = self.epoch();
            let (current, from_epoch) = self.config.settings.announce(params.clone(), now)?;
            emit_plain(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- nodes ----

        #[ink(message)]
        fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError> {
            self.claim_all(&[node], count)?.pop().ok_or(RewardsError::PeerFailed)
        }

        #[ink(message)]
        fn claim_many(&mut self, nodes: Vec<NodeId>, count: u32) -> Result<Vec<Claimed>, RewardsError> {
            self.claim_all(&nodes, count)
        }

        // ---- views ----

        #[ink(message)]
        #[expect(clippy::expect_used, reason = "the constructor checked the schedule")]
        fn emission(&self, epoch: Epoch) -> Emission {
            answer(emission::emission(&self.config.schedule, epoch).expect("checked by the constructor"))
        }

        #[ink(message)]
        fn minted(&self) -> Amount {
            answer(self.minted)
        }

        #[ink(message)]
        fn schedule(&self) -> EmissionSchedule {
            answer(self.config.schedule)
        }

        #[ink(message)]
        fn params(&self) -> RewardsParams {
            answer(self.config.settings.params(self.epoch()).clone())
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, RewardsParams)> {
            answer(self.config.settings.announced(self.epoch()))
        }

        #[ink(message)]
        fn contracts(&self) -> RewardsContracts {
            let [token, registry, metering, staking] = self.config.settings.peers();
            answer(RewardsContracts { token, registry, metering, staking })
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            answer(self.config.settings.clock)
        }
    }

    impl interfaces::ownable::Ownable for Rewards {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            answer(ownership::read(&self.ownership).owner())
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            answer(ownership::read(&self.ownership).pending())
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            finish(ownership::transfer(&mut self.ownership, to))
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            finish(
                ownership::accept(&mut self.ownership)
                    .map(|(from, to)| emit_plain(OwnershipTransferred { from, to })),
            )
        }
    }
}
