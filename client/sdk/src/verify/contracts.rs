//! Code, owners, clocks, and who works with whom.

use super::{Answer, Expected, Proof, Shown};
use crate::chain::{AccountId, Chain, ChainError};
use crate::handles::OwnableHandle;
use std::collections::BTreeSet;

impl<C: Chain> Proof<'_, C> {
    /// Checks that eight contracts are there and run the expected code.
    pub(super) fn codes(&mut self, expected: Expected) -> Result<(), ChainError> {
        let contracts = self.net.suite.contracts();
        let different: BTreeSet<[u8; 32]> = contracts.iter().map(|(_, at)| *at.as_ref()).collect();
        let (count, ok) = (different.len().to_string(), different.len() == contracts.len());
        self.note("different contracts", contracts.len().to_string(), Ok(count), ok);
        let built: Option<Vec<[u8; 32]>> =
            expected.artifacts.map(|artifacts| artifacts.iter().map(|one| one.code_hash()).collect());
        for (index, (name, address)) in contracts.into_iter().enumerate() {
            let found = self.net.chain.code_hash(address)?;
            let there = found.ok_or_else(|| "no contract".to_owned());
            if let Some(built) = &built {
                self.equal(format!("{name}'s code, as built here"), &built[index], there.clone());
            }
            if let Some(file) = expected.file {
                self.equal(
                    format!("{name}'s code, as the network file says"),
                    &file.code_hashes[index],
                    there,
                );
            } else if built.is_none() {
                self.note(format!("{name}'s code"), "any", there.map(|hash| hash.shown()), true);
            }
        }
        self.annexes(expected)
    }

    /// Checks that the contracts of two codes run the second one that was built here; without that, that the code's
    /// hash is told at all.
    fn annexes(&mut self, expected: Expected) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        let told = [
            ("registry", self.view(suite.registry().annex())?),
            ("staking", self.view(suite.staking().annex())?),
            ("metering", self.view(suite.metering().annex())?),
        ];
        let built =
            expected.artifacts.map(|artifacts| artifacts.annexes().map(|one| one.code_hash()).collect());
        let built: Option<Vec<[u8; 32]>> = built;
        for (index, (name, annex)) in told.into_iter().enumerate() {
            match &built {
                Some(built) => self.equal(format!("{name}'s annex, as built here"), &built[index], annex),
                None => self.note(format!("{name}'s annex"), "any", annex.map(|hash| hash.shown()), true),
            }
        }
        Ok(())
    }

    /// Checks that governance owns every other contract for good, and nobody owns governance.
    pub(super) fn owners(&mut self) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        for (name, contract) in suite.owned() {
            let owner = self.view(contract.owner())?;
            self.equal(format!("{name}'s owner"), &suite.governance, owner);
            let pending = self.view(contract.pending_owner())?;
            self.equal(format!("to whom {name} is offered"), &None, pending);
        }
        let owner = self.view(OwnableHandle::at(suite.governance).owner())?;
        let (found, ok) = owner.map_or_else(|_| ("nobody".into(), true), |owner| (owner.shown(), false));
        self.note("governance's owner", "nobody", Ok(found), ok);
        Ok(())
    }

    /// Checks that all keep one clock, and sign for this chain.
    pub(super) fn clocks(&mut self) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        self.note("the clock", "within its bounds", Ok(suite.clock.shown()), suite.clock.is_valid());
        for (name, clock) in [
            ("registry", suite.registry().clock()),
            ("market", suite.market().clock()),
            ("attestations", suite.attestations().clock()),
            ("staking", suite.staking().clock()),
            ("metering", suite.metering().clock()),
            ("rewards", suite.rewards().clock()),
        ] {
            let found = self.view(clock)?;
            self.equal(format!("{name}'s clock"), &suite.clock, found);
        }
        let beats = self.view(suite.registry().genesis_hash())?;
        self.equal("the chain that beats are signed for", &suite.genesis_hash, beats);
        let vouchers = self.view(suite.metering().genesis_hash())?;
        self.equal("the chain that vouchers are signed for", &suite.genesis_hash, vouchers);
        Ok(())
    }

    /// Checks the contracts that each was instantiated with and those that it was told of later.
    pub(super) fn peers(&mut self) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        let minter = self.view(suite.token().minter())?.map(|minter| [minter]);
        self.addresses("token", [("minter", suite.rewards)], minter);

        let wired = self.view(suite.registry().peers())?.map(|peers| {
            let of = |f: fn(interfaces::registry::RegistryPeers) -> AccountId| peers.map(f);
            [of(|p| p.staking), of(|p| p.market), of(|p| p.rewards), of(|p| p.attestations)]
        });
        let expected = [
            ("staking", suite.staking),
            ("market", suite.market),
            ("rewards", suite.rewards),
            ("attestations", suite.attestations),
        ];
        self.addresses("registry", expected, wired);

        let fixed = self.view(suite.market().registry())?.map(|registry| [Some(registry)]);
        self.addresses("market", [("registry", suite.registry)], fixed);
        let wired = self.view(suite.market().peers())?.map(|peers| [peers.map(|p| p.metering)]);
        self.addresses("market", [("metering", suite.metering)], wired);

        let fixed = self.view(suite.attestations().registry())?.map(|registry| [Some(registry)]);
        self.addresses("attestations", [("registry", suite.registry)], fixed);

        let fixed = self.view(suite.staking().contracts())?.map(|c| [c.token, c.registry].map(Some));
        self.addresses("staking", [("token", suite.token), ("registry", suite.registry)], fixed);
        let wired = self.view(suite.staking().peers())?.map(|peers| [peers.map(|p| p.rewards)]);
        self.addresses("staking", [("rewards", suite.rewards)], wired);

        let fixed = self.view(suite.metering().contracts())?;
        let fixed = fixed.map(|c| [c.token, c.registry, c.market].map(Some));
        let expected = [("token", suite.token), ("registry", suite.registry), ("market", suite.market)];
        self.addresses("metering", expected, fixed);
        let wired = self.view(suite.metering().peers())?;
        let wired = wired.map(|peers| [peers.map(|p| p.rewards), peers.map(|p| p.treasury)]);
        self.addresses("metering", [("rewards", suite.rewards), ("treasury", suite.governance)], wired);

        let fixed = self.view(suite.rewards().contracts())?;
        let fixed = fixed.map(|c| [c.token, c.registry, c.metering, c.staking].map(Some));
        let expected = [
            ("token", suite.token),
            ("registry", suite.registry),
            ("metering", suite.metering),
            ("staking", suite.staking),
        ];
        self.addresses("rewards", expected, fixed);
        self.governed()
    }

    /// Checks the contracts that governance governs.
    fn governed(&mut self) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        let found = self.view(suite.governance().suite())?;
        let found = found.map(|c| {
            [c.token, c.registry, c.market, c.attestations, c.staking, c.metering, c.rewards].map(Some)
        });
        let expected = suite.governed();
        let expected = [
            ("token", expected.token),
            ("registry", expected.registry),
            ("market", expected.market),
            ("attestations", expected.attestations),
            ("staking", expected.staking),
            ("metering", expected.metering),
            ("rewards", expected.rewards),
        ];
        self.addresses("governance", expected, found);
        Ok(())
    }

    /// Notes for each address that a contract tells whether it is the expected one.
    fn addresses<const N: usize>(
        &mut self,
        contract: &str,
        expected: [(&str, AccountId); N],
        found: Answer<[Option<AccountId>; N]>,
    ) {
        for (index, (name, address)) in expected.into_iter().enumerate() {
            let found = found.clone().map(|found| found[index]);
            self.equal(format!("{contract}'s {name}"), &Some(address), found);
        }
    }
}
