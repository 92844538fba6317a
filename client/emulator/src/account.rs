//! An account as the vault holds it.

mod action;
mod map;

pub(crate) use action::Action;
pub(crate) use map::AccountMap;

use crate::{
    bounded,
    cpm::{Task, Work},
    custody::Lock,
    dependents::Dependent,
    identity::{AccountKey, PrincipalId},
    links::Link,
    permissions::PermissionSet,
    state::Vault,
};
use pvwa_api::Secret;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// An account with the versions of its secret.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) key: AccountKey,
    pub(crate) properties: AccountProperties,
    pub(crate) management: Management,
    /// Oldest first.
    pub(crate) secrets: Vec<SecretVersion>,
    /// What the CPM is to set at its next change.
    pub(crate) next_secret: Option<Secret>,
    /// The secret on the target system, where it is another one than in the vault.
    pub(crate) on_target: Option<Secret>,
    /// What the CPM is to do.
    pub(crate) task: Option<Task>,
    /// Who has checked it out.
    pub(crate) lock: Option<Lock>,
    /// When its secret is changed because it was used, in microseconds.
    pub(crate) used_until: Option<i64>,
    /// By their positions.
    pub(crate) links: BTreeMap<u32, Link>,
    /// The account group it belongs to.
    pub(crate) group: Option<AccountKey>,
    /// By their numbers in the safe.
    pub(crate) dependents: BTreeMap<u32, Dependent>,
    /// What single users and groups may do with it, instead of what the safe says.
    pub(crate) access: BTreeMap<PrincipalId, PermissionSet>,
    /// Who is a local administrator of its machine, and until which second.
    pub(crate) administrators: BTreeMap<PrincipalId, i64>,
    /// Oldest first, and bounded.
    pub(crate) activities: Vec<Activity>,
    /// These three in seconds.
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) deleted: Option<i64>,
}

/// What people choose about an account.
#[derive(Clone, Default)]
pub(crate) struct AccountProperties {
    pub(crate) name: String,
    pub(crate) address: Option<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) platform: String,
    pub(crate) is_key: bool,
    /// The properties that its platform gives it.
    pub(crate) platform_properties: Vec<(String, String)>,
    pub(crate) automatic: bool,
    pub(crate) manual_reason: Option<String>,
    pub(crate) remote_machines: Option<String>,
    pub(crate) restricted_to_machines: bool,
    /// Where it stands in its safe; empty for the root.
    pub(crate) folder: String,
}

/// What the CPM says of an account; moments in seconds.
#[derive(Clone, Default)]
pub(crate) struct Management {
    pub(crate) status: Option<&'static str>,
    pub(crate) modified: i64,
    pub(crate) verified: Option<i64>,
    pub(crate) reconciled: Option<i64>,
    pub(crate) verified_by: Option<PrincipalId>,
    /// What the CPM did last, whether it succeeded or not.
    pub(crate) last: Option<Work>,
    /// Why the last task failed; empty where it did not.
    pub(crate) error: String,
    /// How often in a row tasks have failed.
    pub(crate) failures: u32,
}

/// A secret that the account has or had.
#[derive(Clone)]
pub(crate) struct SecretVersion {
    pub(crate) id: i64,
    pub(crate) value: Secret,
    pub(crate) by: PrincipalId,
    pub(crate) at: i64,
}

/// Something that was done to an account.
#[derive(Clone)]
pub(crate) struct Activity {
    pub(crate) at: i64,
    pub(crate) by: PrincipalId,
    pub(crate) action: Action,
    pub(crate) reason: String,
    /// Details, such as what a secret was retrieved for.
    pub(crate) details: String,
}

/// How many activities and versions of a secret an account keeps at most.
const KEPT: usize = 999;

/// How old an account may be to count as new, in seconds.
const NEW: i64 = 7 * 24 * 60 * 60;

impl Activity {
    /// The entry as answers carry it.
    pub(crate) fn to_json(&self, vault: &Vault) -> Value {
        let (action, id) = self.action.described();
        json!({
            "Alert": self.action.is_alert(),
            "Date": self.at,
            "User": vault.user_name(self.by),
            "Action": action,
            "ActionID": id,
            "ClientID": self.action.component(),
            "MoreInfo": self.details,
            "Reason": self.reason,
        })
    }
}

/// How many properties the answer for one account has at most.
const MOST_PROPERTIES: usize = 16;

/// The folder of accounts that are in no other one.
pub(crate) const ROOT: &str = "Root";

impl AccountProperties {
    /// The folder, as answers name it.
    pub(crate) fn folder_name(&self) -> &str {
        match self.folder.as_str() {
            "" => ROOT,
            folder => folder,
        }
    }

    /// The value of a property of its platform.
    pub(crate) fn platform_property(&self, name: &str) -> Option<&str> {
        self.platform_properties
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Sets a property of its platform, in the spelling it has where it is there already.
    pub(crate) fn set_platform_property(&mut self, name: &str, value: String) {
        let known = self
            .platform_properties
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        match known {
            Some((_, old)) => *old = value,
            None => self.platform_properties.push((name.to_owned(), value)),
        }
    }

    /// The value of any property that a platform can require.
    pub(crate) fn required(&self, name: &str) -> Option<&str> {
        match name {
            "Address" => self.address.as_deref(),
            "Username" => self.user_name.as_deref(),
            "ItemName" => Some(self.name.as_str()),
            other => self.platform_property(other),
        }
        .filter(|text| !text.is_empty())
    }
}

impl Account {
    /// A new account without a secret. `now` here and below is in seconds.
    pub(crate) fn new(key: AccountKey, properties: AccountProperties, now: i64) -> Self {
        Self {
            key,
            properties,
            management: Management {
                modified: now,
                ..Management::default()
            },
            secrets: Vec::new(),
            next_secret: None,
            on_target: None,
            task: None,
            lock: None,
            used_until: None,
            links: BTreeMap::new(),
            group: None,
            dependents: BTreeMap::new(),
            access: BTreeMap::new(),
            administrators: BTreeMap::new(),
            activities: Vec::new(),
            created: now,
            modified: now,
            deleted: None,
        }
    }

    /// Stores a new secret. `limit` is how many versions the safe keeps.
    pub(crate) fn store_secret(
        &mut self,
        value: Secret,
        by: PrincipalId,
        limit: Option<u32>,
        now: i64,
    ) {
        let id = self.secrets.last().map_or(1, |last| last.id + 1);
        let version = SecretVersion {
            id,
            value,
            by,
            at: now,
        };
        let limit = limit.map_or(KEPT, |limit| (limit as usize).clamp(1, KEPT));
        bounded::push(&mut self.secrets, version, limit);
        self.management.modified = now;
    }

    /// Forgets the versions that were replaced before a moment; the newest one stays.
    pub(crate) fn forget_replaced_before(&mut self, moment: i64) {
        let replaced = self.secrets.windows(2);
        let old = replaced.take_while(|pair| pair.last().is_some_and(|next| next.at < moment));
        let old = old.count();
        self.secrets.drain(..old);
    }

    /// Writes down what was done.
    pub(crate) fn note(&mut self, by: PrincipalId, action: Action, reason: &str, now: i64) {
        self.note_details(by, action, reason, String::new(), now);
    }

    /// The same, with details.
    pub(crate) fn note_details(
        &mut self,
        by: PrincipalId,
        action: Action,
        reason: &str,
        details: String,
        now: i64,
    ) {
        let activity = Activity {
            at: now,
            by,
            action,
            reason: reason.to_owned(),
            details,
        };
        bounded::push(&mut self.activities, activity, KEPT);
    }

    /// Whether all words, in lower case, are found in what the account is or in its safe's name.
    pub(crate) fn holds(&self, words: &[String], safe: &str) -> bool {
        let given = &self.properties;
        let texts: Vec<String> = [given.name.as_str(), &given.platform, safe]
            .into_iter()
            .chain(given.address.as_deref())
            .chain(given.user_name.as_deref())
            .chain(
                given
                    .platform_properties
                    .iter()
                    .map(|(_, value)| value.as_str()),
            )
            .map(str::to_lowercase)
            .collect();
        words
            .iter()
            .all(|word| texts.iter().any(|text| text.contains(word)))
    }

    /// Whether it counts as new.
    pub(crate) fn is_new(&self, now: i64) -> bool {
        self.created > now - NEW
    }

    /// Whether anybody did it, or a certain user.
    pub(crate) fn was(&self, action: Action, by: Option<PrincipalId>) -> bool {
        self.activities
            .iter()
            .any(|one| one.action == action && by.is_none_or(|by| one.by == by))
    }

    /// The account as answers carry it, without its secret.
    pub(crate) fn to_json(&self, safe_name: &str) -> Value {
        let given = &self.properties;
        let mut account = Map::with_capacity(MOST_PROPERTIES);
        let mut put = |key: &str, value: Value| {
            if !value.is_null() {
                account.insert(key.to_owned(), value);
            }
        };
        put("categoryModificationTime", self.modified.into());
        put("platformId", given.platform.as_str().into());
        put("safeName", safe_name.into());
        put("id", self.key.to_string().into());
        put("name", given.name.as_str().into());
        put("address", given.address.as_deref().into());
        put("userName", given.user_name.as_deref().into());
        put(
            "secretType",
            if given.is_key { "key" } else { "password" }.into(),
        );
        let platform_properties: Map<_, _> = given
            .platform_properties
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        put("platformAccountProperties", platform_properties.into());
        put("secretManagement", self.management_json());
        if let Some(machines) = &given.remote_machines {
            put(
                "remoteMachinesAccess",
                json!({
                    "remoteMachines": machines,
                    "accessRestrictedToRemoteMachines": given.restricted_to_machines,
                }),
            );
        }
        put("createdTime", self.created.into());
        put("deletionTime", self.deleted.into());
        account.into()
    }

    fn management_json(&self) -> Value {
        let mut management = json!({
            "automaticManagementEnabled": self.properties.automatic,
        });
        let optional: [(&str, Value); 5] = [
            (
                "manualManagementReason",
                self.properties.manual_reason.as_deref().into(),
            ),
            ("status", self.management.status.into()),
            ("lastModifiedTime", self.management.modified.into()),
            ("lastReconciledTime", self.management.reconciled.into()),
            ("lastVerifiedTime", self.management.verified.into()),
        ];
        for (key, value) in optional {
            if !value.is_null() {
                management[key] = value;
            }
        }
        management
    }
}
