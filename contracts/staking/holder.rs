//! What an account has at pools that it does not own, in the course of a message: read once, however many
//! pools the message names, and written once.
//!
//! An account's first [`MAX_PORTFOLIO`] positions share one item, its portfolio, because an operation costs
//! far more than the bytes of another position. Each further one has an item of its own and stands in the
//! account's list, so that no account can be in too many pools, nor be filled up by what others bond for it:
//! that costs it a read.

use crate::position::is_empty;
use crate::store::Store;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Position, MAX_PORTFOLIO};
use shared::NodeId;

/// A position in a portfolio.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Held {
    /// The pool's node.
    pub node: NodeId,
    /// What the account has there.
    pub position: Position,
}

/// The positions of one account that share an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Portfolio {
    /// How many positions of the account have an item of their own.
    pub beside: u32,
    /// The positions; at most [`MAX_PORTFOLIO`].
    pub held: Vec<Held>,
}

/// An account that a message is about.
#[derive(Debug)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// Its portfolio, once it was read.
    portfolio: Option<Portfolio>,
    /// Whether the portfolio differs from what is stored.
    changed: bool,
}

impl Holder {
    /// Reads nothing yet: pools keep the positions of their owners.
    pub fn new(account: AccountId) -> Self {
        Self { account, portfolio: None, changed: false }
    }

    #[inline(never)]
    fn portfolio(&mut self, store: &Store) -> &mut Portfolio {
        self.portfolio.get_or_insert_with(|| store.portfolio(&self.account))
    }

    /// Takes the position at a pool out, if there is one, to be [put back](Self::put).
    #[inline(never)]
    pub fn take(&mut self, store: &Store, node: NodeId) -> Option<Position> {
        let portfolio = self.portfolio(store);
        if let Some(held) = portfolio.held.iter_mut().find(|held| held.node == node) {
            return Some(core::mem::take(&mut held.position));
        }
        if portfolio.beside == 0 {
            return None;
        }
        store.position(node, &self.account)
    }

    /// Puts a position back, or removes it when it is empty. A new one goes into the portfolio if that has
    /// room.
    #[inline(never)]
    pub fn put(&mut self, store: &mut Store, node: NodeId, position: Position) {
        let (listed, empty) = (position.list_index > 0, is_empty(&position));
        let portfolio = self.portfolio(store);
        let found = portfolio.held.iter().position(|held| held.node == node);
        let full = portfolio.held.len() >= MAX_PORTFOLIO;
        if found.is_none() && (listed || full) {
            return self.put_beside(store, node, position);
        }
        if let Some(at) = found {
            portfolio.held.remove(at);
        }
        if !empty {
            portfolio.held.push(Held { node, position });
        }
        self.changed = true;
    }

    /// Writes a position to its own item, or removes it when it is empty.
    fn put_beside(&mut self, store: &mut Store, node: NodeId, mut position: Position) {
        let listed = position.list_index > 0;
        store.list(node, &self.account, &mut position);
        if position.list_index > 0 {
            store.put_position(node, &self.account, &position);
        }
        match (listed, position.list_index > 0) {
            (false, true) => self.count_beside(store, 1),
            (true, false) => self.forget_beside(store, node),
            _ => (),
        }
    }

    /// Removes what was [taken](Self::take) and is somewhere else now. It was beside the portfolio if it is
    /// `listed`, and stays so.
    pub fn forget(&mut self, store: &mut Store, node: NodeId, listed: bool) {
        if listed {
            return self.forget_beside(store, node);
        }
        let held = &mut self.portfolio(store).held;
        if let Some(at) = held.iter().position(|held| held.node == node) {
            held.remove(at);
            self.changed = true;
        }
    }

    fn forget_beside(&mut self, store: &mut Store, node: NodeId) {
        store.remove_position(node, &self.account);
        self.count_beside(store, -1);
    }

    fn count_beside(&mut self, store: &Store, change: i32) {
        let portfolio = self.portfolio(store);
        portfolio.beside = portfolio.beside.saturating_add_signed(change);
        self.changed = true;
    }

    /// Writes the portfolio if it changed, or removes it when it is empty.
    #[inline(never)]
    pub fn write(&self, store: &mut Store) {
        if let Some(portfolio) = self.portfolio.as_ref().filter(|_| self.changed) {
            store.put_portfolio(&self.account, portfolio);
        }
    }
}
