//! Which PSM server and which connection components a target platform uses.

use super::{
    changes::{numbered, numbered_mut},
    known::Platform,
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_target_platform_psm_settings", get),
    ("update_target_platform_psm_settings", update),
];

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let platform = numbered(vault, call)?;
    Ok(Answer::ok(to_json(vault, platform)))
}

/// Replaces the settings: what is not sent is gone.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    numbered(vault, call)?;
    let fields = call.fields()?;
    let server = fields.mandatory("PSMServerId")?;
    let server = vault.psm.server(server).map(|server| server.0.to_owned());
    let server = server.ok_or_else(|| {
        Refusal::invalid("PSMServerId", "The vault has no PSM server of this id.")
    })?;
    let mut connectors: Vec<(String, bool)> = Vec::new();
    for item in fields.list("PSMConnectors")?.unwrap_or_default() {
        let fields = Fields::of(Some(item))?;
        let id = fields.mandatory("PSMConnectorID")?;
        let enabled = fields.mandatory_boolean("Enabled")?;
        let known = vault.psm.connector(id).ok_or_else(|| {
            let message = format!("The vault has no connection component {id}.");
            Refusal::invalid("PSMConnectorID", message)
        })?;
        connectors.retain(|(other, _)| other != known);
        connectors.push((known.to_owned(), enabled));
    }
    let platform = numbered_mut(vault, call)?;
    platform.psm_server = Some(server);
    platform.connectors = connectors;
    get(vault, call)
}

fn to_json(vault: &Vault, platform: &Platform) -> Value {
    let connectors: Vec<Value> = platform
        .connectors
        .iter()
        .map(|(id, enabled)| json!({"PSMConnectorID": id, "Enabled": enabled}))
        .collect();
    let server = platform.psm_server.as_deref().unwrap_or_default();
    json!({
        "PSMServerId": server,
        "PSMServerName": vault.psm_server_name(server).unwrap_or_default(),
        "PSMConnectors": connectors,
    })
}
