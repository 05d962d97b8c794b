//! Messages of staking.

use crate::calls::Call;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Deposited, RewardDeposit, StakingError, VotingPower};
use shared::{NodeId, Timestamp};

/// Deposits what was minted for nodes, each in its pool. Only rewards may. Returns where each deposit went.
pub fn deposit_rewards(deposits: &[RewardDeposit]) -> Call<Vec<Deposited>, StakingError> {
    Call::new(ink::selector_bytes!("Staking::deposit_rewards"), deposits)
}

/// Asks for an account's active stake in `pools` and for all active stake, in tokens. Pools that the account
/// took over at `since` or later do not count for it.
pub fn voting_power(
    account: &AccountId,
    pools: &[NodeId],
    since: Timestamp,
) -> Call<VotingPower, StakingError> {
    Call::new(ink::selector_bytes!("Staking::voting_power"), (account, pools, since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::built;
    use ink::codegen::TraitCallBuilder;
    use interfaces::staking::Staking;

    #[test]
    fn calls_are_the_interface_s_own() {
        let a = AccountId::from([7; 32]);
        let mut staking: ink::contract_ref!(Staking, ink::env::DefaultEnvironment) = a.into();
        let deposits =
            [3, 70_000].map(|node| RewardDeposit { node, owner: a, first: 4, amounts: vec![8, 9] });
        let expected = built!(staking.call_mut().deposit_rewards(deposits.to_vec()));
        assert_eq!(deposit_rewards(&deposits).input(), expected);
        let expected = built!(staking.call().voting_power(a, vec![1, 2, 300], 4));
        assert_eq!(voting_power(&a, &[1, 2, 300], 4).input(), expected);
    }
}
