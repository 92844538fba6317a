//! The envelope around answers, tables in it, and the three ways to say no.

use crate::{answer::Answer, endpoint::Endpoint, errors::Refusal, fields::Fields};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// The URN of SCIM's errors.
const SCIM_ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// The envelope of a call that did what it was asked for.
pub(crate) fn success(result: impl Into<Value>) -> Answer {
    Answer::ok(envelope(true, result.into(), None, None, false))
}

/// The envelope of a call that failed in a way its user can mend.
pub(crate) fn soft_failure(message: &str) -> Answer {
    Answer::ok(envelope(false, Value::Null, Some(message), None, true))
}

fn envelope(
    success: bool,
    result: Value,
    message: Option<&str>,
    id: Option<&str>,
    soft: bool,
) -> Value {
    json!({
        "success": success,
        "Result": result,
        "Message": message,
        "MessageID": id,
        "Exception": null,
        "ErrorID": null,
        "ErrorCode": null,
        "IsSoftError": soft,
        "InnerExceptions": null,
    })
}

/// Says a refusal in the form of the call: the envelope, OAuth's or SCIM's.
pub(crate) fn refused(refusal: Refusal, endpoint: &Endpoint) -> Answer {
    let (status, code, message) = refusal.into_parts();
    // The vault's own codes say nothing in these three vocabularies.
    let own = code.starts_with("_I18N_") || code.starts_with(|first: char| first.is_lowercase());
    match endpoint.area {
        "oauth" => {
            let code = match status {
                _ if own => code,
                401 | 403 => "access_denied",
                501 => "temporarily_unavailable",
                _ => "invalid_request",
            };
            Answer::json(status, json!({"error": code, "error_description": message}))
        }
        "scim" => {
            let mut body = json!({
                "schemas": [SCIM_ERROR],
                "status": status.to_string(),
                "detail": message,
            });
            let kind = match status {
                _ if own => Some(code),
                400 => Some("invalidValue"),
                409 => Some("uniqueness"),
                _ => None,
            };
            if let Some(kind) = kind {
                body["scimType"] = kind.into();
            }
            Answer::json(status, body)
        }
        _ => {
            let code = match status {
                _ if own => code,
                401 | 403 => "_I18N_System.UnauthorizedAccessException",
                400 => "_I18N_System.ArgumentException",
                _ => "_I18N_System.InvalidOperationException",
            };
            match status {
                401 | 413 | 500.. => Answer::json(
                    status,
                    json!({
                        "success": false,
                        "Message": message,
                        "MessageID": code,
                        "Exception": null,
                        "ErrorID": null,
                    }),
                ),
                _ => Answer::ok(envelope(
                    false,
                    Value::Null,
                    Some(&message),
                    Some(code),
                    false,
                )),
            }
        }
    }
}

impl Refusal {
    /// A call of the tenant that cannot be carried out.
    pub(crate) fn tenant(message: impl Into<String>) -> Self {
        Self::new(409, "_I18N_System.InvalidOperationException", message)
    }

    /// A call of the tenant about something that is not there.
    pub(crate) fn tenant_missing(what: &str, id: &str) -> Self {
        let message = format!("There is no {what} {id} in the tenant.");
        Self::new(404, "_I18N_System.ArgumentException", message)
    }

    /// The tenant has something of the name already.
    pub(crate) fn tenant_taken(what: &str, name: &str) -> Self {
        Self::tenant(format!("There is {what} {name} in the tenant already."))
    }

    /// The tenant has as many as there can be.
    pub(crate) fn tenant_full(most: usize, what: &str) -> Self {
        Self::tenant(format!("There can be no more than {most} {what}."))
    }

    /// A call that the caller has no right for.
    pub(crate) fn tenant_forbidden() -> Self {
        Self::new(
            403,
            "_I18N_System.UnauthorizedAccessException",
            "The user has no administrative right for this call.",
        )
    }
}

/// How the rows of a table are sorted and cut, from the key `Args` of a body.
pub(crate) struct Cut {
    page: usize,
    size: usize,
    limit: usize,
    sort_by: String,
    ascending: bool,
}

/// How many rows there are on a page where nobody says otherwise.
const PAGE_SIZE: i64 = 100_000;

impl Cut {
    /// Reads it; everything may be absent.
    pub(crate) fn read(fields: Fields) -> Result<Self, Refusal> {
        let arguments = match fields.object("Args")? {
            Some(arguments) => arguments,
            None => Fields::of(None)?,
        };
        let number = |name: &str, otherwise: i64| -> Result<usize, Refusal> {
            let value = arguments.integer(name)?.filter(|value| *value > 0);
            Ok(usize::try_from(value.unwrap_or(otherwise)).unwrap_or(usize::MAX))
        };
        let descending = arguments
            .text("Direction")
            .is_ok_and(|text| text.is_some_and(|text| text.to_lowercase().starts_with("desc")));
        Ok(Self {
            page: number("PageNumber", 1)?,
            size: number("PageSize", PAGE_SIZE)?,
            limit: number("Limit", PAGE_SIZE)?,
            sort_by: arguments.text("SortBy")?.unwrap_or_default().to_owned(),
            ascending: arguments.boolean("Ascending")?.unwrap_or(!descending),
        })
    }

    /// Sorts and cuts rows; how many there are over all pages.
    pub(crate) fn apply(&self, mut rows: Vec<Value>) -> (Vec<Value>, usize) {
        if !self.sort_by.is_empty() {
            rows.sort_by(|a, b| {
                let order = compare(&a[&self.sort_by], &b[&self.sort_by]);
                if self.ascending {
                    order
                } else {
                    order.reverse()
                }
            });
        }
        rows.truncate(self.limit);
        let total = rows.len();
        let from = self.page.saturating_sub(1).saturating_mul(self.size);
        (rows.into_iter().skip(from).take(self.size).collect(), total)
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => {
            let text = |value: &Value| value.as_str().map(str::to_lowercase).unwrap_or_default();
            text(a).cmp(&text(b))
        }
    }
}

/// A table of rows of one kind; `key` names the column that identifies a row.
pub(crate) fn table(rows: Vec<Value>, cut: &Cut, kind: &str, key: &str) -> Value {
    let (rows, total) = cut.apply(rows);
    let columns: Vec<Value> = rows
        .first()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| column(name, value))
        .collect();
    json!({
        "IsAggregate": false,
        "Count": rows.len(),
        "FullCount": total,
        "ReturnID": "",
        "Columns": columns,
        "Results": entries(rows, kind, key),
    })
}

/// Rows with what they are about.
pub(crate) fn entries(rows: Vec<Value>, kind: &str, key: &str) -> Vec<Value> {
    let entry = |row: Value| {
        let key = row[key].as_str().unwrap_or("??").to_owned();
        json!({
            "Entities": [{"Type": kind, "Key": key, "IsForeignKey": false}],
            "Row": row,
        })
    };
    rows.into_iter().map(entry).collect()
}

fn column(name: &str, value: &Value) -> Value {
    let kind = match value {
        Value::Bool(_) => 8,
        Value::Number(_) => 5,
        Value::Array(_) | Value::Object(_) => 16,
        Value::String(text) if text.starts_with("/Date(") => 3,
        _ => 12,
    };
    json!({
        "Name": name,
        "IsHidden": false,
        "DDName": null,
        "Title": null,
        "DDTitle": null,
        "Description": null,
        "Type": kind,
        "Format": null,
        "Width": 0,
        "TableKey": "NotAKey",
        "ForeignKey": null,
        "TableName": null,
    })
}
