//! Random sequences of everything, with every invariant after every few steps, until everybody leaves and
//! nothing may stay behind. The same seed plays the same sequence; a failure names it and every step.

use gridshare::keys::Key;
use gridshare::AccountId;
use interfaces::governance::Choice;
use interfaces::metering::{LeaseTerms, MeteringParams, Voucher};
use interfaces::registry::OfferTerms;
use shared::{Amount, ProposalId, DAY_MS, TOKEN};
use std::collections::BTreeMap;
use tests::metadata::Random;
use tests::verbs::worth;
use tests::{Channel, Node, World, INFERENCE};

/// Steps of a sequence, before everybody leaves.
const STEPS: u64 = 120;
/// Steps between two looks at everything.
const EVERY: u64 = 24;
/// What the sequences of a part have to do at least once each, so that they do not just fail.
const MUST_DO: &[&str] = &[
    "governance.execute",
    "governance.vote",
    "metering.close",
    "metering.finalize",
    "metering.open",
    "metering.settle",
    "metering.sweep",
    "metering.top_up",
    "metering.withdraw_earnings",
    "registry.heartbeat",
    "registry.set_offer",
    "registry.submit_beats",
    "rewards.claim",
    "staking.bond",
    "staking.cancel_unbond",
    "staking.unbond",
    "staking.withdraw",
];

/// A world in which anybody may do anything.
struct Play {
    w: World,
    random: Random,
    people: Vec<AccountId>,
    nodes: Vec<Node>,
    /// Who bonded where.
    stakes: Vec<(Node, AccountId)>,
    channels: Vec<Channel>,
    vouchers: Vec<(Channel, Voucher)>,
    proposals: Vec<ProposalId>,
    /// What happened, for whoever has to find out.
    steps: Vec<String>,
    done: BTreeMap<&'static str, u32>,
}

impl Play {
    /// Two staked nodes, and money with metering.
    fn new(seed: u64) -> Self {
        let mut w = World::new();
        let people: Vec<_> = ["nora", "olaf", "dana", "paul"].map(|name| w.person(name)).into();
        for payer in &people {
            w.deposit(*payer, 500 * TOKEN);
        }
        let mut play = Self {
            w,
            random: Random::new(seed),
            people,
            nodes: Vec::new(),
            stakes: Vec::new(),
            channels: Vec::new(),
            vouchers: Vec::new(),
            proposals: Vec::new(),
            steps: vec![format!("seed {seed}")],
            done: BTreeMap::new(),
        };
        for owner in [0, 1] {
            let owner = play.people[owner];
            let node = play.w.register(owner);
            play.bond(owner, &node, 300 * TOKEN);
            play.w.offer(&node, 60, 10, TOKEN / 10);
            play.nodes.push(node);
        }
        play.w.next_epoch();
        play.w.next_epoch();
        for node in play.nodes.clone() {
            play.claim(node.owner, &node, 2);
        }
        play
    }

    /// Sends a message that may be refused.
    fn attempt<T, E>(&mut self, from: AccountId, message: gridshare::Message<Result<T, E>>) -> Option<T>
    where
        T: scale::Decode,
        E: scale::Decode + std::fmt::Debug,
    {
        let name = message.name;
        match self.w.net.send(from, message) {
            Ok(done) => {
                *self.done.entry(name).or_default() += 1;
                self.steps.push(format!("{name}: done"));
                Some(done.value)
            }
            Err(gridshare::CallError::Refused { error, .. }) => {
                self.steps.push(format!("{name}: {error:?}"));
                None
            }
            Err(other) => panic!("{other}; before: {:#?}", self.steps),
        }
    }

    fn somebody(&mut self) -> AccountId {
        *self.random.pick(&self.people)
    }

    fn node(&mut self) -> Node {
        self.random.pick(&self.nodes).clone()
    }

    /// True once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.random.below(times) == 0
    }

    fn amount(&mut self) -> Amount {
        match self.random.below(4) {
            0 => u128::from(self.random.below(9)),
            1 => u128::from(self.random.bits() % (5 * TOKEN as u64)),
            2 => u128::from(self.random.below(50)) * TOKEN,
            _ => u128::from(self.random.below(400)) * TOKEN + u128::from(self.random.below(1_000)),
        }
    }

    fn step(&mut self) {
        if self.once_in(3) {
            self.pass_time();
        }
        match self.random.below(31) {
            0 => self.register(),
            1 => self.offer(),
            2..=6 => self.beat(),
            7 | 8 => {
                let (who, node, amount) = (self.somebody(), self.node(), self.amount());
                self.bond(who, &node, amount);
            }
            9..=12 => self.move_stake(),
            13 => self.fund(),
            14..=16 => self.open(),
            17..=20 => self.sign(),
            21..=23 => self.settle(),
            24 | 25 => self.see_to_lease(),
            26 => {
                let who = self.somebody();
                for node in self.nodes.clone() {
                    self.attempt(who, self.w.metering().withdraw_earnings(node.id));
                }
                self.attempt(who, self.w.metering().sweep());
            }
            27 | 28 => {
                let (who, node) = (self.somebody(), self.node());
                let from = if self.once_in(2) { node.owner } else { who };
                let count = u32::try_from(1 + self.random.below(4)).unwrap();
                self.claim(from, &node, count);
            }
            _ => self.govern(),
        }
    }

    fn pass_time(&mut self) {
        let some = [1, DAY_MS / 48, DAY_MS / 48, DAY_MS / 7, DAY_MS / 2, DAY_MS, 22 * DAY_MS];
        let skip = *self.random.pick(&some);
        self.steps.push(format!("{skip} ms pass"));
        self.w.wait(skip);
    }

    fn register(&mut self) {
        let who = self.somebody();
        if self.nodes.len() < 5 {
            let node = self.w.register(who);
            self.nodes.push(node);
        }
    }

    fn offer(&mut self) {
        let node = self.node();
        let (capacity, burst) = (self.random.below(120), self.random.below(30));
        let price = self.amount() % TOKEN;
        let terms = OfferTerms { capacity, burst, price };
        self.attempt(node.owner, self.w.registry().set_offer(node.id, INFERENCE, terms));
    }

    /// Some by their controllers, some by their devices, some of those badly signed.
    fn beat(&mut self) {
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

    fn bond(&mut self, who: AccountId, node: &Node, amount: Amount) {
        self.w.known.note_staker(node.id, who);
        if self.attempt(who, self.w.staking().bond(node.id, amount)).is_some() {
            self.stakes.push((node.clone(), who));
        }
    }

    fn move_stake(&mut self) {
        let (node, who) = self.random.pick(&self.stakes).clone();
        let staking = self.w.staking();
        match self.random.below(8) {
            0..=2 => {
                let shares = self.w.position(&node, who).shares;
                let part = if self.once_in(3) { shares } else { shares / 3 };
                self.attempt(who, staking.unbond(node.id, part));
            }
            3 | 4 => {
                let index = u8::from(self.once_in(3));
                self.attempt(who, staking.cancel_unbond(node.id, index));
            }
            5 | 6 => {
                self.attempt(who, staking.withdraw(node.id));
            }
            _ => {
                self.attempt(who, staking.claim_payout());
                self.attempt(who, staking.sync(node.id));
            }
        }
    }

    fn fund(&mut self) {
        let (who, amount) = (self.somebody(), self.amount());
        self.attempt(who, self.w.metering().deposit(amount));
        let (who, amount) = (self.somebody(), self.amount());
        self.attempt(who, self.w.metering().withdraw(amount / 3));
    }

    fn open(&mut self) {
        let (who, node) = (self.somebody(), self.node());
        self.attempt(node.controller, self.w.registry().heartbeat(vec![node.id]));
        let candidates = self.nodes.iter().map(|node| node.id).collect();
        let (units, days) = (1 + self.random.below(30), 1 + self.random.below(5));
        let until = self.w.now() + days * DAY_MS;
        let deposit = self.amount() % (60 * TOKEN);
        let terms = LeaseTerms { candidates, units, until, deposit, ..self.w.terms(&node) };
        let lease = self.w.view(self.w.metering().lease_count()) + 1;
        if let Some(opened) = self.attempt(who, self.w.metering().open(terms)) {
            let session = Key::from_name(&format!("session of lease {lease}"));
            let (node, place) = (opened.leg.node, opened.leg.place);
            self.channels.push(Channel { lease, node, place, price: opened.price, payer: who, session });
        }
    }

    fn sign(&mut self) {
        for _ in 0..self.channels.len().min(3) {
            let channel = self.random.pick(&self.channels).clone();
            let units = u128::from(self.random.below(400));
            let voucher = self.w.sign(&channel, units);
            self.vouchers.push((channel, voucher));
        }
    }

    /// The latest vouchers of a node, and one of somebody else's.
    fn settle(&mut self) {
        let (who, node) = (self.somebody(), self.node());
        let (own, others): (Vec<_>, Vec<_>) =
            self.vouchers.iter().rev().partition(|(channel, _)| channel.node == node.id);
        let vouchers = own.iter().take(20).chain(others.first()).map(|(_, voucher)| *voucher).collect();
        self.attempt(who, self.w.metering().settle(node.id, vouchers));
    }

    fn see_to_lease(&mut self) {
        if self.channels.is_empty() {
            return;
        }
        let (who, channel) = (self.somebody(), self.random.pick(&self.channels).clone());
        let (metering, amount) = (self.w.metering(), self.amount() / 10);
        self.attempt(who, metering.top_up(channel.lease, amount));
        self.attempt(channel.payer, metering.finalize(channel.lease));
        if self.once_in(2) {
            self.attempt(channel.payer, metering.close(channel.lease));
        }
    }

    fn claim(&mut self, from: AccountId, node: &Node, count: u32) {
        self.attempt(from, self.w.rewards().claim(node.id, count));
    }

    fn govern(&mut self) {
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

    /// Everybody leaves with everything: nothing may be stuck.
    fn leave(&mut self) {
        let (staking, metering) = (self.w.staking(), self.w.metering());
        for channel in self.channels.clone() {
            self.attempt(channel.payer, metering.close(channel.lease));
        }
        self.w.wait(2 * DAY_MS);
        for channel in self.channels.clone() {
            if self.w.view(metering.lease(channel.lease)).is_some() {
                self.w.finalize(channel.payer, &channel);
            }
        }
        for node in self.nodes.clone() {
            self.attempt(node.owner, metering.withdraw_earnings(node.id));
        }
        self.attempt(self.people[0], metering.sweep());
        for who in self.people.clone() {
            let free = self.w.view(metering.balance_of(who));
            self.attempt(who, metering.withdraw(free));
        }
        assert_eq!(self.w.wallet(self.w.net.suite.metering), 0, "{:#?}", self.steps);

        // What still joins has its shares after ten epochs at the latest.
        self.w.wait(11 * DAY_MS);
        for node in self.nodes.clone() {
            while self.attempt(node.owner, self.w.rewards().claim(node.id, 32)).is_some() {}
            for who in self.people.clone() {
                self.attempt(who, staking.sync(node.id));
                let shares = self.w.position(&node, who).shares;
                if shares > 0 {
                    self.w.unbond(who, &node, shares);
                }
            }
        }
        self.w.wait(22 * DAY_MS);
        let mut left = 0;
        for node in self.nodes.clone() {
            for who in self.people.clone() {
                self.attempt(who, staking.withdraw(node.id));
                left += worth(&self.w.position(&node, who));
            }
        }
        for who in self.people.clone() {
            self.attempt(who, staking.claim_payout());
        }
        let held = self.w.wallet(self.w.net.suite.staking);
        assert_eq!((left, held), (0, 0), "everybody left, and nothing stays behind: {:#?}", self.steps);
    }

    fn check(&mut self) {
        for (name, outcome) in gridshare::invariants::check_all(&mut self.w.net, &mut self.w.known) {
            outcome.unwrap_or_else(|wrong| panic!("{name}: {wrong}; after {:#?}", self.steps));
        }
    }
}

/// Plays one sequence, and tells what was done how often.
fn play(seed: u64) -> BTreeMap<&'static str, u32> {
    let mut play = Play::new(seed);
    for step in 1..=STEPS {
        play.step();
        if step % EVERY == 0 {
            play.check();
        }
    }
    let done = play.done.clone();
    play.leave();
    play.check();
    done
}

/// The sequences of one part. `SEQUENCES` in the environment says how many, for a longer look.
fn part(number: u64) {
    let count = std::env::var("SEQUENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(3);
    let mut done: BTreeMap<&str, u32> = BTreeMap::new();
    for at in 0..count {
        for (message, times) in play(number + 4 * at) {
            *done.entry(message).or_default() += times;
        }
    }
    let missing: Vec<_> = MUST_DO.iter().filter(|message| !done.contains_key(*message)).collect();
    assert!(missing.is_empty(), "never done: {missing:?}; {done:?}");
    println!("{done:?}");
}

// In four parts, which run side by side.

#[test]
fn sequences_of_everything_part_1() {
    part(1);
}

#[test]
fn sequences_of_everything_part_2() {
    part(2);
}

#[test]
fn sequences_of_everything_part_3() {
    part(3);
}

#[test]
fn sequences_of_everything_part_4() {
    part(4);
}
