//! The node registry: who is there, what they offer, whether they are alive.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{
    Amount, ArithmeticError, Bps, ClassId, Clock, Epoch, NodeId, OwnershipError, PublicKey, Signature, Slot,
    Timestamp,
};

/// Longest text that a node or a class carries.
pub const MAX_TEXT: usize = 128;
/// Classes that one node can offer.
pub const MAX_OFFERS: usize = 16;
/// Candidates in one reservation.
pub const MAX_CANDIDATES: usize = 16;
/// Legs in one reservation.
pub const MAX_LEGS: u8 = 8;
/// Nodes in one call of `heartbeat`.
pub const MAX_HEARTBEATS: usize = 256;
/// Beats in one call of `submit_beats`.
pub const MAX_BEATS: usize = 128;
/// Pages of 32 nodes that one call can touch: what fits a contract's memory.
pub const MAX_PAGES: usize = 64;
/// Most that capacity and burst of one offer can be together, so that no offer can fill up a zone's counters.
pub const MAX_CAPACITY: u64 = 1 << 40;
/// Highest price of an offer, so that no multiplier can make it too large.
pub const MAX_PRICE: Amount = Amount::MAX >> 16;
/// Entries in one page of a view.
pub const MAX_VIEW: u32 = 64;
/// The coarsest and the finest H3 resolution of a node's cell. Finer would give away where it stands.
pub const CELL_RESOLUTIONS: core::ops::RangeInclusive<u8> = 2..=7;
/// Resolution of a zone's cell.
pub const ZONE_RESOLUTION: u8 = 2;

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
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct RegistryParams {
    /// A node that showed no beat for this many slots counts as offline. 1 to 48.
    pub offline_after: u8,
    /// Use of a zone's capacity up to which its price multiplier is one. 1 000 to 9 900 bps.
    pub kink: Bps,
    /// The multiplier at full use, in basis points of one. 10 000 to 60 000 (six times).
    pub max_multiplier: u16,
}

impl Default for RegistryParams {
    fn default() -> Self {
        Self { offline_after: 2, kink: 8_000, max_multiplier: 40_000 }
    }
}

impl RegistryParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), RegistryError> {
        let ok = (1..=48).contains(&self.offline_after)
            && (1_000..=9_900).contains(&self.kink)
            && (10_000..=60_000).contains(&self.max_multiplier);
        ok.then_some(()).ok_or(RegistryError::ParamOutOfBounds)
    }
}

/// Contracts that may call the registry's wired messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct RegistryPeers {
    /// May note stake.
    pub staking: AccountId,
    /// May reserve and release.
    pub metering: AccountId,
    /// May take credit.
    pub rewards: AccountId,
}

/// How a class is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Billing {
    /// By units that vouchers account for.
    Metered,
    /// By time reserved, for slots in which the node was alive.
    Reserved,
}

/// A kind of resource that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Class {
    /// Name of the resource and its unit, UTF-8, 1 to 128 bytes: "LLM inference, 1 token".
    pub name: Vec<u8>,
    /// How it is billed.
    pub billing: Billing,
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
    /// Classes it offers.
    pub classes: Vec<ClassId>,
    /// Where to find out more.
    pub metadata: Vec<u8>,
}

/// What a node sells of one class. A change never touches running leases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct OfferTerms {
    /// Units that can be reserved at any time.
    pub capacity: u64,
    /// Further units, offered only while the zone is past its kink.
    pub burst: u64,
    /// Price of one unit before the zone's multiplier; at least 1.
    pub price: Amount,
}

/// An offer as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Offer {
    /// Units that can be reserved at any time.
    pub capacity: u64,
    /// Further units while the zone is past its kink.
    pub burst: u64,
    /// Units reserved by running leases; at most `capacity + burst`.
    pub committed: u64,
    /// Price of one unit before the zone's multiplier.
    pub price: Amount,
    /// The zone's cell.
    pub zone: u64,
    /// The node's country.
    pub country: u16,
}

/// Supply and demand of a class in a cell of resolution 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Zone {
    /// Σ capacity of its offers.
    pub capacity: u64,
    /// Σ burst capacity.
    pub burst: u64,
    /// Σ committed units.
    pub committed: u64,
}

/// How a node stands. A pure function of its record and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum NodeStatus {
    /// Its pool does not hold what a node needs.
    Unbonded,
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
    /// Credit earned in the running epoch.
    pub credit: Amount,
    /// The running epoch's beats, one bit per slot.
    pub beats: u64,
    /// The latest slot it was seen in.
    pub last_seen: Option<Slot>,
    /// The first epoch that has not been claimed.
    pub claimed_to: Epoch,
}

/// What a pool's stake counts for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct StakeNote {
    /// In the running epoch.
    pub now: Amount,
    /// From the next epoch on.
    pub next: Amount,
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

/// What a lease asks of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct ReserveRequest {
    /// The resource.
    pub class: ClassId,
    /// Units on each leg; at least 1.
    pub units: u64,
    /// Nodes, 1 to 8, all different.
    pub legs: u8,
    /// Nodes to choose from, at most 16, found off-chain.
    pub candidates: Vec<NodeId>,
    /// Highest price of a unit, the zone's multiplier included.
    pub max_price: Amount,
    /// Only nodes of this zone.
    pub zone: Option<u64>,
    /// Only nodes of this country.
    pub country: Option<u16>,
    /// Least stake that counts for the node.
    pub min_stake: Amount,
}

/// A node that was reserved, and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Grant {
    /// The node.
    pub node: NodeId,
    /// Price of one unit, the zone's multiplier included, rounded up.
    pub price: Amount,
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
    /// The caller does not own the node.
    NotNodeOwner,
    /// The caller is not the controller of every node it named.
    NotController,
    /// No such node.
    UnknownNode,
    /// No such class.
    UnknownClass,
    /// The node does not offer the class, or less is committed than is to be released.
    UnknownOffer,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// Not an H3 cell of resolution 2 to 7.
    InvalidCell,
    /// Not a country code between 1 and 999.
    InvalidCountry,
    /// Text is empty where it must not be, or longer than 128 bytes.
    InvalidText,
    /// A price of zero.
    ZeroPrice,
    /// Zero units, zero legs, or no beat at all.
    Nothing,
    /// More entries than one call takes.
    TooMany,
    /// A node is named twice among the candidates.
    DuplicateCandidate,
    /// Capacity would fall below what is committed.
    BelowCommitted,
    /// Too few candidates satisfy every constraint.
    NoMatch,
    /// No ended epoch is left that the claimer may claim.
    NothingToClaim,
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

/// Identity, offers, zones, liveness.
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

    /// Adds a resource class.
    ///
    /// # Events
    /// `ClassRegistered`.
    ///
    /// # Errors
    /// `NotOwner`, `InvalidText`, `TooMany`.
    #[ink(message)]
    fn register_class(&mut self, class: Class) -> Result<ClassId, RegistryError>;

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

    /// Makes, changes or (with capacity and burst zero) withdraws an offer. Running leases keep their price.
    ///
    /// # Events
    /// `OfferSet`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `UnknownClass`, `ZeroPrice`, `BelowCommitted`, `TooMany` (16 classes),
    /// `Arithmetic` above the highest price or capacity.
    #[ink(message)]
    fn set_offer(&mut self, node: NodeId, class: ClassId, terms: OfferTerms) -> Result<(), RegistryError>;

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

    /// Staking: what the node's pool counts for.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownNode`.
    #[ink(message)]
    fn note_stake(&mut self, node: NodeId, note: StakeNote) -> Result<(), RegistryError>;

    /// Metering: reserves units on the cheapest candidates that satisfy every constraint, ties by the
    /// lower number; all legs or none.
    ///
    /// # Errors
    /// `NotPeer`, `Nothing`, `TooMany`, `DuplicateCandidate`, `UnknownClass`, `NoMatch`.
    #[ink(message)]
    fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, RegistryError>;

    /// Metering: gives reserved units back.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownOffer`.
    #[ink(message)]
    fn release(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), RegistryError>;

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

    /// A node.
    #[ink(message)]
    fn node(&self, node: NodeId) -> Option<Node>;

    /// How many nodes were ever registered; they are numbered from 0.
    #[ink(message)]
    fn node_count(&self) -> u32;

    /// Nodes `from ..`, at most `limit` (and 64) of them, with how they stand.
    #[ink(message)]
    fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)>;

    /// How a node stands now.
    #[ink(message)]
    fn status(&self, node: NodeId) -> Option<NodeStatus>;

    /// A node's liveness.
    #[ink(message)]
    fn liveness(&self, node: NodeId) -> Option<Liveness>;

    /// A class.
    #[ink(message)]
    fn class(&self, class: ClassId) -> Option<Class>;

    /// How many classes there are; they are numbered from 0.
    #[ink(message)]
    fn class_count(&self) -> u16;

    /// An offer.
    #[ink(message)]
    fn offer(&self, node: NodeId, class: ClassId) -> Option<Offer>;

    /// Supply and demand of a class in a cell of resolution 2.
    #[ink(message)]
    fn zone(&self, class: ClassId, cell: u64) -> Zone;

    /// Price of one unit at which `reserve` would grant `units` on this node now, constraints aside.
    ///
    /// # Errors
    /// `UnknownOffer`, `NoMatch` when there is not that much left.
    #[ink(message)]
    fn quote(&self, node: NodeId, class: ClassId, units: u64) -> Result<Amount, RegistryError>;

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
