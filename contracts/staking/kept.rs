//! Records as they are stored, and the one way to them that all take: a piece of code for each would be
//! several times as large. Whatever is read here was written here, so reading reckons with nothing else.

use ink::prelude::vec::Vec;
use ink::storage::traits::{Packed, StorageKey};
use ink::storage::Mapping;
use interfaces::calls::Encoded;
use interfaces::staking::{Pool, Position};
use scale::{Compact, Decode, Encode, EncodeLike, Error, Input, Output};

/// What a mapping holds under a key.
pub fn get<K, V, At>(_: &Mapping<K, V, At>, key: impl EncodeLike<K>) -> Option<V>
where
    K: Encode,
    V: Packed,
    At: StorageKey,
{
    let bytes = load(key_of::<K, At>(key))?;
    Some(read(&mut &bytes[..]))
}

/// Puts something into a mapping.
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

/// Takes something out of a mapping.
pub fn remove<K, V, At>(_: &mut Mapping<K, V, At>, key: impl EncodeLike<K>)
where
    K: Encode,
    V: Packed,
    At: StorageKey,
{
    clear(key_of::<K, At>(key));
}

/// Where a mapping keeps what it holds under a key, as [`Mapping`] does.
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
fn clear(key: Encoded) {
    ink::env::clear_contract_storage(&key);
}

/// A record of staking's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<T>(pub T);

impl Decode for Kept<Pool> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        // In the order in which they are declared, and encoded.
        Ok(Self(Pool {
            owner: read(input),
            owner_since: read(input),
            active: read(input),
            shares: read(input),
            joining: read_all(input),
            thawing: read(input),
            thawing_shares: read(input),
            era: read(input),
            thaw_era: read(input),
            own: read_position(input),
            commission: read_all(input),
            terms: read(input),
            jailed_until: read(input),
        }))
    }
}

impl Decode for Kept<Position> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(read_position(input)))
    }
}

#[inline(never)]
fn read_position<I: Input>(input: &mut I) -> Position {
    Position {
        shares: read(input),
        joining: read_all(input),
        thaws: read_all(input),
        era: read(input),
        thaw_era: read(input),
        place: read(input),
    }
}

#[inline(never)]
#[expect(clippy::expect_used, reason = "it was written as what it is read as")]
fn read<T: Decode, I: Input>(input: &mut I) -> T {
    T::decode(input).expect("it was written")
}

#[inline(never)]
fn read_all<T: Decode, I: Input>(input: &mut I) -> Vec<T> {
    let Compact(len) = read::<Compact<u32>, I>(input);
    (0..len).map(|_| read(input)).collect()
}

impl<T: Encode> Encode for Kept<T> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        self.0.encode_to(dest);
    }
}

impl<T: Encode> EncodeLike for Kept<T> {}
impl EncodeLike<Kept<Pool>> for Pool {}
impl EncodeLike<Kept<Position>> for Position {}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> scale_info::TypeInfo for Kept<T> {
    type Identity = T;
    fn type_info() -> scale_info::Type {
        T::type_info()
    }
}

#[cfg(feature = "std")]
impl<T: ink::storage::traits::StorageLayout> ink::storage::traits::StorageLayout for Kept<T> {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        T::layout(key)
    }
}
