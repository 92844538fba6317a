//! Who a user is, which roles the user has, and invitations.

use super::{
    DIRECTORY,
    answers::{Cut, success, table},
    arguments::{body, person_or_caller, texts},
    identity_user::{Channel, Factor},
    logon::tenant_id,
    role::{SYSTEM_ADMINISTRATOR, USER_MANAGEMENT},
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, dates, errors::Refusal, fields::Fields,
    state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_user_details", details),
    ("get_user_risk_level", risk_level),
    ("list_user_roles", list_roles),
    ("invite_users", invite),
    ("send_login_emails", send_mails),
    ("get_user_identifiers", identifiers),
];

/// How long a password is good, in seconds.
const PASSWORD_LIFETIME: i64 = 365 * 24 * 3600;

fn details(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["ID"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    let tenant = &vault.tenant;
    let person = tenant.person_of(&uuid)?;
    let held = tenant.roles_of(&uuid);
    let date = |at: Option<i64>| at.map(|at| dates::net(Some(at)));
    let changed = person.password_changed.unwrap_or(person.created);
    let has_oath = person
        .factors
        .iter()
        .any(|factor| matches!(factor, Factor::Code(Channel::Authenticator, _)));
    let pushes = person
        .factors
        .iter()
        .filter(|one| matches!(one, Factor::Push))
        .count();
    Ok(success(json!({
        "TenantId": tenant_id(),
        "Id": person.uuid,
        "ExternalUuid": person.uuid,
        "Name": person.name,
        "DisplayName": person.display_name(),
        "EmailAddress": person.text("Mail"),
        "MobileNumber": person.text("MobileNumber"),
        "DirectoryServiceType": "CDS",
        "DirectoryServiceId": DIRECTORY,
        "DirectoryServiceName": "CyberArk Cloud Directory",
        "DirectoryServiceLocalizedName": "CyberArk Cloud Directory",
        "IsSysAdmin": held.iter().any(|role| role.id == SYSTEM_ADMINISTRATOR),
        "CanChangePassword": true,
        "PasswordExpDate": dates::net(Some(changed.saturating_add(PASSWORD_LIFETIME))),
        "LastPasswordChangeDate": dates::net(person.password_changed),
        "ThirdPartyOathConfigured": has_oath,
        "SqEnabled": false,
        "SecurityQuestion": null,
        "SecurityQuestionsLastUpdate": null,
        "PhonePinLastChangeDate": null,
        "LastLoginDate": date(person.last_logon),
        "LastLastLoginDate": date(person.logon_before),
        "PasswordResetFlag": i32::from(person.must_change),
        "SelfUnlocked": false,
        "HasPicture": false,
        "Settings": null,
        "PreferredCulture": person.texts.get("PreferredCulture"),
        "PreferredTimeZone": null,
        "MobileDeviceAuthCapableCount": pushes,
    })))
}

/// Nothing is ever rated here.
fn risk_level(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let person = vault.tenant.person_of(call.fields()?.mandatory("ID")?)?;
    Ok(success(json!({"Uuid": person.uuid, "RiskLevel": null})))
}

fn list_roles(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["ID", "user_uuid"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    let rows = vault
        .tenant
        .roles_of(&uuid)
        .into_iter()
        .map(|role| {
            json!({
                "ID": role.id,
                "Name": role.name,
                "RoleName": role.name,
                "Role": role.id,
                "Description": role.description,
                "OrgPath": role.organization,
                "AdministrativeRights": role.rights_json(),
            })
        })
        .collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "Role", "ID")))
}

/// Looks at who is invited; a mail is not sent. Those who are join the role that is named.
fn invite(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let fields = call.fields()?;
    let role = fields.text("Role")?.filter(|role| !role.is_empty());
    let role = role
        .map(|role| vault.tenant.role_of(role).map(|role| role.id.clone()))
        .transpose()?;
    let mut invited = Vec::new();
    for entity in fields.list("Entities")?.unwrap_or_default() {
        let entity = Fields::of(Some(entity))?;
        let guid = entity.mandatory("Guid")?;
        match entity.mandatory("Type")?.to_ascii_lowercase().as_str() {
            "user" => invited.push(vault.tenant.person_of(guid)?.uuid.clone()),
            "role" => {
                vault.tenant.role_of(guid)?;
            }
            kind => {
                return Err(Refusal::tenant(format!(
                    "There is no {kind} {guid} to invite."
                )));
            }
        }
    }
    if let Some(role) = role {
        vault.tenant.role_mut(&role)?.users.extend(invited);
        vault.mirror_roles();
    }
    Ok(success(Value::Null))
}

/// Looks at who is to get a mail; none is sent.
fn send_mails(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    for id in texts(call.fields()?, "ID")? {
        vault.tenant.person_of(id)?;
    }
    Ok(success(Value::Null))
}

/// Users log on with their names, and with nothing else.
fn identifiers(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(success(
        json!({"Name": true, "Mail": false, "MobileNumber": false}),
    ))
}
