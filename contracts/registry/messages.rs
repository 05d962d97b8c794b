//! The messages that other contracts and machines send day by day: heartbeats, and what market, staking and rewards
//! ask and note. They are all that the registry's own code has (see `front`).

use crate::config::Peer;
use crate::open_pages::OpenPages;
use crate::page::Pages;
use crate::state::{caller, State};
use crate::{beats, views};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::registry::*;
use shared::limits::{MAX_CLAIM_EPOCHS, MAX_CLAIM_NODES, MAX_CLAIM_SHARES};
use shared::signing::Messages;
use shared::NodeId;

/// Liveness.
impl State {
    /// `Registry::heartbeat`.
    ///
    /// # Errors
    /// As the message's.
    pub fn heartbeat(&mut self, nodes: &[NodeId]) -> Result<u32, RegistryError> {
        beats::check_batch(nodes.len(), MAX_HEARTBEATS)?;
        let now = self.now();
        let mut pages = OpenPages::new(&mut self.store, now.epoch);
        let (counted, earned) = beats::count_heartbeats(&mut pages, nodes, &caller(), now)?;
        pages.save(earned)?;
        Ok(counted)
    }

    /// `Registry::submit_beats`.
    ///
    /// # Errors
    /// As the message's.
    pub fn submit_beats(&mut self, beats: &[SignedBeat]) -> Result<Vec<BeatOutcome>, RegistryError> {
        beats::check_batch(beats.len(), MAX_BEATS)?;
        let (now, node_count) = (self.now(), self.node_count);
        let messages = Messages::beats(&self.genesis_hash, &ink::env::account_id::<DefaultEnvironment>());
        let verify =
            |signature: &_, message: &_, key: &_| ink::env::sr25519_verify(signature, message, key).is_ok();
        let mut pages = OpenPages::new(&mut self.store, now.epoch);
        let mut verifier = beats::Verifier { node_count, now, messages, verify };
        let (outcomes, earned) = verifier.count_signed(&mut pages, beats)?;
        pages.save(earned)?;
        Ok(outcomes)
    }
}

/// Wired contracts.
impl State {
    /// `Registry::note_stake`.
    ///
    /// # Errors
    /// As the message's.
    pub fn note_stake(&mut self, node: NodeId, weight: &StakeWeight) -> Result<bool, RegistryError> {
        self.ensure(Peer::Staking)?;
        let now = self.now().epoch;
        self.store.update(node, |page| {
            let mut entry = page.entry_of(node)?;
            entry.note_stake(weight, now)?;
            Ok(!entry.is_retired())
        })
    }

    /// `Registry::take_credit`.
    ///
    /// # Errors
    /// As the message's.
    pub fn take_credit(
        &mut self,
        nodes: &[NodeId],
        claimer: &AccountId,
        count: u32,
    ) -> Result<Vec<TakenCredit>, RegistryError> {
        self.ensure(Peer::Rewards)?;
        beats::check_batch(nodes.len(), MAX_CLAIM_NODES as usize)?;
        if !nodes.is_sorted_by(|one, next| one < next) {
            return Err(RegistryError::InvalidBatch);
        }
        // What is returned has to fit a contract's buffer.
        let shares = nodes.len().saturating_mul(count.min(MAX_CLAIM_EPOCHS) as usize);
        if shares > MAX_CLAIM_SHARES as usize {
            return Err(RegistryError::TooMany);
        }
        let now = self.now().epoch;
        let mut pages = OpenPages::new(&mut self.store, now);
        let mut taken = Vec::with_capacity(nodes.len());
        for &node in nodes {
            let open = pages.open(node)?;
            let owner = open.page.owner(node)?;
            let entitled = owner == *claimer || open.page.is_controller(node, claimer)?;
            let epochs = open.page.entry_of(node)?.claim(entitled, count, now);
            open.changed |= !epochs.is_empty();
            let first = epochs.start;
            taken.push(TakenCredit { owner, first, shares: pages.take_credit(node, epochs)? });
        }
        if taken.iter().all(|taken| taken.shares.is_empty()) {
            return Err(RegistryError::NothingToClaim);
        }
        pages.save(0)?;
        Ok(taken)
    }
}

/// Views.
impl State {
    /// `Registry::owner_of`.
    ///
    /// # Errors
    /// As the message's.
    pub fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError> {
        self.store.page(node)?.owner(node)
    }

    /// `Registry::identity`.
    ///
    /// # Errors
    /// As the message's.
    pub fn identity(&self, node: NodeId) -> Result<Identity, RegistryError> {
        let (now, params) = self.now_and_params();
        views::identity(&self.store, node, &params, now)
    }

    /// `Registry::vet`.
    ///
    /// # Errors
    /// As the message's.
    pub fn vet(&self, vetting: &Vetting) -> Result<Vetted, RegistryError> {
        let (now, params) = self.now_and_params();
        views::vet(&self.store, vetting, &params, now)
    }
}
