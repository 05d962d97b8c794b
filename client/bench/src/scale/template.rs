//! How a page of nodes is written without messages: what it adds to storage, read off pages that messages made.
//!
//! The same story is played three times from the start, with one, two and three pages of nodes. What the second page
//! adds to the items and what the third one adds differ by the numbers of nodes and leases, and by accounts, which
//! are chosen so that they count up too: [`Progression`]s. What all pages share (totals, zones, balances of
//! contracts) grows by the same step with each of them. Neither needs to know how anything is laid out; and where
//! the third page is not exactly what the first two say, there is no template.

use super::progression::{sum, Progression};
use anyhow::{bail, ensure, Context, Result};
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::{AccountId, Network};
use std::collections::{BTreeMap, BTreeSet};

/// A contract's address and a key in its storage.
type Key = (AccountId, Vec<u8>);
/// All items of the suite.
type Items = BTreeMap<Key, Vec<u8>>;

/// Items that are written at once: the most that memory should hold twice.
const BATCH: usize = 400_000;

/// What each page adds to storage.
pub struct Template {
    /// The items that each page has for itself, and the contracts that have them.
    own: Vec<(AccountId, Progression, Progression)>,
    /// By how much each page changes the items that it shares.
    shared: Vec<(Key, Vec<u8>)>,
}

/// Reads all items of the suite's contracts.
pub fn items(net: &mut Network<EmbeddedChain>) -> Items {
    let mut all = Items::new();
    for (_, contract) in net.suite.contracts() {
        all.extend(net.chain.items(contract).into_iter().map(|(key, value)| ((contract, key), value)));
    }
    all
}

impl Template {
    /// Reads the template off the items of three chains with one, two and three pages.
    ///
    /// # Errors
    /// When a page is not what the pages before it say.
    pub fn of([one, two, three]: [&Items; 3]) -> Result<Self> {
        let (second, third) = (added(two, one), added(three, two));
        ensure!(second.len() == third.len(), "pages added {} and {} items", second.len(), third.len());
        let mut own = Vec::with_capacity(second.len());
        let mut first = BTreeSet::new();
        for (key, next) in second.into_iter().zip(third) {
            let item = OwnItem::of([one, two, three], key, next)?;
            first.insert(item.first.clone());
            own.push((item.first.0, item.keys, item.values));
        }
        let mut shared = Vec::new();
        for (key, value) in one {
            let values = [Some(value), two.get(key), three.get(key)];
            let [Some(a), Some(b), Some(c)] = values else { bail!("an item is gone: {key:02x?}") };
            let steps = Progression::starting_with(a, b).with_context(|| changed_size(key))?;
            ensure!(&steps.at(2) == c, "an item does not grow with the number of pages: {key:02x?}");
            let grows = steps.step().iter().any(|byte| *byte != 0);
            ensure!(!(grows && first.contains(key)), "a page changed the first one's item {key:02x?}");
            if grows {
                shared.push((key.clone(), steps.step().to_vec()));
            }
        }
        Ok(Self { own, shared })
    }

    /// Returns how many items each page has for itself, and the bytes of their values.
    pub fn size(&self) -> (usize, usize) {
        (self.own.len(), self.own.iter().map(|(_, _, values)| values.len()).sum())
    }

    /// Adds the pages of these numbers to a chain that has all before them. Tells `written` how many items were,
    /// from time to time.
    ///
    /// # Errors
    /// When an item that pages share is gone.
    pub fn write(
        &self,
        net: &mut Network<EmbeddedChain>,
        pages: std::ops::Range<u32>,
        mut written: impl FnMut(usize),
    ) -> Result<()> {
        for (_, contract) in net.suite.contracts() {
            let own: Vec<_> = self.own.iter().filter(|(of, ..)| *of == contract).collect();
            let mut batch = Vec::new();
            for page in pages.clone() {
                batch.extend(own.iter().map(|(_, keys, values)| (keys.at(page), Some(values.at(page)))));
                if batch.len() >= BATCH || page + 1 == pages.end {
                    let items = std::mem::take(&mut batch);
                    written(items.len());
                    net.chain.put_items(contract, items);
                }
            }
        }
        let count = pages.end - pages.start;
        for (_, contract) in net.suite.contracts() {
            let mut grown = Vec::new();
            for ((_, key), step) in self.shared.iter().filter(|((of, _), _)| *of == contract) {
                let value = net.chain.item(contract, key).with_context(|| format!("no item {key:02x?}"))?;
                ensure!(value.len() == step.len(), "{}", changed_size(&(contract, key.clone())));
                grown.push((key.clone(), Some(sum(&value, step, count))));
            }
            net.chain.put_items(contract, grown);
        }
        Ok(())
    }
}

/// An item that each page has for itself.
struct OwnItem {
    first: Key,
    keys: Progression,
    values: Progression,
}

impl OwnItem {
    /// Makes it of the keys that it has on the second page and on the third. It has to be on the first page too, and
    /// no page may change the others'.
    fn of([one, two, three]: [&Items; 3], second: Key, third: Key) -> Result<Self> {
        ensure!(second.0 == third.0, "pages added items to {:?} and to {:?}", second.0, third.0);
        let back = Progression::starting_with(&third.1, &second.1).context("keys of different lengths")?;
        let first = (second.0, back.at(2));
        let values = [one.get(&first), two.get(&second), three.get(&third)];
        let [Some(a), Some(b), Some(c)] = values else {
            bail!("the second page has {second:02x?}, the third {third:02x?}: the first has no such item");
        };
        let keys = Progression::starting_with(&first.1, &second.1).context("keys of different lengths")?;
        let values = Progression::starting_with(a, b).with_context(|| changed_size(&second))?;
        ensure!(&values.at(2) == c, "the third page's item {third:02x?} is not what the first two say");
        ensure!(three.get(&second) == Some(b), "the third page changed the second one's item {second:02x?}");
        Ok(Self { first, keys, values })
    }
}

/// Returns the keys that are only in the first of two states, by contract and kind of item. Keys of one kind come in
/// the order of the numbers that end them: the same on every page.
fn added(items: &Items, before: &Items) -> Vec<Key> {
    let mut keys: Vec<Key> = items.keys().filter(|key| !before.contains_key(*key)).cloned().collect();
    keys.sort_by_cached_key(|(contract, key)| {
        let kind = key.iter().take(4).copied().collect::<Vec<u8>>();
        (*contract, kind, key.len(), key.iter().rev().copied().collect::<Vec<u8>>())
    });
    keys
}

fn changed_size(key: &Key) -> String {
    format!("an item is not as long on every page: {key:02x?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A contract with a total, and an item for each of two nodes to a page.
    fn state(pages: u32, value: impl Fn(u32) -> u32) -> Items {
        let contract = AccountId::from([1; 32]);
        let item = |node: u32| {
            let key = [&[9, 0, 0, 0][..], &node.to_le_bytes()].concat();
            ((contract, key), value(node).to_le_bytes().to_vec())
        };
        let total = ((contract, vec![0; 4]), (pages * 70).to_le_bytes().to_vec());
        (0..2 * pages).map(item).chain([total]).collect()
    }

    #[test]
    fn pages_and_totals_follow_from_three() {
        let value = |node| 5 + 300 * node;
        let template = Template::of([&state(1, value), &state(2, value), &state(3, value)]).unwrap();
        assert_eq!((template.size(), template.shared.len()), ((2, 8), 1));
        let thousandth = state(1_001, value);
        for (contract, keys, values) in &template.own {
            assert_eq!(thousandth.get(&(*contract, keys.at(1_000))), Some(&values.at(1_000)));
        }
    }

    #[test]
    fn what_is_no_progression_is_refused() {
        let value = |node: u32| node * node;
        assert!(Template::of([&state(1, value), &state(2, value), &state(3, value)]).is_err());
        let value = |node: u32| node;
        let mut three = state(3, value);
        let other = three.values_mut().next().unwrap();
        other[0] ^= 1;
        assert!(Template::of([&state(1, value), &state(2, value), &three]).is_err());
    }
}
