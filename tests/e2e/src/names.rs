//! What differs between two chains on which the same happened: addresses follow from the chain's first block, and a
//! live clock runs on between two calls.

use gridshare_sdk::{AccountId, Suite};
use shared::{Clock, Timestamp};

/// Names for addresses, and the clock by which times are told.
pub(crate) struct Names {
    accounts: Vec<(String, &'static str)>,
    clock: Clock,
}

impl Names {
    /// Names the contracts of a suite and these accounts.
    pub fn new(suite: &Suite, people: &[(&'static str, AccountId)]) -> Self {
        let contracts = suite.contracts().into_iter();
        let named = contracts.chain(people.iter().copied());
        let accounts = named.map(|(name, account)| (bytes(account.as_ref()), name));
        let genesis = (bytes(&suite.genesis_hash), "genesis hash");
        Self { accounts: accounts.chain([genesis]).collect(), clock: suite.clock }
    }

    /// Replaces every address in the debug text of a value by its name, also where it stands in encoded bytes.
    pub fn put_in(&self, text: &str) -> String {
        let named = self.accounts.iter();
        named.fold(text.to_owned(), |text, (bytes, name)| text.replace(bytes.as_str(), name))
    }

    /// Returns the name of an account.
    pub fn of(&self, account: AccountId) -> &str {
        let bytes = bytes(account.as_ref());
        self.accounts.iter().find(|(known, _)| *known == bytes).map_or("somebody", |(_, name)| name)
    }

    /// Returns the start of the slot that `time` lies in, in milliseconds since the suite's genesis. The end of
    /// time, which sentences for ever have, stays.
    pub fn slot_start(&self, time: Timestamp) -> Timestamp {
        if time == Timestamp::MAX {
            return time;
        }
        u64::from(self.clock.slot(time).number()) * self.clock.slot_ms()
    }
}

/// Writes bytes as debug texts of arrays and vectors have them.
fn bytes(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
    bytes.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::accounts;
    use gridshare_sdk::keys::account;

    fn names() -> Names {
        let contract = |byte| AccountId::from([byte; 32]);
        let suite = Suite {
            token: contract(1),
            registry: contract(2),
            market: contract(3),
            attestations: contract(4),
            staking: contract(5),
            metering: contract(6),
            rewards: contract(7),
            governance: contract(8),
            deployer: account("deployer"),
            clock: Clock { genesis: 1_000, epoch_ms: 48_000 },
            genesis_hash: [9; 32],
            initial_supply: 0,
        };
        Names::new(&suite, &accounts())
    }

    #[test]
    fn addresses_become_names_wherever_they_stand() {
        let names = names();
        let nora = account("nora");
        let mut arguments = vec![1, 2];
        arguments.extend_from_slice(nora.as_ref());
        assert_eq!(names.put_in(&format!("{nora:?}")), "AccountId([nora])");
        assert_eq!(names.put_in(&format!("{arguments:?}")), "[1, 2, nora]");
        assert_eq!(names.put_in(&format!("{:?}", AccountId::from([6; 32]))), "AccountId([metering])");
        assert_eq!((names.of(nora), names.of(AccountId::from([42; 32]))), ("nora", "somebody"));
    }

    #[test]
    fn times_become_starts_of_slots() {
        let names = names();
        assert_eq!(
            [0, 1_000, 1_999, 2_000, 3_500].map(|time| names.slot_start(time)),
            [0, 0, 0, 1_000, 2_000]
        );
        assert_eq!(names.slot_start(Timestamp::MAX), Timestamp::MAX);
    }
}
