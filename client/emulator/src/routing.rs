//! From a method and a path to an operation.
//!
//! As a PVWA does, the router ignores the case of a path, a slash at its end and a slash too many.

use crate::{
    behaviour::{self, Behaviour},
    endpoint::{self, Endpoint, Host},
};
use http::Method;
use percent_encoding::percent_decode_str;
use pvwa_api::operation::{Edition, Version};
use std::collections::HashMap;

/// The path that all others of PVWA stand below.
const ROOT: &str = "PasswordVault";

/// Operations of PVWA with a path that they are found at as well.
const OTHER_PATHS: [(&str, &str); 1] = [("get_server", "/API/Server")];

/// Operations that older versions have as well, spelled in another way (see `spelling`).
const EARLIER: [(&str, Version); 1] = [("get_safe", Version::new(10, 1, 0))];

/// The operations that the emulated version has.
pub(crate) struct Router {
    host: Host,
    /// By the number of segments; sorted so that the first that fits is the most literal.
    routes: HashMap<usize, Vec<Route>>,
}

struct Route {
    endpoint: &'static Endpoint,
    behaviour: Option<Behaviour>,
    segments: Vec<Segment>,
}

enum Segment {
    Literal(&'static str),
    /// What stands around and between parameters, and their names: `{address}|{user}`.
    Parameters(&'static str, Vec<(&'static str, &'static str)>),
}

/// The parameters of a path, by the names the table gives them.
pub(crate) type Parameters = Vec<(&'static str, String)>;

/// Where a request leads.
pub(crate) enum Routed {
    /// To an operation, and what carries it out, if anything does.
    Operation(&'static Endpoint, Option<Behaviour>, Parameters),
    /// To a path that has operations, but none with this method.
    OtherMethod,
    /// Nowhere.
    Nowhere,
    /// The web server does not let the path through.
    Malformed,
}

impl Router {
    /// A router for what a version has.
    pub(crate) fn new(host: Host, version: Version, edition: Edition) -> Self {
        let mut routes: HashMap<usize, Vec<Route>> = HashMap::new();
        let known = endpoint::all().iter().filter(|one| one.host == host);
        let earlier = |one: &Endpoint| {
            let row = EARLIER.iter().find(|(id, _)| *id == one.id);
            one.host == Host::Pvwa && row.is_some_and(|(_, since)| *since <= version)
        };
        for endpoint in known.filter(|one| one.exists(version, edition) || earlier(one)) {
            let others = OTHER_PATHS
                .iter()
                .filter(|(id, _)| host == Host::Pvwa && *id == endpoint.id)
                .map(|(_, path)| *path);
            for path in others.chain([endpoint.path]) {
                let segments: Vec<_> = segments(path).map(Segment::read).collect();
                routes.entry(segments.len()).or_default().push(Route {
                    endpoint,
                    behaviour: behaviour::of(endpoint),
                    segments,
                });
            }
        }
        for routes in routes.values_mut() {
            routes.sort_by_cached_key(|route| {
                let is_parameter = |segment: &Segment| matches!(segment, Segment::Parameters(..));
                route.segments.iter().map(is_parameter).collect::<Vec<_>>()
            });
        }
        Self { host, routes }
    }

    /// Whose operations it knows.
    pub(crate) fn host(&self) -> Host {
        self.host
    }

    /// Finds the operation for a method and a path as it came over the wire.
    pub(crate) fn route(&self, method: &Method, path: &str) -> Routed {
        let decoded: Result<Vec<_>, _> = segments(path)
            .map(|segment| percent_decode_str(segment).decode_utf8())
            .collect();
        let Ok(mut decoded) = decoded else {
            return Routed::Malformed;
        };
        // The platform leads `/api/idadmin/…` of the company's own host to its tenant.
        if let (Host::Identity, [api, identity, ..]) = (self.host, &*decoded)
            && api.eq_ignore_ascii_case("api")
            && identity.eq_ignore_ascii_case("idadmin")
        {
            decoded.drain(..2);
        }
        // Identity answers `/scim/v2/…` like `/scim/…`.
        if let (Host::Identity, [scim, version, ..]) = (self.host, &*decoded)
            && scim.eq_ignore_ascii_case("scim")
            && version.eq_ignore_ascii_case("v2")
        {
            decoded.remove(1);
        }
        let rest = match (self.host, &*decoded) {
            (Host::Pvwa, [root, rest @ ..]) if root.eq_ignore_ascii_case(ROOT) => rest,
            (Host::Pvwa, _) => return Routed::Nowhere,
            (Host::Identity, all) => all,
        };
        if self.host == Host::Pvwa
            && let Some(stopped) = stopped_by_web_server(rest, path)
        {
            return stopped;
        }
        let mut other_method = false;
        for route in self.routes.get(&rest.len()).into_iter().flatten() {
            if let Some(parameters) = route.fit(rest) {
                if route.endpoint.method == method.as_str() {
                    return Routed::Operation(route.endpoint, route.behaviour, parameters);
                }
                other_method = true;
            }
        }
        if other_method {
            Routed::OtherMethod
        } else {
            Routed::Nowhere
        }
    }
}

/// What the web server in front of PVWA does not let through: a dot or an at sign in the last
/// segment makes it look for a file unless a slash follows (epv #298, psPAS #388), and some signs
/// are not taken however they are encoded.
fn stopped_by_web_server(rest: &[impl AsRef<str>], path: &str) -> Option<Routed> {
    let has = |signs: &[char]| rest.iter().any(|segment| segment.as_ref().contains(signs));
    if has(&['+']) {
        return Some(Routed::Nowhere);
    }
    if has(&['&', '%', '<', '>', '*']) {
        return Some(Routed::Malformed);
    }
    let last = rest.last()?.as_ref();
    (last.contains(['.', '@']) && !path.ends_with('/')).then_some(Routed::Nowhere)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

impl Segment {
    fn read(text: &'static str) -> Self {
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default();
        let parameters: Vec<_> = parts.filter_map(|part| part.split_once('}')).collect();
        match parameters.is_empty() {
            true => Self::Literal(text),
            false => Self::Parameters(first, parameters),
        }
    }

    /// Reads the parameters off a segment; `None` where it does not fit.
    fn fit(&self, text: &str, found: &mut Parameters) -> Option<()> {
        let (first, parameters) = match self {
            Self::Literal(literal) => return literal.eq_ignore_ascii_case(text).then_some(()),
            Self::Parameters(first, parameters) => (first, parameters),
        };
        let mut rest = text.get(first.len()..)?;
        text.get(..first.len())?
            .eq_ignore_ascii_case(first)
            .then_some(())?;
        for (name, after) in parameters {
            let (value, next) = match *after {
                "" => (rest, ""),
                after => rest.split_once(after)?,
            };
            found.push((*name, value.to_owned()));
            rest = next;
        }
        Some(())
    }
}

impl Route {
    fn fit(&self, path: &[impl AsRef<str>]) -> Option<Parameters> {
        let mut parameters = Vec::new();
        for (segment, text) in self.segments.iter().zip(path) {
            segment.fit(text.as_ref(), &mut parameters)?;
        }
        Some(parameters)
    }
}
