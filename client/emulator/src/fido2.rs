//! FIDO2 devices of users: registered in two steps, and removed.
//!
//! What a device signs is looked at as far as it names the challenge; the signature is not.

use crate::{
    answer::Answer, behaviour::Row, call::Call, encoding, errors::Refusal, fields::Fields,
    identity::PrincipalId, random, state::Vault,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("start_fido2_registration", start),
    ("register_fido2_device", register),
    ("delete_fido2_device", delete),
    ("start_own_fido2_registration", start_own),
    ("register_own_fido2_device", register_own),
    ("delete_own_fido2_device", delete_own),
];

/// The algorithms that are taken, by their COSE numbers, the best one first.
const ALGORITHMS: [i64; 3] = [-7, -8, -257];

/// How long a challenge is, in characters of base64url: 32 bytes.
const CHALLENGE: usize = 43;

/// How long a user has to answer it, in milliseconds.
const TIMEOUT: i64 = 60_000;

/// The devices by their numbers, and the challenges that are open.
#[derive(Default)]
pub(crate) struct Fido2 {
    devices: BTreeMap<i64, Device>,
    last: i64,
    open: BTreeMap<PrincipalId, Challenge>,
}

struct Device {
    user: PrincipalId,
    credential: String,
}

struct Challenge {
    text: String,
    /// Until when it can be answered, in seconds.
    until: i64,
}

impl Fido2 {
    /// The numbers of the devices of a user.
    pub(crate) fn devices_of(&self, user: PrincipalId) -> Vec<i64> {
        let devices = self.devices.iter().filter(|(_, one)| one.user == user);
        devices.map(|(number, _)| *number).collect()
    }

    /// Forgets the devices of a user.
    pub(crate) fn forget(&mut self, user: PrincipalId) {
        self.devices.retain(|_, device| device.user != user);
        self.open.remove(&user);
    }
}

/// Begins a registration for somebody.
fn start(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let user = user(vault, call.fields()?)?;
    options(vault, user)
}

/// Begins a registration for the caller; a body has to be there, but says nothing.
fn start_own(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    if call.json()?.is_none() {
        return Err(Refusal::mandatory("body"));
    }
    options(vault, call.caller()?)
}

/// Completes the registration for somebody.
fn register(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let user = user(vault, fields)?;
    complete(vault, fields, user)
}

/// Completes the registration for the caller.
fn register_own(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    complete(vault, call.fields()?, call.caller()?)
}

/// Removes a device of somebody.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    remove(vault, call.parameter("id"), |_| true)
}

/// Removes a device of the caller.
fn delete_own(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    remove(vault, call.parameter("id"), |user| user == caller)
}

fn user(vault: &Vault, fields: Fields) -> Result<PrincipalId, Refusal> {
    let id = fields.integer("UserId")?.filter(|id| *id >= 1);
    let id = id.ok_or_else(|| Refusal::mandatory("UserId"))?;
    match vault.users.get(&id) {
        Some(user) => Ok(user.id),
        None => Err(Refusal::user_missing(&id.to_string())),
    }
}

fn options(vault: &mut Vault, user: PrincipalId) -> Result<Answer, Refusal> {
    let text = random::text(CHALLENGE);
    let until = vault.now().saturating_add(TIMEOUT / 1000);
    let devices = vault.fido2.devices.values();
    let known = devices.filter(|device| device.user == user);
    let known = known.map(|device| json!({"id": device.credential, "type": "public-key"}));
    let known: Vec<Value> = known.collect();
    let kinds = ALGORITHMS.map(|number| json!({"type": "public-key", "alg": number}));
    let answer = json!({"createCredentialOptions": {
        "rp": {"id": "localhost", "name": "PasswordVault"},
        "user": described(vault, user),
        "challenge": text,
        "pubKeyCredParams": kinds,
        "timeout": TIMEOUT,
        "attestation": "none",
        "authenticatorSelection": {"requireResidentKey": false, "userVerification": "preferred"},
        "excludeCredentials": known,
    }});
    vault.fido2.open.insert(user, Challenge { text, until });
    Ok(Answer::ok(answer))
}

fn complete(vault: &mut Vault, fields: Fields, user: PrincipalId) -> Result<Answer, Refusal> {
    let attestation = fields.mandatory_object("Attestation")?;
    let credential = attestation.mandatory("Id")?;
    let signed = attestation.mandatory_object("Response")?;
    let bytes = |name: &str| {
        let text = signed.mandatory(name)?;
        let bytes = encoding::decode_url(text).filter(|bytes| !bytes.is_empty());
        bytes.ok_or_else(|| Refusal::must_be(name, "base64url"))
    };
    bytes("AttestationObject")?;
    let client: Option<Value> = serde_json::from_slice(&bytes("ClientDataJson")?).ok();
    let client = client.filter(|client| client["type"] == "webauthn.create");
    let now = vault.now();
    let open = vault.fido2.open.get(&user);
    let answered = open.zip(client).is_some_and(|(open, client)| {
        open.until >= now && client["challenge"].as_str() == Some(open.text.as_str())
    });
    if !answered {
        let message = "ClientDataJson does not answer a challenge that is open.";
        return Err(Refusal::invalid("ClientDataJson", message));
    }
    let mut devices = vault.fido2.devices.values();
    if devices.any(|device| device.credential == credential) {
        return Err(Refusal::taken("Credential", credential));
    }
    vault.fido2.open.remove(&user);
    vault.fido2.last += 1;
    let device = Device {
        user,
        credential: credential.to_owned(),
    };
    vault.fido2.devices.insert(vault.fido2.last, device);
    Ok(Answer::ok(json!({"CredentialData": {
        "PublicKey": credential,
        "User": described(vault, user),
        "CredType": "none",
        "Aaguid": "00000000-0000-0000-0000-000000000000",
    }})))
}

fn remove(
    vault: &mut Vault,
    id: &str,
    may: impl Fn(PrincipalId) -> bool,
) -> Result<Answer, Refusal> {
    let missing = || Refusal::missing("Device", id);
    let number = id.parse().map_err(|_| missing())?;
    let device = vault.fido2.devices.get(&number);
    device.filter(|one| may(one.user)).ok_or_else(missing)?;
    vault.fido2.devices.remove(&number);
    Ok(Answer::empty(204))
}

fn described(vault: &Vault, user: PrincipalId) -> Value {
    let name = vault.user_name(user);
    json!({"id": format!("user{user:04}"), "name": name, "displayName": name})
}
