//! Attesters vouch for facts of nodes; with regions, that decides what a node's stake counts for.

use super::*;
use crate::fleet::Kind;
use crate::keys::account;
use crate::report::{part, AttestationReport, FactReport};

pub(super) fn attester_account(name: &str) -> AccountId {
    account(&format!("attester {name}"))
}

/// A kind of fact in words.
pub(super) fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Hardware => "hardware",
        Kind::Renewable => "renewable energy",
        Kind::Jurisdiction => "jurisdiction",
        Kind::Identity => "identity",
    }
}

impl Replay<'_> {
    /// Attesters attest what the fleet file says of the nodes.
    pub(super) fn attest(&mut self) -> Result<()> {
        let now = self.epoch();
        let mut facts = 0;
        for (i, of) in self.fleet.nodes.iter().enumerate() {
            let id = self.nodes[i].id;
            let zone = self.nodes[i].zone;
            let region = self.fleet.regions.iter().find(|r| r.cell() == zone);
            let mut report = AttestationReport {
                node: of.name.clone(),
                region: region.map(|r| (r.name.clone(), r.boost.0)),
                ..AttestationReport::default()
            };
            for kind in of.kinds() {
                let attester = self.fleet.attester_of(kind).context("an attester of that kind")?;
                let until = now + Epoch::from(attester.epochs);
                let (value, words_of_value) = self.fact(i, kind)?;
                let message = self.net.suite.attestations().attest(id, kind.attestable(), value, until);
                self.net.send(attester_account(&attester.name), message)?;
                report.facts.push(FactReport {
                    kind: words(kind).into(),
                    value: words_of_value,
                    attester: attester.name.clone(),
                    until,
                });
            }
            facts += report.facts.len();
            if report.facts.is_empty() && report.region.is_some() {
                self.net.send(setup::carrier(), self.net.suite.attestations().refresh(id))?;
            }
            if !report.facts.is_empty() || report.region.is_some() {
                let liveness = self.net.view(self.net.suite.registry().liveness(id))?.context("a node")?;
                report.boosts.push((now, liveness.attested.boost));
                self.report.attestations.push(report);
            }
        }
        if facts > 0 {
            let (attesters, nodes) = (self.fleet.attesters.len(), self.report.attestations.len());
            self.tell(format!(
                "{attesters} attesters attest {facts} facts; {nodes} nodes have any, or a boost"
            ));
        }
        Ok(())
    }

    /// The value that is attested, and what it means.
    fn fact(&self, node: usize, kind: Kind) -> Result<(u16, String)> {
        let of = &self.fleet.nodes[node];
        Ok(match kind {
            Kind::Hardware => {
                // The attester's list numbers models from 1, in the order of the fleet file.
                let mut models: Vec<&str> = Vec::new();
                for n in &self.fleet.nodes {
                    if !models.contains(&n.model.as_str()) {
                        models.push(&n.model);
                    }
                }
                let place = models.iter().position(|model| *model == of.model).context("a model")?;
                (u16::try_from(place + 1)?, of.model.clone())
            }
            Kind::Renewable => {
                let share = of.renewable.unwrap_or_default().0;
                (share, part(share))
            }
            Kind::Jurisdiction => (of.country, format!("country {}", of.country)),
            Kind::Identity => (1, of.owner.clone()),
        })
    }

    /// Where an epoch starts: somebody has those boosts worked out again behind which a fact expired.
    pub(super) fn refresh_boosts(&mut self) -> Result<()> {
        let now = self.epoch();
        for place in 0..self.report.attestations.len() {
            let entry = &self.report.attestations[place];
            if !entry.facts.iter().any(|f| f.until == now) {
                continue;
            }
            let before = entry.boosts.last().map_or(0, |(_, boost)| *boost);
            let node = self.named(&entry.node)?;
            let message = self.net.suite.attestations().refresh(self.nodes[node].id);
            let boost = self.net.send(setup::carrier(), message)?.value;
            if boost != before {
                self.report.attestations[place].boosts.push((now, boost));
                self.tell(format!(
                    "what was attested of {} expired: its boost goes from {} to {}",
                    self.fleet.nodes[node].name,
                    part(before),
                    part(boost)
                ));
            }
        }
        Ok(())
    }
}
