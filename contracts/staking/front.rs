//! Staking's own code: the messages of `messages`, and nothing else. All others run in the annex.

use crate::state::State;
use ink::prelude::vec::Vec;
use ink::selector_id;
use interfaces::staking::{StakingConfig, StakingError};
use kit::front::{encoded, hash, read, selector, Answer, Front};

const BOND: u32 = selector_id!("Staking::bond");
const BOND_FOR: u32 = selector_id!("Staking::bond_for");
const UNBOND: u32 = selector_id!("Staking::unbond");
const CANCEL_UNBOND: u32 = selector_id!("Staking::cancel_unbond");
const WITHDRAW: u32 = selector_id!("Staking::withdraw");
const REBOND: u32 = selector_id!("Staking::rebond");
const DEPOSIT_REWARDS: u32 = selector_id!("Staking::deposit_rewards");
const VOTING_POWER: u32 = selector_id!("Staking::voting_power");
const ANNEX: u32 = selector_id!("Staking::annex");

impl Front for State {
    type Config = StakingConfig;
    type Error = StakingError;

    fn start(config: StakingConfig) -> Result<Self, StakingError> {
        Self::new(config)
    }

    fn annex(&self) -> &[u8; 32] {
        &self.annex
    }

    fn answer(&mut self, mut input: &[u8]) -> Option<Answer> {
        let from = &mut input;
        Some(match selector(from)? {
            BOND => encoded(&self.bond(read(from)?, read(from)?)),
            BOND_FOR => encoded(&self.bond_for(read(from)?, read(from)?, read(from)?)),
            UNBOND => encoded(&self.unbond(read(from)?, read(from)?)),
            CANCEL_UNBOND => encoded(&self.cancel_unbond(read(from)?, read(from)?)),
            WITHDRAW => encoded(&self.withdraw(read(from)?)),
            REBOND => encoded(&self.rebond(read(from)?, read(from)?)),
            DEPOSIT_REWARDS => encoded(&self.deposit_rewards(read(from)?)),
            ANNEX => hash(&self.annex),
            VOTING_POWER => encoded(&self.voting_power(&read(from)?, &read::<Vec<_>>(from)?, read(from)?)),
            _ => return None,
        })
    }
}

kit::entry_points!(State);
