//! Bytes that are encoded already, as an argument, an answer or a stored value.

use ink::prelude::vec::Vec;
use scale::{Decode, Encode, Error, Input, Output};

/// Bytes that encode to themselves, without a length in front, and decode from all that is left of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded(pub Vec<u8>);

impl Encode for Encoded {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.0);
    }
}

impl Decode for Encoded {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        // The answer of a call and a stored value are slices, which know their length.
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_encoded_and_decoded_as_they_are() {
        for bytes in [vec![], vec![1], vec![2; 300]] {
            assert_eq!(Encoded(bytes.clone()).encode(), bytes);
            assert_eq!(Encoded::decode(&mut &bytes[..]), Ok(Encoded(bytes)));
        }
    }
}
