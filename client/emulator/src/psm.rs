//! The PSM servers and the connection components of the vault.

use crate::{
    answer::Answer, archive, behaviour::Row, call::Call, errors::Refusal, platforms, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_psm_connectors", list_connectors),
    ("list_psm_servers", list_servers),
    ("import_connection_component", import),
];

/// What the vault knows of PSM.
pub(crate) struct Psm {
    /// Ids and names.
    connectors: Vec<(String, String)>,
}

/// Id, name and address.
type Server = (&'static str, &'static str, &'static str);

const SERVERS: [Server; 2] = [
    ("PSMServer", "PSM", "psm.example.com"),
    ("PSMServer_2", "PSM behind the firewall", "psm2.example.com"),
];

/// Ids and names of the connection components that ship.
const CONNECTORS: [(&str, &str); 10] = [
    ("SSH", ""),
    ("RDP", ""),
    ("PSM-RDP", ""),
    ("PSM-SSH", ""),
    ("PSM-WinSCP", ""),
    ("PSM-SQLPlus", ""),
    ("PSM-VSPHERE", ""),
    ("PSM-PTA", "CyberArk PTA"),
    ("PSM-AWSConsoleWithSTS", "AWS Console with STS"),
    ("PSM-WebAppSample", ""),
];

impl Default for Psm {
    fn default() -> Self {
        let connectors = CONNECTORS
            .iter()
            .map(|(id, name)| ((*id).to_owned(), (*name).to_owned()));
        Self {
            connectors: connectors.collect(),
        }
    }
}

impl Psm {
    /// The server of an id.
    pub(crate) fn server(&self, id: &str) -> Option<Server> {
        SERVERS
            .into_iter()
            .find(|one| one.0.eq_ignore_ascii_case(id))
    }

    /// The id of a connection component, in its own spelling.
    pub(crate) fn connector(&self, id: &str) -> Option<&str> {
        let mut ids = self.connectors.iter().map(|(id, _)| id.as_str());
        ids.find(|known| known.eq_ignore_ascii_case(id))
    }
}

impl Vault {
    /// The name of a PSM server.
    pub(crate) fn psm_server_name(&self, id: &str) -> Option<&'static str> {
        self.psm.server(id).map(|(_, name, _)| name)
    }
}

fn list_connectors(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    platforms::require_administrator(vault, call)?;
    let list: Vec<Value> = vault
        .psm
        .connectors
        .iter()
        .map(|(id, name)| json!({"ID": id, "DisplayName": name}))
        .collect();
    Ok(Answer::listed("PSMConnectors", list))
}

fn list_servers(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    platforms::require_administrator(vault, call)?;
    let list: Vec<Value> = SERVERS
        .iter()
        .map(|(id, name, address)| json!({"ID": id, "Name": name, "Address": address}))
        .collect();
    Ok(Answer::listed("PSMServers", list))
}

/// Adds the connection component of a package; only the names in the file are looked at.
fn import(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    platforms::require_administrator(vault, call)?;
    let names = platforms::names(call.fields()?)?;
    let id = archive::stem(&names, "CC-", ".xml").or_else(|| archive::stem(&names, "", ".xml"));
    let id = id.ok_or_else(|| {
        Refusal::invalid(
            "ImportFile",
            "The file holds no connection component (CC-ID.xml).",
        )
    })?;
    if vault.psm.connector(&id).is_some() {
        let message = format!("Connection component {id} exists already.");
        return Err(Refusal::generic(409, message));
    }
    vault.psm.connectors.push((id.clone(), String::new()));
    Ok(Answer::ok(json!({"ConnectionComponentID": id})))
}
