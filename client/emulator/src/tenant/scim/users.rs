//! The users of the tenant as SCIM has them.

use super::{field, items, location, meta, page, patch, resource, schemas, text};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::as_boolean,
    state::Vault,
    tenant::{Tenant, link::made_up_password, person::Person, role::USER_MANAGEMENT},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_scim_users", list),
    ("create_scim_user", create),
    ("get_scim_user", get),
    ("replace_scim_user", replace),
    ("update_scim_user", update),
    ("delete_scim_user", delete),
];

/// The kinds of telephone numbers, and the attributes of the directory that hold them.
const PHONES: [(&str, &str); 3] = [
    ("work", "OfficeNumber"),
    ("home", "HomeNumber"),
    ("mobile", "MobileNumber"),
];

/// What a patch can change.
const ATTRIBUTES: [&str; 11] = [
    "userName",
    "name",
    "displayName",
    "preferredLanguage",
    "active",
    "password",
    "userType",
    "emails",
    "phoneNumbers",
    "entitlements",
    schemas::ENTERPRISE,
];

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let people = vault.tenant.people.values();
    let mut found: Vec<Value> = people.map(|person| to_json(vault, person)).collect();
    found.sort_by_cached_key(|user| user["userName"].as_str().map(str::to_lowercase));
    page(call, found, &["userName", "emails.value"])
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = to_json(vault, person(vault, call)?);
    Ok(Answer::ok(super::chosen(call, user)))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let resource = resource(call)?;
    let name = text(&resource, "userName")?.unwrap_or_default();
    if vault.tenant.person_named(name).is_some() {
        return Err(Refusal::scim_taken(name));
    }
    vault
        .tenant
        .check_person_name(name)
        .map_err(Refusal::scim_value)?;
    let now = vault.now();
    let mut person = Person::new(name, made_up_password().into(), now);
    apply(&mut person, &resource, now)?;
    person.must_change = false;
    let user = to_json(vault, &person);
    vault.tenant.people.insert(person.uuid.clone(), person);
    let uuid = user["id"].as_str().unwrap_or_default();
    let answer = to_json(vault, vault.tenant.person_of(uuid)?);
    Ok(Answer::created(answer))
}

fn replace(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    store(vault, call, resource(call)?)
}

fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = to_json(vault, person(vault, call)?);
    let user = patch::patched(call, user, &ATTRIBUTES)?;
    store(vault, call, user)
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let uuid = person(vault, call)?.uuid.clone();
    if vault.calling_person(call)?.uuid == uuid {
        return Err(Refusal::new(403, "", "Users cannot delete themselves."));
    }
    vault.remove_person(&uuid)?;
    Ok(Answer::empty(204))
}

fn person<'a>(vault: &'a Vault, call: &Call) -> Result<&'a Person, Refusal> {
    let id = call.parameter("id");
    let known = vault.tenant.people.get(&id.to_ascii_lowercase());
    known.ok_or_else(|| Refusal::scim_missing(id))
}

/// Makes a user what a resource says.
fn store(vault: &mut Vault, call: &Call, resource: Value) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let known = person(vault, call)?;
    let uuid = known.uuid.clone();
    let name = text(&resource, "userName")?.unwrap_or_default().to_owned();
    if !name.eq_ignore_ascii_case(&known.name) {
        if vault.tenant.person_named(&name).is_some() {
            return Err(Refusal::scim_taken(&name));
        }
        vault
            .tenant
            .check_person_name(&name)
            .map_err(Refusal::scim_value)?;
    }
    let now = vault.now();
    let person = vault.tenant.person_mut(&uuid)?;
    apply(person, &resource, now)?;
    person.name.clone_from(&name);
    let (principal, open) = (
        person.principal.filter(|_| person.made_principal),
        person.state.is_open(now),
    );
    if let Some(user) = principal.and_then(|id| vault.users.get_mut(&id)) {
        user.name = name;
    }
    if !open {
        for token in vault.tenant.tokens.of(&uuid) {
            vault.end_identity_session(&token);
        }
    }
    Ok(Answer::ok(to_json(vault, vault.tenant.person_of(&uuid)?)))
}

/// Takes everything but the name from a resource, once all of it was found good.
fn apply(person: &mut Person, resource: &Value, now: i64) -> Result<(), Refusal> {
    let name = field(resource, "name");
    let formatted = text(name, "formatted")?;
    let display = text(resource, "displayName")?;
    let (given, family) = (text(name, "givenName")?, text(name, "familyName")?);
    let active = match field(resource, "active") {
        Value::Null => None,
        value => Some(
            as_boolean(value)
                .ok_or_else(|| Refusal::scim_invalid("active must be true or false."))?,
        ),
    };
    let mails = items(resource, "emails")?;
    let is_primary = |mail: &&Value| as_boolean(field(mail, "primary")) == Some(true);
    let mail = mails.iter().find(is_primary).or_else(|| mails.first());
    let mail = mail.map(|mail| text(mail, "value")).transpose()?.flatten();
    let mut phones = Vec::new();
    for phone in items(resource, "phoneNumbers")? {
        let kind = text(phone, "type")?.unwrap_or("work");
        let known = PHONES.iter().find(|row| row.0.eq_ignore_ascii_case(kind));
        let known = known.ok_or_else(|| {
            Refusal::scim_invalid(format!("A telephone number cannot be of type {kind}."))
        })?;
        phones.push((known.1, text(phone, "value")?.unwrap_or_default()));
    }
    let language = text(resource, "preferredLanguage")?;
    let manager = text(
        field(field(resource, schemas::ENTERPRISE), "manager"),
        "value",
    )?;
    let password = text(resource, "password")?;
    if let Some(password) = password {
        Tenant::check_password(password).map_err(Refusal::scim_value)?;
    }
    // A display name that is not sent stays, and it goes along with the whole name.
    let changed = formatted.filter(|name| *name != person.display_name());
    if let Some(name) = changed.or(display) {
        person.set_text("DisplayName", name);
    }
    person.given_name = given.map(str::to_owned);
    person.family_name = family.map(str::to_owned);
    person.set_text("Mail", mail.unwrap_or_default());
    for (_, attribute) in PHONES {
        let number = phones.iter().find(|phone| phone.0 == attribute);
        person.set_text(attribute, number.map_or("", |phone| phone.1));
    }
    person.set_text("PreferredCulture", language.unwrap_or_default());
    person.set_text("ReportsTo", manager.unwrap_or_default());
    // What keeps the user out for another reason is answered as not active, and stays.
    if let Some(active) = active.filter(|active| *active != person.state.is_open(now)) {
        person.state.disabled = !active;
    }
    if let Some(password) = password {
        person.set_password(password, now);
    }
    person.modified = now;
    Ok(())
}

/// A user as SCIM answers it.
fn to_json(vault: &Vault, person: &Person) -> Value {
    let mut name = json!({"formatted": person.display_name()});
    if let Some(family) = &person.family_name {
        name["familyName"] = family.as_str().into();
    }
    if let Some(given) = &person.given_name {
        name["givenName"] = given.as_str().into();
    }
    let mut user = json!({
        "schemas": [schemas::USER],
        "id": person.uuid,
        "userName": person.name,
        "name": name,
        "displayName": person.display_name(),
        "active": person.state.is_open(vault.clock.seconds()),
        "meta": meta(vault, "User", &person.uuid, person.created, person.modified),
    });
    if !person.text("Mail").is_empty() {
        user["emails"] = json!([{"type": "work", "primary": true, "value": person.text("Mail")}]);
    }
    let phones: Vec<Value> = PHONES
        .iter()
        .filter(|row| !person.text(row.1).is_empty())
        .map(|row| json!({"type": row.0, "value": person.text(row.1)}))
        .collect();
    if !phones.is_empty() {
        user["phoneNumbers"] = phones.into();
    }
    if !person.text("PreferredCulture").is_empty() {
        user["preferredLanguage"] = person.text("PreferredCulture").into();
    }
    if !person.text("ReportsTo").is_empty() {
        user["schemas"] = json!([schemas::USER, schemas::ENTERPRISE]);
        user[schemas::ENTERPRISE] = json!({"manager": {"value": person.text("ReportsTo")}});
    }
    let groups: Vec<Value> = vault
        .tenant
        .roles_of(&person.uuid)
        .iter()
        .map(|role| {
            json!({
                "value": role.id,
                "$ref": location(vault, "Group", &role.id),
                "display": role.name,
            })
        })
        .collect();
    if !groups.is_empty() {
        user["groups"] = groups.into();
    }
    user
}
