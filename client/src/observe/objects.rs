//! What a call is about, for the audit.

use crate::path::parameters;
use pvwa_api::operation::Operation;
use reqwest::Request;
use serde_json::Value;

/// The longest value that is kept, in characters. Names of the vault have up to 170.
const LONGEST_VALUE: usize = 200;

/// Bodies longer than this are not looked into, in bytes: a bulk upload is no object.
const LARGEST_BODY: usize = 64 * 1024;

/// The properties of bodies that name an object. None of them is ever a secret.
const NAMES: [&str; 6] = [
    "safeName",
    "memberName",
    "platformId",
    "name",
    "userName",
    "address",
];

/// The objects by the names of their parameters.
pub(super) struct Objects(pub(super) Vec<(String, String)>);

impl Objects {
    pub(super) fn of(request: &Request, operation: &Operation) -> Self {
        let in_path = parameters(request.url().path(), operation.path);
        let in_path = in_path
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.to_owned(), kept(&value)));
        let mut objects: Vec<_> = in_path.collect();
        objects.reverse();
        let body = request.body().and_then(reqwest::Body::as_bytes);
        if let Some(body) = body.filter(|body| body.len() <= LARGEST_BODY) {
            objects.extend(in_body(body));
        }
        Self(objects)
    }
}

fn in_body(body: &[u8]) -> Vec<(String, String)> {
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return Vec::new();
    };
    NAMES
        .iter()
        .filter_map(|known| {
            let (_, value) = body
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(known))?;
            Some(((*known).to_owned(), kept(value.as_str()?)))
        })
        .collect()
}

fn kept(text: &str) -> String {
    text.chars().take(LONGEST_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(objects: &[(String, String)]) -> Vec<(&str, &str)> {
        objects
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    #[test]
    fn of_a_body_only_names_are_told() {
        let found = in_body(
            br#"{"SafeName":"APP","secret":"Hunter2","password":"Hunter2","name":"db","address":7}"#,
        );
        assert_eq!(pairs(&found), [("safeName", "APP"), ("name", "db")]);
        assert!(in_body(b"[{\"op\":\"replace\",\"value\":\"Hunter2\"}]").is_empty());
        let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(1_000));
        assert_eq!(in_body(long.as_bytes())[0].1.len(), LONGEST_VALUE);
    }
}
