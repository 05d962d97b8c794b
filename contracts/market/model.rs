//! The book against a plain model: a list of leases, and everything else counted anew from it each time.

use crate::book::Book;
use crate::reservation::Choice;
use ink::env::test::run_test;
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use interfaces::market::{Grant, MarketError, MarketParams, OfferTerms, Zone, MAX_OFFERS};
use proptest::prelude::*;
use shared::{Amount, ClassId, NodeId};
use std::collections::BTreeMap;

const NODES: NodeId = 8;
const ZONES: u64 = 3;
const CLASSES: ClassId = 2;

/// Where a node is.
fn zone_of(node: NodeId) -> u64 {
    u64::from(node) % ZONES
}

/// Whose it is: each owner has two nodes, in different zones.
fn owner_of(node: NodeId) -> AccountId {
    AccountId::from([node.to_le_bytes()[0] / 2; 32])
}

/// What there is to do.
#[derive(Clone, Debug)]
enum Step {
    Set(NodeId, ClassId, OfferTerms),
    Strike(NodeId, ClassId),
    Clear(NodeId),
    Reserve {
        class: ClassId,
        units: u64,
        legs: u8,
        nodes: Vec<NodeId>,
        max_price: Amount,
        owners: bool,
    },
    /// The lease at this place, counted around.
    Release(usize),
}

/// Offers and leases, and nothing that could be worked out from them.
#[derive(Clone, Debug, Default)]
struct Model {
    offers: BTreeMap<(NodeId, ClassId), OfferTerms>,
    leases: Vec<(NodeId, ClassId, u64)>,
}

impl Model {
    fn committed(&self, node: NodeId, class: ClassId) -> u64 {
        self.leases.iter().filter(|l| (l.0, l.1) == (node, class)).map(|l| l.2).sum()
    }

    fn zone(&self, class: ClassId, cell: u64) -> Zone {
        let there = |key: &NodeId, of: &ClassId| zone_of(*key) == cell && *of == class;
        let offers = || self.offers.iter().filter(|((node, of), _)| there(node, of)).map(|(_, terms)| terms);
        Zone {
            capacity: offers().map(|terms| terms.capacity).sum(),
            burst: offers().map(|terms| terms.burst).sum(),
            committed: self.leases.iter().filter(|(node, of, _)| there(node, of)).map(|l| l.2).sum(),
        }
    }

    /// What a leg of `units` costs, by the definition: the least multiplier in basis points that is not
    /// below the line from the kink to full use, at the least use in basis points that is not below what it is
    /// with the leg.
    fn price(&self, node: NodeId, class: ClassId, units: u64, params: &MarketParams) -> Option<Amount> {
        let terms = self.offers.get(&(node, class))?;
        let zone = self.zone(class, zone_of(node));
        let (capacity, committed) = (u128::from(zone.capacity), u128::from(zone.committed + units));
        let used = (0..10_000).find(|used| used * capacity >= 10_000 * committed).unwrap_or(10_000);
        let (kink, max) = (u128::from(params.kink), u128::from(params.max_multiplier));
        let is_above_line = |m: &u128| (m - 10_000) * (10_000 - kink) >= (used - kink) * (max - 10_000);
        let multiplier = if used <= kink { 10_000 } else { (10_000..=max).find(is_above_line)? };
        let limit = terms.capacity + if used > kink { terms.burst } else { 0 };
        let fits = self.committed(node, class) + units <= limit;
        fits.then(|| (terms.price * multiplier + 9_999) / 10_000)
    }

    /// All legs, each with what the ones before left, or none.
    fn reserve(&mut self, step: &Step, params: &MarketParams) -> Option<Vec<Grant>> {
        let Step::Reserve { class, units, legs, nodes, max_price, owners } = step else { return None };
        let mut after = self.clone();
        let mut grants: Vec<Grant> = Vec::new();
        for _ in 0..*legs {
            let is_free = |node: &&NodeId| {
                grants.iter().all(|g| g.node != **node && !(*owners && owner_of(g.node) == owner_of(**node)))
            };
            let priced = |node: &NodeId| Some((after.price(*node, *class, *units, params)?, *node));
            let mut offers: Vec<_> = nodes.iter().filter(is_free).filter_map(priced).collect();
            offers.retain(|(price, _)| price <= max_price);
            offers.sort_unstable();
            let (price, node) = *offers.first()?;
            after.leases.push((node, *class, *units));
            grants.push(Grant { node, price });
        }
        *self = after;
        Some(grants)
    }

    /// Does a step to both, and checks that they agree on what came of it.
    fn step(&mut self, book: &mut Book, step: &Step, params: &MarketParams) {
        match step {
            Step::Set(node, class, terms) => {
                let limit = terms.capacity + terms.burst;
                let done = book.set(*node, *class, (zone_of(*node), 1), terms).map(|_| ());
                let expected = if limit > 0 && terms.price == 0 {
                    Err(MarketError::ZeroPrice)
                } else if limit < self.committed(*node, *class) {
                    Err(MarketError::BelowCommitted)
                } else {
                    Ok(())
                };
                assert_eq!(done, expected);
                if limit == 0 && done.is_ok() {
                    self.offers.remove(&(*node, *class));
                } else if done.is_ok() {
                    self.offers.insert((*node, *class), *terms);
                }
            }
            Step::Strike(node, class) => {
                let committed = self.committed(*node, *class);
                let done = book.strike(*node, *class);
                let Some(terms) = self.offers.get_mut(&(*node, *class)) else {
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
                    self.offers.remove(&(*node, *class));
                }
            }
            Step::Clear(node) => {
                if self.leases.iter().any(|lease| lease.0 == *node) {
                    // A message that fails undoes what it wrote; here nothing undoes it.
                    return;
                }
                let withdrawn = book.clear(*node).unwrap();
                let before = self.offers.len();
                self.offers.retain(|(of, _), _| of != node);
                assert_eq!(withdrawn.len(), before - self.offers.len());
                assert!(withdrawn.iter().all(|(_, offer)| offer.capacity + offer.burst == 0));
            }
            Step::Reserve { class, units, legs, nodes, max_price, owners } => {
                let whose: Vec<_> = nodes.iter().map(|node| owner_of(*node)).collect();
                let mut choice = Choice::new(*units, params);
                for (node, owner) in nodes.iter().zip(&whose) {
                    let Some(offer) = book.offer(*node, *class) else { continue };
                    let cell = offer.zone;
                    choice.add(*node, offer, owners.then_some(owner), || book.zone(*class, cell));
                }
                let quotes: Vec<_> =
                    nodes.iter().map(|n| book.quote(*n, *class, *units, params).ok()).collect();
                let grants = choice.grant(*legs, *max_price).ok();
                if grants.is_some() {
                    book.commit(*class, &choice);
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
                let (node, class, units) = self.leases.swap_remove(at % self.leases.len());
                assert_eq!(book.release(node, class, units), Ok(()));
            }
        }
    }

    /// Everything that the book tells follows from the model.
    fn check(&self, book: &Book) {
        for class in 0..CLASSES {
            for cell in 0..ZONES {
                let zone = book.zone(class, cell);
                assert_eq!(zone, self.zone(class, cell));
                assert!(zone.committed <= zone.capacity + zone.burst);
            }
            for node in 0..NODES {
                let told = book.offer(node, class);
                assert_eq!(book.classes_of(node).contains(&class), told.is_some());
                let told = told.map(|o| ((o.capacity, o.burst, o.price), o.committed, o.zone));
                let terms = self.offers.get(&(node, class));
                let expected = terms
                    .map(|t| ((t.capacity, t.burst, t.price), self.committed(node, class), zone_of(node)));
                assert_eq!(told, expected);
                assert!(told.is_some() || self.committed(node, class) == 0);
            }
        }
    }
}

fn steps() -> impl Strategy<Value = Step> {
    let node = || 0..NODES;
    let class = || 0..CLASSES;
    let terms = (0u64..30, 0u64..10, 0u128..50).prop_map(|(capacity, burst, price)| OfferTerms {
        capacity,
        burst,
        price,
    });
    let nodes = prop::sample::subsequence((0..NODES).collect::<Vec<_>>(), 1..=8).prop_shuffle();
    let reserve = (class(), 1u64..12, 1u8..=4, nodes, 1u128..150, any::<bool>());
    prop_oneof![
        4 => (node(), class(), terms).prop_map(|(node, class, terms)| Step::Set(node, class, terms)),
        1 => (node(), class()).prop_map(|(node, class)| Step::Strike(node, class)),
        1 => node().prop_map(Step::Clear),
        6 => reserve.prop_map(|(class, units, legs, nodes, max_price, owners)| {
            Step::Reserve { class, units, legs, nodes, max_price, owners }
        }),
        3 => any::<usize>().prop_map(Step::Release),
    ]
}

proptest! {
    /// Whatever is offered, struck, reserved and released: zones, prices and choices are the model's.
    #[test]
    fn zones_are_what_a_list_of_leases_makes_them(
        steps in prop::collection::vec(steps(), 1..60),
        kink in 1_000u16..=9_900, max_multiplier in 10_000u16..=60_000,
    ) {
        let params = MarketParams { kink, max_multiplier };
        run_test::<DefaultEnvironment, _>(|_| {
            let (mut model, mut book) = (Model::default(), Book::default());
            for step in &steps {
                let before = model.clone();
                model.step(&mut book, step, &params);
                model.check(&book);
                if matches!(step, Step::Strike(..) | Step::Clear(_)) {
                    assert_eq!(model.leases, before.leases, "no lease is touched");
                }
            }
            Ok(())
        }).unwrap();
    }
}

#[ink::test]
fn a_node_lists_sixteen_classes() {
    let mut book = Book::default();
    let terms = OfferTerms { capacity: 1, burst: 0, price: 1 };
    let none = OfferTerms { capacity: 0, burst: 0, price: 0 };
    let classes: Vec<ClassId> = (0..).take(MAX_OFFERS).collect();
    for class in &classes {
        assert!(book.set(3, *class, (7, 1), &terms).unwrap().is_some());
    }
    assert_eq!(book.set(3, 16, (7, 1), &terms), Err(MarketError::TooMany));
    assert!(book.set(3, 5, (7, 1), &terms).is_ok(), "a change adds none");
    assert_eq!(book.set(3, 17, (7, 1), &none), Ok(None), "nothing to withdraw");
    assert!(book.set(3, 5, (7, 1), &none).unwrap().is_some());
    assert!(book.set(3, 16, (7, 1), &terms).is_ok());
    assert_eq!(book.classes_of(3).len(), MAX_OFFERS);
    assert_eq!(book.clear(3).map(|withdrawn| withdrawn.len()), Ok(MAX_OFFERS));
    assert!(book.classes_of(3).is_empty());
    assert_eq!(book.zone(0, 7), Zone::default());
}

#[ink::test]
fn what_is_leased_cannot_be_cleared() {
    let mut book = Book::default();
    let terms = OfferTerms { capacity: 5, burst: 0, price: 1 };
    book.set(3, 1, (7, 1), &terms).unwrap();
    book.set(3, 0, (7, 1), &terms).unwrap();
    let params = MarketParams::default();
    let mut choice = Choice::new(2, &params);
    choice.add(3, book.offer(3, 1).unwrap(), None, || book.zone(1, 7));
    choice.grant(1, 10).unwrap();
    book.commit(1, &choice);
    assert_eq!(book.clear(3), Err(MarketError::LegsOpen));
    assert_eq!(book.release(3, 1, 3), Err(MarketError::UnknownOffer), "fewer are committed");
    assert_eq!(book.release(3, 2, 1), Err(MarketError::UnknownOffer), "not offered");
    book.release(3, 1, 2).unwrap();
    assert!(book.clear(3).is_ok());
}
