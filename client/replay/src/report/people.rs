//! Data of dApps, delegators and voters.

use shared::Amount;

/// The report of a dApp.
#[derive(Clone, Debug, Default)]
pub struct DappReport {
    /// Its name.
    pub name: String,
    /// How it chooses nodes, in words.
    pub route: String,
    /// Leases that it opened.
    pub leases: u64,
    /// Requests that it made.
    pub requests: u64,
    /// Units that it paid for.
    pub units: u64,
    /// Tokens that it paid into metering.
    pub deposited: Amount,
    /// Tokens that it spent on units.
    pub spent: Amount,
    /// Tokens that it withdrew at the end.
    pub refunded: Amount,
}

/// The report of a delegator.
#[derive(Clone, Debug, Default)]
pub struct DelegatorReport {
    /// Its name.
    pub name: String,
    /// Names of the nodes on which it staked.
    pub nodes: Vec<String>,
    /// Tokens that it bonded.
    pub staked: Amount,
    /// Tokens that its positions are worth at the end, and that it was paid out.
    pub worth: Amount,
    /// The epoch in which it left.
    pub left: Option<u32>,
    /// The epoch in which it unbonded to move its stake, and the node to which it moved it.
    pub moved: Option<(u32, String)>,
    /// Who paid for its stake and bonded it in its name.
    pub sponsor: Option<String>,
}

/// The vote on the parameter change.
#[derive(Clone, Debug, Default)]
pub struct VoteReport {
    /// The proposal's description.
    pub title: String,
    /// Stake that voted for it.
    pub for_: Amount,
    /// Stake that voted against it.
    pub against: Amount,
    /// Stake that abstained.
    pub abstain: Amount,
    /// Stake that For and Abstain had to reach together.
    pub quorum: Amount,
    /// Number of accounts that voted.
    pub voters: u64,
    /// Its status at the end.
    pub status: String,
}
