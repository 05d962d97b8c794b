//! Liveness: who keeps a node alive, what its stake counts, which slots it was seen in, what it earned.
//!
//! Heartbeats are the contract's hottest path, up to 256 nodes in a call. A page is therefore kept as
//! bytes, and an [`Entry`] is a view of a node's bytes in it: nothing is decoded that is not needed, and
//! nothing is encoded but what changed.

use crate::ledger::{Earned, Presence};
use crate::maintenance::Span;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::scale::{Decode, Encode};
use interfaces::attestations::{Attested, Kind};
use interfaces::registry::{Liveness, NodeStatus, StakeNote, Vetting};
use shared::pages::PAGE_LEN;
use shared::{math, Amount, ArithmeticError, Bps, Epoch, PublicKey, Rounding, Slot};

/// Where the fields of an entry start. Numbers are little-endian.
mod at {
    /// Hot account that sends heartbeats.
    pub const CONTROLLER: usize = 0;
    /// Key that signs beats.
    pub const DEVICE_KEY: usize = CONTROLLER + 32;
    /// `u32`: number of the device key.
    pub const GENERATION: usize = DEVICE_KEY + 32;
    /// Amount: stake that counts before `NEXT_FROM`.
    pub const STAKE: usize = GENERATION + 4;
    /// Amount: stake that counts from `NEXT_FROM` on.
    pub const NEXT_STAKE: usize = STAKE + 16;
    /// Epoch.
    pub const NEXT_FROM: usize = NEXT_STAKE + 16;
    /// Amount: credit earned in the page's epoch.
    pub const CREDIT: usize = NEXT_FROM + 4;
    /// `u64`: slots of the page's epoch in which it was seen, slot 0 in the lowest bit.
    pub const BEATS: usize = CREDIT + 16;
    /// `u32`: number of the latest slot it was seen in, plus one; 0 if it was never seen.
    pub const LAST_SEEN: usize = BEATS + 8;
    /// Epoch: the first one that has not been claimed.
    pub const CLAIMED_TO: usize = LAST_SEEN + 4;
    /// One byte: [`super::JAILED`] and [`super::RETIRED`].
    pub const FLAGS: usize = CLAIMED_TO + 4;
    /// Two `u32`: the latest maintenance window's first slot number and the one after its last.
    pub const WINDOW: usize = FLAGS + 1;
    /// `u64`: slots of the page's epoch that maintenance excuses.
    pub const EXCUSED: usize = WINDOW + 8;
    /// What is attested, encoded: value (`u16`) and epoch of each kind, boost (`u16`), its end (epoch).
    pub const ATTESTED: usize = EXCUSED + 8;
    /// `u16`: boost.
    pub const BOOST: usize = ATTESTED + 6 * interfaces::attestations::KINDS;
    /// Epoch: the first one without the boost.
    pub const BOOST_UNTIL: usize = BOOST + 2;
    /// Where the next entry starts.
    pub const END: usize = BOOST_UNTIL + 4;
}

/// Bit of an entry's flags: staking jailed the node.
const JAILED: u8 = 1;
/// Bit of an entry's flags: the node left for ever.
const RETIRED: u8 = 2;

/// Bytes of one entry.
pub const ENTRY_LEN: usize = at::END;

/// One node's liveness, in place.
pub struct Entry<'a>(&'a mut [u8; ENTRY_LEN]);

impl Entry<'_> {
    /// The field of `N` bytes that starts at `AT`.
    #[expect(clippy::expect_used, reason = "the field lies within the entry, as is asserted at compile time")]
    fn get<const AT: usize, const N: usize>(&self) -> [u8; N] {
        const { assert!(AT.wrapping_add(N) <= ENTRY_LEN) };
        *self.0[AT..].first_chunk().expect("asserted")
    }

    #[expect(clippy::expect_used, reason = "the field lies within the entry, as is asserted at compile time")]
    fn set<const AT: usize, const N: usize>(&mut self, value: [u8; N]) {
        const { assert!(AT.wrapping_add(N) <= ENTRY_LEN) };
        *self.0[AT..].first_chunk_mut().expect("asserted") = value;
    }

    /// Whether `account` sends the node's heartbeats.
    pub fn is_controller(&self, account: &AccountId) -> bool {
        self.controller() == *account
    }

    fn controller(&self) -> AccountId {
        self.get::<{ at::CONTROLLER }, 32>().into()
    }

    /// Key that signs beats.
    pub fn device_key(&self) -> PublicKey {
        self.get::<{ at::DEVICE_KEY }, 32>()
    }

    /// Number of the device key.
    pub fn generation(&self) -> u32 {
        u32::from_le_bytes(self.get::<{ at::GENERATION }, 4>())
    }

    /// Replaces both keys. What the previous device key signed is worthless from here on.
    ///
    /// # Errors
    /// When the generations are used up.
    pub fn set_keys(
        &mut self,
        controller: &AccountId,
        device_key: &PublicKey,
    ) -> Result<(), ArithmeticError> {
        let generation = self.generation().checked_add(1).ok_or(ArithmeticError)?;
        self.set::<{ at::CONTROLLER }, 32>(*controller.as_ref());
        self.set::<{ at::DEVICE_KEY }, 32>(*device_key);
        self.set::<{ at::GENERATION }, 4>(generation.to_le_bytes());
        Ok(())
    }

    /// Stake that counts in `epoch`, which is not before the running one.
    pub fn stake_at(&self, epoch: Epoch) -> Amount {
        let changed = Epoch::from_le_bytes(self.get::<{ at::NEXT_FROM }, 4>()) <= epoch;
        Amount::from_le_bytes(if changed {
            self.get::<{ at::NEXT_STAKE }, 16>()
        } else {
            self.get::<{ at::STAKE }, 16>()
        })
    }

    /// Notes what the pool counts for, in epoch `now` and from the next one on.
    ///
    /// # Errors
    /// When the epochs are used up.
    pub fn note_stake(&mut self, note: &StakeNote, now: Epoch) -> Result<(), ArithmeticError> {
        let from = now.checked_add(1).ok_or(ArithmeticError)?;
        self.set::<{ at::STAKE }, 16>(note.now.to_le_bytes());
        self.set::<{ at::NEXT_STAKE }, 16>(note.next.to_le_bytes());
        self.set::<{ at::NEXT_FROM }, 4>(from.to_le_bytes());
        self.flag(JAILED, note.jailed);
        Ok(())
    }

    /// Whether staking jailed the node.
    pub fn is_jailed(&self) -> bool {
        self.has(JAILED)
    }

    /// Whether the node left for ever.
    pub fn is_retired(&self) -> bool {
        self.has(RETIRED)
    }

    /// The node leaves for ever.
    pub fn retire(&mut self) {
        self.flag(RETIRED, true);
    }

    fn has(&self, bit: u8) -> bool {
        let [flags] = self.get::<{ at::FLAGS }, 1>();
        flags & bit != 0
    }

    fn flag(&mut self, bit: u8, set: bool) {
        let [flags] = self.get::<{ at::FLAGS }, 1>();
        self.set::<{ at::FLAGS }, 1>([if set { flags | bit } else { flags & !bit }]);
    }

    /// The latest maintenance window; empty if there is none.
    pub fn maintenance(&self) -> Span {
        let [from, to] = [self.get::<{ at::WINDOW }, 4>(), self.get::<{ at::WINDOW + 4 }, 4>()];
        Span { from: u32::from_le_bytes(from), to: u32::from_le_bytes(to) }
    }

    /// Puts a maintenance window in the place of the latest one. What that one excused of the page's `epoch`
    /// until slot number `now` stays excused.
    pub fn set_maintenance(&mut self, window: Span, epoch: Epoch, now: u32) {
        let past = Span { from: 0, to: now }.bits_in(epoch);
        let excused = (self.excused() & past) | window.bits_in(epoch);
        self.set::<{ at::EXCUSED }, 8>(excused.to_le_bytes());
        self.set::<{ at::WINDOW }, 4>(window.from.to_le_bytes());
        self.set::<{ at::WINDOW + 4 }, 4>(window.to.to_le_bytes());
    }

    /// Slots of the page's epoch that maintenance excuses, one bit per slot.
    pub fn excused(&self) -> u64 {
        u64::from_le_bytes(self.get::<{ at::EXCUSED }, 8>())
    }

    /// What is attested.
    pub fn attested(&self) -> Attested {
        let bytes = self.get::<{ at::ATTESTED }, { at::END - at::ATTESTED }>();
        Attested::decode(&mut &bytes[..]).unwrap_or_default()
    }

    /// Notes what is attested.
    pub fn set_attested(&mut self, attested: &Attested) {
        let mut bytes = [0; at::END - at::ATTESTED];
        attested.using_encoded(|encoded| bytes.copy_from_slice(encoded));
        self.set::<{ at::ATTESTED }, { at::END - at::ATTESTED }>(bytes);
    }

    /// Part by which what is attested raises the stake's weight in `epoch`.
    pub fn boost_at(&self, epoch: Epoch) -> Bps {
        if epoch < Epoch::from_le_bytes(self.get::<{ at::BOOST_UNTIL }, 4>()) {
            Bps::from_le_bytes(self.get::<{ at::BOOST }, 2>())
        } else {
            0
        }
    }

    /// What a beat in `slot` earns: the stake with its boost. A node that is jailed or retired earns nothing,
    /// and nobody earns in a slot that is excused.
    fn worth(&self, slot: Slot) -> Result<Amount, ArithmeticError> {
        let [flags] = self.get::<{ at::FLAGS }, 1>();
        if flags != 0 || self.excused() & bit(slot.index) != 0 {
            return Ok(0);
        }
        let stake = self.stake_at(slot.epoch);
        match self.boost_at(slot.epoch) {
            0 => Ok(stake),
            boost => math::add(stake, math::scale(stake, boost, Rounding::Down)?),
        }
    }

    /// Credit earned in the page's epoch.
    pub fn credit(&self) -> Amount {
        Amount::from_le_bytes(self.get::<{ at::CREDIT }, 16>())
    }

    /// The page's epoch's beats, one bit per slot.
    pub fn beats(&self) -> u64 {
        u64::from_le_bytes(self.get::<{ at::BEATS }, 8>())
    }

    /// Whether the node was seen in slot `index` of the page's epoch.
    pub fn was_seen(&self, index: u8) -> bool {
        self.beats() & bit(index) != 0
    }

    /// Number of the latest slot it was seen in.
    pub fn last_seen(&self) -> Option<u32> {
        u32::from_le_bytes(self.get::<{ at::LAST_SEEN }, 4>()).checked_sub(1)
    }

    /// The node is alive in `slot`, which is of the page's epoch. Returns what it earns with that, or nothing
    /// if it was seen in this slot before.
    ///
    /// # Errors
    /// When credit or slot number would not fit.
    pub fn beat(&mut self, slot: Slot) -> Result<Option<Amount>, ArithmeticError> {
        if self.was_seen(slot.index) {
            return Ok(None);
        }
        let earned = self.worth(slot)?;
        let credit = self.credit().checked_add(earned).ok_or(ArithmeticError)?;
        let seen = slot.number().checked_add(1).ok_or(ArithmeticError)?;
        self.set::<{ at::CREDIT }, 16>(credit.to_le_bytes());
        self.set::<{ at::BEATS }, 8>((self.beats() | bit(slot.index)).to_le_bytes());
        self.set::<{ at::LAST_SEEN }, 4>(
            seen.max(u32::from_le_bytes(self.get::<{ at::LAST_SEEN }, 4>())).to_le_bytes(),
        );
        Ok(Some(earned))
    }

    /// The first epoch that has not been claimed.
    pub fn claimed_to(&self) -> Epoch {
        Epoch::from_le_bytes(self.get::<{ at::CLAIMED_TO }, 4>())
    }

    /// Everything before `epoch` has been claimed.
    pub fn set_claimed_to(&mut self, epoch: Epoch) {
        self.set::<{ at::CLAIMED_TO }, 4>(epoch.to_le_bytes());
    }

    /// All of it, as epoch `now` sees it, which the page was turned to. `budget` is what maintenance can excuse.
    pub fn view(&self, now: Epoch, budget: u16) -> Liveness {
        let maintenance = self.maintenance();
        Liveness {
            controller: self.controller(),
            device_key: self.device_key(),
            generation: self.generation(),
            stake: self.stake_at(now),
            boost: self.boost_at(now),
            credit: self.credit(),
            beats: self.beats(),
            excused: self.excused(),
            maintenance: (!maintenance.is_empty()).then(|| maintenance.window()),
            budget,
            attested: self.attested(),
            jailed: self.is_jailed(),
            retired: self.is_retired(),
            last_seen: self.last_seen().map(Slot::from_number),
            claimed_to: self.claimed_to(),
        }
    }

    /// How the node stands in the slot `now`.
    pub fn status(&self, offline_after: u8, now: Slot) -> NodeStatus {
        if self.is_retired() {
            return NodeStatus::Retired;
        }
        if self.is_jailed() {
            return NodeStatus::Jailed;
        }
        if self.stake_at(now.epoch) == 0 {
            return NodeStatus::Unbonded;
        }
        let (now, maintenance) = (now.number(), self.maintenance());
        if maintenance.contains(now) {
            return NodeStatus::Maintenance;
        }
        let missed = |seen: u32| {
            let silent = Span { from: seen.saturating_add(1), to: now.saturating_add(1) };
            silent.len().saturating_sub(maintenance.overlap(silent).len())
        };
        match self.last_seen() {
            Some(seen) if missed(seen) <= u32::from(offline_after) => NodeStatus::Active,
            _ => NodeStatus::Offline,
        }
    }

    /// Whether the node is neither retired nor jailed, and its stake counts in epoch `now` or from the next one on.
    pub fn is_in_service(&self, now: Epoch) -> bool {
        let [flags] = self.get::<{ at::FLAGS }, 1>();
        flags == 0 && (self.stake_at(now) > 0 || self.stake_at(now.saturating_add(1)) > 0)
    }

    /// Whether the node is active in the slot `now` and satisfies what candidates are held to.
    pub fn fits(&self, vetting: &Vetting, offline_after: u8, now: Slot) -> bool {
        if self.status(offline_after, now) != NodeStatus::Active
            || self.stake_at(now.epoch) < vetting.min_stake
        {
            return false;
        }
        if vetting.attested == 0 && vetting.min_renewable == 0 {
            return true;
        }
        let facts = self.attested().facts;
        Kind::ALL.iter().zip(facts).all(|(kind, fact)| {
            let least = if *kind == Kind::Renewable { vetting.min_renewable } else { 0 };
            let asked = vetting.attested & kind.bit() != 0 || least > 0;
            !asked || (now.epoch < fact.until && fact.value >= least)
        })
    }
}

fn bit(slot: u8) -> u64 {
    1u64.wrapping_shl(u32::from(slot))
}

/// The liveness of up to 32 nodes, in one storage item. Nodes are numbered without gaps and never go, so
/// a page only grows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Page {
    /// The epoch that beats and credits belong to.
    pub epoch: Epoch,
    entries: Vec<u8>,
}

impl Page {
    /// A page without entries.
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, entries: Vec::new() }
    }

    /// Adds the next node, which can claim from epoch `now` on. There is room for [`PAGE_LEN`] of them.
    pub fn push(&mut self, controller: &AccountId, device_key: &PublicKey, now: Epoch) {
        let mut bytes = [0; ENTRY_LEN];
        let mut entry = Entry(&mut bytes);
        entry.set::<{ at::CONTROLLER }, 32>(*controller.as_ref());
        entry.set::<{ at::DEVICE_KEY }, 32>(*device_key);
        entry.set_claimed_to(now);
        self.entries.extend_from_slice(&bytes);
        debug_assert!(self.entries.len() <= (PAGE_LEN as usize).saturating_mul(ENTRY_LEN));
    }

    /// Entry `index`, if the page reaches that far.
    pub fn entry(&mut self, index: u32) -> Option<Entry<'_>> {
        let start = usize::try_from(index).ok()?.checked_mul(ENTRY_LEN)?;
        self.entries.get_mut(start..)?.first_chunk_mut().map(Entry)
    }

    /// Turns to epoch `now`: beats and credits start again from nothing. Returns what was earned in the
    /// epoch that the page held until then, and who was there.
    #[must_use = "what was earned is written nowhere else afterwards"]
    pub fn roll(&mut self, now: Epoch) -> (Vec<Earned>, Presence) {
        let (mut earned, mut presence) = (Vec::new(), Presence::default());
        if now <= self.epoch {
            return (earned, presence);
        }
        self.epoch = now;
        // At once, because a contract's memory is never freed.
        earned.reserve_exact(PAGE_LEN as usize);
        for index in 0u8..32 {
            let Some(mut entry) = self.entry(index.into()) else { break };
            let credit = entry.credit();
            if credit > 0 {
                earned.push(Earned { index, credit });
            }
            presence.set(index, entry.beats(), entry.excused());
            entry.set::<{ at::CREDIT }, 16>([0; 16]);
            entry.set::<{ at::BEATS }, 8>([0; 8]);
            let excused = entry.maintenance().bits_in(now);
            entry.set::<{ at::EXCUSED }, 8>(excused.to_le_bytes());
        }
        (earned, presence)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use interfaces::attestations::Fact;
    use proptest::prelude::*;

    fn page(nodes: u8, epoch: Epoch) -> Page {
        let mut page = Page::new(epoch);
        for n in 0..nodes {
            page.push(&AccountId::from([n; 32]), &[n + 100; 32], epoch);
        }
        page
    }

    fn note(now: Amount, next: Amount) -> StakeNote {
        StakeNote { now, next, jailed: false }
    }

    fn slot(epoch: Epoch, index: u8) -> Slot {
        Slot { epoch, index }
    }

    #[test]
    fn an_entry_fills_its_bytes() {
        let mut bytes = [0; ENTRY_LEN];
        let fact = Fact { value: u16::MAX, until: Epoch::MAX };
        let attested = Attested { facts: [fact; 4], boost: u16::MAX, boost_until: Epoch::MAX };
        Entry(&mut bytes).set_attested(&attested);
        assert_eq!(Entry(&mut bytes).attested(), attested);
        assert_eq!(bytes[at::ATTESTED..], [255; 30]);
        assert_eq!(bytes[..at::ATTESTED], [0; at::ATTESTED]);
        assert_eq!(Entry(&mut bytes).boost_at(0), u16::MAX);
    }

    #[test]
    fn a_new_node_has_nothing_but_its_keys() {
        let mut page = page(3, 7);
        let entry = page.entry(2).unwrap();
        assert_eq!(
            (entry.controller(), entry.device_key()[0], entry.generation()),
            (AccountId::from([2; 32]), 102, 0)
        );
        assert_eq!((entry.stake_at(7), entry.credit(), entry.beats()), (0, 0, 0));
        assert_eq!((entry.last_seen(), entry.claimed_to()), (None, 7));
        assert_eq!(entry.status(48, slot(7, 0)), NodeStatus::Unbonded);
        assert!(page.entry(3).is_none());
        assert!(page.entry(u32::MAX).is_none());
    }

    #[test]
    fn new_keys_have_a_new_generation() {
        let mut page = page(1, 0);
        let mut entry = page.entry(0).unwrap();
        entry.set_keys(&AccountId::from([8; 32]), &[9; 32]).unwrap();
        assert_eq!(
            (entry.controller(), entry.device_key()[0], entry.generation()),
            (AccountId::from([8; 32]), 9, 1)
        );
        entry.set::<{ at::GENERATION }, 4>([255; 4]);
        assert_eq!(entry.set_keys(&AccountId::from([7; 32]), &[7; 32]), Err(ArithmeticError));
        assert!(entry.is_controller(&AccountId::from([8; 32])));
    }

    #[test]
    fn stake_counts_now_and_from_the_next_epoch() {
        let mut page = page(1, 4);
        let mut entry = page.entry(0).unwrap();
        entry.note_stake(&note(5, 9), 4).unwrap();
        assert_eq!((entry.stake_at(4), entry.stake_at(5), entry.stake_at(50)), (5, 9, 9));
        entry.note_stake(&note(3, 0), 5).unwrap();
        assert_eq!((entry.stake_at(5), entry.stake_at(6)), (3, 0));
    }

    #[test]
    fn a_beat_earns_the_stake_once_per_slot() {
        let mut page = page(1, 4);
        let mut entry = page.entry(0).unwrap();
        entry.note_stake(&note(5, 9), 4).unwrap();
        assert_eq!(entry.beat(slot(4, 0)), Ok(Some(5)));
        assert_eq!(entry.beat(slot(4, 0)), Ok(None));
        assert_eq!(entry.beat(slot(4, 47)), Ok(Some(5)));
        assert_eq!((entry.credit(), entry.beats()), (10, 1 | (1 << 47)));
        // A late beat for an earlier slot does not set the clock back.
        assert_eq!(entry.beat(slot(4, 46)), Ok(Some(5)));
        assert_eq!(entry.last_seen(), Some(4 * 48 + 47));
    }

    #[test]
    fn a_beat_without_stake_is_a_sign_of_life_all_the_same() {
        let mut page = page(1, 0);
        let mut entry = page.entry(0).unwrap();
        assert_eq!(entry.beat(slot(0, 0)), Ok(Some(0)));
        assert_eq!((entry.last_seen(), entry.status(2, slot(0, 0))), (Some(0), NodeStatus::Unbonded));
        entry.note_stake(&note(1, 1), 0).unwrap();
        assert_eq!(entry.status(2, slot(0, 0)), NodeStatus::Active);
    }

    #[test]
    fn credit_that_would_not_fit_changes_nothing() {
        let mut page = page(1, 0);
        let mut entry = page.entry(0).unwrap();
        entry.note_stake(&note(Amount::MAX, 0), 0).unwrap();
        assert_eq!(entry.beat(slot(0, 1)), Ok(Some(Amount::MAX)));
        assert_eq!(entry.beat(slot(0, 2)), Err(ArithmeticError));
        assert_eq!((entry.beats(), entry.last_seen()), (2, Some(1)));
    }

    #[test]
    fn silence_turns_a_node_offline_across_epochs() {
        let mut page = page(1, 3);
        let mut entry = page.entry(0).unwrap();
        entry.note_stake(&note(1, 1), 3).unwrap();
        assert_eq!(entry.status(2, slot(3, 46)), NodeStatus::Offline);
        entry.beat(slot(3, 47)).unwrap();
        assert_eq!(entry.status(2, slot(4, 1)), NodeStatus::Active);
        assert_eq!(entry.status(2, slot(4, 2)), NodeStatus::Offline);
    }

    #[test]
    fn a_roll_takes_what_was_earned_and_clears_the_slots() {
        let mut page = page(3, 3);
        page.entry(1).unwrap().note_stake(&note(5, 6), 3).unwrap();
        for index in 0..3 {
            page.entry(index).unwrap().beat(slot(3, 9)).unwrap();
        }
        assert_eq!(page.roll(3).0, vec![]);
        assert_eq!(page.roll(5).0, vec![Earned { index: 1, credit: 5 }]);
        assert_eq!(page.epoch, 5);
        for index in 0..3 {
            let entry = page.entry(index).unwrap();
            assert_eq!((entry.credit(), entry.beats()), (0, 0));
            assert_eq!(entry.last_seen(), Some(3 * 48 + 9));
        }
        assert_eq!(page.roll(6).0, vec![]);
        assert_eq!(page.entry(1).unwrap().beat(slot(6, 9)), Ok(Some(6)));
    }

    proptest! {
        /// An entry's credit is the sum of what its beats returned, and a roll hands over just that.
        #[test]
        fn credits_are_what_beats_earned(
            stakes in prop::collection::vec(0u64.., 1..=32),
            beats in prop::collection::vec((0u32..32, 0u8..48), 0..200),
        ) {
            let mut page = page(u8::try_from(stakes.len()).unwrap(), 1);
            for (index, stake) in (0..).zip(&stakes) {
                let note = note((*stake).into(), 0);
                page.entry(index).unwrap().note_stake(&note, 1).unwrap();
            }
            let mut earned = [0; 32];
            let mut seen = std::collections::BTreeSet::new();
            for (index, at) in beats {
                let Some(mut entry) = page.entry(index) else { continue };
                let got = entry.beat(slot(1, at)).unwrap();
                prop_assert_eq!(got.is_some(), seen.insert((index, at)));
                earned[index as usize] += got.unwrap_or(0);
            }
            let expected: Vec<_> = (0u8..).zip(earned)
                .filter(|(_, credit)| *credit > 0)
                .map(|(index, credit)| Earned { index, credit })
                .collect();
            prop_assert_eq!(page.roll(2).0, expected);
        }
    }
}
