//! `host`, `basePath` and `schemes` become `servers`.

use serde_json::{Map, Value, json};

use super::conversion::Conversion;

const STEP: &str = "host-to-servers";
const NO_HOST: &str = "without a host there is no server to name";

impl<'a> Conversion<'a> {
    /// The servers of the whole document; `None` where it does not say: the one it came from.
    pub(super) fn servers(&mut self) -> Option<Value> {
        self.moved("/servers", "/host");
        let servers = match (self.host(), self.source.get("basePath")) {
            (Some(host), _) => Some(self.servers_of_host(host, self.source.get("schemes"))),
            (None, Some(_)) => Some(json!([self.server(self.base_path("/"))])),
            (None, None) => None,
        };
        if servers.is_some() {
            self.kept(STEP, "", "host, base path and schemes are servers now");
        }
        if self.host().is_none() && self.source.get("schemes").is_some() {
            self.lost(STEP, "/schemes", NO_HOST);
        }
        servers
    }

    /// The servers of an operation that names its own schemes, which stand at `at`.
    pub(super) fn operation_servers(&mut self, schemes: &Value, at: &str) -> Option<Value> {
        if self.source.get("schemes") == Some(schemes) {
            return None;
        }
        let Some(host) = self.host() else {
            self.lost(STEP, at, NO_HOST);
            return None;
        };
        self.kept(STEP, at, "the operation has servers of its own");
        Some(self.servers_of_host(host, Some(schemes)))
    }

    /// The host, which some write with a scheme before it.
    fn host(&self) -> Option<(&'a str, Option<&'a str>)> {
        let host = self.source.get("host")?.as_str()?;
        let (scheme, host) = match host.split_once("://") {
            Some((scheme, host)) => (Some(scheme), host),
            None => (None, host),
        };
        let host = host.trim_matches('/');
        (!host.is_empty()).then_some((host, scheme))
    }

    fn servers_of_host(
        &mut self,
        (host, scheme): (&str, Option<&str>),
        schemes: Option<&Value>,
    ) -> Value {
        let path = self.base_path("");
        let schemes = schemes.and_then(Value::as_array).into_iter().flatten();
        let mut servers: Vec<Value> = schemes
            .filter_map(Value::as_str)
            .map_while(|scheme| {
                let url = format!("{scheme}://{host}{path}");
                self.charge(url.len()).then(|| self.server(url))
            })
            .collect();
        if servers.is_empty() {
            // Without one it is the scheme of whatever served the document.
            let scheme = scheme.map_or_else(String::new, |scheme| format!("{scheme}:"));
            servers.push(self.server(format!("{scheme}//{host}{path}")));
        }
        servers.into()
    }

    /// The server with an address. 3.0 wants a default for whatever stands in braces, of which 2.0
    /// says nothing: it is the name.
    fn server(&mut self, url: String) -> Value {
        let pieces = url.split('{').skip(1);
        let names = pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name));
        let variables: Map<_, _> = names
            .filter(|name| !name.is_empty())
            .map(|name| (name.to_owned(), json!({ "default": name })))
            .collect();
        if variables.is_empty() {
            return json!({ "url": url });
        }
        let note = "what stands in braces has its own name as default: 2.0 does not say it";
        self.kept(STEP, "", note);
        json!({ "url": url, "variables": variables })
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
