//! How many nodes one chain carries, if its blocks hold nothing but their beats, and what they leave of its blocks.

use super::measure::Sample;
use crate::figures::Bound;
use gridshare_embedded::pallets::Limits;
use gridshare_sdk::Cost;
use shared::clock::SLOTS_PER_EPOCH;

/// Blocks of six seconds in a day.
pub const BLOCKS: u64 = 14_400;

/// What the beats of one node take of a chain in a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Beats {
    /// The call that brings them: `registry.heartbeat 256`.
    pub call: String,
    /// Nodes that it names.
    pub nodes: u32,
    /// Parts of a day's blocks that one node takes: of reference time, and of proof.
    time: f64,
    proof: f64,
}

impl Beats {
    /// Adds up a day of 48 beats, the first of which costs what `first` says and the others what `usual` says. The
    /// extrinsics around the calls are included.
    pub fn of(usual: &Sample, first: &Sample, limits: Limits) -> Self {
        let Limits { extrinsic, block } = limits;
        let per_node = |of: fn(&Cost) -> u64, room: u64| {
            let others = f64::from(SLOTS_PER_EPOCH - 1) * of(&(usual.highest() + extrinsic)) as f64;
            let day = others + of(&(first.highest() + extrinsic)) as f64;
            day / f64::from(usual.items) / (room as f64 * BLOCKS as f64)
        };
        Self {
            call: usual.name.clone(),
            nodes: usual.items,
            time: per_node(|cost| cost.ref_time, block.ref_time),
            proof: per_node(|cost| cost.proof_size, block.proof_size),
        }
    }

    /// Returns what blocks run out of first.
    pub fn bound(&self) -> Bound {
        if self.time > self.proof {
            Bound::Time
        } else {
            Bound::Proof
        }
    }

    /// Returns how many nodes take all of a chain's blocks.
    pub fn most_nodes(&self) -> u64 {
        (1.0 / self.time.max(self.proof)) as u64
    }

    /// Returns the parts of a chain's blocks that so many nodes take: of reference time, and of proof.
    pub fn taken(&self, nodes: u32) -> (f64, f64) {
        (self.time * f64::from(nodes), self.proof * f64::from(nodes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_47_usual_beats_and_a_first_one() {
        let cost = |ref_time, proof_size| Cost { ref_time, proof_size, deposit: 0 };
        let sample = |proof| Sample { name: "beats 10".into(), items: 10, places: vec![cost(1, proof)] };
        let limits = Limits { extrinsic: cost(1, 10), block: cost(1_000_000, 480) };
        // 47 * 100 + 580 = 5 280 bytes for ten nodes, of 14 400 * 480.
        let beats = Beats::of(&sample(90), &sample(570), limits);
        assert_eq!((beats.bound(), beats.most_nodes()), (Bound::Proof, 14_400 * 480 / 528));
        let (time, proof) = beats.taken(6_545);
        assert!((proof - 0.5).abs() < 0.001 && time < 0.001, "{time} {proof}");
    }
}
