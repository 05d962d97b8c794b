//! The market's events.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::market::{Billing, MarketParams};
use shared::{Amount, ClassId, Epoch, NodeId, Units};

/// The contract has a new owner.
#[ink::event]
pub struct OwnershipTransferred {
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// Parameters will change.
#[ink::event]
pub struct ParamsAnnounced {
    /// In force now.
    pub current: MarketParams,
    /// In force from `from_epoch` on.
    pub next: MarketParams,
    /// The next epoch.
    pub from_epoch: Epoch,
}

/// A resource class was added.
#[ink::event]
pub struct ClassRegistered {
    /// Its number.
    pub class_id: ClassId,
    /// Name of the resource and its unit, UTF-8.
    pub name: Vec<u8>,
    /// How it is billed.
    pub billing: Billing,
}

/// An offer was made, changed, withdrawn or delisted. With capacity and burst zero it no longer exists.
#[ink::event]
pub struct OfferSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// What it offers.
    pub class_id: ClassId,
    /// Units that can be reserved at any time.
    pub capacity: Units,
    /// Further units that can be reserved while the zone is past its kink.
    pub burst: Units,
    /// Tokens for one unit, before the zone's multiplier.
    pub price: Amount,
}
