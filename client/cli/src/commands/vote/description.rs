//! What a proposal is for, in its proposer's words: only the event that announced it has them, and the event is
//! found by the time at which the proposal was made.

use crate::context::Context;
use gridshare_sdk::metadata::{Field, Metadata};
use gridshare_sdk::words::Namer;
use gridshare_sdk::{AccountId, Block, Event};
use shared::{ProposalId, Timestamp};

/// Returns a proposal's description. `None` if the node does not keep blocks that old any more.
pub fn of(ctx: &mut Context, id: ProposalId, proposed_at: Timestamp) -> Option<String> {
    let head = ctx.net.chain.head(false).ok()?;
    let mut number =
        first_at(head, proposed_at, |number| ctx.net.chain.block(number).ok().flatten().map(|b| b.time));
    // Blocks may repeat a time.
    while number <= head {
        let block: Block = ctx.net.chain.block(number).ok()??;
        if block.time > proposed_at {
            return None;
        }
        let governance = ctx.suite().governance;
        let found = block.events.iter().filter_map(|event| read(&ctx.metadata, governance, event, id)).next();
        if found.is_some() {
            return found;
        }
        number += 1;
    }
    None
}

/// Returns the number of the first block at `time` or later, by halving what is left. `time_of` does not know
/// blocks that the node has forgotten, which are the oldest ones.
fn first_at(head: u64, time: Timestamp, mut time_of: impl FnMut(u64) -> Option<Timestamp>) -> u64 {
    let (mut low, mut high) = (1, head + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match time_of(middle) {
            Some(at) if at >= time => high = middle,
            _ => low = middle + 1,
        }
    }
    low
}

/// Reads the description of an event, if it is that of this proposal.
fn read(metadata: &Metadata, governance: AccountId, event: &Event, id: ProposalId) -> Option<String> {
    if event.contract != governance {
        return None;
    }
    let decoded = metadata.event("governance", event).ok().filter(|decoded| decoded.name == "Proposed")?;
    let of = |field: &Field| Namer::default().json(field);
    if of(decoded.field("proposal")?) != serde_json::json!(id) {
        return None;
    }
    of(decoded.field("description")?).as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_block_at_a_time_is_found() {
        let times = [5, 7, 7, 7, 9, 12];
        let time_of = |number: u64| times.get(usize::try_from(number - 1).unwrap()).copied();
        for (time, number) in [(0, 1), (5, 1), (6, 2), (7, 2), (8, 5), (12, 6), (13, 7)] {
            assert_eq!(first_at(6, time, time_of), number, "{time}");
        }
    }

    #[test]
    fn blocks_that_the_node_forgot_are_older() {
        let time_of = |number: u64| (number > 3).then_some(number * 10);
        assert_eq!(first_at(6, 50, time_of), 5);
        assert_eq!(first_at(6, 10, time_of), 4);
    }
}
