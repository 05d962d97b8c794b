//! What a report knows of the supply side: how nodes stood, what was attested of them, what their pools charged
//! and lost.

use shared::{Amount, Bps, Epoch, Timestamp};

/// How a node stood in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The registry counted a beat.
    Seen,
    /// No beat came, but it did not count as offline yet.
    Missed,
    /// It had been silent for so long that it could not be leased.
    Offline,
    /// Its silence was announced.
    Maintenance,
    /// Staking had jailed it.
    Jailed,
    /// Its stake did not count.
    Unbonded,
    /// Out of service for ever.
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

    /// In a word.
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
    /// Slots that it had in the end: more if it was extended, none if it was called off.
    pub slots: u16,
    /// Slots that the node's budget had left after that.
    pub budget: u16,
}

/// What was attested of a node, and what that made its stake count for.
#[derive(Clone, Debug, Default)]
pub struct AttestationReport {
    /// The node's name.
    pub node: String,
    /// What was attested.
    pub facts: Vec<FactReport>,
    /// The boost of its region, and the region's name.
    pub region: Option<(String, Bps)>,
    /// Boosts of its weight: from which epoch on, and how much.
    pub boosts: Vec<(Epoch, Bps)>,
}

/// A fact that was attested.
#[derive(Clone, Debug, Default)]
pub struct FactReport {
    /// Of which kind.
    pub kind: String,
    /// The fact, in words.
    pub value: String,
    /// Who attested it.
    pub attester: String,
    /// The first epoch in which it no longer held.
    pub until: Epoch,
}

/// A pool's terms.
#[derive(Clone, Debug, Default)]
pub struct CommissionReport {
    /// The node's name.
    pub node: String,
    /// Commission on rewards: from which epoch on, and how much.
    pub rates: Vec<(Epoch, Bps)>,
    /// Whom it was paid out to; without anybody it was added to the owner's stake.
    pub to: Option<String>,
    /// What it came to.
    pub earned: Amount,
    /// Whether nobody but the owner could stake.
    pub closed: bool,
}

/// A slash.
#[derive(Clone, Debug, Default)]
pub struct SlashReport {
    /// The node's name.
    pub node: String,
    /// When, in milliseconds since 1970.
    pub at: Timestamp,
    /// Part of the pool that was demanded.
    pub fraction: Bps,
    /// Taken of what was active.
    pub active: Amount,
    /// Taken of what was joining.
    pub joining: Amount,
    /// Taken of what was thawing.
    pub thawing: Amount,
    /// Burned of it.
    pub burned: Amount,
    /// Owed to the reporter of it.
    pub rewarded: Amount,
    /// The reporter.
    pub reporter: Option<String>,
    /// End of the sentence.
    pub jailed_until: Timestamp,
    /// When the owner had the node let out.
    pub unjailed_at: Option<Timestamp>,
    /// Leases that dApps moved to other nodes because of it.
    pub moved: u64,
}

/// A node that changed hands.
#[derive(Clone, Debug, Default)]
pub struct TransferReport {
    /// The node's name.
    pub node: String,
    /// When, in milliseconds since 1970.
    pub at: Timestamp,
    /// Whose it was.
    pub from: String,
    /// Whose it is.
    pub to: String,
    /// The owner's stake that went with it.
    pub stake: Amount,
}
