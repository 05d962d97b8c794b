//! Tests of the longer rules, and of the messages that metering's own code has.

mod front;
mod leases;
mod node_pages;
mod settlement;
mod store;
mod usage;

use interfaces::metering::Leg;
use shared::{Amount, LeaseId};

/// A leg of which nothing was paid yet.
fn leg(lease: LeaseId, price: Amount, deposit: Amount) -> Leg {
    Leg { lease, session_key: [7; 32], generation: 0, price, paid_units: 0, deposit }
}
