//! `host`, `basePath` and `schemes` become `servers`.

use serde_json::{Value, json};

use super::conversion::Conversion;

const STEP: &str = "host-to-servers";
const NO_HOST: &str = "without a host there is no server to name";

impl Conversion<'_> {
    /// The servers of the whole document; `None` where it does not say: the one it came from.
    pub(super) fn servers(&mut self) -> Option<Value> {
        self.moved("/servers", "/host");
        let servers = match (self.source.get("host"), self.source.get("basePath")) {
            (Some(_), _) => self.servers_of_host(self.source.get("schemes")),
            (None, Some(_)) => Some(json!([{ "url": self.base_path("/") }])),
            (None, None) => None,
        };
        if servers.is_some() {
            self.kept(STEP, "", "host, base path and schemes are servers now");
        }
        if self.source.get("host").is_none() && self.source.get("schemes").is_some() {
            self.lost(STEP, "/schemes", NO_HOST);
        }
        servers
    }

    /// The servers of an operation that names its own schemes, which stand at `at`.
    pub(super) fn operation_servers(&mut self, schemes: &Value, at: &str) -> Option<Value> {
        if self.source.get("host").is_none() {
            self.lost(STEP, at, NO_HOST);
            return None;
        }
        self.kept(STEP, at, "the operation has servers of its own");
        self.servers_of_host(Some(schemes))
    }

    fn servers_of_host(&mut self, schemes: Option<&Value>) -> Option<Value> {
        let host = self.source.get("host")?.as_str()?.trim_end_matches('/');
        let path = self.base_path("");
        let schemes = schemes.and_then(Value::as_array).into_iter().flatten();
        let mut servers: Vec<Value> = schemes
            .filter_map(Value::as_str)
            .map_while(|scheme| {
                let url = format!("{scheme}://{host}{path}");
                self.charge(url.len()).then(|| json!({ "url": url }))
            })
            .collect();
        if servers.is_empty() {
            // The scheme of whatever served the document.
            servers.push(json!({ "url": format!("//{host}{path}") }));
        }
        Some(servers.into())
    }

    /// The base path with a slash before and none after it; `root` where there is none.
    fn base_path(&self, root: &str) -> String {
        let path = self.source.get("basePath").and_then(Value::as_str);
        match path.unwrap_or_default().trim_matches('/') {
            "" => root.to_owned(),
            path => format!("/{path}"),
        }
    }
}
