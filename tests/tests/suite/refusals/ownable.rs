//! Errors of administration, the same in every contract.

use gridshare_sdk::OwnableHandle;
use interfaces::ownable::OwnershipError as E;
use tests::refusals::{refused, Refusals};
use tests::BusyNetwork;

#[test]
fn every_error_of_administration_is_provoked() {
    Refusals {
        interface: Some("ownable.rs"),
        table: vec![
            refused("transfer_ownership", E::NotOwner, |w, c| {
                w.refused(c.stranger, OwnableHandle::at(w.net.suite.token).transfer_ownership(c.stranger))
            }),
            refused("accept_ownership", E::NotPendingOwner, |w, c| {
                w.refused(c.stranger, OwnableHandle::at(w.net.suite.token).accept_ownership())
            }),
        ],
        unreachable: &[],
        unreachable_at: &[],
    }
    .check();
    let (mut w, busy) = BusyNetwork::start();
    for (_, contract) in w.net.suite.owned() {
        w.refuses(busy.stranger, contract.transfer_ownership(busy.stranger), E::NotOwner);
        w.refuses(busy.stranger, contract.accept_ownership(), E::NotPendingOwner);
    }
}
