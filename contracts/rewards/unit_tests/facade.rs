//! What rewards' messages decide before they call anybody; calls cannot be made off-chain.

use crate::rewards::Rewards;
use ink::env::test::{default_accounts, set_block_timestamp, set_caller, DefaultAccounts};
use ink::env::DefaultEnvironment as Env;
use ink::primitives::AccountId;
use interfaces::ownable::{Ownable, OwnershipError};
use interfaces::rewards::{
    Emission, EmissionSchedule, Rewards as _, RewardsConfig, RewardsError, RewardsParams, MAX_BURN_REBATE,
};
use shared::limits::{MAX_CLAIM_EPOCHS, MAX_CLAIM_NODES, MAX_CLAIM_SHARES};
use shared::{Clock, DAY_MS};

fn accounts() -> DefaultAccounts<Env> {
    default_accounts::<Env>()
}

fn config() -> RewardsConfig {
    RewardsConfig {
        clock: Clock { genesis: 0, epoch_ms: DAY_MS },
        token: AccountId::from([5; 32]),
        registry: AccountId::from([6; 32]),
        metering: AccountId::from([7; 32]),
        staking: AccountId::from([8; 32]),
        schedule: EmissionSchedule { initial: 1_000, halving_epochs: 10, availability: 6_000 },
        params: RewardsParams::default(),
    }
}

/// Owned by Alice.
fn rewards() -> Rewards {
    set_caller::<Env>(accounts().alice);
    Rewards::new(config()).unwrap()
}

#[ink::test]
fn what_is_out_of_bounds_is_not_instantiated() {
    let clock = Clock { genesis: 0, epoch_ms: 1 };
    assert_eq!(Rewards::new(RewardsConfig { clock, ..config() }).err(), Some(RewardsError::InvalidClock));
    let params = RewardsParams { max_burn_rebate: MAX_BURN_REBATE + 1 };
    assert_eq!(
        Rewards::new(RewardsConfig { params, ..config() }).err(),
        Some(RewardsError::ParamOutOfBounds)
    );
    let schedule = EmissionSchedule { halving_epochs: 0, ..Default::default() };
    assert_eq!(
        Rewards::new(RewardsConfig { schedule, ..config() }).err(),
        Some(RewardsError::ParamOutOfBounds)
    );
}

#[ink::test]
fn a_claim_is_for_1_to_32_epochs() {
    let mut rewards = rewards();
    for count in [0, MAX_CLAIM_EPOCHS + 1, u32::MAX] {
        assert_eq!(rewards.claim(0, count), Err(RewardsError::InvalidCount));
    }
    assert_eq!(rewards.minted(), 0);
}

#[ink::test]
fn a_claim_for_many_is_bounded() {
    let mut rewards = rewards();
    for count in [0, MAX_CLAIM_EPOCHS + 1, u32::MAX] {
        assert_eq!(rewards.claim_many(vec![0, 1], count), Err(RewardsError::InvalidCount));
    }
    let nodes = |n: u32| (0..n).collect::<Vec<_>>();
    for (n, count) in
        [(0, 1), (MAX_CLAIM_NODES + 1, 1), (MAX_CLAIM_NODES, MAX_CLAIM_SHARES / MAX_CLAIM_NODES + 1)]
    {
        assert_eq!(rewards.claim_many(nodes(n), count), Err(RewardsError::InvalidBatch), "{n} × {count}");
    }
    assert_eq!(rewards.minted(), 0);
}

#[ink::test]
fn parameters_change_with_the_next_epoch() {
    let mut rewards = rewards();
    let next = RewardsParams { max_burn_rebate: 5_000 };
    set_caller::<Env>(accounts().bob);
    assert_eq!(rewards.set_params(next.clone()), Err(RewardsError::NotOwner));
    set_caller::<Env>(accounts().alice);
    let bad = RewardsParams { max_burn_rebate: MAX_BURN_REBATE + 1 };
    assert_eq!(rewards.set_params(bad), Err(RewardsError::ParamOutOfBounds));
    rewards.set_params(next.clone()).unwrap();
    assert_eq!(rewards.params(), RewardsParams::default());
    set_block_timestamp::<Env>(DAY_MS);
    assert_eq!(rewards.params(), next);
}

#[ink::test]
fn views_tell_what_was_configured() {
    let rewards = rewards();
    assert_eq!(rewards.schedule(), config().schedule);
    assert_eq!(rewards.clock(), config().clock);
    assert_eq!(rewards.emission(10), Emission { availability: 300, usage: 200 });
}

#[ink::test]
fn ownership_moves_when_accepted() {
    let mut rewards = rewards();
    let (alice, bob) = (accounts().alice, accounts().bob);
    rewards.transfer_ownership(bob).unwrap();
    assert_eq!((rewards.owner(), rewards.pending_owner()), (alice, Some(bob)));
    assert_eq!(rewards.accept_ownership(), Err(OwnershipError::NotPendingOwner));
    set_caller::<Env>(bob);
    rewards.accept_ownership().unwrap();
    assert_eq!((rewards.owner(), rewards.pending_owner()), (bob, None));
    set_caller::<Env>(alice);
    assert_eq!(rewards.transfer_ownership(alice), Err(OwnershipError::NotOwner));
}
