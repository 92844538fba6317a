//! Whether what somebody holds is enough for an operation: no input and output here.

use super::{Gap, Holdings, Membership, SafePermissions, words};
use pvwa_api::{
    SafePermission,
    operation::{Operation, Permissions},
};
use std::fmt;

/// What an operation needs, against what its caller holds.
///
/// The vault never says what is missing when it refuses a call. This is worked out from the
/// operation table and from what the vault lets the caller see of itself, so it can come to no
/// conclusion; then [`Analysis::possible`] and [`Holdings::unseen`] say what is open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Analysis {
    /// The id of the operation.
    pub operation: &'static str,
    /// What it needs; `None` where no source says.
    pub needed: Option<&'static Permissions>,
    /// What the caller holds, as far as that was looked at.
    pub holdings: Holdings,
    /// What the caller lacks.
    pub missing: Gap,
    /// What the caller may lack: it could not be seen.
    pub possible: Gap,
    /// How it is known what is missing; meaningless where nothing is.
    pub basis: Basis,
    /// Whether the vault has refused the call; otherwise the analysis was made before it.
    pub refused: bool,
}

/// How it is known what is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The vault showed it.
    #[default]
    Seen,
    /// The vault refused the call, and all else that it needs is there.
    Concluded,
}

/// Whether a call is allowed; made by [`Vault::can`](crate::Vault::can).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// All that the operation is known to need is there. Rules of the platform, such as dual control, and
    /// control over single accounts can still forbid it.
    Allowed(Analysis),
    /// Something is missing: [`Analysis::missing`] says what.
    NotAllowed(Analysis),
    /// That cannot be told: [`Analysis::possible`] and [`Holdings::unseen`] say why.
    NotKnown(Analysis),
}

impl Verdict {
    /// Whether the call is allowed.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// Whether something is missing.
    pub fn is_not_allowed(&self) -> bool {
        matches!(self, Self::NotAllowed(_))
    }

    /// What it rests on.
    pub fn analysis(&self) -> &Analysis {
        match self {
            Self::Allowed(analysis) | Self::NotAllowed(analysis) | Self::NotKnown(analysis) => {
                analysis
            }
        }
    }
}

impl From<Analysis> for Verdict {
    fn from(analysis: Analysis) -> Self {
        match (analysis.missing.is_empty(), analysis.is_complete()) {
            (false, _) => Self::NotAllowed(analysis),
            (true, true) => Self::Allowed(analysis),
            (true, false) => Self::NotKnown(analysis),
        }
    }
}

impl fmt::Display for Verdict {
    /// Writes the verdict and the reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Allowed(_) => "allowed",
            Self::NotAllowed(_) => "not allowed",
            Self::NotKnown(_) => "not known",
        };
        write!(f, "{word}: {}", self.analysis())
    }
}

impl Analysis {
    /// Judges `operation` by what the caller holds.
    pub(crate) fn judge(operation: &'static Operation, holdings: Holdings, refused: bool) -> Self {
        let mut analysis = Self {
            operation: operation.id,
            needed: operation.permissions.as_ref(),
            holdings,
            missing: Gap::default(),
            possible: Gap::default(),
            basis: Basis::Seen,
            refused,
        };
        if let Some(needed) = analysis.needed {
            analysis.weigh_safe(needed);
            analysis.weigh_vault(needed);
            if let Some(words) = needed.other {
                analysis.weigh_words(words);
            }
        }
        if refused && analysis.missing.is_empty() {
            analysis.conclude();
        }
        analysis
    }

    /// Something that could not be seen is missing, since the vault has refused the call. It is
    /// known which, where only one thing can be, and where whatever can be missing takes another
    /// permission along.
    fn conclude(&mut self) {
        let possible = self.possible.safe;
        if self.possible.len() == 1 {
            self.missing = std::mem::take(&mut self.possible);
        } else if self.possible.len() == possible.len() {
            let falls =
                |one: SafePermission| SafePermissions::ALL - SafePermissions::ALL.revoking(one);
            let sure = possible
                .iter()
                .fold(possible, |sure, one| sure & (falls(one) | one.into()));
            self.missing.safe = sure;
            self.possible.safe = possible - sure;
        }
        self.basis = match self.missing.is_empty() {
            true => Basis::Seen,
            false => Basis::Concluded,
        };
    }

    fn weigh_safe(&mut self, needed: &Permissions) {
        let held = self.holdings.permissions;
        let all = SafePermissions::of(needed.safe);
        let any = SafePermissions::of(needed.safe_any);
        self.missing.safe = all & held.denied;
        self.possible.safe = all & held.unstated();
        if (any & held.granted).is_empty() {
            let open = any & held.unstated();
            match open.is_empty() {
                true => self.missing.safe_any = any,
                false => self.possible.safe_any = open,
            }
        }
        let outside = self.holdings.membership == Membership::NotVisible;
        self.missing.membership = outside && !self.missing.safe.is_empty();
    }

    fn weigh_vault(&mut self, needed: &Permissions) {
        for authorization in needed.vault {
            match self.holdings.is_authorized(authorization) {
                Some(true) => {}
                Some(false) => self.missing.vault.push(authorization),
                None => self.possible.vault.push(authorization),
            }
        }
    }

    fn weigh_words(&mut self, words: &'static str) {
        if words::ask_for_membership(words) {
            match self.holdings.membership {
                Membership::Member => {}
                Membership::NotVisible => self.missing.membership = true,
                Membership::NotKnown => self.possible.membership = true,
            }
        }
        let groups = words::groups(words);
        let belongs = |name: &&str| self.holdings.is_in_group(name) == Some(true);
        if groups.is_empty() || groups.iter().any(belongs) {
            return;
        }
        match self.holdings.groups.is_some() && words::are_certain(words) {
            true => self.missing.groups = groups,
            false => self.possible.groups = groups,
        }
    }

    /// Whether nothing is open, so that nothing missing means that the call is allowed.
    fn is_complete(&self) -> bool {
        let told = self.needed.is_some_and(|needed| match needed.other {
            Some(words) => words::is_settled(words) || !is_bare(needed),
            None => true,
        });
        told && self.possible.is_empty() && !self.refused
    }
}

/// Whether an operation asks for nothing but what stands in words.
fn is_bare(needed: &Permissions) -> bool {
    needed.safe.is_empty() && needed.safe_any.is_empty() && needed.vault.is_empty()
}

impl fmt::Display for Analysis {
    /// Writes the conclusion and what else the operation table says in words, as one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.conclusion().fmt(f)?;
        match self.needed.and_then(|needed| needed.other) {
            Some(words) => write!(f, ". To know: {}", words.trim_end_matches('.')),
            None => Ok(()),
        }
    }
}

impl Analysis {
    /// What is missing or open, and why, in words.
    pub fn conclusion(&self) -> impl fmt::Display {
        struct Conclusion<'a>(&'a Analysis);

        impl fmt::Display for Conclusion<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write_conclusion(f)
            }
        }

        Conclusion(self)
    }

    fn write_conclusion(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.missing.is_empty() {
            write!(f, "{} is missing", self.missing)?;
            f.write_str(match self.basis {
                Basis::Seen if self.missing.membership => {
                    ": the safe does not exist or is not visible"
                }
                Basis::Seen => ", as the vault shows",
                Basis::Concluded => ", since all else that the call needs is there",
            })?;
        } else if !self.possible.is_empty() {
            write!(f, "whether {} is there cannot be told", self.possible)?;
        } else if self.needed.is_none() {
            f.write_str("no source says what the call needs")?;
        } else if self.refused {
            f.write_str("all that the call is known to need is there")?;
        } else {
            f.write_str(match self.is_complete() {
                true => "all that the call is known to need is there",
                false => "what the call needs is known in words only",
            })?;
        }
        if self.missing.is_empty() && !self.possible.is_empty() {
            for unseen in &self.holdings.unseen {
                write!(f, "; not seen: {unseen}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::{StatedPermissions, required::row};
    use pvwa_api::SafePermission::*;

    fn holding(granted: SafePermissions, denied: SafePermissions) -> Holdings {
        Holdings {
            membership: Membership::Member,
            permissions: StatedPermissions {
                granted,
                denied,
                ..StatedPermissions::default()
            },
            ..Holdings::default()
        }
    }

    fn judge(operation: &str, holdings: Holdings, refused: bool) -> Analysis {
        Analysis::judge(row(operation).unwrap(), holdings, refused)
    }

    #[test]
    fn the_only_permission_that_can_be_missing_is() {
        let nothing = SafePermissions::NONE;
        let analysis = judge("delete_account", holding(nothing, nothing), true);
        assert_eq!(analysis.missing.safe, DeleteAccounts.into());
        assert_eq!(analysis.basis, Basis::Concluded);
        // Before the call nothing can be concluded.
        let analysis = judge("delete_account", holding(nothing, nothing), false);
        assert!(analysis.missing.is_empty());
        assert_eq!(analysis.possible.safe, DeleteAccounts.into());
        assert!(matches!(Verdict::from(analysis), Verdict::NotKnown(_)));
    }

    #[test]
    fn of_several_the_one_that_is_not_held_is_missing() {
        let analysis = judge(
            "update_safe",
            holding(ViewSafeMembers.into(), SafePermissions::NONE),
            true,
        );
        assert_eq!(analysis.missing.safe, ManageSafe.into());
        let analysis = judge(
            "update_safe",
            holding(SafePermissions::NONE, ViewSafeMembers.into()),
            true,
        );
        assert_eq!(analysis.missing.safe, ViewSafeMembers.into());
        assert_eq!(analysis.possible.safe, ManageSafe.into());
        assert_eq!(analysis.basis, Basis::Seen);
    }

    #[test]
    fn what_falls_with_every_other_is_missing() {
        let nothing = SafePermissions::NONE;
        let analysis = judge("set_next_password", holding(nothing, nothing), true);
        // Without the right to have the CPM act there is none to choose the next secret either.
        assert_eq!(analysis.missing.safe, SpecifyNextAccountContent.into());
        assert_eq!(
            analysis.possible.safe,
            InitiateCpmAccountManagementOperations.into()
        );
        let analysis = judge("connect_through_psm", holding(nothing, nothing), true);
        assert!(analysis.missing.is_empty());
        assert_eq!(analysis.possible.safe, [UseAccounts, ListAccounts].into());
    }

    #[test]
    fn one_of_several_is_enough() {
        let levels =
            SafePermissions::from([RequestsAuthorizationLevel1, RequestsAuthorizationLevel2]);
        let confirm = |granted, denied| {
            Verdict::from(judge(
                "confirm_incoming_request",
                holding(granted, denied),
                false,
            ))
        };
        let level1 = RequestsAuthorizationLevel1.into();
        assert!(confirm(level1, SafePermissions::NONE).is_allowed());
        let none = confirm(SafePermissions::NONE, levels);
        assert_eq!(none.analysis().missing.safe_any, levels);
        assert!(
            none.to_string()
                .contains("requestsAuthorizationLevel1 or requestsAuthorizationLevel2")
        );
        let open = confirm(SafePermissions::NONE, level1);
        assert_eq!(
            open.analysis().possible.safe_any,
            RequestsAuthorizationLevel2.into()
        );
    }

    #[test]
    fn authorisations_count_only_where_they_are_known() {
        let mut holdings = holding(SafePermissions::NONE, SafePermissions::ALL);
        let add_safe =
            |holdings: &Holdings| Verdict::from(judge("add_safe", holdings.clone(), false));
        assert!(matches!(add_safe(&holdings), Verdict::NotKnown(_)));
        holdings.authorizations = Some(vec!["AuditUsers".to_owned()]);
        assert_eq!(add_safe(&holdings).analysis().missing.vault, ["AddSafes"]);
        holdings.authorizations = Some(vec!["AddSafes".to_owned()]);
        assert!(add_safe(&holdings).is_allowed());
    }

    #[test]
    fn groups_in_words_count_where_the_words_are_certain() {
        let mut holdings = holding(SafePermissions::NONE, SafePermissions::ALL);
        let read = |id, holdings: &Holdings| Verdict::from(judge(id, holdings.clone(), false));
        assert!(matches!(
            read("list_oidc_providers", &holdings),
            Verdict::NotKnown(_)
        ));
        holdings.groups = Some(vec!["Auditors".to_owned()]);
        let refused = read("list_oidc_providers", &holdings);
        assert_eq!(refused.analysis().missing.groups, ["Vault Admins"]);
        // On Privilege Cloud a role would do, which nobody can see.
        assert!(matches!(
            read("delete_target_platform", &holdings),
            Verdict::NotKnown(_)
        ));
        holdings.groups = Some(vec!["vault admins".to_owned()]);
        assert!(read("list_oidc_providers", &holdings).is_allowed());
        assert!(read("delete_target_platform", &holdings).is_allowed());
    }

    #[test]
    fn a_session_is_enough_where_the_table_says_so() {
        let nobody = Holdings::default();
        for operation in [
            "logoff",
            "list_safes",
            "get_own_logon_info",
            "list_my_requests",
        ] {
            let verdict = Verdict::from(judge(operation, nobody.clone(), false));
            assert!(verdict.is_allowed(), "{operation}: {verdict}");
        }
        let verdict = Verdict::from(judge("connect_ad_hoc", nobody, false));
        assert!(matches!(verdict, Verdict::NotKnown(_)), "{verdict}");
    }

    #[test]
    fn a_safe_that_is_not_visible_allows_nothing() {
        let holdings = Holdings {
            membership: Membership::NotVisible,
            permissions: StatedPermissions::from(SafePermissions::NONE),
            ..Holdings::default()
        };
        for operation in ["get_safe", "list_accounts", "delete_safe"] {
            let verdict = Verdict::from(judge(operation, holdings.clone(), false));
            assert!(verdict.is_not_allowed(), "{operation}: {verdict}");
            assert!(
                verdict.analysis().missing.membership,
                "{operation}: {verdict}"
            );
        }
    }

    #[test]
    fn who_holds_all_and_is_refused_is_told_so() {
        let analysis = judge(
            "retrieve_password",
            holding(SafePermissions::ALL, SafePermissions::NONE),
            true,
        );
        assert!(analysis.missing.is_empty());
        let text = analysis.to_string();
        assert!(
            text.starts_with("all that the call is known to need is there. To know:"),
            "{text}"
        );
        assert!(text.contains("dual control"), "{text}");
    }
}
