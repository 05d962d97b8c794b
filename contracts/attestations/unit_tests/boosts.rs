//! Boosts against the sum of their parts, and over time.

use crate::boosts::attested;
use crate::facts::NodeAttestations;
use ink::primitives::AccountId;
use interfaces::attestations::{Attestation, AttestationsParams, Attested, Fact, Kind, KINDS};
use proptest::prelude::*;
use shared::{Bps, Epoch};

const NOW: Epoch = 100;

fn params() -> AttestationsParams {
    AttestationsParams::default()
}

fn attestation(value: u16, until: Epoch) -> Option<Attestation> {
    Some(Attestation { fact: Fact { value, until }, attester: AccountId::from([1; 32]) })
}

fn boost(attestations: NodeAttestations, region: Bps) -> (Bps, Epoch) {
    let Attested { boost, boost_until, .. } = attested(&attestations, region, &params(), NOW);
    (boost, boost_until)
}

#[test]
fn boosts_add_up_to_the_maximum() {
    let [hardware, renewable] = [attestation(7, 110), attestation(10_000, 120)];
    assert_eq!(boost([None; KINDS], 0), (0, Epoch::MAX));
    assert_eq!(boost([None; KINDS], 300), (300, Epoch::MAX));
    assert_eq!(boost([hardware, None, None, None], 0), (1_000, 110));
    assert_eq!(boost([None, renewable, None, None], 0), (2_000, 120));
    assert_eq!(boost([hardware, renewable, None, None], 500), (3_500, 110));
    assert_eq!(boost([hardware, renewable, None, None], 2_500), (5_000, 110));
    assert_eq!(boost([hardware, renewable, None, None], 10_000), (5_000, 110));
}

#[test]
fn renewable_energy_counts_in_proportion() {
    let part = |value| boost([None, attestation(value, 101), None, None], 0);
    assert_eq!(part(5_000), (1_000, 101));
    assert_eq!(part(9_999), (1_999, 101), "rounded down");
    assert_eq!(part(5), (1, 101));
    assert_eq!(part(4), (0, Epoch::MAX), "too little to be anything");
}

#[test]
fn where_and_who_earn_nothing() {
    let all = attestation(840, 101);
    assert_eq!(boost([None, None, all, all], 0), (0, Epoch::MAX));
    assert_eq!(boost([attestation(1, 105), None, all, all], 0), (1_000, 105));
}

#[test]
fn what_expired_counts_for_nothing_and_stays_known() {
    let attestations = [attestation(1, NOW), attestation(10_000, NOW + 1), None, attestation(3, 1)];
    let Attested { facts, boost, boost_until } = attested(&attestations, 0, &params(), NOW);
    assert_eq!((boost, boost_until), (2_000, NOW + 1));
    assert_eq!(facts.map(|fact| (fact.value, fact.until)), [(1, 100), (10_000, 101), (0, 0), (3, 1)]);
}

fn any_params() -> impl Strategy<Value = AttestationsParams> {
    (0..=10_000u16, 0..=10_000u16, 0..=10_000u16).prop_map(|(renewable, hardware, max_boost)| {
        AttestationsParams {
            renewable_boost: renewable,
            hardware_boost: hardware,
            max_boost,
            max_epochs: 400,
        }
    })
}

fn any_attestations() -> impl Strategy<Value = NodeAttestations> {
    let one = prop::option::of((0..=10_000u16, NOW - 3..NOW + 4));
    prop::array::uniform4(one)
        .prop_map(|all| all.map(|one| one.and_then(|(value, until)| attestation(value, until))))
}

proptest! {
    /// Never above the maximum; without what expired it is the same; it holds in every epoch before its
    /// end, and then something behind it is gone.
    #[test]
    fn a_boost_is_what_holds(attestations in any_attestations(), region in 0..=10_000u16, params in any_params()) {
        let now = attested(&attestations, region, &params, NOW);
        prop_assert!(now.boost <= params.max_boost);
        prop_assert!(now.boost >= region.min(params.max_boost));
        prop_assert!(now.boost_until > NOW);

        let living = attestations.map(|one| one.filter(|a| a.fact.until > NOW));
        let alive = attested(&living, region, &params, NOW);
        prop_assert_eq!((now.boost, now.boost_until), (alive.boost, alive.boost_until));

        for later in NOW..now.boost_until.min(NOW + 10) {
            let then = attested(&attestations, region, &params, later);
            prop_assert_eq!((then.boost, then.boost_until), (now.boost, now.boost_until));
        }
        if now.boost_until < Epoch::MAX {
            let then = attested(&attestations, region, &params, now.boost_until);
            prop_assert!(then.boost <= now.boost && then.boost_until > now.boost_until);
        }
    }

    /// The sum, term by term.
    #[test]
    fn a_boost_is_the_sum_of_its_parts(attestations in any_attestations(), region in 0..=10_000u16, params in any_params()) {
        let value = |kind: Kind| attestations[kind.index()].filter(|a| a.fact.until > NOW).map(|a| a.fact.value);
        let renewable = value(Kind::Renewable).unwrap_or(0);
        let sum = u64::from(region)
            + value(Kind::Hardware).map_or(0, |_| u64::from(params.hardware_boost))
            + u64::from(renewable) * u64::from(params.renewable_boost) / 10_000;
        let boost = attested(&attestations, region, &params, NOW).boost;
        prop_assert_eq!(u64::from(boost), sum.min(params.max_boost.into()));
    }

    /// What is revoked leaves nothing, and never raises the boost.
    #[test]
    fn revoking_never_raises(attestations in any_attestations(), at in 0..KINDS, params in any_params()) {
        let before = attested(&attestations, 0, &params, NOW);
        let mut less = attestations;
        less[at] = None;
        let after = attested(&less, 0, &params, NOW);
        prop_assert_eq!(after.facts[at], Fact::default());
        prop_assert!(after.boost <= before.boost && after.boost_until >= before.boost_until);
    }
}
