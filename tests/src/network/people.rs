//! Accounts and their tokens.

use super::{TestNetwork, NATIVE, WALLET};
use gridshare_sdk::keys::account;
use gridshare_sdk::AccountId;
use shared::Amount;

impl TestNetwork {
    /// Returns an account with native tokens for storage deposits, and nothing else.
    pub fn stranger(&mut self, name: &str) -> AccountId {
        let who = account(name);
        if self.net.chain.native_balance(who) == 0 {
            self.net.chain.fund(who, NATIVE);
        }
        self.history.note_account(who);
        who
    }

    /// Returns an account with [`WALLET`] tokens that lets the contracts that take tokens take any number of them.
    pub fn person(&mut self, name: &str) -> AccountId {
        let who = self.stranger(name);
        self.give(who, WALLET);
        for spender in [self.net.suite.staking, self.net.suite.metering, self.net.suite.governance] {
            self.send(who, self.token().approve(spender, Amount::MAX));
        }
        who
    }

    /// Returns the account that may attest every kind of fact.
    pub fn attester(&mut self) -> AccountId {
        self.stranger("attester")
    }

    /// Returns the account that may slash.
    pub fn slasher(&mut self) -> AccountId {
        self.stranger("slasher")
    }

    /// Transfers tokens of the initial supply to an account.
    pub fn give(&mut self, who: AccountId, amount: Amount) {
        self.send(self.net.suite.deployer, self.token().transfer(who, amount));
    }

    /// Returns an account's token balance.
    pub fn wallet(&mut self, who: AccountId) -> Amount {
        self.view(self.token().balance_of(who))
    }
}
