//! Random sequences of everything, with every invariant after every few steps, until everybody leaves and
//! nothing may stay behind. The same seed plays the same sequence; a failure names it and every step.

mod exits;
mod leases;
mod nodes;
mod stakes;

use gridshare_sdk::AccountId;
use interfaces::metering::Voucher;
use shared::{Amount, ProposalId, DAY_MS, TOKEN};
use std::collections::BTreeMap;
use tests::metadata::Random;
use tests::{Channel, Node, TestNetwork};

/// Steps of a sequence, before everybody leaves.
const STEPS: u64 = 200;
/// Steps between two checks of the invariants.
const EVERY: u64 = 40;
/// Messages that the sequences of a part have to succeed with at least once, so that they do not just fail.
const MUST_DO: &[&str] = &[
    "attestations.attest",
    "attestations.refresh",
    "attestations.revoke",
    "governance.execute",
    "governance.vote",
    "market.set_offer",
    "metering.close",
    "metering.finalize",
    "metering.open",
    "metering.settle",
    "metering.sweep",
    "metering.top_up",
    "metering.withdraw_earnings",
    "registry.announce_maintenance",
    "registry.cancel_maintenance",
    "registry.extend_maintenance",
    "registry.heartbeat",
    "registry.submit_beats",
    "rewards.claim",
    "staking.accept_node_transfer",
    "staking.bond",
    "staking.bond_for",
    "staking.cancel_unbond",
    "staking.rebond",
    "staking.set_commission",
    "staking.set_terms",
    "staking.slash",
    "staking.unbond",
    "staking.unjail",
    "staking.withdraw",
];
/// A sequence under way, and what its steps choose from.
struct Play {
    w: TestNetwork,
    random: Random,
    people: Vec<AccountId>,
    nodes: Vec<Node>,
    /// Who bonded where.
    stakes: Vec<(Node, AccountId)>,
    channels: Vec<Channel>,
    vouchers: Vec<(Channel, Voucher)>,
    proposals: Vec<ProposalId>,
    /// What happened so far, for the message of a failure.
    steps: Vec<String>,
    done: BTreeMap<&'static str, u32>,
}

impl Play {
    /// Starts with two staked nodes, and tokens deposited with metering. In every fourth sequence a slash may take
    /// everything.
    fn new(seed: u64) -> Self {
        let mut w = if seed % 16 < 12 { TestNetwork::new() } else { ruthless() };
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
    fn attempt<T, E>(&mut self, from: AccountId, message: gridshare_sdk::Message<Result<T, E>>) -> Option<T>
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
            Err(gridshare_sdk::CallError::Refused { error, .. }) => {
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

    /// Returns true once in so many times.
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
        match self.random.below(50) {
            0 => self.register(),
            1 | 46 => self.offer(),
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
            26 => self.collect(),
            27 | 28 => {
                let (who, node) = (self.somebody(), self.node());
                let from = if self.once_in(2) { node.owner } else { who };
                let count = u32::try_from(1 + self.random.below(4)).unwrap();
                self.claim(from, &node, count);
            }
            29 | 30 => self.govern(),
            31..=33 => self.maintain(),
            34 | 35 => self.attest(),
            36 => self.leave_service(),
            37 | 38 => self.change_hands(),
            39 | 40 => self.decide(),
            41 | 42 => self.bond_for(),
            43..=45 => self.punish(),
            _ => self.move_stake(),
        }
    }

    fn pass_time(&mut self) {
        let some = [1, DAY_MS / 48, DAY_MS / 48, DAY_MS / 7, DAY_MS / 2, DAY_MS, 22 * DAY_MS];
        let skip = *self.random.pick(&some);
        self.steps.push(format!("{skip} ms pass"));
        self.w.wait(skip);
    }

    fn check(&mut self) {
        for (name, outcome) in gridshare_audit::check_all(&mut self.w.net, &mut self.w.history) {
            outcome.unwrap_or_else(|wrong| panic!("{name}: {wrong}; after {:#?}", self.steps));
        }
    }
}

/// Deploys a suite in which a slash may take everything.
fn ruthless() -> TestNetwork {
    let mut config = tests::network::config();
    config.staking.max_slash = shared::ONE_BPS;
    TestNetwork::deploy(&config)
}

/// Plays one sequence. Returns how often each message succeeded.
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

/// Plays the sequences of one part: as many as `SEQUENCES` in the environment says, or five.
fn part(number: u64) {
    let count = std::env::var("SEQUENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(5);
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
