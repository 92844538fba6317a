//! From a method and a path to the operation that answers there.

use crate::catalogue::Service;
use crate::walk;
use serde_json::Value;

/// The operations of several documents, to be found by method and path.
#[derive(Debug, Default)]
pub struct Routes(Vec<Route>);

/// One way to an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The product that has the operation.
    pub service: Service,
    /// Its operationId.
    pub operation: String,
    method: String,
    /// The path in lower case, parameters as `{}`.
    path: String,
}

impl Routes {
    /// Adds the operations of a document, with all paths under which servers answer them.
    pub fn add(&mut self, service: Service, document: &Value) {
        walk::operations(document, |method, path, _, operation| {
            let id = operation.get("operationId").and_then(Value::as_str);
            for path in walk::paths(path, operation) {
                self.0.push(Route {
                    service,
                    operation: id.unwrap_or_default().to_owned(),
                    method: method.to_ascii_uppercase(),
                    path: walk::canonical(path),
                });
            }
        });
    }

    /// The operation that answers a call; of several, the one whose path has the fewest parameters.
    ///
    /// `path` may be a whole address, begin with `/PasswordVault`, have a query, and hold values or
    /// `{}` where the operation has parameters. Recordings mix up PUT and POST: where
    /// nothing answers the one, the other is taken.
    pub fn find(&self, method: &str, path: &str) -> Option<&Route> {
        let path = walk::canonical(below_root(path));
        let other = match method {
            "PUT" => "POST",
            "POST" => "PUT",
            method => method,
        };
        self.best(method, &path).or_else(|| self.best(other, &path))
    }

    /// Whether there is an operation with just that method and path, but for case and the names of
    /// parameters.
    pub fn has(&self, method: &str, path: &str) -> bool {
        let path = walk::canonical(path);
        let mut routes = self.0.iter();
        routes.any(|route| route.method == method && route.path == path)
    }

    fn best(&self, method: &str, path: &str) -> Option<&Route> {
        let fits = |route: &&Route| route.method == method && fits(&route.path, path);
        self.0
            .iter()
            .filter(fits)
            // A path that is the same to the letter needs no parameter to fit.
            .min_by_key(|route| (route.path != path, route.path.matches("{}").count()))
    }
}

/// The part of an address that an operation's path describes.
fn below_root(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => path,
    };
    let root = "/passwordvault/";
    match path.get(..root.len()) {
        Some(start) if start.eq_ignore_ascii_case(root) => &path[root.len() - 1..],
        _ => path,
    }
}

/// Whether a call to `path` is one of the operation with the path `template`, both canonical.
fn fits(template: &str, path: &str) -> bool {
    let (mut ours, mut theirs) = (template.split('/'), path.split('/'));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(ours), Some(theirs)) if segment_fits(ours, theirs) => {}
            _ => return false,
        }
    }
}

/// Whether a segment is what the template has there; `{}` in either stands for any text.
fn segment_fits(template: &str, segment: &str) -> bool {
    if template == segment || segment == "{}" {
        return true;
    }
    let Some((before, after)) = template.split_once("{}") else {
        return false;
    };
    segment.len() > before.len() + after.len()
        && segment.starts_with(before)
        && segment.ends_with(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_call_finds_its_operation_however_it_is_written() {
        let operation = |id: &str| json!({"operationId": id, "responses": {}});
        let document = json!({"paths": {
            "/API/Accounts/{accountId}": {"get": operation("get_account")},
            "/API/Accounts/AdvancedSearchProperties": {"get": operation("get_search")},
            "/API/Auth/{type}/Logon": {"post": operation("logon")},
            "/scim/Users": {"get": {"operationId": "list_users", "x-other-paths": ["/scim/v2/Users"]}},
        }});
        let mut routes = Routes::default();
        routes.add(Service::Pvwa, &document);
        for (method, path, expected) in [
            ("GET", "/api/accounts/{}", Some("get_account")),
            ("GET", "/API/Accounts/12_3/?a=b", Some("get_account")),
            (
                "GET",
                "/api/accounts/advancedsearchproperties",
                Some("get_search"),
            ),
            (
                "GET",
                "https://pvwa.example.com/PasswordVault/api/Accounts/1",
                Some("get_account"),
            ),
            (
                "POST",
                "/PasswordVault/API/auth/Cyberark/Logon",
                Some("logon"),
            ),
            ("GET", "/Scim/V2/users", Some("list_users")),
            ("PUT", "/api/auth/{}/logon", Some("logon")),
            ("PUT", "/api/accounts/{}", None),
            ("GET", "/api/accounts", None),
            ("GET", "/api/accounts/1/2", None),
        ] {
            let found = routes
                .find(method, path)
                .map(|route| route.operation.as_str());
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
