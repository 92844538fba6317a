//! From what was seen to what somebody holds: no input and output here.

use super::{
    Holdings, Membership, SafePermissions, Source, StatedPermissions, Unseen, Via, holdings::same,
};
use crate::Error;
use pvwa_api::{
    SafePermission,
    types::{MemberType, MemberTypeKnown, SafeMember, UserGroup, UserSummary, VaultAuthorization},
};

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
    pub(super) members: Look<Vec<SafeMember>>,
    /// The safe itself.
    pub(super) details: Look<()>,
    /// Whether an account of the safe is in the list of accounts.
    pub(super) listed: Look<bool>,
    /// The name of the safe of the account in question.
    pub(super) account: Look<String>,
    /// The user's own row in the list of users; `None` in it where it is not there.
    pub(super) own: Look<Option<UserSummary>>,
    /// All groups with their members.
    pub(super) groups: Look<Vec<UserGroup>>,
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
        let known = self.groups.seen().map_or(&[][..], Vec::as_slice);
        let mut next = 0;
        // Each name is put in once, so groups within each other come to an end.
        while let Some(inner) = found.get(next).cloned() {
            let outer = known.iter().filter(|group| {
                let names = group
                    .members
                    .iter()
                    .filter_map(|member| member.username.as_deref());
                names.into_iter().any(|name| same(name, &inner))
            });
            for name in outer.filter_map(|group| group.group_name.clone()) {
                if !found.iter().any(|one| same(one, &name)) {
                    found.push(name);
                }
            }
            next += 1;
        }
        Some(found)
    }

    /// What the user holds by all this.
    pub(super) fn holdings(&self) -> Holdings {
        let mut holdings = Holdings {
            user: self.user.clone(),
            safe: self.safe.clone(),
            groups: self.all_groups(),
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
            VaultAuthorization::Other(name) => name.clone(),
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
    fn note_members(&self, holdings: &mut Holdings, members: &[SafeMember]) {
        let direct = self.direct_groups().unwrap_or_default();
        // Whether the closure of the groups is complete.
        let complete = self.direct_groups().is_some() && self.groups.seen().is_some();
        let mut granted = StatedPermissions::from(SafePermissions::NONE);
        let mut open = SafePermissions::NONE;
        for member in members {
            let Some(name) = &member.member_name else {
                continue;
            };
            let stated = member.permissions.as_ref().map(StatedPermissions::from);
            let stated = stated.unwrap_or_default();
            let role = matches!(
                member.member_type,
                Some(MemberType::Known(MemberTypeKnown::Role))
            );
            let via = match is_user(member) {
                true if same(name, &self.user) => Some(Via::Own),
                true => continue,
                false if direct.iter().any(|group| same(group, name)) => {
                    Some(Via::Group(name.clone()))
                }
                false if holdings.is_in_group(name) == Some(true) => {
                    Some(Via::GroupOfGroup(name.clone()))
                }
                // The list of users knows no roles.
                false if complete && !role => continue,
                false => None,
            };
            let source = |via| Source {
                via,
                permissions: stated.granted,
                expires: member.membership_expiration_date,
            };
            let expired = member.is_expired_membership_enable;
            match via {
                _ if expired == Some(true) => {
                    holdings.expired.extend(via.map(source));
                }
                // It ends some day, and the server does not say whether that has come.
                Some(via) if expired.is_none() && member.membership_expiration_date.is_some() => {
                    open = open | stated.granted | stated.unstated();
                    holdings.perhaps.push(source(via));
                }
                Some(via) => {
                    granted.granted = granted.granted | stated.granted;
                    open = open | stated.unstated();
                    holdings.sources.push(source(via));
                }
                None => {
                    open = open | stated.granted | stated.unstated();
                    holdings.perhaps.push(source(Via::Group(name.clone())));
                }
            }
        }
        granted.denied = SafePermissions::ALL - granted.granted - open;
        holdings.permissions = granted;
        // A group that would give nothing new is not worth a word.
        let held = holdings.permissions.granted;
        holdings
            .perhaps
            .retain(|source| !held.contains_all(source.permissions));
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
            Look::Seen(Some(_)) if groups_matter && self.groups.seen().is_none() => {
                holdings.unseen.push(Unseen {
                    what: "groups within groups",
                    needs: Some("the vault authorisation AuditUsers"),
                });
            }
            _ => {}
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

/// Whether a member is a user, as members are that older servers do not call anything.
fn is_user(member: &SafeMember) -> bool {
    match &member.member_type {
        None | Some(MemberType::Known(MemberTypeKnown::User)) => true,
        Some(MemberType::Other(kind)) => kind.eq_ignore_ascii_case("user"),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            members: Look::Seen(members),
            own: Look::Seen(Some(serde_json::from_value(own).unwrap())),
            groups: Look::Seen(serde_json::from_value(groups).unwrap()),
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
