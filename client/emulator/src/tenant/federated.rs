//! The logon of those whose identity provider is another one: in a browser, while the client waits.

use super::{
    answers::{soft_failure, success},
    attempt::Attempt,
    logon::{FAILED, GONE, MOST_FAILURES, log_on, tenant_id},
};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use http::HeaderName;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("get_federated_logon_status", status)];

/// The mechanism by which the PIN of the browser is handed in.
const PIN: &str = "OOBAUTHPIN";

/// The header by which a client says that it can wait for a browser.
const CAN_WAIT: HeaderName = HeaderName::from_static("oobidpauth");

/// Keeps a logon, and answers where the browser has to go.
pub(crate) fn started(vault: &mut Vault, call: &Call, attempt: Attempt) -> Answer {
    let known = attempt
        .person
        .as_deref()
        .and_then(|uuid| vault.tenant.people.get(uuid));
    let federation = known.and_then(|person| person.federation.as_ref());
    let pin = federation.is_some_and(|federation| federation.pin.is_some());
    let root = &vault.addresses.identity;
    let mut result = json!({
        "IdpRedirectUrl": format!("{root}/idp/logon?session={}", attempt.id),
        "TenantId": tenant_id(),
    });
    // Who cannot wait for a browser is only told where it has to go.
    if call
        .header(CAN_WAIT)
        .is_some_and(|text| text.eq_ignore_ascii_case("true"))
    {
        let short: String = attempt.id.chars().take(8).collect();
        result["IdpLoginSessionId"] = attempt.id.as_str().into();
        result["IdpRedirectShortUrl"] = format!("{root}/go/{short}").into();
        result["IdpShortUrlId"] = short.into();
        result["IdpOobAuthPinRequired"] = pin.into();
    }
    vault.tenant.attempts.add(attempt);
    success(result)
}

/// Whether the user has logged on meanwhile, with the tokens once it is so. Where a PIN is asked
/// for the tokens come for that alone.
fn status(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("SessionId")?;
    let Some(attempt) = vault.tenant.attempts.get(id) else {
        return Ok(soft_failure(GONE));
    };
    let (uuid, platform) = (attempt.person.clone().unwrap_or_default(), attempt.platform);
    let done = attempt.federated == Some(true);
    let person = vault.tenant.person_of(&uuid)?;
    let needs_pin = person
        .federation
        .as_ref()
        .is_none_or(|one| one.pin.is_some());
    if !done || needs_pin {
        return Ok(success(json!({"State": "Pending"})));
    }
    let (mail, open) = (
        person.text("Mail").to_owned(),
        person.state.is_open(vault.now()),
    );
    vault.tenant.attempts.remove(id);
    if !open {
        return Ok(soft_failure(FAILED));
    }
    let (mut result, cookies) = log_on(vault, &uuid, platform)?;
    result["State"] = "Success".into();
    result["EmailAddress"] = mail.into();
    result["SourceDsType"] = "FDS".into();
    Ok(cookies.set_on(success(result)))
}

/// Takes the PIN that the browser has shown, once it has.
pub(crate) fn take_pin(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let id = fields.mandatory("SessionId")?;
    let now = vault.now();
    let tenant = &mut vault.tenant;
    let Some(attempt) = tenant.attempts.get(id) else {
        return Ok(soft_failure(GONE));
    };
    let (uuid, platform) = (attempt.person.clone().unwrap_or_default(), attempt.platform);
    let mechanism = fields.text("MechanismId")?.unwrap_or_default();
    let reply = fields
        .value("Answer")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let person = tenant.people.get(&uuid);
    let pin = person.and_then(|person| person.federation.as_ref()?.pin.as_ref());
    let right = attempt.federated == Some(true)
        && mechanism.eq_ignore_ascii_case(PIN)
        && pin.is_some_and(|pin| *pin == reply.into());
    let open = person.is_some_and(|person| person.state.is_open(now));
    if !right || !open {
        attempt.failures += 1;
        if attempt.failures >= MOST_FAILURES {
            tenant.attempts.remove(id);
        }
        return Ok(soft_failure(FAILED));
    }
    tenant.attempts.remove(id);
    let (result, cookies) = log_on(vault, &uuid, platform)?;
    Ok(cookies.set_on(success(result)))
}
