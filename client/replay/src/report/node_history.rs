//! Data of nodes: presence, maintenance, attestations, commission, the slash, the transfer.

use shared::{Amount, Bps, Epoch, Timestamp};

/// A node's presence in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The registry counted a beat.
    Seen,
    /// No beat came, but the node did not yet count as offline.
    Missed,
    /// It counted as offline, and could not be leased.
    Offline,
    /// In an announced maintenance window.
    Maintenance,
    /// Jailed by staking.
    Jailed,
    /// Its stake did not count.
    Unbonded,
    /// Retired.
    Retired,
}

impl Presence {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Seen,
        Self::Missed,
        Self::Offline,
        Self::Maintenance,
        Self::Jailed,
        Self::Unbonded,
        Self::Retired,
    ];

    /// Returns it as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Missed => "missed",
            Self::Offline => "offline",
            Self::Maintenance => "maintenance",
            Self::Jailed => "jailed",
            Self::Unbonded => "unbonded",
            Self::Retired => "retired",
        }
    }
}

/// A maintenance window.
#[derive(Clone, Debug, Default)]
pub struct MaintenanceReport {
    /// The node's name.
    pub node: String,
    /// When it was announced, in milliseconds since 1970.
    pub announced_at: Timestamp,
    /// When it was to begin.
    pub from: Timestamp,
    /// Slots that were announced.
    pub announced: u16,
    /// Slots that were excused in the end: more if it was extended, none if it was cancelled.
    pub slots: u16,
    /// Slots left in the node's budget after that.
    pub budget: u16,
}

/// Attestations of a node and its boosts.
#[derive(Clone, Debug, Default)]
pub struct AttestationReport {
    /// The node's name.
    pub node: String,
    /// What was attested.
    pub facts: Vec<FactReport>,
    /// The boost of its region, and the region's name.
    pub region: Option<(String, Bps)>,
    /// Boosts of its stake: first epoch, and part.
    pub boosts: Vec<(Epoch, Bps)>,
}

/// A fact that was attested.
#[derive(Clone, Debug, Default)]
pub struct FactReport {
    /// Its kind, in words.
    pub kind: String,
    /// Its value, in words.
    pub value: String,
    /// Name of its attester.
    pub attester: String,
    /// The first epoch in which it no longer held.
    pub until: Epoch,
}

/// A pool's terms.
#[derive(Clone, Debug, Default)]
pub struct CommissionReport {
    /// The node's name.
    pub node: String,
    /// Commission on rewards: first epoch, and part.
    pub rates: Vec<(Epoch, Bps)>,
    /// To whom it was paid out; if to nobody, it was added to the owner's stake.
    pub to: Option<String>,
    /// Tokens that it came to.
    pub earned: Amount,
    /// Whether only the owner could stake.
    pub closed: bool,
}

/// A slash.
#[derive(Clone, Debug, Default)]
pub struct SlashReport {
    /// The node's name.
    pub node: String,
    /// When, in milliseconds since 1970.
    pub at: Timestamp,
    /// Part of the pool that was slashed.
    pub fraction: Bps,
    /// Active tokens taken.
    pub active: Amount,
    /// Joining tokens taken.
    pub joining: Amount,
    /// Thawing tokens taken.
    pub thawing: Amount,
    /// Burned of that.
    pub burned: Amount,
    /// Owed to the reporter of that.
    pub rewarded: Amount,
    /// The reporter.
    pub reporter: Option<String>,
    /// End of the sentence, in milliseconds since 1970.
    pub jailed_until: Timestamp,
    /// When the owner unjailed the node, in milliseconds since 1970.
    pub unjailed_at: Option<Timestamp>,
    /// Leases that dApps replaced because of it.
    pub moved: u64,
}

/// The transfer of a node.
#[derive(Clone, Debug, Default)]
pub struct TransferReport {
    /// The node's name.
    pub node: String,
    /// When, in milliseconds since 1970.
    pub at: Timestamp,
    /// The previous owner.
    pub from: String,
    /// The new owner.
    pub to: String,
    /// The previous owner's stake, which went with it.
    pub stake: Amount,
}
