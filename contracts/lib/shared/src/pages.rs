//! Pages: records that are read and written together, in one storage item.
//!
//! A chain charges for items touched, far less for their bytes, so records share an item: 32 of those that a
//! node has one of, and as many as their kind says of others. They are kept as bytes at fixed offsets: reading
//! one record of a page decodes that record and no other.

use core::marker::PhantomData;
use ink::prelude::vec::Vec;
use scale::{Compact, Decode, Encode};

/// Records in a full page, unless their kind says otherwise.
pub const PAGE_LEN: u32 = 32;

/// The pallet's limit of a storage item's value, in bytes.
pub const MAX_VALUE_LEN: usize = 16 * 1024;

/// Returns the number of the page that node `n` is in.
pub fn page_of(n: u32) -> u32 {
    n / PAGE_LEN
}

/// Returns the index of node `n` in its page.
pub fn index_of(n: u32) -> u32 {
    n % PAGE_LEN
}

/// A record whose encoding always has the same length.
pub trait Record: Encode + Decode {
    /// Length of the encoding in bytes; not zero.
    const SIZE: usize;
    /// Records in a full page; not zero.
    const PER_PAGE: u32 = PAGE_LEN;
}

/// Up to [`Record::PER_PAGE`] records at fixed offsets.
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
    /// The longest encoding in bytes: all records of a full page, and their length in front.
    pub const MAX_LEN: usize = {
        let len = R::SIZE.wrapping_mul(R::PER_PAGE as usize).wrapping_add(4);
        assert!(R::SIZE > 0 && R::PER_PAGE > 0 && len < MAX_VALUE_LEN);
        len
    };

    /// Returns the number of the page that record `n` is in.
    pub fn page_of(n: u32) -> u32 {
        n.checked_div(R::PER_PAGE).unwrap_or_default()
    }

    /// Returns the index of record `n` in its page.
    pub fn index_of(n: u32) -> u32 {
        n.checked_rem(R::PER_PAGE).unwrap_or_default()
    }

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
        if encoded.len() != R::SIZE || index >= R::PER_PAGE {
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

impl<R: Record> Decode for Records<R> {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        let len = usize::try_from(Compact::<u32>::decode(input)?.0).map_err(|_| "too long")?;
        if len > Self::MAX_LEN {
            return Err("too long".into());
        }
        // All at once, with room for one more record: a contract's memory is never freed.
        let mut bytes = Vec::with_capacity(len.saturating_add(R::SIZE));
        bytes.resize(len, 0);
        input.read(&mut bytes)?;
        Ok(Self { bytes, record: PhantomData })
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

    impl Record for [u8; 3] {
        const SIZE: usize = 3;
        const PER_PAGE: u32 = 100;
    }

    #[test]
    fn a_page_holds_as_many_as_its_kind_says() {
        let mut page = Records::<[u8; 3]>::default();
        for n in 0..100u8 {
            assert!(page.set(n.into(), &[n; 3]));
        }
        assert!(!page.set(100, &[0; 3]));
        assert_eq!((page.len(), page.get(99), page.get(100)), (100, Some([99; 3]), None));
        let encoded = page.encode();
        assert!(encoded.len() <= Records::<[u8; 3]>::MAX_LEN);
        assert_eq!(Records::decode(&mut &encoded[..]), Ok(page));
    }

    #[test]
    fn what_is_no_page_does_not_decode() {
        let long = vec![0u8; Records::<[u8; 3]>::MAX_LEN + 1].encode();
        assert!(Records::<[u8; 3]>::decode(&mut &long[..]).is_err());
        let short = &vec![0u8; 6].encode()[..6];
        assert!(Records::<[u8; 3]>::decode(&mut &short[..]).is_err());
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
        type Many = Records<[u8; 3]>;
        assert_eq!([99, 100, 250].map(|n| (Many::page_of(n), Many::index_of(n))), [(0, 99), (1, 0), (2, 50)]);
    }
}
