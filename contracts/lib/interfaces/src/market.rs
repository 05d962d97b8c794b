//! The market: resource classes, what nodes offer of them, and zones, where supply and demand meet.

use crate::registry::MAX_TEXT;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{
    Amount, ArithmeticError, Bps, CallFailed, Cell, ClassId, Clock, Country, Epoch, NodeId, OwnershipError,
    SettingsError, Units, WiringError,
};

/// Most classes that one node can offer, those included that others delisted.
pub const MAX_OFFERS: usize = 16;
/// Most candidates of one reservation.
pub const MAX_CANDIDATES: usize = crate::registry::MAX_VETTED;
/// Most legs of one reservation.
pub const MAX_LEGS: u8 = 8;
/// Most units that capacity and burst of one offer can be together. All nodes that there can be then offer at
/// most 2^72 units of a class, so that a zone's sums always fit.
pub const MAX_CAPACITY: Units = 1 << 40;
/// Highest price of one unit in an offer. It still fits after any multiplier.
pub const MAX_PRICE: Amount = Amount::MAX >> 16;

/// What the market is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct MarketConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The registry, for ever.
    pub registry: AccountId,
    /// Parameters in force from the start.
    pub params: MarketParams,
}

shared::parameters! {
    /// Parameters that governance can change.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct MarketParams {
        /// Part of a zone's capacity up to which commitments leave its price multiplier at one.
        pub kink: Bps = 8_000, Bps in 1_000..=9_900;
        /// The price multiplier at full use.
        pub max_multiplier: u16 = 40_000, Multiplier in 10_000..=60_000;
    }
}

/// Contracts that may call the messages for wired contracts.
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
    /// By units used, which vouchers account for.
    Metered,
    /// By units reserved, for slots in which the node was alive.
    Reserved,
}

/// A resource class: a kind of resource that is sold, and its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Class {
    /// Name of the resource and its unit, UTF-8, 1 to 128 bytes; for example "LLM inference, 1 token".
    pub name: Vec<u8>,
    /// How it is billed.
    pub billing: Billing,
}

impl Class {
    /// Checks the name's length. Its encoding is not checked, because only the owner adds classes.
    ///
    /// # Errors
    /// `InvalidText`.
    pub fn check(&self) -> Result<(), MarketError> {
        (1..=MAX_TEXT).contains(&self.name.len()).then_some(()).ok_or(MarketError::InvalidText)
    }
}

/// What a node is to offer of one class. A change never touches running leases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct OfferTerms {
    /// Units that can be reserved at any time.
    pub capacity: Units,
    /// Further units that can be reserved while the zone is past its kink.
    pub burst: Units,
    /// Tokens for one unit, before the zone's multiplier; at least 1.
    pub price: Amount,
}

/// What a node offers of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Offer {
    /// Units that can be reserved at any time.
    pub capacity: Units,
    /// Further units that can be reserved while the zone is past its kink.
    pub burst: Units,
    /// Units reserved by running leases; at most `capacity + burst`.
    pub committed: Units,
    /// Tokens for one unit, before the zone's multiplier.
    pub price: Amount,
    /// Cell of its zone, of resolution 2.
    pub zone: Cell,
    /// The node's country.
    pub country: Country,
}

/// Supply and demand of a class in a cell of resolution 2: sums over the offers there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Zone {
    /// Σ capacity of the offers.
    pub capacity: Units,
    /// Σ burst capacity.
    pub burst: Units,
    /// Σ committed units.
    pub committed: Units,
}

/// What nodes have to satisfy to be reserved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Constraints {
    /// Most tokens for one unit, the zone's multiplier included.
    pub max_price: Amount,
    /// Only nodes of this zone, a cell of resolution 2.
    pub zone: Option<Cell>,
    /// Only nodes of this country.
    pub country: Option<Country>,
    /// Least stake that counts for the node, in tokens.
    pub min_stake: Amount,
    /// Least attested share of renewable energy, in basis points.
    pub min_renewable: Bps,
    /// Kinds that have to be attested, one bit for each ([`crate::attestations::Kind::bit`]).
    pub attested: u8,
    /// Whether the legs have to be on nodes of different owners.
    pub distinct_owners: bool,
}

impl Constraints {
    /// Returns constraints that limit nothing but the price of one unit, in tokens.
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

/// What metering asks of the market for a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct ReserveRequest {
    /// The resource class.
    pub class_id: ClassId,
    /// Units of each leg; at least 1.
    pub units: Units,
    /// How many legs, 1 to 8, each on another node.
    pub legs: u8,
    /// Nodes to choose from, at most 16, which clients find off-chain.
    pub candidates: Vec<NodeId>,
    /// What the nodes have to satisfy.
    pub constraints: Constraints,
}

/// A leg that was reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Grant {
    /// The node.
    pub node: NodeId,
    /// Tokens for one unit, the zone's multiplier included, rounded up.
    pub price: Amount,
}

/// Why the market refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum MarketError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is not the wired contract that the message is for.
    NotPeer,
    /// The peers were wired before, and cannot be changed.
    AlreadyWired,
    /// The caller does not own the node.
    NotNodeOwner,
    /// No such node.
    UnknownNode,
    /// The node is retired or jailed, or its pool holds less than a node has to.
    NotInService,
    /// The node is in service, so that its offer cannot be delisted.
    InService,
    /// No such class.
    UnknownClass,
    /// The node does not offer the class, or fewer units are committed than are to be released.
    UnknownOffer,
    /// Units of the node are still leased.
    LegsOpen,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// The name of a class is empty or longer than 128 bytes.
    InvalidText,
    /// The price is zero.
    ZeroPrice,
    /// Units or legs are zero.
    ZeroAmount,
    /// More classes, offers, candidates or legs than allowed.
    TooMany,
    /// A node is named twice among the candidates.
    DuplicateCandidate,
    /// Capacity and burst would fall below what is committed.
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

impl From<WiringError> for MarketError {
    fn from(error: WiringError) -> Self {
        match error {
            WiringError::NotPeer => Self::NotPeer,
            WiringError::AlreadyWired => Self::AlreadyWired,
        }
    }
}

impl From<SettingsError> for MarketError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ParamOutOfBounds => Self::ParamOutOfBounds,
            SettingsError::InvalidClock => Self::InvalidClock,
        }
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

    /// Names the contracts that may call the messages for wired contracts, once and for ever.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    #[ink(message)]
    fn wire(&mut self, peers: MarketPeers) -> Result<(), MarketError>;

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced` with the parameters in force and the announced ones.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: MarketParams) -> Result<(), MarketError>;

    /// Adds a resource class. Returns its number.
    ///
    /// # Events
    /// `ClassRegistered`.
    ///
    /// # Errors
    /// `NotOwner`, `InvalidText`, `TooMany`.
    #[ink(message)]
    fn register_class(&mut self, definition: Class) -> Result<ClassId, MarketError>;

    // ---- node owners ----

    /// Makes or changes an offer, or withdraws it if capacity and burst are zero. Running leases keep their
    /// price. The node's owner may, and pays for the storage: for the offer's 50 bytes, and for the item of the
    /// page if no other of its 32 nodes offers the class; whoever withdraws the last of them gets the item's
    /// deposit. Except to withdraw, the node has to be in service: bonded, not jailed,
    /// not retired.
    ///
    /// # Events
    /// `OfferSet`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `NotInService`, `UnknownClass`, `ZeroPrice`, `BelowCommitted`,
    /// `TooMany` (16 classes), `PeerFailed`, `Arithmetic` above the highest price or capacity.
    #[ink(message)]
    fn set_offer(&mut self, node: NodeId, class_id: ClassId, terms: OfferTerms) -> Result<(), MarketError>;

    /// Retires a node for ever: its offers are withdrawn, it earns nothing any more and cannot be leased. Its
    /// earnings, its rewards and its pool stay. The node's owner may, once no unit of it is leased.
    ///
    /// # Events
    /// `OfferSet` for each offer, delisted ones too; the registry's `NodeRetired`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `NotInService` when it is retired already, `LegsOpen`, `PeerFailed`.
    #[ink(message)]
    fn retire(&mut self, node: NodeId) -> Result<(), MarketError>;

    // ---- everybody ----

    /// Removes all units that are not leased from an offer of a node that is not in service, so that only
    /// capacity with a stake behind it holds prices down. Anyone may. It frees no storage, so that nobody delists
    /// for the deposit: the class stays among the node's until its owner withdraws it.
    ///
    /// # Events
    /// `OfferSet` with the units that are left.
    ///
    /// # Errors
    /// `UnknownNode`, `UnknownOffer`, also when nothing of the offer is left, `InService`, `PeerFailed`.
    #[ink(message)]
    fn delist_offer(&mut self, node: NodeId, class_id: ClassId) -> Result<(), MarketError>;

    // ---- wired contracts ----

    /// Metering: reserves units on the cheapest candidates that satisfy every constraint, the lower number
    /// among equals; all legs or none. Each leg is priced with the legs before it committed. Returns the
    /// legs.
    ///
    /// # Errors
    /// `NotPeer`, `ZeroAmount`, `TooMany`, `DuplicateCandidate`, `UnknownClass`, `NoMatch`, `PeerFailed`.
    #[ink(message)]
    fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError>;

    /// Metering: frees reserved units.
    ///
    /// # Errors
    /// `NotPeer`; `UnknownOffer`, also when fewer units are reserved.
    #[ink(message)]
    fn release(&mut self, node: NodeId, class_id: ClassId, units: Units) -> Result<(), MarketError>;

    // ---- views ----

    /// Returns a class.
    #[ink(message)]
    fn class(&self, class_id: ClassId) -> Option<Class>;

    /// Returns how many classes there are; they are numbered from 0.
    #[ink(message)]
    fn class_count(&self) -> u16;

    /// Returns an offer, unless it was withdrawn, or delisted and nothing of it is leased.
    #[ink(message)]
    fn offer(&self, node: NodeId, class_id: ClassId) -> Option<Offer>;

    /// Returns the classes that a node offers, or that were delisted for it; at most 16.
    #[ink(message)]
    fn classes_of(&self, node: NodeId) -> Vec<ClassId>;

    /// Returns supply and demand of a class in a cell of resolution 2, in units.
    #[ink(message)]
    fn zone(&self, class_id: ClassId, cell: Cell) -> Zone;

    /// Returns the tokens for one unit at which `reserve` would grant `units` on this node now, constraints
    /// aside.
    ///
    /// # Errors
    /// `UnknownOffer`; `NoMatch` when fewer units are left.
    #[ink(message)]
    fn quote(&self, node: NodeId, class_id: ClassId, units: Units) -> Result<Amount, MarketError>;

    /// Returns the parameters in force.
    #[ink(message)]
    fn params(&self) -> MarketParams;

    /// Returns the parameters that are announced, and the epoch in which they take effect; `None` if those in
    /// force stay.
    #[ink(message)]
    fn next_params(&self) -> Option<(Epoch, MarketParams)>;

    /// Returns the wired contracts, once they are.
    #[ink(message)]
    fn peers(&self) -> Option<MarketPeers>;

    /// Returns the registry.
    #[ink(message)]
    fn registry(&self) -> AccountId;

    /// Returns the suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
