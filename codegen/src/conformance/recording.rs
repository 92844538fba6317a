//! One recorded answer.

use crate::problem::{Problem, Refusal};
use serde_json::Value;

/// A recorded answer, as one line of a JSON Lines file.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    /// The line it stands in, from 1.
    pub line: usize,
    /// The HTTP method in capitals; empty where an error does not say which call it answers.
    pub method: String,
    /// The path that was called; parameters may stand as `{}`. Empty as the method is.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

impl Recording {
    /// Reads one line: an object with method, path, status and body. A body that is no text is taken
    /// as the JSON that it is.
    ///
    /// # Errors
    ///
    /// What the line lacks. Nothing of the body is repeated.
    pub fn read(line: usize, text: &str) -> Result<Self, Refusal> {
        let wrong = |what: &str| {
            Refusal::from(Problem::new(
                what,
                r#"write one object a line: {"method": "GET", "path": "/api/Safes", "status": 200, "body": "…"}"#,
            ))
        };
        let row: Value = serde_json::from_str(text).map_err(|_| wrong("the line is no JSON"))?;
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let status = row["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok());
        let status: u16 = status.ok_or_else(|| wrong("the row has no status"))?;
        // Every call fails in the same shape, so an error need not say which one it was.
        let call = |key: &str| match text(key) {
            None if status < 400 => Err(wrong(&format!("the row has no {key}"))),
            text => Ok(text.unwrap_or_default()),
        };
        Ok(Self {
            line,
            method: call("method")?.to_ascii_uppercase(),
            path: call("path")?,
            status,
            body: match row.get("body") {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(json) => json.to_string(),
            },
        })
    }

    /// Whether the call succeeded.
    pub fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Without the body, which can hold a secret.
impl std::fmt::Display for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.method.as_str() {
            "" => write!(f, "any call {}", self.status),
            method => write!(f, "{method} {} {}", self.path, self.status),
        }
    }
}
