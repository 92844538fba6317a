//! The names of the ways of logging on.

use std::fmt;

/// A way of logging on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogonMethod {
    /// The vault checks the password: [`CyberArk`](super::CyberArk).
    CyberArk,
    /// A directory checks the password: [`Ldap`](super::Ldap).
    Ldap,
    /// A RADIUS server checks the password, and asks for more: [`Radius`](super::Radius).
    Radius,
    /// Windows checks the password: [`Windows`](super::Windows).
    Windows,
    /// An identity provider vouches for the user: [`Saml`](super::Saml).
    Saml,
    /// A client certificate names the user: [`Pki`](super::Pki).
    Pki,
    /// A client certificate names the user by its principal name: [`PkiPn`](super::PkiPn).
    PkiPn,
    /// Identity checks the secret of a service user: [`ServiceUser`](super::ServiceUser).
    ServiceUser,
    /// Identity asks a user its questions: [`IdentityUser`](super::IdentityUser).
    IdentityUser,
    /// Somebody else opened the session: [`Token`](super::Token).
    Token,
    /// The server acts for whoever may call it: [`Shared`](super::Shared).
    Shared,
}

impl LogonMethod {
    /// All of them, by their names in settings.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("cyberark", Self::CyberArk),
        ("ldap", Self::Ldap),
        ("radius", Self::Radius),
        ("windows", Self::Windows),
        ("saml", Self::Saml),
        ("pki", Self::Pki),
        ("pkipn", Self::PkiPn),
        ("service-user", Self::ServiceUser),
        ("identity-user", Self::IdentityUser),
        ("token", Self::Token),
        ("shared", Self::Shared),
    ];

    /// The name as it stands in the path of the logon; for those without one of their own there, a
    /// name of the same kind.
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::CyberArk => "CyberArk",
            Self::Ldap => "LDAP",
            Self::Radius => "RADIUS",
            Self::Windows => "Windows",
            Self::Saml => "SAML",
            Self::Pki => "PKI",
            Self::PkiPn => "PKIPN",
            Self::ServiceUser => "ServiceUser",
            Self::IdentityUser => "IdentityUser",
            Self::Token => "Token",
            Self::Shared => "Shared",
        }
    }
}

impl fmt::Display for LogonMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.api_name())
    }
}
