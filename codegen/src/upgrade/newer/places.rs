//! What stands where in an OpenAPI 3.1 document.

use serde_json::Value;

use crate::walk::{METHODS, escape};

/// How many levels are walked. No more than 128 are read, and hardly one in two of them is a
/// place of its own; what is written here adds a few.
const MOST_DEPTH: usize = 256;

/// What an object is in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Root,
    Components,
    PathItem,
    Operation,
    Callback,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    /// A schema, which may be `true` or `false`.
    Schema,
}

/// How a key holds what stands under it.
#[derive(Clone, Copy)]
enum Holds {
    One,
    /// One, and a boolean there is none.
    OneObject,
    List,
    Names,
    /// By name, but for extensions.
    NamesNoExtension,
}

/// Where schemas stand inside a schema. `$defs` is not among them: what is used of it is copied to
/// where 3.0 has schemas, and converted there.
const ONE: [&str; 9] = [
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
];
const ONE_OBJECT: [&str; 3] = [
    "additionalItems",
    "additionalProperties",
    "unevaluatedProperties",
];
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMES: [&str; 3] = ["dependentSchemas", "patternProperties", "properties"];

impl Role {
    /// What stands under `key`; `None` where that is data, or nothing that is walked.
    fn below(self, key: &str) -> Option<(Holds, Self)> {
        Some(match (self, key) {
            (Self::Root, "paths") => (Holds::NamesNoExtension, Self::PathItem),
            (Self::Root, "components") => (Holds::One, Self::Components),
            (Self::Components, "schemas") => (Holds::Names, Self::Schema),
            (Self::Components, "parameters") => (Holds::Names, Self::Parameter),
            (Self::Components, "headers") => (Holds::Names, Self::Header),
            (Self::Components, "requestBodies") => (Holds::Names, Self::RequestBody),
            (Self::Components, "responses") => (Holds::Names, Self::Response),
            (Self::Components, "callbacks") => (Holds::Names, Self::Callback),
            (Self::Components, "pathItems") => (Holds::Names, Self::PathItem),
            (Self::PathItem | Self::Operation, "parameters") => (Holds::List, Self::Parameter),
            (Self::PathItem, key) if METHODS.contains(&key) => (Holds::One, Self::Operation),
            (Self::Operation, "requestBody") => (Holds::One, Self::RequestBody),
            (Self::Operation, "responses") => (Holds::NamesNoExtension, Self::Response),
            (Self::Operation, "callbacks") => (Holds::NamesNoExtension, Self::Callback),
            (Self::Callback, key) if !key.starts_with("x-") => (Holds::One, Self::PathItem),
            (Self::Parameter | Self::Header | Self::MediaType, "schema") => {
                (Holds::One, Self::Schema)
            }
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => {
                (Holds::Names, Self::MediaType)
            }
            (Self::Response | Self::Encoding, "headers") => (Holds::Names, Self::Header),
            (Self::MediaType, "encoding") => (Holds::Names, Self::Encoding),
            (Self::Schema, key) if ONE.contains(&key) => (Holds::One, Self::Schema),
            (Self::Schema, key) if ONE_OBJECT.contains(&key) => (Holds::OneObject, Self::Schema),
            (Self::Schema, key) if LIST.contains(&key) => (Holds::List, Self::Schema),
            (Self::Schema, key) if NAMES.contains(&key) => (Holds::Names, Self::Schema),
            _ => return None,
        })
    }
}

/// Is told of a place: what it is, its pointer, and what stands there.
pub(super) type Visit<'v> = dyn FnMut(Role, &str, &mut Value) + 'v;

/// Calls `visit` on every place of a document, the outermost first.
///
/// What `visit` puts in a place is walked too.
pub(super) fn each(document: &mut Value, visit: &mut Visit<'_>) {
    each_below(document, Role::Root, "", visit);
}

/// Like [`each`], for `value`, which stands at `at`.
pub(super) fn each_below(value: &mut Value, role: Role, at: &str, visit: &mut Visit<'_>) {
    let mut walk = Walk {
        at: at.to_owned(),
        depth: 0,
        visit,
    };
    walk.place(value, role);
}

struct Walk<'w, 'v> {
    /// One text for all pointers: long keys would otherwise be copied for each of many nodes.
    at: String,
    /// How many places are around this one.
    depth: usize,
    visit: &'w mut Visit<'v>,
}

impl Walk<'_, '_> {
    fn place(&mut self, value: &mut Value, role: Role) {
        let is_schema = role == Role::Schema && value.is_boolean();
        if !value.is_object() && !is_schema {
            return;
        }
        (self.visit)(role, &self.at, value);
        if self.depth == MOST_DEPTH {
            return;
        }
        self.depth += 1;
        for (key, inner) in value.as_object_mut().into_iter().flatten() {
            if let Some((holds, role)) = role.below(key) {
                self.below(key, |walk| walk.held(inner, holds, role));
            }
        }
        self.depth -= 1;
    }

    fn held(&mut self, value: &mut Value, holds: Holds, role: Role) {
        match (holds, value) {
            (Holds::One, value) => self.place(value, role),
            (Holds::OneObject, value) if value.is_object() => self.place(value, role),
            (Holds::List, Value::Array(list)) => {
                for (index, inner) in list.iter_mut().enumerate() {
                    self.below(&index.to_string(), |walk| walk.place(inner, role));
                }
            }
            (Holds::Names | Holds::NamesNoExtension, Value::Object(names)) => {
                for (name, inner) in names {
                    if matches!(holds, Holds::Names) || !name.starts_with("x-") {
                        self.below(name, |walk| walk.place(inner, role));
                    }
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, key: &str, go: impl FnOnce(&mut Self)) {
        let length = self.at.len();
        self.at.push('/');
        self.at.push_str(&escape(key));
        go(self);
        self.at.truncate(length);
    }
}
