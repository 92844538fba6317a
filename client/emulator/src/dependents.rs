//! Dependent accounts: where the secret of an account is used besides the account itself.

mod edit;
mod list;
mod work;

use crate::{
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::AccountKey,
    links::{Link, POSITIONS},
    platforms::platform_property_text,
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[&[Row]] = &[edit::ROWS, list::ROWS, work::ROWS];

/// A place where the secret of an account is used.
#[derive(Clone)]
pub(crate) struct Dependent {
    /// In the safe of its account.
    number: u32,
    given: Given,
    platform: String,
    link: Option<(u32, Link)>,
    status: Option<&'static str>,
    failures: u32,
    /// When the CPM brings the secret there, in microseconds, and what was shown before.
    task: Option<(i64, Option<&'static str>)>,
    /// When it was brought there; this and the other moments in seconds.
    synced: i64,
    created: i64,
    modified: i64,
    deleted: Option<i64>,
}

/// What people choose about it.
#[derive(Clone)]
struct Given {
    name: String,
    properties: Vec<(String, String)>,
    automatic: bool,
    manual_reason: Option<String>,
}

impl Refusal {
    fn dependent_taken(name: &str) -> Self {
        Self::new(
            409,
            "PASWS027E",
            format!("The account has a dependent account of the name {name} already."),
        )
    }
}

impl Given {
    fn read(fields: Fields) -> Result<Self, Refusal> {
        let mut properties = Vec::new();
        if let Some(given) = fields.object("platformAccountProperties")? {
            for (name, value) in given.iter() {
                properties.push((name.to_owned(), platform_property_text(name, value)?));
            }
        }
        let mut automatic = true;
        let mut manual_reason = None;
        if let Some(management) = fields.object("secretManagement")? {
            let enabled = management.boolean("automaticManagementEnabled")?;
            automatic = enabled.unwrap_or(true);
            let reason = management.text("manualManagementReason")?;
            manual_reason = reason.filter(|text| !text.is_empty()).map(str::to_owned);
        }
        if automatic && manual_reason.is_some() {
            return Err(Refusal::reason_while_automatic());
        }
        Ok(Self {
            name: fields.text("name")?.unwrap_or_default().to_owned(),
            properties,
            automatic,
            manual_reason,
        })
    }
}

impl Dependent {
    fn id(&self, master: AccountKey) -> String {
        let key = AccountKey {
            safe: master.safe,
            number: self.number,
        };
        key.to_string()
    }

    fn to_json(&self, master: AccountKey, safe_name: &str) -> Map<String, Value> {
        let mut management = json!({
            "automaticManagementEnabled": self.given.automatic,
            "lastModifiedTime": self.synced,
        });
        if let Some(reason) = &self.given.manual_reason {
            management["manualManagementReason"] = reason.as_str().into();
        }
        if let Some(status) = self.status {
            management["status"] = status.into();
        }
        let properties = self.given.properties.iter();
        let properties: Map<String, Value> = properties
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        [
            ("dependentAccountId", self.id(master).into()),
            ("accountId", master.to_string().into()),
            ("name", self.given.name.as_str().into()),
            ("platformId", self.platform.as_str().into()),
            ("platformAccountProperties", properties.into()),
            ("secretManagement", management),
            ("safeName", safe_name.into()),
            ("folderName", "Root".into()),
            ("createdTime", self.created.into()),
            ("categoryModificationTime", self.modified.into()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// The accounts linked to it, for extended details.
    fn links_json(&self) -> Value {
        let link = self.link.iter();
        link.filter_map(|(position, link)| {
            let row = POSITIONS.iter().find(|row| row.0 == *position)?;
            Some(json!({
                "type": row.1,
                "displayName": row.2,
                "name": link.name,
                "extraPasswordIndex": position,
            }))
        })
        .collect()
    }

    fn matches(&self, words: &[String]) -> bool {
        let properties = self.given.properties.iter().map(|(_, value)| value);
        let texts: Vec<String> = [&self.given.name, &self.platform]
            .into_iter()
            .chain(properties)
            .map(|text| text.to_lowercase())
            .collect();
        words
            .iter()
            .all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

impl Vault {
    /// The account that a path names, and the number of the dependent account in it.
    fn dependent_of(&self, call: &Call) -> Result<(AccountKey, u32), Refusal> {
        let (master, id) = (call.account()?, call.parameter("dependentAccountId"));
        let missing = || Refusal::missing("Dependent account", id);
        let key: AccountKey = id.parse().map_err(|()| missing())?;
        let dependents = &self.account(master)?.dependents;
        let known = dependents.get(&key.number);
        match known.filter(|one| one.deleted.is_none()) {
            Some(_) if key.safe == master.safe => Ok((master, key.number)),
            _ => Err(missing()),
        }
    }

    /// A dependent account that is not deleted.
    fn dependent_mut(
        &mut self,
        master: AccountKey,
        number: u32,
    ) -> Result<&mut Dependent, Refusal> {
        let dependents = &mut self.account_mut(master)?.dependents;
        dependents
            .get_mut(&number)
            .filter(|one| one.deleted.is_none())
            .ok_or_else(|| Refusal::missing("Dependent account", number))
    }

    /// How many dependent accounts an account has, and how many of them failed last.
    pub(crate) fn count_dependents(&self, master: AccountKey) -> (usize, usize) {
        let dependents = self
            .account(master)
            .map(|account| account.dependents.values());
        let there: Vec<_> = dependents
            .into_iter()
            .flatten()
            .filter(|one| one.deleted.is_none())
            .collect();
        let failed = there.iter().filter(|one| one.status == Some("failure"));
        (there.len(), failed.count())
    }
}
