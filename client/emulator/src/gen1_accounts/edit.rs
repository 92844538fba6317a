//! Adding, finding, changing and deleting accounts, in the older form.

use super::{properties, shown};
use crate::{
    account::{AccountProperties, Action},
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    filter::words_of,
    identity::{AccountKey, PrincipalId},
    platforms,
    state::Vault,
};
use pvwa_api::{SafePermission, Secret};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(super) const ROWS: &[Row] = &[
    ("add_account_gen1", add),
    ("find_account_gen1", find),
    ("update_account_gen1", update),
    ("delete_account_gen1", delete),
];

/// The longest search, in characters.
const LONGEST_SEARCH: usize = 500;

/// What the property list of a request can hold of the links of an account.
const LINK: [(&str, &str); 3] = [("Name", "name"), ("Folder", "folder"), ("Safe", "safe")];

/// Adds an account. The answer is empty.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let body = call.fields()?;
    let fields = body.mandatory_object("account")?;
    let password = fields.mandatory("password")?;
    if password.contains('<') {
        return Err(Refusal::invalid(
            "password",
            "A potentially dangerous value was found in the request.",
        ));
    }
    let (others, links) = parted(properties(fields)?);
    let disabled = fields.boolean("disableAutoMgmt")?.unwrap_or(false);
    let reason = fields.text("disableAutoMgmtReason")?.filter(|_| disabled);
    let mut account = AccountProperties {
        name: fields.text("accountName")?.unwrap_or_default().to_owned(),
        address: filled(fields, "address")?,
        user_name: Some(fields.mandatory("username")?.to_owned()),
        platform: fields.mandatory("platformID")?.to_owned(),
        automatic: !disabled,
        manual_reason: reason.map(str::to_owned),
        platform_properties: others,
        ..AccountProperties::default()
    };
    platforms::check(&vault.platforms, &mut account)?;
    if account.name.is_empty() {
        account.name = platforms::account_name(&vault.platforms, &account);
    }
    let safe = vault.safe_for(call, fields.mandatory("safe")?)?;
    let caller = call.caller()?;
    let links = read_links(vault, caller, &links)?;
    let key = vault.create_account(safe, account, Some(Secret::from(password)), caller)?;
    if let Err(refusal) = vault.join_named(caller, key, fields) {
        vault.accounts.remove(&key);
        return Err(refusal);
    }
    for (position, link) in links {
        vault.set_link(caller, key, position, link)?;
    }
    Ok(Answer::empty(201))
}

/// How many accounts fit, and the first of them.
fn find(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    let text = call.query.text("Keywords").unwrap_or_default();
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Refusal::too_long("Keywords", LONGEST_SEARCH));
    }
    let words = words_of(text);
    let within = match call.query.text("Safe") {
        Some(name) => Some(vault.safe_for(call, name)?),
        None => None,
    };
    let mut found = vault
        .accounts
        .values()
        .filter(|account| account.deleted.is_none())
        .filter(|account| within.is_none_or(|safe| account.key.safe == safe))
        .filter_map(|account| Some((account, vault.safes.get(&account.key.safe)?)))
        .filter(|(account, safe)| vault.allows_on(caller, call.operation, account, safe, now))
        .filter(|(account, safe)| account.holds(&words, &safe.name));
    let first = found.next();
    let count = usize::from(first.is_some()) + found.count();
    let first = first.map(|(account, safe)| shown(vault, account, &safe.name));
    let first: Vec<Value> = first.into_iter().collect();
    Ok(Answer::ok(json!({"Count": count, "accounts": first})))
}

/// Replaces all properties; what is not sent is lost.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let body = call.fields()?;
    let fields = body.mandatory_object("Accounts")?;
    let folder = fields.mandatory("Folder")?;
    let name = fields.mandatory("AccountName")?;
    let (others, links) = parted(properties(fields)?);
    let (caller, key) = (call.caller()?, call.account()?);
    vault.check_unlocked(caller, key)?;
    let links = read_links(vault, caller, &links)?;
    let before = vault.account(key)?.properties.clone();
    let new_folder = match folder {
        "Root" => "",
        other => other,
    };
    let held = vault.permissions_for(caller, key);
    let renamed = before.name != name;
    let moved = before.folder != new_folder;
    if (renamed && !held.contains(SafePermission::RenameAccounts))
        || (moved && !held.contains(SafePermission::MoveAccountsAndFolders))
    {
        return Err(Refusal::not_authorized());
    }
    if renamed {
        vault.check_free_name(key.safe, name)?;
    }
    let platform = filled(fields, "PlatformID")?;
    let mut after = AccountProperties {
        name: name.to_owned(),
        address: filled(fields, "Address")?,
        user_name: filled(fields, "UserName")?,
        platform: platform.unwrap_or_else(|| before.platform.clone()),
        platform_properties: others,
        folder: new_folder.to_owned(),
        ..before
    };
    platforms::check(&vault.platforms, &mut after)?;
    let now = vault.now();
    let account = vault.account_mut(key)?;
    account.properties = after;
    account.modified = now;
    account.links = links.into_iter().collect();
    account.group = None;
    account.note(caller, Action::Update, "", now);
    vault.join_named(caller, key, fields)?;
    Ok(Answer::ok(
        json!({"UpdateAccountResult": updated(vault, key)?}),
    ))
}

/// Deletes an account.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.delete_account(call.caller()?, call.account()?)?;
    Ok(Answer::empty(200))
}

fn updated(vault: &Vault, key: AccountKey) -> Result<Value, Refusal> {
    let given = &vault.account(key)?.properties;
    let group = vault.account_group(key);
    let properties = given.platform_properties.iter();
    let properties: Vec<Value> = properties
        .map(|(name, value)| json!({"Key": name, "Value": value}))
        .collect();
    let folder = match given.folder.as_str() {
        "" => "Root",
        folder => folder,
    };
    let texts = [
        ("Folder", Some(folder)),
        ("AccountName", Some(given.name.as_str())),
        ("PlatformID", Some(given.platform.as_str())),
        ("Address", given.address.as_deref()),
        ("UserName", given.user_name.as_deref()),
        ("GroupName", group.map(|group| group.name.as_str())),
        (
            "GroupPlatformID",
            group.map(|group| group.platform.as_str()),
        ),
    ];
    let mut json: Map<String, Value> = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), text?.into())))
        .collect();
    json.insert("Properties".to_owned(), properties.into());
    Ok(json.into())
}

fn filled(fields: Fields, name: &str) -> Result<Option<String>, Refusal> {
    let text = fields.text(name)?.filter(|text| !text.is_empty());
    Ok(text.map(str::to_owned))
}

type Pairs = Vec<(String, String)>;

/// The properties of the account itself, and the objects of its links by position.
fn parted(properties: Pairs) -> (Pairs, Vec<Value>) {
    let (links, others): (Pairs, Pairs) = properties
        .into_iter()
        .partition(|(name, _)| name.to_ascii_lowercase().starts_with("extrapass"));
    let found = (1..=3).filter_map(|position| {
        let mut link = Map::new();
        for (suffix, key) in LINK {
            let wanted = format!("ExtraPass{position}{suffix}");
            let value = links
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(&wanted));
            if let Some((_, value)) = value {
                link.insert(key.to_owned(), value.as_str().into());
            }
        }
        (!link.is_empty()).then(|| {
            link.insert("extraPasswordIndex".to_owned(), position.into());
            Value::Object(link)
        })
    });
    (others, found.collect())
}

fn read_links(
    vault: &Vault,
    caller: PrincipalId,
    links: &[Value],
) -> Result<Vec<(u32, crate::links::Link)>, Refusal> {
    links
        .iter()
        .map(|link| vault.read_link(caller, Fields::of(Some(link))?))
        .collect()
}
