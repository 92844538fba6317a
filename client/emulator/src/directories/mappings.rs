//! What users of a directory become in the vault.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::PrincipalId,
    principals::AUTHORIZATIONS,
    record::{Kind, Property, optional, read, required},
    state::{Vault, same},
    users::profile::location,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_directory_mappings", list),
    ("add_directory_mapping", add),
    ("reorder_directory_mappings", reorder),
    ("get_directory_mapping", get),
    ("update_directory_mapping", update),
    ("delete_directory_mapping", delete),
];

/// How far apart the orders of two mappings are.
const STEP: i64 = 1000;

/// The longest name of a mapping, in characters.
const LONGEST_NAME: usize = 28;

/// What a request says, besides location and authorisations.
const PROPERTIES: &[Property] = &[
    required("MappingName", Kind::Text),
    required("LDAPBranch", Kind::Text),
    optional("DomainGroups", Kind::Texts),
    optional("LDAPQuery", Kind::Text),
    optional("VaultGroups", Kind::Texts),
    optional("AllowedAuthenticationMethods", Kind::Texts),
    optional("UserActivityLogPeriod", Kind::Integer),
    optional("UsedQuota", Kind::Integer),
    optional("AuthorizedInterfaces", Kind::Texts),
    optional("EnableENEWhenDisconnected", Kind::Boolean),
    optional("DomainGroupsSearchType", Kind::Integer),
];

/// Authorisations as numbers, whose sum some clients send instead of the names.
const NUMBERS: [(&str, i64); 9] = [
    ("AddUpdateUsers", 1),
    ("AddSafes", 2),
    ("AddNetworkAreas", 4),
    ("ManageServerFileCategories", 16),
    ("AuditUsers", 32),
    ("BackupAllSafes", 512),
    ("RestoreAllSafes", 1024),
    ("ResetUsersPasswords", 8_388_608),
    ("ActivateUsers", 16_777_216),
];

/// The one authorisation that only mappings know.
const SYSTEM_HEALTH: &str = "ViewSystemHealth";

/// The name for all authorisations.
const ALL: &str = "AllAuths";

/// A mapping.
pub(crate) struct Mapping {
    pub(crate) id: PrincipalId,
    pub(crate) location: String,
    pub(crate) authorizations: Vec<String>,
    properties: Map<String, Value>,
    /// Whom it brought into the vault.
    pub(crate) users: Vec<PrincipalId>,
}

impl Mapping {
    /// The texts of one of its lists.
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let list = self.properties.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    fn name(&self) -> &str {
        let name = self.properties.get("MappingName");
        name.and_then(Value::as_str).unwrap_or_default()
    }
}

/// The mappings, those that are tried first first.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let with_type = shows_type(vault, call)?;
    let mappings = vault.directory_of(call)?.mappings.iter().zip(1..);
    let mappings: Vec<Value> = mappings
        .map(|(mapping, place)| to_json(mapping, place, with_type))
        .collect();
    Ok(Answer::ok(mappings))
}

/// Adds a mapping behind the others.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let (properties, authorizations) = described(vault, call, fields, &[])?;
    let location = location(fields, "Location")?;
    let mapping = Mapping {
        id: 0,
        location,
        authorizations,
        properties,
        users: Vec::new(),
    };
    let taken = |known: &Mapping| same(known.name(), mapping.name());
    if vault.directory_of(call)?.mappings.iter().any(taken) {
        return Err(Refusal::name_taken(mapping.name()));
    }
    let with_type = shows_type(vault, call)?;
    let id = vault.new_principal();
    let mappings = &mut vault.directory_mut(call)?.mappings;
    mappings.push(Mapping { id, ..mapping });
    find(mappings, &id.to_string())
        .map(|(place, mapping)| Answer::created(to_json(mapping, place, with_type)))
}

/// Sets the order; every mapping has to be named.
fn reorder(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let order = call.fields()?.mandatory_list("MappingsOrder")?;
    let order: Vec<i64> = order.iter().filter_map(Value::as_i64).collect();
    let mappings = &mut vault.directory_mut(call)?.mappings;
    let mut named = order.clone();
    let mut known: Vec<i64> = mappings.iter().map(|mapping| mapping.id).collect();
    named.sort_unstable();
    known.sort_unstable();
    if named != known {
        let message = "MappingsOrder must name each mapping of the directory once.";
        return Err(Refusal::invalid("MappingsOrder", message));
    }
    mappings.sort_by_key(|mapping| order.iter().position(|id| *id == mapping.id));
    Ok(Answer::empty(200))
}

/// One mapping.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let with_type = shows_type(vault, call)?;
    let mappings = &vault.directory_of(call)?.mappings;
    find(mappings, call.parameter("mappingID"))
        .map(|(place, mapping)| Answer::ok(to_json(mapping, place, with_type)))
}

/// Replaces everything but the location.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("mappingID");
    let (_, mapping) = find(&vault.directory_of(call)?.mappings, id)?;
    let (number, so_far) = (mapping.id, mapping.authorizations.clone());
    let (properties, authorizations) = described(vault, call, call.fields()?, &so_far)?;
    let with_type = shows_type(vault, call)?;
    let mappings = &mut vault.directory_mut(call)?.mappings;
    let name = properties.get("MappingName").and_then(Value::as_str);
    let name = name.unwrap_or_default();
    if mappings
        .iter()
        .any(|one| one.id != number && same(one.name(), name))
    {
        return Err(Refusal::name_taken(name));
    }
    if let Some(mapping) = mappings.iter_mut().find(|one| one.id == number) {
        mapping.properties = properties;
        mapping.authorizations = authorizations;
    }
    find(mappings, id).map(|(place, mapping)| Answer::ok(to_json(mapping, place, with_type)))
}

/// Deletes a mapping; whom it brought into the vault leaves at once.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    vault.require_vault_admin(caller)?;
    let mappings = &vault.directory_of(call)?.mappings;
    let (_, mapping) = find(mappings, call.parameter("mappingID"))?;
    vault.require_mapped(caller, &mapping.authorizations, &[])?;
    let (id, users) = (mapping.id, mapping.users.clone());
    if users.contains(&caller) {
        return Err(Refusal::own_user());
    }
    vault
        .directory_mut(call)?
        .mappings
        .retain(|mapping| mapping.id != id);
    users.into_iter().for_each(|user| vault.remove_user(user));
    Ok(Answer::empty(204))
}

fn find<'a>(mappings: &'a [Mapping], id: &str) -> Result<(i64, &'a Mapping), Refusal> {
    let mut mappings = (1..).zip(mappings);
    mappings
        .find(|(_, mapping)| mapping.id.to_string() == id)
        .ok_or_else(|| Refusal::mapping_missing(id))
}

/// What a request says of a mapping, which the caller may say.
fn described(
    vault: &Vault,
    call: &Call,
    fields: Fields,
    so_far: &[String],
) -> Result<(Map<String, Value>, Vec<String>), Refusal> {
    let caller = call.caller()?;
    vault.require_vault_admin(caller)?;
    vault.directory_of(call)?;
    let properties = read(fields, PROPERTIES)?;
    fields.mandatory("MappingName")?;
    fields.text_up_to("MappingName", LONGEST_NAME)?;
    let groups = fields.list("VaultGroups")?.unwrap_or_default();
    let unknown = |name: &&Value| name.as_str().and_then(|name| vault.group(name)).is_none();
    if groups.iter().any(|name| unknown(&name)) {
        return Err(Refusal::invalid(
            "VaultGroups",
            "The vault has no such group.",
        ));
    }
    if !groups.is_empty() && fields.list("DomainGroups")?.unwrap_or_default().is_empty() {
        return Err(Refusal::mandatory("DomainGroups"));
    }
    fields.within("UserActivityLogPeriod", 1..=3650)?;
    let authorizations = authorizations(fields)?;
    vault.require_mapped(caller, &authorizations, so_far)?;
    Ok((properties, authorizations))
}

/// The authorisations by name; a number stands for those whose numbers it adds up.
fn authorizations(fields: Fields) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    for value in fields.list("MappingAuthorizations")?.unwrap_or_default() {
        let known = AUTHORIZATIONS.into_iter().chain([SYSTEM_HEALTH]);
        let named: Vec<&str> = match (value.as_i64(), value.as_str()) {
            (Some(sum), _) => {
                let parts = NUMBERS.iter().filter(|(_, number)| sum & number != 0);
                parts.map(|(name, _)| *name).collect()
            }
            (None, Some(name)) if same(name, ALL) => AUTHORIZATIONS.to_vec(),
            (None, name) => known
                .filter(|one| name.is_some_and(|name| same(name, one)))
                .collect(),
        };
        if named.is_empty() && value.as_i64() != Some(0) {
            let message = "MappingAuthorizations has a value that does not exist.";
            return Err(Refusal::invalid("MappingAuthorizations", message));
        }
        for name in named {
            if !found.iter().any(|one| one == name) {
                found.push(name.to_owned());
            }
        }
    }
    Ok(found)
}

impl Vault {
    fn require_mapped(
        &self,
        caller: PrincipalId,
        authorizations: &[String],
        so_far: &[String],
    ) -> Result<(), Refusal> {
        // No user can hold that one, so that nobody could hand it out.
        let held = authorizations.iter().filter(|name| *name != SYSTEM_HEALTH);
        let held: Vec<String> = held.cloned().collect();
        self.require_held(caller, &held, so_far)
    }
}

fn shows_type(vault: &Vault, call: &Call) -> Result<bool, Refusal> {
    let needed = ["AddUpdateUsers".to_owned()];
    Ok(vault.require_held(call.caller()?, &needed, &[]).is_ok())
}

fn to_json(mapping: &Mapping, place: i64, with_type: bool) -> Value {
    let mut json = json!({
        "LDAPBranch": "",
        "MappingAuthorizations": mapping.authorizations,
        "Location": mapping.location,
        "AuthenticationMethod": ["AuthTypeLDAP"],
        "DisableUser": false,
        "UserActivityLogPeriod": 7,
        "UserExpiration": 0,
        "LogonFromHour": 0,
        "LogonToHour": 24,
        "MappingID": mapping.id,
        "DirectoryMappingOrder": place.saturating_mul(STEP),
        "LDAPQuery": "",
        "DomainGroups": [],
    });
    if with_type {
        json["UserType"] = "EPVUser".into();
    }
    for (name, value) in &mapping.properties {
        json[name] = value.clone();
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorisations_come_by_name_and_as_a_sum() {
        for (sent, read) in [
            (json!([33]), vec!["AddUpdateUsers", "AuditUsers"]),
            (json!(["auditusers", 32, 0]), vec!["AuditUsers"]),
            (json!(["AllAuths"]), AUTHORIZATIONS.to_vec()),
            (json!([SYSTEM_HEALTH]), vec![SYSTEM_HEALTH]),
        ] {
            let body = json!({"MappingAuthorizations": sent});
            let fields = Fields::of(Some(&body)).unwrap_or(Fields::none());
            assert_eq!(
                authorizations(fields).ok(),
                Some(read.iter().map(|&one| one.into()).collect())
            );
        }
    }
}
