//! The store, with the rules, against a plain model: a list of leases, from which everything else is counted
//! anew each time.

use crate::reservation::Selection;
use crate::store::Store;
use crate::zones::Conditions;
use ink::env::test::run_test;
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use interfaces::market::{Grant, MarketError, MarketParams, OfferTerms, Zone};
use proptest::prelude::*;
use shared::{Amount, Cell, ClassId, NodeId, Units};
use std::collections::{BTreeMap, BTreeSet};

/// Nodes of three pages.
const NODES: [NodeId; 8] = [0, 1, 5, 31, 32, 33, 63, 64];
const ZONES: Cell = 3;
const CLASSES: ClassId = 2;

/// Returns the zone of a node.
fn zone_of(node: NodeId) -> Cell {
    Cell::from(node) % ZONES
}

/// Returns the owner of a node. Some have two, in different zones.
fn owner_of(node: NodeId) -> AccountId {
    AccountId::from([node.to_le_bytes()[0] / 2; 32])
}

/// A step of a test.
#[derive(Clone, Debug)]
enum Step {
    Set(NodeId, ClassId, OfferTerms),
    Delist(NodeId, ClassId),
    Withdraw(NodeId),
    Reserve {
        class_id: ClassId,
        units: Units,
        legs: u8,
        nodes: Vec<NodeId>,
        max_price: Amount,
        owners: bool,
    },
    /// The lease with this index, modulo their number.
    Release(usize),
}

/// Offers and leases, and nothing that follows from them.
#[derive(Clone, Debug, Default)]
struct Model {
    offers: BTreeMap<(NodeId, ClassId), OfferTerms>,
    /// Offers that were made and neither withdrawn nor retired, though perhaps delisted.
    listed: BTreeSet<(NodeId, ClassId)>,
    leases: Vec<(NodeId, ClassId, Units)>,
}

impl Model {
    fn committed(&self, node: NodeId, class_id: ClassId) -> Units {
        self.leases.iter().filter(|l| (l.0, l.1) == (node, class_id)).map(|l| l.2).sum()
    }

    fn zone(&self, class_id: ClassId, cell: Cell) -> Zone {
        let there = |key: &NodeId, of: &ClassId| zone_of(*key) == cell && *of == class_id;
        let offers = || self.offers.iter().filter(|((node, of), _)| there(node, of)).map(|(_, terms)| terms);
        Zone {
            capacity: offers().map(|terms| terms.capacity).sum(),
            burst: offers().map(|terms| terms.burst).sum(),
            committed: self.leases.iter().filter(|(node, of, _)| there(node, of)).map(|l| l.2).sum(),
        }
    }

    /// Returns the price of one unit of a leg of `units`, by the definition: the least multiplier in basis
    /// points that is not below the line from the kink to full use, at the least use in basis points that is
    /// not below what it is with the leg.
    fn price(&self, node: NodeId, class_id: ClassId, units: Units, params: &MarketParams) -> Option<Amount> {
        let terms = self.offers.get(&(node, class_id))?;
        let zone = self.zone(class_id, zone_of(node));
        let (capacity, committed) = (zone.capacity, zone.committed + units);
        let used = (0..10_000).find(|used| used * capacity >= 10_000 * committed).unwrap_or(10_000);
        let (kink, max) = (u128::from(params.kink), u128::from(params.max_multiplier));
        let is_above_line = |m: &u128| (m - 10_000) * (10_000 - kink) >= (used - kink) * (max - 10_000);
        let multiplier = if used <= kink { 10_000 } else { (10_000..=max).find(is_above_line)? };
        let limit = terms.capacity + if used > kink { terms.burst } else { 0 };
        let fits = self.committed(node, class_id) + units <= limit;
        fits.then(|| (terms.price * multiplier + 9_999) / 10_000)
    }

    /// Grants all legs, each at the prices that the ones before left, or none.
    fn reserve(&mut self, step: &Step, params: &MarketParams) -> Option<Vec<Grant>> {
        let Step::Reserve { class_id, units, legs, nodes, max_price, owners } = step else { return None };
        let mut after = self.clone();
        let mut grants: Vec<Grant> = Vec::new();
        for _ in 0..*legs {
            let is_free = |node: &&NodeId| {
                grants.iter().all(|g| g.node != **node && !(*owners && owner_of(g.node) == owner_of(**node)))
            };
            let priced = |node: &NodeId| Some((after.price(*node, *class_id, *units, params)?, *node));
            let mut offers: Vec<_> = nodes.iter().filter(is_free).filter_map(priced).collect();
            offers.retain(|(price, _)| price <= max_price);
            offers.sort_unstable();
            let (price, node) = *offers.first()?;
            after.leases.push((node, *class_id, *units));
            grants.push(Grant { node, price });
        }
        *self = after;
        Some(grants)
    }

    /// Takes a step with the model and the store, and checks that both return the same.
    fn step(&mut self, store: &mut Store, step: &Step, params: &MarketParams) {
        match step {
            Step::Set(node, class_id, terms) => {
                let limit = terms.capacity + terms.burst;
                let done = store.set_offer(*node, *class_id, (zone_of(*node), 1), terms);
                let changed = done.as_ref().is_ok_and(Option::is_some);
                let done = done.map(|_| ());
                let expected = if limit > 0 && terms.price == 0 {
                    Err(MarketError::ZeroPrice)
                } else if limit < self.committed(*node, *class_id) {
                    Err(MarketError::BelowCommitted)
                } else {
                    Ok(())
                };
                assert_eq!(done, expected);
                if limit == 0 && done.is_ok() {
                    self.offers.remove(&(*node, *class_id));
                    assert_eq!(self.listed.remove(&(*node, *class_id)), changed);
                } else if done.is_ok() {
                    self.offers.insert((*node, *class_id), *terms);
                    self.listed.insert((*node, *class_id));
                    assert!(changed);
                }
            }
            Step::Delist(node, class_id) => {
                let committed = self.committed(*node, *class_id);
                let done = store.delist_offer(*node, *class_id);
                let Some(terms) = self.offers.get_mut(&(*node, *class_id)) else {
                    assert_eq!(done, Err(MarketError::UnknownOffer));
                    return;
                };
                terms.capacity = terms.capacity.min(committed);
                terms.burst = committed - terms.capacity;
                assert_eq!(
                    done.map(|offer| (offer.capacity, offer.burst)),
                    Ok((terms.capacity, terms.burst))
                );
                if committed == 0 {
                    self.offers.remove(&(*node, *class_id));
                }
            }
            Step::Withdraw(node) => {
                if self.leases.iter().any(|lease| lease.0 == *node) {
                    // A message that fails undoes what it wrote; here nothing undoes it.
                    return;
                }
                let withdrawn = store.withdraw_all(*node).unwrap();
                let before = self.listed.len();
                self.offers.retain(|(of, _), _| of != node);
                self.listed.retain(|(of, _)| of != node);
                assert_eq!(withdrawn.len(), before - self.listed.len());
                assert!(withdrawn.iter().all(|(_, offer)| offer.capacity + offer.burst == 0));
            }
            Step::Reserve { class_id, units, legs, nodes, max_price, owners } => {
                let whose: Vec<_> = nodes.iter().map(|node| owner_of(*node)).collect();
                let mut selection = Selection::new(*units, params);
                let (offers, pages) = store.offers_of(nodes, *class_id, |_| true);
                let numbers: BTreeSet<_> = nodes.iter().map(|node| node / 32).collect();
                assert_eq!(pages.len(), numbers.len(), "each page is read once");
                for (node, offer) in offers {
                    let owner = owners.then_some(&whose[nodes.iter().position(|n| *n == node).unwrap()]);
                    selection.add(node, offer, owner, |cell| store.zone(*class_id, cell));
                }
                let quotes: Vec<_> =
                    nodes.iter().map(|n| quote(store, *n, *class_id, *units, params)).collect();
                let grants = selection.grant(*legs, *max_price).ok();
                if grants.is_some() {
                    store.commit(*class_id, pages, &selection);
                }
                if let Some(first) = grants.as_ref().and_then(|grants| grants.first()) {
                    let cheapest =
                        nodes.iter().zip(&quotes).filter_map(|(node, q)| Some(((*q)?, *node))).min();
                    assert_eq!(cheapest, Some((first.price, first.node)), "it costs what was quoted");
                }
                assert_eq!(grants, self.reserve(step, params));
            }
            Step::Release(at) => {
                if self.leases.is_empty() {
                    return;
                }
                let (node, class_id, units) = self.leases.swap_remove(at % self.leases.len());
                assert_eq!(store.release(node, class_id, units), Ok(()));
            }
        }
    }

    /// Checks that everything that the store returns follows from the model.
    fn check(&self, store: &Store) {
        for class_id in 0..CLASSES {
            for cell in 0..ZONES {
                let zone = store.zone(class_id, cell);
                assert_eq!(zone, self.zone(class_id, cell));
                assert!(zone.committed <= zone.capacity + zone.burst);
            }
            for node in NODES {
                let found = store.offer(node, class_id);
                let listed = self.listed.contains(&(node, class_id));
                assert_eq!(store.classes_of(node).contains(&class_id), listed);
                assert!(listed || found.is_none());
                let found = found.map(|o| ((o.capacity, o.burst, o.price), o.committed, o.zone));
                let terms = self.offers.get(&(node, class_id));
                let expected = terms
                    .map(|t| ((t.capacity, t.burst, t.price), self.committed(node, class_id), zone_of(node)));
                assert_eq!(found, expected);
                assert!(found.is_some() || self.committed(node, class_id) == 0);
            }
        }
    }
}

/// Returns what the message `quote` does, if that is a price.
fn quote(
    store: &Store,
    node: NodeId,
    class_id: ClassId,
    units: Units,
    params: &MarketParams,
) -> Option<Amount> {
    let offer = store.offer(node, class_id)?;
    Conditions::after(&store.zone(class_id, offer.zone), units, params)?.quote(&offer, units)
}

fn steps() -> impl Strategy<Value = Step> {
    let node = || prop::sample::select(&NODES[..]);
    let class_id = || 0..CLASSES;
    let terms = (0u128..30, 0u128..10, 0u128..50).prop_map(|(capacity, burst, price)| OfferTerms {
        capacity,
        burst,
        price,
    });
    let nodes = prop::sample::subsequence(NODES.to_vec(), 1..=8).prop_shuffle();
    let reserve = (class_id(), 1u128..12, 1u8..=4, nodes, 1u128..150, any::<bool>());
    prop_oneof![
        4 => (node(), class_id(), terms).prop_map(|(node, class_id, terms)| Step::Set(node, class_id, terms)),
        1 => (node(), class_id()).prop_map(|(node, class_id)| Step::Delist(node, class_id)),
        1 => node().prop_map(Step::Withdraw),
        6 => reserve.prop_map(|(class_id, units, legs, nodes, max_price, owners)| {
            Step::Reserve { class_id, units, legs, nodes, max_price, owners }
        }),
        3 => any::<usize>().prop_map(Step::Release),
    ]
}

proptest! {
    /// Whatever is offered, delisted, reserved and released: zones, prices and grants are the model's.
    #[test]
    fn zones_are_what_a_list_of_leases_makes_them(
        steps in prop::collection::vec(steps(), 1..60),
        kink in 1_000u16..=9_900, max_multiplier in 10_000u16..=60_000,
    ) {
        let params = MarketParams { kink, max_multiplier };
        run_test::<DefaultEnvironment, _>(|_| {
            let (mut model, mut store) = (Model::default(), Store::default());
            for step in &steps {
                let before = model.clone();
                model.step(&mut store, step, &params);
                model.check(&store);
                if matches!(step, Step::Delist(..) | Step::Withdraw(_)) {
                    assert_eq!(model.leases, before.leases, "no lease is touched");
                }
            }
            Ok(())
        }).unwrap();
    }
}
