//! Nodes are registered, staked on and offered; they beat, and one is slashed.

use super::Story;
use crate::people::{device, ATTESTER, CONTROLLER, DANA, NORA, OLAF, RELAYER, SLASHER};
use anyhow::{ensure, Context, Result};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{Accounts, Blocks, Chain};
use interfaces::attestations::Kind;
use interfaces::market::OfferTerms;
use interfaces::registry::{BeatOutcome, NodeStatus, Registration, SignedBeat};
use interfaces::staking::{Penalty, StakingError};
use shared::{Amount, Cell, ClassId, Epoch, NodeId, Slot, DAY_MS, TOKEN};

/// An H3 cell of resolution 5, where both nodes stand.
const CELL: Cell = 0x85283473fffffff;
/// ISO 3166-1: the United States.
const COUNTRY: u16 = 840;
/// Price of a unit on node 0.
pub(super) const CHEAP: Amount = TOKEN / 100;
/// Price of a unit on node 1.
pub(super) const DEAR: Amount = TOKEN / 50;

impl<C: Chain + Accounts + Blocks> Story<C> {
    /// Epoch 0: two nodes join, with their owners' stake and a delegator's.
    pub(super) fn nodes_join(&mut self) -> Result<()> {
        let (staking, attestations) = (self.net.suite.staking(), self.net.suite.attestations());
        for (node, owner) in [(0, NORA), (1, OLAF)] {
            self.register(node, owner)?;
        }
        self.refused(DANA, staking.bond(0, 600 * TOKEN), StakingError::NoPool)?;
        for (who, node, tokens) in [(NORA, 0, 1_000), (OLAF, 1, 500), (DANA, 0, 600), (DANA, 1, 100)] {
            self.send(who, staking.bond(node, tokens * TOKEN))?;
            self.history.note_staker(node, account(who));
        }
        self.send(NORA, staking.set_commission(0, 500))?;
        self.send(ATTESTER, attestations.attest(0, Kind::Renewable, 10_000, 100))?;
        self.send(ATTESTER, attestations.attest(0, Kind::Jurisdiction, COUNTRY, 100))?;
        self.offer(NORA, 0, 0, CHEAP)?;
        self.offer(OLAF, 1, 0, DEAR)?;
        self.offer(OLAF, 1, 1, DEAR)?;
        let (from, registry) = (Slot { epoch: 1, index: 4 }, self.net.suite.registry());
        self.send(OLAF, registry.announce_maintenance(1, from, 4))
    }

    /// Epoch 1: both nodes beat, by their controller and by signatures that a relayer carries.
    pub(super) fn nodes_work(&mut self) -> Result<()> {
        for slot in [0, 1] {
            self.beat(1, slot, &[0, 1])?;
        }
        self.at(1, 2)?;
        let (good, forged) = (self.signed_beat(0, &device(0)), self.signed_beat(1, &device(0)));
        let outcomes = self.send(RELAYER, self.net.suite.registry().submit_beats(vec![good, forged]))?;
        ensure!(outcomes == [BeatOutcome::Counted, BeatOutcome::BadSignature]);
        self.beat(1, 3, &[0])?;
        let credit = self.view(self.net.suite.registry().credit(0, 1))?;
        let weight = 1_600 * TOKEN + 1_600 * TOKEN / 5;
        ensure!(credit == 4 * weight, "four slots of a stake that renewable energy raises: {credit}");
        Ok(())
    }

    /// Epoch 3: a slasher proves a fault of node 1, which is jailed for a day.
    pub(super) fn a_node_is_slashed(&mut self) -> Result<()> {
        let staking = self.net.suite.staking();
        let penalty = Penalty { fraction: 1_000, jail_ms: DAY_MS, reporter: Some(account(RELAYER)) };
        self.refused(RELAYER, staking.slash(1, penalty), StakingError::NotSlasher)?;
        let before = self.view(staking.total_active())?;
        let slashed = self.send(SLASHER, staking.slash(1, penalty))?;
        let taken = slashed.burned + slashed.rewarded;
        ensure!(before - self.view(staking.total_active())? == taken, "{slashed:?} of {before}");
        ensure!(self.send(RELAYER, staking.claim_payout())? == slashed.rewarded);
        ensure!(self.status(1)? == NodeStatus::Jailed);
        self.refused(OLAF, staking.unjail(1), StakingError::StillJailed)
    }

    /// Epoch 5: the sentence is over.
    pub(super) fn a_node_comes_back(&mut self) -> Result<()> {
        self.at(5, 0)?;
        self.send(OLAF, self.net.suite.staking().unjail(1))?;
        self.beat(5, 1, &[0, 1])?;
        ensure!(self.status(1)? == NodeStatus::Active);
        Ok(())
    }

    /// Sends a heartbeat of these nodes at the start of a slot.
    pub(super) fn beat(&mut self, epoch: Epoch, slot: u8, nodes: &[NodeId]) -> Result<()> {
        self.at(epoch, slot)?;
        let counted = self.send(CONTROLLER, self.net.suite.registry().heartbeat(nodes.to_vec()))?;
        ensure!(counted as usize == nodes.len(), "{counted} of {nodes:?} counted in {epoch}/{slot}");
        Ok(())
    }

    fn register(&mut self, node: NodeId, owner: &str) -> Result<()> {
        let registration = Registration {
            controller: account(CONTROLLER),
            device_key: device(node).public(),
            cell: CELL,
            country: COUNTRY,
            metadata: format!("https://{owner}.example").into(),
        };
        ensure!(self.send(owner, self.net.suite.registry().register(registration))? == node);
        Ok(())
    }

    fn offer(&mut self, owner: &str, node: NodeId, class_id: ClassId, price: Amount) -> Result<()> {
        let terms = OfferTerms { capacity: 100, burst: 20, price };
        self.send(owner, self.net.suite.market().set_offer(node, class_id, terms))
    }

    /// Signs a beat of `node` in slot 2 of epoch 1.
    fn signed_beat(&self, node: NodeId, key: &Key) -> SignedBeat {
        SignedBeat { node, slot: 2, signature: key.sign_beat(&self.net.suite, node, 0, 1, 2) }
    }

    fn status(&mut self, node: NodeId) -> Result<NodeStatus> {
        let nodes = self.view(self.net.suite.registry().nodes(node, 1))?;
        Ok(nodes.first().context("the node is there")?.2)
    }
}
