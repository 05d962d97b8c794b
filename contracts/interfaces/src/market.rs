//! The market: resource classes, what nodes offer of them, and zones, where supply and demand meet.

use crate::calls::CallFailed;
use crate::registry::MAX_TEXT;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{Amount, ArithmeticError, Bps, ClassId, Clock, NodeId, OwnershipError};

/// Classes that one node can offer.
pub const MAX_OFFERS: usize = 16;
/// Candidates in one reservation.
pub const MAX_CANDIDATES: usize = crate::registry::MAX_VETTED;
/// Legs in one reservation.
pub const MAX_LEGS: u8 = 8;
/// Most that capacity and burst of one offer can be together, so that no offer can fill up a zone's counters.
pub const MAX_CAPACITY: u64 = 1 << 40;
/// Highest price of an offer, so that no multiplier can make it too large.
pub const MAX_PRICE: Amount = Amount::MAX >> 16;

/// What the market is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct MarketConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The registry.
    pub registry: AccountId,
    /// Parameters from the start.
    pub params: MarketParams,
}

/// What governance can tune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct MarketParams {
    /// Use of a zone's capacity up to which its price multiplier is one. 1 000 to 9 900 bps.
    pub kink: Bps,
    /// The multiplier at full use, in basis points of one. 10 000 to 60 000 (six times).
    pub max_multiplier: u16,
}

impl Default for MarketParams {
    fn default() -> Self {
        Self { kink: 8_000, max_multiplier: 40_000 }
    }
}

impl MarketParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), MarketError> {
        let ok = (1_000..=9_900).contains(&self.kink) && (10_000..=60_000).contains(&self.max_multiplier);
        ok.then_some(()).ok_or(MarketError::ParamOutOfBounds)
    }
}

/// Contracts that may call the market's wired messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct MarketPeers {
    /// May reserve and release.
    pub metering: AccountId,
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

impl Class {
    /// Checks the name: its length only, because only the owner adds classes.
    ///
    /// # Errors
    /// `InvalidText`.
    pub fn check(&self) -> Result<(), MarketError> {
        (1..=MAX_TEXT).contains(&self.name.len()).then_some(()).ok_or(MarketError::InvalidText)
    }
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

/// What a leased node has to satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Constraints {
    /// Highest price of a unit, the zone's multiplier included.
    pub max_price: Amount,
    /// Only nodes of this zone, a cell of resolution 2.
    pub zone: Option<u64>,
    /// Only nodes of this country.
    pub country: Option<u16>,
    /// Least stake that counts for the node.
    pub min_stake: Amount,
    /// Least attested share of renewable energy.
    pub min_renewable: Bps,
    /// Kinds that have to be attested, one bit for each ([`crate::attestations::Kind::bit`]).
    pub attested: u8,
    /// Every leg on a node of another owner.
    pub distinct_owners: bool,
}

impl Constraints {
    /// No constraint but a price.
    pub fn up_to(max_price: Amount) -> Self {
        Self {
            max_price,
            zone: None,
            country: None,
            min_stake: 0,
            min_renewable: 0,
            attested: 0,
            distinct_owners: false,
        }
    }
}

/// What a lease asks of the market.
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
    /// What they have to satisfy.
    pub constraints: Constraints,
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

/// Why the market refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum MarketError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is not the wired contract that this message is for.
    NotPeer,
    /// Peers were wired before; they stay.
    AlreadyWired,
    /// The caller does not own the node.
    NotNodeOwner,
    /// No such node.
    UnknownNode,
    /// The node is retired or jailed, or its pool does not hold what a node needs.
    NotInService,
    /// The node is in service, so its offer stays.
    InService,
    /// No such class.
    UnknownClass,
    /// The node does not offer the class, or less is committed than is to be released.
    UnknownOffer,
    /// Capacity of the node is still leased.
    LegsOpen,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// A class' name is empty or longer than 128 bytes.
    InvalidText,
    /// A price of zero.
    ZeroPrice,
    /// Zero units or zero legs.
    Nothing,
    /// More entries than one call takes.
    TooMany,
    /// A node is named twice among the candidates.
    DuplicateCandidate,
    /// Capacity would fall below what is committed.
    BelowCommitted,
    /// Too few candidates satisfy every constraint.
    NoMatch,
    /// A wired contract could not be called.
    PeerFailed,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for MarketError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<OwnershipError> for MarketError {
    fn from(_: OwnershipError) -> Self {
        Self::NotOwner
    }
}

impl From<CallFailed> for MarketError {
    fn from(_: CallFailed) -> Self {
        Self::PeerFailed
    }
}

/// Classes, offers, zones, reservations.
#[ink::trait_definition]
pub trait Market {
    // ---- administration ----

    /// Names the contracts that may call the wired messages, once and for ever.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    #[ink(message)]
    fn wire(&mut self, peers: MarketPeers) -> Result<(), MarketError>;

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced` with what is in force and what follows.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: MarketParams) -> Result<(), MarketError>;

    /// Adds a resource class.
    ///
    /// # Events
    /// `ClassRegistered`.
    ///
    /// # Errors
    /// `NotOwner`, `InvalidText`, `TooMany`.
    #[ink(message)]
    fn register_class(&mut self, class: Class) -> Result<ClassId, MarketError>;

    // ---- node owners ----

    /// Makes, changes or (with capacity and burst zero) withdraws an offer. Running leases keep their price.
    /// Only nodes in service offer anything: bonded, not jailed, not retired.
    ///
    /// # Events
    /// `OfferSet`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `NotInService`, `UnknownClass`, `ZeroPrice`, `BelowCommitted`,
    /// `TooMany` (16 classes), `PeerFailed`, `Arithmetic` above the highest price or capacity.
    #[ink(message)]
    fn set_offer(&mut self, node: NodeId, class: ClassId, terms: OfferTerms) -> Result<(), MarketError>;

    /// Takes a node out of service for ever: its offers are withdrawn, it earns nothing and cannot be
    /// leased. Its earnings, its rewards and its pool stay. The node's owner may, once nothing of it is leased.
    ///
    /// # Events
    /// `OfferSet` for each offer; the registry's `NodeRetired`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `NotInService` when it is retired already, `LegsOpen`, `PeerFailed`.
    #[ink(message)]
    fn retire(&mut self, node: NodeId) -> Result<(), MarketError>;

    // ---- everybody ----

    /// Takes what is not leased of a node's offer out of its zone, because the node is not in service: only
    /// capacity with a stake behind it holds prices down. Anyone may.
    ///
    /// # Events
    /// `OfferSet` with what is left.
    ///
    /// # Errors
    /// `UnknownNode`, `UnknownOffer`, `InService`, `PeerFailed`.
    #[ink(message)]
    fn strike_offer(&mut self, node: NodeId, class: ClassId) -> Result<(), MarketError>;

    // ---- wired contracts ----

    /// Metering: reserves units on the cheapest candidates that satisfy every constraint, ties by the
    /// lower number; all legs or none.
    ///
    /// # Errors
    /// `NotPeer`, `Nothing`, `TooMany`, `DuplicateCandidate`, `UnknownClass`, `NoMatch`, `PeerFailed`.
    #[ink(message)]
    fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError>;

    /// Metering: gives reserved units back.
    ///
    /// # Errors
    /// `NotPeer`, `UnknownOffer`.
    #[ink(message)]
    fn release(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), MarketError>;

    // ---- views ----

    /// A class.
    #[ink(message)]
    fn class(&self, class: ClassId) -> Option<Class>;

    /// How many classes there are; they are numbered from 0.
    #[ink(message)]
    fn class_count(&self) -> u16;

    /// An offer.
    #[ink(message)]
    fn offer(&self, node: NodeId, class: ClassId) -> Option<Offer>;

    /// Classes that a node offers; at most 16.
    #[ink(message)]
    fn classes_of(&self, node: NodeId) -> Vec<ClassId>;

    /// Supply and demand of a class in a cell of resolution 2.
    #[ink(message)]
    fn zone(&self, class: ClassId, cell: u64) -> Zone;

    /// Price of one unit at which `reserve` would grant `units` on this node now, constraints aside.
    ///
    /// # Errors
    /// `UnknownOffer`, `NoMatch` when there is not that much left.
    #[ink(message)]
    fn quote(&self, node: NodeId, class: ClassId, units: u64) -> Result<Amount, MarketError>;

    /// Parameters in force.
    #[ink(message)]
    fn params(&self) -> MarketParams;

    /// Wired contracts.
    #[ink(message)]
    fn peers(&self) -> Option<MarketPeers>;

    /// The registry.
    #[ink(message)]
    fn registry(&self) -> AccountId;

    /// The suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
