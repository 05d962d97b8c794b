//! The book of offers, in storage: each offer, what its node lists, and the zone that it counts in. All of
//! them change here and together, so that a zone stays the sum of its offers.

use crate::offers;
use crate::reservation::Choice;
use crate::zones::Conditions;
use ink::prelude::{boxed::Box, vec::Vec};
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::market::{Class, MarketError, MarketParams, Offer, OfferTerms, Zone, MAX_OFFERS};
use shared::{Amount, ClassId, NodeId};

/// A node and a class.
type OfferKey = (NodeId, ClassId);
/// A class and a cell of resolution 2.
type ZoneKey = (ClassId, u64);

/// Classes, offers and zones.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Book {
    classes: Mapping<ClassId, Class, ManualKey<0x7000_0010>>,
    offers: Mapping<OfferKey, Box<Offer>, ManualKey<0x7000_0011>>,
    /// The sums of the offers there.
    zones: Mapping<ZoneKey, Zone, ManualKey<0x7000_0012>>,
    /// Classes that a node offers; never empty.
    classes_of: Mapping<NodeId, Vec<ClassId>, ManualKey<0x7000_0013>>,
}

impl Book {
    /// A class.
    pub fn class(&self, class: ClassId) -> Option<Class> {
        self.classes.get(class)
    }

    /// Writes a class.
    pub fn put_class(&mut self, number: ClassId, class: &Class) {
        self.classes.insert(number, class);
    }

    /// An offer.
    #[inline(never)]
    pub fn offer(&self, node: NodeId, class: ClassId) -> Option<Box<Offer>> {
        self.offers.get((node, class))
    }

    /// A zone.
    #[inline(never)]
    pub fn zone(&self, class: ClassId, cell: u64) -> Zone {
        self.zones.get((class, cell)).unwrap_or_default()
    }

    /// Classes that a node offers.
    #[inline(never)]
    pub fn classes_of(&self, node: NodeId) -> Vec<ClassId> {
        self.classes_of.get(node).unwrap_or_default()
    }

    /// Makes, changes or withdraws the offer of a node in zone and country `at`. Returns it as it is now, or
    /// none when there was none and is none.
    ///
    /// # Errors
    /// `ZeroPrice`, `BelowCommitted`, `TooMany`, `Arithmetic`.
    pub fn set(
        &mut self,
        node: NodeId,
        class: ClassId,
        at: (u64, u16),
        terms: &OfferTerms,
    ) -> Result<Option<Box<Offer>>, MarketError> {
        let stored = self.offer(node, class);
        let was_there = stored.is_some();
        let mut offer = stored.unwrap_or_else(|| {
            Box::new(Offer { capacity: 0, burst: 0, committed: 0, price: 0, zone: at.0, country: at.1 })
        });
        let mut zone = self.zone(class, offer.zone);
        offers::change(&mut offer, terms, &mut zone)?;
        if offers::is_none(&offer) {
            if !was_there {
                return Ok(None);
            }
            self.unlist(node, class);
        } else if !was_there {
            self.list(node, class)?;
        }
        self.put(node, class, &offer, &zone);
        Ok(Some(offer))
    }

    /// Takes out what is not committed of an offer. Returns it as it is now.
    ///
    /// # Errors
    /// `UnknownOffer`.
    pub fn strike(&mut self, node: NodeId, class: ClassId) -> Result<Box<Offer>, MarketError> {
        let mut offer = self.offer(node, class).ok_or(MarketError::UnknownOffer)?;
        let mut zone = self.zone(class, offer.zone);
        offers::strike(&mut offer, &mut zone)?;
        if offers::is_none(&offer) {
            self.unlist(node, class);
        }
        self.put(node, class, &offer, &zone);
        Ok(offer)
    }

    /// Withdraws all offers of a node. Returns them as they are now: of nothing.
    ///
    /// # Errors
    /// `LegsOpen`.
    pub fn clear(&mut self, node: NodeId) -> Result<Vec<(ClassId, Box<Offer>)>, MarketError> {
        let mut withdrawn = Vec::new();
        for class in self.classes_of(node) {
            let mut offer = self.offer(node, class).ok_or(MarketError::UnknownOffer)?;
            if offer.committed > 0 {
                return Err(MarketError::LegsOpen);
            }
            let mut zone = self.zone(class, offer.zone);
            offers::strike(&mut offer, &mut zone)?;
            self.put(node, class, &offer, &zone);
            withdrawn.push((class, offer));
        }
        self.classes_of.remove(node);
        Ok(withdrawn)
    }

    /// Writes what a choice has granted.
    pub fn commit(&mut self, class: ClassId, choice: &Choice) {
        for (node, offer) in choice.offers() {
            self.offers.insert((node, class), offer);
        }
        for (cell, zone) in choice.zones() {
            self.zones.insert((class, cell), zone);
        }
    }

    /// Gives units back.
    ///
    /// # Errors
    /// `UnknownOffer`, also when fewer are committed.
    pub fn release(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), MarketError> {
        let mut offer = self.offer(node, class).ok_or(MarketError::UnknownOffer)?;
        let mut zone = self.zone(class, offer.zone);
        offers::release(&mut offer, &mut zone, units)?;
        self.put(node, class, &offer, &zone);
        Ok(())
    }

    /// Price of one unit at which `units` would be granted on a node.
    ///
    /// # Errors
    /// `UnknownOffer`, `NoMatch`.
    pub fn quote(
        &self,
        node: NodeId,
        class: ClassId,
        units: u64,
        params: &MarketParams,
    ) -> Result<Amount, MarketError> {
        let offer = self.offer(node, class).ok_or(MarketError::UnknownOffer)?;
        Conditions::after(&self.zone(class, offer.zone), units, params)
            .filter(|conditions| conditions.has_left(&offer, units))
            .and_then(|conditions| conditions.price(offer.price))
            .ok_or(MarketError::NoMatch)
    }

    /// Writes an offer, or removes it if it is none, and its zone.
    #[inline(never)]
    fn put(&mut self, node: NodeId, class: ClassId, offer: &Offer, zone: &Zone) {
        if offers::is_none(offer) {
            self.offers.remove((node, class));
        } else {
            self.offers.insert((node, class), offer);
        }
        self.zones.insert((class, offer.zone), zone);
    }

    fn list(&mut self, node: NodeId, class: ClassId) -> Result<(), MarketError> {
        let mut classes = self.classes_of(node);
        if classes.len() >= MAX_OFFERS {
            return Err(MarketError::TooMany);
        }
        classes.push(class);
        self.classes_of.insert(node, &classes);
        Ok(())
    }

    #[inline(never)]
    fn unlist(&mut self, node: NodeId, class: ClassId) {
        let mut classes = self.classes_of(node);
        classes.retain(|listed| *listed != class);
        if classes.is_empty() {
            self.classes_of.remove(node);
        } else {
            self.classes_of.insert(node, &classes);
        }
    }
}
