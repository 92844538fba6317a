//! The secrets of accounts: reading and storing them.

use crate::{
    account::Action,
    answer::Answer,
    behaviour::Row,
    call::Call,
    cpm::made_up,
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId},
    state::Vault,
};
use pvwa_api::Secret;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("retrieve_password", retrieve),
    ("retrieve_secret", retrieve),
    ("update_password_in_vault", update_in_vault),
    ("generate_password", generate),
    ("list_secret_versions", versions),
];

/// Answers the secret as a JSON string.
fn retrieve(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let secret = vault.retrieve(call.caller()?, call.account()?, fields)?;
    Ok(Answer::ok(secret.expose()))
}

impl Vault {
    /// Forgets the versions of a secret that its safe has kept for long enough.
    fn forget_old_versions(&mut self, key: AccountKey) -> Result<(), Refusal> {
        let safe = self.safes.get(&key.safe);
        let moment = safe.and_then(|safe| safe.properties.forgets_before(self.now()));
        if let Some(moment) = moment {
            self.account_mut(key)?.forget_replaced_before(moment);
        }
        Ok(())
    }

    /// Hands out a secret, and writes down who read it and why.
    pub(crate) fn retrieve(
        &mut self,
        caller: PrincipalId,
        key: AccountKey,
        fields: Fields,
    ) -> Result<Secret, Refusal> {
        let version = fields.integer("version")?.filter(|version| *version > 0);
        let done = action_text(fields.text("ActionType")?)?;
        let machine = fields.text("Machine")?.filter(|name| !name.is_empty());
        if machine.is_some() {
            self.check_machine(key, "Machine", machine)?;
        }
        self.forget_old_versions(key)?;
        let secrets = &self.account(key)?.secrets;
        let secret = match version {
            None => match secrets.last() {
                Some(last) => last.value.clone(),
                None => "".into(),
            },
            Some(version) => secrets
                .iter()
                .find(|one| one.id == version)
                .map(|one| one.value.clone())
                .ok_or_else(|| Refusal::version_missing(version))?,
        };
        // The last thing that can refuse, since it can use a confirmed request up.
        let purpose = self.admit(caller, key, fields)?;
        let now = self.now();
        let details = [done, &purpose.ticket, machine.unwrap_or_default()];
        let details: Vec<&str> = details
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let details = details.join(", ");
        let account = self.account_mut(key)?;
        account.note_details(caller, Action::Retrieve, &purpose.reason, details, now);
        self.take(caller, key)?;
        Ok(secret)
    }
}

/// What a secret was retrieved for, as the activities say it.
fn action_text(kind: Option<&str>) -> Result<&'static str, Refusal> {
    match kind.unwrap_or_default().to_ascii_lowercase().as_str() {
        "" => Ok(""),
        "show" => Ok("Show Password"),
        "copy" => Ok("Copy Password"),
        "connect" => Ok("Connect"),
        _ => Err(Refusal::must_be("ActionType", "show, copy or connect")),
    }
}

/// Stores a secret in the vault alone, for an account or for its whole group.
fn update_in_vault(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let secret = fields.mandatory("NewCredentials")?;
    let (caller, key) = (call.caller()?, call.account()?);
    let keys = match fields.boolean("ChangeEntireGroup")? {
        Some(true) => vault.accounts_changed_together(key)?,
        _ => vec![key],
    };
    let limit = version_limit(vault, call)?;
    let now = vault.now();
    for key in &keys {
        vault.check_unlocked(caller, *key)?;
    }
    for key in keys {
        let account = vault.account_mut(key)?;
        let secret = account.trimmed(secret)?;
        account.store_secret(secret, caller, limit, now);
        account.note(caller, Action::StoreSecret, "", now);
    }
    Ok(Answer::empty(200))
}

/// The versions of a secret, newest first, without the secrets.
fn versions(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.forget_old_versions(call.account()?)?;
    let account = vault.account(call.account()?)?;
    let versions: Vec<Value> = account
        .secrets
        .iter()
        .rev()
        .map(|version| {
            json!({
                "versionID": version.id,
                "modifiedBy": vault.user_name(version.by),
                "modificationDate": version.at,
                "isTemporary": false,
            })
        })
        .collect();
    Ok(Answer::listed("Versions", versions))
}

/// A password that fits, which is not stored.
fn generate(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({"Password": made_up().expose()})))
}

fn version_limit(vault: &Vault, call: &Call) -> Result<Option<u32>, Refusal> {
    let safe = call.account()?.safe;
    Ok(vault
        .safes
        .get(&safe)
        .and_then(|safe| safe.properties.versions))
}
