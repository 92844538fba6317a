//! Which safe and which account a request is about.

use crate::path::parameters;
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

/// What is kept of a request while it is under way, to tell its objects should it be refused.
pub(crate) enum About {
    /// The address of a request without a body: all there is to look at, and only then.
    Address(Url),
    /// What was found in a request with a body, which would be gone by then.
    Found(Objects),
}

impl About {
    pub(crate) fn of(request: &Request, operation: &Operation) -> Self {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        match body.filter(|body| body.len() <= LONGEST_BODY) {
            None => Self::Address(request.url().clone()),
            body => Self::Found(Objects::of(request.url(), body, operation)),
        }
    }

    pub(crate) fn objects(self, operation: &Operation) -> Objects {
        match self {
            Self::Address(url) => Objects::of(&url, None, operation),
            Self::Found(objects) => objects,
        }
    }
}

/// Reads the address of a request of an operation with the path `template`: the parameters of the
/// path, and a filter by the name of the safe.
fn objects_of(url: &Url, template: &str) -> Objects {
    let mut objects = Objects::default();
    let Some(parameters) = parameters(url.path(), template) else {
        return objects;
    };
    // The names that mean a safe or an account wherever they stand, and one by where it stands.
    let is = |name: &str, one: &str| name.eq_ignore_ascii_case(one);
    let of_account = template.contains("/ExtendedAccounts/{id}");
    for (name, value) in parameters {
        if is(name, "safeUrlId") || is(name, "safeName") {
            objects.safe = Some(value);
        } else if is(name, "accountId") || of_account && is(name, "id") {
            objects.account = Some(value);
        }
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
    fn of(url: &Url, body: Option<&[u8]>, operation: &Operation) -> Self {
        let on_safe = |needed: &Permissions| {
            !needed.safe.is_empty() || !needed.safe_any.is_empty() || needed.other.is_some()
        };
        if !operation.permissions.as_ref().is_some_and(on_safe) {
            return Self::default();
        }
        let objects = objects_of(url, operation.path);
        match body {
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
