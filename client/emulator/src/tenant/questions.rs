//! The security questions that administrators set for all users.

use super::{answers::success, arguments::argument, role::CONFIGURATION};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, random, state::Vault};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_tenant_security_questions", list),
    ("get_tenant_security_question", get),
    ("save_tenant_security_question", save),
    ("delete_tenant_security_question", delete),
];

/// A security question.
pub(crate) struct Question {
    uuid: String,
    culture: String,
    text: String,
}

/// How many there can be.
const MOST: usize = 100;

impl Question {
    fn to_json(&self) -> Value {
        json!({"Uuid": self.uuid, "Culture": self.culture, "Question": self.text})
    }
}

fn list(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let questions: Vec<Value> = vault
        .tenant
        .questions
        .iter()
        .map(Question::to_json)
        .collect();
    Ok(success(questions))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let index = index(vault, call)?;
    let question = vault.tenant.questions.get(index);
    Ok(success(question.map_or(Value::Null, Question::to_json)))
}

/// Adds a question; the Result is its identifier.
fn save(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let fields = call.fields()?;
    if vault.tenant.questions.len() >= MOST {
        return Err(Refusal::tenant_full(MOST, "questions"));
    }
    let question = Question {
        uuid: random::uuid(),
        culture: fields.text("Culture")?.unwrap_or_default().to_owned(),
        text: fields.mandatory("Question")?.to_owned(),
    };
    let uuid = question.uuid.clone();
    vault.tenant.questions.push(question);
    Ok(success(uuid))
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let index = index(vault, call)?;
    vault.tenant.questions.remove(index);
    Ok(success(Value::Null))
}

/// Where the question stands that a call is about.
fn index(vault: &Vault, call: &Call) -> Result<usize, Refusal> {
    let id = argument(call, &["Id"])?.unwrap_or_default();
    let mut questions = vault.tenant.questions.iter();
    let index = questions.position(|question| question.uuid.eq_ignore_ascii_case(id));
    index.ok_or_else(|| Refusal::tenant_missing("security question", id))
}
