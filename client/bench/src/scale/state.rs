//! What a node, a lease and a delegator have in storage.

use super::fleet::Fleet;
use super::people::{GROUPS, LEASES, PAGE_LEN};
use std::collections::BTreeMap;

/// Who something in storage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// A node: registered, bonded, with an offer, and after two days of beats; and a quarter of its owner.
    Node,
    /// A lease, paid for twice; and a part of its payer and of its node's account at metering.
    Lease,
    /// A delegator with stake in four pools.
    Delegator,
}

/// Something in storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateSize {
    /// Items.
    pub items: i64,
    /// Bytes of their values.
    pub bytes: i64,
    /// What was locked for them, in the native token's smallest unit.
    pub deposit: i128,
}

/// What one of a kind has in storage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerHead {
    /// Who it is for.
    pub share: Share,
    /// How many a page has of them.
    pub heads: u32,
    /// What they have together.
    pub page: StateSize,
}

impl PerHead {
    /// Items of one.
    pub fn items(&self) -> f64 {
        self.page.items as f64 / f64::from(self.heads)
    }

    /// Bytes of one.
    pub fn bytes(&self) -> f64 {
        self.page.bytes as f64 / f64::from(self.heads)
    }

    /// Native tokens, in the smallest unit, that are locked for one.
    pub fn deposit(&self) -> i128 {
        self.page.deposit / i128::from(self.heads)
    }
}

/// Returns what each has, which is what the second of two fleets has more for its one page more.
pub fn per_head(one: &Fleet, two: &Fleet) -> Vec<PerHead> {
    let of = |state: &BTreeMap<Share, StateSize>, share| state.get(&share).copied().unwrap_or_default();
    let heads = [(Share::Node, PAGE_LEN), (Share::Lease, LEASES), (Share::Delegator, GROUPS)];
    let more = |(share, heads)| {
        let (less, more) = (of(&one.state, share), of(&two.state, share));
        let page = StateSize {
            items: more.items - less.items,
            bytes: more.bytes - less.bytes,
            deposit: more.deposit - less.deposit,
        };
        PerHead { share, heads, page }
    };
    heads.map(more).into()
}
