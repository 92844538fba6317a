//! Uploads of many accounts.

use super::KEPT;
use crate::{
    Emulator, accounts,
    answer::Answer,
    behaviour::Row,
    bounded,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId},
    object_access::operation,
    platforms,
    predefined::ADMINISTRATOR,
    state::{Vault, same},
};
use pvwa_api::Secret;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("start_account_upload", start),
    ("list_account_uploads", list),
    ("get_account_upload", get),
];

/// The uploads by their numbers.
#[derive(Default)]
pub(crate) struct Uploads {
    /// How long one takes, in microseconds.
    takes: i64,
    known: BTreeMap<i64, Upload>,
}

struct Upload {
    by: PrincipalId,
    source: String,
    /// In seconds.
    created: i64,
    /// What is still to be added, and when, in microseconds; `None` once that is done.
    waiting: Option<(i64, Vec<Value>)>,
    succeeded: Vec<Value>,
    failed: Vec<Value>,
}

/// What an item is shown with afterwards, besides its number: never the secret.
const SHOWN: [&str; 8] = [
    "name",
    "address",
    "userName",
    "platformId",
    "safeName",
    "groupName",
    "groupPlatformId",
    "secretType",
];

const DEFAULT_LIMIT: usize = 50;
const LARGEST_LIMIT: usize = 1000;

impl Refusal {
    fn built_in_administrator() -> Self {
        Self::new(
            403,
            "PASWS291E",
            "The built-in Administrator cannot do this; log on as another user.",
        )
    }
}

/// Takes accounts to be added, and answers the number of the upload.
fn start(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    if same(vault.user_name(caller), ADMINISTRATOR) {
        return Err(Refusal::built_in_administrator());
    }
    let now = vault.now();
    let mut safes = vault.safes.values();
    if !safes.any(|safe| vault.allows(caller, call.operation, safe, now)) {
        return Err(Refusal::not_authorized());
    }
    let fields = call.fields()?;
    let items = fields.mandatory_list("accountsList")?;
    let source = fields.text("source")?.unwrap_or_default().to_owned();
    let due = vault.clock.micros();
    let due = due.saturating_add(vault.bulk.uploads.takes);
    let id = vault.bulk.number();
    let upload = Upload {
        by: caller,
        source,
        created: now,
        waiting: Some((due, items.to_vec())),
        succeeded: Vec::new(),
        failed: Vec::new(),
    };
    bounded::insert(&mut vault.bulk.uploads.known, id, upload, KEPT);
    vault.settle_uploads();
    Ok(Answer::json(202, id))
}

/// The caller's uploads, newest first.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let limit = call.query.number("limit")?.unwrap_or(DEFAULT_LIMIT);
    if limit == 0 || limit > LARGEST_LIMIT {
        return Err(Refusal::must_be(
            "limit",
            &format!("from 1 to {LARGEST_LIMIT}"),
        ));
    }
    let own = vault.bulk.uploads.known.iter().rev();
    let own: Vec<Value> = own
        .filter(|(_, upload)| upload.by == caller)
        .map(|(id, upload)| upload.to_json(*id).into())
        .collect();
    let total = own.len();
    let page: Vec<Value> = own.into_iter().take(limit).collect();
    Ok(Answer::ok(json!({"BulkActions": page, "Total": total})))
}

/// One upload with what became of its accounts.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, id) = (call.caller()?, call.parameter("bulkId"));
    let number = id.parse().ok();
    let upload = number.and_then(|number: i64| vault.bulk.uploads.known.get_key_value(&number));
    let (number, upload) = upload
        .filter(|(_, upload)| upload.by == caller)
        .ok_or_else(|| Refusal::missing("Bulk action", id))?;
    let mut json = upload.to_json(*number);
    if upload.waiting.is_none() {
        for (name, items) in [
            ("SucceededItems", &upload.succeeded),
            ("FailedItems", &upload.failed),
        ] {
            let items = json!({"Total": items.len(), "Items": items});
            json.insert(name.to_owned(), items);
        }
    }
    Ok(Answer::ok(json))
}

impl Upload {
    fn status(&self) -> &'static str {
        match (&self.waiting, self.failed.is_empty()) {
            (Some(_), _) => "inProgress",
            (None, true) => "completed",
            (None, false) => "completedWithErrors",
        }
    }

    fn to_json(&self, id: i64) -> Map<String, Value> {
        let mut json = Map::new();
        json.insert("Id".to_owned(), id.into());
        json.insert("Source".to_owned(), self.source.as_str().into());
        json.insert("CreationTime".to_owned(), self.created.into());
        json.insert("Status".to_owned(), self.status().into());
        if self.waiting.is_none() {
            let result = json!({
                "Succeeded": self.succeeded.len(),
                "Failed": self.failed.len(),
                "Error": null,
            });
            json.insert("Result".to_owned(), result);
        }
        json
    }
}

impl Vault {
    /// Adds the accounts of the uploads that are due.
    pub(crate) fn settle_uploads(&mut self) {
        let now = self.clock.micros();
        let known = self.bulk.uploads.known.iter_mut();
        let due: Vec<(i64, PrincipalId, Vec<Value>)> = known
            .filter_map(|(id, upload)| {
                let (_, items) = upload.waiting.take_if(|(due, _)| *due <= now)?;
                Some((*id, upload.by, items))
            })
            .collect();
        for (id, by, items) in due {
            for item in items {
                let added = self.add_uploaded(by, &item);
                let Some(upload) = self.bulk.uploads.known.get_mut(&id) else {
                    break;
                };
                let json = shown(&item, &added);
                match added {
                    Ok(_) => upload.succeeded.push(json),
                    Err(_) => upload.failed.push(json),
                }
            }
        }
    }

    /// Adds one account, with its group and its links, or nothing at all.
    fn add_uploaded(&mut self, caller: PrincipalId, item: &Value) -> Result<AccountKey, Refusal> {
        let fields = Fields::of(Some(item))?;
        let safe_name = fields.mandatory("safeName")?;
        let properties = accounts::read(self, fields)?;
        let secret = fields.text("secret")?.map(Secret::from);
        let now = self.now();
        let safe = self.visible_safe(caller, safe_name, now);
        let safe = safe.ok_or_else(|| Refusal::no_safe_for_account(safe_name))?;
        self.require(caller, operation("start_account_upload")?, safe, now)?;
        platforms::check_new(&self.platforms, &properties.platform, &safe.name)?;
        let number = safe.number;
        let mut links = Vec::new();
        for link in fields.list("linkedAccounts")?.unwrap_or_default() {
            links.push(self.read_link(caller, Fields::of(Some(link))?)?);
        }
        let key = self.create_account(number, properties, secret, caller)?;
        let rest = self.join_named(caller, key, fields).and_then(|()| {
            links
                .into_iter()
                .try_for_each(|(position, link)| self.set_link(caller, key, position, link))
        });
        match rest {
            Ok(()) => Ok(key),
            Err(refusal) => {
                self.accounts.remove(&key);
                Err(refusal)
            }
        }
    }
}

/// An item as its upload shows it afterwards.
fn shown(item: &Value, added: &Result<AccountKey, Refusal>) -> Value {
    let mut json = Map::new();
    if let Ok(fields) = Fields::of(Some(item)) {
        if let Ok(Some(index)) = fields.integer("uploadIndex") {
            json.insert("uploadIndex".to_owned(), index.into());
        }
        for name in SHOWN {
            if let Ok(Some(text)) = fields.text(name) {
                let text = match name {
                    "secretType" => text.to_ascii_lowercase(),
                    _ => text.to_owned(),
                };
                json.insert(name.to_owned(), text.into());
            }
        }
        if json
            .get("secretType")
            .is_some_and(|kind| kind != "key" && kind != "password")
        {
            json.remove("secretType");
        }
    }
    match added {
        Ok(key) => json.insert("id".to_owned(), key.to_string().into()),
        Err(refusal) => json.insert("error".to_owned(), refusal.text().into()),
    };
    json.into()
}

impl Emulator {
    /// Lets uploads of accounts take a time of the vault's clock from now on; without this they
    /// are done when their request is answered.
    pub fn uploads_take(&self, time: Duration) {
        let time = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        self.vault(|vault| vault.bulk.uploads.takes = time);
    }
}
