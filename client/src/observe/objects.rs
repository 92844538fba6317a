//! What a call is about, for the audit.

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
        let mut objects = in_path(request.url().path(), operation.path);
        let body = request.body().and_then(reqwest::Body::as_bytes);
        if let Some(body) = body.filter(|body| body.len() <= LARGEST_BODY) {
            objects.extend(in_body(body));
        }
        Self(objects)
    }
}

/// The parameters of the path, which ends as `template` does; none where it does not.
fn in_path(path: &str, template: &str) -> Vec<(String, String)> {
    let parts = path.trim_end_matches('/').rsplit('/');
    let expected = template.trim_end_matches('/').rsplit('/');
    let mut found = Vec::new();
    for (part, expected) in parts.zip(expected) {
        match expected
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => found.push((name.to_owned(), kept(&decoded(part)))),
            // What stands before the template is the base URL.
            None if !expected.is_empty() && part != expected => return Vec::new(),
            None => {}
        }
    }
    found.reverse();
    found
}

fn decoded(text: &str) -> String {
    // Only a form decodes a plus as a space; in a path it is a plus.
    let text = text.replace('+', "%2B");
    url::form_urlencoded::parse(text.as_bytes())
        .next()
        .map(|(text, _)| text.into_owned())
        .unwrap_or_default()
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
    fn the_parameters_of_the_path_are_told() {
        let found = in_path(
            "/proxy/PasswordVault/API/Safes/my%20safe+1/Members/bob@corp.example/",
            "/API/Safes/{safeUrlId}/Members/{memberName}",
        );
        assert_eq!(
            pairs(&found),
            [
                ("safeUrlId", "my safe+1"),
                ("memberName", "bob@corp.example")
            ]
        );
        assert!(in_path("/PasswordVault/API/Safes", "/API/Safes").is_empty());
        // A parameter of dots has taken a part of the path with it.
        assert!(in_path("/PasswordVault/API/", "/API/Accounts/{accountId}").is_empty());
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
