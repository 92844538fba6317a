//! LDAP directories that users and groups come from.
//!
//! Nothing is behind them: each directory is taken to have everybody that it is asked for.

pub(crate) mod mappings;
pub(crate) mod meeting;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::PrincipalId,
    state::{Vault, same},
};
use mappings::Mapping;
use pvwa_api::{Secret, operation::Version};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_directories", list),
    ("add_directory", add),
    ("get_directory", get),
    ("delete_directory", delete),
];

/// The first version that wants a list of domain controllers instead of addresses.
const CONTROLLERS: Version = Version::new(10, 7, 0);

/// What a directory is used for.
const USES: [&str; 3] = ["ExternalObjectCreation", "ClientBrowsing", "Authentication"];

/// The directories in the order in which they were added.
#[derive(Default)]
pub(crate) struct Directories(Vec<Directory>, People);

/// Whom the directories have with a password of their own, by name.
type People = Vec<(String, Secret)>;

/// A directory.
pub(crate) struct Directory {
    /// The name of its domain, by which it is called as well.
    pub(crate) name: String,
    /// Where the domain begins, as a distinguished name.
    pub(crate) base: String,
    kind: String,
    bind_user: String,
    encrypted: bool,
    controllers: Vec<Value>,
    /// Those that are tried first come first.
    pub(crate) mappings: Vec<Mapping>,
}

impl Directories {
    /// The directory of a name, whatever its case.
    pub(crate) fn find(&self, name: &str) -> Option<&Directory> {
        self.0.iter().find(|one| same(&one.name, name))
    }

    /// Has the directories know somebody, or another password of that name.
    pub(crate) fn add_person(&mut self, name: String, password: Secret) {
        self.1.retain(|(known, _)| !same(known, &name));
        self.1.push((name, password));
    }

    fn find_mut(&mut self, name: &str) -> Option<&mut Directory> {
        self.0.iter_mut().find(|one| same(&one.name, name))
    }
}

/// The two names of each directory.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let to_json = |one: &Directory| json!({"DomainName": one.name, "DomainBaseContext": one.base});
    let directories: Vec<Value> = vault.directories.0.iter().map(to_json).collect();
    Ok(Answer::ok(directories))
}

/// Connects a directory. The answer repeats the request, the password in it included.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let name = fields.mandatory("DomainName")?;
    let addresses = fields.texts("HostAddresses")?;
    let port = port(fields)?;
    let encrypted = fields.boolean("SSLConnect")?.unwrap_or(false);
    let controllers = match (fields.list("DCList")?, &addresses) {
        (Some(list), _) if !list.is_empty() => controllers(list)?,
        (_, Some(addresses)) if vault.version < CONTROLLERS => {
            let at = |address: &&str| {
                json!({
                    "Name": address,
                    "Port": port.unwrap_or(389),
                    "SSLConnect": encrypted,
                })
            };
            addresses.iter().map(at).collect()
        }
        _ => return Err(Refusal::mandatory("DCList")),
    };
    let directory = Directory {
        name: name.to_owned(),
        base: fields.mandatory("DomainBaseContext")?.to_owned(),
        kind: fields.mandatory("DirectoryType")?.to_owned(),
        bind_user: fields.text("BindUsername")?.unwrap_or_default().to_owned(),
        encrypted,
        controllers,
        mappings: Vec::new(),
    };
    let password = fields.text("BindPassword")?;
    if vault.directories.find(name).is_some() {
        return Err(Refusal::taken("LDAP directory", name));
    }
    let mut answer = settings(&directory);
    for (name, value) in [
        ("BindPassword", json!(password)),
        ("LDAPDirectoryName", Value::Null),
        ("LDAPDirectoryQueryOrder", json!(0)),
        ("LDAPDirectoryDescription", Value::Null),
        ("VaultObjectNamesPrefix", Value::Null),
        ("PasswordObjectPath", Value::Null),
        ("LDAPDirectoryGroupBaseContext", Value::Null),
        ("ReferralsChasingHopLimit", json!(0)),
        ("AdditionalQueryFilterOptimize", json!(false)),
        ("ClientBrowsing", json!(false)),
        ("ExternalObjectCreation", json!(false)),
        ("Authentication", json!(false)),
        ("LDAPDirectoryUsage", Value::Null),
    ] {
        answer[name] = value;
    }
    if let Some(port) = port {
        answer["Port"] = port.into();
    }
    if vault.version < CONTROLLERS {
        answer["HostAddresses"] = json!(addresses);
        answer["DCList"] = Value::Null;
    }
    vault.directories.0.push(directory);
    Ok(Answer::created(answer))
}

/// One directory.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let directory = vault.directory_of(call)?;
    let before = vault.directories.0.iter();
    let before = before.take_while(|one| !same(&one.name, &directory.name));
    let mut answer = settings(directory);
    answer["LDAPDirectoryQueryOrder"] = before.count().saturating_add(1).into();
    Ok(Answer::ok(answer))
}

/// Disconnects a directory; its users and groups leave the vault at once.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    vault.require_vault_admin(caller)?;
    let name = vault.directory_of(call)?.name.clone();
    let from_there = |directory: &Option<String>| directory.as_deref() == Some(name.as_str());
    let users = vault.users.values();
    let users: Vec<PrincipalId> = users
        .filter(|user| from_there(&user.directory))
        .map(|user| user.id)
        .collect();
    if users.contains(&caller) {
        return Err(Refusal::own_user());
    }
    let groups = vault.groups.values();
    let groups: Vec<PrincipalId> = groups
        .filter(|group| from_there(&group.directory))
        .map(|group| group.id)
        .collect();
    users.into_iter().for_each(|user| vault.remove_user(user));
    groups.into_iter().for_each(|one| vault.remove_group(one));
    vault.directories.0.retain(|one| one.name != name);
    Ok(Answer::empty(204))
}

impl Vault {
    /// The directory that the path names.
    pub(crate) fn directory_of(&self, call: &Call) -> Result<&Directory, Refusal> {
        let name = call.parameter("directoryName");
        self.directories
            .find(name)
            .ok_or_else(|| Refusal::directory_missing(name))
    }

    /// The same, to change it.
    pub(crate) fn directory_mut(&mut self, call: &Call) -> Result<&mut Directory, Refusal> {
        let name = call.parameter("directoryName");
        self.directories
            .find_mut(name)
            .ok_or_else(|| Refusal::directory_missing(name))
    }
}

impl Refusal {
    /// No such directory.
    pub(crate) fn directory_missing(name: &str) -> Self {
        Self::new(
            404,
            "PASWS161E",
            format!("LDAP directory [{name}] was not found."),
        )
    }

    /// No such mapping in the directory.
    pub(crate) fn mapping_missing(id: &str) -> Self {
        Self::new(
            404,
            "PASWS197E",
            format!("LDAP directory mapping [{id}] was not found."),
        )
    }
}

fn controllers(list: &[Value]) -> Result<Vec<Value>, Refusal> {
    let read = |one: &Value| {
        let fields = Fields::of(Some(one))?;
        let encrypted = fields.boolean("SSLConnect")?.unwrap_or(false);
        let usual = if encrypted { 636 } else { 389 };
        Ok(json!({
            "Name": fields.mandatory("Name")?,
            "Port": port(fields)?.unwrap_or(usual),
            "SSLConnect": encrypted,
        }))
    };
    list.iter().map(read).collect()
}

fn port(fields: Fields) -> Result<Option<u16>, Refusal> {
    let number = fields.within("Port", 0..=i64::from(u16::MAX))?;
    Ok(number.and_then(|number| u16::try_from(number).ok()))
}

fn settings(directory: &Directory) -> Value {
    json!({
        "DirectoryType": directory.kind,
        "BindUsername": directory.bind_user,
        "BindPassword": "",
        "SSLConnect": directory.encrypted,
        "LDAPDirectoryName": directory.name,
        "LDAPDirectoryQueryOrder": 1,
        "LDAPDirectoryDescription": "",
        "VaultObjectNamesPrefix": "",
        "PasswordObjectPath": format!("root\\{}.pass", directory.name),
        "LDAPDirectoryGroupBaseContext": directory.base,
        "ReferralsChasingHopLimit": -1,
        "AppendFriendlyDomainNameToGroup": false,
        "RequireReferredDirectoryDefinition": false,
        "ReferralsDNSLookup": false,
        "DisableUserEnumeration": false,
        "AdditionalQueryFilterOptimize": true,
        "ClientBrowsing": true,
        "ExternalObjectCreation": true,
        "Authentication": true,
        "UseLDAPCertificatesOnly": false,
        "DisablePaging": false,
        "ProvisionDisabledUsers": false,
        "LDAPDirectoryUsage": USES,
        "DCList": directory.controllers,
        "DomainName": directory.name,
        "DomainBaseContext": directory.base,
    })
}
