//! Path items and operations.

use serde_json::{Map, Value};

use crate::walk;

use super::body::Part;
use super::conversion::Conversion;
use super::parameter::is_of_body;

/// The parameters of a path item or an operation, divided.
#[derive(Default)]
struct Parameters<'v> {
    /// What stays a parameter, converted.
    list: Vec<Value>,
    /// What becomes part of the request body.
    parts: Vec<Part<'v>>,
}

impl<'a> Conversion<'a> {
    /// Converts all paths.
    pub(super) fn paths(&mut self) -> Value {
        let mut out = Map::new();
        let paths = self.source.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten() {
            let item = match item.as_object() {
                Some(item) if !path.starts_with("x-") => {
                    self.path_item(item, &walk::join("/paths", path)).into()
                }
                _ => item.clone(),
            };
            out.insert(path.clone(), item);
        }
        out.into()
    }

    fn path_item(&mut self, item: &'a Map<String, Value>, at: &str) -> Map<String, Value> {
        let shared = self.parameters(item.get("parameters"), at);
        let mut out = Map::new();
        for (key, value) in item {
            match value.as_object() {
                _ if key == "parameters" => {
                    if !shared.list.is_empty() {
                        out.insert(key.clone(), shared.list.clone().into());
                    }
                }
                Some(operation) if walk::METHODS.contains(&key.as_str()) => {
                    let at = walk::join(at, key);
                    let operation = self.operation(operation, value, &shared.parts, &at);
                    out.insert(key.clone(), operation.into());
                }
                _ => {
                    out.insert(key.clone(), value.clone());
                }
            }
        }
        out
    }

    fn operation(
        &mut self,
        operation: &'a Map<String, Value>,
        value: &Value,
        shared: &[Part<'a>],
        at: &str,
    ) -> Map<String, Value> {
        let own = self.parameters(operation.get("parameters"), at);
        let parts = self.with_shared(own.parts, shared);
        let body = (!parts.is_empty()).then(|| {
            let consumes = self.media_types(value, "consumes");
            self.request_body(&parts, consumes, &format!("{at}/requestBody"))
        });

        let mut out = Map::new();
        for (key, value) in operation {
            match key.as_str() {
                "parameters" | "consumes" | "produces" | "schemes" | "responses" => {}
                _ => {
                    out.insert(key.clone(), value.clone());
                }
            }
        }
        if !own.list.is_empty() {
            out.insert("parameters".to_owned(), own.list.into());
        }
        if let Some(body) = body {
            out.insert("requestBody".to_owned(), body);
        }
        if let Some(responses) = operation.get("responses") {
            let produces = self.media_types(value, "produces");
            let responses = self.responses(responses, &produces, &format!("{at}/responses"));
            out.insert("responses".to_owned(), responses);
        }
        if let Some(schemes) = operation.get("schemes")
            && let Some(servers) = self.operation_servers(schemes, &format!("{at}/schemes"))
        {
            out.insert("servers".to_owned(), servers);
        }
        out
    }

    /// The parts of an operation, with those of its path item that it does not replace.
    fn with_shared(&mut self, mut parts: Vec<Part<'a>>, shared: &[Part<'a>]) -> Vec<Part<'a>> {
        // Each is compared with each.
        if self.charge(parts.len() * shared.len()) {
            let is_replaced = |shared: &&Part<'_>| parts.iter().any(|part| part.replaces(shared));
            let inherited: Vec<_> = shared.iter().filter(|part| !is_replaced(part)).collect();
            let own = parts.first().cloned();
            for part in inherited {
                if own.as_ref().is_some_and(|own| own.excludes(part)) {
                    self.excluded(part);
                } else {
                    parts.push(part.clone());
                }
            }
        }
        parts
    }

    fn parameters(&mut self, list: Option<&'a Value>, owner: &str) -> Parameters<'a> {
        let mut out = Parameters::default();
        if list.is_some_and(|list| !list.is_array()) {
            self.lost("unknown-key", &format!("{owner}/parameters"), "no list");
        }
        let list = list.and_then(Value::as_array).into_iter().flatten();
        for (index, entry) in list.enumerate() {
            let from = format!("{owner}/parameters/{index}");
            let to = format!("{owner}/parameters/{}", out.list.len());
            let resolved = self.resolve(entry, &from);
            if let Some((parameter, at)) = &resolved
                && is_of_body(parameter)
            {
                let at = at.clone();
                out.parts.push(Part { parameter, at });
                continue;
            }
            self.moved(&to, &from);
            let converted = match resolved {
                // One that is shared stays shared; one of another operation becomes a copy.
                Some((parameter, at)) if !at.starts_with("/parameters/") => {
                    self.parameter(parameter, &at, &to)
                }
                _ => entry.clone(),
            };
            out.list.push(converted);
        }
        out
    }
}
