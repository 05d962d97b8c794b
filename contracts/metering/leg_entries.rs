//! Where legs are kept: in the entries of their node's pages. Entries that no leg is in any more make up a
//! list that starts in the node's account; the next legs take them before new entries are made.

use interfaces::metering::{Leg, LegIndex, NodeAccount};
use scale::{Decode, Encode, Error, Input, Output};
use shared::pages::{index_of, Record};
use shared::{ArithmeticError, LeaseId, Records};

/// A page of a node's entries.
pub type Page = Records<Entry>;

/// What an entry keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// No leg.
    Free {
        /// The free entry that follows this one in the list.
        next: Option<LegIndex>,
    },
    /// A leg.
    Leg(Leg),
}

/// First byte of a free entry.
const FREE: u8 = 0;
/// First byte of an entry that keeps a leg.
const LEG: u8 = 1;

impl Record for Entry {
    const SIZE: usize = 1 + Leg::SIZE;
}

impl Encode for Entry {
    fn size_hint(&self) -> usize {
        Self::SIZE
    }

    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        match self {
            Self::Free { next } => {
                // An absent number is as long as any other, so that the rest always has the same length.
                let next = (next.is_some(), next.unwrap_or_default());
                (FREE, next, [0_u8; Leg::SIZE - 5]).encode_to(dest);
            }
            Self::Leg(leg) => {
                dest.push_byte(LEG);
                leg.encode_to(dest);
            }
        }
    }
}

impl Decode for Entry {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        match input.read_byte()? {
            FREE => {
                let (is_some, next) = Decode::decode(input)?;
                Ok(Self::Free { next: bool::then_some(is_some, next) })
            }
            LEG => Ok(Self::Leg(Leg::decode(input)?)),
            _ => Err("neither free nor a leg".into()),
        }
    }
}

/// Returns the entry that the next leg takes: the first free one, or else a new one behind all others.
pub fn next_leg_index(account: &NodeAccount) -> LegIndex {
    account.free_head.unwrap_or(account.leg_count)
}

/// Puts `leg` into the entry [`next_leg_index`], which is on `page`.
///
/// # Errors
/// When the node can have no further entry, or the list of free entries is broken.
pub fn occupy(account: &mut NodeAccount, page: &mut Page, leg: &Leg) -> Result<(), ArithmeticError> {
    let leg_index = next_leg_index(account);
    if account.free_head.is_none() {
        account.leg_count = account.leg_count.checked_add(1).ok_or(ArithmeticError)?;
    } else {
        // A leg must never be overwritten, whatever the list says.
        let Some(Entry::Free { next }) = page.get(index_of(leg_index)) else { return Err(ArithmeticError) };
        account.free_head = next;
    }
    put(page, leg_index, leg).then_some(()).ok_or(ArithmeticError)
}

/// Takes the leg of `lease` out of its entry, which becomes the first of the list of free entries. Returns
/// the leg, or nothing if that is not where it is kept.
pub fn vacate(
    account: &mut NodeAccount,
    page: &mut Page,
    lease: LeaseId,
    leg_index: LegIndex,
) -> Option<Leg> {
    let leg = find(page, lease, leg_index)?;
    let next = account.free_head.replace(leg_index);
    page.set(index_of(leg_index), &Entry::Free { next }).then_some(leg)
}

/// Returns the leg that is kept in an entry of `page`, if there is one.
pub fn leg_at(page: &Page, leg_index: LegIndex) -> Option<Leg> {
    match page.get(index_of(leg_index))? {
        Entry::Leg(leg) => Some(leg),
        Entry::Free { .. } => None,
    }
}

/// Returns the leg of `lease`, if that is what is kept in the entry `leg_index` of `page`.
// Inlined, because the leg would be moved once more for every voucher.
#[inline(always)]
pub fn find(page: &Page, lease: LeaseId, leg_index: LegIndex) -> Option<Leg> {
    match page.get(index_of(leg_index))? {
        Entry::Leg(leg) if leg.lease == lease => Some(leg),
        _ => None,
    }
}

/// Writes `leg` into an entry of `page`: one that exists, or the next one. Returns whether it is one of
/// these.
#[must_use]
pub fn put(page: &mut Page, leg_index: LegIndex, leg: &Leg) -> bool {
    page.set(index_of(leg_index), &Entry::Leg(*leg))
}
