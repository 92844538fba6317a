//! SSH keys of users: the public ones that they bring along, and those made for some hours.

pub(crate) mod cached;
pub(crate) mod first_generation;

use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields,
    identity::PrincipalId, state::Vault,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_user_ssh_keys", list),
    ("add_user_ssh_key", add),
    ("delete_user_ssh_key", delete),
];

/// The kinds of key that a server takes.
const ALGORITHMS: [&str; 6] = [
    "ssh-rsa",
    "ssh-dss",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
];

/// The one store that keys are in.
const STORE: i64 = 0;

/// The keys of all users.
#[derive(Default)]
pub(crate) struct SshKeys {
    public: BTreeMap<PrincipalId, Vec<PublicKey>>,
    /// When the cached key of each user ends, in seconds.
    cached: BTreeMap<PrincipalId, i64>,
}

/// A public key.
struct PublicKey {
    text: String,
    /// 32 hexadecimal digits, made from the text.
    fingerprint: String,
    /// In seconds.
    created: i64,
}

impl SshKeys {
    /// Forgets the keys of a user.
    pub(crate) fn forget(&mut self, user: PrincipalId) {
        self.public.remove(&user);
        self.cached.remove(&user);
    }

    fn of(&self, user: PrincipalId) -> &[PublicKey] {
        self.public.get(&user).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, user: PrincipalId, text: &str, now: i64) -> Result<&PublicKey, Refusal> {
        check(text)?;
        let keys = self.public.entry(user).or_default();
        let fingerprint = fingerprint(text);
        if keys.iter().any(|key| key.fingerprint == fingerprint) {
            return Err(Refusal::taken("Public key", &fingerprint));
        }
        keys.push(PublicKey {
            text: text.trim().to_owned(),
            fingerprint,
            created: now,
        });
        keys.last()
            .ok_or_else(|| Refusal::missing("Public key", ""))
    }

    fn delete(&mut self, user: PrincipalId, fingerprint: &str) -> Result<(), Refusal> {
        let keys = self.public.entry(user).or_default();
        let before = keys.len();
        keys.retain(|key| !key.fingerprint.eq_ignore_ascii_case(fingerprint));
        if keys.len() == before {
            return Err(Refusal::missing("Public key", fingerprint));
        }
        Ok(())
    }
}

/// The public keys of a user.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.user_of(call)?.id;
    let store = call.query.number("keyStoreTypeFilter")?;
    let wanted = store.is_none_or(|store| store == 0);
    let keys = vault.ssh_keys.of(user).iter().filter(|_| wanted);
    let keys: Vec<Value> = keys.map(to_json).collect();
    Ok(Answer::ok(json!({"count": keys.len(), "value": keys})))
}

/// Stores a public key for somebody else.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.other_user_of(call)?;
    let text = call.fields()?.mandatory("publicKey")?;
    let now = vault.now();
    let key = vault.ssh_keys.add(user, text, now)?;
    Ok(Answer::ok(to_json(key)))
}

/// Deletes a public key by its fingerprint.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.user_of(call)?;
    vault.require_at_or_above(call.caller()?, &user.profile.location)?;
    let user = user.id;
    let fields: Fields = call.fields()?;
    let fingerprint = fields.mandatory("keyFingerprint")?;
    if fields.integer("keyStoreTypeFilter")?.unwrap_or(STORE) != STORE {
        return Err(Refusal::missing("Public key", fingerprint));
    }
    vault.ssh_keys.delete(user, fingerprint)?;
    Ok(vault.deleted())
}

impl Vault {
    /// The user that the path names by its number: somebody else, at or below the caller's place.
    fn other_user_of(&self, call: &Call) -> Result<PrincipalId, Refusal> {
        let (user, caller) = (self.user_of(call)?, call.caller()?);
        if user.id == caller {
            return Err(Refusal::own_user());
        }
        self.require_at_or_above(caller, &user.profile.location)?;
        Ok(user.id)
    }
}

fn to_json(key: &PublicKey) -> Value {
    json!({
        "publicKey": key.text,
        "fingerprint": key.fingerprint,
        "creationTime": key.created,
        "sshKeyStoreType": STORE,
    })
}

/// Refuses what is no line of `authorized_keys`.
fn check(text: &str) -> Result<(), Refusal> {
    let mut words = text.split_whitespace();
    let algorithm = words.next().is_some_and(|word| ALGORITHMS.contains(&word));
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let key = words.next().is_some_and(|word| word.chars().all(base64));
    if algorithm && key && !text.trim().contains('\n') {
        Ok(())
    } else {
        let message = "The key must be one line: its kind, the key in Base64, and a comment.";
        Err(Refusal::invalid("publicKey", message))
    }
}

/// Stands in for the digest that a real server makes.
fn fingerprint(text: &str) -> String {
    let key = text.split_whitespace().nth(1).unwrap_or_default();
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, key).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016X}{:016X}", half(0), half(1))
}
