//! What contracts are: code, owners, clocks, peers, parameters, supply, and what they count of everybody.

use super::Reader;
use anyhow::{Context, Result};
use gridshare_sdk::Chain;
use shared::Clock;

impl<C: Chain> Reader<'_, C> {
    pub(super) fn contracts(&mut self) -> Result<()> {
        for (name, address) in self.net.suite.contracts() {
            let code = self.net.chain.code_hash(address)?.with_context(|| format!("{name} is there"))?;
            self.put(&format!("{name}: code"), &gridshare_sdk::chain::hex(&code));
            self.account(name, address)?;
        }
        for (name, contract) in self.net.suite.owned() {
            self.read(&format!("{name}: owner"), contract.owner())?;
            self.read(&format!("{name}: pending owner"), contract.pending_owner())?;
        }
        self.clocks()?;
        self.wiring()?;
        self.parameters()?;
        self.counts()?;
        self.epochs()
    }

    fn clocks(&mut self) -> Result<()> {
        let suite = self.net.suite.clone();
        let clocks = [
            ("registry", suite.registry().clock()),
            ("market", suite.market().clock()),
            ("attestations", suite.attestations().clock()),
            ("staking", suite.staking().clock()),
            ("metering", suite.metering().clock()),
            ("rewards", suite.rewards().clock()),
        ];
        for (name, clock) in clocks {
            let Clock { genesis, epoch_ms } = self.view(clock)?;
            let since = i128::from(genesis) - i128::from(suite.clock.genesis);
            self.put(&format!("{name}: clock"), &(since, epoch_ms));
        }
        Ok(())
    }

    fn wiring(&mut self) -> Result<()> {
        let suite = self.net.suite.clone();
        self.read("token: minter", suite.token().minter())?;
        self.read("registry: peers", suite.registry().peers())?;
        self.read("registry: genesis hash", suite.registry().genesis_hash())?;
        self.read("market: peers", suite.market().peers())?;
        self.read("market: registry", suite.market().registry())?;
        self.read("attestations: registry", suite.attestations().registry())?;
        self.read("staking: peers", suite.staking().peers())?;
        self.read("staking: contracts", suite.staking().contracts())?;
        self.read("metering: peers", suite.metering().peers())?;
        self.read("metering: contracts", suite.metering().contracts())?;
        self.read("metering: genesis hash", suite.metering().genesis_hash())?;
        self.read("rewards: contracts", suite.rewards().contracts())?;
        self.read("governance: suite", suite.governance().suite())
    }

    fn parameters(&mut self) -> Result<()> {
        let suite = self.net.suite.clone();
        self.read("registry: parameters", suite.registry().params())?;
        self.read("registry: next parameters", suite.registry().next_params())?;
        self.read("market: parameters", suite.market().params())?;
        self.read("market: next parameters", suite.market().next_params())?;
        self.read("attestations: parameters", suite.attestations().params())?;
        self.read("attestations: next parameters", suite.attestations().next_params())?;
        self.read("staking: parameters", suite.staking().params())?;
        self.read("staking: next parameters", suite.staking().next_params())?;
        self.read("metering: parameters", suite.metering().params())?;
        self.read("metering: next parameters", suite.metering().next_params())?;
        self.read("rewards: parameters", suite.rewards().params())?;
        self.read("rewards: next parameters", suite.rewards().next_params())?;
        self.read("rewards: schedule", suite.rewards().schedule())?;
        self.read("governance: parameters", suite.governance().params())
    }

    fn counts(&mut self) -> Result<()> {
        let suite = self.net.suite.clone();
        self.read("token: name", suite.token().token_name())?;
        self.read("token: symbol", suite.token().token_symbol())?;
        self.read("token: decimals", suite.token().token_decimals())?;
        self.read("token: supply", suite.token().total_supply())?;
        self.read("token: largest supply", suite.token().max_supply())?;
        self.read("registry: nodes", suite.registry().node_count())?;
        self.read("market: classes", suite.market().class_count())?;
        for class_id in 0..self.view(suite.market().class_count())? {
            self.read(&format!("class {class_id}"), suite.market().class(class_id))?;
        }
        self.read("staking: active", suite.staking().total_active())?;
        self.read("metering: leases", suite.metering().lease_count())?;
        self.read("metering: holdings", suite.metering().holdings())?;
        self.read("rewards: minted", suite.rewards().minted())?;
        self.read("governance: proposals", suite.governance().proposal_count())?;
        self.read("governance: deposits", suite.governance().deposits())
    }

    /// What all nodes earned together, epoch by epoch.
    fn epochs(&mut self) -> Result<()> {
        let suite = self.net.suite.clone();
        for epoch in 0..self.epochs {
            self.read(&format!("epoch {epoch:02}: emission"), suite.rewards().emission(epoch))?;
            self.read(&format!("epoch {epoch:02}: credit"), suite.registry().total_credit(epoch))?;
            self.read(&format!("epoch {epoch:02}: usage"), suite.metering().total_usage(epoch))?;
        }
        Ok(())
    }
}
