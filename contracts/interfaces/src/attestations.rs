//! Attestations: what trusted accounts say of nodes, until when, and what it makes their stake count for.

use crate::calls::CallFailed;
use ink::primitives::AccountId;
use shared::{ArithmeticError, Bps, Epoch, NodeId, OwnershipError};

/// How many kinds there are.
pub const KINDS: usize = 4;

/// What an attestation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Kind {
    /// The machine is what its owner says; the value names a model in the attester's list.
    Hardware,
    /// Share of renewable energy; the value is in basis points.
    Renewable,
    /// The node is where its owner says; the value is its ISO 3166-1 numeric country code.
    Jurisdiction,
    /// Somebody known answers for it; the value is the attester's own.
    Identity,
}

impl Kind {
    /// All of them, in the order of their places.
    pub const ALL: [Self; KINDS] = [Self::Hardware, Self::Renewable, Self::Jurisdiction, Self::Identity];

    /// Its place among the kinds.
    pub fn place(self) -> usize {
        self as usize
    }

    /// The bit that stands for it where kinds are listed.
    pub fn bit(self) -> u8 {
        match self {
            Self::Hardware => 1,
            Self::Renewable => 2,
            Self::Jurisdiction => 4,
            Self::Identity => 8,
        }
    }
}

/// One thing that is attested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Fact {
    /// See [`Kind`].
    pub value: u16,
    /// The first epoch in which it no longer holds; 0 if it was never attested, or was revoked.
    pub until: Epoch,
}

/// What is attested of a node, as the registry keeps it beside its liveness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Attested {
    /// By place of the kind.
    pub facts: [Fact; KINDS],
    /// Part by which it raises the weight of the node's stake.
    pub boost: Bps,
    /// The first epoch in which it no longer does, because an attestation behind it expires.
    pub boost_until: Epoch,
}

/// An attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Attestation {
    /// What is said, and until when.
    pub fact: Fact,
    /// Who says so.
    pub attester: AccountId,
}

/// What the contract is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct AttestationsConfig {
    /// The suite's clock.
    pub clock: shared::Clock,
    /// The registry.
    pub registry: AccountId,
    /// Parameters from the start.
    pub params: AttestationsParams,
}

/// What governance can tune. A change counts for a node from its next attestation or `refresh` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct AttestationsParams {
    /// Boost of a node that runs on renewable energy alone; less in proportion. 0 to 10 000 bps.
    pub renewable_boost: Bps,
    /// Boost of verified hardware. 0 to 10 000 bps.
    pub hardware_boost: Bps,
    /// Most that all boosts of a node come to together. 0 to 10 000 bps.
    pub max_boost: Bps,
    /// The longest that an attestation can hold. 1 to 1 000 epochs.
    pub max_epochs: u16,
}

impl Default for AttestationsParams {
    fn default() -> Self {
        Self { renewable_boost: 2_000, hardware_boost: 1_000, max_boost: 5_000, max_epochs: 400 }
    }
}

impl AttestationsParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), AttestationsError> {
        let boosts = [self.renewable_boost, self.hardware_boost, self.max_boost];
        let ok =
            boosts.iter().all(|boost| *boost <= shared::ONE_BPS) && (1..=1_000).contains(&self.max_epochs);
        ok.then_some(()).ok_or(AttestationsError::ParamOutOfBounds)
    }
}

/// Why attestations are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum AttestationsError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is no attester of this kind, or not the one whose attestation it is.
    NotAttester,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// The node is not registered.
    UnknownNode,
    /// There is no such attestation.
    UnknownAttestation,
    /// A share above one, or a country that is not the node's.
    InvalidValue,
    /// The attestation would be over already, or hold for longer than is allowed.
    InvalidExpiry,
    /// Not an H3 cell of resolution 2.
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
    /// `ParamsAnnounced`.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: AttestationsParams) -> Result<(), AttestationsError>;

    /// Names or dismisses an attester of one kind. What it attested stays until it expires or is revoked.
    ///
    /// # Events
    /// `AttesterSet`.
    ///
    /// # Errors
    /// `NotOwner`.
    #[ink(message)]
    fn set_attester(&mut self, kind: Kind, attester: AccountId, named: bool)
        -> Result<(), AttestationsError>;

    /// Sets the boost of nodes in an under-served region, a zone's cell; 0 takes it away. It counts for a
    /// node from its next attestation or `refresh` on.
    ///
    /// # Events
    /// `RegionSet`.
    ///
    /// # Errors
    /// `NotOwner`, `InvalidCell`, `ParamOutOfBounds` above 10 000 bps.
    #[ink(message)]
    fn set_region(&mut self, cell: u64, boost: Bps) -> Result<(), AttestationsError>;

    // ---- attesters ----

    /// Attests something of a node, in place of what was attested of that kind before, until epoch `until`,
    /// in which it no longer holds. Attesters of the kind may.
    ///
    /// # Events
    /// `Attested`.
    ///
    /// # Errors
    /// `NotAttester`, `UnknownNode`, `InvalidValue`, `InvalidExpiry`, `PeerFailed`.
    #[ink(message)]
    fn attest(&mut self, node: NodeId, kind: Kind, value: u16, until: Epoch)
        -> Result<(), AttestationsError>;

    /// Takes an attestation back. The attester that made it and the contract's owner may.
    ///
    /// # Events
    /// `Revoked`.
    ///
    /// # Errors
    /// `UnknownAttestation`, `NotAttester`, `PeerFailed`.
    #[ink(message)]
    fn revoke(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError>;

    // ---- everybody ----

    /// Works a node's boost out again: after an attestation expired, or a parameter or a region's boost
    /// changed. Anyone may. Returns the boost.
    ///
    /// # Errors
    /// `UnknownNode`, `PeerFailed`.
    #[ink(message)]
    fn refresh(&mut self, node: NodeId) -> Result<Bps, AttestationsError>;

    // ---- views ----

    /// What was attested of a node and not revoked, also if it expired.
    #[ink(message)]
    fn attestation(&self, node: NodeId, kind: Kind) -> Option<Attestation>;

    /// Whether `account` is an attester of the kind.
    #[ink(message)]
    fn is_attester(&self, kind: Kind, account: AccountId) -> bool;

    /// The boost of a region, a zone's cell.
    #[ink(message)]
    fn region(&self, cell: u64) -> Bps;

    /// Parameters in force.
    #[ink(message)]
    fn params(&self) -> AttestationsParams;

    /// The registry.
    #[ink(message)]
    fn registry(&self) -> AccountId;

    /// The suite's clock.
    #[ink(message)]
    fn clock(&self) -> shared::Clock;
}
