//! The storage of classes, offers and zones. An offer, the list of its node's classes and the zone that it
//! counts in are written together, so that a zone stays the sum of its offers.
//!
//! | item | read by | written by |
//! |---|---|---|
//! | `classes` | `class` | `register_class` |
//! | `offers` | `set_offer`, `retire`, `delist_offer`, `reserve`, `release`, `offer`, `quote` | the first five |
//! | `zones` | the same five, `zone`, `quote` | the same five |
//! | `classes_of` | `set_offer`, `retire`, `delist_offer`, `classes_of` | the first three |

use crate::offers;
use crate::reservation::Selection;
use ink::prelude::{boxed::Box, vec::Vec};
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::market::{Class, MarketError, Offer, OfferTerms, Zone, MAX_OFFERS};
use shared::{Cell, ClassId, Country, NodeId, Units};

/// A node and a class.
type OfferKey = (NodeId, ClassId);
/// A class and a cell of resolution 2.
type ZoneKey = (ClassId, Cell);

/// Classes, offers and zones.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    classes: Mapping<ClassId, Class, ManualKey<0x7000_0010>>,
    /// What nodes offer; never an empty offer.
    offers: Mapping<OfferKey, Box<Offer>, ManualKey<0x7000_0011>>,
    /// The sums of the offers there.
    zones: Mapping<ZoneKey, Zone, ManualKey<0x7000_0012>>,
    /// Classes that a node offers; never an empty list.
    classes_of: Mapping<NodeId, Vec<ClassId>, ManualKey<0x7000_0013>>,
}

impl Store {
    /// Reads a class.
    pub fn class(&self, class_id: ClassId) -> Option<Class> {
        self.classes.get(class_id)
    }

    /// Writes a class.
    pub fn add_class(&mut self, class_id: ClassId, class: &Class) {
        self.classes.insert(class_id, class);
    }

    /// Reads an offer.
    #[inline(never)]
    pub fn offer(&self, node: NodeId, class_id: ClassId) -> Option<Box<Offer>> {
        self.offers.get((node, class_id))
    }

    /// Reads a zone.
    #[inline(never)]
    pub fn zone(&self, class_id: ClassId, cell: Cell) -> Zone {
        self.zones.get((class_id, cell)).unwrap_or_default()
    }

    /// Reads the classes that a node offers.
    #[inline(never)]
    pub fn classes_of(&self, node: NodeId) -> Vec<ClassId> {
        self.classes_of.get(node).unwrap_or_default()
    }

    /// Reads the offers of `nodes`. Returns those that `suits` accepts.
    pub fn offers_of(
        &self,
        nodes: Vec<NodeId>,
        class_id: ClassId,
        suits: impl Fn(&Offer) -> bool,
    ) -> Vec<(NodeId, Box<Offer>)> {
        let offers = nodes.into_iter().filter_map(|node| Some((node, self.offer(node, class_id)?)));
        offers.filter(|(_, offer)| suits(offer)).collect()
    }

    /// Makes, changes or withdraws the offer of a node in the zone and country `location`. Returns the offer
    /// with its new terms, or `None` when there was no offer and there still is none.
    ///
    /// # Errors
    /// `ZeroPrice`, `BelowCommitted`, `TooMany`, `Arithmetic`.
    pub fn set_offer(
        &mut self,
        node: NodeId,
        class_id: ClassId,
        location: (Cell, Country),
        terms: &OfferTerms,
    ) -> Result<Option<Box<Offer>>, MarketError> {
        let stored = self.offer(node, class_id);
        let existed = stored.is_some();
        let mut offer = stored.unwrap_or_else(|| {
            let (zone, country) = location;
            Box::new(Offer { capacity: 0, burst: 0, committed: 0, price: 0, zone, country })
        });
        let mut zone = self.zone(class_id, offer.zone);
        offers::change(&mut offer, terms, &mut zone)?;
        if offers::is_empty(&offer) {
            if !existed {
                return Ok(None);
            }
            self.unlist(node, class_id);
        } else if !existed {
            self.list(node, class_id)?;
        }
        self.write(node, class_id, &offer, &zone);
        Ok(Some(offer))
    }

    /// Removes all units that are not committed from an offer. Returns what is left of it.
    ///
    /// # Errors
    /// `UnknownOffer`.
    pub fn delist_offer(&mut self, node: NodeId, class_id: ClassId) -> Result<Box<Offer>, MarketError> {
        let mut offer = self.offer(node, class_id).ok_or(MarketError::UnknownOffer)?;
        let mut zone = self.zone(class_id, offer.zone);
        offers::delist(&mut offer, &mut zone)?;
        if offers::is_empty(&offer) {
            self.unlist(node, class_id);
        }
        self.write(node, class_id, &offer, &zone);
        Ok(offer)
    }

    /// Withdraws all offers of a node. Returns them, now empty.
    ///
    /// # Errors
    /// `LegsOpen`.
    pub fn withdraw_all(&mut self, node: NodeId) -> Result<Vec<(ClassId, Box<Offer>)>, MarketError> {
        let mut withdrawn = Vec::new();
        for class_id in self.classes_of(node) {
            let mut offer = self.offer(node, class_id).ok_or(MarketError::UnknownOffer)?;
            let mut zone = self.zone(class_id, offer.zone);
            offers::withdraw(&mut offer, &mut zone)?;
            self.write(node, class_id, &offer, &zone);
            withdrawn.push((class_id, offer));
        }
        self.classes_of.remove(node);
        Ok(withdrawn)
    }

    /// Writes the offers and zones in which a selection has granted legs.
    pub fn commit(&mut self, class_id: ClassId, selection: &Selection) {
        for (node, offer) in selection.offers() {
            self.offers.insert((node, class_id), offer);
        }
        for (cell, zone) in selection.zones() {
            self.zones.insert((class_id, cell), zone);
        }
    }

    /// Frees `units` that are committed of an offer.
    ///
    /// # Errors
    /// `UnknownOffer`, also when fewer are committed.
    pub fn release(&mut self, node: NodeId, class_id: ClassId, units: Units) -> Result<(), MarketError> {
        let mut offer = self.offer(node, class_id).ok_or(MarketError::UnknownOffer)?;
        let mut zone = self.zone(class_id, offer.zone);
        offers::release(&mut offer, &mut zone, units)?;
        self.write(node, class_id, &offer, &zone);
        Ok(())
    }

    /// Writes an offer, or removes it if it is empty, and writes its zone.
    #[inline(never)]
    fn write(&mut self, node: NodeId, class_id: ClassId, offer: &Offer, zone: &Zone) {
        if offers::is_empty(offer) {
            self.offers.remove((node, class_id));
        } else {
            self.offers.insert((node, class_id), offer);
        }
        self.zones.insert((class_id, offer.zone), zone);
    }

    /// Adds a class to those that a node offers.
    fn list(&mut self, node: NodeId, class_id: ClassId) -> Result<(), MarketError> {
        let mut classes = self.classes_of(node);
        if classes.len() >= MAX_OFFERS {
            return Err(MarketError::TooMany);
        }
        classes.push(class_id);
        self.classes_of.insert(node, &classes);
        Ok(())
    }

    /// Removes a class from those that a node offers.
    #[inline(never)]
    fn unlist(&mut self, node: NodeId, class_id: ClassId) {
        let mut classes = self.classes_of(node);
        classes.retain(|listed| *listed != class_id);
        if classes.is_empty() {
            self.classes_of.remove(node);
        } else {
            self.classes_of.insert(node, &classes);
        }
    }
}
