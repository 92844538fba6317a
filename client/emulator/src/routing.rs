//! From a method and a path to an operation of the table.
//!
//! As a PVWA does, the router ignores the case of a path, a slash at its end and a slash too many.

use http::Method;
use percent_encoding::percent_decode_str;
use pvwa_api::{
    operation::{Edition, Operation, Version},
    operations,
};

/// The path that all others stand below.
const ROOT: &str = "PasswordVault";

/// The operations that the emulated version has.
pub(crate) struct Router {
    /// Sorted so that the first that fits is the most literal.
    routes: Vec<Route>,
}

struct Route {
    operation: &'static Operation,
    segments: Vec<Segment>,
}

enum Segment {
    Literal(&'static str),
    Parameter(&'static str),
}

/// Where a request leads.
pub(crate) enum Routed {
    /// To an operation, with the parameters of its path.
    Operation(&'static Operation, Vec<(&'static str, String)>),
    /// To a path that has operations, but none with this method.
    OtherMethod,
    /// Nowhere.
    Nowhere,
    /// The path is not percent-encoded UTF-8.
    Malformed,
}

impl Router {
    /// A router for what a version of Self-Hosted has.
    pub(crate) fn new(version: Version) -> Self {
        let mut routes: Vec<_> = operations::ALL
            .iter()
            .filter(|operation| exists(operation, version))
            .map(|operation| Route {
                operation,
                segments: segments(operation.path).map(Segment::read).collect(),
            })
            .collect();
        routes.sort_by_cached_key(|route| {
            let is_parameter = |segment: &Segment| matches!(segment, Segment::Parameter(_));
            route.segments.iter().map(is_parameter).collect::<Vec<_>>()
        });
        Self { routes }
    }

    /// Finds the operation for a method and a path as it came over the wire.
    pub(crate) fn route(&self, method: &Method, path: &str) -> Routed {
        let mut decoded = segments(path).map(|segment| percent_decode_str(segment).decode_utf8());
        let rest = match decoded.next() {
            Some(Ok(root)) if root.eq_ignore_ascii_case(ROOT) => decoded.collect::<Result<_, _>>(),
            Some(Err(_)) => return Routed::Malformed,
            _ => return Routed::Nowhere,
        };
        let Ok::<Vec<_>, _>(rest) = rest else {
            return Routed::Malformed;
        };
        let mut other_method = false;
        for route in &self.routes {
            if let Some(parameters) = route.fit(&rest) {
                if route.operation.method == method.as_str() {
                    return Routed::Operation(route.operation, parameters);
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

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn exists(operation: &Operation, version: Version) -> bool {
    // A last version of 12.2 includes 12.2.6.
    let gone = |until: Version| (version.major, version.minor) > (until.major, until.minor);
    operation.edition != Edition::PrivilegeCloud
        && operation.since.is_none_or(|since| since <= version)
        && !operation.until.is_some_and(gone)
}

impl Segment {
    fn read(text: &'static str) -> Self {
        match text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
        {
            Some(name) => Self::Parameter(name),
            None => Self::Literal(text),
        }
    }
}

impl Route {
    fn fit(&self, path: &[impl AsRef<str>]) -> Option<Vec<(&'static str, String)>> {
        if self.segments.len() != path.len() {
            return None;
        }
        let mut parameters = Vec::new();
        for (segment, text) in self.segments.iter().zip(path) {
            let text = text.as_ref();
            match segment {
                Segment::Literal(literal) if literal.eq_ignore_ascii_case(text) => {}
                Segment::Literal(_) => return None,
                Segment::Parameter(name) => parameters.push((*name, text.to_owned())),
            }
        }
        Some(parameters)
    }
}
