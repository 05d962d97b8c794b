//! Facts that are attested of a page's nodes. Most nodes have none or one, so only those there are take room. A
//! fact that is withdrawn leaves its place behind: a page never shrinks, so nobody collects the storage deposit of
//! another one's bytes.

use ink::prelude::vec::Vec;
use interfaces::attestations::{Fact, KINDS};

/// Bytes of one fact: its tag, which is `32 × index of its kind + index of the entry`; its value (`u16`) and the
/// first epoch in which it no longer holds (`u32`), little-endian.
const FACT_LEN: usize = 7;

/// Facts of a page's nodes, each with its tag, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Facts(Vec<u8>);

impl Facts {
    /// Returns what is attested of entry `index`, by index of the kind.
    pub fn get(&self, index: u8) -> [Fact; KINDS] {
        let mut facts = [Fact::default(); KINDS];
        for record in self.0.chunks_exact(FACT_LEN) {
            if let [tag, v0, v1, u0, u1, u2, u3] = *record {
                if let Some(fact) = facts.get_mut(usize::from(tag / 32)).filter(|_| tag % 32 == index) {
                    let (value, until) = (u16::from_le_bytes([v0, v1]), u32::from_le_bytes([u0, u1, u2, u3]));
                    *fact = Fact { value, until };
                }
            }
        }
        facts
    }

    /// Replaces what is attested of entry `index`.
    pub fn set(&mut self, index: u8, facts: &[Fact; KINDS]) {
        for (kind, fact) in (0u8..).zip(facts) {
            let tag = kind.wrapping_shl(5) | (index % 32);
            let ([v0, v1], [u0, u1, u2, u3]) = (fact.value.to_le_bytes(), fact.until.to_le_bytes());
            let record = [tag, v0, v1, u0, u1, u2, u3];
            match self.0.chunks_exact_mut(FACT_LEN).find(|place| place.first() == Some(&tag)) {
                Some(place) => place.copy_from_slice(&record),
                None if *fact == Fact::default() => (),
                None => self.0.extend_from_slice(&record),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_node_has_its_own_facts() {
        let (none, mut facts) = ([Fact::default(); KINDS], Facts::default());
        let fact = |value, until| Fact { value, until };
        let of_31 = [fact(1, 2), none[0], fact(0, 9), fact(u16::MAX, u32::MAX)];
        facts.set(31, &of_31);
        facts.set(0, &[none[0], fact(5, 6), none[0], none[0]]);
        assert_eq!((facts.get(31), facts.get(0)[1], facts.get(1)), (of_31, fact(5, 6), none));
        let len = facts.0.len();
        assert_eq!(len, 4 * FACT_LEN);
        facts.set(31, &none);
        assert_eq!(
            (facts.get(31), facts.get(0)[1], facts.0.len()),
            (none, fact(5, 6), len),
            "the place stays"
        );
        facts.set(31, &of_31);
        assert_eq!((facts.get(31), facts.0.len()), (of_31, len), "and is used again");
    }
}
