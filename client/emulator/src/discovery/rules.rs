//! The rules that onboard discovered accounts on their own.

use super::require_administrator;
use crate::{
    answer::Answer,
    call::Call,
    errors::Refusal,
    fields::Fields,
    platforms,
    state::{Vault, same},
};
use pvwa_api::SafePermission;
use serde_json::{Value, json};

/// A rule; a filter that is absent takes everything.
#[derive(Clone)]
pub(super) struct Rule {
    pub(super) id: i64,
    name: String,
    description: String,
    pub(super) platform: String,
    pub(super) safe: String,
    pub(super) admin_id: bool,
    pub(super) machine: &'static str,
    pub(super) system: &'static str,
    pub(super) user: Option<String>,
    pub(super) user_method: &'static str,
    pub(super) address: Option<String>,
    pub(super) address_method: &'static str,
    pub(super) category: &'static str,
    /// In seconds.
    created: i64,
    pub(super) last_onboarded: i64,
}

/// How many rules there can be.
const MOST: usize = 1000;

/// The values of the filters; clients send them as text, or as their number in this order.
const SYSTEMS: &[&str] = &["Windows", "Unix"];
const MACHINES: &[&str] = &["Workstation", "Server", "Any"];
const METHODS: &[&str] = &["Equals", "Begins", "Ends"];
const CATEGORIES: &[&str] = &["Privileged", "NonPrivileged", "Any"];

pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let names: Vec<&str> = call
        .query
        .all("names")
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .collect();
    let rules = vault.discovery.rules.iter().zip(1..);
    let found: Vec<Value> = rules
        .filter(|(rule, _)| names.is_empty() || names.iter().any(|name| same(&rule.name, name)))
        .map(|(rule, precedence)| rule.to_json(vault, precedence))
        .collect();
    Ok(Answer::listed("AutomaticOnboardingRules", found))
}

pub(super) fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let id = vault.discovery.last_rule + 1;
    let rule = Rule::read(vault, call, id)?;
    if vault.discovery.rules.len() >= MOST {
        return Err(Refusal::full(MOST, "onboarding rules"));
    }
    vault.check_rule_name(&rule)?;
    vault.discovery.last_rule = id;
    vault.discovery.rules.push(rule.clone());
    let precedence = vault.discovery.rules.len();
    Ok(Answer::ok(rule.to_json(vault, precedence)))
}

/// Replaces a rule: a filter that is not sent is gone.
pub(super) fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let at = place(vault, call)?;
    let old = vault.discovery.rules.get(at);
    let old = old.ok_or_else(|| Refusal::missing("Onboarding rule", ""))?;
    let (id, created, last_onboarded) = (old.id, old.created, old.last_onboarded);
    let mut rule = Rule::read(vault, call, id)?;
    rule.created = created;
    rule.last_onboarded = last_onboarded;
    vault.check_rule_name(&rule)?;
    if let Some(old) = vault.discovery.rules.get_mut(at) {
        *old = rule.clone();
    }
    Ok(Answer::ok(rule.to_json(vault, at + 1)))
}

pub(super) fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let at = place(vault, call)?;
    vault.discovery.rules.remove(at);
    Ok(Answer::empty(204))
}

/// Where the rule of the path stands.
fn place(vault: &Vault, call: &Call) -> Result<usize, Refusal> {
    let id = call.parameter("id");
    let number: i64 = id.parse().map_err(|_| Refusal::not_a_number("id", id))?;
    let mut rules = vault.discovery.rules.iter();
    rules
        .position(|rule| rule.id == number)
        .ok_or_else(|| Refusal::missing("Onboarding rule", id))
}

impl Rule {
    fn read(vault: &Vault, call: &Call, id: i64) -> Result<Self, Refusal> {
        let fields = call.fields()?;
        let text = |name, most| -> Result<Option<String>, Refusal> {
            let text = fields.text_up_to(name, most)?;
            Ok(Some(text).filter(|text| !text.is_empty()))
        };
        let platform = fields.mandatory("TargetPlatformId")?;
        let known = vault.platforms.target(platform);
        let platform = known.map(|one| one.id.clone()).ok_or_else(|| {
            let message = format!("Platform {platform} was not found.");
            Refusal::invalid_with("PASWS168E", "TargetPlatformId", message)
        })?;
        let (caller, now) = (call.caller()?, vault.now());
        let safe = fields.mandatory("TargetSafeName")?;
        let safe = vault
            .visible_safe(caller, safe, now)
            .ok_or_else(|| Refusal::no_safe_for_account(safe))?;
        let held = vault.permissions_of(caller, safe, now).unwrap_or_default();
        if !held.contains(SafePermission::AddAccounts) {
            return Err(Refusal::not_authorized());
        }
        let system = choice(fields, "SystemTypeFilter", SYSTEMS)?;
        Ok(Self {
            id,
            name: text("RuleName", 255)?.unwrap_or_else(|| format!("Rule {id}")),
            description: text("RuleDescription", 255)?.unwrap_or_default(),
            platform,
            safe: safe.name.clone(),
            admin_id: fields.boolean("IsAdminIDFilter")?.unwrap_or(false),
            machine: choice(fields, "MachineTypeFilter", MACHINES)?.unwrap_or("Any"),
            system: system.ok_or_else(|| Refusal::mandatory("SystemTypeFilter"))?,
            user: text("UserNameFilter", 512)?,
            user_method: choice(fields, "UserNameMethod", METHODS)?.unwrap_or("Equals"),
            address: text("AddressFilter", 255)?,
            address_method: choice(fields, "AddressMethod", METHODS)?.unwrap_or("Equals"),
            category: choice(fields, "AccountCategoryFilter", CATEGORIES)?.unwrap_or("Any"),
            created: now,
            last_onboarded: 0,
        })
    }

    fn to_json(&self, vault: &Vault, precedence: usize) -> Value {
        let method = |filter: &Option<String>, method| filter.as_ref().map(|_| method);
        json!({
            "RuleId": self.id,
            "RuleName": self.name,
            "RuleDescription": self.description,
            "RulePrecedence": precedence,
            "TargetPlatformId": self.platform,
            "TargetDeviceType": platforms::device(&vault.platforms, &self.platform),
            "TargetSafeName": self.safe,
            "IsAdminIDFilter": self.admin_id,
            "MachineTypeFilter": self.machine,
            "SystemTypeFilter": self.system,
            "CreationTime": self.created,
            "UserNameFilter": self.user,
            "UserNameMethod": method(&self.user, self.user_method),
            "AddressFilter": self.address,
            "AddressMethod": method(&self.address, self.address_method),
            "AccountTypeFilter": "Local",
            "AccountCategoryFilter": self.category,
            "ReconcileAccountId": null,
            "LastOnboardedTime": self.last_onboarded,
        })
    }
}

/// One of a few values, in its own spelling; clients send it as text or as its number.
fn choice(
    fields: Fields,
    name: &str,
    values: &'static [&'static str],
) -> Result<Option<&'static str>, Refusal> {
    let number = fields.value(name).and_then(Value::as_u64);
    match number.and_then(|at| values.get(usize::try_from(at).ok()?)) {
        Some(value) => Ok(Some(value)),
        None => fields.choice(name, values),
    }
}

impl Vault {
    fn check_rule_name(&self, rule: &Rule) -> Result<(), Refusal> {
        let mut others = self.discovery.rules.iter().filter(|one| one.id != rule.id);
        match others.find(|one| same(&one.name, &rule.name)) {
            Some(other) => Err(Refusal::rule_taken(&other.name)),
            None => Ok(()),
        }
    }
}

impl Refusal {
    fn rule_taken(name: &str) -> Self {
        let message = format!("Onboarding rule {name} exists already.");
        Self::new(409, "PASWS150E", message)
    }
}
