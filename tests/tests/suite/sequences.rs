//! Random sequences of everything, with every invariant after every few steps. The same seed plays the same
//! sequence; a failure names it, and every step up to it.

use gridshare::AccountId;
use interfaces::governance::Choice;
use interfaces::metering::{LeaseTerms, MeteringParams, Voucher};
use shared::{Amount, ProposalId, DAY_MS, TOKEN};
use tests::metadata::Random;
use tests::verbs::worth;
use tests::{Channel, Node, World};

/// Steps of a sequence, before everybody leaves.
const STEPS: u64 = 100;
/// Steps between two looks at everything.
const EVERY: u64 = 20;

/// A world in which anybody may do anything.
struct Play {
    w: World,
    random: Random,
    people: Vec<AccountId>,
    nodes: Vec<Node>,
    channels: Vec<Channel>,
    vouchers: Vec<(Channel, Voucher)>,
    proposals: Vec<ProposalId>,
    steps: Vec<String>,
    done: u64,
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut w = World::new();
        let people: Vec<_> = ["nora", "olaf", "dana", "paul"].map(|name| w.person(name)).into();
        let mut play = Self {
            w,
            random: Random::new(seed),
            people,
            nodes: Vec::new(),
            channels: Vec::new(),
            vouchers: Vec::new(),
            proposals: Vec::new(),
            steps: vec![format!("seed {seed}")],
            done: 0,
        };
        // Enough to begin with, so that most steps find something to act on.
        for owner in [0, 1] {
            let owner = play.people[owner];
            let node = play.w.register(owner);
            play.w.bond(owner, &node, 300 * TOKEN);
            play.w.offer(&node, 60, 10, TOKEN / 10);
            play.nodes.push(node);
        }
        play
    }

    fn amount(&mut self) -> Amount {
        match self.random.below(4) {
            0 => u128::from(self.random.below(9)),
            1 => u128::from(self.random.bits() % (5 * TOKEN as u64)),
            2 => u128::from(self.random.below(50)) * TOKEN,
            _ => u128::from(self.random.below(900)) * TOKEN + u128::from(self.random.below(1_000)),
        }
    }

    /// Sends a message that may be refused. Whatever is refused changes nothing.
    fn attempt<T, E>(&mut self, from: AccountId, message: gridshare::Message<Result<T, E>>) -> Option<T>
    where
        T: scale::Decode,
        E: scale::Decode + std::fmt::Debug,
    {
        let name = message.name;
        match self.w.net.send(from, message) {
            Ok(done) => {
                self.done += 1;
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

    fn step(&mut self) {
        let who = *self.random.pick(&self.people);
        let node = self.random.pick(&self.nodes).clone();
        let amount = self.amount();
        let (registry, staking, metering) = (self.w.registry(), self.w.staking(), self.w.metering());
        match self.random.below(34) {
            0 if self.nodes.len() < 5 => {
                let registered = self.w.register(who);
                self.nodes.push(registered);
            }
            1 => {
                let price = amount % TOKEN;
                let (capacity, burst) = (self.random.below(120), self.random.below(30));
                let terms = interfaces::registry::OfferTerms { capacity, burst, price };
                self.attempt(node.owner, registry.set_offer(node.id, 0, terms));
            }
            2..=6 => {
                // Some by their controllers, some by their devices, some of those badly signed.
                let slot = self.w.slot().index;
                let mut beats = Vec::new();
                for node in self.nodes.clone() {
                    let mut beat = self.w.signed_beat(&node, slot);
                    match self.random.below(4) {
                        0 => beats.push(beat),
                        1 => {
                            beat.signature[0] ^= 1;
                            beats.push(beat);
                        }
                        2 => {
                            self.attempt(node.controller, registry.heartbeat(vec![node.id]));
                        }
                        _ => (),
                    }
                }
                if !beats.is_empty() {
                    self.attempt(who, registry.submit_beats(beats));
                }
            }
            7 | 8 => {
                self.w.known.note_staker(node.id, who);
                self.attempt(who, staking.bond(node.id, amount));
            }
            9 | 10 => {
                let shares = self.w.position(&node, who).shares;
                let part = if self.random.below(3) == 0 { shares } else { shares / 3 };
                self.attempt(who, staking.unbond(node.id, part));
            }
            11 => {
                let index = self.random.below(2).to_le_bytes()[0];
                self.attempt(who, staking.cancel_unbond(node.id, index));
            }
            12 => {
                self.attempt(who, staking.withdraw(node.id));
            }
            13 => {
                self.attempt(who, staking.claim_payout());
                self.attempt(who, staking.sync(node.id));
            }
            14 => {
                self.attempt(who, metering.deposit(amount));
            }
            15 => {
                self.attempt(who, metering.withdraw(amount));
            }
            16..=18 => {
                let candidates = self.nodes.iter().map(|node| node.id).collect();
                let (units, days) = (1 + self.random.below(30), 1 + self.random.below(5));
                let until = self.w.now() + days * DAY_MS;
                let terms = LeaseTerms {
                    candidates,
                    units,
                    until,
                    deposit: amount % (80 * TOKEN),
                    ..self.w.terms(&node)
                };
                let lease = self.w.view(metering.lease_count()) + 1;
                if let Some(opened) = self.attempt(who, metering.open(terms)) {
                    let session = gridshare::keys::Key::from_name(&format!("session of lease {lease}"));
                    let (node, place) = (opened.leg.node, opened.leg.place);
                    self.channels.push(Channel {
                        lease,
                        node,
                        place,
                        price: opened.price,
                        payer: who,
                        session,
                    });
                }
            }
            19..=22 if !self.channels.is_empty() => {
                let channel = self.random.pick(&self.channels).clone();
                let units = u128::from(self.random.below(400));
                let voucher = self.w.sign(&channel, units);
                self.vouchers.push((channel, voucher));
            }
            23 | 24 => {
                let of =
                    |(channel, voucher): &(Channel, Voucher)| (channel.node == node.id).then_some(*voucher);
                let vouchers: Vec<_> = self.vouchers.iter().rev().filter_map(of).take(20).collect();
                self.attempt(who, metering.settle(node.id, vouchers));
            }
            25 if !self.channels.is_empty() => {
                let lease = self.random.pick(&self.channels).lease;
                self.attempt(who, metering.top_up(lease, amount));
            }
            26 if !self.channels.is_empty() => {
                let channel = self.random.pick(&self.channels).clone();
                self.attempt(channel.payer, metering.close(channel.lease));
                self.attempt(who, metering.finalize(channel.lease));
            }
            27 => {
                self.attempt(who, metering.withdraw_earnings(node.id));
                self.attempt(who, metering.sweep());
            }
            28 | 29 => {
                let count = 1 + u32::try_from(self.random.below(4)).unwrap();
                let from = if self.random.below(2) == 0 { node.owner } else { who };
                self.attempt(from, self.w.rewards().claim(node.id, count));
            }
            30 => self.govern(who),
            _ => {
                let skip = *self.random.pick(&[1, DAY_MS / 48, DAY_MS / 48, DAY_MS / 7, DAY_MS]);
                self.steps.push(format!("{skip} ms pass"));
                self.w.wait(skip);
            }
        }
    }

    fn govern(&mut self, who: AccountId) {
        let governance = self.w.governance();
        let pools: Vec<_> = (0..u32::try_from(self.nodes.len()).unwrap()).collect();
        let params = MeteringParams {
            burn: 10 + u16::try_from(self.random.below(2_000)).unwrap(),
            settlement_window_ms: DAY_MS / 4,
            ..MeteringParams::default()
        };
        let call = self.w.metering().set_params(params).proposed();
        if let Some(id) = self.attempt(who, governance.propose(vec![call], vec![], pools.clone())) {
            self.proposals.push(id);
        }
        for id in self.proposals.clone() {
            for voter in self.people.clone() {
                let choice = *self.random.pick(&[Choice::For, Choice::For, Choice::Against, Choice::Abstain]);
                self.attempt(voter, governance.vote(id, choice, pools.clone()));
            }
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
        let held = self.w.view(metering.holdings());
        for who in self.people.clone() {
            let free = self.w.view(metering.balance_of(who));
            self.attempt(who, metering.withdraw(free));
        }
        assert_eq!(
            (held.deposits, held.earnings, held.burn, held.treasury),
            (0, 0, 0, 0),
            "{:#?}",
            self.steps
        );
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

/// Plays one sequence.
fn play(seed: u64) {
    let mut play = Play::new(seed);
    play.w.next_epoch();
    for step in 0..STEPS {
        play.step();
        if step % EVERY == EVERY - 1 {
            play.check();
        }
    }
    assert!(play.done > STEPS / 3, "most steps do something: {:#?}", play.steps);
    play.leave();
    play.check();
}

/// The sequences of one part; `SEQUENCES` in the environment says how many, for a longer look.
fn part(number: u64) {
    let count = std::env::var("SEQUENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(3);
    (0..count).for_each(|at| play(number + 4 * at));
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
