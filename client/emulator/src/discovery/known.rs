//! What the vault keeps of discovery.

use super::{rules::Rule, scans::Scan};
use crate::{errors::Refusal, identity::AccountKey, state::Vault};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The safe in which discovered accounts wait.
pub(super) const PENDING: &str = "PasswordManager_Pending";

/// How many accounts wait at most.
const MOST: usize = 100_000;

/// Accounts that wait, rules and scans.
#[derive(Default)]
pub(crate) struct Discovery {
    pub(super) waiting: BTreeMap<AccountKey, Discovered>,
    /// The one that is tried first stands first.
    pub(super) rules: Vec<Rule>,
    pub(super) last_rule: i64,
    pub(super) scans: BTreeMap<i64, Scan>,
    pub(super) last_scan: i64,
}

/// An account that was found and waits to be onboarded.
pub(super) struct Discovered {
    pub(super) key: AccountKey,
    /// Everything that was reported of it, as answers have it.
    pub(super) properties: Map<String, Value>,
    pub(super) dependencies: Vec<Dependency>,
}

/// A place that uses it.
pub(super) struct Dependency {
    pub(super) key: AccountKey,
    pub(super) properties: Map<String, Value>,
}

impl Discovered {
    pub(super) fn text(&self, name: &str) -> &str {
        text(&self.properties, name)
    }

    /// As the list has it, or with its dependencies.
    pub(super) fn to_json(&self, with_dependencies: bool) -> Value {
        let mut account = self.properties.clone();
        account.insert("id".to_owned(), self.key.to_string().into());
        account.insert(
            "numberOfDependencies".to_owned(),
            self.dependencies.len().into(),
        );
        if with_dependencies {
            let rows = self.dependencies.iter();
            let rows: Vec<Value> = rows.map(|one| one.properties.clone().into()).collect();
            account.insert("dependencies".to_owned(), rows.into());
        }
        account.into()
    }
}

/// A text of a record; empty where it is absent.
pub(super) fn text<'a>(record: &'a Map<String, Value>, name: &str) -> &'a str {
    record.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Discovery {
    /// The account of an id that waits.
    pub(super) fn get(&self, id: &str) -> Result<&Discovered, Refusal> {
        let key = id.parse().ok();
        key.and_then(|key| self.waiting.get(&key))
            .ok_or_else(|| Refusal::missing("Discovered account", id))
    }

    /// Takes an account off the list.
    pub(super) fn take(&mut self, id: &str) -> Result<Discovered, Refusal> {
        let key = id.parse().ok();
        key.and_then(|key| self.waiting.remove(&key))
            .ok_or_else(|| Refusal::missing("Discovered account", id))
    }
}

impl Vault {
    /// The number of the safe in which discovered accounts wait.
    pub(super) fn pending_safe(&mut self) -> Result<u32, Refusal> {
        self.own_safe(PENDING)
    }

    /// Refuses one more account where too many wait.
    pub(super) fn check_room(&self) -> Result<(), Refusal> {
        match self.discovery.waiting.len() {
            0..MOST => Ok(()),
            _ => Err(Refusal::full(MOST, "discovered accounts")),
        }
    }
}
