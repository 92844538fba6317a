//! Which of several media types is kept.

use serde_json::{Map, Value};

/// How the content of a body or an answer is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `application/json`, or another name for JSON.
    Json,
    /// Fields of a form in one line.
    Form,
    /// Any bytes.
    Binary,
    /// Text without structure.
    Text,
    /// Anything else: XML, several parts, pictures.
    Other,
}

/// The name of a media type alone, in lower case: without a character set and the like.
pub(super) fn plain(name: &str) -> String {
    let plain = name.split(';').next().unwrap_or_default().trim();
    plain.to_ascii_lowercase()
}

/// Whether `name` is one media type, which a header can hold, and no range of them.
pub(super) fn is_plain(name: &str) -> bool {
    let is_token = |part: &str| {
        let holds = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
        !part.is_empty() && part.bytes().all(holds)
    };
    name.split_once('/')
        .is_some_and(|(kind, of)| is_token(kind) && is_token(of))
}

/// The kind of a media type by its name.
pub(super) fn kind(name: &str) -> Kind {
    let plain = plain(name);
    match plain.as_str() {
        "application/json" | "text/json" | "application/x-json" | "*/*" | "application/*" => {
            Kind::Json
        }
        "application/octet-stream" => Kind::Binary,
        "application/x-www-form-urlencoded" => Kind::Form,
        "text/plain" | "text/x-markdown" | "text/*" => Kind::Text,
        _ if plain.ends_with("+json") || plain.ends_with("/json") => Kind::Json,
        _ => Kind::Other,
    }
}

/// The name of the content that is kept: JSON before everything else, then the first of the
/// best kind.
pub(super) fn best(content: &Map<String, Value>) -> Option<&String> {
    content
        .keys()
        .enumerate()
        .min_by_key(|(index, name)| (kind(name), *name != "application/json", *index))
        .map(|(_, name)| name)
}
