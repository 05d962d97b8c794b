//! Pages: what is known of 32 nodes, in one storage item.

use crate::accounts::Accounts;
use crate::credits::EntryCredit;
use crate::facts::Facts;
use crate::history::Presence;
use crate::layout::{at, Entry, ENTRY_LEN};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::attestations::Attested;
use interfaces::registry::{Liveness, RegistryError};
use kit::OpenPage;
use shared::pages::{index_of, PAGE_LEN};
use shared::{Epoch, NodeId, PublicKey};

/// The entries of up to 32 nodes, and what stands beside them. Nodes are numbered without gaps and never removed,
/// so a page only grows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Page {
    /// The epoch that beats and credits belong to.
    pub epoch: Epoch,
    /// The entries, each [`ENTRY_LEN`] bytes.
    entries: Vec<u8>,
    /// Owners and controllers, which entries name by number.
    accounts: Accounts,
    /// What is attested of the nodes.
    facts: Facts,
}

/// Entries.
impl Page {
    /// Returns a page without entries.
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, entries: Vec::new(), accounts: Accounts::default(), facts: Facts::default() }
    }

    /// Adds the entry of `node`, which is the next one and can claim from epoch `now` on.
    ///
    /// # Errors
    /// `UnknownNode` when it is not the next one.
    pub fn push(
        &mut self,
        node: NodeId,
        owner: &AccountId,
        controller: &AccountId,
        device_key: &PublicKey,
        now: Epoch,
    ) -> Result<(), RegistryError> {
        self.entries.extend_from_slice(&[0; ENTRY_LEN]);
        debug_assert!(self.entries.len() <= (PAGE_LEN as usize).saturating_mul(ENTRY_LEN));
        self.entry_of(node)?.start(device_key, now);
        self.set_owner(node, owner)?;
        self.set_controller(node, controller)
    }

    /// Returns entry `index`, if the page has so many.
    // Called for every beat.
    #[inline(always)]
    pub fn entry(&mut self, index: u32) -> Option<Entry<'_>> {
        let start = usize::try_from(index).ok()?.checked_mul(ENTRY_LEN)?;
        self.entries.get_mut(start..)?.first_chunk_mut().map(Entry)
    }

    /// Returns the entry of `node`, whose page this is.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn entry_of(&mut self, node: NodeId) -> Result<Entry<'_>, RegistryError> {
        self.entry(index_of(node)).ok_or(RegistryError::UnknownNode)
    }
}

/// Accounts.
impl Page {
    /// Returns the account that owns `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn owner(&self, node: NodeId) -> Result<AccountId, RegistryError> {
        self.account::<{ at::OWNER }>(node).map(|account| AccountId::from(*account))
    }

    /// Returns the account that sends the heartbeats of `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn controller(&self, node: NodeId) -> Result<AccountId, RegistryError> {
        self.account::<{ at::CONTROLLER }>(node).map(|account| AccountId::from(*account))
    }

    /// Returns whether `account` owns `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn is_owner(&self, node: NodeId, account: &AccountId) -> Result<bool, RegistryError> {
        let account: &[u8; 32] = account.as_ref();
        Ok(self.account::<{ at::OWNER }>(node)? == account)
    }

    /// Returns whether `account` sends the heartbeats of `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn is_controller(&self, node: NodeId, account: &AccountId) -> Result<bool, RegistryError> {
        let account: &[u8; 32] = account.as_ref();
        Ok(self.account::<{ at::CONTROLLER }>(node)? == account)
    }

    /// Replaces the owner of `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn set_owner(&mut self, node: NodeId, owner: &AccountId) -> Result<(), RegistryError> {
        self.set_account::<{ at::OWNER }>(node, owner)
    }

    /// Replaces the account that sends the heartbeats of `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn set_controller(&mut self, node: NodeId, controller: &AccountId) -> Result<(), RegistryError> {
        self.set_account::<{ at::CONTROLLER }>(node, controller)
    }

    /// Returns the account whose number the entry of `node` has at `AT`.
    // Called for every heartbeat.
    #[inline(always)]
    fn account<const AT: usize>(&self, node: NodeId) -> Result<&[u8; 32], RegistryError> {
        let at = (index_of(node) as usize).wrapping_mul(ENTRY_LEN).wrapping_add(AT);
        let number = self.entries.get(at).ok_or(RegistryError::UnknownNode)?;
        self.accounts.get(*number).ok_or(RegistryError::UnknownNode)
    }

    /// Makes the entry of `node` name `account` at `AT`.
    fn set_account<const AT: usize>(
        &mut self,
        node: NodeId,
        account: &AccountId,
    ) -> Result<(), RegistryError> {
        let Self { entries, accounts, .. } = self;
        let place = (index_of(node) as usize).wrapping_mul(ENTRY_LEN).wrapping_add(AT);
        let names = |number| {
            let starts = (0..entries.len()).step_by(ENTRY_LEN);
            let mut fields =
                starts.flat_map(|start| [at::OWNER, at::CONTROLLER].map(|at| start.wrapping_add(at)));
            fields.any(|at| at != place && entries.get(at) == Some(&number))
        };
        let number = accounts.put(account, names);
        *entries.get_mut(place).ok_or(RegistryError::UnknownNode)? = number;
        Ok(())
    }
}

/// Attestations.
impl Page {
    /// Returns what is attested of entry `index`, by index of the kind.
    pub fn facts(&self, index: u8) -> [interfaces::attestations::Fact; interfaces::attestations::KINDS] {
        self.facts.get(index)
    }

    /// Notes what is attested of `node`.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn set_attested(&mut self, node: NodeId, attested: &Attested) -> Result<(), RegistryError> {
        self.entry_of(node)?.set_boost(attested.boost, attested.boost_until);
        self.facts.set(entry_index(node), &attested.facts);
        Ok(())
    }
}

/// Time.
impl Page {
    /// Advances to epoch `now`, if that is a later one: beats and credits start again from nothing. Returns
    /// what was earned, and who was alive, in the epoch that the page held until then.
    #[must_use = "what was earned is written nowhere else afterwards"]
    pub fn advance_epoch(&mut self, now: Epoch) -> (Vec<EntryCredit>, Presence) {
        let (mut credits, mut presence) = (Vec::new(), Presence::default());
        if now <= self.epoch {
            return (credits, presence);
        }
        self.epoch = now;
        // All the room at once, because a contract's memory is never freed.
        credits.reserve_exact(PAGE_LEN as usize);
        for index in 0u8..32 {
            let Some(mut entry) = self.entry(index.into()) else { break };
            let credit = entry.credit();
            if credit > 0 {
                credits.push(EntryCredit { index, credit });
            }
            presence.set(index, entry.beats(), entry.excused());
            entry.start_epoch(now);
        }
        (credits, presence)
    }

    /// Returns all that is known of `node` as it counts in epoch `now`, which the page was advanced to. `budget` is
    /// how many slots maintenance can excuse.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn view(&mut self, node: NodeId, now: Epoch, budget: u16) -> Result<Liveness, RegistryError> {
        let (controller, facts) = (self.controller(node)?, self.facts(entry_index(node)));
        let entry = self.entry_of(node)?;
        let (boost, boost_until) = entry.boost();
        let maintenance = entry.maintenance();
        Ok(Liveness {
            controller,
            device_key: entry.device_key(),
            generation: entry.generation(),
            stake: entry.stake_at(now),
            boost: entry.boost_at(now),
            credit: entry.credit(),
            beats: entry.beats(),
            excused: entry.excused(),
            maintenance: (!maintenance.is_empty()).then(|| maintenance.window()),
            budget,
            attested: Attested { facts, boost, boost_until },
            jailed: entry.is_jailed(),
            retired: entry.is_retired(),
            last_seen: entry.last_seen().map(shared::Slot::from_number),
            claimed_to: entry.claimed_to(),
        })
    }
}

/// Returns the index of `node` in its page.
pub fn entry_index(node: NodeId) -> u8 {
    let [low, ..] = index_of(node).to_le_bytes();
    low
}

/// The pages that a message touches, advanced to the running epoch: each is read once, and written once if it
/// changed.
pub trait Pages {
    /// Returns the page that `node` is in. Whoever changes it marks it as changed.
    ///
    /// # Errors
    /// `UnknownNode`; `TooMany` pages.
    fn open(&mut self, node: NodeId) -> Result<&mut OpenPage<Page>, RegistryError>;
}
