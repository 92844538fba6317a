//! What the permissions of a set have to do with each other.

use super::SafePermissions;
use pvwa_api::SafePermission::*;
use std::fmt;

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// The product's own documents say so.
    Stated,
    /// Concluded from what the API can express; no document says so.
    Inferred,
    /// What people who run vaults do.
    Practice,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Practice => "practice",
        })
    }
}

/// What kind of thing a piece of advice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AdviceKind {
    /// The vault changes the set when it is granted.
    Changed,
    /// Permissions of the set exclude each other.
    Conflict,
    /// A permission is of little use without another.
    Incomplete,
    /// A permission gives more than its name says.
    Powerful,
}

/// Something to know about a set before it is granted; made by [`SafePermissions::advise`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// What kind of thing it says.
    pub kind: AdviceKind,
    /// The permissions of the set that it is about.
    pub about: SafePermissions,
    /// What is missing for them; empty where nothing is.
    pub lacks: SafePermissions,
    /// How sure it is.
    pub standing: Standing,
    /// Why.
    pub reason: &'static str,
}

impl fmt::Display for Advice {
    /// Writes `useAccounts without listAccounts: the account is not found (practice)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.about)?;
        if !self.lacks.is_empty() {
            write!(f, " without {}", self.lacks)?;
        }
        write!(f, ": {} ({})", self.reason, self.standing)
    }
}

/// A row of the table below.
struct Rule {
    kind: AdviceKind,
    /// The permissions that it is about.
    about: SafePermissions,
    /// Whether the set has to hold all of them, and not just one.
    all: bool,
    /// It applies where the set lacks one of these; always where there are none.
    lacks: SafePermissions,
    standing: Standing,
    reason: &'static str,
}

const fn set(list: &[pvwa_api::SafePermission]) -> SafePermissions {
    SafePermissions::of(list)
}

/// The rules, the hardest first.
const RULES: [Rule; 11] = [
    Rule {
        kind: AdviceKind::Changed,
        about: set(&[AddAccounts]),
        all: true,
        lacks: set(&[UpdateAccountProperties]),
        standing: Standing::Stated,
        reason: "the vault grants both together, and takes both away together",
    },
    Rule {
        kind: AdviceKind::Changed,
        about: set(&[SpecifyNextAccountContent]),
        all: true,
        lacks: set(&[InitiateCpmAccountManagementOperations]),
        standing: Standing::Stated,
        reason: "the vault does not keep the first without the second",
    },
    Rule {
        kind: AdviceKind::Conflict,
        about: set(&[RequestsAuthorizationLevel1, RequestsAuthorizationLevel2]),
        all: true,
        lacks: SafePermissions::NONE,
        standing: Standing::Inferred,
        reason: "they are one number in the first generation of the API, and a member who confirms at both \
                 levels makes the second one meaningless; whether the vault refuses it is not known",
    },
    Rule {
        kind: AdviceKind::Incomplete,
        about: set(&[UseAccounts, RetrieveAccounts]),
        all: false,
        lacks: set(&[ListAccounts]),
        standing: Standing::Practice,
        reason: "the account can be used by whoever knows its id, but is never found",
    },
    Rule {
        kind: AdviceKind::Incomplete,
        about: set(&[
            UpdateAccountContent,
            UpdateAccountProperties,
            InitiateCpmAccountManagementOperations,
            SpecifyNextAccountContent,
            RenameAccounts,
            DeleteAccounts,
            UnlockAccounts,
            RequestsAuthorizationLevel1,
            RequestsAuthorizationLevel2,
        ]),
        all: false,
        lacks: set(&[ListAccounts]),
        standing: Standing::Practice,
        reason: "the account that it is about is never found",
    },
    Rule {
        kind: AdviceKind::Incomplete,
        about: set(&[ManageSafe]),
        all: true,
        lacks: set(&[ViewSafeMembers]),
        standing: Standing::Stated,
        reason: "changing the safe through the second generation of the API asks for both; deleting it does not",
    },
    Rule {
        kind: AdviceKind::Incomplete,
        about: set(&[ManageSafeMembers]),
        all: true,
        lacks: set(&[ViewSafeMembers]),
        standing: Standing::Stated,
        reason: "changing a member through the second generation of the API asks for both; adding and removing one \
                 does not",
    },
    Rule {
        kind: AdviceKind::Incomplete,
        about: set(&[RenameAccounts, MoveAccountsAndFolders]),
        all: false,
        lacks: set(&[UpdateAccountProperties]),
        standing: Standing::Stated,
        reason: "the call that renames or moves an account asks for the right to change its properties, too",
    },
    Rule {
        kind: AdviceKind::Powerful,
        about: set(&[AccessWithoutConfirmation]),
        all: true,
        lacks: SafePermissions::NONE,
        standing: Standing::Stated,
        reason: "dual control does not hold for this member",
    },
    Rule {
        kind: AdviceKind::Powerful,
        about: set(&[ManageSafeMembers]),
        all: true,
        lacks: SafePermissions::NONE,
        standing: Standing::Stated,
        reason: "the member can hand out to others whatever it holds itself",
    },
    Rule {
        kind: AdviceKind::Powerful,
        about: set(&[ManageSafe]),
        all: true,
        lacks: SafePermissions::NONE,
        standing: Standing::Stated,
        reason: "the member can delete the safe with all that is in it",
    },
];

impl SafePermissions {
    /// What to know about the set before it is granted: what the vault changes in it, what excludes
    /// each other, what is of little use alone, what gives more than its name says. In this order.
    ///
    /// ```
    /// use pvwa::SafePermissions;
    ///
    /// let set: SafePermissions = "retrieveAccounts".parse()?;
    /// let advice = set.advise();
    /// assert_eq!(
    ///     advice[0].to_string(),
    ///     "retrieveAccounts without listAccounts: the account can be used by whoever knows its id, \
    ///      but is never found (practice)"
    /// );
    /// # Ok::<(), pvwa::UnknownPermission>(())
    /// ```
    pub fn advise(self) -> Vec<Advice> {
        let applies = |rule: &&Rule| {
            let about = match rule.all {
                true => self.contains_all(rule.about),
                false => !(self & rule.about).is_empty(),
            };
            about && (rule.lacks.is_empty() || !self.contains_all(rule.lacks))
        };
        let advice = |rule: &Rule| Advice {
            kind: rule.kind,
            about: self & rule.about,
            lacks: rule.lacks - self,
            standing: rule.standing,
            reason: rule.reason,
        };
        RULES.iter().filter(applies).map(advice).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Preset, permissions::set::tests::any_set};
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<AdviceKind> {
        let set: SafePermissions = text.parse().unwrap();
        set.advise().into_iter().map(|advice| advice.kind).collect()
    }

    #[test]
    fn each_rule_speaks_where_it_applies_and_nowhere_else() {
        use AdviceKind::*;
        let rows: [(&str, &[AdviceKind]); 11] = [
            ("none", &[]),
            ("listAccounts, addAccounts", &[Changed]),
            ("listAccounts, addAccounts, updateAccountProperties", &[]),
            ("listAccounts, specifyNextAccountContent", &[Changed]),
            ("listAccounts, requestsAuthorizationLevel1", &[]),
            (
                "listAccounts, requestsAuthorizationLevel1, requestsAuthorizationLevel2",
                &[Conflict],
            ),
            ("useAccounts", &[Incomplete]),
            ("unlockAccounts", &[Incomplete]),
            ("manageSafe", &[Incomplete, Powerful]),
            ("manageSafeMembers, viewSafeMembers", &[Powerful]),
            ("accessWithoutConfirmation", &[Powerful]),
        ];
        for (text, expected) in rows {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn no_preset_is_changed_incomplete_or_in_conflict() {
        for preset in Preset::ALL {
            for advice in preset.permissions().advise() {
                assert_eq!(advice.kind, AdviceKind::Powerful, "{preset}: {advice}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_vault_changes_just_the_sets_that_are_said_to_be(set in any_set()) {
            let said = set.advise().iter().any(|advice| advice.kind == AdviceKind::Changed);
            prop_assert_eq!(said, set.normalised() != set);
        }

        #[test]
        fn advice_is_about_the_set_and_lacks_nothing_that_is_there(set in any_set()) {
            for advice in set.advise() {
                prop_assert!(set.contains_all(advice.about));
                prop_assert!(!advice.about.is_empty());
                prop_assert!((set & advice.lacks).is_empty());
            }
        }
    }
}
