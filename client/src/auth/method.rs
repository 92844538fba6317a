//! The names of the ways of logging on.

use std::fmt;

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
