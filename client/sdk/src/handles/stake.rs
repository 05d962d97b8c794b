//! Handles of staking, rewards and governance.

use crate::chain::AccountId;
use crate::message::Message;
use ink::codegen::TraitCallBuilder;
use interfaces::governance::{
    Choice, GovernanceError, GovernanceParams, GovernedContracts, Proposal, ProposalStatus, ProposedCall,
};
use interfaces::rewards::{
    Claimed, Emission, EmissionSchedule, RewardsContracts, RewardsError, RewardsParams,
};
use interfaces::staking::{
    Deposited, Penalty, Pool, PoolTerms, PositionView, RewardDeposit, Slashed, StakingContracts,
    StakingError, StakingParams, StakingPeers, VotingPower,
};
use shared::{Amount, Bps, Clock, Epoch, NodeId, ProposalId, Shares, Timestamp};

handle! {
    /// Staking.
    StakingHandle as "staking" {
        impl interfaces::staking::Staking {
            fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError>;
            fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError>;
            fn set_slasher(&mut self, slasher: AccountId, named: bool) -> Result<(), StakingError>;
            fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError>;
            fn bond_for(
                &mut self,
                node: NodeId,
                account: AccountId,
                amount: Amount,
            ) -> Result<(), StakingError>;
            fn unbond(&mut self, node: NodeId, shares: Shares) -> Result<Amount, StakingError>;
            fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError>;
            fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError>;
            fn rebond(&mut self, from: NodeId, to: NodeId) -> Result<Amount, StakingError>;
            fn claim_payout(&mut self) -> Result<Amount, StakingError>;
            fn sync(&mut self, node: NodeId) -> Result<(), StakingError>;
            fn set_commission(&mut self, node: NodeId, rate: Bps) -> Result<(), StakingError>;
            fn set_terms(&mut self, node: NodeId, terms: PoolTerms) -> Result<(), StakingError>;
            fn propose_node_transfer(&mut self, node: NodeId, to: AccountId) -> Result<(), StakingError>;
            fn accept_node_transfer(&mut self, node: NodeId) -> Result<(), StakingError>;
            fn unjail(&mut self, node: NodeId) -> Result<(), StakingError>;
            fn slash(&mut self, node: NodeId, penalty: Penalty) -> Result<Slashed, StakingError>;
            fn deposit_rewards(&mut self, deposits: Vec<RewardDeposit>) -> Result<Vec<Deposited>, StakingError>;
            fn voting_power(
                &self,
                account: AccountId,
                pools: Vec<NodeId>,
                since: Timestamp,
            ) -> Result<VotingPower, StakingError>;
            fn pool(&self, node: NodeId) -> Option<Pool>;
            fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView>;
            fn positions(&self, account: AccountId, page: u32) -> Vec<NodeId>;
            fn pending_node_owner(&self, node: NodeId) -> Option<AccountId>;
            fn is_slasher(&self, account: AccountId) -> bool;
            fn payout(&self, account: AccountId) -> Amount;
            fn total_active(&self) -> Amount;
            fn params(&self) -> StakingParams;
            fn next_params(&self) -> Option<(Epoch, StakingParams)>;
            fn contracts(&self) -> StakingContracts;
            fn peers(&self) -> Option<StakingPeers>;
            fn clock(&self) -> Clock;
            fn annex(&self) -> [u8; 32];
        }
    }
}

handle! {
    /// Rewards.
    RewardsHandle as "rewards" {
        impl interfaces::rewards::Rewards {
            fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError>;
            fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError>;
            fn claim_many(&mut self, nodes: Vec<NodeId>, count: u32) -> Result<Vec<Claimed>, RewardsError>;
            fn emission(&self, epoch: Epoch) -> Emission;
            fn minted(&self) -> Amount;
            fn schedule(&self) -> EmissionSchedule;
            fn params(&self) -> RewardsParams;
            fn next_params(&self) -> Option<(Epoch, RewardsParams)>;
            fn contracts(&self) -> RewardsContracts;
            fn clock(&self) -> Clock;
        }
    }
}

handle! {
    /// Governance.
    GovernanceHandle as "governance" {
        impl interfaces::governance::Governance {
            fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError>;
            fn set_params(&mut self, params: GovernanceParams) -> Result<(), GovernanceError>;
            fn propose(
                &mut self,
                calls: Vec<ProposedCall>,
                description: Vec<u8>,
                pools: Vec<NodeId>,
            ) -> Result<ProposalId, GovernanceError>;
            fn vote(
                &mut self,
                proposal: ProposalId,
                choice: Choice,
                pools: Vec<NodeId>,
            ) -> Result<Amount, GovernanceError>;
            fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;
            fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;
            fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError>;
            fn proposal(&self, proposal: ProposalId) -> Option<Proposal>;
            fn calls(&self, proposal: ProposalId) -> Vec<ProposedCall>;
            fn status(&self, proposal: ProposalId) -> Option<ProposalStatus>;
            fn proposal_count(&self) -> ProposalId;
            fn voted(&self, proposal: ProposalId, voter: AccountId) -> Amount;
            fn deposits(&self) -> Amount;
            fn params(&self) -> GovernanceParams;
            fn suite(&self) -> GovernedContracts;
        }
    }
}
