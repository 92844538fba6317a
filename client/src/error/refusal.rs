//! What a vault says when it refuses a call.

use super::redact::Secrets;
use pvwa_api::types::{ErrorBody, ErrorDetail, ErrorDetails};
use serde_json::{Map, Value};
use std::{fmt, time::Duration};

/// The most parameters that an error lists. No known operation takes more.
const MOST_DETAILS: usize = 50;

/// The vault's own words about a call that it refused.
///
/// Texts are cut to a bounded length, control characters are replaced, and secrets that the request
/// held are taken out, since messages quote the values they complain about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The product's code, such as `PASWS041E`; `None` where the server sent none.
    pub code: Option<String>,
    /// The message, in the server's language; `None` where the server sent none.
    pub message: Option<String>,
    /// One entry for each parameter that was not accepted.
    pub details: Vec<RefusedParameter>,
    /// How long the server wants to be left alone, as its `Retry-After` says, in whole seconds;
    /// `None` where it sent none.
    pub retry_after: Option<Duration>,
}

/// One parameter that was not accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedParameter {
    /// The name of the parameter or of the body's property; `None` where the server named none.
    pub name: Option<String>,
    /// The code of this one complaint; `None` where the server sent none.
    pub code: Option<String>,
    /// The complaint; `None` where the server sent none.
    pub message: Option<String>,
}

impl Refusal {
    /// A refusal by status alone.
    pub(crate) fn bare(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// A refusal with what can be read of the body; `secrets` are taken out of every text.
    pub(crate) fn read(status: u16, body: &[u8], secrets: &Secrets) -> Self {
        if let Ok(body) = serde_json::from_slice(body) {
            return Self::new(status, body, secrets);
        }
        // Gateways send an error, a code and a message at once: two spellings of the same thing.
        let Ok(fields) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Self::bare(status);
        };
        let text = |name| fields.get(name)?.as_str().map(str::to_owned);
        let codes = ["ErrorCode", "errorCode", "code", "error"];
        let messages = [
            "ErrorMessage",
            "errorMessage",
            "message",
            "error_description",
        ];
        Self {
            status,
            code: codes.into_iter().find_map(|name| secrets.name(text(name)?)),
            message: messages
                .into_iter()
                .find_map(|name| secrets.message(text(name)?)),
            details: Vec::new(),
            retry_after: None,
        }
    }

    /// A refusal with what the body says; `secrets` are taken out of every text.
    pub(crate) fn new(status: u16, body: ErrorBody, secrets: &Secrets) -> Self {
        let text = |text: Option<String>| secrets.message(text?);
        let name = |text: Option<String>| secrets.name(text?);
        let detail = |detail: ErrorDetail| RefusedParameter {
            name: name(detail.parameter_name),
            code: name(detail.error_code),
            message: text(detail.error_message),
        };
        Self {
            status,
            code: name(body.error_code),
            message: text(body.error_message),
            details: match body.details {
                Some(ErrorDetails::Array(list)) => {
                    list.into_iter().take(MOST_DETAILS).map(detail).collect()
                }
                Some(ErrorDetails::String(all)) => vec![RefusedParameter {
                    name: None,
                    code: None,
                    message: text(Some(all)),
                }],
                None => Vec::new(),
            },
            retry_after: None,
        }
    }
}

impl fmt::Display for Refusal {
    /// Writes `403, PASWS041E: the message (Port: must be a number)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        if let Some(message) = &self.message {
            write!(f, ": {}", message.trim_end_matches('.'))?;
        }
        if !self.details.is_empty() {
            let details: Vec<_> = self.details.iter().map(ToString::to_string).collect();
            write!(f, " ({})", details.join("; "))?;
        }
        Ok(())
    }
}

impl fmt::Display for RefusedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.name, &self.code, &self.message];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        f.write_str(&parts.join(": "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_secret_is_taken_out() {
        let secrets = Secrets::new(["Hunter2", "Hunter2<3"].map(str::to_owned));
        let body: ErrorBody = serde_json::from_str(
            r#"{"ErrorCode":"PASWS167E","ErrorMessage":"The value Hunter2 is invalid.",
                "Details":[{"ParameterName":"secret","ErrorMessage":"'Hunter2<3' holds <"}]}"#,
        )
        .unwrap();
        let refusal = Refusal::new(400, body, &secrets);
        assert_eq!(
            refusal.to_string(),
            "400, PASWS167E: The value [REDACTED] is invalid (secret: '[REDACTED]' holds <)"
        );
        assert!(!format!("{refusal:?}").contains("Hunter2"));
    }

    #[test]
    fn a_hostile_message_is_bounded_and_plain() {
        let body = serde_json::json!({
            "ErrorCode": " \n ",
            "ErrorMessage": format!("\u{1b}[31m{}", "x".repeat(1 << 20)),
        });
        let body = serde_json::from_value(body).unwrap();
        let refusal = Refusal::new(500, body, &Secrets::default());
        assert_eq!(refusal.code, None);
        let message = refusal.message.unwrap();
        assert_eq!(message.len(), 1_000);
        assert!(!message.contains('\u{1b}'));
    }

    #[test]
    fn a_bare_refusal_is_its_status() {
        assert_eq!(Refusal::bare(403).to_string(), "403");
    }

    #[test]
    fn two_spellings_of_the_same_thing_are_read() {
        let body =
            br#"{"error":"Forbidden","code":"403001","message":"no","error_description":"?"}"#;
        let refusal = Refusal::read(403, body, &Secrets::default());
        assert_eq!(refusal.to_string(), "403, 403001: no");
        assert_eq!(
            Refusal::read(403, b"[1]", &Secrets::default()),
            Refusal::bare(403)
        );
    }
}
