//! Errors of administration, the same in every contract.

use gridshare::contracts::OwnableHandle;
use interfaces::ownable::OwnershipError as E;
use tests::refusals::{refused, Refusals};
use tests::Cast;

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
    let (mut w, cast) = Cast::world();
    for (_, contract) in w.net.suite.owned() {
        w.refuses(cast.stranger, contract.transfer_ownership(cast.stranger), E::NotOwner);
        w.refuses(cast.stranger, contract.accept_ownership(), E::NotPendingOwner);
    }
}
