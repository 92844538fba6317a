//! What a call of the tenant is about: some take it in the query, some in the body, most in both.

use super::person::Person;
use crate::{call::Call, errors::Refusal, fields::Fields, state::Vault};
use serde_json::Value;

/// A text of the query or, failing that, of the body.
pub(crate) fn argument<'a>(call: &Call<'a>, names: &[&str]) -> Result<Option<&'a str>, Refusal> {
    let query = call.query;
    if let Some(text) = names.iter().find_map(|name| query.text(name)) {
        return Ok(Some(text));
    }
    let fields = body(call)?;
    for name in names {
        if let Some(text) = fields.text(name)?.filter(|text| !text.is_empty()) {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

/// A text of the query or, failing that, of the body, that has to be there.
pub(crate) fn mandatory_argument<'a>(call: &Call<'a>, name: &str) -> Result<&'a str, Refusal> {
    argument(call, &[name])?.ok_or_else(|| Refusal::mandatory(name))
}

/// A boolean of the query or, failing that, of the body.
pub(crate) fn switch(call: &Call, name: &str) -> Result<Option<bool>, Refusal> {
    match call.query.boolean(name)? {
        Some(value) => Ok(Some(value)),
        None => body(call)?.boolean(name),
    }
}

/// The fields of a body that may be absent.
pub(crate) fn body<'a>(call: &Call<'a>) -> Result<Fields<'a>, Refusal> {
    match call.json()? {
        Some(Value::Array(_)) => Fields::of(None),
        other => Fields::of(other),
    }
}

/// The texts of a list in a body; none where it is absent.
pub(crate) fn texts<'a>(fields: Fields<'a>, name: &str) -> Result<Vec<&'a str>, Refusal> {
    let items = fields.list(name)?.unwrap_or_default();
    let text = |item: &'a Value| {
        item.as_str()
            .ok_or_else(|| Refusal::must_be(name, "a list of texts"))
    };
    items.iter().map(text).collect()
}

/// The UUID of the person of a call, who is the caller where no one is named.
pub(crate) fn person_or_caller(
    vault: &Vault,
    call: &Call,
    names: &[&str],
) -> Result<String, Refusal> {
    match argument(call, names)? {
        Some(text) => Ok(vault.tenant.person_of(text)?.uuid.clone()),
        None => Ok(vault.calling_person(call)?.uuid.clone()),
    }
}

impl Vault {
    /// The person whose session the call came with.
    pub(crate) fn calling_person(&self, call: &Call) -> Result<&Person, Refusal> {
        let caller = call.caller()?;
        let mut people = self.tenant.people.values();
        people
            .find(|person| person.principal == Some(caller))
            .ok_or_else(Refusal::no_session)
    }

    /// Refuses who lacks an administrative right.
    pub(crate) fn require_right(&self, call: &Call, right: &str) -> Result<(), Refusal> {
        let person = self.calling_person(call)?;
        if self.tenant.has_right(&person.uuid, right) {
            Ok(())
        } else {
            Err(Refusal::tenant_forbidden())
        }
    }

    /// Refuses who lacks an administrative right, unless it is about the caller.
    pub(crate) fn require_right_over(
        &self,
        call: &Call,
        right: &str,
        uuid: &str,
    ) -> Result<(), Refusal> {
        if self.calling_person(call)?.uuid == uuid {
            return Ok(());
        }
        self.require_right(call, right)
    }
}
