//! Credit of epochs that are over, until it is claimed.
//!
//! The finished values of eight epochs share a storage item, one item per page for the nodes' credits and
//! one for the totals: a claim of 32 epochs touches five of each at most.

use crate::liveness::Earned;
use ink::prelude::vec::Vec;
use interfaces::registry::CreditShare;
use shared::{Amount, Epoch};

/// The block of eight epochs that `epoch` is in.
pub fn block_of(epoch: Epoch) -> u32 {
    epoch / 8
}

/// Where in its block `epoch` is.
fn place_of(epoch: Epoch) -> u8 {
    let [low, ..] = epoch.to_le_bytes();
    low % 8
}

/// Everybody's credit in each epoch of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Totals([Amount; 8]);

impl Totals {
    /// The total of `epoch`, which is in this block.
    pub fn get(&self, epoch: Epoch) -> Amount {
        self.0.get(usize::from(place_of(epoch))).copied().unwrap_or_default()
    }

    /// Sets the total of `epoch`, which is in this block.
    pub fn set(&mut self, epoch: Epoch, total: Amount) {
        if let Some(place) = self.0.get_mut(usize::from(place_of(epoch))) {
            *place = total;
        }
    }
}

/// Bytes of one credit: epoch and entry in one byte, `place × 32 + index`, and the amount, little-endian.
const CREDIT_LEN: usize = 17;

fn tag(epoch: Epoch, index: u8) -> u8 {
    place_of(epoch).wrapping_shl(5) | (index & 31)
}

/// Unclaimed credits of a page's nodes in a block's epochs, in no order. Kept as bytes: a claim looks at
/// one byte of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Credits(Vec<u8>);

impl Credits {
    /// Whether everything has been claimed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what a page's nodes earned in `epoch`, which is in this block.
    pub fn add(&mut self, epoch: Epoch, earned: &[Earned]) {
        self.0.reserve_exact(earned.len().saturating_mul(CREDIT_LEN));
        for Earned { index, credit } in earned {
            self.0.push(tag(epoch, *index));
            self.0.extend_from_slice(&credit.to_le_bytes());
        }
    }

    /// Takes what entry `index` earned in `epoch`, which is in this block. Zero if there is nothing.
    pub fn take(&mut self, epoch: Epoch, index: u8) -> Amount {
        let Some((at, credit)) = self.find(epoch, index) else { return 0 };
        // The last credit moves into the gap.
        let last = self.0.len().saturating_sub(CREDIT_LEN);
        self.0.copy_within(last.., at);
        self.0.truncate(last);
        credit
    }

    /// What entry `index` earned in `epoch`, which is in this block.
    pub fn get(&self, epoch: Epoch, index: u8) -> Amount {
        self.find(epoch, index).map_or(0, |(_, credit)| credit)
    }

    /// Takes what entry `index` earned in each of the epochs `first ..= last` of this block, paired with
    /// `totals` of those in which it earned anything.
    pub fn take_shares(
        &mut self,
        (first, last): (Epoch, Epoch),
        index: u8,
        shares: &mut Vec<CreditShare>,
    ) -> bool {
        let mut any = false;
        for epoch in first..=last {
            let credit = self.take(epoch, index);
            any |= credit > 0;
            shares.push(CreditShare { credit, total: 0 });
        }
        any
    }

    fn find(&self, epoch: Epoch, index: u8) -> Option<(usize, Amount)> {
        let tag = tag(epoch, index);
        let mut at = 0;
        while let Some((found, rest)) = self.0.get(at..)?.split_first() {
            if *found == tag {
                return Some((at, Amount::from_le_bytes(*rest.first_chunk()?)));
            }
            at = at.checked_add(CREDIT_LEN)?;
        }
        None
    }
}
