//! Who logs on, and how.

use pvwa_api::Secret;
use std::fmt;

/// The name and the proof with which a session is opened.
///
/// `Debug` shows the user and the method, never the password.
#[derive(Clone, Debug)]
pub struct Credentials {
    method: LogonMethod,
    user: String,
    password: Secret,
}

impl Credentials {
    /// A user that the vault itself keeps.
    pub fn cyberark(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::new(LogonMethod::CyberArk, user, password)
    }

    /// A user of a directory that the vault is connected to. Without the domain, unless the site
    /// has several.
    pub fn ldap(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::new(LogonMethod::Ldap, user, password)
    }

    fn new(method: LogonMethod, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            method,
            user: user.into(),
            password: password.into(),
        }
    }

    /// The name of the user.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// How the user logs on.
    pub fn method(&self) -> LogonMethod {
        self.method
    }

    pub(crate) fn password(&self) -> &Secret {
        &self.password
    }
}

/// A way of logging on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogonMethod {
    /// The vault checks the password.
    CyberArk,
    /// A directory checks the password.
    Ldap,
}

impl LogonMethod {
    /// The name as it stands in the path of the logon.
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::CyberArk => "CyberArk",
            Self::Ldap => "LDAP",
        }
    }
}

impl fmt::Display for LogonMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.api_name())
    }
}
