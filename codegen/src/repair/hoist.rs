//! Schemas that become types of their own get names of their own.

use super::composition::is_null;
use super::identifier::type_name;
use super::schema_names::Names;
use super::shape::{Schemas, Shape, refer, reference, schemas_mut_of, shape, wrapped};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value};

/// Compositions inside other schemas become named schemas before they are made one schema.
///
/// In its place, one that holds the schema around it would be unfolded without end.
pub(super) fn compositions(document: &mut Value, changes: &mut Recorder) {
    hoist(document, merges, changes);
}

/// Objects, enums and choices inside other schemas, in bodies, answers and parameters become
/// named schemas: the generator's own names for them can collide.
pub(super) fn inline(document: &mut Value, changes: &mut Recorder) {
    hoist(document, |schema, _| becomes_type(schema), changes);
}

fn hoist(document: &mut Value, gets_name: fn(&Value, &Schemas) -> bool, changes: &mut Recorder) {
    let Some(schemas) = schemas_mut_of(document) else {
        return;
    };
    let mut work = Work {
        names: None,
        schemas: std::mem::take(schemas),
        gets_name,
        changes,
    };
    let names: Vec<String> = work.schemas.keys().cloned().collect();
    for name in names {
        let found = work.schemas.get_mut(&name);
        let Some(mut schema) = found.filter(|it| !is_leaf(it)).map(Value::take) else {
            continue;
        };
        let at = join("/components/schemas", &name);
        work.inside(&mut schema, &type_name(&name), &at);
        work.schemas.insert(name, schema);
    }
    walk::operations_mut(document, |_, _, at, operation| {
        let owner = operation
            .get("operationId")
            .and_then(Value::as_str)
            .map(type_name)
            .unwrap_or_default();
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            if is_leaf(&parameter["schema"]) {
                continue;
            }
            let name = type_name(parameter["name"].as_str().unwrap_or_default());
            if let Some(schema) = parameter.get_mut("schema") {
                let at = format!("{at}/parameters/{index}/schema");
                work.place(schema, &format!("{owner}{name}"), &at);
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            work.content(body, &format!("{owner}Body"), &join(at, "requestBody"));
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let at = join(&join(at, "responses"), status);
            work.content(response, &format!("{owner}Response"), &at);
        }
    });
    let shared = document
        .pointer_mut("/components/responses")
        .and_then(Value::as_object_mut);
    for (name, response) in shared.into_iter().flatten() {
        let at = join("/components/responses", name);
        work.content(response, &format!("{}Body", type_name(name)), &at);
    }
    let Work { schemas: all, .. } = work;
    if let Some(schemas) = schemas_mut_of(document) {
        *schemas = all;
    }
}

struct Work<'a, 'r> {
    schemas: Schemas,
    /// The names of the types that these become, once one is wanted.
    names: Option<Names>,
    gets_name: fn(&Value, &Schemas) -> bool,
    changes: &'a mut Recorder<'r>,
}

impl Work<'_, '_> {
    fn content(&mut self, holder: &mut Value, name: &str, at: &str) {
        let content = holder.get_mut("content").and_then(Value::as_object_mut);
        for (media, entry) in content.into_iter().flatten() {
            if let Some(schema) = entry.get_mut("schema") {
                let at = format!("{}/schema", join(&join(at, "content"), media));
                self.place(schema, name, &at);
            }
        }
    }

    /// Names what is inside `schema`, the schema of `owner`.
    fn inside(&mut self, schema: &mut Value, owner: &str, at: &str) {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let properties = object.get_mut("properties").and_then(Value::as_object_mut);
        let properties = properties.into_iter().flatten();
        for (name, property) in properties.filter(|(_, property)| !is_leaf(property)) {
            let at = join(&join(at, "properties"), name);
            self.place(property, &format!("{owner}{}", type_name(name)), &at);
        }
        for (key, suffix) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner) = object.get_mut(key).filter(|inner| !is_leaf(inner)) {
                self.place(inner, &format!("{owner}{suffix}"), &join(at, key));
            }
        }
        if super::shape::is_open_enum(schema) {
            return;
        }
        for key in ["allOf", "anyOf"] {
            let members = schema.get_mut(key).and_then(Value::as_array_mut);
            for (index, member) in members.into_iter().flatten().enumerate() {
                self.inside(member, owner, &format!("{at}/{key}/{index}"));
            }
        }
        let members = schema.get_mut("oneOf").and_then(Value::as_array_mut);
        for (index, member) in members.into_iter().flatten().enumerate() {
            let name = match member.get("title").and_then(Value::as_str) {
                Some(title) => format!("{owner}{}", type_name(title)),
                None => format!("{owner}Variant{index}"),
            };
            self.place(member, &name, &format!("{at}/oneOf/{index}"));
        }
    }

    /// Names `schema` where it becomes a type, and what is inside it.
    fn place(&mut self, schema: &mut Value, name: &str, at: &str) {
        if !(self.gets_name)(schema, &self.schemas) {
            self.inside(schema, name, at);
            return;
        }
        // The place is taken before what is inside looks for names.
        let names = self.names.get_or_insert_with(|| Names::of(&self.schemas));
        let name = names.free(name);
        self.schemas.insert(name.clone(), Value::Null);
        let mut inner = schema.take();
        self.inside(&mut inner, &type_name(&name), at);
        let mut outer = Map::new();
        if let Some(inner) = inner.as_object_mut() {
            for key in ["nullable", "deprecated", "readOnly", "writeOnly"] {
                outer.extend(inner.shift_remove_entry(key));
            }
            for key in ["description", "x-since", "x-until", "x-aliases"] {
                outer.extend(
                    inner
                        .get_key_value(key)
                        .map(|(k, v)| (k.clone(), v.clone())),
                );
            }
            for key in ["x-since", "x-until", "x-aliases"] {
                inner.shift_remove(key);
            }
        }
        self.schemas.insert(name.clone(), inner);
        *schema = match outer.is_empty() {
            true => refer(&name),
            false => {
                outer.insert("allOf".to_owned(), Value::Array(vec![refer(&name)]));
                Value::Object(outer)
            }
        };
        self.changes.kept(at, format!("is the schema {name}"));
    }
}

/// Whether nothing in or of `schema` could get a name.
fn is_leaf(schema: &Value) -> bool {
    let branches = |key: &str| {
        matches!(
            key,
            "properties" | "items" | "additionalProperties" | "allOf" | "anyOf" | "oneOf" | "enum"
        )
    };
    let object = schema.as_object();
    !object.is_some_and(|object| object.keys().any(|key| branches(key)))
}

/// Whether making one schema of `schema` takes in what another one holds.
fn merges(schema: &Value, schemas: &Schemas) -> bool {
    let members: Vec<&Value> = ["allOf", "anyOf", "oneOf"]
        .iter()
        .filter_map(|key| schema.get(key)?.as_array())
        .flatten()
        .collect();
    let takes_in = |member: &&Value| {
        reference(member).is_some()
            && matches!(
                shape(member, schemas),
                Shape::Object | Shape::Choice | Shape::Any
            )
    };
    let says_more = |member: &&Value| !is_null(member);
    wrapped(schema).is_none()
        && members.iter().any(takes_in)
        && (members.iter().filter(|member| says_more(member)).count() > 1
            || schema.get("properties").is_some())
}

/// Whether the generator makes a type with a name of `schema`.
fn becomes_type(schema: &Value) -> bool {
    let filled = |key: &str| match schema.get(key) {
        Some(Value::Object(inner)) => !inner.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        _ => false,
    };
    filled("properties") || filled("enum") || filled("oneOf") || filled("anyOf")
}
