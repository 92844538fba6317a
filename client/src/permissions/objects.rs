//! Which safe and which account a request is about.

use percent_encoding::percent_decode_str;
use pvwa_api::operation::{Operation, Permissions};
use reqwest::Request;
use serde_json::Value;
use url::Url;

/// The longest body that is looked through for the name of a safe: 64 KiB.
const LONGEST_BODY: usize = 64 << 10;

/// The safe and the account that a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Objects {
    /// The name of the safe; `None` where the request names none.
    pub(crate) safe: Option<String>,
    /// The id of the account; `None` where the request names none.
    pub(crate) account: Option<String>,
}

/// Reads the address of a request of an operation with the path `template`: the parameters of the
/// path, and a filter by the name of the safe.
fn objects_of(url: &Url, template: &str) -> Objects {
    fn segments(path: &str) -> Vec<&str> {
        path.split('/').filter(|part| !part.is_empty()).collect()
    }
    let mut objects = Objects::default();
    let (path, template) = (segments(url.path()), segments(template));
    let below = path.len().saturating_sub(template.len());
    let path = path.get(below..).unwrap_or_default();
    let fits = |(part, expected): (&&str, &&str)| expected.starts_with('{') || part == expected;
    if path.len() != template.len() || !path.iter().zip(&template).all(fits) {
        return objects;
    }
    let mut parent = "";
    for (value, name) in path.iter().zip(&template) {
        let decoded = || percent_decode_str(value).decode_utf8().ok().map(Into::into);
        match name.to_ascii_lowercase().as_str() {
            "{safeurlid}" | "{safename}" => objects.safe = decoded(),
            "{accountid}" => objects.account = decoded(),
            "{id}" if parent == "ExtendedAccounts" => objects.account = decoded(),
            _ => {}
        }
        parent = name;
    }
    if objects.safe.is_none() {
        let mut pairs = url.query_pairs();
        let filter = pairs.find(|(name, _)| name.eq_ignore_ascii_case("filter"));
        objects.safe = filter.and_then(|(_, filter)| filtered_safe(&filter));
    }
    objects
}

/// The safe that a filter asks for, where it asks for one.
fn filtered_safe(filter: &str) -> Option<String> {
    let condition = filter.split(" AND ").find_map(|one| {
        let (property, rest) = one.trim().split_once(' ')?;
        let (operator, value) = rest.split_once(' ')?;
        let asked =
            property.eq_ignore_ascii_case("safeName") && operator.eq_ignore_ascii_case("eq");
        asked.then_some(value)
    })?;
    Some(condition.trim_matches('"').to_owned())
}

impl Objects {
    /// The objects of a request, where its operation needs a permission on a safe.
    ///
    /// The body is looked into only where the address names nothing.
    pub(crate) fn of(request: &Request, operation: &Operation) -> Self {
        let on_safe = |needed: &Permissions| {
            !needed.safe.is_empty() || !needed.safe_any.is_empty() || needed.other.is_some()
        };
        if !operation.permissions.as_ref().is_some_and(on_safe) {
            return Self::default();
        }
        let objects = objects_of(request.url(), operation.path);
        let body = request.body().and_then(reqwest::Body::as_bytes);
        match body.filter(|body| body.len() <= LONGEST_BODY) {
            Some(body) if objects == Self::default() => objects.and_of_body(body),
            _ => objects,
        }
    }

    /// The same for every account of a safe, whose number stands at the beginning of their ids.
    pub(crate) fn of_safe(self) -> Self {
        let number = |id: String| match id.split_once('_') {
            Some((number, _)) => number.to_owned(),
            None => id,
        };
        Self {
            account: self.account.map(number),
            ..self
        }
    }

    /// Adds what the JSON body of the request names where the address does not: the safe of a new
    /// account, and the account of a request for access.
    fn and_of_body(mut self, body: &[u8]) -> Self {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return self;
        };
        let text = |names: &[&str]| {
            let named = |name: &str| names.iter().any(|one| one.eq_ignore_ascii_case(name));
            let inside = fields.values().filter_map(Value::as_object).flatten();
            let found = fields.iter().chain(inside).find(|(name, _)| named(name));
            found
                .and_then(|(_, value)| value.as_str())
                .filter(|text| !text.is_empty())
        };
        self.safe = self
            .safe
            .or_else(|| text(&["safeName", "safe"]).map(str::to_owned));
        self.account = self
            .account
            .or_else(|| text(&["accountId"]).map(str::to_owned));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(path: &str, template: &str) -> Objects {
        objects_of(
            &Url::parse(&format!("https://pvwa/PasswordVault{path}")).unwrap(),
            template,
        )
    }

    fn of(safe: Option<&str>, account: Option<&str>) -> Objects {
        Objects {
            safe: safe.map(str::to_owned),
            account: account.map(str::to_owned),
        }
    }

    #[test]
    fn parameters_of_the_path_are_found() {
        assert_eq!(
            objects(
                "/API/Safes/my%20safe/Members/Bob/",
                "/API/Safes/{safeUrlId}/Members/{memberName}"
            ),
            of(Some("my safe"), None)
        );
        assert_eq!(
            objects(
                "/API/Accounts/12_3/Verify",
                "/API/Accounts/{accountId}/Verify"
            ),
            of(None, Some("12_3"))
        );
        assert_eq!(
            objects(
                "/API/ExtendedAccounts/12_3/overview",
                "/API/ExtendedAccounts/{id}/overview"
            ),
            of(None, Some("12_3"))
        );
        assert_eq!(
            objects("/API/Platforms/7", "/API/Platforms/{id}"),
            Objects::default()
        );
    }

    #[test]
    fn a_filter_names_a_safe() {
        let list = |query: &str| objects(&format!("/API/Accounts?{query}"), "/API/Accounts");
        assert_eq!(list("filter=safeName%20eq%20APP"), of(Some("APP"), None));
        assert_eq!(
            list("filter=modificationTime+gte+1+AND+safename+EQ+%22my+safe%22"),
            of(Some("my safe"), None)
        );
        assert_eq!(list("search=safeName%20eq%20APP"), Objects::default());
    }

    #[test]
    fn a_body_names_a_safe_or_an_account() {
        let body = |text: &str| Objects::default().and_of_body(text.as_bytes());
        assert_eq!(
            body(r#"{"platformId":"X","safeName":"APP"}"#),
            of(Some("APP"), None)
        );
        assert_eq!(body(r#"{"account":{"safe":"APP"}}"#), of(Some("APP"), None));
        assert_eq!(body(r#"{"accountId":"12_3"}"#), of(None, Some("12_3")));
        assert_eq!(body("no JSON"), Objects::default());
        let known = of(Some("A"), None).and_of_body(br#"{"safeName":"B"}"#);
        assert_eq!(known, of(Some("A"), None));
    }
}
