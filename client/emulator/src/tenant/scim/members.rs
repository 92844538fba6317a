//! The members of the vault's safes as the container permissions of SCIM.

use super::{field, location, meta, page, resource, schemas, text};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    identity::{PrincipalId, SafeNumber},
    permissions::PermissionSet,
    safe::{Member, MemberKind, Safe},
    state::{Vault, same},
    tenant::link::role_of_group,
};
use pvwa_api::SafePermission;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_scim_container_permissions", list),
    ("create_scim_container_permission", create),
    ("get_scim_container_permission", get),
    ("replace_scim_container_permission", replace),
    ("delete_scim_container_permission", delete),
];

/// What can be compared.
const COMPARABLE: [&str; 7] = [
    "container.name",
    "container.value",
    "user.display",
    "user.value",
    "group.display",
    "group.value",
    "id",
];

/// The members of all safes whose members the caller may see, without the vault's own.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let seen = [SafePermission::ViewSafeMembers];
    let safes = vault.safes.values();
    let mut found: Vec<Value> = safes
        .filter(|safe| {
            vault
                .require_in(caller, safe, PermissionSet::of(&seen))
                .is_ok()
        })
        .flat_map(|safe| safe.members.iter().map(move |member| (safe, member)))
        .filter(|(_, member)| !member.known_as(vault).1)
        .map(|(safe, member)| to_json(vault, safe, member))
        .collect();
    found.sort_by_cached_key(|one| one["id"].as_str().map(str::to_lowercase));
    page(call, found, &COMPARABLE)
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (safe, member) = find(vault, call, SafePermission::ViewSafeMembers)?;
    Ok(Answer::ok(to_json(vault, safe, member)))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let resource = resource(call)?;
    let container = field(&resource, "container");
    let name = match text(container, "value")? {
        Some(value) => value,
        None => text(container, "name")?.unwrap_or_default(),
    };
    let safe = vault.container(caller, name)?;
    vault.require_in(
        caller,
        safe,
        PermissionSet::of(&[SafePermission::ManageSafeMembers]),
    )?;
    let permissions = rights(&resource)?;
    let expires = expiry(&resource)?;
    vault.require_grant(caller, safe, permissions)?;
    let number = safe.number;
    let (id, kind) = who(vault, &resource)?;
    let safe = vault.container(caller, name)?;
    if id == caller {
        return Err(Refusal::own_membership());
    }
    if safe.members.iter().any(|member| member.id == id) {
        return Err(Refusal::scim_taken(&format!("{}:{id}", safe.name)));
    }
    let member = Member {
        id,
        kind,
        permissions,
        expires,
    };
    let answer = to_json(vault, safe, &member);
    members_of(vault, number)?.push(member);
    Ok(Answer::created(answer))
}

/// Makes rights and end of a membership what a resource says.
fn replace(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let resource = resource(call)?;
    let caller = call.caller()?;
    let (safe, member) = find(vault, call, SafePermission::ManageSafeMembers)?;
    if member.id == caller {
        return Err(Refusal::own_membership());
    }
    let permissions = rights(&resource)?;
    vault.require_grant(caller, safe, permissions.difference(member.permissions))?;
    let changed = Member {
        permissions,
        expires: expiry(&resource)?,
        ..member.clone()
    };
    let answer = to_json(vault, safe, &changed);
    let number = safe.number;
    let members = members_of(vault, number)?;
    if let Some(member) = members.iter_mut().find(|member| member.id == changed.id) {
        *member = changed;
    }
    Ok(Answer::ok(answer))
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (safe, member) = find(vault, call, SafePermission::ManageSafeMembers)?;
    let (number, id) = (safe.number, member.id);
    if id == call.caller()? {
        return Err(Refusal::own_membership());
    }
    if member.known_as(vault).1 {
        return Err(Refusal::not_authorized());
    }
    members_of(vault, number)?.retain(|member| member.id != id);
    Ok(Answer::empty(204))
}

fn members_of(vault: &mut Vault, safe: SafeNumber) -> Result<&mut Vec<Member>, Refusal> {
    let safe = vault.safes.get_mut(&safe);
    safe.map(|safe| &mut safe.members)
        .ok_or_else(|| Refusal::scim_missing(""))
}

/// The safe and the member of the path, `SAFE:MEMBER`; a name can have a colon, a safe cannot.
fn find<'a>(
    vault: &'a Vault,
    call: &Call,
    needed: SafePermission,
) -> Result<(&'a Safe, &'a Member), Refusal> {
    let (caller, id) = (call.caller()?, call.parameter("id"));
    let missing = || Refusal::scim_missing(id);
    let (safe, name) = id.split_once(':').ok_or_else(missing)?;
    let safe = vault.container(caller, safe).map_err(|_| missing())?;
    vault.require_in(caller, safe, PermissionSet::of(&[needed]))?;
    let mut members = safe.members.iter();
    let member = members.find(|member| same(member.known_as(vault).0, name));
    Ok((safe, member.ok_or_else(missing)?))
}

/// The user or group of the vault that a resource means. Somebody of the tenant becomes one.
fn who(vault: &mut Vault, resource: &Value) -> Result<(PrincipalId, MemberKind), Refusal> {
    let (user, group) = (field(resource, "user"), field(resource, "group"));
    let (reference, kind) = match (user.is_object(), group.is_object()) {
        (true, false) => (user, MemberKind::User),
        (false, true) => (group, MemberKind::Group),
        _ => return Err(Refusal::scim_invalid("Either user or group must be there.")),
    };
    let id = match text(reference, "value")?.filter(|value| !value.is_empty()) {
        Some(value) => value,
        None => text(reference, "display")?.unwrap_or_default(),
    };
    let known = match kind {
        MemberKind::User => {
            let uuid = vault
                .tenant
                .person_of(id)
                .ok()
                .map(|person| person.uuid.clone());
            match uuid {
                Some(uuid) => Some(vault.principal_of(&uuid)?),
                None => vault.user(id).map(|user| user.id),
            }
        }
        MemberKind::Group | MemberKind::Role => {
            let role = vault.tenant.role_of(id).ok().map(|role| role.id.clone());
            match role {
                Some(role) => Some(vault.group_of_role(&role)?),
                None => vault.group(id).map(|group| group.id),
            }
        }
    };
    known
        .map(|known| (known, kind))
        .ok_or_else(|| Refusal::scim_missing(id))
}

fn rights(resource: &Value) -> Result<PermissionSet, Refusal> {
    let mut set = PermissionSet::default();
    for right in super::items(resource, "rights")? {
        let permission: Option<SafePermission> = right.as_str().and_then(|name| name.parse().ok());
        let permission = permission
            .ok_or_else(|| Refusal::scim_invalid(format!("There is no right {right}.")))?;
        set = set.union(PermissionSet::of(&[permission]));
    }
    Ok(set.settled())
}

fn expiry(resource: &Value) -> Result<Option<i64>, Refusal> {
    match field(
        field(resource, schemas::SAFE_MEMBER),
        "membershipExpirationDate",
    ) {
        Value::Null => Ok(None),
        value => value
            .as_i64()
            .map(Some)
            .ok_or_else(|| Refusal::scim_invalid("membershipExpirationDate must be a number.")),
    }
}

/// The name of a right, which begins with a capital letter here.
fn right_name(permission: SafePermission) -> String {
    let (first, rest) = permission.api_name().split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// A member as SCIM answers it.
fn to_json(vault: &Vault, safe: &Safe, member: &Member) -> Value {
    let (name, _) = member.known_as(vault);
    let id = format!("{}:{name}", safe.name);
    let rights: Vec<String> = SafePermission::ALL
        .into_iter()
        .filter(|one| member.permissions.contains(*one))
        .map(right_name)
        .collect();
    let (attribute, kind, value, said) = match member.kind {
        MemberKind::User => ("user", "User", vault.scim_user(member.id).0, "User"),
        MemberKind::Group | MemberKind::Role => match role_of_group(vault, member.id) {
            Some(role) => ("group", "Group", role.id.clone(), "Role"),
            None => ("group", "Group", name.to_owned(), "Group"),
        },
    };
    let mut own = json!({"memberType": said});
    if let Some(expires) = member.expires {
        own["membershipExpirationDate"] = expires.into();
    }
    json!({
        "schemas": [schemas::CONTAINER_PERMISSION, schemas::SAFE_MEMBER],
        "id": id,
        "container": {
            "value": safe.name,
            "$ref": location(vault, "Container", &safe.name),
            "name": safe.name,
            "display": safe.name,
        },
        attribute: {"value": value, "$ref": location(vault, kind, &value), "display": name},
        "rights": rights,
        "meta": meta(vault, "ContainerPermission", &id, safe.created, safe.modified / 1_000_000),
        schemas::SAFE_MEMBER: own,
    })
}
