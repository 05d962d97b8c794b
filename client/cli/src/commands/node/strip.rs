//! A node's epoch as a strip of 48 blocks, and its past epochs as a row of bars.

use crate::output::{paint, Colour};
use interfaces::registry::Uptime;
use shared::clock::SLOTS_PER_EPOCH;

/// What there is to say of a node in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// The node was registered later.
    Before,
    /// It was seen.
    Seen,
    /// Maintenance excuses its silence, and pays for no beat.
    Excused,
    /// It was not seen.
    Missed,
    /// The running slot, in which it was not seen yet.
    Due,
    /// The slot is ahead.
    Ahead,
}

impl SlotState {
    /// All of them, in the order of the legend.
    const ALL: [Self; 6] = [Self::Seen, Self::Excused, Self::Missed, Self::Due, Self::Ahead, Self::Before];

    /// Returns the block that stands for it, its colour, and its name in the legend.
    fn look(self) -> (char, Option<Colour>, &'static str) {
        match self {
            Self::Before => ('-', Some(Colour::Grey), "not there yet"),
            Self::Seen => ('█', Some(Colour::Green), "seen"),
            Self::Excused => ('▒', Some(Colour::Yellow), "excused"),
            Self::Missed => ('░', Some(Colour::Red), "missed"),
            Self::Due => ('▂', Some(Colour::Yellow), "now, not seen yet"),
            Self::Ahead => ('·', Some(Colour::Grey), "to come"),
        }
    }

    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Seen => "seen",
            Self::Excused => "excused",
            Self::Missed => "missed",
            Self::Due => "due",
            Self::Ahead => "ahead",
        }
    }
}

/// Returns what there is to say of each slot of the running epoch: `beats` and `excused` have a bit for each, slot
/// 0 in the lowest; `running` is the running slot, `first` the slot in which the node was registered.
pub fn states(beats: u64, excused: u64, running: u8, first: u8) -> Vec<SlotState> {
    let state = |slot: u8| {
        let is_in = |bits: u64| (bits >> slot) & 1 != 0;
        match slot {
            _ if is_in(excused) => SlotState::Excused,
            _ if is_in(beats) => SlotState::Seen,
            _ if slot > running => SlotState::Ahead,
            _ if slot == running => SlotState::Due,
            _ if slot < first => SlotState::Before,
            _ => SlotState::Missed,
        }
    };
    (0..SLOTS_PER_EPOCH).map(state).collect()
}

/// Draws the slots of an epoch, a gap after every twelfth, and under it what the blocks mean.
pub fn draw(states: &[SlotState]) -> String {
    let mut strip = String::new();
    for (group, states) in states.chunks(12).enumerate() {
        if group > 0 {
            strip.push(' ');
        }
        // One colour for each run of the same state, not for each block.
        for run in states.chunk_by(|a, b| a == b) {
            strip += &block(run[0], run.len());
        }
    }
    let there = SlotState::ALL.into_iter().filter(|state| states.contains(state));
    let legend: Vec<String> = there.map(|state| format!("{} {}", block(state, 1), state.look().2)).collect();
    format!("{strip}\n{}", legend.join("   "))
}

fn block(state: SlotState, times: usize) -> String {
    let (block, colour, _) = state.look();
    let text = block.to_string().repeat(times);
    colour.map_or(text.clone(), |colour| paint(&text, colour))
}

/// A node's presence in an epoch that is over: slots in which it was seen, of those in which it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Slots in which it was seen, at most those expected.
    pub seen: u32,
    /// Slots that maintenance did not excuse, from the node's registration on.
    pub expected: u32,
}

impl Presence {
    /// Reads what the registry knows of an epoch of whose slots `first` is the node's first.
    pub fn of(uptime: &Uptime, first: u8) -> Self {
        let there = u32::from(SLOTS_PER_EPOCH.saturating_sub(first));
        let expected = there.saturating_sub(uptime.excused.into());
        Self { seen: uptime.beats.count_ones().min(expected), expected }
    }

    /// Returns the presence in all of `epochs` together.
    pub fn sum(epochs: impl IntoIterator<Item = Self>) -> Self {
        let zero = Self { seen: 0, expected: 0 };
        epochs.into_iter().fold(zero, |sum, epoch| Self {
            seen: sum.seen + epoch.seen,
            expected: sum.expected + epoch.expected,
        })
    }

    /// Returns the percentage, rounded down, so that only a node that missed nothing has 100; `None` where
    /// nothing was expected.
    pub fn percent(self) -> Option<u32> {
        (self.seen * 100).checked_div(self.expected)
    }
}

/// Draws past epochs as bars, oldest first.
pub fn bars(epochs: &[Presence]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let bar = |presence: &Presence| match presence.percent() {
        None => '▒',
        Some(percent) => BARS[(percent as usize * (BARS.len() - 1)) / 100],
    };
    epochs.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_one_state() {
        // Seen in 2 and 3, excused in 4 and 20, running 5, registered in 1.
        let states = states(0b1100, (1 << 4) | (1 << 20), 5, 1);
        use SlotState::*;
        assert_eq!(states.len(), 48);
        assert_eq!(states[..7], [Before, Missed, Seen, Seen, Excused, Due, Ahead]);
        assert_eq!((states[19], states[20], states[47]), (Ahead, Excused, Ahead));
    }

    #[test]
    fn a_beat_in_the_running_slot_is_seen_and_one_in_maintenance_is_excused() {
        assert_eq!(states(1 << 7, 0, 7, 0)[7], SlotState::Seen);
        assert_eq!(states(1 << 7, 1 << 7, 7, 0)[7], SlotState::Excused);
    }

    #[test]
    fn the_strip_has_gaps_and_a_legend_of_what_is_in_it() {
        let text = draw(&states(0b11, 0, 2, 0));
        let (strip, legend) = text.split_once('\n').unwrap();
        assert_eq!(strip, format!("██▂{} {d} {d} {d}", "·".repeat(9), d = "·".repeat(12)));
        assert_eq!(legend, "█ seen   ▂ now, not seen yet   · to come");
    }

    #[test]
    fn presence_leaves_out_what_was_excused_or_before_registration() {
        let uptime = Uptime { beats: 0b111, excused: 44 };
        assert_eq!(Presence::of(&uptime, 0), Presence { seen: 3, expected: 4 });
        assert_eq!(Presence::of(&uptime, 2), Presence { seen: 2, expected: 2 });
        assert_eq!(Presence::of(&uptime, 0).percent(), Some(75));
        assert_eq!(Presence::of(&Uptime { beats: 0, excused: 48 }, 0).percent(), None);
        assert_eq!(Presence { seen: 47, expected: 48 }.percent(), Some(97));
    }

    #[test]
    fn bars_rise_with_presence() {
        let of = |seen| Presence { seen, expected: 48 };
        assert_eq!(bars(&[of(0), of(24), of(47), of(48), Presence { seen: 0, expected: 0 }]), "▁▄▇█▒");
    }
}
