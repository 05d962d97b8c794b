//! Who there is, and what they have.

use super::{World, NATIVE, WALLET};
use gridshare::keys::account;
use gridshare::AccountId;
use shared::Amount;

impl World {
    /// Somebody with native tokens for storage, and nothing else.
    pub fn stranger(&mut self, name: &str) -> AccountId {
        let who = account(name);
        if self.net.chain.native_balance(who) == 0 {
            self.net.chain.fund(who, NATIVE);
        }
        self.known.note_account(who);
        who
    }

    /// Somebody with a million tokens, who lets the contracts that take tokens take any number of them.
    pub fn person(&mut self, name: &str) -> AccountId {
        let who = self.stranger(name);
        self.give(who, WALLET);
        for spender in [self.net.suite.staking, self.net.suite.metering, self.net.suite.governance] {
            self.send(who, self.token().approve(spender, Amount::MAX));
        }
        who
    }

    /// Who attests whatever there is to attest.
    pub fn attester(&mut self) -> AccountId {
        self.stranger("attester")
    }

    /// Who may slash.
    pub fn slasher(&mut self) -> AccountId {
        self.stranger("slasher")
    }

    /// Tokens out of the initial supply.
    pub fn give(&mut self, who: AccountId, amount: Amount) {
        self.send(self.net.suite.deployer, self.token().transfer(who, amount));
    }

    /// Tokens that somebody has.
    pub fn wallet(&mut self, who: AccountId) -> Amount {
        self.view(self.token().balance_of(who))
    }
}
