//! `allOf`, `oneOf`, `anyOf` and `not`, brought into the few forms that the generator does well.

use super::copies::{Copies, TOO_MUCH};
use super::shape::{
    Schemas, Shape, distinct, is_open_enum, is_remark, reference, resolve, schemas_in, schemas_of,
    shape, unwrap_alone, wrapped,
};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// `not` and `discriminator` say what the generator cannot express.
pub(super) fn without_counterpart(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        if let Some(object) = schema.as_object_mut() {
            for key in ["not", "discriminator"] {
                if object.shift_remove(key).is_some() {
                    changes.lost(join(at, key), "is dropped");
                    if !object.contains_key("type") {
                        // What else it says tells the type then.
                        changes.uncovers();
                    }
                }
            }
        }
    });
}

/// `allOf` becomes one schema, except where it only says more of a reference.
pub(super) fn all_of(document: &mut Value, changes: &mut Recorder) {
    if !any(document, |schema| {
        let alone = schema.as_object().is_some_and(|object| object.len() == 1);
        let settled = wrapped(schema).is_some_and(|member| is_settled(member) && !alone);
        schema.get("allOf").is_some() && !settled
    }) {
        return;
    }
    let schemas = schemas_of(document);
    let mut copies = Copies::new();
    walk::schemas_mut(document, &mut |at, schema| {
        if schema.get("allOf").is_none() {
            return;
        }
        // Without anything said of it, the reference can stand alone.
        if unwrap_alone(schema) {
            changes.kept(at, "`allOf` of one reference is the reference");
            return;
        }
        if wrapped(schema).is_some_and(is_settled) {
            return;
        }
        let mut merge = Merge::new(own_name(at).as_deref(), &schemas, &mut copies);
        let merged = merge.flat(schema);
        match merge.losses.is_empty() {
            true => changes.kept(at, "the members of `allOf` are one schema"),
            false => changes.lost(
                at,
                format!(
                    "the members of `allOf` are one schema; {}",
                    merge.losses.join("; ")
                ),
            ),
        }
        *schema = merged;
    });
}

/// Whether there is a schema of which `is` holds: the work on all of them needs a copy of all.
fn any(document: &Value, is: impl Fn(&Value) -> bool) -> bool {
    let mut found = false;
    walk::schemas(document, &mut |_, schema| found |= is(schema));
    found
}

/// Whether the only member of `allOf` is what may stand there: a reference of which more is said,
/// or a format that stands alone, as `formats-alone` writes it.
fn is_settled(member: &Value) -> bool {
    reference(member).is_some() || super::formats::is_special(member)
}

/// The name of the schema whose pointer `at` is.
fn own_name(at: &str) -> Option<String> {
    let name = at.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| walk::unescape(name))
}

/// The work on one `allOf`.
struct Merge<'a> {
    schemas: &'a Schemas,
    /// The schemas whose content is in already: a second time would add nothing.
    inside: HashSet<String>,
    losses: Vec<String>,
    depth: usize,
    copies: &'a mut Copies,
}

/// How deep `allOf` may stand in `allOf`.
const DEEP: usize = 64;

impl<'a> Merge<'a> {
    /// `own` is the name of the schema that is merged.
    fn new(own: Option<&str>, schemas: &'a Schemas, copies: &'a mut Copies) -> Self {
        Self {
            schemas,
            inside: own.map(str::to_owned).into_iter().collect(),
            losses: Vec::new(),
            depth: 0,
            copies,
        }
    }

    /// `schema` without `allOf`, and without choices beside properties.
    fn flat(&mut self, schema: &Value) -> Value {
        let Some(object) = schema.as_object().filter(|_| self.depth < DEEP) else {
            self.losses
                .push(format!("no more than {DEEP} levels are followed"));
            return json!({});
        };
        self.depth += 1;
        let mut out = Map::new();
        let mut own = object.clone();
        for member in take_list(&mut own, "allOf") {
            if let Some(Value::Object(member)) = self.member(member) {
                self.add(&mut out, member);
            }
        }
        if object.contains_key("allOf") {
            out.retain(|key, _| !is_remark(key) || key == "description");
        }
        self.add(&mut out, own);
        if out.contains_key("properties") {
            self.loosen(&mut out);
        }
        self.depth -= 1;
        Value::Object(out)
    }

    /// A member as one schema; `None` where its content is in already, or is too much.
    fn member(&mut self, member: Value) -> Option<Value> {
        let Some(name) = reference(&member) else {
            return Some(self.flat(&member));
        };
        if !self.inside.insert(name.to_owned()) {
            return None;
        }
        let schemas = self.schemas;
        let member = schemas.get(name).unwrap_or(&Value::Null);
        if !self.copies.may(member) {
            self.losses.push(TOO_MUCH.to_owned());
            return None;
        }
        Some(self.flat(member))
    }

    /// Adds what `more` says to `out`.
    fn add(&mut self, out: &mut Map<String, Value>, more: Map<String, Value>) {
        for (key, value) in more {
            match (key.as_str(), out.get_mut(&key)) {
                ("properties", Some(Value::Object(there))) => {
                    for (name, property) in value.as_object().cloned().unwrap_or_default() {
                        self.add_property(there, name, property);
                    }
                }
                ("required", Some(Value::Array(there))) => {
                    there.extend(value.as_array().into_iter().flatten().cloned());
                    *there = distinct(std::mem::take(there).into_iter());
                }
                ("enum", Some(Value::Array(there))) => {
                    let known: HashSet<String> = there.iter().map(Value::to_string).collect();
                    let both: Vec<Value> = value
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter(|value| known.contains(&value.to_string()))
                        .cloned()
                        .collect();
                    if !both.is_empty() {
                        *there = both;
                    }
                }
                ("type", Some(there)) if *there != value => {
                    self.losses
                        .push(format!("nothing is both {there} and {value}"));
                    for key in ["properties", "required", "items", "enum", "format", "type"] {
                        out.shift_remove(key);
                    }
                    return;
                }
                ("additionalProperties", Some(there)) if there.is_object() => {}
                ("oneOf" | "anyOf", Some(there)) if *there != value => {
                    self.losses.push(format!("one of two `{key}` is dropped"));
                }
                _ => {
                    out.insert(key, value);
                }
            }
        }
    }

    fn add_property(&mut self, there: &mut Map<String, Value>, name: String, property: Value) {
        match there.get(&name) {
            Some(old) if is_free(&property) && !is_free(old) => return,
            Some(old)
                if !is_free(old) && shape(old, self.schemas) != shape(&property, self.schemas) =>
            {
                self.losses
                    .push(format!("`{name}` is declared twice, the last one stays"));
            }
            _ => {}
        }
        there.insert(name, property);
    }

    /// The properties of each choice beside properties, all of them optional.
    fn loosen(&mut self, out: &mut Map<String, Value>) {
        for key in ["oneOf", "anyOf"] {
            let members = take_list(out, key);
            if members.is_empty() {
                continue;
            }
            self.losses
                .push(format!("which members of `{key}` go together is not said"));
            for member in members {
                let Some(member) = self.member(member) else {
                    continue;
                };
                let properties = member.get("properties").and_then(Value::as_object).cloned();
                if let Some(Value::Object(there)) = out.get_mut("properties") {
                    for (name, property) in properties.unwrap_or_default() {
                        if there.get(&name).is_none_or(is_free) {
                            there.insert(name, property);
                        }
                    }
                }
            }
        }
    }
}

fn take_list(object: &mut Map<String, Value>, key: &str) -> Vec<Value> {
    match object.shift_remove(key) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

/// Whether `schema` allows any JSON.
fn is_free(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|object| object.keys().all(|key| is_remark(key)))
}

/// A choice is `oneOf` of several schemas that differ, or it is none.
pub(super) fn choices(document: &mut Value, changes: &mut Recorder) {
    let settled = |at: &str, schema: &Value, schemas: &Schemas, copies: &mut Copies| {
        chosen(at, schema, schemas, copies).is_none_or(|(_, chosen, _)| chosen == *schema)
    };
    let schemas = schemas_in(document);
    let mut all_settled = true;
    let mut copies = Copies::new();
    walk::schemas(document, &mut |at, schema| {
        all_settled &= settled(at, schema, schemas, &mut copies);
    });
    // The work needs a copy of all schemas.
    if all_settled {
        return;
    }
    let schemas = schemas.clone();
    let mut copies = Copies::new();
    walk::schemas_mut(document, &mut |at, schema| {
        let Some((key, chosen, loss)) = chosen(at, schema, &schemas, &mut copies) else {
            return;
        };
        if *schema != chosen {
            match loss {
                Some(loss) => changes.lost(at, format!("`{key}`: {loss}")),
                None => changes.kept(at, format!("`{key}` says the same in another form")),
            }
            *schema = chosen;
        }
    });
}

/// The key of the choice that `schema` is, its better form, and what is lost by that.
fn chosen(
    at: &str,
    schema: &Value,
    schemas: &Schemas,
    copies: &mut Copies,
) -> Option<(&'static str, Value, Option<String>)> {
    let object = schema.as_object()?;
    let key = ["oneOf", "anyOf"]
        .into_iter()
        .find(|key| object.contains_key(*key))?;
    if is_open_enum(schema) {
        return None;
    }
    let (chosen, loss) = choice(object, key, own_name(at).as_deref(), schemas, copies);
    Some((key, Value::Object(chosen), loss))
}

/// `object` with the choice under `key` in the form that the generator does well.
fn choice(
    object: &Map<String, Value>,
    key: &str,
    own: Option<&str>,
    schemas: &Schemas,
    copies: &mut Copies,
) -> (Map<String, Value>, Option<String>) {
    let mut out = object.clone();
    let mut members = take_list(&mut out, key);
    let count = members.len();
    members.retain(|member| !is_null(member));
    if members.len() < count {
        out.insert("nullable".to_owned(), json!(true));
    }
    if let Some(own) = own {
        members.retain(|member| reference(member) != Some(own));
    }
    let members = distinct(members.into_iter());
    // Beside a type or another choice there is no enum to be made of it.
    let other = match key {
        "oneOf" => "anyOf",
        _ => "oneOf",
    };
    if out.shift_remove(other).is_some() {
        return (
            out,
            Some(format!("`{other}` and the choice beside it are dropped")),
        );
    }
    if out.contains_key("type") || out.contains_key("properties") || out.contains_key("allOf") {
        let properties = members.iter().any(|member| {
            resolve(member, schemas).get("properties").is_some() || member.get("allOf").is_some()
        });
        if !properties || out.get("type").is_some_and(|kind| kind != "object") {
            return (
                out,
                Some("does not change which fields there are".to_owned()),
            );
        }
        let mut merge = Merge::new(own, schemas, copies);
        out.entry("properties").or_insert_with(|| json!({}));
        out.insert("oneOf".to_owned(), Value::Array(members));
        if let Value::Object(flat) = merge.flat(&Value::Object(out.clone())) {
            out = flat;
        }
        return (out, Some(merge.losses.join("; ")));
    }
    match members.as_slice() {
        [] => return (out, None),
        [_] => {
            out.insert("allOf".to_owned(), Value::Array(members));
            return (out, None);
        }
        _ => {}
    }
    let shapes: Vec<Shape> = members
        .iter()
        .map(|member| shape(member, schemas))
        .collect();
    if shapes.contains(&Shape::Any) {
        return (
            out,
            Some("one member is any JSON, so is the whole".to_owned()),
        );
    }
    if shapes.iter().all(|shape| *shape == Shape::String) {
        return strings(out, &members, schemas);
    }
    if key == "anyOf" && shapes.iter().all(|shape| *shape == Shape::Object) {
        let mut merge = Merge::new(own, schemas, copies);
        out.insert("type".to_owned(), json!("object"));
        out.insert("properties".to_owned(), json!({}));
        out.insert("anyOf".to_owned(), Value::Array(members));
        if let Value::Object(flat) = merge.flat(&Value::Object(out.clone())) {
            out = flat;
        }
        return (out, Some(merge.losses.join("; ")));
    }
    out.insert("oneOf".to_owned(), Value::Array(members));
    let loss = (key == "anyOf").then(|| "the first member that fits is taken".to_owned());
    (out, loss)
}

/// Several strings: one enum of all values, or a plain string where one member has none.
fn strings(
    mut out: Map<String, Value>,
    members: &[Value],
    schemas: &Schemas,
) -> (Map<String, Value>, Option<String>) {
    out.insert("type".to_owned(), json!("string"));
    let mut values: Vec<&Value> = Vec::new();
    let mut is_open = false;
    for member in members {
        let member = resolve(member, schemas);
        is_open |= is_open_enum(member);
        match member.get("enum").and_then(Value::as_array) {
            Some(more) => values.extend(more),
            None => is_open = true,
        }
    }
    if is_open {
        return (out, Some("is a string".to_owned()));
    }
    let values = distinct(values.into_iter().cloned());
    out.insert("enum".to_owned(), Value::Array(values));
    (out, None)
}

/// Whether null is all that `schema` allows.
pub(super) fn is_null(schema: &Value) -> bool {
    let only_null = schema
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| values.iter().all(Value::is_null));
    let Some(object) = schema.as_object() else {
        return false;
    };
    let says_only_null =
        object.get("nullable") == Some(&json!(true)) && object.keys().all(|key| is_remark(key));
    only_null || says_only_null
}
