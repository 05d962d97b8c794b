//! A busy network, in which everything that the contracts offer is under way.

use crate::network::{Saved, TestNetwork};
use crate::verbs::{Channel, Node};
use gridshare_sdk::AccountId;
use interfaces::attestations::Kind;
use interfaces::metering::MeteringParams;
use shared::{ProposalId, Shares, Slot, TOKEN};
use std::sync::LazyLock;

/// The accounts of a busy network, and what they have under way.
#[derive(Clone)]
pub struct BusyNetwork {
    /// Nora's node: staked by herself and Dana, alive, leased by Paul, claimed up to the running epoch. Its
    /// energy is attested to be renewable, like who and where it is, and its earnings are not collected.
    pub node: Node,
    /// Olaf's node: staked by himself, alive, leased by Petra, with an unclaimed epoch. It takes a commission,
    /// will be down for four slots of epoch 5, and its transfer to Petra is proposed.
    pub other: Node,
    /// Dana staked on Nora's node; half of it thaws. She votes.
    pub dana: AccountId,
    /// Paul pays for an open lease on Nora's node.
    pub paul: AccountId,
    /// His lease: 1 000 units are paid for, 5 000 are signed for.
    pub open: Channel,
    /// Petra pays for a lease on Olaf's node that is closing.
    pub petra: AccountId,
    /// Her lease.
    pub closing: Channel,
    /// Nora's proposal, which is voted on.
    pub voting: ProposalId,
    /// A proposal that Nora cancelled; its deposit is not settled.
    pub cancelled: ProposalId,
    /// An account with native tokens and nothing else.
    pub stranger: AccountId,
}

static BUSY: LazyLock<(Saved, BusyNetwork)> = LazyLock::new(|| {
    let (network, busy) = BusyNetwork::play();
    (network.save(), busy)
});

impl BusyNetwork {
    /// Returns a busy network, in epoch 2.
    pub fn start() -> (TestNetwork, Self) {
        let (saved, busy) = &*BUSY;
        (TestNetwork::restore(saved), busy.clone())
    }

    fn play() -> (TestNetwork, Self) {
        let mut w = TestNetwork::new();
        let people = ["nora", "olaf", "dana", "paul", "petra"].map(|name| w.person(name));
        let [nora, olaf, dana, paul, petra] = people;
        let stranger = w.stranger("stranger");

        let (node, other) = (w.register(nora), w.register(olaf));
        w.bond(nora, &node, 10_000 * TOKEN);
        w.bond(dana, &node, 5_000 * TOKEN);
        w.bond(olaf, &other, 4_000 * TOKEN);
        w.offer(&node, 100, 20, TOKEN / 100);
        w.offer(&other, 100, 20, TOKEN / 50);
        w.attest(&node, Kind::Renewable, 10_000, 400);
        for node in [&node, &other] {
            w.attest(node, Kind::Jurisdiction, 840, 300);
            w.attest(node, Kind::Identity, 1, 300);
        }
        w.set_commission(&other, 500);

        w.next_epoch();
        w.beat_for(&[&node, &other], 3);
        w.deposit(paul, 1_000 * TOKEN);
        w.deposit(petra, 1_000 * TOKEN);
        let (open, closing) = (w.open(paul, &node), w.open(petra, &other));
        w.pay(&node, &open, 600);
        w.pay(&other, &closing, 300);

        w.next_epoch();
        w.beat_for(&[&node, &other], 2);
        w.claim(nora, &node, 32);
        w.pay(&node, &open, 1_000);
        w.sign(&open, 5_000);
        w.close(petra, &closing);
        let shares = w.position(&node, dana).shares;
        w.unbond(dana, &node, Shares(shares.0 / 2));

        w.announce(&other, Slot { epoch: 5, index: 0 }, 4);
        w.send(olaf, w.staking().propose_node_transfer(other.id, petra));

        let params = MeteringParams { burn: 600, ..MeteringParams::default() };
        let call = w.metering().set_params(params).proposed();
        let cancelled = w.propose(nora, vec![call.clone()], &[node.id]);
        w.send(nora, w.governance().cancel(cancelled));
        let voting = w.propose(nora, vec![call], &[node.id]);
        (w, Self { node, other, dana, paul, open, petra, closing, voting, cancelled, stranger })
    }

    /// Returns every account that has something to lose.
    pub fn everybody(&self) -> [AccountId; 5] {
        [self.node.owner, self.other.owner, self.dana, self.paul, self.petra]
    }
}
