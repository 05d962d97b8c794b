//! Uptime profiles: in which slots a node is on.

use super::slots::{Slots, HOUR_MS};
use crate::fleet::UptimeProfile;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Returns for each slot whether a node of this profile is on.
pub(super) fn schedule(profile: UptimeProfile, slots: Slots, rng: &mut ChaCha8Rng) -> Vec<bool> {
    let numbers = 0..slots.count;
    match profile {
        UptimeProfile::Steady => vec![true; slots.count],
        UptimeProfile::Flaky { miss, run } => {
            // Two states: off ends with probability 1 / run; on ends with fail, so that the part of slots off,
            // fail / (fail + recover), is `miss`.
            let recover = 1.0 / run;
            let fail = (miss * recover / (1.0 - miss)).min(1.0);
            let mut on = true;
            let mut next = |_| {
                on = if on { !rng.gen_bool(fail) } else { rng.gen_bool(recover) };
                on
            };
            numbers.map(&mut next).collect()
        }
        UptimeProfile::Nightly { from, to } => {
            let off = |n: usize| {
                let hour = (slots.start(n) / HOUR_MS % 24) as u8;
                if from < to {
                    (from..to).contains(&hour)
                } else {
                    hour >= from || hour < to
                }
            };
            numbers.map(|n| !off(n)).collect()
        }
        UptimeProfile::Outage { epoch, hours } => {
            let first = (epoch as usize - 1) * slots.per_epoch;
            let away = first..first.saturating_add(slots.in_hours(u64::from(hours)));
            numbers.map(|n| !away.contains(&n)).collect()
        }
    }
}

/// Describes a profile in words.
pub(super) fn words(profile: UptimeProfile) -> String {
    match profile {
        UptimeProfile::Steady => "steady".into(),
        UptimeProfile::Flaky { miss, .. } => format!("flaky, misses {:.0} %", miss * 100.0),
        UptimeProfile::Nightly { from, to } => format!("off from {from} to {to} h UTC"),
        UptimeProfile::Outage { epoch, hours } => format!("away for {hours} h in epoch {epoch}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use shared::clock::SLOTS_PER_EPOCH;

    const PER_EPOCH: usize = SLOTS_PER_EPOCH as usize;
    const SLOTS: Slots =
        Slots { start_ms: 0, slot_ms: HOUR_MS / 2, per_epoch: PER_EPOCH, count: PER_EPOCH * 200 };

    fn play(profile: UptimeProfile) -> Vec<bool> {
        schedule(profile, SLOTS, &mut ChaCha8Rng::seed_from_u64(1))
    }

    #[test]
    fn flaky_nodes_miss_their_part_in_runs() {
        let on = play(UptimeProfile::Flaky { miss: 0.2, run: 4.0 });
        let missed = on.iter().filter(|on| !**on).count() as f64;
        assert!((0.17..0.23).contains(&(missed / on.len() as f64)), "{missed}");
        let runs = on.windows(2).filter(|w| w[0] && !w[1]).count() as f64;
        assert!((3.5..4.5).contains(&(missed / runs)), "{}", missed / runs);
        assert_eq!(on, play(UptimeProfile::Flaky { miss: 0.2, run: 4.0 }), "the seed decides");
        assert!(play(UptimeProfile::Flaky { miss: 0.0, run: 1.0 }).iter().all(|on| *on));
    }

    #[test]
    fn nights_may_cross_midnight() {
        let on = play(UptimeProfile::Nightly { from: 22, to: 5 });
        let off: Vec<usize> = (0..PER_EPOCH).filter(|n| !on[*n]).collect();
        assert_eq!(off, (0..10).chain(44..PER_EPOCH).collect::<Vec<_>>());
        let on = play(UptimeProfile::Nightly { from: 1, to: 2 });
        assert_eq!((0..PER_EPOCH).filter(|n| !on[*n]).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn an_outage_happens_once() {
        let on = play(UptimeProfile::Outage { epoch: 2, hours: 3 });
        assert_eq!((0..on.len()).filter(|n| !on[*n]).collect::<Vec<_>>(), (48..54).collect::<Vec<_>>());
    }
}
