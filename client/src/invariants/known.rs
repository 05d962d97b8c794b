//! What the contracts cannot be asked for.

use crate::chain::AccountId;
use crate::contracts::Network;
use shared::{Amount, Epoch, LeaseId, NodeId};
use std::collections::{BTreeMap, BTreeSet};

/// What the contracts cannot be asked for.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Every account that ever held tokens, free balances or payouts. The contracts need not be named.
    pub accounts: BTreeSet<AccountId>,
    /// Who ever staked on which node, or was given a node or stake there. A node's present owner need not be
    /// named.
    pub stakers: BTreeSet<(NodeId, AccountId)>,
    /// The highest units that a session key signed for, by leg.
    pub signed: BTreeMap<(LeaseId, NodeId), u128>,
    /// Tokens that were simply sent to a contract, past its messages.
    pub donated: BTreeMap<AccountId, Amount>,
    /// What ended epochs were worth when they were first looked at.
    pub(super) ledgers: BTreeMap<Epoch, Ledger>,
    /// Emission of all epochs before the one named.
    pub(super) emitted: (Epoch, Amount),
}

/// An ended epoch.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// What nodes had when it was first looked at; `None` for those that had claimed it by then.
    pub nodes: BTreeMap<NodeId, Option<Share>>,
    /// What all nodes had.
    pub total: Share,
    /// Nodes that had it and have claimed it since. Nothing can come back once nothing was left.
    pub claimed: BTreeSet<NodeId>,
    /// Nothing is left of it to look at.
    pub done: bool,
}

/// What a node, or all of them, earned in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    /// For availability.
    pub credit: Amount,
    /// Burned of its settlements.
    pub usage: Amount,
}

impl Known {
    /// `account` holds or held tokens.
    pub fn note_account(&mut self, account: AccountId) {
        self.accounts.insert(account);
    }

    /// `account` staked on `node`.
    pub fn note_staker(&mut self, node: NodeId, account: AccountId) {
        self.accounts.insert(account);
        self.stakers.insert((node, account));
    }

    /// A session key signed for so many units of a leg; lower numbers than before change nothing.
    pub fn note_signed(&mut self, lease: LeaseId, node: NodeId, units: u128) {
        let highest = self.signed.entry((lease, node)).or_default();
        *highest = units.max(*highest);
    }

    /// Tokens were sent to `contract` past its messages.
    pub fn note_donation(&mut self, contract: AccountId, amount: Amount) {
        *self.donated.entry(contract).or_default() += amount;
    }

    /// Tokens that were sent to `contract` past its messages.
    pub(super) fn donated(&self, contract: AccountId) -> Amount {
        self.donated.get(&contract).copied().unwrap_or_default()
    }

    /// Who may have something in the pool of `node`, its owner aside.
    pub(super) fn stakers_of(&self, node: NodeId) -> impl Iterator<Item = AccountId> + '_ {
        let from = (node, AccountId::from([0; 32]));
        let stakers = self.stakers.range(from..).take_while(move |(of, _)| *of == node);
        stakers.map(|(_, account)| *account)
    }

    /// Accounts that may hold something: those known and the contracts.
    pub(super) fn holders<C>(&self, net: &Network<C>) -> BTreeSet<AccountId> {
        let contracts = net.suite.contracts().map(|(_, address)| address);
        self.accounts.iter().copied().chain(contracts).chain([net.suite.deployer]).collect()
    }
}
