//! The messages that stakers and other contracts send day by day: bonds and unbonds, rewards, votes. They are all that
//! staking's own code has (see [`crate::front`]).

use crate::config::{Config, Peer};
use crate::earnings::Earnings;
use crate::holder::Holder;
use crate::pool_update::{self, PoolUpdate};
use crate::state::{caller, context, read_pool, State};
use crate::store::{Dues, Store};
use crate::{events, views};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Deposited, RewardDeposit, StakingError, VotingPower};
use kit::emit;
use kit::peers::token;
use shared::{Amount, NodeId, Shares, Timestamp};

/// Stakers.
impl State {
    /// `Staking::bond`.
    ///
    /// # Errors
    /// As the message's.
    pub fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError> {
        self.bond_for(node, caller(), amount)
    }

    /// `Staking::bond_for`.
    ///
    /// # Errors
    /// As the message's.
    #[inline(never)]
    pub fn bond_for(&mut self, node: NodeId, account: AccountId, amount: Amount) -> Result<(), StakingError> {
        let (payer, mut holder) = (caller(), Holder::new(account));
        let update = write_bond(&self.config, &mut self.store, &payer, node, &mut holder, amount)?;
        token::transfer_from(&payer, &ink::env::account_id::<DefaultEnvironment>(), amount)
            .or(self.config.peer(Peer::Token), StakingError::TransferFailed)?;
        update.notify_registry_of_bond()?;
        emit(node, events::Bonded { node, account, amount });
        Ok(())
    }

    /// `Staking::unbond`.
    ///
    /// # Errors
    /// As the message's.
    pub fn unbond(&mut self, node: NodeId, shares: Shares) -> Result<Amount, StakingError> {
        let account = caller();
        let mut holder = Holder::new(account);
        let mut update = read_pool(&self.config, &self.store, node)?;
        let amount = update.unbond(&mut self.store, &mut holder, shares)?;
        holder.write(&mut self.store);
        update.notify_registry_of_change()?;
        let ready_at = update.context.ready_at();
        emit(node, events::Unbonded { node, account, shares, amount, ready_at });
        Ok(amount)
    }

    /// `Staking::cancel_unbond`.
    ///
    /// # Errors
    /// As the message's.
    pub fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
        let account = caller();
        let mut holder = Holder::new(account);
        let mut update = read_pool(&self.config, &self.store, node)?;
        let amount = update.cancel_unbond(&mut self.store, &mut holder, index)?;
        holder.write(&mut self.store);
        update.notify_registry_of_bond()?;
        emit(node, events::UnbondCancelled { node, account, amount });
        Ok(amount)
    }

    /// `Staking::withdraw`.
    ///
    /// # Errors
    /// As the message's.
    pub fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
        let account = caller();
        let mut holder = Holder::new(account);
        let mut update = read_pool(&self.config, &self.store, node)?;
        let amount = update.withdraw(&mut self.store, &mut holder)?;
        holder.write(&mut self.store);
        if amount > 0 {
            self.pay(&account, amount)?;
        }
        update.notify_registry_of_change()?;
        emit(node, events::Withdrawn { node, account, amount });
        Ok(amount)
    }

    /// `Staking::rebond`.
    ///
    /// # Errors
    /// As the message's.
    pub fn rebond(&mut self, from: NodeId, to: NodeId) -> Result<Amount, StakingError> {
        if from == to {
            return Err(StakingError::InvalidPools);
        }
        let account = caller();
        let mut holder = Holder::new(account);
        let mut left = read_pool(&self.config, &self.store, from)?;
        let amount = left.withdraw(&mut self.store, &mut holder)?;
        let joined = write_bond(&self.config, &mut self.store, &account, to, &mut holder, amount)?;
        left.notify_registry_of_change()?;
        joined.notify_registry_of_bond()?;
        emit(from, events::Withdrawn { node: from, account, amount });
        emit(to, events::Bonded { node: to, account, amount });
        Ok(amount)
    }
}

/// Wired contracts and views.
impl State {
    /// `Staking::deposit_rewards`.
    ///
    /// # Errors
    /// As the message's.
    pub fn deposit_rewards(&mut self, deposits: Vec<RewardDeposit>) -> Result<Vec<Deposited>, StakingError> {
        self.config.ensure(Peer::Rewards, &caller())?;
        let mut dues = Dues::default();
        let mut deposited = Vec::with_capacity(deposits.len());
        for deposit in &deposits {
            let earnings = pool_update::deposit(&mut self.store, deposit, &mut dues)?;
            let Earnings { commission, unallocated, .. } = earnings;
            deposited.push(Deposited { commission, unallocated });
        }
        self.store.owe_all(&dues)?;
        Ok(deposited)
    }

    /// `Staking::voting_power`.
    ///
    /// # Errors
    /// As the message's.
    pub fn voting_power(
        &self,
        account: &AccountId,
        pools: &[NodeId],
        since: Timestamp,
    ) -> Result<VotingPower, StakingError> {
        views::voting_power(&self.store, account, pools, since)
    }
}

/// Bonds tokens that `payer` has for a holder. Writes the pool, the position and the holder. An account that pays for
/// itself opens the pool of a node that it owns.
#[inline(never)]
fn write_bond<'a>(
    config: &'a Config,
    store: &mut Store,
    payer: &AccountId,
    node: NodeId,
    holder: &mut Holder,
    amount: Amount,
) -> Result<PoolUpdate<'a>, StakingError> {
    if amount == 0 {
        return Err(StakingError::ZeroAmount);
    }
    let opener = (*payer == holder.account).then_some(payer);
    let mut update = PoolUpdate::new(store, context(config), node, opener)?;
    update.bond(store, holder, amount)?;
    holder.write(store);
    Ok(update)
}
