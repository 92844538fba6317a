//! Which components there are, and which of them are logged on to the vault.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    principals::UserRecord,
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_system_health", summary),
    ("list_component_instances", details),
];

/// A kind of component.
struct Component {
    id: &'static str,
    name: &'static str,
    /// What its number counts.
    counts: &'static str,
    /// The types of its users.
    types: &'static [&'static str],
    /// The users that it has in every vault and that are no users of the list.
    always: &'static [&'static str],
}

const COMPONENTS: [Component; 5] = [
    Component {
        id: "PVWA",
        name: "PVWA",
        counts: "Active Users",
        types: &[],
        always: &["PVWAAppUser"],
    },
    Component {
        id: "CPM",
        name: "CPM",
        counts: "Managed Accounts",
        types: &["CPM"],
        always: &[],
    },
    Component {
        id: "SessionManagement",
        name: "PSM/PSMP",
        counts: "Concurrent Sessions",
        types: &["PSM", "PSMPServer"],
        always: &["PSMApp_EMULATOR", "PSMPApp_EMULATOR"],
    },
    Component {
        id: "AIM",
        name: "AIM Credential Provider",
        counts: "Applications",
        types: &[],
        always: &["Prov_EMULATOR"],
    },
    Component {
        id: "PTA",
        name: "PTA",
        counts: "Monitored Targets",
        types: &["PTA"],
        always: &[],
    },
];

/// The address of everything in the emulator.
const ADDRESS: &str = "127.0.0.1";

/// A component that is installed.
struct Instance {
    user: String,
    connected: bool,
    last_logon: i64,
}

/// All kinds of components that are there, and the vault.
fn summary(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let mut kinds: Vec<Value> = Vec::new();
    for component in &COMPONENTS {
        let instances = instances(vault, component);
        if instances.is_empty() {
            continue;
        }
        kinds.push(json!({
            "ComponentID": component.id,
            "ComponentName": component.name,
            "Description": component.counts,
            "ConnectedComponentCount": instances.iter().filter(|one| one.connected).count(),
            "ComponentTotalCount": instances.len(),
            "ComponentSpecificStat": number(vault, component),
        }));
    }
    let itself = json!({"IP": ADDRESS, "Role": "Primary", "IsLoggedOn": true});
    Ok(Answer::ok(json!({"Components": kinds, "Vaults": [itself]})))
}

/// The components of one kind.
fn details(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("componentId");
    let component = COMPONENTS.iter().find(|component| same(component.id, id));
    let component = component.ok_or_else(Refusal::not_monitored)?;
    let version = vault.version;
    let version = format!("{}.{}.{}.0", version.major, version.minor, version.patch);
    let to_json = |one: Instance| {
        json!({
            "ComponentIP": ADDRESS,
            "ComponentUserName": one.user,
            "ComponentVersion": version,
            "ComponentSpecificStat": -1,
            "IsLoggedOn": one.connected,
            "LastLogonDate": one.last_logon,
        })
    };
    let found = instances(vault, component).into_iter();
    let found: Vec<Value> = found.map(to_json).collect();
    Ok(Answer::ok(json!({"ComponentsDetails": found})))
}

fn instances(vault: &Vault, component: &Component) -> Vec<Instance> {
    let now = vault.now();
    let always = component.always.iter().map(|user| Instance {
        user: (*user).to_owned(),
        connected: true,
        last_logon: now,
    });
    let users = vault.users.values();
    let users = users.filter(|user| component.types.contains(&user.user_type));
    let users = users.map(|user: &UserRecord| Instance {
        user: user.name.clone(),
        connected: user.enabled && !user.suspended && user.expires.is_none_or(|at| at > now),
        last_logon: user.last_logon.unwrap_or(now),
    });
    always.chain(users).collect()
}

fn number(vault: &Vault, component: &Component) -> usize {
    match component.id {
        "PVWA" => vault.sessions.count(),
        "CPM" => {
            let accounts = vault.accounts.values();
            let managed =
                |one: &&crate::account::Account| one.deleted.is_none() && one.properties.automatic;
            accounts.filter(managed).count()
        }
        "AIM" => vault.applications.count(),
        _ => 0,
    }
}

impl Refusal {
    /// No component of this kind is looked at.
    fn not_monitored() -> Self {
        Self::new(
            404,
            "CAWS00001E",
            "ITATP072E No component of this kind is monitored.",
        )
    }
}
