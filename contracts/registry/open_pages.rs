//! The pages that one message touches: each is read once, and written once if it changed.

use crate::layout::Entry;
use crate::page::{Page, Pages};
use crate::store::Store;
use interfaces::registry::{RegistryError, MAX_PAGES};
use kit::{OpenPage, PageCache};
use shared::pages::page_of;
use shared::{ArithmeticError, Credit, Epoch, NodeId};

/// Pages advanced to the running epoch, for messages that count beats or claim.
pub struct OpenPages<'a> {
    store: &'a mut Store,
    now: Epoch,
    cache: PageCache<Page>,
}

impl Pages for OpenPages<'_> {
    fn open(&mut self, node: NodeId) -> Result<&mut OpenPage<Page>, RegistryError> {
        let Self { store, now, cache } = self;
        cached(cache, page_of(node), |number| store.read_advanced(number, *now))
    }
}

impl<'a> OpenPages<'a> {
    /// Starts with no page open in epoch `now`, to which the total of `store` is advanced first.
    pub fn new(store: &'a mut Store, now: Epoch) -> Self {
        store.advance_total(now);
        Self { store, now, cache: PageCache::default() }
    }

    /// Returns the store, to read other items.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Writes the pages that changed, and adds what nodes earned to all nodes' credit in this epoch.
    ///
    /// # Errors
    /// When the total would not fit.
    pub fn save(self, earned: Credit) -> Result<(), ArithmeticError> {
        for open in self.cache.changed() {
            self.store.put_page(open.number, &open.page);
        }
        self.store.add_credit(earned)
    }
}

/// Pages as they are stored, for views.
pub struct StoredPages<'a> {
    store: &'a Store,
    cache: PageCache<Page>,
}

impl<'a> StoredPages<'a> {
    /// Starts with no page read.
    pub fn new(store: &'a Store) -> Self {
        Self { store, cache: PageCache::default() }
    }

    /// Returns the entry of `node`.
    ///
    /// # Errors
    /// `UnknownNode`; `TooMany` pages.
    pub fn entry(&mut self, node: NodeId) -> Result<Entry<'_>, RegistryError> {
        let Self { store, cache } = self;
        let read = |number| store.read_page(number).map(|page| (page, false));
        cached(cache, page_of(node), read)?.page.entry_of(node)
    }
}

/// Returns page `number` of the cache. If it is not there, `read` reads it, and says whether it has to be written.
///
/// # Errors
/// `UnknownNode` when there is no such page; `TooMany` pages.
fn cached(
    cache: &mut PageCache<Page>,
    number: u32,
    read: impl FnOnce(u32) -> Option<(Page, bool)>,
) -> Result<&mut OpenPage<Page>, RegistryError> {
    let at = match cache.find(number) {
        Some(at) => at,
        None => {
            let (page, changed) = read(number).ok_or(RegistryError::UnknownNode)?;
            if cache.len() >= MAX_PAGES {
                return Err(RegistryError::TooMany);
            }
            cache.add(OpenPage { number, page, changed })
        }
    };
    cache.get_mut(at).ok_or(RegistryError::UnknownNode)
}
