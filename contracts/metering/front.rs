//! Metering's own code: the messages of `messages`, and nothing else. All others run in the annex.

use crate::state::State;
use ink::prelude::vec::Vec;
use ink::selector_id;
use interfaces::metering::{MeteringConfig, MeteringError};
use kit::front::{encoded, hash, read, selector, Answer, Front};

const DEPOSIT: u32 = selector_id!("Metering::deposit");
const WITHDRAW: u32 = selector_id!("Metering::withdraw");
const OPEN: u32 = selector_id!("Metering::open");
const TOP_UP: u32 = selector_id!("Metering::top_up");
const CLOSE: u32 = selector_id!("Metering::close");
const FINALIZE: u32 = selector_id!("Metering::finalize");
const SETTLE: u32 = selector_id!("Metering::settle");
const SETTLE_MANY: u32 = selector_id!("Metering::settle_many");
const WITHDRAW_EARNINGS: u32 = selector_id!("Metering::withdraw_earnings");
const TAKE_USAGE: u32 = selector_id!("Metering::take_usage");
const ANNEX: u32 = selector_id!("Metering::annex");

impl Front for State {
    type Config = MeteringConfig;
    type Error = MeteringError;

    fn start(config: MeteringConfig) -> Result<Self, MeteringError> {
        Self::new(config)
    }

    fn annex(&self) -> &[u8; 32] {
        &self.annex
    }

    fn answer(&mut self, mut input: &[u8]) -> Option<Answer> {
        let from = &mut input;
        Some(match selector(from)? {
            DEPOSIT => encoded(&self.deposit(read(from)?)),
            WITHDRAW => encoded(&self.withdraw(read(from)?)),
            OPEN => encoded(&self.open(read(from)?)),
            TOP_UP => encoded(&self.top_up(read(from)?, read(from)?, read(from)?)),
            CLOSE => encoded(&self.close(read(from)?)),
            FINALIZE => encoded(&self.finalize(read(from)?)),
            SETTLE => encoded(&self.settle(read(from)?, read(from)?)),
            SETTLE_MANY => encoded(&self.settle_many(&read::<Vec<_>>(from)?)),
            WITHDRAW_EARNINGS => encoded(&self.withdraw_earnings(read(from)?)),
            ANNEX => hash(&self.annex),
            TAKE_USAGE => encoded(&self.take_usage(&read::<Vec<_>>(from)?)),
            _ => return None,
        })
    }
}

kit::entry_points!(State);
