//! What happened on the chain that no view of the contracts tells.

use gridshare_sdk::{AccountId, Network};
use shared::{Amount, Credit, Epoch, LeaseId, NodeId, Units};
use std::collections::{BTreeMap, BTreeSet};

/// What happened on the chain that no view of the contracts tells, as observed by whoever sent the messages.
#[derive(Clone, Debug, Default)]
pub struct ObservedHistory {
    /// Every account that ever held tokens, free balances or payouts. The contracts need not be listed.
    pub accounts: BTreeSet<AccountId>,
    /// Who ever staked on which node, or was given a node or stake there. A node's present owner need not be
    /// listed.
    pub stakers: BTreeSet<(NodeId, AccountId)>,
    /// The highest units that a session key signed for, by leg.
    pub signed: BTreeMap<(LeaseId, NodeId), Units>,
    /// Tokens that were sent to a contract by a transfer, not by one of its messages.
    pub donated: BTreeMap<AccountId, Amount>,
    /// What ended epochs had earned when they were first checked.
    pub(crate) ended: BTreeMap<Epoch, EndedEpoch>,
    /// An epoch, and the emission of all epochs before it.
    pub(crate) emitted: (Epoch, Amount),
}

/// Claims of an ended epoch.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndedEpoch {
    /// What each node had earned when the epoch was first checked; `None` if it had claimed that by then.
    pub nodes: BTreeMap<NodeId, Option<Earned>>,
    /// What all nodes had earned.
    pub total: Earned,
    /// Nodes that have claimed their part and have nothing left of it.
    pub claimed: BTreeSet<NodeId>,
    /// Whether every node has claimed, or nothing was earned: there is nothing left to check.
    pub done: bool,
}

/// What one node, or all of them, earned in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Earned {
    /// Credit for availability.
    pub credit: Credit,
    /// Tokens burned of settlements.
    pub usage: Amount,
}

impl ObservedHistory {
    /// Notes that `account` holds or held tokens.
    pub fn note_account(&mut self, account: AccountId) {
        self.accounts.insert(account);
    }

    /// Notes that `account` staked on `node`.
    pub fn note_staker(&mut self, node: NodeId, account: AccountId) {
        self.accounts.insert(account);
        self.stakers.insert((node, account));
    }

    /// Notes that a session key signed for `units` of a leg in all; fewer than before change nothing.
    pub fn note_signed(&mut self, lease: LeaseId, node: NodeId, units: Units) {
        let highest = self.signed.entry((lease, node)).or_default();
        *highest = units.max(*highest);
    }

    /// Notes that `amount` was sent to `contract` by a transfer.
    pub fn note_donation(&mut self, contract: AccountId, amount: Amount) {
        *self.donated.entry(contract).or_default() += amount;
    }

    /// Returns the tokens that were sent to `contract` by transfers.
    pub(crate) fn donated(&self, contract: AccountId) -> Amount {
        self.donated.get(&contract).copied().unwrap_or_default()
    }

    /// Returns the accounts other than the owner that may have a position in the pool of `node`.
    pub(crate) fn stakers_of(&self, node: NodeId) -> impl Iterator<Item = AccountId> + '_ {
        let from = (node, AccountId::from([0; 32]));
        let stakers = self.stakers.range(from..).take_while(move |(of, _)| *of == node);
        stakers.map(|(_, account)| *account)
    }

    /// Returns all accounts that may hold tokens: those noted, the contracts, the deployer.
    pub(crate) fn holders<C>(&self, net: &Network<C>) -> BTreeSet<AccountId> {
        let contracts = net.suite.contracts().map(|(_, address)| address);
        self.accounts.iter().copied().chain(contracts).chain([net.suite.deployer]).collect()
    }
}
