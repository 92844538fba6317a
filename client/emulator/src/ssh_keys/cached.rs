//! SSH keys for some hours, which spare the second factor.
//!
//! The keys are made up: nothing in the emulator lets anybody in with one.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    filter::search_words,
    identity::PrincipalId,
    random,
    state::{Vault, same},
    users::{is_found, profile::chosen},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("generate_user_cached_ssh_key", generate_for_user),
    ("delete_user_cached_ssh_key", delete_of_user),
    ("generate_own_cached_ssh_key", generate_own),
    ("delete_own_cached_ssh_key", delete_own),
    ("delete_all_cached_ssh_keys", delete_all),
];

/// How long a key is good, in seconds.
const LIFETIME: i64 = 8 * 60 * 60;

/// The formats, each with the words around the key.
const FORMATS: [(&str, &str, &str); 3] = [
    (
        "PPK",
        "PuTTY-User-Key-File-3: ssh-rsa",
        "Private-MAC: made up",
    ),
    (
        "PEM",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----END RSA PRIVATE KEY-----",
    ),
    (
        "OpenSSH",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----END OPENSSH PRIVATE KEY-----",
    ),
];

fn generate_for_user(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.other_user_of(call)?;
    generate(vault, call, user)
}

fn generate_own(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    generate(vault, call, call.caller()?)
}

/// Makes a key, in the place of the one before.
fn generate(vault: &mut Vault, call: &Call, user: PrincipalId) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let known = FORMATS.map(|(name, ..)| name);
    let mut formats = chosen(fields, "formats", &known)?;
    if formats.is_empty() {
        formats.push("PEM".to_owned());
    }
    let encrypted = fields
        .text("keyPassword")?
        .is_some_and(|text| !text.is_empty());
    let random = |length| random::text(length);
    let body: Vec<String> = (0..25).map(|_| random(64)).collect();
    let note = if encrypted {
        "Proc-Type: 4,ENCRYPTED\r\n\r\n"
    } else {
        ""
    };
    let keys: Vec<Value> = FORMATS
        .iter()
        .filter(|(name, ..)| formats.iter().any(|format| format == name))
        .map(|(name, first, last)| {
            let key = format!("{first}\r\n{note}{}\r\n{last}\r\n", body.join("\r\n"));
            json!({"format": name, "privateKey": key, "keyAlg": "RSA"})
        })
        .collect();
    let now = vault.now();
    let expires = now.saturating_add(LIFETIME);
    vault.ssh_keys.cached.insert(user, expires);
    Ok(Answer::ok(json!({
        "count": keys.len(),
        "value": keys,
        "creationTime": now,
        "expirationTime": expires,
        "publicKey": format!("ssh-rsa AAAAB3NzaC1yc2E{} CyberArk Auto-generated Key", random(349)),
    })))
}

fn delete_of_user(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.other_user_of(call)?;
    end(vault, user)
}

fn delete_own(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    end(vault, call.caller()?)
}

/// Ends a key; one that has run out is not there any more.
fn end(vault: &mut Vault, user: PrincipalId) -> Result<Answer, Refusal> {
    let now = vault.now();
    match vault.ssh_keys.cached.remove(&user) {
        Some(expires) if expires > now => Ok(vault.deleted()),
        _ => Err(Refusal::missing("Cached SSH key of", vault.user_name(user))),
    }
}

/// Ends the keys of all users that fit.
fn delete_all(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let words = search_words(call.query);
    let kind = call.query.text("userType");
    let component = call.query.boolean("componentUser")?;
    let users = &vault.users;
    vault.ssh_keys.cached.retain(|id, _| {
        users.get(id).is_some_and(|user| {
            let fits = kind.is_none_or(|kind| same(kind, user.user_type))
                && component.is_none_or(|component| component == user.is_component())
                && is_found(user, &words);
            !fits
        })
    });
    Ok(vault.deleted())
}
