//! Making managed accounts of discovered ones.

use super::{found::each, known::text, require_administrator};
use crate::{
    account::AccountProperties,
    answer::Answer,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId},
    platforms::{self, Kind, platform_property_text},
    random,
    state::Vault,
};
use pvwa_api::{SafePermission, Secret};
use serde_json::{Map, Value, json};

/// Where an account is to go, and how it gets its secret.
struct Target<'a> {
    platform: &'a str,
    safe: &'a str,
    reconcile: bool,
    secret: Option<&'a str>,
}

impl<'a> Target<'a> {
    fn read(fields: Fields<'a>) -> Result<Self, Refusal> {
        Ok(Self {
            platform: fields.mandatory("platformId")?,
            safe: fields.mandatory("safeName")?,
            reconcile: fields.boolean("shouldReconcileAccount")?.unwrap_or(false),
            secret: fields
                .text("defaultPassword")?
                .filter(|text| !text.is_empty()),
        })
    }
}

pub(super) fn one(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    call.query.boolean("allowAccountDuplications")?;
    let target = Target::read(call.fields()?)?;
    let id = call.parameter("discoveredAccountId");
    let key = onboard(vault, call.caller()?, id, &target)?;
    Ok(Answer::ok(
        json!({"id": key.to_string(), "safeName": target.safe}),
    ))
}

pub(super) fn several(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    call.query.boolean("allowAccountDuplications")?;
    let caller = call.caller()?;
    each(call, |fields| {
        let id = fields.mandatory("discoveredAccountId")?;
        onboard(vault, caller, id, &Target::read(fields)?).map(drop)
    })
}

/// The platforms that suit a kind of account and a safe.
pub(super) fn platforms(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let safe = call.query.mandatory("safeName")?;
    let kind = call.query.mandatory("discoveryPlatformType")?;
    let safe = vault
        .visible_safe(call.caller()?, safe, vault.now())
        .ok_or_else(|| Refusal::safe_missing(safe))?;
    let (system, recommended) = match kind.to_lowercase().as_str() {
        "windows server local" => ("Windows", "WinServerLocal"),
        "windows desktop local" => ("Windows", "WinDesktopLocal"),
        "windows domain" => ("Windows", "WinDomain"),
        "unix" => ("*NIX", "UnixSSH"),
        "unix ssh key" => ("*NIX", "UnixSSHKeys"),
        _ => ("", ""),
    };
    let found: Vec<Value> = vault
        .platforms
        .of(Kind::Target)
        .filter(|one| one.active && one.system_type() == system && one.allows_safe(&safe.name))
        .map(|one| {
            json!({
                "platformID": one.id,
                "platformName": one.name,
                "isRecommended": one.id == recommended,
                "isSSHKeysPlatform": one.base() == "UnixSSHKeys",
                "isAutomaticReconcileAllowed": one.says("RCAllowManualReconciliation"),
            })
        })
        .collect();
    Ok(Answer::ok(json!({"Platforms": found})))
}

fn onboard(
    vault: &mut Vault,
    caller: PrincipalId,
    id: &str,
    target: &Target,
) -> Result<AccountKey, Refusal> {
    let properties = vault.discovery.get(id)?.properties.clone();
    let now = vault.now();
    let safe = vault
        .visible_safe(caller, target.safe, now)
        .ok_or_else(|| Refusal::no_safe_for_account(target.safe))?;
    let held = vault.permissions_of(caller, safe, now).unwrap_or_default();
    if !held.contains(SafePermission::AddAccounts) {
        return Err(Refusal::not_authorized());
    }
    let safe = safe.name.clone();
    let secret = match target.reconcile {
        true => Some(made_up()),
        false => target.secret.map(Secret::from),
    };
    let key = vault.create_onboarded(caller, &properties, target.platform, &safe, secret)?;
    if target.reconcile {
        vault.account_mut(key)?.management.reconciled = Some(now);
    }
    vault.discovery.take(id)?;
    Ok(key)
}

impl Vault {
    /// Onboards an account that a rule takes, whose secret is reconciled.
    pub(super) fn onboard_by_rule(
        &mut self,
        call: &Call,
        rule: i64,
        account: &Map<String, Value>,
    ) -> Result<AccountKey, Refusal> {
        let now = self.now();
        let mut rules = self.discovery.rules.iter();
        let taking = rules.find(|one| one.id == rule);
        let taking = taking.ok_or_else(Refusal::null_reference)?;
        let (platform, safe) = (taking.platform.clone(), taking.safe.clone());
        let caller = call.caller()?;
        let key = self.create_onboarded(caller, account, &platform, &safe, Some(made_up()))?;
        let management = &mut self.account_mut(key)?.management;
        management.reconciled = Some(now);
        management.status = Some("success");
        let mut rules = self.discovery.rules.iter_mut();
        if let Some(rule) = rules.find(|one| one.id == rule) {
            rule.last_onboarded = now;
        }
        Ok(key)
    }

    fn create_onboarded(
        &mut self,
        caller: PrincipalId,
        found: &Map<String, Value>,
        platform: &str,
        safe: &str,
        secret: Option<Secret>,
    ) -> Result<AccountKey, Refusal> {
        let present = |name| Some(text(found, name).to_owned()).filter(|text| !text.is_empty());
        let mut properties = AccountProperties {
            address: present("address"),
            user_name: present("userName"),
            platform: platform.to_owned(),
            automatic: true,
            ..AccountProperties::default()
        };
        let more = found.get("additionalProperties").and_then(Value::as_object);
        for (name, value) in more.into_iter().flatten() {
            properties.set_platform_property(name, platform_property_text(name, value)?);
        }
        platforms::check(&self.platforms, &mut properties)?;
        platforms::check_new(&self.platforms, &properties.platform, safe)?;
        properties.is_key = properties.platform == "UnixSSHKeys";
        properties.name = platforms::account_name(&self.platforms, &properties);
        let number = self.safe(safe).map(|safe| safe.number);
        let number = number.ok_or_else(|| Refusal::safe_missing(safe))?;
        self.create_account(number, properties, secret, caller)
    }
}

fn made_up() -> Secret {
    random::text(16).into()
}
