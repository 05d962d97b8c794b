//! The pages of records that one message touches: each is read once, and written once if it changed.

use ink::prelude::vec::Vec;

/// The pages that a message has read so far.
#[derive(Debug)]
pub struct PageCache<P>(Vec<OpenPage<P>>);

/// A page that a message has read.
#[derive(Debug)]
pub struct OpenPage<P> {
    /// The page's number.
    pub number: u32,
    /// Its records.
    pub page: P,
    /// Whether it differs from what is stored.
    pub changed: bool,
}

impl<P> Default for PageCache<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P> PageCache<P> {
    /// Returns how many pages the cache holds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the cache holds no page.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the index of page `number` in the cache, if it was read. Successive records often share a
    /// page, so the search starts with the page that was read last.
    pub fn find(&self, number: u32) -> Option<usize> {
        self.0.iter().rposition(|open| open.number == number)
    }

    /// Adds a page that was read and is not in the cache. Returns its index there.
    pub fn add(&mut self, page: OpenPage<P>) -> usize {
        let at = self.0.len();
        self.0.push(page);
        at
    }

    /// Returns the page at an index that [`Self::find`] or [`Self::add`] returned.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut OpenPage<P>> {
        self.0.get_mut(at)
    }

    /// Returns the pages that differ from what is stored and so have to be written.
    pub fn changed(&self) -> impl Iterator<Item = &OpenPage<P>> {
        self.0.iter().filter(|open| open.changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_added_once_and_written_if_it_changed() {
        let mut cache = PageCache::<u8>::default();
        assert!(cache.is_empty());
        for number in [0, 1, 0, 7, 1] {
            if cache.find(number).is_none() {
                cache.add(OpenPage { number, page: 0, changed: false });
            }
            let at = cache.find(number).unwrap();
            let open = cache.get_mut(at).unwrap();
            open.page += 1;
            open.changed = number == 7;
        }
        assert_eq!(cache.len(), 3);
        assert_eq!(cache.0.iter().map(|open| open.page).collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(cache.changed().map(|open| open.number).collect::<Vec<_>>(), [7]);
    }
}
