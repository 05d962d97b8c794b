//! Items of mappings. The same functions read and write all of them, as bytes: code for each type would be
//! several times as large. Keys and values are laid out as [`Mapping`] does. A contract reads only what it
//! wrote itself, so decoding cannot fail.

use crate::bytes::Encoded;
use ink::prelude::vec::Vec;
use ink::storage::traits::{Packed, StorageKey};
use ink::storage::Mapping;
use scale::{Compact, Decode, Encode, EncodeLike, Input};

/// Reads the value that a mapping holds under `key`, if any.
pub fn get<K, V, At>(_: &Mapping<K, V, At>, key: impl EncodeLike<K>) -> Option<V>
where
    K: Encode,
    V: Packed,
    At: StorageKey,
{
    let bytes = load(key_of::<K, At>(key))?;
    Some(read(&mut &bytes[..]))
}

/// Writes `value` under `key`.
pub fn insert<K, V, At>(_: &mut Mapping<K, V, At>, key: impl EncodeLike<K>, value: &impl EncodeLike<V>)
where
    K: Encode,
    V: Packed,
    At: StorageKey,
{
    let mut bytes = Vec::with_capacity(256);
    value.encode_to(&mut bytes);
    save(key_of::<K, At>(key), bytes);
}

/// Removes and returns the value that a mapping holds under `key`, if any: one operation, where reading and
/// removing are two.
pub fn take<K, V, At>(_: &mut Mapping<K, V, At>, key: impl EncodeLike<K>) -> Option<V>
where
    K: Encode,
    V: Packed,
    At: StorageKey,
{
    let bytes = unload(key_of::<K, At>(key))?;
    Some(read(&mut &bytes[..]))
}

/// Removes the value that a mapping holds under `key`, if any.
pub fn remove<K, V, At>(_: &mut Mapping<K, V, At>, key: impl EncodeLike<K>)
where
    K: Encode,
    V: Packed,
    At: StorageKey,
{
    clear(key_of::<K, At>(key));
}

/// Returns the storage key of the item that a mapping holds under `key`: the same as [`Mapping`]'s.
fn key_of<K: Encode, At: StorageKey>(key: impl EncodeLike<K>) -> Encoded {
    let mut bytes = Vec::with_capacity(64);
    At::KEY.encode_to(&mut bytes);
    key.encode_to(&mut bytes);
    Encoded(bytes)
}

#[inline(never)]
#[expect(clippy::expect_used, reason = "any bytes decode")]
fn load(key: Encoded) -> Option<Vec<u8>> {
    let found: Option<Encoded> = ink::env::get_contract_storage(&key).expect("bytes");
    found.map(|Encoded(bytes)| bytes)
}

#[inline(never)]
fn save(key: Encoded, bytes: Vec<u8>) {
    ink::env::set_contract_storage(&key, &Encoded(bytes));
}

#[inline(never)]
#[expect(clippy::expect_used, reason = "any bytes decode")]
fn unload(key: Encoded) -> Option<Vec<u8>> {
    let found: Option<Encoded> = ink::env::take_contract_storage(&key).expect("bytes");
    found.map(|Encoded(bytes)| bytes)
}

#[inline(never)]
fn clear(key: Encoded) {
    ink::env::clear_contract_storage(&key);
}

/// Decodes the next value of a record that the contract wrote itself.
#[inline(never)]
#[expect(clippy::expect_used, reason = "it was written as what it is read as")]
pub fn read<T: Decode, I: Input>(input: &mut I) -> T {
    T::decode(input).expect("it was written")
}

/// Decodes the next list of a record that the contract wrote itself.
#[inline(never)]
pub fn read_all<T: Decode, I: Input>(input: &mut I) -> Vec<T> {
    let Compact(len) = read::<Compact<u32>, I>(input);
    (0..len).map(|_| read(input)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::storage::traits::ManualKey;

    /// Items lie where a mapping's own functions look for them.
    #[ink::test]
    fn items_are_the_mapping_s() {
        let mut mapping: Mapping<(u32, u8), u128, ManualKey<7>> = Mapping::new();
        insert(&mut mapping, (1, 2), &5u128);
        assert_eq!(mapping.get((1, 2)), Some(5));
        mapping.insert((1, 2), &6u128);
        assert_eq!(get(&mapping, (1, 2)), Some(6));
        assert_eq!(get(&mapping, (1, 3)), None);
        remove(&mut mapping, (1, 2));
        assert!(!mapping.contains((1, 2)));
    }

    #[ink::test]
    fn what_is_taken_is_gone() {
        let mut mapping: Mapping<u32, Vec<u8>, ManualKey<7>> = Mapping::new();
        assert_eq!(take(&mut mapping, 1), None);
        insert(&mut mapping, 1, &vec![1u8, 2, 3]);
        assert_eq!(take(&mut mapping, 1), Some(vec![1, 2, 3]));
        assert_eq!((take(&mut mapping, 1), get(&mapping, 1)), (None, None));
    }

    #[test]
    fn lists_are_read_as_they_are_encoded() {
        let list = vec![1u64, 2, 1 << 60];
        assert_eq!(read_all::<u64, _>(&mut &list.encode()[..]), list);
    }
}
