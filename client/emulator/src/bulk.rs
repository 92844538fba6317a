//! Calls with many items: what became of each of them can be asked for afterwards.

mod each;
mod uploads;

pub(crate) use uploads::Uploads;

use crate::{
    answer::Answer, behaviour::Row, bounded, call::Call, dates, errors::Refusal,
    identity::PrincipalId, state::Vault,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(crate) const ROWS: &[&[Row]] = &[each::ROWS, uploads::ROWS, &[("get_bulk_action", get)]];

/// The calls with many items that are remembered, and the uploads of accounts.
#[derive(Default)]
pub(crate) struct Bulk {
    last: i64,
    actions: BTreeMap<i64, Action>,
    pub(crate) uploads: Uploads,
}

/// One call with many items.
struct Action {
    by: PrincipalId,
    /// In seconds.
    at: i64,
    items: Vec<Item>,
}

/// What became of one item.
pub(crate) struct Item {
    /// What was to be done, such as `Add`.
    pub(crate) operation: &'static str,
    /// What it was to be done with.
    pub(crate) id: String,
    /// The item as it was sent, without its secrets.
    pub(crate) request: Value,
    pub(crate) outcome: Result<Value, Refusal>,
}

/// How many calls and uploads are remembered at most; the oldest make room.
pub(crate) const KEPT: usize = 200;

impl Bulk {
    /// The number of the next call or upload.
    pub(crate) fn number(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    /// Remembers a call whose items were carried out, and tells what it is answered: the number
    /// under which it is found later, and what became of each item.
    pub(crate) fn answer(&mut self, by: PrincipalId, at: i64, items: Vec<Item>) -> Answer {
        let action = Action { by, at, items };
        let failed = action.failed();
        let mut body = json!({
            "Id": null,
            "Status": action.status(),
            "Result": action.summary(),
            "ItemResults": action.results(|_| true).collect::<Vec<_>>(),
        });
        body["Id"] = self.keep(action).into();
        Answer::json(if failed == 0 { 200 } else { 207 }, body)
    }

    /// Remembers a call whose items were carried out, and tells the number under which it is
    /// found later.
    pub(crate) fn remember(&mut self, by: PrincipalId, at: i64, items: Vec<Item>) -> i64 {
        self.keep(Action { by, at, items })
    }

    fn keep(&mut self, action: Action) -> i64 {
        let id = self.number();
        bounded::insert(&mut self.actions, id, action, KEPT);
        id
    }
}

impl Action {
    fn failed(&self) -> usize {
        self.items
            .iter()
            .filter(|item| item.outcome.is_err())
            .count()
    }

    fn status(&self) -> &'static str {
        match self.failed() {
            0 => "Completed",
            failed if failed == self.items.len() => "Failed",
            _ => "CompletedWithErrors",
        }
    }

    fn summary(&self) -> Value {
        let failed = self.failed();
        json!({
            "Total": self.items.len(),
            "Succeeded": self.items.len() - failed,
            "Failed": failed,
            "Error": null,
        })
    }

    /// The items that ended in a certain way, with their places in the call.
    fn results(&self, wanted: impl Fn(&Item) -> bool) -> impl Iterator<Item = Value> {
        let items = self.items.iter().enumerate();
        let wanted = items.filter(move |(_, item)| wanted(item));
        wanted.map(|(index, item)| item.to_json(index))
    }
}

impl Item {
    fn to_json(&self, index: usize) -> Value {
        let (status, error, response) = match &self.outcome {
            Ok(response) => ("Success", Value::Null, response.clone()),
            Err(refusal) => ("Failed", refusal.to_json(), Value::Null),
        };
        json!({
            "Index": index,
            "Status": status,
            "Error": error,
            "Operation": self.operation,
            "Id": self.id,
            "Request": self.request,
            "Response": response,
        })
    }
}

/// How a call with many items ended, for whoever made it.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("bulkId");
    let number = id.parse().ok();
    let caller = call.caller()?;
    let action = number.and_then(|number: i64| vault.bulk.actions.get_key_value(&number));
    let (number, action) = action
        .filter(|(_, action)| action.by == caller)
        .ok_or_else(|| Refusal::missing("Bulk action", id))?;
    let mut answer = Map::new();
    answer.insert("Id".to_owned(), (*number).into());
    answer.insert("CreationTime".to_owned(), dates::iso(action.at).into());
    answer.insert("Status".to_owned(), action.status().into());
    answer.insert("Summary".to_owned(), action.summary());
    if call.query.boolean("displayExtendedItems")? == Some(true) {
        let offset = call.query.number("extendedItemsOffset")?.unwrap_or(0);
        let size = call.query.number("extendedItemsPageSize")?;
        for (name, succeeded) in [("SucceededItems", true), ("FailedItems", false)] {
            let items = action.results(|item| item.outcome.is_ok() == succeeded);
            let items = items.skip(offset).take(size.unwrap_or(usize::MAX));
            answer.insert(name.to_owned(), items.collect());
        }
    }
    Ok(Answer::ok(answer))
}
