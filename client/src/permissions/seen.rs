//! From what was seen to what somebody holds: no input and output here.

use super::{
    Holdings, Membership, SafePermissions, Source, StatedPermissions, Unseen,
    belonging::{Belonging, lower, shown},
};
use crate::Error;
use pvwa_api::{
    SafePermission,
    types::{SafeMember, UserGroup, UserSummary, VaultAuthorization},
};
use std::collections::{HashMap, HashSet};

/// The outcome of one look.
#[derive(Clone, Debug, Default)]
pub(super) enum Look<T> {
    /// There was no need to look.
    #[default]
    NotTaken,
    /// What was seen.
    Seen(T),
    /// The user may not see it.
    Refused,
    /// It does not exist, or not for this user.
    Missing,
    /// Something else went wrong.
    Failed(Error),
}

impl<T> Look<T> {
    pub(super) fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(value) => Some(value),
            _ => None,
        }
    }

    fn failure(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// All that was looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) user: String,
    pub(super) safe: Option<String>,
    /// The members of the safe, the predefined ones included.
    pub(super) members: Look<Rows<SafeMember>>,
    /// The safe itself.
    pub(super) details: Look<()>,
    /// Whether an account of the safe is in the list of accounts.
    pub(super) listed: Look<bool>,
    /// The name of the safe of the account in question.
    pub(super) account: Look<String>,
    /// The user's own row in the list of users; `None` in it where it is not there.
    pub(super) own: Look<Option<UserSummary>>,
    /// The groups with their members.
    pub(super) groups: Look<Rows<UserGroup>>,
}

/// The first page of a list.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    pub(super) rows: Vec<T>,
    /// Whether there are more of them.
    pub(super) more: bool,
}

impl Seen {
    /// The first thing that went wrong.
    pub(super) fn failure(&self) -> Option<&Error> {
        let parts = [
            self.members.failure(),
            self.details.failure(),
            self.listed.failure(),
            self.account.failure(),
            self.own.failure(),
            self.groups.failure(),
        ];
        parts.into_iter().flatten().next()
    }

    /// The groups that the list of users says the user is in.
    pub(super) fn direct_groups(&self) -> Option<Vec<String>> {
        let own = self.own.seen()?.as_ref()?;
        let names = own
            .groups_membership
            .iter()
            .filter_map(|group| group.group_name.clone());
        Some(names.collect())
    }

    /// The groups of the user and the groups of those.
    fn all_groups(&self) -> Option<Vec<String>> {
        let mut found = self.direct_groups()?;
        // By the name of a member, the groups that it is in.
        let mut outer: HashMap<String, Vec<&str>> = HashMap::new();
        for group in self.groups.seen().map_or(&[][..], |groups| &groups.rows) {
            let Some(name) = &group.group_name else {
                continue;
            };
            for member in group
                .members
                .iter()
                .filter_map(|member| member.username.as_deref())
            {
                outer.entry(member.to_lowercase()).or_default().push(name);
            }
        }
        let mut known = lower(&found);
        let mut next = 0;
        // Each name is put in once, so groups within each other come to an end.
        while let Some(inner) = found.get(next) {
            for name in outer.remove(&inner.to_lowercase()).unwrap_or_default() {
                if known.insert(name.to_lowercase()) {
                    found.push(name.to_owned());
                }
            }
            next += 1;
        }
        Some(found)
    }

    /// The names of the groups whose members were seen, in small letters.
    fn seen_groups(&self) -> HashSet<String> {
        let rows = self.groups.seen().map_or(&[][..], |groups| &groups.rows);
        rows.iter()
            .filter_map(|group| Some(group.group_name.as_ref()?.to_lowercase()))
            .collect()
    }

    /// What the user holds by all this.
    pub(super) fn holdings(&self) -> Holdings {
        let shown_all = |names: Vec<String>| names.iter().map(|name| shown(name)).collect();
        let mut holdings = Holdings {
            user: self.user.clone(),
            safe: self.safe.as_deref().map(shown),
            groups: self.all_groups().map(shown_all),
            authorizations: self.authorizations(),
            ..Holdings::default()
        };
        if matches!(self.own, Look::Refused) {
            holdings.lacks.push("AuditUsers");
        }
        self.note_membership(&mut holdings);
        if let Some(members) = self.members.seen() {
            self.note_members(&mut holdings, members);
        }
        self.note_observations(&mut holdings);
        self.note_unseen(&mut holdings);
        holdings
    }

    fn authorizations(&self) -> Option<Vec<String>> {
        let own = self.own.seen()?.as_ref()?;
        let name = |one: &VaultAuthorization| match one {
            VaultAuthorization::Known(known) => known.to_string(),
            VaultAuthorization::Other(name) => shown(name),
        };
        Some(own.vault_authorization.iter().map(name).collect())
    }

    fn note_membership(&self, holdings: &mut Holdings) {
        let account = self.account.seen().is_some();
        holdings.membership = match (&self.members, &self.details) {
            (Look::Seen(_), _) | (_, Look::Seen(())) => Membership::Member,
            (Look::Missing, _) | (_, Look::Missing | Look::Refused) => Membership::NotVisible,
            _ => Membership::NotKnown,
        };
        if holdings.membership == Membership::NotVisible && !account {
            holdings.permissions = StatedPermissions::from(SafePermissions::NONE);
        }
    }

    /// Goes through the members of the safe: the user, its groups, and groups that may be its own.
    fn note_members(&self, holdings: &mut Holdings, members: &Rows<SafeMember>) {
        let belonging = Belonging {
            user: &self.user,
            direct: lower(&self.direct_groups().unwrap_or_default()),
            all: lower(holdings.groups.as_deref().unwrap_or_default()),
            seen: match self.direct_groups() {
                Some(_) => self.seen_groups(),
                None => HashSet::new(),
            },
        };
        let mut granted = SafePermissions::NONE;
        let mut open = match members.more {
            true => SafePermissions::ALL,
            false => SafePermissions::NONE,
        };
        for member in &members.rows {
            let Some((via, sure)) = belonging.of(member) else {
                continue;
            };
            let stated = member.permissions.as_ref().map(StatedPermissions::from);
            let stated = stated.unwrap_or_default();
            let source = Source {
                via,
                permissions: stated.granted,
                expires: member.membership_expiration_date,
            };
            // A membership that ends some day may have ended where the server does not say so.
            let ended = match member.is_expired_membership_enable {
                None if source.expires.is_some() => None,
                ended => Some(ended == Some(true)),
            };
            match (ended, sure) {
                (Some(true), true) => holdings.expired.push(source),
                (Some(true), false) => {}
                (Some(false), true) => {
                    granted = granted | stated.granted;
                    open = open | stated.unstated();
                    holdings.sources.push(source);
                }
                _ => {
                    open = open | stated.granted | stated.unstated();
                    holdings.perhaps.push(source);
                }
            }
        }
        holdings.permissions.granted = granted;
        holdings.permissions.denied = SafePermissions::ALL - granted - open;
        // A group that would give nothing new is not worth a word.
        holdings
            .perhaps
            .retain(|source| !granted.contains_all(source.permissions));
    }

    fn note_observations(&self, holdings: &mut Holdings) {
        use SafePermission::{ListAccounts, ViewSafeMembers};
        match self.members {
            Look::Seen(_) => holdings.observe(ViewSafeMembers, true, "list_safe_members"),
            Look::Refused => holdings.observe(ViewSafeMembers, false, "list_safe_members"),
            _ => {}
        }
        match self.account {
            Look::Seen(_) => holdings.observe(ListAccounts, true, "get_account"),
            Look::Refused => holdings.observe(ListAccounts, false, "get_account"),
            _ => {}
        }
        if let Look::Seen(true) = self.listed {
            holdings.observe(ListAccounts, true, "list_accounts");
        }
    }

    fn note_unseen(&self, holdings: &mut Holdings) {
        if matches!(self.members, Look::Refused) {
            holdings.unseen.push(Unseen {
                what: "the members of the safe",
                needs: Some("viewSafeMembers on the safe"),
            });
        }
        let groups_matter = !holdings.perhaps.is_empty();
        match self.own {
            Look::Refused => holdings.unseen.push(Unseen {
                what: "the user's groups and authorisations in the vault",
                needs: Some("the vault authorisation AuditUsers"),
            }),
            Look::Seen(None) => holdings.unseen.push(Unseen {
                what: "the user, who is not in the list of users",
                needs: Some("a place in the vault's tree at or above the user"),
            }),
            Look::Seen(Some(_)) if groups_matter => holdings.unseen.push(Unseen {
                what: "who is in some of the groups or roles",
                needs: Some(
                    "a place in the vault's tree at or above the groups; for roles nothing helps",
                ),
            }),
            _ => {}
        }
        if self.user.is_empty() {
            holdings.unseen.push(Unseen {
                what: "the name of the user",
                needs: None,
            });
        }
        if self.safe.is_none() && matches!(self.account, Look::Refused | Look::Missing) {
            holdings.unseen.push(Unseen {
                what: "which safe the account is in",
                needs: Some("listAccounts on the safe"),
            });
        }
        if self.failure().is_some() {
            holdings.unseen.push(Unseen {
                what: "all that a request which failed would have told",
                needs: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::Via;
    use SafePermission::*;
    use serde_json::json;

    fn member(name: &str, kind: &str, permissions: &[SafePermission]) -> SafeMember {
        let flags = SafePermission::ALL.map(|one| (one.api_name(), permissions.contains(&one)));
        let flags: std::collections::BTreeMap<_, _> = flags.into_iter().collect();
        let json = json!({"memberName": name, "memberType": kind, "permissions": flags});
        serde_json::from_value(json).unwrap()
    }

    /// Ann is in the group Inner, and these are the members of the safe.
    fn seen(members: Vec<SafeMember>, groups: serde_json::Value) -> Seen {
        let own = json!({
            "username": "Ann",
            "vaultAuthorization": ["AuditUsers", "SomethingNew"],
            "groupsMembership": [{"groupName": "Inner"}],
        });
        Seen {
            user: "ann".to_owned(),
            members: Look::Seen(Rows {
                rows: members,
                more: false,
            }),
            own: Look::Seen(Some(serde_json::from_value(own).unwrap())),
            groups: Look::Seen(Rows {
                rows: serde_json::from_value(groups).unwrap(),
                more: false,
            }),
            ..Seen::default()
        }
    }

    fn group(name: &str, members: &[&str]) -> serde_json::Value {
        let members: Vec<_> = members
            .iter()
            .map(|name| json!({"UserName": name}))
            .collect();
        json!({"groupName": name, "members": members})
    }

    #[test]
    fn groups_within_groups_count_even_where_they_go_round() {
        let groups = json!([
            group("Outer", &["inner", "Bob"]),
            group("Outermost", &["Outer"]),
            group("Inner", &["Ann", "Outermost"]),
            group("Others", &["Bob"]),
        ]);
        let members = vec![
            member("Outermost", "Group", &[RetrieveAccounts]),
            member("Others", "Group", &[DeleteAccounts]),
            member("Bob", "User", &[ManageSafe]),
        ];
        let holdings = seen(members, groups).holdings();
        assert_eq!(
            holdings.permissions.granted,
            [RetrieveAccounts, ViewSafeMembers].into()
        );
        assert_eq!(holdings.permissions.unstated(), SafePermissions::NONE);
        let through = Via::GroupOfGroup("Outermost".to_owned());
        assert!(
            holdings.sources.iter().any(|source| source.via == through),
            "{holdings}"
        );
        assert_eq!(holdings.is_in_group("outermost"), Some(true));
        assert_eq!(holdings.is_in_group("Others"), Some(false));
        assert_eq!(holdings.is_authorized("SomethingNew"), Some(true));
    }

    #[test]
    fn nobody_knows_who_has_a_role() {
        let members = vec![member("Safe Owners", "Role", &[ManageSafe])];
        let holdings = seen(members, json!([])).holdings();
        assert_eq!(holdings.permissions.holds(ManageSafe), None);
        assert_eq!(holdings.permissions.holds(RetrieveAccounts), Some(false));
        assert_eq!(holdings.perhaps.len(), 1);
    }

    #[test]
    fn a_flag_that_is_missing_is_not_denied() {
        let json = json!({"memberName": "ANN", "permissions": {"useAccounts": true, "addAccounts": false}});
        let own = serde_json::from_value(json).unwrap();
        let holdings = seen(vec![own], json!([])).holdings();
        assert_eq!(holdings.permissions.holds(UseAccounts), Some(true));
        assert_eq!(holdings.permissions.holds(AddAccounts), Some(false));
        assert_eq!(holdings.permissions.holds(BackupSafe), None);
    }

    #[test]
    fn a_group_that_is_not_listed_leaves_the_question_open() {
        let members = || vec![member("Hidden", "Group", &[ManageSafe])];
        let hidden = seen(members(), json!([])).holdings();
        assert_eq!(hidden.permissions.holds(ManageSafe), None);
        assert!(
            hidden.unseen.iter().any(|one| one.what.contains("groups")),
            "{hidden}"
        );
        let listed = seen(members(), json!([group("Hidden", &["Bob"])])).holdings();
        assert_eq!(listed.permissions.holds(ManageSafe), Some(false));
    }

    #[test]
    fn a_list_that_goes_on_denies_nothing() {
        let mut seen = seen(vec![member("Ann", "User", &[UseAccounts])], json!([]));
        if let Look::Seen(members) = &mut seen.members {
            members.more = true;
        }
        let held = seen.holdings().permissions;
        assert_eq!(held.holds(UseAccounts), Some(true));
        assert_eq!(held.unstated().len(), 20);
    }

    #[test]
    fn without_a_name_only_rows_that_cannot_be_changed_may_be_the_own() {
        let mut ann = member("Ann", "User", &[UseAccounts]);
        ann.is_read_only = Some(true);
        let mut bob = member("Bob", "User", &[RetrieveAccounts]);
        bob.is_read_only = Some(false);
        let mut seen = seen(vec![ann, bob], json!([]));
        (seen.user, seen.own) = (String::new(), Look::NotTaken);
        let holdings = seen.holdings();
        assert_eq!(holdings.permissions.holds(UseAccounts), None);
        assert_eq!(holdings.permissions.holds(RetrieveAccounts), Some(false));
        assert!(
            holdings
                .unseen
                .iter()
                .any(|one| one.what == "the name of the user")
        );
    }

    #[test]
    fn names_of_a_hostile_server_are_bounded_and_plain() {
        let name = format!("\u{1b}[31m{}", "x".repeat(100_000));
        let holdings = seen(vec![member(&name, "Role", &[ManageSafe])], json!([])).holdings();
        let text = holdings.to_string();
        assert!(
            text.len() < 1_000 && !text.contains('\u{1b}'),
            "{}",
            text.len()
        );
    }

    #[test]
    fn an_end_that_may_have_come_leaves_the_question_open() {
        let mut own = member("Ann", "User", &[UseAccounts]);
        own.membership_expiration_date = Some(pvwa_api::EpochSeconds(1));
        let holdings = |own: &SafeMember| seen(vec![own.clone()], json!([])).holdings();
        assert_eq!(holdings(&own).permissions.holds(UseAccounts), None);
        own.is_expired_membership_enable = Some(false);
        assert_eq!(holdings(&own).permissions.holds(UseAccounts), Some(true));
        own.is_expired_membership_enable = Some(true);
        assert_eq!(holdings(&own).permissions.holds(UseAccounts), Some(false));
        assert_eq!(holdings(&own).expired.len(), 1);
    }
}
