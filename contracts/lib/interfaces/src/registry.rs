//! The node registry: who is there, who owns and runs it, whether it is alive, what it earned.

use crate::attestations::Attested;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{
    Amount, ArithmeticError, Bps, Cell, Clock, Country, Credit, Epoch, NodeId, OwnershipError, PublicKey,
    SettingsError, Signature, Slot, Timestamp, Weight, WiringError,
};

/// Bytes of the longest text that a node or a class carries.
pub const MAX_TEXT: usize = 128;
/// Most nodes in one call of `heartbeat`.
pub const MAX_HEARTBEATS: usize = 256;
/// Most beats in one call of `submit_beats`.
pub const MAX_BEATS: usize = 128;
/// Most nodes in one call of `vet`.
pub const MAX_VETTED: usize = 16;
/// Most pages of 32 nodes that one call touches. It bounds what a call proves to a parachain: in an epoch's first
/// call, each page that it touches takes three items.
pub const MAX_PAGES: usize = 14;
/// Most items that one claim touches: pages of 32 nodes, and for each page those of eight epochs' credit. They are
/// of up to 7 KB each.
pub const MAX_CLAIM_ITEMS: usize = 16;
/// Most entries that one call of a view returns.
pub const MAX_VIEW: u32 = 64;
/// Epochs within which the budget for maintenance refills.
pub const BUDGET_EPOCHS: u32 = 30;
/// Epochs, the running one included, for which it is known in which slots a node was alive.
pub const HISTORY_EPOCHS: Epoch = 128;

/// What the registry is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RegistryConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// Hash of the chain's first block; part of every beat's signature.
    pub genesis_hash: [u8; 32],
    /// Hash of the code that runs the messages which the registry's own code does not have: `registry_annex`.
    pub annex: [u8; 32],
    /// Parameters from the start.
    pub params: RegistryParams,
}

shared::parameters! {
    /// What governance can tune.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct RegistryParams {
        /// Slots that a node may miss, those that maintenance excused aside, before it counts as offline.
        pub offline_after: u8 = 2, Slots in 1..=SLOTS_PER_EPOCH;
        /// Slots from the announcement of maintenance to the first slot that it excuses.
        pub notice: u16 = 2, Slots in 2..=336;
        /// Slots that maintenance can excuse within any 30 epochs.
        pub maintenance: u16 = 48, Slots in 0..=720;
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
    pub cell: Cell,
    /// ISO 3166-1 numeric country code, 1 to 999.
    pub country: Country,
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
    pub cell: Cell,
    /// ISO 3166-1 numeric country code.
    pub country: Country,
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
    pub cell: Cell,
    /// ISO 3166-1 numeric country code.
    pub country: Country,
    /// How the node stands now.
    pub status: NodeStatus,
    /// Whether the node is neither retired nor jailed, and its stake counts now or from the next epoch on.
    pub in_service: bool,
}

/// How a node stands: the first of these that applies. A pure function of its record and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum NodeStatus {
    /// It was taken out of service, for ever.
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
    /// Generation of the device key; signatures of earlier generations are worthless.
    pub generation: u32,
    /// Stake that counts in the running epoch.
    pub stake: Amount,
    /// Part, in basis points, by which attestations raise the stake's weight in the running epoch.
    pub boost: Bps,
    /// Credit earned in the running epoch.
    pub credit: Credit,
    /// Slots of the running epoch in which the node was seen, slot 0 in the lowest bit.
    pub beats: u64,
    /// Slots of the running epoch that maintenance excuses, slot 0 in the lowest bit.
    pub excused: u64,
    /// The latest maintenance window: running, ahead or past.
    pub maintenance: Option<Window>,
    /// How many more slots maintenance can excuse, if it ends now or with the latest window.
    pub budget: u16,
    /// What is attested of the node.
    pub attested: Attested,
    /// Whether staking jailed the node.
    pub jailed: bool,
    /// Whether the node was taken out of service, for ever.
    pub retired: bool,
    /// The latest slot in which the node was seen.
    pub last_seen: Option<Slot>,
    /// The first epoch that has not been claimed.
    pub claimed_to: Epoch,
}

/// Slots in which a node's silence is excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Window {
    /// The first slot.
    pub from: Slot,
    /// How many slots.
    pub slots: u16,
}

/// A node's presence in one epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Uptime {
    /// Slots in which the node was seen, slot 0 in the lowest bit.
    pub beats: u64,
    /// How many of the epoch's slots maintenance excused.
    pub excused: u8,
}

/// What a node's pool counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct StakeWeight {
    /// In the running epoch.
    pub now: Weight,
    /// From the next epoch on.
    pub next: Weight,
    /// Whether the node is jailed.
    pub jailed: bool,
}

/// One beat, signed by a node's device key (see `shared::signing`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct SignedBeat {
    /// The node.
    pub node: NodeId,
    /// Index of a slot of the running epoch.
    pub slot: u8,
    /// The device key's signature.
    pub signature: Signature,
}

/// What became of one beat of a batch. One bad beat does not stop the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum BeatOutcome {
    /// It counted.
    Counted,
    /// The node was seen in this slot before.
    Duplicate,
    /// There is no such node.
    UnknownNode,
    /// It is for neither the current slot nor the one before it in this epoch.
    WrongSlot,
    /// It is not signed by the node's present device key.
    BadSignature,
}

/// What candidates for a lease are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Vetting {
    /// The candidates, at most 16.
    pub nodes: Vec<NodeId>,
    /// Least stake that counts for the node in the running epoch.
    pub min_stake: Amount,
    /// Least attested share of renewable energy, in basis points; 0 if it need not be attested.
    pub min_renewable: Bps,
    /// Kinds that have to be attested, one bit for each ([`crate::attestations::Kind::bit`]).
    pub attested: u8,
    /// Whether to return the owners.
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

/// A node's credit in one epoch, and all nodes' together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct CreditShare {
    /// The node's.
    pub credit: Credit,
    /// All nodes' together; 0 where the node's is.
    pub total: Credit,
}

/// A node's credit taken for a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct TakenCredit {
    /// The node's owner.
    pub owner: AccountId,
    /// The first epoch claimed.
    pub first: Epoch,
    /// The credit of each epoch from `first` on; empty if nothing can be claimed.
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
    /// Peers were wired before; they stay as they are.
    AlreadyWired,
    /// The caller neither owns nor, for maintenance, controls the node.
    NotNodeOwner,
    /// The caller is not the controller of every node it named.
    NotController,
    /// There is no such node.
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
    /// The metadata is longer than 128 bytes.
    InvalidText,
    /// A batch without an entry, or maintenance of no slot.
    ZeroAmount,
    /// More entries than one call takes.
    TooMany,
    /// A claim's nodes are not in ascending order, each once.
    InvalidBatch,
    /// No ended epoch is left that the claimer may claim, of any of the nodes.
    NothingToClaim,
    /// Maintenance would excuse a slot that has begun or is nearer than the notice.
    ShortNotice,
    /// Maintenance would excuse more slots within 30 epochs than the budget.
    OverBudget,
    /// The node has maintenance already that is not over.
    MaintenancePending,
    /// The node has no maintenance that is not over.
    NoMaintenance,
    /// Times are in the wrong order or further back than is known, or a slot has an index that no slot has.
    OutOfRange,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for RegistryError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<WiringError> for RegistryError {
    fn from(error: WiringError) -> Self {
        match error {
            WiringError::NotPeer => Self::NotPeer,
            WiringError::AlreadyWired => Self::AlreadyWired,
        }
    }
}

impl From<SettingsError> for RegistryError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ParamOutOfBounds => Self::ParamOutOfBounds,
            SettingsError::InvalidClock => Self::InvalidClock,
        }
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

    /// Names the contracts that may call the wired messages. This can be done once.
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

    /// Registers a node that the caller owns, and returns its number. The node earns and can be leased once
    /// its pool is bonded and it beats.
    ///
    /// # Events
    /// `NodeRegistered`.
    ///
    /// # Errors
    /// `InvalidCell`, `InvalidCountry`, `InvalidText`.
    #[ink(message)]
    fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError>;

    /// Replaces a node's controller and device key. Beats that the previous device key signed no longer
    /// count.
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

    /// Replaces a node's metadata: where to find out more (an endpoint, a hash), at most 128 bytes.
    ///
    /// # Events
    /// `MetadataSet`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `InvalidText`.
    #[ink(message)]
    fn set_metadata(&mut self, node: NodeId, metadata: Vec<u8>) -> Result<(), RegistryError>;

    /// Announces maintenance: `slots` slots from `from` on neither earn nor count as missed. For the node's
    /// owner and its controller. Every slot has to be announced the notice ahead.
    ///
    /// # Events
    /// `MaintenanceSet` with the window.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `ZeroAmount`, `ShortNotice`, `OverBudget`, `MaintenancePending`,
    /// `TooMany` windows (32 within 30 epochs), `OutOfRange` when `from` is no slot.
    #[ink(message)]
    fn announce_maintenance(&mut self, node: NodeId, from: Slot, slots: u16) -> Result<(), RegistryError>;

    /// Adds `slots` slots to the end of maintenance that is ahead or running. For the node's owner and its
    /// controller.
    ///
    /// # Events
    /// `MaintenanceSet` with the window as it is now.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `ZeroAmount`, `NoMaintenance`, `ShortNotice` when the window ends
    /// before the notice, `OverBudget`.
    #[ink(message)]
    fn extend_maintenance(&mut self, node: NodeId, slots: u16) -> Result<(), RegistryError>;

    /// Cancels what has not begun of the latest maintenance window: all of it, or what follows the running
    /// slot. The budget gets these slots back. For the node's owner and its controller.
    ///
    /// # Events
    /// `MaintenanceSet` with the window as it is now, of no slots if it had not begun.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `NoMaintenance`.
    #[ink(message)]
    fn cancel_maintenance(&mut self, node: NodeId) -> Result<(), RegistryError>;

    // ---- liveness ----

    /// Counts a heartbeat of each of `nodes`, whose controller the caller is, in the current slot. Returns
    /// how many of them had not been seen in it; naming one again changes nothing.
    ///
    /// # Errors
    /// `ZeroAmount`, `TooMany` (more than 256 nodes, or on more than 14 pages), `UnknownNode`,
    /// `NotController`: then no heartbeat counts.
    #[ink(message)]
    fn heartbeat(&mut self, nodes: Vec<NodeId>) -> Result<u32, RegistryError>;

    /// Counts beats that devices signed, for the current slot or the one before it in this epoch. For anyone.
    /// Each beat is verified by itself; returns what became of each, in their order.
    ///
    /// # Errors
    /// `ZeroAmount`, `TooMany` (more than 128 beats, or on more than 14 pages).
    #[ink(message)]
    fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError>;

    // ---- wired contracts ----

    /// Staking: notes what the node's pool counts for. Returns whether the node is not retired.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn note_stake(&mut self, node: NodeId, weight: StakeWeight) -> Result<bool, RegistryError>;

    /// Staking: notes the node's new owner.
    ///
    /// # Events
    /// `NodeTransferred`.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn set_node_owner(&mut self, node: NodeId, owner: AccountId) -> Result<(), RegistryError>;

    /// Market: retires the node, for ever.
    ///
    /// # Events
    /// `NodeRetired`.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`, `Retired`.
    #[ink(message)]
    fn note_retired(&mut self, node: NodeId) -> Result<(), RegistryError>;

    /// Attestations: notes what is attested of the node.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn note_attested(&mut self, node: NodeId, attested: Attested) -> Result<(), RegistryError>;

    /// Rewards: removes and returns the oldest unclaimed credit of each of `nodes`, which are in ascending order,
    /// at most `count` (and 32) ended epochs of it, oldest first. `claimer` can claim an epoch as soon as it has
    /// ended if it is the node's owner or controller, and after 7 further epochs otherwise. Returns one entry for
    /// each node, in their order, which is empty if nothing of the node can be claimed.
    ///
    /// # Errors
    /// `NotPeer`, `ZeroAmount`, `InvalidBatch`, `UnknownNode`, `NothingToClaim` if all entries would be empty,
    /// `TooMany` (more than 16 nodes, 128 nodes times epochs, or 16 items of pages and of their credit by eight
    /// epochs).
    #[ink(message)]
    fn take_credit(
        &mut self,
        nodes: Vec<NodeId>,
        claimer: AccountId,
        count: u32,
    ) -> Result<Vec<TakenCredit>, RegistryError>;

    // ---- views ----

    /// Returns a node's owner.
    ///
    /// # Errors
    /// `UnknownNode`.
    #[ink(message)]
    fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError>;

    /// Returns what other contracts ask of a node.
    ///
    /// # Errors
    /// `UnknownNode`.
    #[ink(message)]
    fn identity(&self, node: NodeId) -> Result<Identity, RegistryError>;

    /// Returns which of the candidates for a lease are active and satisfy everything; unknown nodes do not.
    ///
    /// # Errors
    /// `TooMany` (more than 16 candidates).
    #[ink(message)]
    fn vet(&self, vetting: Vetting) -> Result<Vetted, RegistryError>;

    /// Returns how many of the slots that start at or after `from` and before `to` the node was alive in.
    /// Known are the last 128 epochs.
    ///
    /// # Errors
    /// `UnknownNode`, `OutOfRange`.
    #[ink(message)]
    fn live_slots(&self, node: NodeId, from: Timestamp, to: Timestamp) -> Result<u32, RegistryError>;

    /// Returns a node's record.
    #[ink(message)]
    fn node(&self, node: NodeId) -> Option<Node>;

    /// Returns how many nodes were ever registered; they are numbered from 0.
    #[ink(message)]
    fn node_count(&self) -> u32;

    /// Returns nodes `from ..`, at most `limit` (and 64) of them, with how they stand.
    #[ink(message)]
    fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)>;

    /// Returns a node's liveness.
    #[ink(message)]
    fn liveness(&self, node: NodeId) -> Option<Liveness>;

    /// Returns a node's presence in epochs `first ..`, at most `count` (and 64) of them, up to the running
    /// one. It is empty for epochs more than 127 before the running one, and for those in which the registry
    /// heard of no node of the same page.
    #[ink(message)]
    fn uptime(&self, node: NodeId, first: Epoch, count: u32) -> Vec<Uptime>;

    /// Returns what all nodes earned in `epoch`.
    #[ink(message)]
    fn total_credit(&self, epoch: Epoch) -> Credit;

    /// Returns a node's unclaimed credit of `epoch`.
    #[ink(message)]
    fn credit(&self, node: NodeId, epoch: Epoch) -> Credit;

    /// Returns the parameters in force.
    #[ink(message)]
    fn params(&self) -> RegistryParams;

    /// Returns the parameters that are announced, and the epoch in which they take effect; `None` if those in
    /// force stay.
    #[ink(message)]
    fn next_params(&self) -> Option<(Epoch, RegistryParams)>;

    /// Returns the wired contracts, once they are named.
    #[ink(message)]
    fn peers(&self) -> Option<RegistryPeers>;

    /// Returns the suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;

    /// Returns the hash of the code that runs the messages which the contract's own code does not have. The
    /// contract's own code answers, so that no annex can pass itself off as another.
    #[ink(message)]
    fn annex(&self) -> [u8; 32];

    /// Returns the hash of the chain's first block, which every signed beat carries.
    #[ink(message)]
    fn genesis_hash(&self) -> [u8; 32];
}
