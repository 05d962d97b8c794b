//! What messages decide before they call another contract; calls cannot be made off-chain.

use crate::staking::Staking;
use ink::env::test::{default_accounts, set_block_timestamp, set_caller, DefaultAccounts};
use ink::env::DefaultEnvironment as Env;
use ink::primitives::AccountId;
use interfaces::ownable::{Ownable, OwnershipError};
use interfaces::staking::{
    Deposited, Penalty, PoolTerms, RewardDeposit, Staking as _, StakingConfig, StakingError, StakingParams,
    StakingPeers, VotingPower, MAX_VOTE_POOLS,
};
use shared::{Amount, Clock, Epoch, NodeId, Shares, DAY_MS, TOKEN};

const CLOCK: Clock = Clock { genesis: 0, epoch_ms: DAY_MS };

pub fn accounts() -> DefaultAccounts<Env> {
    default_accounts::<Env>()
}

pub fn be(account: AccountId) {
    set_caller::<Env>(account);
}

pub fn config() -> StakingConfig {
    StakingConfig {
        clock: CLOCK,
        token: AccountId::from([8; 32]),
        registry: AccountId::from([9; 32]),
        annex: [7; 32],
        params: StakingParams::default(),
    }
}

pub fn earned(node: NodeId, owner: AccountId, first: Epoch, amounts: &[Amount]) -> RewardDeposit {
    RewardDeposit { node, owner, first, amounts: amounts.to_vec() }
}

/// Owned by Alice; rewards is Bob.
pub fn wired() -> Staking {
    be(accounts().alice);
    let mut staking = Staking::new(config()).unwrap();
    staking.wire(StakingPeers { rewards: accounts().bob }).unwrap();
    staking
}

#[ink::test]
fn what_is_out_of_bounds_is_not_instantiated() {
    let clock = Clock { genesis: 0, epoch_ms: 1 };
    assert_eq!(Staking::new(StakingConfig { clock, ..config() }).err(), Some(StakingError::InvalidClock));
    let params = StakingParams { max_leverage: 0, ..Default::default() };
    assert_eq!(
        Staking::new(StakingConfig { params, ..config() }).err(),
        Some(StakingError::ParamOutOfBounds)
    );
}

#[ink::test]
fn the_owner_wires_once() {
    be(accounts().alice);
    let mut staking = Staking::new(config()).unwrap();
    let peers = StakingPeers { rewards: accounts().bob };
    assert_eq!(staking.peers(), None);
    be(accounts().bob);
    assert_eq!(staking.wire(peers), Err(StakingError::NotOwner));
    be(accounts().alice);
    assert_eq!(staking.wire(peers), Ok(()));
    assert_eq!(staking.peers(), Some(peers));
    assert_eq!(staking.wire(peers), Err(StakingError::AlreadyWired));
}

#[ink::test]
fn only_rewards_deposits_rewards() {
    be(accounts().alice);
    let mut staking = Staking::new(config()).unwrap();
    let nobody = AccountId::from([0; 32]);
    be(nobody);
    let deposits = vec![earned(0, nobody, 0, &[1])];
    assert_eq!(staking.deposit_rewards(deposits.clone()), Err(StakingError::NotPeer), "not wired");
    let mut staking = wired();
    assert_eq!(staking.deposit_rewards(deposits), Err(StakingError::NotPeer));
    assert_eq!(staking.deposit_rewards(vec![]), Err(StakingError::NotPeer));
}

#[ink::test]
fn the_owner_names_and_dismisses_slashers() {
    let mut staking = wired();
    let (alice, charlie) = (accounts().alice, accounts().charlie);
    let penalty = Penalty { fraction: 1, jail_ms: 0, reporter: None };
    be(charlie);
    assert_eq!(staking.set_slasher(charlie, true), Err(StakingError::NotOwner));
    assert_eq!(staking.slash(0, penalty), Err(StakingError::NotSlasher));
    be(alice);
    staking.set_slasher(charlie, true).unwrap();
    assert!(staking.is_slasher(charlie) && !staking.is_slasher(alice));
    assert_eq!(staking.slash(0, penalty), Err(StakingError::NotSlasher), "the owner is none");
    be(charlie);
    assert_eq!(staking.slash(0, penalty), Err(StakingError::NoPool));
    be(alice);
    staking.set_slasher(charlie, false).unwrap();
    assert!(!staking.is_slasher(charlie));
}

#[ink::test]
fn rewards_without_a_pool_are_the_owners() {
    let mut staking = wired();
    let owner = accounts().charlie;
    be(accounts().bob);
    let other = accounts().django;
    let both = vec![earned(3, owner, 5, &[40, 0, 2]), earned(4, owner, 5, &[8]), earned(5, other, 5, &[7])];
    let owed = |unallocated| Deposited { commission: 0, unallocated };
    assert_eq!(staking.deposit_rewards(both), Ok(vec![owed(42), owed(8), owed(7)]));
    assert_eq!(staking.deposit_rewards(vec![earned(4, owner, 6, &[])]), Ok(vec![owed(0)]));
    staking.deposit_rewards(vec![]).unwrap();
    assert_eq!((staking.payout(owner), staking.payout(other)), (50, 7));
    assert_eq!((staking.total_active(), staking.pool(3)), (0, None));
    assert_eq!(staking.claim_payout(), Err(StakingError::NothingToClaim));
    let too_much = vec![earned(3, owner, 7, &[u128::MAX])];
    assert_eq!(staking.deposit_rewards(too_much), Err(StakingError::Arithmetic));
}

#[ink::test]
fn parameters_change_with_the_next_epoch() {
    let mut staking = wired();
    let next = StakingParams { max_leverage: 8, ..Default::default() };
    be(accounts().bob);
    assert_eq!(staking.set_params(next.clone()), Err(StakingError::NotOwner));
    be(accounts().alice);
    let bad = StakingParams { thaw_ms: 0, ..Default::default() };
    assert_eq!(staking.set_params(bad), Err(StakingError::ParamOutOfBounds));
    set_block_timestamp::<Env>(DAY_MS);
    staking.set_params(next.clone()).unwrap();
    assert_eq!(staking.params(), StakingParams::default());
    set_block_timestamp::<Env>(2 * DAY_MS);
    assert_eq!(staking.params(), next);
}

#[ink::test]
fn without_a_pool_there_is_nothing_to_do() {
    let mut staking = wired();
    assert_eq!(staking.bond(0, 0), Err(StakingError::ZeroAmount));
    assert_eq!(staking.bond_for(0, accounts().bob, 1), Err(StakingError::NoPool), "only the owner opens it");
    assert_eq!(staking.unbond(0, Shares(1)), Err(StakingError::NoPool));
    assert_eq!(staking.cancel_unbond(0, 0), Err(StakingError::NoPool));
    assert_eq!(staking.withdraw(0), Err(StakingError::NoPool));
    assert_eq!(staking.rebond(0, 1), Err(StakingError::NoPool));
    assert_eq!(staking.rebond(1, 1), Err(StakingError::InvalidPools));
    assert_eq!(staking.sync(0), Err(StakingError::NoPool));
    assert_eq!(staking.set_commission(0, 1), Err(StakingError::NoPool));
    assert_eq!(staking.set_terms(0, PoolTerms::default()), Err(StakingError::NoPool));
    assert_eq!(staking.unjail(0), Err(StakingError::NoPool));
    assert_eq!(staking.accept_node_transfer(0), Err(StakingError::NotNodeOwner), "nobody offered it");
    assert_eq!(staking.pending_node_owner(0), None);
    assert_eq!(staking.position(0, accounts().alice), None);
}

#[ink::test]
fn pools_of_a_vote_ascend() {
    let staking = wired();
    let alice = accounts().alice;
    let most: Vec<u32> = (0..).take(MAX_VOTE_POOLS).collect();
    for pools in [vec![], vec![7], most.clone()] {
        assert_eq!(staking.voting_power(alice, pools, 0), Ok(VotingPower { votes: 0, total: 0 }));
    }
    let too_many = [most, vec![99]].concat();
    for pools in [vec![1, 1], vec![2, 1], too_many] {
        assert_eq!(staking.voting_power(alice, pools, 0), Err(StakingError::InvalidPools));
    }
}

#[ink::test]
fn ownership_moves_when_accepted() {
    let mut staking = wired();
    let (alice, bob) = (accounts().alice, accounts().bob);
    staking.transfer_ownership(bob).unwrap();
    assert_eq!((staking.owner(), staking.pending_owner()), (alice, Some(bob)));
    assert_eq!(staking.accept_ownership(), Err(OwnershipError::NotPendingOwner));
    be(bob);
    staking.accept_ownership().unwrap();
    assert_eq!((staking.owner(), staking.pending_owner()), (bob, None));
    be(alice);
    assert_eq!(staking.transfer_ownership(alice), Err(OwnershipError::NotOwner));
}

#[ink::test]
fn views_tell_what_was_configured() {
    let staking = wired();
    assert_eq!(staking.clock(), CLOCK);
    assert_eq!(staking.params().min_owner_bond, 100 * TOKEN);
}
