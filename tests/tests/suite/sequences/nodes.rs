//! Steps of nodes' owners and of attesters.

use super::Play;
use gridshare_sdk::AccountId;
use interfaces::attestations::Kind;
use interfaces::market::OfferTerms;
use shared::{Slot, TOKEN};
use tests::{Node, INFERENCE};

impl Play {
    pub fn register(&mut self) {
        let who = self.somebody();
        if self.nodes.len() < 5 {
            let node = self.w.register(who);
            self.nodes.push(node);
        }
    }

    pub fn offer(&mut self) {
        let node = self.node();
        let (capacity, burst) = (self.random.below(120).into(), self.random.below(30).into());
        let price = 1 + self.amount() % TOKEN;
        let terms = OfferTerms { capacity, burst, price };
        self.attempt(node.owner, self.w.market().set_offer(node.id, INFERENCE, terms));
    }

    /// Sends beats: some of controllers, some of devices, some of those badly signed.
    pub fn beat(&mut self) {
        let slot = self.w.slot().index;
        let mut beats = Vec::new();
        for node in self.nodes.clone() {
            let mut beat = self.w.signed_beat(&node, slot);
            match self.random.below(5) {
                0 => beats.push(beat),
                1 => {
                    beat.signature[0] ^= 1;
                    beats.push(beat);
                }
                2 | 3 => {
                    self.attempt(node.controller, self.w.registry().heartbeat(vec![node.id]));
                }
                _ => (),
            }
        }
        let who = self.somebody();
        self.attempt(who, self.w.registry().submit_beats(beats));
    }

    /// Announces, extends and cancels maintenance, mostly in time.
    pub fn maintain(&mut self) {
        let node = self.node();
        let registry = self.w.registry();
        let from = self.w.slot().number() + u32::try_from(self.random.below(6)).unwrap();
        let slots = u16::try_from(self.random.below(30)).unwrap();
        self.attempt(node.owner, registry.announce_maintenance(node.id, Slot::from_number(from), slots));
        if self.once_in(2) {
            self.attempt(node.controller, registry.extend_maintenance(node.id, slots / 2));
        }
        if self.once_in(2) {
            self.pass_time();
            self.attempt(node.owner, registry.cancel_maintenance(node.id));
        }
    }

    pub fn attest(&mut self) {
        let (attester, who, node) = (self.w.attester(), self.somebody(), self.node());
        let kind = *self.random.pick(&Kind::ALL);
        let value =
            if kind == Kind::Jurisdiction { 840 } else { u16::try_from(self.random.below(10_000)).unwrap() };
        let until = self.w.epoch() + u32::try_from(self.random.below(40)).unwrap();
        let attestations = self.w.attestations();
        self.attempt(attester, attestations.attest(node.id, kind, value, until));
        if self.once_in(2) {
            self.pass_time();
            self.attempt(who, attestations.refresh(node.id));
        }
        if self.once_in(4) {
            self.attempt(attester, attestations.revoke(node.id, kind));
        }
    }

    /// Delists the offer of a node that has lost its stake, and seldom retires one.
    pub fn leave_service(&mut self) {
        let (who, node) = (self.somebody(), self.node());
        self.attempt(who, self.w.market().delist_offer(node.id, INFERENCE));
        if self.nodes.len() > 4 && self.once_in(2) {
            self.attempt(node.owner, self.w.market().retire(node.id));
        }
    }

    /// Proposes a node's transfer, and mostly accepts it.
    pub fn change_hands(&mut self) {
        let (node, to) = (self.node(), self.somebody());
        self.attempt(node.owner, self.w.staking().propose_node_transfer(node.id, to));
        if self.once_in(4) || to == node.owner {
            return;
        }
        self.w.history.note_staker(node.id, node.owner);
        if self.attempt(to, self.w.staking().accept_node_transfer(node.id)).is_some() {
            let new = Node { owner: to, ..node.clone() };
            self.stakes.push((new.clone(), to));
            let at = self.nodes.iter().position(|other| other.id == node.id).expect("it is one of them");
            self.nodes[at] = new;
        }
    }

    /// Withdraws earnings, and sweeps the fees.
    pub fn collect(&mut self) {
        let who = self.somebody();
        for node in self.nodes.clone() {
            self.attempt(who, self.w.metering().withdraw_earnings(node.id));
        }
        self.attempt(who, self.w.metering().sweep());
    }

    pub fn claim(&mut self, from: AccountId, node: &Node, count: u32) {
        self.attempt(from, self.w.rewards().claim(node.id, count));
    }
}
