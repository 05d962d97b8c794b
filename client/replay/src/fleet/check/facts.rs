//! Checks of attesters, of regions, and of what nodes state of attestations and pool terms.

use super::problem::{At, Problem};
use crate::fleet::{Fleet, Kind, Node};
use interfaces::attestations::AttestationsParams;
use std::collections::HashSet;

/// Checks the attesters.
pub(super) fn attesters(fleet: &Fleet) -> Result<(), Problem> {
    let longest = AttestationsParams::default().max_epochs;
    let mut names = HashSet::new();
    for (i, attester) in fleet.attesters.iter().enumerate() {
        let (at, name) = (At("attester", Some(i)), &attester.name);
        at.check(
            !name.is_empty() && names.insert(name),
            "name",
            format!("another attester is called `{name}`"),
        )?;
        at.check(!attester.kinds.is_empty(), "kinds", "an attester attests at least one kind")?;
        at.check(
            (2..=longest).contains(&attester.epochs),
            "epochs",
            format!("what is attested holds for 2 to {longest} epochs"),
        )?;
    }
    Ok(())
}

/// Checks the regions.
pub(super) fn regions(fleet: &Fleet) -> Result<(), Problem> {
    let mut cells = HashSet::new();
    for (i, region) in fleet.regions.iter().enumerate() {
        let at = At("region", Some(i));
        at.check(!region.name.is_empty(), "name", "a region has a name")?;
        at.location(region.lat, region.lon)?;
        at.check(region.cell() != 0, "lat", "no H3 cell covers that place")?;
        at.check(cells.insert(region.cell()), "lat", "another region lies in the same zone")?;
    }
    Ok(())
}

/// Checks what is attested of a node, and its pool's terms.
pub(super) fn terms(at: At, node: &Node, fleet: &Fleet) -> Result<(), Problem> {
    let own_key = !node.attested.contains(&Kind::Renewable);
    at.check(own_key, "attested", "`renewable` has a key of its own, because it has a value")?;
    for kind in node.kinds() {
        let key = if kind == Kind::Renewable { "renewable" } else { "attested" };
        let attester = fleet.attester_of(kind).is_some();
        at.check(
            attester,
            key,
            format!("nobody attests `{kind:?}`: no [[attester]] has it among its kinds"),
        )?;
    }
    let listed = node.attested.iter().enumerate().all(|(i, kind)| !node.attested[..i].contains(kind));
    at.check(listed, "attested", "the same kind is listed twice")?;
    let payee = node.commission_to.as_ref().is_none_or(|to| !to.is_empty());
    at.check(payee, "commission_to", "commission is paid out to somebody with a name")
}
