//! When a node is on and when it is off.

use crate::fleet::Habit;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

const HOUR_MS: u64 = 3_600_000;

/// The slots of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    /// When the first one starts, in milliseconds since 1970.
    pub(super) start_ms: u64,
    /// Length of one.
    pub(super) slot_ms: u64,
    /// Slots in an epoch.
    pub(super) per_epoch: usize,
    /// How many there are.
    pub(super) count: usize,
}

impl Slots {
    /// When slot `n` starts, in milliseconds since 1970.
    pub(super) fn start(&self, n: usize) -> u64 {
        self.start_ms + n as u64 * self.slot_ms
    }

    /// The slot in which `hour` of `epoch` begins; the first epoch with traffic is 1.
    pub(super) fn of_hour(&self, epoch: u32, hour: u32) -> usize {
        let hour = usize::try_from(u64::from(hour) * HOUR_MS / self.slot_ms).unwrap_or(usize::MAX);
        (epoch.saturating_sub(1) as usize * self.per_epoch).saturating_add(hour)
    }

    /// The same, or the second slot after the traffic for an epoch that lies behind its `epochs` epochs.
    pub(super) fn reached(&self, epoch: u32, hour: u32, epochs: u32) -> usize {
        if epoch > epochs {
            return self.of_hour(epochs + 1, 0) + 1;
        }
        self.of_hour(epoch, hour)
    }

    /// The middle of `epoch`, or the second slot after the traffic for an epoch that lies behind it.
    pub(super) fn middle(&self, epoch: u32, epochs: u32) -> usize {
        let half = if epoch > epochs { 0 } else { self.per_epoch / 2 };
        self.reached(epoch, 0, epochs) + half
    }

    /// Slots in `hours`, at least one.
    pub(super) fn in_hours(&self, hours: u64) -> usize {
        usize::try_from((hours * HOUR_MS).div_ceil(self.slot_ms)).unwrap_or(usize::MAX).max(1)
    }
}

/// For each slot, whether a node of this habit is on.
pub(super) fn schedule(habit: Habit, slots: Slots, rng: &mut ChaCha8Rng) -> Vec<bool> {
    let numbers = 0..slots.count;
    match habit {
        Habit::Steady => vec![true; slots.count],
        Habit::Flaky { miss, run } => {
            // Two states: off ends with 1 in `run`, and on ends as often as it takes to miss that part.
            let recover = 1.0 / run;
            let fail = (miss * recover / (1.0 - miss)).min(1.0);
            let mut on = true;
            let mut next = |_| {
                on = if on { !rng.gen_bool(fail) } else { rng.gen_bool(recover) };
                on
            };
            numbers.map(&mut next).collect()
        }
        Habit::Nightly { from, to } => {
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
        Habit::Outage { epoch, hours } => {
            let first = (epoch as usize - 1) * slots.per_epoch;
            let away = first..first.saturating_add(slots.in_hours(u64::from(hours)));
            numbers.map(|n| !away.contains(&n)).collect()
        }
    }
}

/// A habit in words.
pub(super) fn words(habit: Habit) -> String {
    match habit {
        Habit::Steady => "steady".into(),
        Habit::Flaky { miss, .. } => format!("flaky, misses {:.0} %", miss * 100.0),
        Habit::Nightly { from, to } => format!("off from {from} to {to} h UTC"),
        Habit::Outage { epoch, hours } => format!("away for {hours} h in epoch {epoch}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const SLOTS: Slots = Slots { start_ms: 0, slot_ms: HOUR_MS / 2, per_epoch: 48, count: 48 * 200 };

    fn play(habit: Habit) -> Vec<bool> {
        schedule(habit, SLOTS, &mut ChaCha8Rng::seed_from_u64(1))
    }

    #[test]
    fn flaky_nodes_miss_their_part_in_runs() {
        let on = play(Habit::Flaky { miss: 0.2, run: 4.0 });
        let missed = on.iter().filter(|on| !**on).count() as f64;
        assert!((0.17..0.23).contains(&(missed / on.len() as f64)), "{missed}");
        let runs = on.windows(2).filter(|w| w[0] && !w[1]).count() as f64;
        assert!((3.5..4.5).contains(&(missed / runs)), "{}", missed / runs);
        assert_eq!(on, play(Habit::Flaky { miss: 0.2, run: 4.0 }), "the seed decides");
        assert!(play(Habit::Flaky { miss: 0.0, run: 1.0 }).iter().all(|on| *on));
    }

    #[test]
    fn nights_may_cross_midnight() {
        let on = play(Habit::Nightly { from: 22, to: 5 });
        let off: Vec<usize> = (0..48).filter(|n| !on[*n]).collect();
        assert_eq!(off, (0..10).chain(44..48).collect::<Vec<_>>());
        let on = play(Habit::Nightly { from: 1, to: 2 });
        assert_eq!((0..48).filter(|n| !on[*n]).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn what_lies_behind_a_short_run_happens_right_after_it() {
        assert_eq!([SLOTS.of_hour(1, 0), SLOTS.of_hour(2, 10)], [0, 68]);
        assert_eq!([SLOTS.reached(2, 10, 6), SLOTS.reached(4, 10, 2)], [68, 97]);
        assert_eq!([SLOTS.middle(2, 6), SLOTS.middle(4, 2)], [72, 97]);
    }

    #[test]
    fn an_outage_happens_once() {
        let on = play(Habit::Outage { epoch: 2, hours: 3 });
        assert_eq!((0..on.len()).filter(|n| !on[*n]).collect::<Vec<_>>(), (48..54).collect::<Vec<_>>());
    }
}
