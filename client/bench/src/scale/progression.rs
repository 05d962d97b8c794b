//! Arithmetic progressions of byte strings: how items of equal pages follow from each other.
//!
//! Integers in storage are little-endian. So a string of bytes of which some are numbers that grow by a step of their
//! own from page to page is, as one long little-endian number, a progression as well: no carry leaves a field whose
//! own sum fits, and a field that shrinks borrows exactly what its neighbour's step lacks. Nothing has to be known of
//! where fields begin. All sums are modulo the string's length.

/// The strings `first`, `first + step`, `first + 2 * step` and so on, all of the same length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progression {
    first: Vec<u8>,
    step: Vec<u8>,
}

impl Progression {
    /// Returns the progression that starts with these two strings; `None` if their lengths differ.
    pub fn starting_with(first: &[u8], second: &[u8]) -> Option<Self> {
        let step = difference(second, first)?;
        Some(Self { first: first.to_vec(), step })
    }

    /// Returns string `index`, counted from 0.
    pub fn at(&self, index: u32) -> Vec<u8> {
        sum(&self.first, &self.step, index)
    }

    /// Returns by how much each string exceeds the one before.
    pub fn step(&self) -> &[u8] {
        &self.step
    }

    /// Returns the number of bytes of each string.
    pub fn len(&self) -> usize {
        self.first.len()
    }
}

/// Returns `base + count * step`, modulo the strings' length.
pub fn sum(base: &[u8], step: &[u8], count: u32) -> Vec<u8> {
    let mut carry = 0u64;
    let add = |(base, step): (&u8, &u8)| {
        // Below 2^41: a byte times a number of 32 bits, a byte, and what is carried of such a sum.
        carry += u64::from(*base) + u64::from(*step) * u64::from(count);
        let byte = carry.to_le_bytes()[0];
        carry >>= 8;
        byte
    };
    base.iter().zip(step).map(add).collect()
}

/// Returns `minuend - subtrahend`, modulo the strings' length; `None` if their lengths differ.
fn difference(minuend: &[u8], subtrahend: &[u8]) -> Option<Vec<u8>> {
    if minuend.len() != subtrahend.len() {
        return None;
    }
    let mut borrow = false;
    let subtract = |(minuend, subtrahend): (&u8, &u8)| {
        let (less, borrowed) = minuend.overflowing_sub(*subtrahend);
        let (less, once_more) = less.overflowing_sub(u8::from(borrow));
        borrow = borrowed || once_more;
        less
    };
    Some(minuend.iter().zip(subtrahend).map(subtract).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of several fields, one of which shrinks and one of which stays.
    fn record(n: u32) -> Vec<u8> {
        let mut bytes = (31 + 32 * n).to_le_bytes().to_vec();
        bytes.extend((u128::from(u64::MAX) * 1_000_000 - 7_001 * u128::from(n)).to_le_bytes());
        bytes.extend([0xff, 0x00, 0xff]);
        bytes.extend((255 + u64::from(n)).to_le_bytes());
        bytes
    }

    #[test]
    fn fields_of_every_kind_make_up_one_progression() {
        let progression = Progression::starting_with(&record(0), &record(1)).unwrap();
        assert_eq!(progression.len(), record(0).len());
        for n in [0, 1, 2, 3, 255, 256, 31_250, 4_000_000] {
            assert_eq!(progression.at(n), record(n), "{n}");
        }
        assert_eq!(sum(&record(7), progression.step(), 93), record(100));
    }

    #[test]
    fn strings_of_other_lengths_are_none() {
        assert_eq!(Progression::starting_with(&[1, 2], &[1, 2, 3]), None);
    }
}
