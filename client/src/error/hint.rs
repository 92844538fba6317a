//! Advice that goes with errors, as data.

use super::{Error, Refusal, codes};
use pvwa_api::operations;
use std::fmt;

macro_rules! hints {
    ($($(#[$doc:meta])* $name:ident: $id:literal, $text:literal, $remedy:literal;)*) => {
        /// What may be behind an error, and what to do about it: see [`Error::hints`].
        ///
        /// `Display` writes both, as `text; remedy`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Hint {
            $($(#[$doc])* $name,)*
        }

        impl Hint {
            /// All hints.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// A name that stays the same, for programs.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// What may be behind the error.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What to do.
            pub const fn remedy(self) -> &'static str {
                match self {
                    $(Self::$name => $remedy,)*
                }
            }
        }
    };
}

hints! {
    /// The web server takes a method for itself.
    WebDav: "webdav",
        "on IIS, the module WebDAV takes PUT, PATCH and DELETE before PVWA sees them",
        "remove WebDAV Publishing from the server that PVWA runs on";
    /// The web server does not route a name.
    NameInPath: "name-in-path",
        "IIS routes no name with + & or % in it, and takes what follows a dot for the type of a file",
        "rename the object, or find it through a list instead of by its name";
    /// What is there may not be visible.
    NotVisible: "not-visible",
        "an account shows itself to who has listAccounts on its safe, a safe to its members",
        "look with a user who is a member, or have one look who may manage members";
    /// The session is known to another server.
    StickySession: "sticky-session",
        "behind a load balancer, a session is known only to the server that opened it",
        "have the balancer keep one client on one server, by its cookie or by address";
    /// Another logon ended the session.
    ConcurrentSession: "concurrent-session",
        "a logon of the same user that does not ask for a session beside others ends this one",
        "give each job a user of its own, or have the others set concurrentSession, as this crate does";
    /// The user has all the sessions that one can have.
    TooManySessions: "too-many-sessions",
        "a vault keeps at most 300 sessions of one user, and those that nobody closed count for 20 minutes",
        "close vaults with close(), and share one vault by clones instead of opening many";
    /// Another way of logging on may be right.
    LogonType: "logon-type",
        "a user of a directory is refused by the CyberArk logon, and the other way round",
        "try the way by which the user logs on in the browser, and see that the user is not suspended";
    /// An identity provider stands in between.
    IdentityProvider: "identity-provider",
        "for SAML, logons that the identity provider begins may be switched off; a second factor in front of LDAP \
         refuses before the vault is asked",
        "have the administrator look at the provider's log for this user";
    /// A service user is not set up for this.
    ServiceUser: "service-user",
        "Identity tells apart users that may fetch tokens by client credentials from all others",
        "mark the user as an OAuth confidential client, and see that its password is right";
    /// Nobody changes the own membership.
    OwnMembership: "own-membership",
        "users cannot change their own membership of a safe, whatever they hold",
        "have another member with manageSafeMembers do it";
    /// Nobody hands out what they lack.
    GrantsMoreThanHeld: "grants-more-than-held",
        "nobody can hand out a permission of a safe without holding it",
        "hand out fewer, or have it done by a member with full permissions";
    /// The built-in Administrator may do less than others.
    BuiltInAdministrator: "built-in-administrator",
        "the vault refuses some calls to its built-in Administrator, uploads in bulk among them",
        "use a user of your own with the same authorisations";
    /// In Privilege Cloud, a group is a role.
    RoleMember: "role-member",
        "in Privilege Cloud a group of a connected directory may exist only as a role of Identity",
        "add it with the member type Role, and check where its name is searched for";
    /// The managing CPM.
    ManagingCpm: "managing-cpm",
        "the vault says so where the user of the managing CPM is not there, and also for an & in a safe's name",
        "check both names";
    /// The safe of a new account.
    SafeOfAccount: "safe-of-account",
        "a safe that the caller is no member of counts as not there",
        "check the safe's name, then the caller's membership";
    /// The platform of a new account.
    InactivePlatform: "inactive-platform",
        "accounts can be added on active platforms only",
        "activate the platform, or take another one";
    /// A property that belongs to the server.
    ReadOnlyProperty: "read-only-property",
        "some properties are only set by the server, such as the id, times and the secret's status",
        "leave them out of the change";
    /// A property that is not there.
    PropertyAbsent: "property-absent",
        "what the account does not have cannot be replaced or removed",
        "add the property instead";
    /// Automatic management is on.
    AutomaticManagement: "automatic-management",
        "a reason for manual management is taken only with automatic management off",
        "switch it off in the same change, or leave the reason out";
    /// The policy of passwords.
    PasswordPolicy: "password-policy",
        "the platform says how long a secret is and what is in it",
        "have one generated for the account, or read the platform's rules";
    /// Characters that are not taken.
    SecretCharacters: "secret-characters",
        "some installations refuse a secret with < or a comma in it, and do not say so",
        "try one without them, or set it in the vault by another way";
    /// A space in a filter.
    SpaceInFilter: "space-in-filter",
        "vaults up to 14.4 cannot filter by a value with a space in it",
        "search for a word of it instead";
    /// Lists end at 20,000.
    OffsetEnd: "offset-end",
        "vaults give no page of a list that begins at 20,000 or later",
        "list safe by safe, or filter";
    /// A page where an answer is due.
    WrongBaseUrl: "wrong-base-url",
        "a web page comes from a proxy, from a portal that asks for a logon, or from another site of the same server",
        "open the base URL in a browser on this machine";
    /// A gateway answers.
    Gateway: "gateway",
        "a gateway says so for a PVWA that is down or takes too long",
        "try again later, or ask for less at a time";
    /// The caller is not seen as who they are.
    EmptyAccounts: "empty-accounts",
        "accounts of safes on which the caller lacks listAccounts are left out without a word",
        "check the caller's permissions on the safe";
    /// Safes of others are not listed.
    EmptySafes: "empty-safes",
        "a safe that the caller is no member of is left out without a word",
        "check the caller's memberships, those through groups among them";
    /// Predefined members are not listed.
    EmptyMembers: "empty-members",
        "users and groups that the vault brings along are left out unless they are asked for",
        "use include_predefined()";
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.text(), self.remedy())
    }
}

impl Hint {
    /// What may be behind a list of `operation` that is empty without an error: rights that are
    /// missing shorten lists, and nothing else tells.
    pub fn of_empty_list(operation: &str) -> Option<Self> {
        match operation {
            "list_accounts" => Some(Self::EmptyAccounts),
            "list_safes" => Some(Self::EmptySafes),
            "list_safe_members" => Some(Self::EmptyMembers),
            _ => None,
        }
    }
}

impl Error {
    /// What may be behind the error beyond what its text says: none of it is repeated there.
    ///
    /// Hints come from what is known of such refusals in general. Whether one is true of this case
    /// is for a person to find out.
    pub fn hints(&self) -> Vec<Hint> {
        if let Self::LostAnswer { source, .. } = self {
            return source.hints();
        }
        let operation = self.operation().unwrap_or_default();
        let mut hints = Vec::new();
        match self {
            Self::NotJson { status, .. } => hints.extend(of_web_page(*status, operation)),
            Self::Redirected { .. } => hints.push(Hint::WrongBaseUrl),
            _ => {}
        }
        if let Some(refusal) = self.refusal() {
            hints.extend(of_refusal(operation, refusal));
        }
        match self {
            Self::Unauthorized { .. } => hints.push(Hint::StickySession),
            Self::NotFound { .. } => hints.push(Hint::NotVisible),
            Self::Forbidden { .. } if grants(operation) => hints.push(Hint::GrantsMoreThanHeld),
            // Seen at every other call, behind two servers.
            Self::Forbidden { .. } if operation == "list_safe_members" => {
                hints.push(Hint::StickySession);
            }
            Self::Unsupported { .. } if writes(operation) => hints.push(Hint::WebDav),
            _ => {}
        }
        let mut seen = Vec::with_capacity(hints.len());
        hints.retain(|hint| {
            let is_new = !seen.contains(hint);
            seen.push(*hint);
            is_new
        });
        hints
    }
}

fn of_refusal(operation: &str, refusal: &Refusal) -> Option<Hint> {
    codes::find(operation, refusal).and_then(|row| row.hint)
}

fn of_web_page(status: u16, operation: &str) -> Option<Hint> {
    match status {
        404 => Some(Hint::NameInPath),
        405 if writes(operation) => Some(Hint::WebDav),
        502..=504 => Some(Hint::Gateway),
        400 => None,
        _ => Some(Hint::WrongBaseUrl),
    }
}

fn grants(operation: &str) -> bool {
    matches!(operation, "add_safe_member" | "update_safe_member")
}

/// Whether WebDAV would take the operation's method for its own.
fn writes(operation: &str) -> bool {
    operations::find(operation).is_some_and(|row| matches!(row.method, "PUT" | "PATCH" | "DELETE"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_hint_has_a_name_of_its_own() {
        let ids: BTreeSet<_> = Hint::ALL.iter().map(|hint| hint.id()).collect();
        assert_eq!(ids.len(), Hint::ALL.len());
        for hint in Hint::ALL {
            assert!(
                hint.id()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            );
            assert!(!hint.text().ends_with('.') && !hint.remedy().ends_with('.'));
        }
    }

    #[test]
    fn every_hint_belongs_to_something() {
        let of_lists = ["list_accounts", "list_safes", "list_safe_members"];
        let mut known: Vec<_> = of_lists
            .iter()
            .filter_map(|it| Hint::of_empty_list(it))
            .collect();
        known.extend(codes::ROWS.iter().filter_map(|row| row.hint));
        known.extend(
            [404, 405, 502, 200]
                .iter()
                .filter_map(|it| of_web_page(*it, "update_safe")),
        );
        known.extend([Hint::NotVisible, Hint::GrantsMoreThanHeld]);
        for hint in Hint::ALL {
            assert!(known.contains(hint), "{hint:?}");
        }
    }
}
