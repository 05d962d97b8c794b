//! The storage of classes, offers and zones. An offer, the list of its node's classes and the zone that it
//! counts in are written together, so that a zone stays the sum of its offers. Every item is read at most once
//! in a message, and written at most once.
//!
//! | item | read by | written by |
//! |---|---|---|
//! | `classes` | `class` | `register_class` |
//! | `offers` | `set_offer`, `retire`, `delist_offer`, `reserve`, `release`, `offer`, `quote` | the first five |
//! | `zones` | the same five (`set_offer` only if units change), `quote`, `zone` | the same five |
//! | `classes_of` | `set_offer` for a new or withdrawn offer, `retire`, `classes_of` | the first two |
//!
//! What an item occupies is paid for by whoever makes it grow, and the chain gives it back to whoever makes it
//! shrink. The first owner to offer a class on a page pays for the page's item, every owner for its own record of
//! 50 bytes; the item's deposit goes to the owner whose withdrawal leaves the page empty. Only a node's owner makes
//! these items shrink, and only by its own record: what others delist stays as an empty record, so that nobody
//! deletes for the deposit. A zone's item stays for ever.

use crate::offers;
use crate::page::{page_of, OfferPage};
use crate::reservation::Selection;
use ink::prelude::{boxed::Box, vec::Vec};
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::market::{Class, MarketError, Offer, OfferTerms, Zone, MAX_OFFERS};
use kit::{storage, OpenPage, PageCache};
use shared::{Cell, ClassId, Country, NodeId, Units};

/// A class and the number of a page of nodes.
type PageKey = (ClassId, u32);
/// A class and a cell of resolution 2.
type ZoneKey = (ClassId, Cell);

/// Offers of a class, each with its node.
pub type Offers = Vec<(NodeId, Box<Offer>)>;
/// The pages of one class that a reservation has read.
pub type OpenPages = PageCache<OfferPage>;

/// Classes, offers and zones.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    classes: Mapping<ClassId, Class, ManualKey<0x7000_0010>>,
    /// What nodes offer, 32 nodes to an item; never an empty page.
    offers: Mapping<PageKey, OfferPage, ManualKey<0x7000_0011>>,
    /// The sums of the offers there.
    zones: Mapping<ZoneKey, Zone, ManualKey<0x7000_0012>>,
    /// Classes of which a node has a record; never an empty list.
    classes_of: Mapping<NodeId, Vec<ClassId>, ManualKey<0x7000_0013>>,
}

impl Store {
    /// Reads a class.
    pub fn class(&self, class_id: ClassId) -> Option<Class> {
        storage::get(&self.classes, class_id)
    }

    /// Writes a class.
    pub fn add_class(&mut self, class_id: ClassId, class: &Class) {
        storage::insert(&mut self.classes, class_id, class);
    }

    /// Reads an offer, unless it was delisted.
    pub fn offer(&self, node: NodeId, class_id: ClassId) -> Option<Box<Offer>> {
        self.page(class_id, page_of(node)).offer(node)
    }

    /// Reads a zone.
    #[inline(never)]
    pub fn zone(&self, class_id: ClassId, cell: Cell) -> Zone {
        storage::get(&self.zones, (class_id, cell)).unwrap_or_default()
    }

    /// Reads the classes of which a node has an offer, or one that was delisted.
    #[inline(never)]
    pub fn classes_of(&self, node: NodeId) -> Vec<ClassId> {
        storage::get(&self.classes_of, node).unwrap_or_default()
    }

    /// Reads the offers of `nodes`, each page of them once. Returns those that `suits` accepts, and the pages.
    pub fn offers_of(
        &self,
        nodes: &[NodeId],
        class_id: ClassId,
        suits: impl Fn(&Offer) -> bool,
    ) -> (Offers, OpenPages) {
        let (mut offers, mut pages) = (Offers::new(), OpenPages::default());
        for node in nodes {
            let number = page_of(*node);
            let at = pages.find(number).unwrap_or_else(|| {
                let page = self.page(class_id, number);
                pages.add(OpenPage { number, page, changed: false })
            });
            let Some(offer) = pages.get_mut(at).and_then(|open| open.page.offer(*node)) else { continue };
            if suits(&offer) {
                offers.push((*node, offer));
            }
        }
        (offers, pages)
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
        let (existed, offer) = self.put_terms(node, class_id, location, terms)?;
        let exists = !offers::is_empty(&offer);
        if existed != exists {
            self.list(node, class_id, exists)?;
        }
        Ok((existed || exists).then_some(offer))
    }

    /// Removes all units that are not committed from an offer. Returns what is left of it; its record stays.
    ///
    /// # Errors
    /// `UnknownOffer`, also when it was delisted before and nothing of it was left.
    pub fn delist_offer(&mut self, node: NodeId, class_id: ClassId) -> Result<Box<Offer>, MarketError> {
        self.change(node, class_id, None)
    }

    /// Frees `units` that are committed of an offer.
    ///
    /// # Errors
    /// `UnknownOffer`, also when fewer are committed.
    pub fn release(&mut self, node: NodeId, class_id: ClassId, units: Units) -> Result<(), MarketError> {
        self.change(node, class_id, Some(units)).map(|_| ())
    }

    /// Withdraws all offers of a node, and removes their records. Returns the offers, now empty.
    ///
    /// # Errors
    /// `LegsOpen`.
    pub fn withdraw_all(&mut self, node: NodeId) -> Result<Vec<(ClassId, Box<Offer>)>, MarketError> {
        let nothing = OfferTerms { capacity: 0, burst: 0, price: 0 };
        let mut withdrawn = Vec::new();
        for class_id in self.classes_of.take(node).unwrap_or_default() {
            // The offer is there and keeps its location. It cannot be withdrawn while units of it are committed.
            let done = self.put_terms(node, class_id, Default::default(), &nothing);
            let (_, offer) = done.map_err(|_| MarketError::LegsOpen)?;
            withdrawn.push((class_id, offer));
        }
        Ok(withdrawn)
    }

    /// Writes the pages and zones in which a selection has granted legs.
    pub fn commit(&mut self, class_id: ClassId, mut pages: OpenPages, selection: &Selection) {
        for (node, offer) in selection.offers() {
            let at = pages.find(page_of(node));
            let Some(open) = at.and_then(|at| pages.get_mut(at)) else { continue };
            open.page.put(node, offer);
            open.changed = true;
        }
        for open in pages.changed() {
            self.put_page(class_id, open.number, &open.page);
        }
        for (cell, zone) in selection.zones() {
            self.put_zone(class_id, cell, zone);
        }
    }

    /// Writes the terms of a node's offer: in its record, or in a new one in `location`; what is empty leaves no
    /// record. The zone is read and written only if units change. Returns whether there was a record, and the
    /// offer.
    #[inline(never)]
    fn put_terms(
        &mut self,
        node: NodeId,
        class_id: ClassId,
        (zone, country): (Cell, Country),
        terms: &OfferTerms,
    ) -> Result<(bool, Box<Offer>), MarketError> {
        let mut page = self.page(class_id, page_of(node));
        let stored = page.record(node);
        let existed = stored.is_some();
        let mut offer = stored.unwrap_or_else(|| {
            Box::new(Offer { capacity: 0, burst: 0, committed: 0, price: 0, zone, country })
        });
        offers::reprice(&mut offer, terms)?;
        let OfferTerms { capacity, burst, .. } = *terms;
        if (capacity, burst) != (offer.capacity, offer.burst) {
            let mut zone = self.zone(class_id, offer.zone);
            offers::resize(&mut offer, &mut zone, capacity, burst)?;
            self.put_zone(class_id, offer.zone, &zone);
        }
        if offers::is_empty(&offer) {
            page.remove(node);
        } else {
            page.put(node, &offer);
        }
        // Without a record before and after, there may be no page either, and nothing changed.
        if existed || !offers::is_empty(&offer) {
            self.put_page(class_id, page_of(node), &page);
        }
        Ok((existed, offer))
    }

    /// Frees units of an offer that are committed, or delists what is not, and changes its zone with it. Returns
    /// the offer.
    #[inline(never)]
    fn change(
        &mut self,
        node: NodeId,
        class_id: ClassId,
        freed: Option<Units>,
    ) -> Result<Box<Offer>, MarketError> {
        let mut page = self.page(class_id, page_of(node));
        let mut offer = page.offer(node).ok_or(MarketError::UnknownOffer)?;
        let mut zone = self.zone(class_id, offer.zone);
        match freed {
            Some(units) => offers::release(&mut offer, &mut zone, units)?,
            None => offers::delist(&mut offer, &mut zone)?,
        }
        page.put(node, &offer);
        self.put_page(class_id, page_of(node), &page);
        self.put_zone(class_id, offer.zone, &zone);
        Ok(offer)
    }

    /// Reads a page of offers.
    #[inline(never)]
    fn page(&self, class_id: ClassId, number: u32) -> OfferPage {
        storage::get(&self.offers, (class_id, number)).unwrap_or_default()
    }

    /// Writes a page of offers, or removes it if it is empty.
    #[inline(never)]
    fn put_page(&mut self, class_id: ClassId, number: u32, page: &OfferPage) {
        if page.is_empty() {
            storage::remove(&mut self.offers, (class_id, number));
        } else {
            storage::insert(&mut self.offers, (class_id, number), page);
        }
    }

    /// Writes a zone.
    #[inline(never)]
    fn put_zone(&mut self, class_id: ClassId, cell: Cell, zone: &Zone) {
        storage::insert(&mut self.zones, (class_id, cell), zone);
    }

    /// Adds a class to those of a node (`listed`), or removes it.
    ///
    /// # Errors
    /// `TooMany`.
    fn list(&mut self, node: NodeId, class_id: ClassId, listed: bool) -> Result<(), MarketError> {
        let mut classes = self.classes_of(node);
        if !listed {
            classes.retain(|other| *other != class_id);
        } else if classes.len() < MAX_OFFERS {
            classes.push(class_id);
        } else {
            return Err(MarketError::TooMany);
        }
        if classes.is_empty() {
            storage::remove(&mut self.classes_of, node);
        } else {
            storage::insert(&mut self.classes_of, node, &classes);
        }
        Ok(())
    }
}
