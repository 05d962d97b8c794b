//! The node registry: who is there, who owns and runs it, whether it is alive, what it earned.

use crate::attestations::Attested;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{
    Amount, ArithmeticError, Bps, Clock, Epoch, NodeId, OwnershipError, PublicKey, Signature, Slot, Timestamp,
};

/// Longest text that a node or a class carries.
pub const MAX_TEXT: usize = 128;
/// Nodes in one call of `heartbeat`.
pub const MAX_HEARTBEATS: usize = 256;
/// Beats in one call of `submit_beats`.
pub const MAX_BEATS: usize = 128;
/// Nodes in one call of `vet`.
pub const MAX_VETTED: usize = 16;
/// Pages of 32 nodes that one call can touch: what fits a contract's memory.
pub const MAX_PAGES: usize = 64;
/// Entries in one page of a view.
pub const MAX_VIEW: u32 = 64;
/// The budget for maintenance refills within so many epochs.
pub const BUDGET_EPOCHS: u32 = 30;
/// For so many epochs, the running one included, it is known in which slots a node was alive.
pub const HISTORY_EPOCHS: Epoch = 128;

/// What the registry is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RegistryConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// Hash of the chain's first block; part of every beat's signature.
    pub genesis_hash: [u8; 32],
    /// Parameters from the start.
    pub params: RegistryParams,
}

/// What governance can tune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct RegistryParams {
    /// A node that missed more than so many slots that no maintenance excused counts as offline. 1 to 48.
    pub offline_after: u8,
    /// Slots from the announcement of maintenance to the first slot that it excuses. 2 to 336.
    pub notice: u16,
    /// Slots that maintenance can excuse at once; what was used refills within 30 epochs. 0 to 720.
    pub maintenance: u16,
}

impl Default for RegistryParams {
    fn default() -> Self {
        Self { offline_after: 2, notice: 2, maintenance: 48 }
    }
}

impl RegistryParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), RegistryError> {
        let ok = (1..=48).contains(&self.offline_after)
            && (2..=336).contains(&self.notice)
            && self.maintenance <= 720;
        ok.then_some(()).ok_or(RegistryError::ParamOutOfBounds)
    }
}

/// Contracts that may call the registry's wired messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct RegistryPeers {
    /// May note stake and hand nodes over.
    pub staking: AccountId,
    /// May retire nodes.
    pub market: AccountId,
    /// May take credit.
    pub rewards: AccountId,
    /// May note what is attested.
    pub attestations: AccountId,
}

/// What an owner says of a new node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Registration {
    /// Hot account that sends heartbeats.
    pub controller: AccountId,
    /// Key of the machine itself, which signs beats.
    pub device_key: PublicKey,
    /// H3 cell of resolution 2 to 7.
    pub cell: u64,
    /// ISO 3166-1 numeric country code, 1 to 999.
    pub country: u16,
    /// Where to find out more (an endpoint, a hash), at most 128 bytes.
    pub metadata: Vec<u8>,
}

/// A registered node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Node {
    /// Cold account: owns the node, its earnings and its pool.
    pub owner: AccountId,
    /// H3 cell of resolution 2 to 7.
    pub cell: u64,
    /// ISO 3166-1 numeric country code.
    pub country: u16,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Where to find out more.
    pub metadata: Vec<u8>,
}

/// What other contracts ask of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Identity {
    /// The node's owner.
    pub owner: AccountId,
    /// H3 cell of resolution 2 to 7.
    pub cell: u64,
    /// ISO 3166-1 numeric country code.
    pub country: u16,
    /// How it stands now.
    pub status: NodeStatus,
    /// Whether it is neither retired nor jailed, and its stake counts now or from the next epoch on.
    pub in_service: bool,
}

/// How a node stands: the first of these that applies. A pure function of its record and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum NodeStatus {
    /// Its owner took it out of service, for ever.
    Retired,
    /// Staking jailed it for a fault, or for ever.
    Jailed,
    /// Its pool does not hold what a node needs.
    Unbonded,
    /// In a maintenance window, which excuses its silence.
    Maintenance,
    /// It has been silent for too long.
    Offline,
    /// It can be leased.
    Active,
}

/// A node's liveness, as a view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Liveness {
    /// Hot account that sends heartbeats.
    pub controller: AccountId,
    /// Key that signs beats.
    pub device_key: PublicKey,
    /// Number of the device key; signatures of earlier ones are worthless.
    pub generation: u32,
    /// Stake that counts in the running epoch.
    pub stake: Amount,
    /// Part by which what is attested raises the stake's weight, in the running epoch.
    pub boost: Bps,
    /// Credit earned in the running epoch.
    pub credit: Amount,
    /// The running epoch's beats, one bit per slot.
    pub beats: u64,
    /// The running epoch's slots that maintenance excuses, one bit per slot.
    pub excused: u64,
    /// The latest maintenance window: running, ahead or past.
    pub maintenance: Option<Window>,
    /// Slots that maintenance can excuse by now.
    pub budget: u16,
    /// What is attested of it.
    pub attested: Attested,
    /// Jailed by staking.
    pub jailed: bool,
    /// Taken out of service.
    pub retired: bool,
    /// The latest slot it was seen in.
    pub last_seen: Option<Slot>,
    /// The first epoch that has not been claimed.
    pub claimed_to: Epoch,
}

/// Slots in which a node's silence is excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Window {
    /// The first of them.
    pub from: Slot,
    /// How many.
    pub slots: u16,
}

/// A node's presence in one epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Uptime {
    /// Slots in which it was seen, slot 0 in the lowest bit.
    pub beats: u64,
    /// How many of the epoch's slots maintenance excused.
    pub excused: u8,
}

/// What a pool's stake counts for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct StakeNote {
    /// In the running epoch.
    pub now: Amount,
    /// From the next epoch on.
    pub next: Amount,
    /// Whether the node is jailed.
    pub jailed: bool,
}

/// One beat, signed by a node's device key (see `shared::signing`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct SignedBeat {
    /// The node.
    pub node: NodeId,
    /// Slot of the running epoch.
    pub slot: u8,
    /// The device key's signature.
    pub signature: Signature,
}

/// What became of one beat of a batch. One bad beat does not stop the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum BeatOutcome {
    /// Counted.
    Counted,
    /// The slot had its beat already.
    Duplicate,
    /// No such node.
    UnknownNode,
    /// Neither the current slot nor the one before it in this epoch.
    WrongSlot,
    /// Not signed by the node's present device key.
    BadSignature,
}

/// What candidates for a lease are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Vetting {
    /// The candidates, at most 16.
    pub nodes: Vec<NodeId>,
    /// Least stake that counts for the node.
    pub min_stake: Amount,
    /// Least attested share of renewable energy.
    pub min_renewable: Bps,
    /// Kinds that have to be attested, one bit for each ([`crate::attestations::Kind::bit`]).
    pub attested: u8,
    /// Whether to tell the owners.
    pub owners: bool,
}

/// Which of the candidates are active and satisfy everything.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Vetted {
    /// One bit for each candidate, the first in the lowest.
    pub fit: u16,
    /// Owners of the candidates that fit, in their order, if that was asked for.
    pub owners: Vec<AccountId>,
}

/// A node's credit in one epoch, and everybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct CreditShare {
    /// The node's.
    pub credit: Amount,
    /// All nodes' together.
    pub total: Amount,
}

/// Credit taken for a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct TakenCredit {
    /// The node's owner.
    pub owner: AccountId,
    /// The first epoch claimed.
    pub first: Epoch,
    /// One entry for each epoch from `first` on.
    pub shares: Vec<CreditShare>,
}

/// Why the registry refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RegistryError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is not the wired contract that this message is for.
    NotPeer,
    /// Peers were wired before; they stay.
    AlreadyWired,
    /// The caller neither owns nor, for maintenance, controls the node.
    NotNodeOwner,
    /// The caller is not the controller of every node it named.
    NotController,
    /// No such node.
    UnknownNode,
    /// The node is retired.
    Retired,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// Not an H3 cell of resolution 2 to 7.
    InvalidCell,
    /// Not a country code between 1 and 999.
    InvalidCountry,
    /// Text is longer than 128 bytes.
    InvalidText,
    /// No beat, no node or no slot at all.
    Nothing,
    /// More entries than one call takes.
    TooMany,
    /// No ended epoch is left that the claimer may claim.
    NothingToClaim,
    /// Maintenance would excuse a slot that is past or nearer than the notice.
    ShortNotice,
    /// More slots than the budget has by now.
    OverBudget,
    /// The node has maintenance already that is not over.
    MaintenancePending,
    /// The node has no maintenance that is not over.
    NoMaintenance,
    /// The times are in the wrong order, or further back than is known.
    OutOfRange,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for RegistryError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<OwnershipError> for RegistryError {
    fn from(_: OwnershipError) -> Self {
        Self::NotOwner
    }
}

/// Identity, liveness, maintenance, credit.
#[ink::trait_definition]
pub trait Registry {
    // ---- administration ----

    /// Names the contracts that may call the wired messages, once and for ever.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    #[ink(message)]
    fn wire(&mut self, peers: RegistryPeers) -> Result<(), RegistryError>;

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced` with what is in force and what follows.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError>;

    // ---- node owners ----

    /// Registers a node of the caller's. It earns and can be leased once its pool is bonded and it beats.
    ///
    /// # Events
    /// `NodeRegistered`.
    ///
    /// # Errors
    /// `InvalidCell`, `InvalidCountry`, `InvalidText`.
    #[ink(message)]
    fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError>;

    /// Replaces controller and device key. Beats signed by the previous device key are worthless at once.
    ///
    /// # Events
    /// `KeysSet`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`.
    #[ink(message)]
    fn set_keys(
        &mut self,
        node: NodeId,
        controller: AccountId,
        device_key: PublicKey,
    ) -> Result<(), RegistryError>;

    /// Replaces what says where to find out more.
    ///
    /// # Events
    /// `MetadataSet`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `InvalidText`.
    #[ink(message)]
    fn set_metadata(&mut self, node: NodeId, metadata: Vec<u8>) -> Result<(), RegistryError>;

    /// Announces that the node will be down: `slots` slots from `from` on neither earn nor count as missed.
    /// The node's owner and its controller may. Every excused slot is announced the notice ahead.
    ///
    /// # Events
    /// `MaintenanceSet` with the window.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `Nothing`, `ShortNotice`, `OverBudget`, `MaintenancePending`, `TooMany`
    /// windows (32 within 30 epochs), `OutOfRange` when `from` is no slot.
    #[ink(message)]
    fn announce_maintenance(&mut self, node: NodeId, from: Slot, slots: u16) -> Result<(), RegistryError>;

    /// Adds slots to the end of maintenance that is ahead or running.
    ///
    /// # Events
    /// `MaintenanceSet` with the window as it is now.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `Nothing`, `NoMaintenance`, `ShortNotice` when the window ends before
    /// the notice, `OverBudget`.
    #[ink(message)]
    fn extend_maintenance(&mut self, node: NodeId, slots: u16) -> Result<(), RegistryError>;

    /// Calls off what has not begun of a maintenance window: all of it, or what follows the running slot.
    /// The budget gets it back.
    ///
    /// # Events
    /// `MaintenanceSet` with the window as it is now, of no slots if it had not begun.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `NoMaintenance`.
    #[ink(message)]
    fn cancel_maintenance(&mut self, node: NodeId) -> Result<(), RegistryError>;

    // ---- liveness ----

    /// The caller's nodes are alive in the current slot. Returns how many of them were not yet known
    /// to be; naming one again changes nothing.
    ///
    /// # Errors
    /// `Nothing`, `TooMany` (256, on 64 pages), `UnknownNode`, `NotController`: then no beat counts.
    #[ink(message)]
    fn heartbeat(&mut self, nodes: Vec<NodeId>) -> Result<u32, RegistryError>;

    /// Carries in beats that devices signed, for the current slot or the one before it in this epoch.
    /// Anyone may. Each beat is judged alone.
    ///
    /// # Errors
    /// `Nothing`, `TooMany` (128, on 64 pages).
    #[ink(message)]
    fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError>;

    // ---- wired contracts ----

    /// Staking: what the node's pool counts for. Returns whether the node is in service: not retired.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn note_stake(&mut self, node: NodeId, note: StakeNote) -> Result<bool, RegistryError>;

    /// Staking: the node has a new owner.
    ///
    /// # Events
    /// `NodeTransferred`.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn set_node_owner(&mut self, node: NodeId, owner: AccountId) -> Result<(), RegistryError>;

    /// Market: the node has left for ever.
    ///
    /// # Events
    /// `NodeRetired`.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`, `Retired`.
    #[ink(message)]
    fn note_retired(&mut self, node: NodeId) -> Result<(), RegistryError>;

    /// Attestations: what is attested of the node.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn note_attested(&mut self, node: NodeId, attested: Attested) -> Result<(), RegistryError>;

    /// Rewards: takes the node's oldest unclaimed credit, at most `count` ended epochs of it, oldest
    /// first. What is taken is gone. The owner and the controller may claim an epoch when it has ended,
    /// anybody else after 7 further epochs.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`, `NothingToClaim`.
    #[ink(message)]
    fn take_credit(
        &mut self,
        node: NodeId,
        claimer: AccountId,
        count: u32,
    ) -> Result<TakenCredit, RegistryError>;

    // ---- views ----

    /// The node's owner. `UnknownNode` if there is none.
    #[ink(message)]
    fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError>;

    /// What other contracts ask of a node. `UnknownNode` if there is none.
    #[ink(message)]
    fn identity(&self, node: NodeId) -> Result<Identity, RegistryError>;

    /// Which of the candidates for a lease are active and satisfy everything; unknown nodes do not.
    ///
    /// # Errors
    /// `TooMany` (16).
    #[ink(message)]
    fn vet(&self, vetting: Vetting) -> Result<Vetted, RegistryError>;

    /// How many of the slots that start at or after `from` and before `to` the node was alive in. For slots
    /// of the last 128 epochs.
    ///
    /// # Errors
    /// `UnknownNode`, `OutOfRange`.
    #[ink(message)]
    fn live_slots(&self, node: NodeId, from: Timestamp, to: Timestamp) -> Result<u32, RegistryError>;

    /// A node.
    #[ink(message)]
    fn node(&self, node: NodeId) -> Option<Node>;

    /// How many nodes were ever registered; they are numbered from 0.
    #[ink(message)]
    fn node_count(&self) -> u32;

    /// Nodes `from ..`, at most `limit` (and 64) of them, with how they stand.
    #[ink(message)]
    fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)>;

    /// A node's liveness.
    #[ink(message)]
    fn liveness(&self, node: NodeId) -> Option<Liveness>;

    /// A node's presence in epochs `first ..`, at most `count` (and 64) of them, up to the running one. Nothing
    /// is known of epochs further back than 128, nor of those in which no node of its page was heard of.
    #[ink(message)]
    fn uptime(&self, node: NodeId, first: Epoch, count: u32) -> Vec<Uptime>;

    /// Credit of all nodes in `epoch`.
    #[ink(message)]
    fn total_credit(&self, epoch: Epoch) -> Amount;

    /// A node's unclaimed credit of `epoch`.
    #[ink(message)]
    fn credit(&self, node: NodeId, epoch: Epoch) -> Amount;

    /// Parameters in force.
    #[ink(message)]
    fn params(&self) -> RegistryParams;

    /// Wired contracts.
    #[ink(message)]
    fn peers(&self) -> Option<RegistryPeers>;

    /// The suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
