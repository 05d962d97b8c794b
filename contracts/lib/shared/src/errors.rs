//! Errors of what all contracts do alike. Each contract's own error has a variant for each of these, and
//! converts from them.

/// Why wiring, or a message that is for one wired contract only, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WiringError {
    /// The caller is not the wired contract that the message is for.
    NotPeer,
    /// Peers were wired before; they stay as they are.
    AlreadyWired,
}

/// Why settings are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsError {
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
}

/// Another contract could not be called, or did not answer as its interface says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFailed;
