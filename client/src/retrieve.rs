//! Why and how a secret is retrieved.

use crate::types::RetrievePasswordRequest;

/// Why a secret is retrieved. Nothing needs to be said where the policy asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct RetrieveOptions {
    reason: Option<String>,
    ticketing_system: Option<String>,
    ticket: Option<String>,
    version: Option<i64>,
}

impl RetrieveOptions {
    /// No reason, no ticket, the current version.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a reason, which the vault keeps in its audit log.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Names a ticket and the system that issued it.
    #[must_use]
    pub fn ticket(mut self, system: impl Into<String>, ticket: impl Into<String>) -> Self {
        self.ticketing_system = Some(system.into());
        self.ticket = Some(ticket.into());
        self
    }

    /// Asks for an earlier version of the secret, by its number.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    pub(crate) fn request(&self) -> RetrievePasswordRequest {
        let mut request = RetrievePasswordRequest::default();
        request.reason = self.reason.clone();
        request.ticketing_system = self.ticketing_system.clone();
        request.ticket_id = self.ticket.clone();
        request.version = self.version;
        request
    }
}
