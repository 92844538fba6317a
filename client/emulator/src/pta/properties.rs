//! How PTA is set up: its surroundings, and the settings of its detections.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    record::{Kind, Property, optional, read, required},
    state::{Vault, same},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, net::IpAddr};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_pta_administration", get_administration),
    ("get_pta_global_catalog", get_catalog),
    ("add_pta_global_catalog", add_catalog),
    ("set_pta_smtp", set_smtp),
    ("add_pta_excluded_target", add_excluded),
    ("add_pta_included_target", add_included),
    ("add_pta_syslog_receiver", add_receiver),
    ("delete_pta_excluded_target", delete_excluded),
    ("delete_pta_included_target", delete_included),
    ("delete_pta_syslog_receiver", delete_receiver),
    ("get_pta_configuration", get_configuration),
    ("list_pta_configuration_categories", categories),
    ("get_pta_configuration_category", get_category),
    ("add_pta_privileged_group", add_group),
    ("add_pta_privileged_user", add_user),
    ("delete_pta_privileged_group", delete_group),
    ("delete_pta_privileged_user", delete_user),
    ("delete_pta_configuration_entry", delete_entry),
    ("reset_pta_configuration", reset),
];

/// What a setting is at first.
#[derive(Clone, Copy)]
enum First {
    List,
    Number(i64),
    Object,
}

/// What a setting belongs to, and its name.
type Setting = (&'static str, &'static str, First);

const INCLUDED: &str = "CidrInclusionList";
const EXCLUDED: &str = "CidrExclusionList";
const RECEIVERS: &str = "SyslogOutboundDataList";
const MAIL: &str = "SMTPConnectivityDetails";
const MAIL_SCORE: &str = "AlertToEmailScoreThreshold";
const USERS: &str = "PrivilegedUsersList";
const GROUPS: &str = "PrivilegedDomainGroupsList";

/// The settings of the surroundings.
const ADMINISTRATION: [Setting; 5] = [
    ("MonitoredTargets", INCLUDED, First::List),
    ("MonitoredTargets", EXCLUDED, First::List),
    ("Outbound", RECEIVERS, First::List),
    ("Email", MAIL, First::Object),
    ("Email", MAIL_SCORE, First::Number(50)),
];

/// The settings of the detections.
const CONFIGURATION: [Setting; 15] = [
    ("PrivilegedUsersAndGroups", USERS, First::List),
    ("PrivilegedUsersAndGroups", GROUPS, First::List),
    (
        "IrregularHoursUser",
        "IrregularHoursUserExcludedUsernames",
        First::List,
    ),
    (
        "IrregularIpUser",
        "IrregularIpUserExcludedSourceIpsList",
        First::List,
    ),
    (
        "SuspectedCredentialsTheft",
        "SCTExcludedAccountsList",
        First::List,
    ),
    (
        "InteractiveLogonWithServiceAccount",
        "ServiceAccountIncludeList",
        First::List,
    ),
    (
        "UnmanagedPrivilegedAccess",
        "UPAExcludedAccountsList",
        First::List,
    ),
    (
        "ActiveDormantUser",
        "ActiveDormantUserScore",
        First::Number(60),
    ),
    (
        "ExcessiveAccessUser",
        "ExcessiveAccessUserScore",
        First::Number(50),
    ),
    (
        "FailedVaultLogonAttempts",
        "FailedVaultLogonAttemptsScore",
        First::Number(50),
    ),
    (
        "IrregularDaysUser",
        "IrregularDaysUserScore",
        First::Number(30),
    ),
    (
        "IrregularHoursUser",
        "IrregularHoursUserScore",
        First::Number(30),
    ),
    ("IrregularIpUser", "IrregularIpUserScore", First::Number(30)),
    (
        "SuspiciousActivityInPSMSession",
        "SuspiciousActivityScore",
        First::Number(60),
    ),
    (
        "SuspiciousPasswordChange",
        "SuspiciousPasswordChangeScore",
        First::Number(80),
    ),
];

const TARGET: &[Property] = &[required("cidr", Kind::Text)];
const RECEIVER: &[Property] = &[
    required("siem", Kind::Text),
    required("format", FORMATS),
    required("host", Kind::Text),
    required("port", Kind::Integer),
    required("protocol", PROTOCOLS),
    optional("syslogType", SYSLOG_TYPES),
    optional("tcpOctetCounting", Kind::Boolean),
    optional("certificate", Kind::Text),
];
const GROUP: &[Property] = &[
    required("domain", Kind::Text),
    required("group", Kind::Text),
];
const USER: &[Property] = &[
    required("platform", PLATFORMS),
    required("user", Kind::Text),
];
const MAIL_SERVER: &[Property] = &[
    required("host", Kind::Text),
    required("protocol", PROTOCOLS),
    required("port", Kind::Integer),
    required("sender", Kind::Text),
    required("recipients", Kind::Texts),
    required("authenticationMethod", Kind::Object),
    optional("certificate", Kind::Text),
];
/// The password is taken and never looked at again.
const CATALOG: &[Property] = &[
    required("ldap_server", Kind::Text),
    optional("ssl", Kind::Boolean),
    required("ldap_port", Kind::Integer),
    required("upn", Kind::Text),
    optional("accountID", Kind::Text),
];

const FORMATS: Kind = Kind::Choice(&["CEF", "LEEF"]);
const PROTOCOLS: Kind = Kind::Choice(&["TCP", "UDP", "TLS", "NONE", "SSL", "STARTTLS"]);
const SYSLOG_TYPES: Kind = Kind::Choice(&["RFC3164", "RFC5424", "SEMI_RFC5424"]);
const PLATFORMS: Kind = Kind::Choice(&[
    "UNIX",
    "WINDOWS",
    "ORACLE",
    "CLOUD_AWS",
    "CLOUD_AZURE",
    "APPLICATION",
]);

/// The settings that are not what they were at first, and the global catalog.
#[derive(Default)]
pub(crate) struct Properties {
    values: BTreeMap<&'static str, Value>,
    catalog: Option<Map<String, Value>>,
    last_entry: i64,
}

impl First {
    fn value(self) -> Value {
        match self {
            Self::List => json!([]),
            Self::Number(number) => number.into(),
            Self::Object => json!({}),
        }
    }
}

impl Properties {
    fn to_json(&self, settings: &[Setting]) -> Value {
        let settings = settings.iter().map(|(category, name, first)| {
            let value = self.values.get(name).cloned();
            json!({
                "categoryKey": category,
                "propertyKey": name,
                "actualValue": value.unwrap_or_else(|| first.value()),
                "defaultValue": first.value(),
            })
        });
        settings.collect()
    }

    /// Adds an entry to a list, unless it is there.
    fn add(
        &mut self,
        list: &'static str,
        mut entry: Map<String, Value>,
    ) -> Result<Answer, Refusal> {
        let entries = self.values.entry(list).or_insert_with(|| json!([]));
        let entries = entries
            .as_array_mut()
            .ok_or_else(|| Refusal::missing("List", list))?;
        let same = |known: &Value| entry.iter().all(|(name, value)| known[name] == *value);
        if entries.iter().any(same) {
            return Err(Refusal::taken("The entry of", list));
        }
        self.last_entry += 1;
        entry.insert("id".to_owned(), self.last_entry.to_string().into());
        entries.push(entry.into());
        Ok(Answer::empty(200))
    }

    /// Takes an entry out of a list.
    fn delete(&mut self, list: &str, id: &str) -> Result<Answer, Refusal> {
        let missing = || Refusal::missing("Entry", id);
        let entries = self.values.get_mut(list).and_then(Value::as_array_mut);
        let entries = entries.ok_or_else(missing)?;
        let before = entries.len();
        entries.retain(|entry| entry["id"] != id);
        if entries.len() == before {
            return Err(missing());
        }
        Ok(Answer::empty(204))
    }
}

fn own<'a>(vault: &'a mut Vault, call: &Call) -> Result<&'a mut Properties, Refusal> {
    vault.require_pta_admin(call.caller()?)?;
    Ok(&mut vault.pta.properties)
}

fn get_administration(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(own(vault, call)?.to_json(&ADMINISTRATION)))
}

fn get_configuration(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(own(vault, call)?.to_json(&CONFIGURATION)))
}

/// The names of the detections.
fn categories(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?;
    let mut names: Vec<&str> = CONFIGURATION
        .iter()
        .map(|(category, ..)| *category)
        .collect();
    names.sort_unstable();
    names.dedup();
    Ok(Answer::ok(json!(names)))
}

/// The settings of one detection.
fn get_category(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (own, wanted) = (own(vault, call)?, call.parameter("categoryKey"));
    let settings = CONFIGURATION.iter().filter(|(name, ..)| same(name, wanted));
    let settings: Vec<Setting> = settings.copied().collect();
    if settings.is_empty() {
        return Err(Refusal::missing("Category", wanted));
    }
    Ok(Answer::ok(own.to_json(&settings)))
}

/// Puts a detection, or one setting, back to what it was at first.
fn reset(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (own, wanted) = (own(vault, call)?, call.parameter("categoryKey"));
    let settings = CONFIGURATION.iter();
    let settings =
        settings.filter(|(category, name, _)| same(category, wanted) || same(name, wanted));
    let names: Vec<&str> = settings.map(|(_, name, _)| *name).collect();
    if names.is_empty() {
        return Err(Refusal::missing("Setting", wanted));
    }
    own.values.retain(|name, _| !names.contains(name));
    Ok(Answer::empty(200))
}

/// The global catalog, without the password.
fn get_catalog(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let catalog = own(vault, call)?.catalog.clone();
    Ok(Answer::ok(
        json!({"properties": catalog.unwrap_or_default()}),
    ))
}

/// Sets the global catalog.
fn add_catalog(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let own = own(vault, call)?;
    let fields = call.fields()?;
    let connection = fields.mandatory_object("properties")?;
    connection.mandatory("ldapPassword")?;
    let encrypted = connection.boolean("ssl")?.unwrap_or(false);
    if encrypted && fields.text("ldap_certificate")?.is_none() {
        return Err(Refusal::mandatory("ldap_certificate"));
    }
    own.catalog = Some(read(connection, CATALOG)?);
    Ok(Answer::empty(200))
}

/// Sets the mail server and the score from which on mail is sent.
fn set_smtp(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let own = own(vault, call)?;
    let Some(Value::Array(settings)) = call.json()? else {
        return Err(Refusal::invalid("", "The body must be a JSON array."));
    };
    let mut values = own.values.clone();
    for setting in settings {
        let setting = Fields::of(Some(setting))?;
        match setting.mandatory("key")? {
            key if same(key, MAIL) => {
                let server = setting.object("value")?;
                let server = read(server.unwrap_or(Fields::none()), MAIL_SERVER)?;
                values.insert(MAIL, server.into());
            }
            key if same(key, MAIL_SCORE) => {
                let score = setting.within("value", 0..=100)?;
                let score = score.ok_or_else(|| Refusal::mandatory("value"))?;
                values.insert(MAIL_SCORE, score.into());
            }
            key => {
                return Err(Refusal::invalid(
                    "key",
                    format!("There is no setting {key}."),
                ));
            }
        }
    }
    own.values = values;
    Ok(Answer::empty(200))
}

fn add_excluded(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.add(EXCLUDED, network(call)?)
}

fn add_included(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.add(INCLUDED, network(call)?)
}

fn add_receiver(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.add(RECEIVERS, read(call.fields()?, RECEIVER)?)
}

fn add_group(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.add(GROUPS, read(call.fields()?, GROUP)?)
}

fn add_user(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.add(USERS, read(call.fields()?, USER)?)
}

fn delete_excluded(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.delete(EXCLUDED, call.parameter("ID"))
}

fn delete_included(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.delete(INCLUDED, call.parameter("ID"))
}

fn delete_receiver(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.delete(RECEIVERS, call.parameter("ID"))
}

fn delete_group(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.delete(GROUPS, call.parameter("ID"))
}

fn delete_user(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    own(vault, call)?.delete(USERS, call.parameter("ID"))
}

/// Takes an entry out of the list of a detection that the path names.
fn delete_entry(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (own, wanted) = (own(vault, call)?, call.parameter("propertyKey"));
    let known = CONFIGURATION.iter().find(|(_, name, _)| same(name, wanted));
    let (_, list, _) = known.ok_or_else(|| Refusal::missing("Setting", wanted))?;
    own.delete(list, call.parameter("ID"))
}

/// The network of a request.
fn network(call: &Call) -> Result<Map<String, Value>, Refusal> {
    let fields = call.fields()?;
    let parts = fields.mandatory("cidr")?.split_once('/');
    let good = parts.is_some_and(|(address, bits)| {
        let longest = match address.parse() {
            Ok(IpAddr::V4(_)) => 32,
            Ok(IpAddr::V6(_)) => 128,
            Err(_) => return false,
        };
        bits.parse().is_ok_and(|bits: u8| bits <= longest)
    });
    if !good {
        return Err(Refusal::must_be(
            "cidr",
            "an address and a number of bits, such as 192.0.2.0/24",
        ));
    }
    read(fields, TARGET)
}
