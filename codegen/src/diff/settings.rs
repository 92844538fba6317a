//! What a comparison is told besides the two documents.

use jiff::civil::Date;

use super::lifecycle::Stability;

/// How two documents are compared.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The day of the comparison: whether a sunset has come is told by it.
    pub today: Date,
    /// How many days before its sunset an operation of stability `beta` has to be deprecated; 0
    /// asks for no sunset at all.
    pub deprecation_days_beta: u32,
    /// The same for a stable operation, which is one that says nothing of its stability.
    pub deprecation_days_stable: u32,
    /// The least stability that an operation must have to be looked at.
    pub stability: Stability,
}

impl Settings {
    /// The usual ones: no notice is asked for, drafts and alphas may change as they like.
    pub fn on(today: Date) -> Self {
        Self {
            today,
            deprecation_days_beta: 0,
            deprecation_days_stable: 0,
            stability: Stability::Beta,
        }
    }

    /// How many days of notice an operation of this stability needs.
    pub(super) fn days(&self, stability: Stability) -> u32 {
        match stability {
            Stability::Draft | Stability::Alpha => 0,
            Stability::Beta => self.deprecation_days_beta,
            Stability::Stable => self.deprecation_days_stable,
        }
    }
}
