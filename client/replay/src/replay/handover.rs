//! A node is transferred: its owner proposes it, the new one accepts and replaces its keys. Nodes retire.

use super::accounts;
use super::commission::set_terms;
use super::earnings::collect;
use super::journal::Journal;
use super::observed::{Net, ObservedChain};
use super::state::{node_named, Node};
use super::Plan;
use crate::fleet::Fleet;
use crate::report::{whole, TransferReport};
use anyhow::Result;
use gridshare_sdk::keys::Key;

/// Transfers the fleet's node with its pool, its earnings from then on and its leases, if it is due in this slot.
pub(super) fn hand_over(
    plan: Plan,
    chain: &mut ObservedChain,
    nodes: &mut [Node],
    journal: &mut Journal,
    slot: usize,
) -> Result<()> {
    let Plan { fleet, slots } = plan;
    let ObservedChain { net, history } = chain;
    let Some(of) = &fleet.transfer else { return Ok(()) };
    let due = slot >= slots.middle(of.epoch, fleet.network.epochs);
    if !due || journal.report.transfer.is_some() {
        return Ok(());
    }
    let index = node_named(fleet, &of.node)?;
    let Node { id, owner, .. } = nodes[index];
    let (to, controller) = (accounts::owner(&of.to), accounts::controller(&of.to));
    let position = net.view(net.suite.staking().position(id, owner))?;
    let stake = position.map_or(0, |p| p.value + p.pending);
    // Earnings up to now go to the owner that earned them.
    collect(net, nodes, &mut journal.report, index)?;
    net.send(owner, net.suite.staking().propose_node_transfer(id, to))?;
    net.send(to, net.suite.staking().accept_node_transfer(id))?;
    history.note_staker(id, to);
    let device = Key::from_name(&format!("second device {}", of.node));
    net.send(to, net.suite.registry().set_keys(id, controller, device.public()))?;
    let node = &mut nodes[index];
    (node.owner, node.controller, node.device) = (to, controller, device);
    node.generation += 1;
    let from = std::mem::replace(&mut journal.report.nodes[index].owner, of.to.clone());
    let stake_in_words = whole(stake);
    journal.tell(
        net,
        format!(
            "{from} hands {} over to {}, with {stake_in_words} GRID of stake and its leases",
            of.node, of.to
        ),
    );
    let at = net.chain.now();
    journal.report.transfer =
        Some(TransferReport { node: of.node.clone(), at, from, to: of.to.clone(), stake });
    set_terms(&fleet.nodes[index], net, &nodes[index])
}

/// After the last slot: owners retire the nodes that the fleet file says.
pub(super) fn retire(fleet: &Fleet, net: &mut Net, nodes: &[Node], journal: &mut Journal) -> Result<()> {
    for (i, of) in fleet.nodes.iter().enumerate().filter(|(_, of)| of.retires) {
        let Node { id, owner, .. } = nodes[i];
        net.send(owner, net.suite.market().retire(id))?;
        journal.report.nodes[i].status = "Retired".into();
        journal.tell(net, format!("{} is taken out of service for ever", of.name));
    }
    Ok(())
}
