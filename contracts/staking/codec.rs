//! How records are decoded from storage: field by field, each type in one piece of code. The decoders that
//! `scale` derives repeat a field's decoding wherever it occurs, and handle errors that cannot happen here.

use crate::holder::{Held, Portfolio};
use ink::prelude::vec::Vec;
use interfaces::staking::{ConvertedTranche, Pool, Position};
use kit::storage::{read, read_all};
use scale::{Compact, Decode, Encode, EncodeLike, Error, Input, Output};
use shared::Shares;

/// A record in storage. It is encoded as its own type encodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<T>(pub T);

impl Decode for Stored<Pool> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        // In the order in which they are declared, and encoded.
        Ok(Self(Pool {
            owner: read(input),
            owner_since: read(input),
            active: read(input),
            shares: read_shares(input),
            tranches: read_all(input),
            converted: read_all(input),
            thawing: read(input),
            thawing_shares: read_shares(input),
            share_nonce: read(input),
            thaw_nonce: read(input),
            owner_position: read_position(input),
            commission: read_all(input),
            terms: read(input),
            jailed_until: read(input),
        }))
    }
}

impl Decode for Stored<Position> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(read_position(input)))
    }
}

impl Decode for Stored<Portfolio> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let beside = read(input);
        let Compact(len) = read::<Compact<u32>, I>(input);
        let held = (0..len).map(|_| Held { node: read(input), position: read_position(input) });
        Ok(Self(Portfolio { beside, held: held.collect() }))
    }
}

#[inline(never)]
fn read_position<I: Input>(input: &mut I) -> Position {
    Position {
        shares: read_shares(input),
        pending: read_all(input),
        thaws: read_all(input),
        share_nonce: read(input),
        thaw_nonce: read(input),
        list_index: read(input),
    }
}

/// Shares are encoded as their number, which is read as amounts are.
fn read_shares<I: Input>(input: &mut I) -> Shares {
    Shares(read(input))
}

impl Decode for Stored<Vec<ConvertedTranche>> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(Self(read_all(input)))
    }
}

impl<T: Encode> Encode for Stored<T> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        self.0.encode_to(dest);
    }
}

impl<T: Encode> EncodeLike for Stored<T> {}
impl EncodeLike<Stored<Pool>> for Pool {}
impl EncodeLike<Stored<Position>> for Position {}
impl EncodeLike<Stored<Portfolio>> for Portfolio {}
impl EncodeLike<Stored<Vec<ConvertedTranche>>> for Vec<ConvertedTranche> {}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> scale_info::TypeInfo for Stored<T> {
    type Identity = T;
    fn type_info() -> scale_info::Type {
        T::type_info()
    }
}

#[cfg(feature = "std")]
impl<T: ink::storage::traits::StorageLayout> ink::storage::traits::StorageLayout for Stored<T> {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        T::layout(key)
    }
}
