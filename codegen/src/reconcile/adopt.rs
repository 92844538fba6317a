//! Adds to the catalogue's operation what only the vault's document has.

use super::{AS_SERVED, Meant};
use crate::report::Report;
use crate::walk;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub(super) const PARAMETER: &str = "vault-parameter-kept";
pub(super) const PROPERTY: &str = "vault-field-kept";
pub(super) const SHAPE: &str = "vault-shape-overruled";
pub(super) const DROPPED: &str = "vault-part-dropped";

/// One operation on its way from two descriptions to one.
pub(super) struct Adoption<'a> {
    vault: &'a Value,
    ours: &'a Value,
    meant: Meant<'a>,
    out: &'a mut Value,
    report: &'a mut Report,
    /// Pairs of schemas that were compared already, so that circles end.
    seen: BTreeSet<(String, String)>,
}

impl<'a> Adoption<'a> {
    pub(super) fn new(
        vault: &'a Value,
        ours: &'a Value,
        meant: Meant<'a>,
        out: &'a mut Value,
        report: &'a mut Report,
    ) -> Self {
        Self {
            vault,
            ours,
            meant,
            out,
            report,
            seen: BTreeSet::new(),
        }
    }

    /// Compares parameters, request body and answer; `operation` is the catalogue's, `subject` its
    /// method and path as records name them.
    pub(super) fn operation(
        &mut self,
        operation: &mut Map<String, Value>,
        theirs: &Map<String, Value>,
        title: &str,
        subject: &str,
    ) {
        self.parameters(operation, theirs, title, subject);
        if let (Some(ours), Some(theirs)) = (request(operation), request(theirs)) {
            self.compare(&ours, &theirs, &format!("{title}, request"));
        }
        if let (Some(ours), Some(theirs)) = (answer(operation), answer(theirs)) {
            let at = format!("{title}, answer");
            let paging = operation.get("x-paging");
            let items = paging.and_then(|paging| paging["items"].as_str());
            let items = items.map(str::to_owned);
            match items.or_else(|| self.list_of(&ours, &theirs)) {
                Some(items) => self.page(&ours, &theirs, &items, &at),
                None => self.compare(&ours, &theirs, &at),
            }
        }
    }

    fn parameters(
        &mut self,
        operation: &mut Map<String, Value>,
        theirs: &Map<String, Value>,
        title: &str,
        subject: &str,
    ) {
        let list = |operation: &Map<String, Value>| {
            let parameters = operation.get("parameters").and_then(Value::as_array);
            parameters.cloned().unwrap_or_default()
        };
        let mut parameters = list(operation);
        let known: BTreeSet<String> = parameters.iter().filter_map(lower_name).collect();
        for parameter in list(theirs) {
            // A path has the catalogue's parameters; another header is the server's own affair.
            let (Some(name), true) = (lower_name(&parameter), parameter["in"] == "query") else {
                continue;
            };
            let own_name = parameter["name"].as_str().unwrap_or(&name);
            if !known.contains(&name) && !self.drops(&format!("{subject} query {own_name}")) {
                self.report.by(PARAMETER).kept(
                    String::new(),
                    format!("{title}: query parameter {}", parameter["name"]),
                );
                parameters.push(parameter);
            }
        }
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), parameters.into());
        }
    }

    /// The list in our envelope of which the document shows one item in place of the envelope.
    fn list_of(&self, ours: &Value, theirs: &Value) -> Option<String> {
        let (ours, theirs) = (resolve(self.ours, ours), resolve(self.vault, theirs));
        let known = |ours: &Value| {
            let theirs = theirs["properties"].as_object().into_iter().flatten();
            theirs
                .filter(|(key, _)| known_property(ours, key).is_some())
                .count()
        };
        let mut lists = ours["properties"].as_object()?.iter();
        let (name, list) = lists.find(|(_, property)| property["type"] == "array")?;
        let item = resolve(self.ours, &list["items"]);
        (known(&ours) == 0 && known(&item) > 0).then(|| name.clone())
    }

    /// A list in an envelope: documents often show the bare list, or one item.
    fn page(&mut self, ours: &Value, theirs: &Value, items: &str, at: &str) {
        let resolved = resolve(self.vault, theirs);
        if property(&resolved, items).is_some() {
            return self.compare(ours, theirs, at);
        }
        self.overruled(at, theirs);
        let envelope = resolve(self.ours, ours);
        if let Some(item) = property(&envelope, items).map(|list| list["items"].clone()) {
            let theirs = match resolved["items"].is_object() {
                true => resolved["items"].clone(),
                false => theirs.clone(),
            };
            self.compare(&item, &theirs, at);
        }
    }

    /// Compares two schemas and adds to ours the properties that only theirs has.
    fn compare(&mut self, ours: &Value, theirs: &Value, at: &str) {
        let pair = (ours.to_string(), theirs.to_string());
        if !self.seen.insert(pair) {
            return;
        }
        let (our_schema, their_schema) = (resolve(self.ours, ours), resolve(self.vault, theirs));
        match (kind(&our_schema), kind(&their_schema)) {
            (Kind::Object, Kind::Object) => self.properties(ours, &our_schema, &their_schema, at),
            (Kind::List, Kind::List) => {
                let at = format!("{at}[]");
                self.compare(&our_schema["items"], &their_schema["items"], &at);
            }
            (ours, theirs) if ours == theirs => {}
            // The vault's document says nothing: nothing to overrule.
            (_, Kind::Anything) => {}
            _ => self.overruled(at, theirs),
        }
    }

    fn properties(&mut self, name: &Value, ours: &Value, theirs: &Value, at: &str) {
        let mut extra = Vec::new();
        for (key, schema) in theirs["properties"].as_object().into_iter().flatten() {
            match known_property(ours, key) {
                Some(known) => self.compare(&known.clone(), schema, &format!("{at}.{key}")),
                None => extra.push((key, schema)),
            }
        }
        // Only a named schema can be added to: the catalogue names every object it has.
        let target = name["$ref"]
            .as_str()
            .or_else(|| name["allOf"][0]["$ref"].as_str());
        let Some(target) = target.and_then(walk::schema_name) else {
            return;
        };
        for (key, schema) in extra {
            if self.drops(&format!("{target}.{key}")) {
                continue;
            }
            let place = &mut self.out["components"]["schemas"][target]["properties"];
            if let Some(place) = place.as_object_mut()
                && !place.contains_key(key)
            {
                place.insert(key.clone(), schema.clone());
                let pointer = walk::join("/components/schemas", target);
                self.report
                    .by(PROPERTY)
                    .kept(walk::join(&pointer, key), format!("{at}.{key}"));
            }
        }
    }

    /// Whether the records call this part of the vault's document wrong; reported if so.
    fn drops(&mut self, subject: &str) -> bool {
        let record = self.meant.records.drops(subject, self.meant.version);
        if let Some(record) = record {
            let note = format!("{subject}: {}", record.reason);
            self.report.by(DROPPED).kept(String::new(), note);
        }
        record.is_some()
    }

    fn overruled(&mut self, at: &str, theirs: &Value) {
        let shape = match theirs["$ref"].as_str() {
            Some(target) => {
                let name = target.rsplit('/').next().unwrap_or(target);
                name.strip_suffix(AS_SERVED).unwrap_or(name).to_owned()
            }
            None => format!("{:?}", kind(theirs)).to_lowercase(),
        };
        self.report
            .by(SHAPE)
            .kept(String::new(), format!("{at}: the document says {shape}"));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Object,
    List,
    Text,
    Number,
    Boolean,
    Anything,
}

fn kind(schema: &Value) -> Kind {
    match schema["type"].as_str() {
        Some("array") => Kind::List,
        Some("string") => Kind::Text,
        Some("integer" | "number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        _ if schema["properties"].is_object() => Kind::Object,
        // Opened enumerations.
        _ if schema["oneOf"][0]["type"] == "string" => Kind::Text,
        _ => Kind::Anything,
    }
}

/// The schema behind a reference; itself where it is none.
fn resolve(document: &Value, schema: &Value) -> Value {
    let mut schema = schema;
    // A chain of references longer than this is a circle.
    for _ in 0..32 {
        let target = schema["$ref"].as_str().or_else(|| {
            let only = schema["allOf"].as_array().filter(|list| list.len() == 1)?;
            only[0]["$ref"].as_str()
        });
        let Some(name) = target.and_then(walk::schema_name) else {
            return schema.clone();
        };
        schema = &document["components"]["schemas"][name];
    }
    Value::Null
}

fn property<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    schema["properties"].get(name)
}

/// Our property of that name, whatever its case, or of which it is another spelling.
fn known_property<'a>(ours: &'a Value, name: &str) -> Option<&'a Value> {
    let same = |other: &str| other.eq_ignore_ascii_case(name);
    let mut properties = ours["properties"].as_object()?.iter();
    let found = properties.find(|(key, schema)| {
        let aliases = schema["x-aliases"].as_array();
        same(key)
            || aliases
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .any(same)
    });
    found.map(|(_, schema)| schema)
}

fn lower_name(parameter: &Value) -> Option<String> {
    Some(parameter["name"].as_str()?.to_lowercase())
}

fn request(operation: &Map<String, Value>) -> Option<Value> {
    body(operation.get("requestBody")?)
}

/// The schema of the one success answer; `None` where it has no body.
fn answer(operation: &Map<String, Value>) -> Option<Value> {
    let responses = operation.get("responses")?.as_object()?;
    let (_, success) = responses
        .iter()
        .find(|(status, _)| status.starts_with('2'))?;
    body(success)
}

fn body(holder: &Value) -> Option<Value> {
    holder["content"]
        .get("application/json")?
        .get("schema")
        .cloned()
}
