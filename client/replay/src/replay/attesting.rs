//! Attesters attest facts of nodes; with regions, these decide the boost of a node's stake.

use super::accounts;
use super::journal::Journal;
use super::observed::{epoch, Net};
use super::state::{node_named, Node};
use crate::fleet::{Fleet, Kind};
use crate::report::{part, AttestationReport, FactReport};
use anyhow::{Context, Result};
use shared::Epoch;

/// Describes a kind of fact in words.
pub(super) fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Hardware => "hardware",
        Kind::Renewable => "renewable energy",
        Kind::Jurisdiction => "jurisdiction",
        Kind::Identity => "identity",
    }
}

/// Attests what the fleet file says of the nodes.
pub(super) fn attest(fleet: &Fleet, net: &mut Net, nodes: &[Node], journal: &mut Journal) -> Result<()> {
    let now = epoch(net);
    let mut facts = 0;
    for (i, of) in fleet.nodes.iter().enumerate() {
        let Node { id, zone, .. } = nodes[i];
        let region = fleet.regions.iter().find(|r| r.cell() == zone);
        let mut report = AttestationReport {
            node: of.name.clone(),
            region: region.map(|r| (r.name.clone(), r.boost.0)),
            ..AttestationReport::default()
        };
        for kind in of.kinds() {
            let attester = fleet.attester_of(kind).context("an attester of that kind")?;
            let until = now + Epoch::from(attester.epochs);
            let (value, words_of_value) = fact(fleet, i, kind)?;
            let message = net.suite.attestations().attest(id, kind.attestable(), value, until);
            net.send(accounts::attester(&attester.name), message)?;
            report.facts.push(FactReport {
                kind: words(kind).into(),
                value: words_of_value,
                attester: attester.name.clone(),
                until,
            });
        }
        facts += report.facts.len();
        if report.facts.is_empty() && report.region.is_some() {
            net.send(accounts::relayer(), net.suite.attestations().refresh(id))?;
        }
        if !report.facts.is_empty() || report.region.is_some() {
            let liveness = net.view(net.suite.registry().liveness(id))?.context("a node")?;
            report.boosts.push((now, liveness.attested.boost));
            journal.report.attestations.push(report);
        }
    }
    if facts > 0 {
        let (attesters, nodes) = (fleet.attesters.len(), journal.report.attestations.len());
        journal.tell(
            net,
            format!("{attesters} attesters attest {facts} facts; {nodes} nodes have any, or a boost"),
        );
    }
    Ok(())
}

/// Returns the value that is attested of a node, and its meaning in words.
fn fact(fleet: &Fleet, node: usize, kind: Kind) -> Result<(u16, String)> {
    let of = &fleet.nodes[node];
    Ok(match kind {
        Kind::Hardware => {
            // The attester's list numbers models from 1, in the order of the fleet file.
            let mut models: Vec<&str> = Vec::new();
            for n in &fleet.nodes {
                if !models.contains(&n.model.as_str()) {
                    models.push(&n.model);
                }
            }
            let index = models.iter().position(|model| *model == of.model).context("a model")?;
            (u16::try_from(index + 1)?, of.model.clone())
        }
        Kind::Renewable => {
            let share = of.renewable.unwrap_or_default().0;
            (share, part(share))
        }
        Kind::Jurisdiction => (of.country, format!("country {}", of.country)),
        Kind::Identity => (1, of.owner.clone()),
    })
}

/// Where an epoch starts: refreshes the boosts of nodes of which a fact has expired.
pub(super) fn refresh_boosts(
    fleet: &Fleet,
    net: &mut Net,
    nodes: &[Node],
    journal: &mut Journal,
) -> Result<()> {
    let now = epoch(net);
    for i in 0..journal.report.attestations.len() {
        let entry = &journal.report.attestations[i];
        if !entry.facts.iter().any(|f| f.until == now) {
            continue;
        }
        let before = entry.boosts.last().map_or(0, |(_, boost)| *boost);
        let node = node_named(fleet, &entry.node)?;
        let message = net.suite.attestations().refresh(nodes[node].id);
        let boost = net.send(accounts::relayer(), message)?.value;
        if boost != before {
            journal.report.attestations[i].boosts.push((now, boost));
            let text = format!(
                "what was attested of {} expired: its boost goes from {} to {}",
                fleet.nodes[node].name,
                part(before),
                part(boost)
            );
            journal.tell(net, text);
        }
    }
    Ok(())
}
