//! Steps of dApps and voters.

use super::Play;
use gridshare_sdk::keys::Key;
use interfaces::governance::Choice;
use interfaces::metering::{LeaseTerms, MeteringParams};
use shared::{DAY_MS, TOKEN};
use tests::Channel;

impl Play {
    pub fn fund(&mut self) {
        let (who, amount) = (self.somebody(), self.amount());
        self.attempt(who, self.w.metering().deposit(amount));
        let (who, amount) = (self.somebody(), self.amount());
        self.attempt(who, self.w.metering().withdraw(amount / 3));
    }

    pub fn open(&mut self) {
        let (who, node) = (self.somebody(), self.node());
        self.attempt(node.controller, self.w.registry().heartbeat(vec![node.id]));
        let candidates = self.nodes.iter().map(|node| node.id).collect();
        let (units, days) = (u128::from(1 + self.random.below(30)), 1 + self.random.below(5));
        let until = self.w.now() + days * DAY_MS;
        let deposit = self.amount() % (60 * TOKEN);
        let terms = LeaseTerms { candidates, units, until, deposit, ..self.w.terms(&node) };
        let lease = self.w.view(self.w.metering().lease_count()) + 1;
        if let Some(opened) = self.attempt(who, self.w.metering().open(terms)) {
            let session = Key::from_name(&format!("session of lease {lease}"));
            let (node, leg_index) = (opened.leg.node, opened.leg.leg_index);
            self.channels.push(Channel { lease, node, leg_index, price: opened.price, payer: who, session });
        }
    }

    pub fn sign(&mut self) {
        for _ in 0..self.channels.len().min(3) {
            let channel = self.random.pick(&self.channels).clone();
            let units = u128::from(self.random.below(400));
            let voucher = self.w.sign(&channel, units);
            self.vouchers.push((channel, voucher));
        }
    }

    /// Settles the latest vouchers of a node, and one of another node's.
    pub fn settle(&mut self) {
        let (who, node) = (self.somebody(), self.node());
        let (own, others): (Vec<_>, Vec<_>) =
            self.vouchers.iter().rev().partition(|(channel, _)| channel.node == node.id);
        let vouchers = own.iter().take(20).chain(others.first()).map(|(_, voucher)| *voucher).collect();
        self.attempt(who, self.w.metering().settle(node.id, vouchers));
    }

    pub fn see_to_lease(&mut self) {
        if self.channels.is_empty() {
            return;
        }
        let (who, channel) = (self.somebody(), self.random.pick(&self.channels).clone());
        let (metering, amount) = (self.w.metering(), self.amount() / 10);
        self.attempt(who, metering.top_up(channel.lease, channel.leg(), amount));
        self.attempt(channel.payer, metering.finalize(channel.lease));
        if self.once_in(2) {
            self.attempt(channel.payer, metering.close(channel.lease));
        }
    }

    pub fn govern(&mut self) {
        let governance = self.w.governance();
        let who = if self.once_in(3) { self.somebody() } else { self.nodes[0].owner };
        let pools: Vec<_> = (0..u32::try_from(self.nodes.len()).unwrap()).collect();
        let burn = 10 + u16::try_from(self.random.below(2_000)).unwrap();
        let params = MeteringParams { burn, settlement_window_ms: DAY_MS / 4, ..MeteringParams::default() };
        let call = self.w.metering().set_params(params).proposed();
        if let Some(id) = self.attempt(who, governance.propose(vec![call], vec![], pools.clone())) {
            self.proposals.push(id);
            for voter in self.people.clone() {
                let choice = *self.random.pick(&[Choice::For, Choice::For, Choice::Against, Choice::Abstain]);
                self.attempt(voter, governance.vote(id, choice, pools.clone()));
            }
            if self.once_in(2) {
                let from = self.w.proposal(id).executable_from;
                self.w.wait_until(from);
            }
        }
        for id in self.proposals.clone() {
            self.attempt(who, governance.execute(id));
            self.attempt(who, governance.settle_deposit(id));
        }
    }
}
