//! Lists of bytes that grow in place.

use ink::prelude::vec::Vec;
use ink::scale::{Compact, Decode, Error, Input};

/// Decodes a list of bytes, with room behind them for `room` more. A contract's memory is never freed: a list that
/// grows in place is not in memory twice.
pub fn decode_with_room<I: Input>(input: &mut I, room: usize) -> Result<Vec<u8>, Error> {
    let Compact(len) = Compact::<u32>::decode(input)?;
    let len = usize::try_from(len).map_err(|_| "too long")?;
    let mut bytes = Vec::with_capacity(len.saturating_add(room));
    bytes.resize(len, 0);
    input.read(&mut bytes)?;
    Ok(bytes)
}
