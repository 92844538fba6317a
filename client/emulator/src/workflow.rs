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

/// A rule of privileged access, for [`EmulatorBuilder::rule`](crate::EmulatorBuilder::rule) and
/// [`Emulator::rule`](crate::Emulator::rule).
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
    pub(crate) fn workflow(&self, platform: &str) -> Workflow {
        let exceptions = self.platforms.target(platform);
        let exceptions = exceptions.map(|one| one.exceptions).unwrap_or_default();
        let policy = &self.policy;
        Workflow {
            dual_control: exceptions.dual_control.unwrap_or(policy.dual_control),
            exclusive: exceptions.exclusive.unwrap_or(policy.exclusive),
            one_time: exceptions.one_time.unwrap_or(policy.one_time),
            reason: exceptions.reason.unwrap_or(policy.reason),
        }
    }

    /// Turns a rule on, for all platforms that have no exception or for one platform.
    pub(crate) fn set_rule(&mut self, platform: Option<&str>, rule: Rule) -> Result<(), Refusal> {
        match platform {
            None => match rule {
                Rule::DualControl => self.policy.dual_control = true,
                Rule::Exclusive => self.policy.exclusive = true,
                Rule::OneTime => self.policy.one_time = true,
                Rule::Reason => self.policy.reason = true,
            },
            Some(id) => {
                let platform = self.platforms.target_mut(id);
                let platform = platform.ok_or_else(|| Refusal::platform_missing(id))?;
                let exceptions = &mut platform.exceptions;
                let rule = match rule {
                    Rule::DualControl => &mut exceptions.dual_control,
                    Rule::Exclusive => &mut exceptions.exclusive,
                    Rule::OneTime => &mut exceptions.one_time,
                    Rule::Reason => &mut exceptions.reason,
                };
                *rule = Some(true);
            }
        }
        Ok(())
    }
}
