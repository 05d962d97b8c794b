//! Claims: in order, by whoever may, once, and never above the schedule.

use interfaces::registry::RegistryError::NothingToClaim;
use interfaces::rewards::{Claimed, EmissionSchedule, RewardsError};
use shared::{Amount, TOKEN};
use tests::{Node, TestNetwork};

const NOTHING: RewardsError = RewardsError::Registry(NothingToClaim);

fn staked(w: &mut TestNetwork, name: &str, stake: Amount) -> Node {
    let owner = w.person(name);
    let node = w.register(owner);
    w.bond(owner, &node, stake);
    node
}

#[test]
fn epochs_are_claimed_in_order_and_once() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, "nora", 100 * TOKEN);
    for epoch in 1..=3 {
        w.to(epoch, 0);
        w.beat(&node);
    }
    w.to(4, 0);
    let nora = node.owner;
    let each = w.view(w.rewards().emission(1)).availability;
    let covering = |first, epochs, availability| Claimed { first, epochs, availability, usage: 0 };
    assert_eq!(w.claim(nora, &node, 2), covering(0, 2, each));
    assert_eq!(w.claim(node.controller, &node, 1), covering(2, 1, each), "the controller may, too");
    assert_eq!(w.claim(nora, &node, 32), covering(3, 1, each));
    w.refuses(nora, w.rewards().claim(node.id, 32), NOTHING);
    w.beat(&node);
    w.refuses(nora, w.rewards().claim(node.id, 32), NOTHING);
    w.to(5, 0);
    assert_eq!(w.claim(nora, &node, 32), covering(4, 1, each));
}

#[test]
fn others_claim_only_after_seven_further_epochs() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, "nora", 100 * TOKEN);
    w.to(1, 0);
    w.beat(&node);
    let anyone = w.stranger("anyone");
    w.to(7, 47);
    w.refuses(anyone, w.rewards().claim(node.id, 32), NOTHING);
    w.to(8, 0);
    assert_eq!(w.claim(anyone, &node, 32).epochs, 1, "epoch 0 ended with epoch 1");
    w.refuses(anyone, w.rewards().claim(node.id, 32), NOTHING);
    w.to(9, 0);
    let each = w.view(w.rewards().emission(1)).availability;
    let expected = Claimed { first: 1, epochs: 1, availability: each, usage: 0 };
    assert_eq!(w.claim(anyone, &node, 32), expected);
    assert_eq!(w.claim(node.owner, &node, 32).epochs, 7, "what is left is still the owner's alone");
}

#[test]
fn thirty_two_epochs_are_claimed_at_once() {
    let mut w = TestNetwork::new();
    let (node, other) = (staked(&mut w, "nora", 300 * TOKEN), staked(&mut w, "olaf", 100 * TOKEN));
    let mut expected: Amount = 0;
    for epoch in 1..=33 {
        w.to(epoch, 0);
        // Every third epoch the other one is silent.
        w.beat(&node);
        let emission = w.view(w.rewards().emission(epoch)).availability;
        let share = if epoch % 3 == 0 {
            emission
        } else {
            w.beat(&other);
            emission * 3 / 4
        };
        expected += if epoch < 32 { share } else { 0 };
    }
    w.to(34, 0);
    let claimed = w.claim(node.owner, &node, 32);
    assert_eq!(claimed, Claimed { first: 0, epochs: 32, availability: expected, usage: 0 });
    assert_eq!(w.claim(node.owner, &node, 32).epochs, 2);
    w.refuses(node.owner, w.rewards().claim(node.id, 0), RewardsError::InvalidCount);
    w.refuses(node.owner, w.rewards().claim(node.id, 33), RewardsError::InvalidCount);
}

#[test]
fn all_claims_together_never_exceed_the_emission() {
    let mut config = tests::network::config();
    // So small that rounding shows, halving every second epoch.
    config.schedule = EmissionSchedule { initial: 1_009, halving_epochs: 2, availability: 5_003 };
    let mut w = TestNetwork::deploy(&config);
    let nodes: Vec<_> = [("nora", 100), ("olaf", 133), ("petra", 171)]
        .map(|(name, stake)| staked(&mut w, name, stake * TOKEN))
        .into();
    let paul = w.person("paul");
    w.deposit(paul, 1_000 * TOKEN);
    for node in &nodes {
        w.offer(node, 1_000, 0, TOKEN);
    }
    let mut leases = Vec::new();
    for epoch in 1..=8 {
        w.to(epoch, 0);
        for (node, slots) in nodes.iter().zip([3, 2, 1]) {
            if epoch % (slots + 1) != 0 {
                w.beat(node);
            }
        }
        if epoch == 1 {
            w.next_slot();
            leases = nodes.iter().map(|node| w.open(paul, node)).collect();
        }
        for (node, lease) in nodes.iter().zip(&leases) {
            w.pay(node, lease, u128::from(epoch) + u128::from(node.id));
        }
    }
    w.to(9, 0);
    let mut claimed = [0; 9];
    for node in &nodes {
        for epoch in 0..9 {
            let Claimed { first, epochs, availability, usage } = w.claim(node.owner, node, 1);
            assert_eq!((first, epochs), (epoch, 1));
            claimed[epoch as usize] += availability + usage;
            assert!(usage <= w.view(w.rewards().emission(epoch)).usage);
        }
    }
    for (epoch, claimed) in (0..).zip(claimed) {
        let emission = w.view(w.rewards().emission(epoch));
        assert!(
            claimed <= emission.availability + emission.usage,
            "epoch {epoch}: {claimed} of {emission:?}"
        );
        // Nearly all of it: each node's two shares are rounded down.
        assert!(
            epoch == 0 || claimed + 6 >= emission.availability + emission.usage,
            "epoch {epoch}: {claimed}"
        );
    }
}

#[test]
fn an_epoch_without_activity_brings_nothing_and_is_over_all_the_same() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, "nora", 100 * TOKEN);
    w.to(3, 0);
    let nothing = Claimed { first: 0, epochs: 3, availability: 0, usage: 0 };
    assert_eq!(w.claim(node.owner, &node, 32), nothing);
    assert_eq!(w.view(w.rewards().minted()), 0, "what nobody earned is never minted");
    w.refuses(node.owner, w.rewards().claim(node.id, 32), NOTHING);
}

#[test]
fn a_node_claims_from_the_epoch_it_was_registered_in() {
    let mut w = TestNetwork::new();
    w.to(50, 0);
    let node = staked(&mut w, "nora", 100 * TOKEN);
    w.refuses(node.owner, w.rewards().claim(node.id, 32), NOTHING);
    w.to(51, 0);
    assert_eq!(w.claim(node.owner, &node, 32).first, 50);
}

#[test]
fn credit_is_shared_by_stake_and_beats() {
    let mut w = TestNetwork::new();
    let (node, other) = (staked(&mut w, "nora", 100 * TOKEN), staked(&mut w, "olaf", 300 * TOKEN));
    w.to(1, 0);
    w.beat_for(&[&node, &other], 2);
    w.next_slot();
    w.beat_for(&[&node], 4);
    w.to(2, 0);
    let emission = w.view(w.rewards().emission(1)).availability;
    // 6 beats of 100 against 2 of 300.
    assert_eq!(w.claim(node.owner, &node, 32).availability, emission / 2);
    assert_eq!(w.claim(other.owner, &other, 32).availability, emission / 2);
}
