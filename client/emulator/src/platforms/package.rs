//! Platforms as ZIP files.

use super::{changes::numbered, known::Platform, lists::find, require_administrator};
use crate::{
    answer::Answer, archive, behaviour::Row, call::Call, encoding, errors::Refusal, fields::Fields,
    state::Vault,
};
use pvwa_api::operation::Version;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("import_platform", import),
    ("export_platform", export),
    ("export_target_platform", export_numbered),
    ("export_dependent_platform", export_numbered),
    ("export_group_platform", export_numbered),
    ("export_rotational_group_platform", export_numbered),
    ("get_stored_platform", stored),
    ("delete_stored_platform", delete_stored),
    ("import_stored_platform", import_stored),
    ("upgrade_platform", upgrade),
];

/// The first version that keeps a package which conflicts with a platform.
const STORAGE: Version = Version::new(14, 2, 0);

/// The version of every package.
const PACKAGE: &str = "1.0";

/// Adds the platform of a package; only the names in the file are looked at.
fn import(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let names = names(call.fields()?)?;
    let id = archive::stem(&names, "Policy-", ".ini").ok_or_else(|| {
        Refusal::invalid(
            "ImportFile",
            "The file holds no Policy-ID.ini of a platform.",
        )
    })?;
    if let Some(known) = vault.platforms.any(&id) {
        let mut message = format!("Platform {} exists already.", known.id);
        if vault.version >= STORAGE {
            vault.platforms.stored = Some(known.id.clone());
            message.push_str(" The package is kept in storage.");
        }
        return Err(Refusal::generic(409, message));
    }
    vault.platforms.import(&id, &id, "")?;
    Ok(Answer::created(json!({"PlatformID": id})))
}

/// The names in the file of a body.
pub(crate) fn names(fields: Fields) -> Result<Vec<String>, Refusal> {
    let file = fields.mandatory_value("ImportFile")?;
    encoding::file(file)
        .and_then(|bytes| archive::names(&bytes))
        .ok_or_else(|| Refusal::must_be("ImportFile", "a ZIP file in Base64"))
}

fn export(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    packed(find(vault, call)?)
}

fn export_numbered(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    packed(numbered(vault, call)?)
}

fn packed(platform: &Platform) -> Result<Answer, Refusal> {
    let mut file = format!(
        "PolicyID={}\r\nPolicyName={}\r\n",
        platform.id, platform.name
    );
    for (name, value) in platform.own_settings() {
        file.push_str(&format!("{name}={value}\r\n"));
    }
    let name = format!("Policy-{}.ini", platform.id);
    let bytes = archive::of_file(&name, file.as_bytes()).map_err(|_| {
        Refusal::generic(
            500,
            format!("Platform {} does not fit into a ZIP file.", platform.id),
        )
    })?;
    let answer = Answer::bytes("application/octet-stream", bytes);
    Ok(answer.named(&format!("{}.zip", platform.id)))
}

/// The package in storage, and what it conflicts with.
fn stored(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let id = stored_id(vault)?;
    let conflicts: Vec<Value> = vault
        .platforms
        .any(id)
        .into_iter()
        .map(
            |one| json!({"Id": one.id, "BaseId": one.base(), "Name": one.name, "Version": PACKAGE}),
        )
        .collect();
    Ok(Answer::ok(json!({
        "StoredPlatformDetails": {"Id": id, "BaseId": id, "Name": id, "Version": PACKAGE},
        "ConflictedPlatformsDetails": conflicts,
    })))
}

fn delete_stored(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    stored_id(vault)?;
    vault.platforms.stored = None;
    Ok(Answer::empty(204))
}

/// Adds the package in storage under an id and a name of its own.
fn import_stored(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let fields = call.fields()?;
    let name = fields.mandatory("PlatformName")?;
    let description = fields.text("Description")?.unwrap_or_default();
    stored_id(vault)?;
    let id = match fields.text("PlatformId")?.filter(|id| !id.is_empty()) {
        Some(id) => id.to_owned(),
        None => name.split_whitespace().collect(),
    };
    vault.platforms.import(&id, name, description)?;
    vault.platforms.stored = None;
    let body = json!({"PlatformId": id, "PlatformName": name});
    Ok(Answer::created(body))
}

/// Puts the package in storage in the place of a platform, whose settings are then those that it
/// began with.
fn upgrade(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let stored = stored_id(vault)?;
    let id = find(vault, call)?.id.clone();
    if !stored.eq_ignore_ascii_case(&id) {
        let message = format!("The package in storage does not conflict with platform {id}.");
        return Err(Refusal::generic(409, message));
    }
    vault.platforms.reset(&id);
    vault.platforms.stored = None;
    Ok(Answer::ok(json!({"PlatformId": id})))
}

fn stored_id(vault: &Vault) -> Result<&str, Refusal> {
    let stored = vault.platforms.stored.as_deref();
    stored.ok_or_else(|| Refusal::generic(404, "No platform package is in storage."))
}
