//! A node's next steps in each state that it can be in.

use super::*;
use crate::commands::node::strip::Presence;
use crate::commands::reward::estimate::{Claimable, EpochShare, Unclaimed};
use crate::commands::stake::facts::tests::pool;
use gridshare_sdk::AccountId;
use interfaces::attestations::Attested;
use interfaces::metering::{Lease, LeaseState, Leg, LegRef, UsageShare};
use interfaces::registry::{CreditShare, Liveness, Node, RegistryParams};
use interfaces::rewards::Emission;
use interfaces::staking::{PositionView, StakingParams};
use shared::{Clock, Shares, DAY_MS, TOKEN};

const EMISSION: Emission = Emission { availability: 600, usage: 400 };

fn share(credit: u128) -> EpochShare {
    let usage = UsageShare { burned: 0, total: 0 };
    EpochShare::new(5, EMISSION, CreditShare { credit, total: 10 }, usage, 9_000)
}

/// A node in service, in slot 10 of epoch 6, seen in it, with nothing to do but to offer something.
fn facts() -> Facts {
    let (owner, clock) = (AccountId::from([1; 32]), Clock { genesis: 0, epoch_ms: DAY_MS });
    let liveness = Liveness {
        controller: owner,
        device_key: [1; 32],
        generation: 0,
        stake: 100 * TOKEN,
        boost: 0,
        credit: 0,
        beats: 1 << 10,
        excused: 0,
        maintenance: None,
        budget: 48,
        attested: Attested::default(),
        jailed: false,
        retired: false,
        last_seen: None,
        claimed_to: 6,
    };
    Facts {
        node: 3,
        now: clock.epoch_start(6) + 10 * clock.slot_ms() + 60_000,
        clock,
        record: Node { owner, cell: 0, country: 276, registered_at: 0, metadata: Vec::new() },
        status: NodeStatus::Active,
        in_service: true,
        liveness,
        registry: RegistryParams::default(),
        staking: StakingParams::default(),
        pool: Some(pool(0, 0)),
        own: Some(PositionView {
            shares: Shares(1),
            value: 100 * TOKEN,
            pending: 0,
            thaws: Vec::new(),
            ready: 0,
        }),
        payout: 0,
        past: vec![Presence { seen: 48, expected: 48 }],
        offers: Vec::new(),
        classes: 1,
        legs: Vec::new(),
        earnings: 0,
        claimable: Claimable { unclaimed: Unclaimed::of(6, 6), shares: Vec::new() },
        running: share(0),
        offered_to: None,
    }
}

fn commands(facts: &Facts) -> Vec<String> {
    steps(facts).into_iter().filter_map(|next| next.command).collect()
}

fn notes(facts: &Facts) -> Vec<String> {
    steps(facts).into_iter().filter(|next| next.command.is_none()).map(|next| next.says).collect()
}

const OFFER: &str = "gridshare node offer 3 --class CLASS --capacity UNITS --price AMOUNT";

#[test]
fn a_node_that_is_well_waits_for_its_next_slot() {
    assert_eq!(commands(&facts()), [OFFER]);
    assert_eq!(notes(&facts()), ["its heartbeat is in; the next slot begins in 29m"]);
    let without_classes = Facts { classes: 0, ..facts() };
    assert_eq!(notes(&without_classes)[1], "it could offer something once governance adds a class");
}

#[test]
fn a_heartbeat_is_due_until_the_slot_ends_unless_it_is_excused() {
    let mut facts = facts();
    facts.liveness.beats = 0;
    let first = steps(&facts).remove(0);
    assert_eq!(first, Next::command("its heartbeat is due within 29m", "gridshare node heartbeat 3"));
    facts.liveness.excused = 1 << 10;
    assert_eq!(notes(&facts), ["maintenance excuses this slot, which ends in 29m"]);
}

#[test]
fn a_node_without_enough_stake_is_to_be_bonded() {
    let mut facts = Facts { in_service: false, status: NodeStatus::Unbonded, ..facts() };
    facts.liveness.stake = 0;
    facts.pool = None;
    assert_eq!(commands(&facts), ["gridshare stake bond 3 100"]);
    // 60 of 100 tokens, and a bit more: what is typed is rounded up.
    let mut short = pool(40 * TOKEN, 0);
    short.pool.owner_position.shares = Shares(60 * TOKEN + 1);
    facts.pool = Some(short);
    assert_eq!(commands(&facts), ["gridshare stake bond 3 40"]);
}

#[test]
fn a_new_bond_counts_from_the_next_epoch() {
    let mut facts = facts();
    facts.liveness.stake = 0;
    let mut fresh = pool(0, 100 * TOKEN);
    fresh.pool.active = 0;
    fresh.pool.shares = Shares::ZERO;
    fresh.pool.owner_position.shares = Shares::ZERO;
    fresh.pool.tranches[0].epoch = 6;
    fresh.pool.owner_position.pending[0].epoch = 6;
    facts.pool = Some(fresh);
    assert_eq!(notes(&facts)[0], "its stake counts from epoch 7 on, in 18h 59m");
    assert_eq!(commands(&facts), [OFFER]);
}

#[test]
fn stake_that_grew_by_more_than_a_hundredth_is_to_be_counted() {
    let mut facts = facts();
    facts.liveness.stake = 100 * TOKEN - TOKEN / 2;
    assert!(!commands(&facts).contains(&"gridshare stake sync 3".to_owned()));
    facts.liveness.stake = 98 * TOKEN;
    assert_eq!(commands(&facts)[0], "gridshare stake sync 3");
}

#[test]
fn a_jailed_node_waits_then_leaves() {
    let mut facts = Facts { in_service: false, status: NodeStatus::Jailed, ..facts() };
    let now = facts.now;
    let mut jail = |until| {
        facts.pool.as_mut().unwrap().pool.jailed_until = Some(until);
        (commands(&facts), notes(&facts))
    };
    assert_eq!(jail(now + 3_600_000), (vec![], vec!["it can leave jail in 1h".to_owned()]));
    assert_eq!(jail(now).0, ["gridshare node unjail 3"]);
    assert_eq!(
        jail(FOR_EVER),
        (vec!["gridshare stake unbond 3 all".to_owned()], vec!["it is jailed for ever".to_owned()])
    );
}

#[test]
fn a_slashed_node_is_bonded_before_it_leaves_jail() {
    let mut facts = Facts { in_service: false, status: NodeStatus::Jailed, ..facts() };
    let pool = facts.pool.as_mut().unwrap();
    pool.pool.owner_position.shares = Shares(50 * TOKEN);
    pool.pool.jailed_until = Some(0);
    assert_eq!(commands(&facts), ["gridshare stake bond 3 50", "gridshare node unjail 3"]);
}

#[test]
fn a_retired_node_has_only_its_money_left() {
    let facts = Facts { in_service: false, status: NodeStatus::Retired, earnings: 1, ..facts() };
    assert_eq!(commands(&facts), ["gridshare stake unbond 3 all", "gridshare node collect 3"]);
}

#[test]
fn money_is_to_be_fetched() {
    let mut facts = facts();
    facts.claimable = Claimable { unclaimed: Unclaimed::of(4, 6), shares: vec![share(1)] };
    (facts.earnings, facts.payout) = (1, 1);
    facts.own.as_mut().unwrap().ready = 1;
    let money = ["reward claim 3", "node collect 3", "stake payout", "stake withdraw 3"];
    assert_eq!(commands(&facts)[1..], money.map(|command| format!("gridshare {command}")));
    assert!(steps(&facts).iter().any(|next| next.says == "claim the rewards of epochs 4 to 5"));
}

#[test]
fn epochs_without_earnings_are_claimed_only_for_pending_stake() {
    let mut facts = facts();
    facts.claimable = Claimable { unclaimed: Unclaimed::of(4, 6), shares: vec![share(0)] };
    assert_eq!(commands(&facts), [OFFER]);
    facts.pool = Some(pool(0, TOKEN));
    assert_eq!(commands(&facts), [OFFER], "the epoch after its bond is not over");
    facts.pool.as_mut().unwrap().pool.tranches[0].epoch = 4;
    assert!(commands(&facts).contains(&"gridshare reward claim 3".to_owned()));
}

#[test]
fn a_boost_is_watched() {
    let mut facts = facts();
    facts.liveness.attested = Attested { boost: 1_000, boost_until: 8, ..Attested::default() };
    facts.liveness.boost = 1_000;
    assert_eq!(notes(&facts)[1], "its boost ends in 1d 18h: have it attested again before");
    facts.liveness.boost = 0;
    assert!(commands(&facts).contains(&"gridshare node refresh 3".to_owned()));
}

#[test]
fn ended_leases_are_to_be_closed() {
    let mut facts = facts();
    let leg = Leg { lease: 9, session_key: [0; 32], generation: 0, price: 1, paid_units: 0, deposit: 5 };
    let lease = |until| Lease {
        payer: AccountId::from([2; 32]),
        class_id: 0,
        units: 1,
        leg: LegRef { node: 3, leg_index: 0 },
        until,
        state: LeaseState::Open,
    };
    facts.legs = vec![super::super::earnings::OpenLeg { leg, lease: lease(facts.now) }];
    assert!(commands(&facts).contains(&"gridshare lease close 9".to_owned()));
    facts.legs[0].lease = lease(facts.now + 1);
    assert!(!commands(&facts).contains(&"gridshare lease close 9".to_owned()));
}

#[test]
fn a_node_on_offer_can_be_taken_over() {
    let facts = Facts { offered_to: Some(AccountId::from([2; 32])), ..facts() };
    assert_eq!(commands(&facts)[1], "gridshare node take-over 3");
}
