//! The suffixes of the names that users log on with.

use super::{
    Tenant,
    answers::{Cut, success, table},
    arguments::{argument, body, mandatory_argument, switch, texts},
    role::USER_MANAGEMENT,
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_suffixes", list),
    ("list_cloud_suffixes", list_cloud),
    ("save_suffix", save),
    ("delete_suffixes", delete),
];

/// A suffix.
pub(crate) struct Suffix {
    name: String,
    /// Whether users of the cloud directory can have it.
    cloud: bool,
    domain: String,
}

/// How many there can be.
const MOST: usize = 1000;

impl Suffix {
    /// A suffix that stands for no other domain.
    pub(crate) fn new(name: &str, cloud: bool) -> Self {
        Self {
            name: name.to_owned(),
            cloud,
            domain: name.to_owned(),
        }
    }
}

impl Tenant {
    /// Whether the tenant has a suffix.
    pub(crate) fn has_suffix(&self, name: &str) -> bool {
        self.suffixes.iter().any(|suffix| same(&suffix.name, name))
    }
}

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    rows(vault, call, false)
}

fn list_cloud(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    rows(vault, call, true)
}

fn rows(vault: &Vault, call: &Call, cloud: bool) -> Result<Answer, Refusal> {
    let suffixes = vault.tenant.suffixes.iter();
    let rows = suffixes
        .filter(|suffix| suffix.cloud || !cloud)
        .map(|one| json!({"ID": one.name, "CdsAlias": one.cloud, "ReplaceDomain": one.domain}))
        .collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "TenantAlias", "ID")))
}

/// Adds or renames a suffix: state 0 where it is stored, 1 where there was one of the name.
fn save(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let name = mandatory_argument(call, "alias")?;
    let name = name.trim_start_matches('@');
    let cloud = switch(call, "cdsAlias")?.unwrap_or(true);
    let domain = argument(call, &["domain"])?.unwrap_or(name).to_owned();
    let old = argument(call, &["oldName"])?;
    let tenant = &mut vault.tenant;
    if old.is_none_or(|old| !same(old, name)) && tenant.has_suffix(name) {
        return Ok(success(json!({"State": 1})));
    }
    let new = Suffix {
        name: name.to_owned(),
        cloud,
        domain,
    };
    match old {
        Some(old) => {
            check_unused(tenant, old)?;
            let known = tenant
                .suffixes
                .iter_mut()
                .find(|suffix| same(&suffix.name, old));
            *known.ok_or_else(|| Refusal::tenant_missing("suffix", old))? = new;
        }
        None if tenant.suffixes.len() >= MOST => {
            return Err(Refusal::tenant_full(MOST, "suffixes"));
        }
        None => tenant.suffixes.push(new),
    }
    Ok(success(json!({"State": 0})))
}

/// Deletes suffixes that no user has.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let names: Vec<&str> = match call.json()? {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => texts(call.fields()?, "Suffixes")?,
    };
    let tenant = &mut vault.tenant;
    for name in &names {
        if !tenant.has_suffix(name) {
            return Err(Refusal::tenant_missing("suffix", name));
        }
        check_unused(tenant, name)?;
    }
    let leaves = |suffix: &Suffix| names.iter().any(|name| same(&suffix.name, name));
    tenant.suffixes.retain(|suffix| !leaves(suffix));
    Ok(success(json!({"State": 1})))
}

fn check_unused(tenant: &Tenant, name: &str) -> Result<(), Refusal> {
    match tenant
        .people
        .values()
        .any(|person| same(person.suffix(), name))
    {
        true => Err(Refusal::tenant(format!(
            "There are users with the suffix {name}."
        ))),
        false => Ok(()),
    }
}
