//! Handles of the registry and of attestations.

use crate::chain::AccountId;
use crate::message::Message;
use ink::codegen::TraitCallBuilder;
use interfaces::attestations::{Attestation, AttestationsError, AttestationsParams, Attested, Kind};
use interfaces::registry::{
    BeatOutcome, Identity, Liveness, Node, NodeStatus, Registration, RegistryError, RegistryParams,
    RegistryPeers, SignedBeat, StakeWeight, TakenCredit, Uptime, Vetted, Vetting,
};
use shared::{Bps, Cell, Clock, Credit, Epoch, NodeId, PublicKey, Slot, Timestamp};

handle! {
    /// The registry.
    RegistryHandle as "registry" {
        impl interfaces::registry::Registry {
            fn wire(&mut self, peers: RegistryPeers) -> Result<(), RegistryError>;
            fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError>;
            fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError>;
            fn set_keys(
                &mut self,
                node: NodeId,
                controller: AccountId,
                device_key: PublicKey,
            ) -> Result<(), RegistryError>;
            fn set_metadata(&mut self, node: NodeId, metadata: Vec<u8>) -> Result<(), RegistryError>;
            fn announce_maintenance(
                &mut self,
                node: NodeId,
                from: Slot,
                slots: u16,
            ) -> Result<(), RegistryError>;
            fn extend_maintenance(&mut self, node: NodeId, slots: u16) -> Result<(), RegistryError>;
            fn cancel_maintenance(&mut self, node: NodeId) -> Result<(), RegistryError>;
            fn heartbeat(&mut self, nodes: Vec<NodeId>) -> Result<u32, RegistryError>;
            fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError>;
            fn note_stake(&mut self, node: NodeId, weight: StakeWeight) -> Result<bool, RegistryError>;
            fn set_node_owner(&mut self, node: NodeId, owner: AccountId) -> Result<(), RegistryError>;
            fn note_retired(&mut self, node: NodeId) -> Result<(), RegistryError>;
            fn note_attested(&mut self, node: NodeId, attested: Attested) -> Result<(), RegistryError>;
            fn take_credit(
                &mut self,
                nodes: Vec<NodeId>,
                claimer: AccountId,
                count: u32,
            ) -> Result<Vec<TakenCredit>, RegistryError>;
            fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError>;
            fn identity(&self, node: NodeId) -> Result<Identity, RegistryError>;
            fn vet(&self, vetting: Vetting) -> Result<Vetted, RegistryError>;
            fn live_slots(&self, node: NodeId, from: Timestamp, to: Timestamp) -> Result<u32, RegistryError>;
            fn node(&self, node: NodeId) -> Option<Node>;
            fn node_count(&self) -> u32;
            fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)>;
            fn liveness(&self, node: NodeId) -> Option<Liveness>;
            fn uptime(&self, node: NodeId, first: Epoch, count: u32) -> Vec<Uptime>;
            fn total_credit(&self, epoch: Epoch) -> Credit;
            fn credit(&self, node: NodeId, epoch: Epoch) -> Credit;
            fn params(&self) -> RegistryParams;
            fn next_params(&self) -> Option<(Epoch, RegistryParams)>;
            fn peers(&self) -> Option<RegistryPeers>;
            fn clock(&self) -> Clock;
            fn genesis_hash(&self) -> [u8; 32];
            fn annex(&self) -> [u8; 32];
        }
    }
}

handle! {
    /// Attestations.
    AttestationsHandle as "attestations" {
        impl interfaces::attestations::Attestations {
            fn set_params(&mut self, params: AttestationsParams) -> Result<(), AttestationsError>;
            fn set_attester(
                &mut self,
                kind: Kind,
                attester: AccountId,
                named: bool,
            ) -> Result<(), AttestationsError>;
            fn set_region(&mut self, cell: Cell, boost: Bps) -> Result<(), AttestationsError>;
            fn attest(
                &mut self,
                node: NodeId,
                kind: Kind,
                value: u16,
                until: Epoch,
            ) -> Result<(), AttestationsError>;
            fn revoke(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError>;
            fn refresh(&mut self, node: NodeId) -> Result<Bps, AttestationsError>;
            fn attestation(&self, node: NodeId, kind: Kind) -> Option<Attestation>;
            fn is_attester(&self, kind: Kind, account: AccountId) -> bool;
            fn region(&self, cell: Cell) -> Bps;
            fn params(&self) -> AttestationsParams;
            fn next_params(&self) -> Option<(Epoch, AttestationsParams)>;
            fn registry(&self) -> AccountId;
            fn clock(&self) -> Clock;
        }
    }
}
