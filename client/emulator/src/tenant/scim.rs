//! SCIM: users and groups of the tenant, and safes, members and accounts of the vault.

pub(crate) mod accounts;
pub(crate) mod containers;
mod filter;
pub(crate) mod groups;
pub(crate) mod members;
mod patch;
pub(crate) mod schemas;
pub(crate) mod service;
pub(crate) mod users;

use crate::{answer::Answer, call::Call, dates, errors::Refusal, state::Vault};
use filter::Filter;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// The URN of SCIM's lists.
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// The most resources in one answer, which is also what comes where nobody says how many.
const MOST: usize = 1000;

impl Refusal {
    /// No resource of an identifier.
    pub(crate) fn scim_missing(id: &str) -> Self {
        Self::new(404, "", format!("Resource {id} not found"))
    }

    /// An attribute that the resource cannot have so.
    pub(crate) fn scim_invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalidValue", message)
    }

    /// An attribute that cannot be changed any more.
    pub(crate) fn scim_immutable(name: &str) -> Self {
        Self::new(400, "mutability", format!("{name} cannot be changed."))
    }

    /// What another resource has already.
    pub(crate) fn scim_taken(name: &str) -> Self {
        Self::new(
            409,
            "uniqueness",
            format!("A resource {name} exists already."),
        )
    }

    /// A path of a patch that leads to nothing.
    pub(crate) fn scim_no_target(path: &str) -> Self {
        let message = format!("The path {path} leads to nothing.");
        Self::new(400, "noTarget", message)
    }

    /// The same refusal as one about a value.
    pub(crate) fn scim_value(self) -> Self {
        Self::scim_invalid(self.into_parts().2)
    }
}

/// One page of resources by the parameters of a list; only `comparable` can be filtered by.
fn page(call: &Call, mut found: Vec<Value>, comparable: &[&str]) -> Result<Answer, Refusal> {
    let query = call.query;
    if let Some(text) = query.text("filter") {
        let filter = Filter::read(text, comparable)?;
        found.retain(|resource| filter.passes(resource));
    }
    if let Some(path) = query.text("sortBy") {
        found.sort_by(|a, b| order(a, b, path));
        if query
            .text("sortOrder")
            .is_some_and(|order| order.eq_ignore_ascii_case("descending"))
        {
            found.reverse();
        }
    }
    let start = query.number("startIndex")?.unwrap_or(1).max(1);
    let count = query.number("count")?.unwrap_or(MOST).min(MOST);
    let total = found.len();
    let resources: Vec<Value> = found
        .into_iter()
        .skip(start - 1)
        .take(count)
        .map(|resource| chosen(call, resource))
        .collect();
    let mut answer = json!({
        "schemas": [LIST],
        "totalResults": total,
        "itemsPerPage": resources.len(),
        "startIndex": start,
    });
    // A page without resources has no such property.
    if !resources.is_empty() {
        answer["Resources"] = resources.into();
    }
    Ok(Answer::ok(answer))
}

/// A resource with nothing but the attributes that were asked for, and those that always come.
fn chosen(call: &Call, resource: Value) -> Value {
    let Some(names) = call.query.text("attributes") else {
        return resource;
    };
    let Value::Object(all) = resource else {
        return resource;
    };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let wanted = |name: &str| {
        ["id", "schemas"].contains(&name)
            || names.iter().any(|asked| {
                let root = match asked.starts_with("urn:") {
                    true => asked,
                    false => asked.split('.').next().unwrap_or(asked),
                };
                root.eq_ignore_ascii_case(name)
            })
    };
    let chosen: Map<String, Value> = all.into_iter().filter(|(name, _)| wanted(name)).collect();
    chosen.into()
}

fn order(a: &Value, b: &Value, path: &str) -> Ordering {
    let key = |resource: &Value| {
        let found = filter::values(resource, path);
        found
            .first()
            .map(|text| text.to_lowercase())
            .unwrap_or_default()
    };
    key(a).cmp(&key(b))
}

/// What SCIM keeps about a resource; moments in seconds.
fn meta(vault: &Vault, kind: &str, id: &str, created: i64, modified: i64) -> Value {
    json!({
        "resourceType": kind,
        "created": dates::iso_in_full(created),
        "lastModified": dates::iso_in_full(modified),
        "location": location(vault, kind, id),
    })
}

/// The address of a resource.
fn location(vault: &Vault, kind: &str, id: &str) -> String {
    let plural = match kind {
        "PrivilegedData" => "PrivilegedData".to_owned(),
        other => format!("{other}s"),
    };
    format!("{}/Scim/v2/{plural}/{id}", vault.addresses.identity)
}

/// The resource in a body.
fn resource(call: &Call) -> Result<Value, Refusal> {
    match call.json()? {
        Some(value @ Value::Object(_)) => Ok(value.clone()),
        _ => Err(Refusal::new(
            400,
            "invalidSyntax",
            "The body must be a resource.",
        )),
    }
}

/// The value of a key, whatever its case; null where it is absent.
fn field<'a>(object: &'a Value, name: &str) -> &'a Value {
    object
        .as_object()
        .into_iter()
        .flatten()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map_or(&Value::Null, |(_, value)| value)
}

/// A text in a resource; `None` where it is absent.
fn text<'a>(object: &'a Value, name: &str) -> Result<Option<&'a str>, Refusal> {
    match field(object, name) {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ => Err(Refusal::scim_invalid(format!("{name} must be a text."))),
    }
}

/// A whole number in a resource that is not negative; `None` where it is absent.
fn number(object: &Value, name: &str) -> Result<Option<u32>, Refusal> {
    let wrong = || Refusal::scim_invalid(format!("{name} must be a whole number."));
    match field(object, name) {
        Value::Null => Ok(None),
        Value::String(text) => text.parse().map(Some).map_err(|_| wrong()),
        value => {
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            number.map(Some).ok_or_else(wrong)
        }
    }
}

/// The items of a list in a resource; none where it is absent.
fn items<'a>(object: &'a Value, name: &str) -> Result<&'a [Value], Refusal> {
    match field(object, name) {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        _ => Err(Refusal::scim_invalid(format!("{name} must be a list."))),
    }
}
