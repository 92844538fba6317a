//! What the master policy and the exceptions of platforms ask for before a secret is used.

use crate::{errors::Refusal, state::Vault};

/// The rules of privileged access for the accounts of one platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Workflow {
    /// Somebody has to confirm a request first.
    pub(crate) dual_control: bool,
    /// One user at a time has the account, until it is checked in.
    pub(crate) exclusive: bool,
    /// The CPM changes the secret once it was used.
    pub(crate) one_time: bool,
    /// Whoever uses the secret says why.
    pub(crate) reason: bool,
}

/// A rule of privileged access, for [`Emulator::rule`](crate::Emulator::rule).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Somebody else has to confirm a request before an account is used.
    DualControl,
    /// One user at a time has an account, until it is checked in.
    Exclusive,
    /// The secret is changed once it was used.
    OneTime,
    /// Whoever uses a secret has to say why.
    Reason,
}

impl Vault {
    /// The rules for the accounts of a platform.
    pub(crate) fn workflow(&self, _platform: &str) -> Workflow {
        self.rules
    }

    /// Turns a rule on; for all platforms alike, as long as platforms have no rules of their own.
    pub(crate) fn set_rule(&mut self, _platform: Option<&str>, rule: Rule) -> Result<(), Refusal> {
        match rule {
            Rule::DualControl => self.rules.dual_control = true,
            Rule::Exclusive => self.rules.exclusive = true,
            Rule::OneTime => self.rules.one_time = true,
            Rule::Reason => self.rules.reason = true,
        }
        Ok(())
    }
}
