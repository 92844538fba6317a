//! References to schemas: whatever is referred to has a name under `components/schemas` afterwards.
//!
//! In 3.1 a schema may hold others for references (`$defs`), a pointer may lead to any place, and
//! one of a schema that was pasted into the document counts from that schema.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::document::clip;
use crate::repair::identifier::type_name;
use crate::walk;

use super::super::conversion::{Conversion, existing};
use super::places::{self, Role};

const STEP: &str = "definitions-to-components";
const SCHEMAS: &str = "/components/schemas";

/// The schemas that get a name.
#[derive(Default)]
struct Named {
    /// Names by pointers into the source.
    names: HashMap<String, String>,
    /// Who was the first to want a name.
    first: HashMap<String, String>,
    /// The types that the names become.
    used: HashSet<String>,
    /// The number that was tried last behind a name.
    numbers: HashMap<String, usize>,
    /// Pointers and names of what is not copied yet.
    waiting: VecDeque<(String, String)>,
}

impl Named {
    /// The names that the schemas of a document have already.
    fn of(source: &Value) -> Self {
        let mut named = Self::default();
        let schemas = source.pointer(SCHEMAS).and_then(Value::as_object);
        for name in schemas.into_iter().flat_map(Map::keys) {
            let at = walk::join(SCHEMAS, name);
            named.used.insert(type_name(name));
            named.first.insert(name.clone(), at.clone());
            named.names.insert(at, name.clone());
        }
        named
    }

    /// The name for what stands at `at`.
    fn name(&mut self, source: &Value, at: &str) -> String {
        if let Some(name) = self.names.get(at) {
            return name.clone();
        }
        let wanted = wanted(at);
        // Generators of schemas repeat a definition beside each schema that needs it.
        if let Some(first) = self.first.get(&wanted)
            && let Some(name) = self.names.get(first)
            && let (Some(there), Some(here)) = (source.pointer(first), source.pointer(at))
            && there == here
            && stands_alone(here)
        {
            let name = name.clone();
            self.names.insert(at.to_owned(), name.clone());
            return name;
        }
        let mut name = wanted.clone();
        while !self.used.insert(type_name(&name)) {
            let number = self.numbers.entry(wanted.clone()).or_insert(1);
            *number += 1;
            name = format!("{wanted}{number}");
        }
        self.first.entry(wanted).or_insert_with(|| at.to_owned());
        self.names.insert(at.to_owned(), name.clone());
        self.waiting.push_back((at.to_owned(), name.clone()));
        name
    }
}

impl Conversion<'_> {
    /// Gives a name to every schema that is referred to elsewhere than under `components/schemas`.
    pub(super) fn schema_references(&mut self, document: &mut Value) {
        let mut named = Named::of(self.source);
        self.name_targets(document, Role::Root, "", &mut named);
        let mut found = Vec::new();
        while let Some((from, name)) = named.waiting.pop_front() {
            let source = self.source.pointer(&from).unwrap_or(&Value::Null);
            let mut schema = self.copy(source);
            self.name_targets(&mut schema, Role::Schema, &from, &mut named);
            self.moved(&walk::join(SCHEMAS, &name), &from);
            self.kept(STEP, &from, format!("is the schema {} now", clip(&name)));
            found.push((name, schema));
        }
        if !found.is_empty()
            && let Some(schemas) = schemas_of(document)
        {
            schemas.extend(found);
        }
    }

    /// Rewrites the references in `value`, which stands at `at` in the source.
    fn name_targets(&mut self, value: &mut Value, role: Role, at: &str, named: &mut Named) {
        places::each_below(value, role, at, &mut |role, at, value| {
            let Some(schema) = value.as_object_mut().filter(|_| role == Role::Schema) else {
                return;
            };
            each_reference(schema, |reference| {
                if let Some(target) = self.schema_target(at, reference)
                    && self.charge(2 * target.len())
                {
                    let name = named.name(self.source, &target);
                    *reference = format!("#{}", encoded(&walk::join(SCHEMAS, &name)));
                }
            });
        });
    }

    /// The pointer into the source to the schema that `reference` means, which stands at `at`;
    /// `None` where there is none, for the repairs to tell.
    fn schema_target(&mut self, at: &str, reference: &str) -> Option<String> {
        let fragment = reference.strip_prefix('#')?;
        let target = match fragment {
            "" => whole(at)?.to_owned(),
            _ => match existing(self.source, fragment) {
                Some(target) => target,
                // Each step on the way to the reference is looked at.
                None if self.charge(at.len() + fragment.len()) => self.around(at, fragment)?,
                None => return None,
            },
        };
        let schema = match self.source.pointer(&target)? {
            Value::Bool(_) => return Some(target),
            schema => schema.as_object()?,
        };
        // An answer, a body or a parameter: the repairs take the schema in it.
        let is_other = schema.contains_key("content") || schema.contains_key("schema");
        (!is_other).then_some(target)
    }

    /// The pointer `fragment`, from the innermost of what is around `at` where it leads somewhere.
    fn around(&self, at: &str, fragment: &str) -> Option<String> {
        let mut value = self.source;
        let mut length = 0;
        let mut found = None;
        for segment in at.split('/').skip(1) {
            let end = length + 1 + segment.len();
            value = value.pointer(&at[length..end])?;
            length = end;
            if let Some(inner) = existing(value, fragment) {
                found = Some((length, inner));
            }
        }
        found.map(|(length, inner)| format!("{}{inner}", &at[..length]))
    }
}

/// The pointer to the named schema that `at` is in.
fn whole(at: &str) -> Option<&str> {
    let rest = at.strip_prefix(SCHEMAS)?.strip_prefix('/')?;
    let name = rest.split('/').next()?;
    Some(&at[..SCHEMAS.len() + 1 + name.len()])
}

/// Whether a schema refers to nothing that depends on where it stands.
fn stands_alone(schema: &Value) -> bool {
    let mut alone = true;
    walk::references(schema, &mut |reference| {
        alone &= reference.starts_with("#/components/");
    });
    alone
}

/// A name for what a pointer leads to: `Owner` for `/components/schemas/Safe/$defs/Owner`, and
/// `SafePrefixItems0` for `/components/schemas/Safe/prefixItems/0`.
fn wanted(at: &str) -> String {
    let segments: Vec<String> = at.split('/').map(walk::unescape).collect();
    if let [.., holder, name] = segments.as_slice()
        && DEFINITIONS.contains(&holder.as_str())
    {
        return name.clone();
    }
    const STRUCTURE: [&str; 8] = [
        "application/json",
        "components",
        "content",
        "paths",
        "properties",
        "responses",
        "schema",
        "schemas",
    ];
    let said: Vec<&str> = segments
        .iter()
        .map(String::as_str)
        .filter(|segment| !segment.is_empty() && !STRUCTURE.contains(segment))
        .collect();
    type_name(&said.join("-"))
}

/// Keywords that hold schemas for others to refer to; the second is that of older drafts.
pub(super) const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

/// `pointer` as the fragment of a reference: a percent sign would be taken for an escape.
fn encoded(pointer: &str) -> String {
    pointer.replace('%', "%25")
}

/// The schemas under `components`, made where there are none; `None` where something else is there.
fn schemas_of(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let components = document.as_object_mut()?.entry("components");
    let components = components.or_insert_with(|| json!({})).as_object_mut()?;
    let schemas = components.entry("schemas");
    schemas.or_insert_with(|| json!({})).as_object_mut()
}

/// Calls `visit` with every reference that a schema itself makes to another one.
fn each_reference(schema: &mut Map<String, Value>, mut visit: impl FnMut(&mut String)) {
    if let Some(Value::String(reference)) = schema.get_mut("$ref") {
        visit(reference);
    }
    let discriminator = schema.get_mut("discriminator");
    let mapping = discriminator.and_then(|discriminator| discriminator.get_mut("mapping"));
    let mapping = mapping.and_then(Value::as_object_mut);
    for (_, target) in mapping.into_iter().flatten() {
        if let Value::String(target) = target {
            visit(target);
        }
    }
}
