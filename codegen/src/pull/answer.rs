//! What came back from a place where the document might be.

use super::{Stray, shown};
use crate::document::{Document, Kind, MOST_BYTES, clip_to};
use serde_json::Value;
use std::fmt;
use url::Url;

/// The most characters of a server's own words that are repeated.
const MOST_SAID: usize = 160;

/// What an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A document, in the description language of that name.
    Document(&'static str),
    /// An HTML page: of the portal, of a logon, or of an error that is not called one.
    Page,
    /// Nothing.
    Empty,
    /// A text or file that is no document; why it is none.
    Unusable(String),
    /// More than a document may have.
    TooLarge,
    /// 404: there is nothing.
    NotFound,
    /// 401: only with a session; what the server says of it.
    Unauthorized(Option<String>),
    /// 403: not for this caller; what the server says of it.
    Forbidden(Option<String>),
    /// A redirect that is not followed.
    Stray(Stray),
    /// Another status; what the server says of it.
    Other(Option<String>),
    /// The connection ended before the answer did.
    Broken,
}

impl Answer {
    /// Whether a session might help.
    pub fn wants_logon(&self) -> bool {
        matches!(self, Self::Unauthorized(_) | Self::Forbidden(_))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut with = |what: &str, said: &Option<String>| match said {
            Some(said) => write!(f, "{what}: {said}"),
            None => f.write_str(what),
        };
        match self {
            Self::Document(kind) => write!(f, "a document in {kind}"),
            Self::Page => f.write_str("an HTML page, no document"),
            Self::Empty => f.write_str("an empty answer"),
            Self::Unusable(why) => write!(f, "no document: {why}"),
            Self::TooLarge => write!(f, "more than {} MiB, not read on", MOST_BYTES >> 20),
            Self::NotFound => f.write_str("nothing is there"),
            Self::Unauthorized(said) => with("it wants a session", said),
            Self::Forbidden(said) => with("it is forbidden", said),
            Self::Stray(stray) => stray.fmt(f),
            Self::Other(said) => with("no document", said),
            Self::Broken => f.write_str("the connection broke before the answer ended"),
        }
    }
}

/// One location, and what it answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What was asked for.
    pub url: Url,
    /// Where redirects led; `None` where there were none.
    pub landed: Option<Url>,
    /// The status of the answer.
    pub status: u16,
    /// What the answer is.
    pub answer: Answer,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.url))?;
        if let Some(landed) = &self.landed {
            write!(f, " -> {}", shown(landed))?;
        }
        write!(f, ": {}, {}", self.status, self.answer)
    }
}

/// Says what an answer is by its status and its body, of which no more than one byte above
/// [`MOST_BYTES`] need be there. What the server calls it counts for nothing.
pub fn judge(status: u16, body: &[u8]) -> Answer {
    match status {
        200..=299 => content(body),
        401 => Answer::Unauthorized(said(body)),
        403 => Answer::Forbidden(said(body)),
        404 => Answer::NotFound,
        _ => Answer::Other(said(body)),
    }
}

fn content(body: &[u8]) -> Answer {
    if body.len() > MOST_BYTES {
        return Answer::TooLarge;
    }
    if body.trim_ascii().is_empty() {
        return Answer::Empty;
    }
    if is_page(body) {
        return Answer::Page;
    }
    let kind = Document::parse("the answer", body.to_vec()).and_then(|document| document.kind());
    match kind {
        Ok(Kind::Swagger) => Answer::Document("Swagger 2.0"),
        Ok(Kind::OpenApi) => Answer::Document("OpenAPI 3.0"),
        Ok(Kind::Newer) => Answer::Document("OpenAPI 3.1"),
        Err(refusal) => {
            let problem = refusal.0.into_iter().next();
            Answer::Unusable(problem.map(|problem| problem.what).unwrap_or_default())
        }
    }
}

/// Whether a body is HTML; a mark of UTF-8 may stand before it.
pub(super) fn is_page(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(1000)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with('<') && (head.contains("<html") || head.contains("<!doctype html"))
}

/// What PVWA says of an error, as `CODE: message`, in whichever case it spells the keys.
pub(super) fn said(body: &[u8]) -> Option<String> {
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return None;
    };
    let text = |names: &[&str]| {
        let found = body.iter().find(|(key, value)| {
            value.as_str().is_some_and(|text| !text.trim().is_empty())
                && names.iter().any(|name| key.eq_ignore_ascii_case(name))
        });
        found.and_then(|(_, value)| value.as_str()).map(str::trim)
    };
    let code = text(&["ErrorCode", "code", "error"]);
    let message = text(&["ErrorMessage", "message", "error_description"]);
    let said = match (code, message) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (code, message) => code.or(message)?.to_owned(),
    };
    Some(clip_to(&said, MOST_SAID))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        for (status, body, what) in [
            (
                200,
                "{\"swagger\": \"2.0\", \"paths\": {}}",
                "a document in Swagger 2.0",
            ),
            (
                200,
                "\u{feff}{\"swagger\": \"2.0\", \"paths\": {}}",
                "a document in Swagger 2.0",
            ),
            (
                203,
                "openapi: 3.0.1\npaths: {}\n",
                "a document in OpenAPI 3.0",
            ),
            (
                200,
                "<!DOCTYPE html>\n<title>Logon</title>",
                "an HTML page, no document",
            ),
            (
                200,
                "\u{feff}\r\n<HTML lang='en'>",
                "an HTML page, no document",
            ),
            (
                200,
                "<?xml version='1.0'?><a/>",
                "no document: the file is XML",
            ),
            (200, " \r\n", "an empty answer"),
            (204, "", "an empty answer"),
            (
                200,
                "{\"swagger\": \"2.0\",",
                "no document: the JSON ends too early",
            ),
            (
                200,
                "{\"openapi\": \"3.1.0\", \"paths\": {}}",
                "a document in OpenAPI 3.1",
            ),
            (200, "\u{1f}", "no document: the file is binary, not text"),
            (404, "<html>not found</html>", "nothing is there"),
            (401, "", "it wants a session"),
            (
                401,
                "{\"ErrorCode\": \"PASWS006E\", \"ErrorMessage\": \"The session ended.\"}",
                "it wants a session: PASWS006E: The session ended.",
            ),
            (403, "<html>", "it is forbidden"),
            (500, "{\"message\": \" broken \"}", "no document: broken"),
            (503, "", "no document"),
        ] {
            assert_eq!(
                judge(status, body.as_bytes()).to_string(),
                what,
                "{status} {body}"
            );
        }
        assert_eq!(judge(200, &vec![b' '; MOST_BYTES + 1]), Answer::TooLarge);
    }

    #[test]
    fn words_of_a_server_are_short_and_harmless() {
        let body = format!("{{\"errormessage\": \"\\u001b[2J{}\"}}", "x".repeat(9000));
        let said = said(body.as_bytes()).unwrap();
        assert!(said.starts_with("\\u{1b}[2J"), "{said}");
        assert_eq!(said.chars().filter(|c| *c == 'x').count(), 156);
        assert_eq!(super::said(b"[1]"), None);
        assert_eq!(super::said(b"{\"ErrorCode\": 5}"), None);
    }

    #[test]
    fn an_attempt_says_where_it_landed_without_queries() {
        let attempt = Attempt {
            url: Url::parse("https://pvwa/a?token=x").unwrap(),
            landed: Some(Url::parse("https://pvwa/b?token=y").unwrap()),
            status: 404,
            answer: Answer::NotFound,
        };
        let text = "https://pvwa/a -> https://pvwa/b: 404, nothing is there";
        assert_eq!(attempt.to_string(), text);
    }
}
