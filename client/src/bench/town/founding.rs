//! Epochs 0 to 2: how the town gets into the state that messages are measured in.

use super::*;
use crate::suite::{deploy, DeployConfig};
use interfaces::market::Class;

impl<'a> Town<'a> {
    /// Epoch 0: contracts and people.
    pub(super) fn found(artifacts: &Artifacts, progress: &'a Progress) -> Result<Self> {
        progress.stage("deploying the contracts");
        let deployer = account("bench deployer");
        let mut chain = EmbeddedChain::new(START_MS);
        chain.fund(deployer, NATIVE);
        let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
        let [attester, slasher] = ["attester", "slasher"].map(person);
        let config = DeployConfig {
            classes: vec![class],
            attesters: Kind::ALL.map(|kind| (kind, attester)).into(),
            slashers: vec![slasher],
            ..DeployConfig::default()
        };
        let mut net = deploy(chain, deployer, artifacts, &config, |_| ())?;
        let people = ["owner", "controller", "delegator", "voter", "payer", "passer-by"].map(person);
        let [owner, controller, delegator, voter, payer, _] = people;
        for person in people.into_iter().chain([attester, slasher]) {
            net.chain.fund(person, NATIVE);
            net.send(deployer, net.suite.token().transfer(person, 10_000_000 * TOKEN))?;
            for contract in [net.suite.staking, net.suite.metering, net.suite.governance] {
                net.send(person, net.suite.token().approve(contract, 5_000_000 * TOKEN))?;
            }
        }
        Ok(Self {
            net,
            progress,
            rows: Vec::new(),
            calls: 0,
            owner,
            controller,
            delegator,
            voter,
            payer,
            attester,
            slasher,
            session: Key::from_name("bench session"),
            leases: Vec::new(),
            next_door: 0,
        })
    }

    /// Epoch 0: nodes are registered, staked on, make their offers and are attested.
    pub(super) fn settle_in(&mut self) -> Result<()> {
        self.progress.stage("registering 272 nodes and bonding 259");
        let Self { owner, delegator, voter, attester, .. } = *self;
        let (registry, staking) = (self.net.suite.registry(), self.net.suite.staking());
        for node in 0..NODES + NEWCOMERS {
            let registered = self.send(owner, registry.register(self.registration(node)))?;
            ensure!(registered == node, "node {node} got number {registered}");
        }
        for node in (0..NODES).chain([BONDED, JAILED, LEAVING]) {
            self.send(owner, staking.bond(node, 1_000 * TOKEN))?;
            if node != BONDED {
                let terms = OfferTerms { capacity: 100_000, burst: 10_000, price: PRICE };
                self.send(owner, self.net.suite.market().set_offer(node, CLASS, terms))?;
            }
        }
        self.send(delegator, staking.bond(0, 5_000 * TOKEN))?;
        for node in 0..VOTER_POOLS {
            self.send(voter, staking.bond(node, 1_000 * TOKEN))?;
        }
        let terms = PoolTerms { payout: Some(delegator), closed: false };
        self.send(owner, staking.set_commission(COMMISSIONED, 500))?;
        self.send(owner, staking.set_terms(COMMISSIONED, terms))?;
        for node in ATTESTED {
            for (kind, value) in Kind::ALL.into_iter().zip(VALUES) {
                let attest = self.net.suite.attestations().attest(node, kind, value, ATTESTED_UNTIL);
                self.send(attester, attest)?;
            }
        }
        Ok(())
    }

    /// Epochs 1 and 2: leases are opened, and nodes claim for the first time.
    pub(super) fn first_claims(&mut self) -> Result<()> {
        self.progress.stage("opening 1 040 leases");
        self.go_to(1, 0);
        self.beat()?;
        let payer = self.payer;
        let metering = self.net.suite.metering();
        self.send(payer, metering.deposit(100_000 * TOKEN))?;
        for at in 0..LEASES {
            let terms = self.terms(vec![0]);
            let opened = self.send(payer, metering.open(terms))?;
            ensure!(opened.leg == LegRef { node: 0, place: at }, "lease {at} is at {:?}", opened.leg);
            self.leases.push((opened.lease, at));
        }
        for _ in 0..LEASES_NEXT_DOOR {
            let terms = self.terms(vec![1]);
            self.next_door = self.send(payer, metering.open(terms))?.lease;
        }
        self.settle(1)?;

        self.go_to(2, 0);
        self.beat()?;
        self.settle(2)?;
        let owner = self.owner;
        for node in 0..VOTER_POOLS {
            self.send(owner, self.net.suite.rewards().claim(node, CLAIM))?;
        }
        self.send(owner, metering.withdraw_earnings(0))?;
        self.send(owner, metering.sweep())?;
        Ok(())
    }
}

fn person(name: &str) -> AccountId {
    account(&format!("bench {name}"))
}
