//! An account as the vault holds it.

use crate::identity::{AccountKey, PrincipalId};
use pvwa_api::Secret;
use serde_json::{Map, Value, json};

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
}

/// What the CPM says of an account; moments in seconds.
#[derive(Clone, Default)]
pub(crate) struct Management {
    pub(crate) status: Option<&'static str>,
    pub(crate) modified: i64,
    pub(crate) verified: Option<i64>,
    pub(crate) reconciled: Option<i64>,
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
}

/// What was done to an account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Add,
    Update,
    Delete,
    Retrieve,
    StoreSecret,
    CpmChange,
    CpmVerify,
    CpmReconcile,
}

/// How many activities and versions of a secret an account keeps at most.
const KEPT: usize = 999;

impl Action {
    /// The text and number in the list of activities. The numbers 22 and 24 were recorded, the
    /// others are the emulator's own.
    pub(crate) fn described(self) -> (&'static str, u32) {
        match self {
            Self::Add => ("Add account", 1),
            Self::Update => ("Update account properties", 2),
            Self::Delete => ("Delete account", 3),
            Self::Retrieve => ("Retrieve password", 4),
            Self::StoreSecret => ("Store password", 5),
            Self::CpmVerify => ("CPM Verify Password", 22),
            Self::CpmChange => ("CPM Change Password", 24),
            Self::CpmReconcile => ("CPM Reconcile Password", 25),
        }
    }
}

impl AccountProperties {
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
        self.secrets.push(SecretVersion {
            id,
            value,
            by,
            at: now,
        });
        let limit = limit.map_or(KEPT, |limit| (limit as usize).clamp(1, KEPT));
        forget_oldest(&mut self.secrets, limit);
        self.management.modified = now;
    }

    /// Writes down what was done.
    pub(crate) fn note(&mut self, by: PrincipalId, action: Action, reason: &str, now: i64) {
        self.activities.push(Activity {
            at: now,
            by,
            action,
            reason: reason.to_owned(),
        });
        forget_oldest(&mut self.activities, KEPT);
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
        let mut account = Map::new();
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

fn forget_oldest<T>(items: &mut Vec<T>, keep: usize) {
    if items.len() > keep {
        items.drain(..items.len() - keep);
    }
}
