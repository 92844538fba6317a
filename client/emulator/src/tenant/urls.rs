//! The host names of the tenant.

use super::{
    answers::{Cut, success, table},
    arguments::{argument, body},
    role::CONFIGURATION,
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
    ("list_tenant_urls", list),
    ("list_tenant_cnames", list_table),
    ("register_tenant_url", register),
    ("unregister_tenant_url", unregister),
    ("set_preferred_tenant_url", prefer),
];

/// The host names beside the one that came with the tenant.
#[derive(Default)]
pub(crate) struct Urls {
    names: Vec<String>,
    preferred: Option<String>,
}

/// The domain of the service.
const DOMAIN: &str = "id.cyberark.cloud";

/// How many there can be.
const MOST: usize = 100;

impl Urls {
    /// Name, kind as a number, kind as a word. No source but that of the first says the numbers.
    fn rows<'a>(&'a self, system: &'a str) -> Vec<(&'a str, i32, &'static str)> {
        let kind = |name: &&'a String| match self.preferred.as_ref() == Some(name) {
            true => (2, "Preferred"),
            false => (3, "Other"),
        };
        let own = self.names.iter().map(|name| {
            let (number, word) = kind(&name);
            (name.as_str(), number, word)
        });
        std::iter::once((system, 1, "System")).chain(own).collect()
    }
}

fn list(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let system = vault.tenant_host();
    let rows = vault.tenant.urls.rows(&system).into_iter();
    let urls: Vec<Value> = rows
        .map(|(name, kind, _)| json!({"Cname": name, "CnameType": kind}))
        .collect();
    Ok(success(urls))
}

fn list_table(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let system = vault.tenant_host();
    let rows = vault.tenant.urls.rows(&system).into_iter();
    let rows = rows
        .map(|(name, number, kind)| {
            json!({
                "ID": name, "CnameType": kind, "IsCustom": number != 1, "ReadOnly": number == 1,
            })
        })
        .collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "TenantCname", "ID")))
}

/// Adds a host name, the first of which is the preferred one. A refusal gives no reason, as the
/// service gives none.
fn register(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let prefix = argument(call, &["cnamePrefix"])?.unwrap_or_default();
    let name = format!("{}.{DOMAIN}", prefix.to_lowercase());
    let urls = &mut vault.tenant.urls;
    let fits = !prefix.is_empty()
        && prefix.len() <= 63
        && prefix
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
    if !fits || urls.names.contains(&name) || urls.names.len() >= MOST {
        return Err(Refusal::tenant("The operation is not valid."));
    }
    urls.names.push(name.clone());
    urls.preferred.get_or_insert_with(|| name.clone());
    Ok(success(json!({"Cname": name})))
}

fn unregister(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let name = owned(vault, call)?;
    let urls = &mut vault.tenant.urls;
    urls.names.retain(|known| *known != name);
    urls.preferred.take_if(|known| *known == name);
    Ok(success(Value::Null))
}

fn prefer(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let name = owned(vault, call)?;
    vault.tenant.urls.preferred = Some(name);
    Ok(success(Value::Null))
}

/// The host name that a call is about, one that was registered.
fn owned(vault: &Vault, call: &Call) -> Result<String, Refusal> {
    let name = argument(call, &["customCname"])?.unwrap_or_default();
    let mut known = vault.tenant.urls.names.iter();
    known
        .find(|known| same(known, name))
        .cloned()
        .ok_or_else(|| {
            let message = format!("The tenant has no host name {name}.");
            Refusal::new(404, "_I18N_TenantCnames.TenantCnameNotOwned", message)
        })
}
