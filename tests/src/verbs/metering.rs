//! Leases of dApps and earnings of nodes.

use crate::network::{TestNetwork, INFERENCE};
use crate::verbs::Node;
use gridshare_sdk::keys::Key;
use gridshare_sdk::AccountId;
use interfaces::market::Constraints;
use interfaces::metering::{
    Holdings, LeaseState, LeaseTerms, Leg, LegIndex, LegRef, NodeVouchers, Settled, Voucher,
};
use shared::{Amount, LeaseId, NodeId, Units, DAY_MS, TOKEN};

/// A lease's payment channel, as its payer knows it.
#[derive(Clone)]
pub struct Channel {
    /// The lease.
    pub lease: LeaseId,
    /// The node.
    pub node: NodeId,
    /// Index of its leg among the node's.
    pub leg_index: LegIndex,
    /// Price of a unit.
    pub price: Amount,
    /// Who pays.
    pub payer: AccountId,
    /// The key that signs vouchers.
    pub session: Key,
}

impl Channel {
    /// Returns where its leg is kept.
    pub fn leg(&self) -> LegRef {
        LegRef { node: self.node, leg_index: self.leg_index }
    }
}

/// Returns the sum of all that metering holds, in tokens.
fn sum(held: &Holdings) -> Amount {
    held.prepaid + held.earnings + held.burn + held.treasury
}

/// Returns the units that a voucher was paid for, and their value in tokens.
fn paid(settled: &Settled) -> (Units, Amount) {
    match *settled {
        Settled::Paid { units, value } | Settled::DepositExhausted { units, value } => (units, value),
        Settled::AlreadyPaid | Settled::UnknownLeg | Settled::BadSignature | Settled::Overflow => (0, 0),
    }
}

impl TestNetwork {
    /// Deposits tokens into a payer's free balance.
    pub fn deposit(&mut self, payer: AccountId, amount: Amount) {
        let (wallet, free) = (self.wallet(payer), self.view(self.metering().balance_of(payer)));
        self.send(payer, self.metering().deposit(amount));
        assert_eq!(self.wallet(payer), wallet - amount);
        assert_eq!(self.view(self.metering().balance_of(payer)), free + amount);
    }

    /// Withdraws tokens from a payer's free balance.
    pub fn withdraw_balance(&mut self, payer: AccountId, amount: Amount) {
        let (wallet, free) = (self.wallet(payer), self.view(self.metering().balance_of(payer)));
        self.send(payer, self.metering().withdraw(amount));
        assert_eq!(self.wallet(payer), wallet + amount);
        assert_eq!(self.view(self.metering().balance_of(payer)), free - amount);
    }

    /// Returns the usual terms: ten units on one node for a week, at any price, with a deposit of 100 tokens.
    pub fn terms(&mut self, node: &Node) -> LeaseTerms {
        let count = self.view(self.metering().lease_count());
        LeaseTerms {
            class_id: INFERENCE,
            units: 10,
            candidates: vec![node.id],
            constraints: Constraints::up_to(Amount::MAX),
            session_key: session(count + 1).public(),
            deposit: 100 * TOKEN,
            until: self.now() + 7 * DAY_MS,
        }
    }

    /// Opens a lease on the usual terms.
    pub fn open(&mut self, payer: AccountId, node: &Node) -> Channel {
        let terms = self.terms(node);
        self.open_on(payer, terms)
    }

    /// Opens a lease on any terms.
    pub fn open_on(&mut self, payer: AccountId, terms: LeaseTerms) -> Channel {
        let free = self.view(self.metering().balance_of(payer));
        let count = self.view(self.metering().lease_count());
        let offers: Vec<_> = terms
            .candidates
            .iter()
            .map(|node| self.view(self.market().offer(*node, terms.class_id)))
            .collect();
        let opened = self.send(payer, self.metering().open(terms.clone())).value;
        let node = opened.leg.node;
        assert_eq!(opened.lease, count + 1, "leases are numbered in order");
        assert_eq!(self.view(self.metering().balance_of(payer)), free - terms.deposit);

        let lease = self.view(self.metering().lease(opened.lease)).expect("the lease is there");
        assert_eq!(
            (lease.payer, lease.class_id, lease.units, lease.leg, lease.until, lease.state),
            (payer, terms.class_id, terms.units, opened.leg, terms.until, LeaseState::Open)
        );
        let leg = self.leg(node, opened.leg.leg_index);
        let fresh = Leg {
            lease: opened.lease,
            session_key: terms.session_key,
            generation: 0,
            price: opened.price,
            paid_units: 0,
            deposit: terms.deposit,
        };
        assert_eq!(leg, fresh);

        let at = terms.candidates.iter().position(|candidate| *candidate == node);
        let before = offers[at.expect("a candidate was chosen")].expect("it offers the class");
        let offer = self.view(self.market().offer(node, terms.class_id)).expect("it still does");
        assert_eq!(offer.committed, before.committed + terms.units);
        let session = session(opened.lease);
        Channel {
            lease: opened.lease,
            node,
            leg_index: opened.leg.leg_index,
            price: opened.price,
            payer,
            session,
        }
    }

    /// Returns a leg.
    ///
    /// # Panics
    /// When there is no such entry.
    pub fn leg(&mut self, node: NodeId, leg_index: LegIndex) -> Leg {
        self.view(self.metering().leg(node, leg_index)).expect("the leg is there")
    }

    /// Signs a voucher for so many units in all, with the channel's session key.
    pub fn sign(&mut self, channel: &Channel, units: Units) -> Voucher {
        let Channel { lease, node, leg_index, session, .. } = channel;
        self.history.note_signed(*lease, *node, units);
        let signature = session.sign_voucher(&self.net.suite, *lease, *node, 0, units);
        Voucher { lease: *lease, leg_index: *leg_index, units, signature }
    }

    /// Settles a node's vouchers. Returns each one's outcome.
    pub fn settle(&mut self, from: AccountId, node: NodeId, vouchers: Vec<Voucher>) -> Vec<Settled> {
        let (before, account) =
            (self.view(self.metering().holdings()), self.view(self.metering().account(node)));
        let count = vouchers.len();
        let outcomes = self.send(from, self.metering().settle(node, vouchers)).value;
        assert_eq!(outcomes.len(), count, "every voucher has its outcome");
        let value: Amount = outcomes.iter().map(|outcome| paid(outcome).1).sum();

        // Fees on the batch's value, rounded up, and the rest to the node.
        let params = self.view(self.metering().params());
        let burn = (value * u128::from(params.burn)).div_ceil(10_000);
        let treasury = (value * u128::from(params.treasury)).div_ceil(10_000).min(value - burn);
        let expected = Holdings {
            prepaid: before.prepaid - value,
            earnings: before.earnings + value - burn - treasury,
            burn: before.burn + burn,
            treasury: before.treasury + treasury,
        };
        assert_eq!(self.view(self.metering().holdings()), expected);
        let earnings = self.view(self.metering().account(node)).earnings;
        assert_eq!(earnings, account.earnings + value - burn - treasury);
        outcomes
    }

    /// Settles a voucher of each of these channels, for so many units in all, in one call. Returns the outcomes,
    /// which are those of as many single calls.
    pub fn pay_many(&mut self, from: AccountId, channels: &[Channel], units: Units) -> Vec<Settled> {
        let mut batches: Vec<NodeVouchers> = Vec::new();
        for channel in channels {
            let voucher = self.sign(channel, units);
            match batches.iter_mut().find(|batch| batch.node == channel.node) {
                Some(batch) => batch.vouchers.push(voucher),
                None => batches.push(NodeVouchers { node: channel.node, vouchers: vec![voucher] }),
            }
        }
        let apart: Vec<Vec<Settled>> = batches
            .iter()
            .map(|NodeVouchers { node, vouchers }| {
                let settle = self.metering().settle(*node, vouchers.clone());
                self.net.dry_run(from, settle).expect("it is settled").value
            })
            .collect();
        let held = self.view(self.metering().holdings());
        let settled = self.send(from, self.metering().settle_many(batches)).value;
        assert_eq!(settled, apart);
        let outcomes: Vec<Settled> = settled.into_iter().flatten().collect();
        let value: Amount = outcomes.iter().map(|outcome| paid(outcome).1).sum();
        let now = self.view(self.metering().holdings());
        assert_eq!((now.prepaid, sum(&now)), (held.prepaid - value, sum(&held)));
        outcomes
    }

    /// Signs a voucher for so many units in all, and settles it. Returns its outcome.
    pub fn pay(&mut self, node: &Node, channel: &Channel, units: Units) -> Settled {
        let voucher = self.sign(channel, units);
        self.settle(node.controller, node.id, vec![voucher])[0]
    }

    /// Adds tokens to a lease's deposit.
    pub fn top_up(&mut self, from: AccountId, channel: &Channel, amount: Amount) {
        let free = self.view(self.metering().balance_of(from));
        let leg = self.leg(channel.node, channel.leg_index);
        self.send(from, self.metering().top_up(channel.lease, channel.leg(), amount));
        assert_eq!(self.view(self.metering().balance_of(from)), free - amount);
        let topped_up = Leg { deposit: leg.deposit + amount, ..leg };
        assert_eq!(self.leg(channel.node, channel.leg_index), topped_up);
    }

    /// Starts a lease's settlement window.
    pub fn close(&mut self, from: AccountId, channel: &Channel) {
        self.send(from, self.metering().close(channel.lease));
        let until = self.now() + self.view(self.metering().params()).settlement_window_ms;
        let lease = self.view(self.metering().lease(channel.lease)).expect("the lease is there");
        assert_eq!(lease.state, LeaseState::Closing { until });
    }

    /// Finalizes a lease. Returns the tokens that its payer got back.
    pub fn finalize(&mut self, from: AccountId, channel: &Channel) -> Amount {
        let lease = self.view(self.metering().lease(channel.lease)).expect("the lease is there");
        let left = self.leg(channel.node, channel.leg_index).deposit;
        let free = self.view(self.metering().balance_of(channel.payer));
        let offer = self.view(self.market().offer(channel.node, lease.class_id)).expect("it is offered");
        self.send(from, self.metering().finalize(channel.lease));
        assert_eq!(self.view(self.metering().balance_of(channel.payer)), free + left);
        assert_eq!(self.view(self.metering().lease(channel.lease)), None);
        let entry = self.view(self.metering().leg(channel.node, channel.leg_index));
        assert_eq!(entry, None, "the entry is free");
        let released = self.view(self.market().offer(channel.node, lease.class_id)).expect("it is offered");
        assert_eq!(released.committed, offer.committed - lease.units);
        left
    }

    /// Pays a node's earnings to its owner. Returns the tokens paid.
    pub fn collect(&mut self, from: AccountId, node: &Node) -> Amount {
        let (wallet, account) = (self.wallet(node.owner), self.view(self.metering().account(node.id)));
        let amount = self.send(from, self.metering().withdraw_earnings(node.id)).value;
        assert_eq!(amount, account.earnings);
        assert_eq!(self.wallet(node.owner), wallet + amount);
        assert_eq!(self.view(self.metering().account(node.id)).earnings, 0);
        amount
    }

    /// Burns the fees that are to be burned and pays the treasury. Returns both, in tokens.
    pub fn sweep(&mut self, from: AccountId) -> (Amount, Amount) {
        let held = self.view(self.metering().holdings());
        let (supply, treasury) =
            (self.view(self.token().total_supply()), self.wallet(self.net.suite.governance));
        let swept = self.send(from, self.metering().sweep()).value;
        assert_eq!(swept, (held.burn, held.treasury));
        assert_eq!(self.view(self.token().total_supply()), supply - held.burn);
        assert_eq!(self.wallet(self.net.suite.governance), treasury + held.treasury);
        let after = self.view(self.metering().holdings());
        assert_eq!(sum(&after), sum(&held) - held.burn - held.treasury);
        swept
    }
}

/// Returns the key that signs a lease's vouchers here.
fn session(lease: LeaseId) -> Key {
    Key::from_name(&format!("session of lease {lease}"))
}
