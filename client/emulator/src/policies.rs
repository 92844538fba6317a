//! The master policy, and the commands that platforms allow or deny.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    limits::one_of,
    record::{Kind, Property, Records, optional, read, required},
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_policy", get),
    ("update_policy", update),
    ("list_policy_privileged_commands_gen1", list_commands),
    ("add_policy_privileged_command_gen1", add_command),
    ("delete_policy_privileged_command_gen1", delete_command),
];

/// The rules that hold where a platform makes no exception.
pub(crate) struct MasterPolicy {
    pub(crate) dual_control: bool,
    pub(crate) exclusive: bool,
    pub(crate) one_time: bool,
    pub(crate) reason: bool,
    /// Whether sessions are recorded.
    pub(crate) record: bool,
    /// Whether sessions must go through PSM.
    pub(crate) isolate: bool,
    /// Whether the second level of confirmers follows on the first.
    pub(crate) two_levels: bool,
    /// How many of each level have to confirm.
    pub(crate) confirmers: i64,
    pub(crate) change_days: i64,
    pub(crate) verification_days: i64,
    /// Days that recordings are kept.
    pub(crate) retention_days: i64,
    only_managers: bool,
    connect: bool,
    view: bool,
    free_text: bool,
}

impl Default for MasterPolicy {
    fn default() -> Self {
        Self {
            dual_control: false,
            exclusive: false,
            one_time: false,
            reason: false,
            record: true,
            isolate: false,
            two_levels: false,
            confirmers: 1,
            change_days: 90,
            verification_days: 7,
            retention_days: 90,
            only_managers: false,
            connect: true,
            view: true,
            free_text: true,
        }
    }
}

impl MasterPolicy {
    fn switches(&mut self) -> [(&'static str, &mut bool); 11] {
        [
            ("DualControl", &mut self.dual_control),
            ("MultiLevelApproval", &mut self.two_levels),
            ("OnlyManagersApproval", &mut self.only_managers),
            ("EnforceExclusiveAccess", &mut self.exclusive),
            ("EnforceOneTimePassword", &mut self.one_time),
            ("TransparentConnection", &mut self.connect),
            ("AllowViewPassword", &mut self.view),
            ("RequireReason", &mut self.reason),
            ("AllowFreeText", &mut self.free_text),
            ("RequireMonitoringAndIsolation", &mut self.isolate),
            ("RecordActivity", &mut self.record),
        ]
    }

    /// With the smallest and the largest value.
    fn numbers(&mut self) -> [(&'static str, &mut i64, i64, i64); 4] {
        [
            ("ConfirmersNumber", &mut self.confirmers, 1, 64),
            ("PasswordChangeDays", &mut self.change_days, 1, 3650),
            (
                "PasswordVerificationDays",
                &mut self.verification_days,
                1,
                3650,
            ),
            ("RetentionPeriod", &mut self.retention_days, 0, 3650),
        ]
    }
}

/// The number of the master policy.
const MASTER: i64 = 1;

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    check(vault, call)?;
    let mut rules = Map::new();
    for (name, value) in vault.policy.switches() {
        rules.insert(name.to_owned(), json!({"Value": *value}));
    }
    for (name, value, ..) in vault.policy.numbers() {
        rules.insert(name.to_owned(), json!({"Value": *value}));
    }
    Ok(Answer::ok(rules))
}

/// Sets the rules that are sent; all of them or, where one is wrong, none.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    check(vault, call)?;
    let fields = call.fields()?;
    for (name, _, least, most) in vault.policy.numbers() {
        fields.within(name, least..=most)?;
    }
    for (name, _) in vault.policy.switches() {
        fields.boolean(name)?;
    }
    for (name, value) in vault.policy.switches() {
        *value = fields.boolean(name)?.unwrap_or(*value);
    }
    for (name, value, ..) in vault.policy.numbers() {
        *value = fields.integer(name)?.unwrap_or(*value);
    }
    Ok(Answer::empty(204))
}

fn check(vault: &Vault, call: &Call) -> Result<(), Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("policyId");
    match id.parse() {
        Ok(MASTER) => Ok(()),
        Ok(_) => Err(Refusal::missing("Policy", id)),
        Err(_) => Err(Refusal::not_a_number("policyId", id)),
    }
}

const COMMAND: [Property; 5] = [
    required("Command", Kind::Text),
    required("CommandGroup", Kind::Boolean),
    required("PermissionType", Kind::Text),
    optional("Restrictions", Kind::Text),
    optional("UserName", Kind::Text),
];

/// The commands that platforms allow or deny.
#[derive(Default)]
pub(crate) struct PolicyCommands(Records);

fn list_commands(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let platform = platform(vault, call)?;
    let found: Vec<Value> = vault
        .policy_commands
        .0
        .iter()
        .filter(|(_, one)| one.get("PolicyId").and_then(Value::as_str) == Some(platform.as_str()))
        .map(|(id, one)| with_id(one, id))
        .collect();
    let body = json!({"ListPolicyPrivilegedCommandsResult": found});
    Ok(Answer::ok(body))
}

fn add_command(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let platform = platform(vault, call)?;
    let given = read(Fields::of(call.json()?)?, &COMMAND)?;
    let kind = given.get("PermissionType").and_then(Value::as_str);
    let kind = one_of(
        "PermissionType",
        kind.unwrap_or_default(),
        &["Allow", "Deny"],
    )?;
    let user = given.get("UserName").and_then(Value::as_str);
    let record = json!({
        "PolicyId": platform,
        "Command": given.get("Command"),
        "IsGroup": given.get("CommandGroup"),
        "PermissionType": kind,
        "Type": "Policy",
        "UserName": user.unwrap_or("*"),
        "Restrictions": given.get("Restrictions"),
    });
    let Value::Object(record) = record else {
        return Err(Refusal::null_reference());
    };
    if vault
        .policy_commands
        .0
        .iter()
        .any(|(_, one)| *one == record)
    {
        return Err(Refusal::policy_command_taken());
    }
    let answer = record.clone();
    let id = vault.policy_commands.0.add(record);
    let body = json!({"AddPolicyPrivilegedCommandResult": with_id(&answer, id)});
    Ok(Answer::ok(body))
}

fn delete_command(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let (platform, id) = (platform(vault, call)?, call.parameter("id"));
    let known = vault.policy_commands.0.get(id);
    let known = known.and_then(|one| one.get("PolicyId")?.as_str());
    if known != Some(platform.as_str()) {
        return Err(Refusal::missing("Rule", id));
    }
    vault.policy_commands.0.remove(id);
    Ok(Answer::empty(200))
}

/// The platform that the path names, in its own spelling.
fn platform(vault: &Vault, call: &Call) -> Result<String, Refusal> {
    let id = call.parameter("policyId");
    let platform = vault.platforms.target(id);
    platform
        .map(|one| one.id.clone())
        .ok_or_else(|| Refusal::platform_missing(id))
}

fn with_id(record: &Map<String, Value>, id: i64) -> Value {
    let mut record = record.clone();
    record.insert("Id".to_owned(), id.into());
    record.into()
}

impl Refusal {
    fn policy_command_taken() -> Self {
        Self::new(409, "ITATS903E", "The platform has such a rule already.")
    }
}
