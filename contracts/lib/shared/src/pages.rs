//! Pages: records that are read and written together, 32 to a storage item.
//!
//! A chain charges for items touched, far less for their bytes, so 32 records share an item. They are
//! kept as bytes at fixed offsets: reading one record of a page decodes that record and no other.

use core::marker::PhantomData;
use ink::prelude::vec::Vec;
use scale::{Decode, Encode};

/// Records in a full page.
pub const PAGE_LEN: u32 = 32;

/// Returns the number of the page that record `n` is in.
pub fn page_of(n: u32) -> u32 {
    n / PAGE_LEN
}

/// Returns the index of record `n` in its page.
pub fn index_of(n: u32) -> u32 {
    n % PAGE_LEN
}

/// A record whose encoding always has the same length.
pub trait Record: Encode + Decode {
    /// Length of the encoding in bytes; not zero.
    const SIZE: usize;
}

/// Up to [`PAGE_LEN`] records at fixed offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records<R> {
    bytes: Vec<u8>,
    record: PhantomData<R>,
}

impl<R> Default for Records<R> {
    fn default() -> Self {
        Self { bytes: Vec::new(), record: PhantomData }
    }
}

impl<R: Record> Records<R> {
    /// Returns how many records the page holds.
    pub fn len(&self) -> u32 {
        let n = self.bytes.len().checked_div(R::SIZE).unwrap_or(0);
        u32::try_from(n).unwrap_or(0)
    }

    /// Returns whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Decodes record `index`, if the page reaches that far.
    pub fn get(&self, index: u32) -> Option<R> {
        let start = Self::offset(index)?;
        let end = start.checked_add(R::SIZE)?;
        R::decode(&mut self.bytes.get(start..end)?).ok()
    }

    /// Writes record `index`: an existing one, or the next one of a page that is not full. Returns whether
    /// `index` was one of these; otherwise nothing is written.
    #[must_use]
    pub fn set(&mut self, index: u32, record: &R) -> bool {
        let encoded = record.encode();
        debug_assert_eq!(encoded.len(), R::SIZE);
        if encoded.len() != R::SIZE || index >= PAGE_LEN {
            return false;
        }
        let Some(start) = Self::offset(index) else { return false };
        if start == self.bytes.len() {
            self.bytes.extend_from_slice(&encoded);
            return true;
        }
        let Some(end) = start.checked_add(R::SIZE) else { return false };
        match self.bytes.get_mut(start..end) {
            Some(place) => {
                place.copy_from_slice(&encoded);
                true
            }
            None => false,
        }
    }

    fn offset(index: u32) -> Option<usize> {
        usize::try_from(index).ok()?.checked_mul(R::SIZE)
    }
}

impl<R> Encode for Records<R> {
    fn size_hint(&self) -> usize {
        self.bytes.size_hint()
    }
    fn encode_to<T: scale::Output + ?Sized>(&self, dest: &mut T) {
        self.bytes.encode_to(dest)
    }
}

impl<R> scale::EncodeLike for Records<R> {}

impl<R> Decode for Records<R> {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        Ok(Self { bytes: Vec::decode(input)?, record: PhantomData })
    }
}

#[cfg(feature = "std")]
impl<R: 'static> scale_info::TypeInfo for Records<R> {
    type Identity = Vec<u8>;
    fn type_info() -> scale_info::Type {
        <Vec<u8> as scale_info::TypeInfo>::type_info()
    }
}

#[cfg(feature = "std")]
impl<R> ink::storage::traits::StorageLayout for Records<R> {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        <Vec<u8> as ink::storage::traits::StorageLayout>::layout(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Record for (u32, u8) {
        const SIZE: usize = 5;
    }

    #[test]
    fn records_stand_where_they_were_put() {
        let mut page = Records::<(u32, u8)>::default();
        assert!(page.is_empty());
        for n in 0..PAGE_LEN {
            assert!(page.set(n, &(n * 3, 7)));
        }
        assert_eq!(page.len(), PAGE_LEN);
        assert!(page.set(4, &(1, 1)));
        assert_eq!(page.get(4), Some((1, 1)));
        assert_eq!(page.get(5), Some((15, 7)));
        assert_eq!(page.get(PAGE_LEN), None);
        let again = Records::<(u32, u8)>::decode(&mut &page.encode()[..]).unwrap();
        assert_eq!(again, page);
    }

    #[test]
    fn a_page_has_no_holes_and_no_33rd_record() {
        let mut page = Records::<(u32, u8)>::default();
        assert!(!page.set(1, &(0, 0)));
        for n in 0..PAGE_LEN {
            assert!(page.set(n, &(0, 0)));
        }
        assert!(!page.set(PAGE_LEN, &(0, 0)));
    }

    #[test]
    fn numbers_split_into_page_and_index() {
        assert_eq!((page_of(31), index_of(31)), (0, 31));
        assert_eq!((page_of(32), index_of(32)), (1, 0));
    }
}
