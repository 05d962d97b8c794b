//! Attestations: what trusted accounts say of nodes, until when, and by how much it raises the weight of a
//! node's stake.

use ink::primitives::AccountId;
use shared::{
    ArithmeticError, Bps, CallFailed, Cell, Clock, Epoch, NodeId, OwnershipError, SettingsError, ONE_BPS,
};

/// How many kinds there are.
pub const KINDS: usize = 4;

/// What an attestation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Kind {
    /// The machine is what its owner says; the value is the number of a model in the attester's list.
    Hardware,
    /// The node runs on renewable energy; the value is its share, in basis points.
    Renewable,
    /// The node is where its owner says; the value is its ISO 3166-1 numeric country code.
    Jurisdiction,
    /// The attester knows who runs the node; the value means what the attester says it does.
    Identity,
}

impl Kind {
    /// All kinds, in the order of their indices.
    pub const ALL: [Self; KINDS] = [Self::Hardware, Self::Renewable, Self::Jurisdiction, Self::Identity];

    /// Returns its index among the kinds.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Returns the bit that stands for it in a set of kinds.
    pub fn bit(self) -> u8 {
        match self {
            Self::Hardware => 1,
            Self::Renewable => 2,
            Self::Jurisdiction => 4,
            Self::Identity => 8,
        }
    }
}

/// What is attested in one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Fact {
    /// The value, as its [`Kind`] says.
    pub value: u16,
    /// The first epoch in which it no longer holds; 0 if it was never attested, or was revoked.
    pub until: Epoch,
}

/// What is attested of a node, as the registry keeps it beside its liveness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Attested {
    /// The facts, by index of the kind.
    pub facts: [Fact; KINDS],
    /// Part of the stake's weight that is added to it, in basis points.
    pub boost: Bps,
    /// The first epoch in which the boost no longer holds, because a fact behind it has expired.
    pub boost_until: Epoch,
}

/// A fact, and who attests it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Attestation {
    /// What is attested, and until when.
    pub fact: Fact,
    /// Who attests it.
    pub attester: AccountId,
}

/// What the contract is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct AttestationsConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The registry, for ever.
    pub registry: AccountId,
    /// Parameters in force from the start.
    pub params: AttestationsParams,
}

shared::parameters! {
    /// Parameters that governance can change. A change counts for a node from its next attestation or `refresh`
    /// on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct AttestationsParams {
        /// Boost of a node that runs on renewable energy alone; of others, in proportion.
        pub renewable_boost: Bps = 2_000, Bps in 0..=ONE_BPS;
        /// Boost of verified hardware.
        pub hardware_boost: Bps = 1_000, Bps in 0..=ONE_BPS;
        /// Most that all boosts of a node are together.
        pub max_boost: Bps = 5_000, Bps in 0..=ONE_BPS;
        /// Most epochs for which an attestation can hold.
        pub max_epochs: u16 = 400, Epochs in 1..=1_000;
    }
}

/// Why attestations are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum AttestationsError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is not an attester of the kind, or may not revoke another attester's attestation.
    NotAttester,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// The node is not registered.
    UnknownNode,
    /// There is no such attestation.
    UnknownAttestation,
    /// The value is a share above one, or a country that is not the node's.
    InvalidValue,
    /// The attestation would have expired already, or hold for longer than allowed.
    InvalidExpiry,
    /// The region is not an H3 cell of resolution 2.
    InvalidCell,
    /// A wired contract could not be called.
    PeerFailed,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for AttestationsError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<SettingsError> for AttestationsError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ParamOutOfBounds => Self::ParamOutOfBounds,
            SettingsError::InvalidClock => Self::InvalidClock,
        }
    }
}

impl From<OwnershipError> for AttestationsError {
    fn from(_: OwnershipError) -> Self {
        Self::NotOwner
    }
}

impl From<CallFailed> for AttestationsError {
    fn from(_: CallFailed) -> Self {
        Self::PeerFailed
    }
}

/// Attesters, attestations, boosts.
#[ink::trait_definition]
pub trait Attestations {
    // ---- administration ----

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced` with the parameters in force and the announced ones.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: AttestationsParams) -> Result<(), AttestationsError>;

    /// Names or dismisses an attester of one kind. What it attested holds until it expires or is revoked.
    ///
    /// # Events
    /// `AttesterSet`.
    ///
    /// # Errors
    /// `NotOwner`.
    #[ink(message)]
    fn set_attester(&mut self, kind: Kind, attester: AccountId, named: bool)
        -> Result<(), AttestationsError>;

    /// Sets the boost of nodes in an under-served region, a cell of resolution 2, in basis points; 0 for
    /// none. It counts for a node from its next attestation or `refresh` on.
    ///
    /// # Events
    /// `RegionSet`.
    ///
    /// # Errors
    /// `NotOwner`, `InvalidCell`, `ParamOutOfBounds` above 10 000 bps.
    #[ink(message)]
    fn set_region(&mut self, cell: Cell, boost: Bps) -> Result<(), AttestationsError>;

    // ---- attesters ----

    /// Attests something of a node, in place of what was attested in that kind before. `until` is the first
    /// epoch in which it no longer holds. Attesters of the kind may.
    ///
    /// # Events
    /// `Attested`.
    ///
    /// # Errors
    /// `NotAttester`, `UnknownNode`, `InvalidValue`, `InvalidExpiry`, `PeerFailed`.
    #[ink(message)]
    fn attest(&mut self, node: NodeId, kind: Kind, value: u16, until: Epoch)
        -> Result<(), AttestationsError>;

    /// Revokes an attestation. The attester that made it and the contract's owner may.
    ///
    /// # Events
    /// `Revoked`.
    ///
    /// # Errors
    /// `UnknownAttestation`, `NotAttester`, `PeerFailed`.
    #[ink(message)]
    fn revoke(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError>;

    // ---- everybody ----

    /// Recomputes a node's boost, for when an attestation expired, or a parameter or a region's boost
    /// changed. Anyone may. Returns the boost in basis points.
    ///
    /// # Errors
    /// `UnknownNode`, `PeerFailed`.
    #[ink(message)]
    fn refresh(&mut self, node: NodeId) -> Result<Bps, AttestationsError>;

    // ---- views ----

    /// Returns what was attested of a node in one kind and not revoked, also if it expired.
    #[ink(message)]
    fn attestation(&self, node: NodeId, kind: Kind) -> Option<Attestation>;

    /// Returns whether `account` is an attester of the kind.
    #[ink(message)]
    fn is_attester(&self, kind: Kind, account: AccountId) -> bool;

    /// Returns the boost of a region, a cell of resolution 2, in basis points.
    #[ink(message)]
    fn region(&self, cell: Cell) -> Bps;

    /// Returns the parameters in force.
    #[ink(message)]
    fn params(&self) -> AttestationsParams;

    /// Returns the parameters that are announced, and the epoch in which they take effect; `None` if those in
    /// force stay.
    #[ink(message)]
    fn next_params(&self) -> Option<(Epoch, AttestationsParams)>;

    /// Returns the registry.
    #[ink(message)]
    fn registry(&self) -> AccountId;

    /// Returns the suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
