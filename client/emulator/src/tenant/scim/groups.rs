//! The roles of the tenant as the groups of SCIM.

use super::{items, location, meta, page, patch, resource, schemas, text};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    state::Vault,
    tenant::{
        role::{ROLE_MANAGEMENT, Role, RoleKind},
        role_members::Changes,
    },
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_scim_groups", list),
    ("create_scim_group", create),
    ("get_scim_group", get),
    ("replace_scim_group", replace),
    ("update_scim_group", update),
    ("delete_scim_group", delete),
];

/// What a patch can change.
const ATTRIBUTES: [&str; 3] = ["displayName", "members", "externalId"];

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let roles = vault.tenant.roles.values();
    let mut found: Vec<Value> = roles.map(|role| to_json(vault, role)).collect();
    found.sort_by_cached_key(|group| group["displayName"].as_str().map(str::to_lowercase));
    page(call, found, &["displayName", "id"])
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(to_json(vault, role(vault, call)?)))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let resource = resource(call)?;
    let name = text(&resource, "displayName")?.unwrap_or_default();
    if name.is_empty() {
        return Err(Refusal::scim_invalid("displayName must be there."));
    }
    if vault.tenant.role_named(name).is_some() {
        return Err(Refusal::scim_taken(name));
    }
    let (users_in, roles_in) = members(vault, &resource)?;
    let role = Role::new(name, "", vault.now());
    let id = role.id.clone();
    vault.tenant.roles.insert(id.clone(), role);
    let changes = Changes {
        users_in,
        roles_in,
        ..Changes::default()
    };
    vault.change_members(&id, changes)?;
    Ok(Answer::created(to_json(vault, vault.tenant.role_of(&id)?)))
}

fn replace(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    store(vault, call, &resource(call)?)
}

fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let mut group = to_json(vault, role(vault, call)?);
    // A group without members has no such property, and a list cannot be told from an object.
    if group["members"].is_null() {
        group["members"] = json!([]);
    }
    let group = patch::patched(call, group, &ATTRIBUTES)?;
    store(vault, call, &group)
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let id = role(vault, call)?.id.clone();
    vault
        .check_deletable(&id)
        .map_err(|refusal| Refusal::new(403, "", refusal.into_parts().2))?;
    vault.remove_role(&id);
    Ok(Answer::empty(204))
}

fn role<'a>(vault: &'a Vault, call: &Call) -> Result<&'a Role, Refusal> {
    let id = call.parameter("id");
    let known = vault
        .tenant
        .roles
        .values()
        .find(|role| role.id.eq_ignore_ascii_case(id));
    known.ok_or_else(|| Refusal::scim_missing(id))
}

/// Makes name and members of a group what a resource says.
fn store(vault: &mut Vault, call: &Call, resource: &Value) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let role = role(vault, call)?;
    let (id, everybody) = (role.id.clone(), role.kind == RoleKind::Everybody);
    let (old_users, old_roles) = (role.users.clone(), role.roles.clone());
    let name = text(resource, "displayName")?.filter(|name| !name.is_empty());
    let other = name.and_then(|name| vault.tenant.role_named(name));
    if let Some(other) = other.filter(|other| other.id != id) {
        return Err(Refusal::scim_taken(&other.name));
    }
    let (users_in, roles_in) = members(vault, resource)?;
    vault.rename_role(&id, name).map_err(Refusal::scim_value)?;
    if !everybody {
        let gone = |old: &String, new: &[String]| !new.contains(old);
        let changes = Changes {
            users_out: old_users
                .iter()
                .filter(|old| gone(old, &users_in))
                .cloned()
                .collect(),
            roles_out: old_roles
                .iter()
                .filter(|old| gone(old, &roles_in))
                .cloned()
                .collect(),
            users_in: users_in
                .into_iter()
                .filter(|new| !old_users.contains(new))
                .collect(),
            roles_in: roles_in
                .into_iter()
                .filter(|new| !old_roles.contains(new))
                .collect(),
            ..Changes::default()
        };
        vault
            .change_members(&id, changes)
            .map_err(Refusal::scim_value)?;
    }
    Ok(Answer::ok(to_json(vault, vault.tenant.role_of(&id)?)))
}

/// The users and the roles that are members in a resource; all of them must exist.
fn members(vault: &Vault, resource: &Value) -> Result<(Vec<String>, Vec<String>), Refusal> {
    let (mut users, mut roles) = (Vec::new(), Vec::new());
    for member in items(resource, "members")? {
        let id = text(member, "value")?.unwrap_or_default();
        let user = vault.tenant.people.get(&id.to_ascii_lowercase());
        let role = vault
            .tenant
            .roles
            .values()
            .find(|role| role.id.eq_ignore_ascii_case(id));
        match (user, role) {
            (Some(user), _) => users.push(user.uuid.clone()),
            (None, Some(role)) => roles.push(role.id.clone()),
            (None, None) => return Err(Refusal::scim_missing(id)),
        }
    }
    Ok((users, roles))
}

/// A group as SCIM answers it.
fn to_json(vault: &Vault, role: &Role) -> Value {
    let member = |kind: &str, id: &str, name: &str| {
        json!({
            "value": id,
            "$ref": location(vault, kind, id),
            "type": kind,
            "display": name,
        })
    };
    let everybody = role.kind == RoleKind::Everybody;
    let users = vault
        .tenant
        .people
        .values()
        .filter(|person| match everybody {
            true => person.in_everybody,
            false => role.users.contains(&person.uuid),
        });
    let roles = role
        .roles
        .iter()
        .filter_map(|id| vault.tenant.roles.get(id));
    let mut members: Vec<Value> = users
        .map(|one| member("User", &one.uuid, &one.name))
        .collect();
    members.extend(roles.map(|one| member("Group", &one.id, &one.name)));
    let mut group = json!({
        "schemas": [schemas::GROUP],
        "id": role.id,
        "displayName": role.name,
        "meta": meta(vault, "Group", &role.id, role.created, role.modified),
    });
    if !members.is_empty() {
        group["members"] = members.into();
    }
    group
}
