//! Who may have a privileged account of their own.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    record::{Kind, Property, optional, read, required},
    state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("find_personal_privileged_account_members", find),
    ("save_personal_privileged_account_members", save),
];

/// What is kept of a member.
const PROPERTIES: &[Property] = &[
    required("Id", Kind::Text),
    optional("memberType", Kind::Text),
    optional("name", Kind::Text),
    optional("directorySource", Kind::Text),
    optional("email", Kind::Text),
];

/// Those who were saved last.
#[derive(Default)]
pub(crate) struct PersonalMembers(Vec<Value>);

/// Those of the saved members whose ids are asked for.
fn find(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    if call.query.text("ppaSourceId").is_none() {
        return Err(Refusal::mandatory("ppaSourceId"));
    }
    let ids: Vec<&str> = call.query.all("memberIds").collect();
    if ids.is_empty() {
        return Err(Refusal::mandatory("memberIds"));
    }
    let members = vault.personal_members.0.iter();
    let found: Vec<&Value> = members
        .filter(|member| member["Id"].as_str().is_some_and(|id| ids.contains(&id)))
        .collect();
    Ok(Answer::ok(json!(found)))
}

/// Sets the members anew.
fn save(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_held(call.caller()?, &["AddUpdateUsers".to_owned()], &[])?;
    let members = call
        .list()?
        .iter()
        .map(|member| Ok(read(Fields::of(Some(member))?, PROPERTIES)?.into()))
        .collect::<Result<_, Refusal>>()?;
    vault.personal_members = PersonalMembers(members);
    Ok(Answer::empty(200))
}
