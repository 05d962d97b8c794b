//! Nodes for a lease: which fit at which price, and why others do not.

mod show;
mod wanted;

pub use show::run;
pub use wanted::Wanted;

use super::classes::class_of;
use crate::context::Context;
use crate::failure::Failure;
use gridshare_sdk::words::{count, part, show_cell, show_country};
use interfaces::attestations::{Attested, Kind};
use interfaces::market::{Constraints, MarketError, Offer};
use interfaces::registry::{NodeStatus, MAX_VIEW};
use shared::{Amount, ClassId, Epoch, NodeId, Units};
use std::collections::BTreeSet;

/// A node that offers the class.
#[derive(Clone, Debug)]
pub struct Found {
    /// The node.
    pub node: NodeId,
    /// How it stands.
    pub status: NodeStatus,
    /// The stake that counts for it in the running epoch.
    pub stake: Amount,
    /// What is attested of it.
    pub attested: Attested,
    /// What it offers.
    pub offer: Offer,
    /// The price of one unit now; none if fewer units are left.
    pub price: Option<Amount>,
}

/// The nodes that offer a class.
pub struct Search {
    /// The class.
    pub class_id: ClassId,
    /// Those that fit, cheapest first.
    pub fit: Vec<Found>,
    /// The others, and why they do not fit.
    pub others: Vec<(Found, Vec<String>)>,
    /// How many nodes do not offer the class.
    pub not_offering: usize,
}

/// Looks at all nodes, or only at those of `only` if there are any.
///
/// # Errors
/// When the chain cannot be asked, or there is no such class.
pub fn search(ctx: &mut Context, wanted: &Wanted, only: &[NodeId]) -> anyhow::Result<Search> {
    let (class_id, _) = class_of(ctx, &wanted.class)?;
    let epoch = ctx.epoch()?;
    let limits = wanted.constraints(wanted.max_price.map_or(Amount::MAX, |price| price.0));
    let mut search = Search { class_id, fit: Vec::new(), others: Vec::new(), not_offering: 0 };
    for (node, status) in nodes(ctx, only)? {
        let Some(found) = look_at(ctx, node, status, class_id, wanted.units.0)? else {
            search.not_offering += 1;
            continue;
        };
        let why = misfits(&found, wanted.units.0, &limits, epoch, &|amount| ctx.tokens(amount));
        match why.is_empty() {
            true => search.fit.push(found),
            false => search.others.push((found, why)),
        }
    }
    // The market picks the cheapest one, and the lower number among equals.
    search.fit.sort_by_key(|found| (found.price, found.node));
    Ok(search)
}

/// Returns how nodes stand: all of them, or only those of `only` if there are any.
fn nodes(ctx: &mut Context, only: &[NodeId]) -> anyhow::Result<Vec<(NodeId, NodeStatus)>> {
    let registry = ctx.suite().registry();
    let mut nodes = Vec::new();
    // Each once: the market wants no candidate twice.
    for node in only.iter().collect::<BTreeSet<_>>() {
        let [(_, _, status)] = ctx.view(registry.nodes(*node, 1))?[..] else {
            let next = "see which there are: gridshare node list";
            return Err(Failure::usage(format!("there is no node {node}"), next).into());
        };
        nodes.push((*node, status));
    }
    let mut from = 0;
    while only.is_empty() {
        let page = ctx.view(registry.nodes(from, MAX_VIEW))?;
        let Some((last, _, _)) = page.last() else { break };
        from = last + 1;
        nodes.extend(page.into_iter().map(|(node, _, status)| (node, status)));
    }
    Ok(nodes)
}

fn look_at(
    ctx: &mut Context,
    node: NodeId,
    status: NodeStatus,
    class_id: ClassId,
    units: Units,
) -> anyhow::Result<Option<Found>> {
    let (market, registry) = (ctx.suite().market(), ctx.suite().registry());
    let Some(offer) = ctx.view(market.offer(node, class_id))? else { return Ok(None) };
    let Some(liveness) = ctx.view(registry.liveness(node))? else { return Ok(None) };
    let quote: Result<Amount, MarketError> = ctx.view(market.quote(node, class_id, units))?;
    let (stake, attested) = (liveness.stake, liveness.attested);
    Ok(Some(Found { node, status, stake, attested, offer, price: quote.ok() }))
}

/// Returns why a node does not fit, each reason in a few words; none if it does.
fn misfits(
    found: &Found,
    units: Units,
    limits: &Constraints,
    epoch: Epoch,
    tokens: &dyn Fn(Amount) -> String,
) -> Vec<String> {
    let mut why: Vec<String> = status(found.status).map(str::to_owned).into_iter().collect();
    match found.price {
        None => why.push(match free(&found.offer) {
            0 => "nothing is left".to_owned(),
            // With burst capacity, as many are left as are asked for, but not yet.
            left if left >= units => format!("{} left, burst only in a busy zone", count(left)),
            left => format!("only {} left", count(left)),
        }),
        Some(price) if price > limits.max_price => why.push(format!("asks {} a unit", tokens(price))),
        Some(_) => {}
    }
    if found.stake < limits.min_stake {
        why.push(format!("stake {}", tokens(found.stake)));
    }
    if limits.country.is_some_and(|country| country != found.offer.country) {
        why.push(format!("in {}", show_country(found.offer.country)));
    }
    if limits.zone.is_some_and(|zone| zone != found.offer.zone) {
        why.push(format!("in zone {}", show_cell(found.offer.zone)));
    }
    for kind in Kind::ALL {
        let least = if kind == Kind::Renewable { limits.min_renewable } else { 0 };
        if limits.attested & kind.bit() == 0 && least == 0 {
            continue;
        }
        match fact(&found.attested, kind, epoch) {
            None => why.push(format!("{} not attested", name(kind))),
            Some(value) if value < least => why.push(format!("{} renewable", part(value))),
            Some(_) => {}
        }
    }
    why
}

/// Returns what keeps a node of this status from being leased.
fn status(status: NodeStatus) -> Option<&'static str> {
    match status {
        NodeStatus::Active => None,
        NodeStatus::Retired => Some("retired"),
        NodeStatus::Jailed => Some("jailed"),
        NodeStatus::Unbonded => Some("stake does not count"),
        NodeStatus::Maintenance => Some("in maintenance"),
        NodeStatus::Offline => Some("offline"),
    }
}

/// Returns the units of an offer that are not leased, burst included.
fn free(offer: &Offer) -> Units {
    (offer.capacity + offer.burst).saturating_sub(offer.committed)
}

/// Returns what is attested in a kind, if anything is that still holds.
fn fact(attested: &Attested, kind: Kind, epoch: Epoch) -> Option<u16> {
    let fact = attested.facts[kind.index()];
    (epoch < fact.until).then_some(fact.value)
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Hardware => "hardware",
        Kind::Renewable => "renewable share",
        Kind::Jurisdiction => "jurisdiction",
        Kind::Identity => "identity",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::attestations::Fact;

    const ZONE: u64 = 0x0822_837f_ffff_ffff;

    fn found() -> Found {
        let offer = Offer { capacity: 100, burst: 20, committed: 90, price: 5, zone: ZONE, country: 276 };
        let (attested, status) = (Attested::default(), NodeStatus::Active);
        Found { node: 3, status, stake: 500, attested, offer, price: Some(5) }
    }

    fn why(found: &Found, units: Units, limits: &Constraints) -> String {
        misfits(found, units, limits, 10, &|amount| format!("{amount} T")).join(", ")
    }

    #[test]
    fn a_node_fits_what_asks_for_nothing_else() {
        assert_eq!(why(&found(), 10, &Constraints::up_to(5)), "");
    }

    #[test]
    fn every_limit_has_its_words() {
        let all = |limits: Constraints| why(&found(), 10, &limits);
        let any = Constraints::up_to(5);
        assert_eq!(all(Constraints::up_to(4)), "asks 5 T a unit");
        assert_eq!(all(Constraints { min_stake: 501, ..any.clone() }), "stake 500 T");
        assert_eq!(all(Constraints { country: Some(250), ..any.clone() }), "in DE");
        assert_eq!(all(Constraints { zone: Some(1), ..any.clone() }), "in zone 822837fffffffff");
        assert_eq!(all(Constraints { min_renewable: 1, ..any.clone() }), "renewable share not attested");
        assert_eq!(
            all(Constraints { attested: 1 | 8, ..any }),
            "hardware not attested, identity not attested"
        );
    }

    #[test]
    fn what_is_attested_holds_until_its_epoch() {
        let mut node = found();
        node.attested.facts[Kind::Renewable.index()] = Fact { value: 4_000, until: 11 };
        let limits = Constraints { min_renewable: 5_000, ..Constraints::up_to(5) };
        assert!(why(&node, 10, &limits).starts_with("40"));
        assert_eq!(why(&node, 10, &Constraints { min_renewable: 4_000, ..limits.clone() }), "");
        node.attested.facts[Kind::Renewable.index()].until = 10;
        assert_eq!(why(&node, 10, &limits), "renewable share not attested");
    }

    #[test]
    fn too_little_is_left() {
        let mut node = Found { price: None, status: NodeStatus::Offline, ..found() };
        assert_eq!(why(&node, 31, &Constraints::up_to(5)), "offline, only 30 left");
        assert_eq!(why(&node, 20, &Constraints::up_to(5)), "offline, 30 left, burst only in a busy zone");
        node.offer.committed = 120;
        assert_eq!(why(&node, 1, &Constraints::up_to(5)), "offline, nothing is left");
    }
}
