//! What a report knows of buyers, delegators and voters.

use shared::Amount;

/// A dApp's part.
#[derive(Clone, Debug, Default)]
pub struct DappReport {
    /// Its name.
    pub name: String,
    /// How it chooses nodes, in words.
    pub route: String,
    /// Leases it opened.
    pub leases: u64,
    /// Requests it made.
    pub requests: u64,
    /// Units it paid for.
    pub units: u64,
    /// What it paid into metering.
    pub deposited: Amount,
    /// What it spent.
    pub spent: Amount,
    /// What it got back at the end.
    pub refunded: Amount,
}

/// A delegator's part.
#[derive(Clone, Debug, Default)]
pub struct DelegatorReport {
    /// Its name.
    pub name: String,
    /// Nodes it staked on.
    pub nodes: Vec<String>,
    /// What it put in.
    pub staked: Amount,
    /// What its positions are worth at the end, and what it was paid out.
    pub worth: Amount,
    /// The epoch in which it left.
    pub left: Option<u32>,
    /// The epoch in which it started to move its stake, and the node that it moved it to.
    pub moved: Option<(u32, String)>,
    /// Who paid for its stake and bonded it in its name.
    pub sponsor: Option<String>,
}

/// The vote on the parameter change.
#[derive(Clone, Debug, Default)]
pub struct VoteReport {
    /// What was proposed.
    pub title: String,
    /// Stake for it.
    pub for_: Amount,
    /// Stake against it.
    pub against: Amount,
    /// Stake that abstained.
    pub abstain: Amount,
    /// For and Abstain had to reach this.
    pub quorum: Amount,
    /// Accounts that voted.
    pub voters: u64,
    /// How it stands at the end.
    pub status: String,
}
