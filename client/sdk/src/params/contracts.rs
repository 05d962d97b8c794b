//! The contracts that have parameters, by name: how they are read, decoded and set.

use crate::chain::{AccountId, Chain};
use crate::message::CallError;
use crate::network::Network;
use crate::suite::Suite;
use interfaces::attestations::AttestationsParams;
use interfaces::governance::GovernanceParams;
use interfaces::market::MarketParams;
use interfaces::metering::MeteringParams;
use interfaces::registry::RegistryParams;
use interfaces::rewards::RewardsParams;
use interfaces::staking::StakingParams;
use scale::{Decode, Encode};
use shared::parameters::Field;
use shared::{Described, Epoch};
use std::convert::Infallible;

/// Parameters of whichever contract.
pub trait Values {
    /// Describes them.
    fn fields(&self) -> Vec<Field>;
    /// Returns one by its name.
    fn get(&self, name: &str) -> Option<u128>;
    /// Sets one by its name. Returns whether there is one, and it can hold the value.
    fn set(&mut self, name: &str, value: u128) -> bool;
    /// Returns whether the contract would accept them.
    fn in_bounds(&self) -> bool;
    /// Encodes them as arguments of `set_params`.
    fn encode(&self) -> Vec<u8>;
}

impl<P: Described + Encode> Values for P {
    fn fields(&self) -> Vec<Field> {
        P::fields()
    }

    fn get(&self, name: &str) -> Option<u128> {
        Described::get(self, name)
    }

    fn set(&mut self, name: &str, value: u128) -> bool {
        Described::set(self, name, value)
    }

    fn in_bounds(&self) -> bool {
        shared::Parameters::in_bounds(self)
    }

    fn encode(&self) -> Vec<u8> {
        Encode::encode(self)
    }
}

/// Parameters in force, and those that are announced with the epoch in which they take effect.
type Standing = (Box<dyn Values>, Option<(Epoch, Box<dyn Values>)>);

fn standing<P: Described + Encode + 'static>(current: P, next: Option<(Epoch, P)>) -> Standing {
    (Box::new(current), next.map(|(epoch, next)| (epoch, Box::new(next) as Box<dyn Values>)))
}

/// `scheduled` parameters take effect with an epoch, `immediate` ones when they are set.
macro_rules! contracts {
    (@next scheduled $net:ident $handle:ident) => { $net.view($handle.next_params())? };
    (@next immediate $net:ident $handle:ident) => { None };
    ($($contract:ident: $schedule:ident $params:ty;)*) => {
        /// Their names, in the order in which they are deployed.
        pub const CONTRACTS: &[&str] = &[$(stringify!($contract)),*];

        /// Describes the parameters of a contract; none if it is not one of [`CONTRACTS`].
        pub fn fields(contract: &str) -> Vec<Field> {
            match contract {
                $(stringify!($contract) => <$params as Described>::fields(),)*
                _ => Vec::new(),
            }
        }

        /// Reads the parameters of one of [`CONTRACTS`].
        pub fn read<C: Chain>(
            net: &mut Network<C>,
            contract: &str,
        ) -> Result<Standing, CallError<Infallible>> {
            match contract {
                $(stringify!($contract) => {
                    let handle = net.suite.$contract();
                    let current: $params = net.view(handle.params())?;
                    Ok(standing(current, contracts!(@next $schedule net handle)))
                })*
                _ => unreachable!("only the names above are read"),
            }
        }

        /// Decodes the arguments of a contract's `set_params` as the contract does, which ignores bytes behind.
        pub fn decode(contract: &str, mut arguments: &[u8]) -> Option<Box<dyn Values>> {
            match contract {
                $(stringify!($contract) => Some(Box::new(<$params>::decode(&mut arguments).ok()?)),)*
                _ => None,
            }
        }

        /// Returns address and selector of `set_params` of one of [`CONTRACTS`].
        pub fn target(suite: &Suite, contract: &str) -> (AccountId, [u8; 4]) {
            match contract {
                $(stringify!($contract) => {
                    let message = suite.$contract().set_params(<$params>::default());
                    (message.callee, message.selector())
                })*
                _ => unreachable!("only the names above are set"),
            }
        }
    };
}

contracts! {
    registry: scheduled RegistryParams;
    market: scheduled MarketParams;
    attestations: scheduled AttestationsParams;
    staking: scheduled StakingParams;
    metering: scheduled MeteringParams;
    rewards: scheduled RewardsParams;
    governance: immediate GovernanceParams;
}
