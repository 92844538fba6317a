//! Whether what was taken and answered is what the catalogue says, for tests of the emulator itself.
//!
//! What is taken is held against the catalogue as a PVWA reads it: keys in any case, booleans as
//! texts, null as absent, and what it does not know left out. What is answered must be what stands
//! there, in a spelling that stands there.

use crate::endpoint::{Endpoint, Host};
use pvwa_codegen::catalogue::Catalogue;
use serde_json::{Map, Value, json};
use std::{
    fs::File,
    io::Write,
    path::Path,
    sync::{LazyLock, Mutex, PoisonError},
};

/// The catalogues as documents.
static CATALOGUES: LazyLock<[Value; 2]> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/catalogue");
    ["pvwa", "identity"].map(|name| match Catalogue::load(&folder.join(name)) {
        Ok(catalogue) => catalogue.whole(),
        Err(refusal) => panic!("the catalogue cannot be read: {refusal}"),
    })
});

/// The most that is said of one exchange.
const MOST: usize = 10;

/// Which way a body goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Answer,
}

/// The file that answers are written to, as lines of JSON, where this variable names one.
const SAMPLES: &str = "PVWA_EMULATOR_SAMPLES";

/// Writes down an answer, to be compared with recorded ones (see `examples/recorded.rs`).
pub(crate) fn sample(endpoint: &Endpoint, status: u16, answer: Option<&Value>) {
    static FILE: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
        let path = std::env::var_os(SAMPLES)?;
        let file = File::options().create(true).append(true).open(path);
        file.ok().map(Mutex::new)
    });
    if let (Some(file), 200..300) = (&*FILE, status) {
        let host = format!("{:?}", endpoint.host);
        let line = json!({"host": host, "operation": endpoint.id, "body": answer});
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writeln!(file, "{line}") {
            tracing::warn!(%error, "a sample could not be written");
        }
    }
}

/// The catalogue of a host as one document.
pub(crate) fn document(host: Host) -> &'static Value {
    match host {
        Host::Pvwa => &CATALOGUES[0],
        Host::Identity => &CATALOGUES[1],
    }
}

/// What is wrong with an exchange, by the catalogue; nothing where it is as it should be.
pub(crate) fn problems(
    endpoint: &Endpoint,
    request: Option<&Value>,
    status: u16,
    answer: Option<&Value>,
) -> Vec<String> {
    let document = document(endpoint.host);
    let mut check = Check {
        document,
        side: Side::Request,
        found: Vec::new(),
    };
    let operation = &document["paths"][endpoint.path][endpoint.method.to_ascii_lowercase()];
    // What was refused may be wrong in any way.
    let body = &check.resolved(&operation["requestBody"])["content"]["application/json"]["schema"];
    if let (Some(request), 200..300) = (request, status) {
        check.value(request, body, "request");
    }
    check.side = Side::Answer;
    match check.response(operation, status) {
        None => check.say(
            "answer",
            &format!("status {status} is not in the catalogue"),
        ),
        Some(response) => {
            let content = &response["content"];
            let schema = &content["application/json"]["schema"];
            match answer {
                Some(answer) if !schema.is_null() => check.value(answer, schema, "answer"),
                Some(_) if content.is_null() => check.say("answer", "there should be no body"),
                Some(_) => check.say("answer", "the body should not be JSON"),
                None => {}
            }
        }
    }
    let id = endpoint.id;
    let found = check.found.into_iter().take(MOST);
    found.map(|problem| format!("{id}: {problem}")).collect()
}

struct Check<'a> {
    document: &'a Value,
    side: Side,
    found: Vec<String>,
}

impl<'a> Check<'a> {
    fn say(&mut self, at: &str, problem: &str) {
        self.found.push(format!("{at}: {problem}"));
    }

    fn resolved(&self, node: &'a Value) -> &'a Value {
        let mut node = node;
        while let Some(pointer) = node["$ref"].as_str() {
            let pointer = pointer.trim_start_matches('#');
            node = self.document.pointer(pointer).unwrap_or(&Value::Null);
        }
        node
    }

    fn response(&self, operation: &'a Value, status: u16) -> Option<&'a Value> {
        let responses = &operation["responses"];
        let others = operation["x-other-success"].as_array();
        let text = status.to_string();
        let other = others.is_some_and(|list| list.iter().any(|one| one == text.as_str()));
        let range = format!("{}XX", status / 100);
        let own = responses.get(status.to_string());
        let found = match own {
            Some(own) => Some(own),
            None if other => responses
                .as_object()
                .and_then(|all| all.iter().find(|(key, _)| key.starts_with('2')))
                .map(|(_, response)| response),
            None => responses.get(range),
        };
        found.map(|response| self.resolved(response))
    }

    fn value(&mut self, value: &Value, schema: &'a Value, at: &str) {
        let schema = self.resolved(schema);
        if value.is_null() {
            let free = schema.as_object().is_none_or(Map::is_empty);
            if !free && schema["nullable"] != true && self.side == Side::Answer {
                self.say(at, "null is not in the catalogue");
            }
            return;
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[choice].as_array() {
                self.any_of(value, choices, at);
            }
        }
        self.kind(value, schema, at);
        match value {
            Value::Object(object) => self.object(object, schema, at),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &schema["items"], &format!("{at}/{index}"));
                }
            }
            _ => {}
        }
    }

    fn any_of(&mut self, value: &Value, choices: &'a [Value], at: &str) {
        let before = self.found.len();
        let mut shortest: Option<Vec<String>> = None;
        for choice in choices {
            self.value(value, choice, at);
            let problems = self.found.split_off(before);
            if problems.is_empty() {
                return;
            }
            if shortest
                .as_ref()
                .is_none_or(|known| problems.len() < known.len())
            {
                shortest = Some(problems);
            }
        }
        self.found.extend(shortest.into_iter().flatten());
    }

    fn kind(&mut self, value: &Value, schema: &Value, at: &str) {
        let text_of = |value: &Value, kind: &str| match (value, kind) {
            (Value::String(text), "boolean") => text.parse::<bool>().is_ok() || boolean(text),
            (Value::String(text), "integer") => text.parse::<i64>().is_ok(),
            (Value::Number(_), "string") => true,
            _ => false,
        };
        let Some(kind) = schema["type"].as_str() else {
            return;
        };
        let fits = match kind {
            "string" => value.is_string() || (schema["format"] == "id" && value.is_i64()),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        };
        let as_text = self.side == Side::Request && text_of(value, kind);
        if !fits && !as_text {
            self.say(at, &format!("{value} is no {kind}"));
        }
        let values = schema["enum"].as_array();
        let known = |values: &Vec<Value>| match (self.side, value.as_str()) {
            (Side::Request, Some(text)) => values.iter().any(|one| {
                one.as_str()
                    .is_some_and(|one| one.eq_ignore_ascii_case(text))
            }),
            _ => values.contains(value),
        };
        if values.is_some_and(|values| !known(values)) {
            self.say(at, &format!("{value} is none of the values"));
        }
    }

    fn object(&mut self, object: &Map<String, Value>, schema: &'a Value, at: &str) {
        let mut parts = Vec::new();
        self.parts(schema, &mut parts);
        let said = |part: &&Value| part.get("properties").is_some();
        let closed = parts.iter().any(said)
            && parts
                .iter()
                .all(|part| part["additionalProperties"].is_null());
        for (key, value) in object {
            let at = format!("{at}/{key}");
            match parts.iter().find_map(|part| self.property(part, key)) {
                Some(schema) => self.value(value, schema, &at),
                None if closed && self.side == Side::Answer => {
                    self.say(&at, "the property is not in the catalogue");
                }
                None => {
                    let free = parts.iter().map(|part| &part["additionalProperties"]);
                    let free: Vec<_> = free.filter(|free| free.is_object()).collect();
                    for schema in free {
                        self.value(value, schema, &at);
                    }
                }
            }
        }
        for part in &parts {
            for required in part["required"].as_array().into_iter().flatten() {
                let name = required.as_str().unwrap_or_default();
                let there = object.iter().any(|(key, value)| {
                    let asked = self.property(part, key);
                    let own = self.property(part, name);
                    key == name
                        || (self.side == Side::Request && key.eq_ignore_ascii_case(name))
                        || (!value.is_null()
                            && asked.zip(own).is_some_and(|(a, b)| std::ptr::eq(a, b)))
                });
                if !there {
                    self.say(at, &format!("{name} is absent"));
                }
            }
        }
    }

    /// The schema and those that it is made of.
    fn parts(&self, schema: &'a Value, parts: &mut Vec<&'a Value>) {
        let schema = self.resolved(schema);
        parts.push(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.parts(part, parts);
        }
    }

    fn property(&self, part: &'a Value, key: &str) -> Option<&'a Value> {
        let properties = part["properties"].as_object()?;
        let same = |name: &str| match self.side {
            Side::Request => name.eq_ignore_ascii_case(key),
            Side::Answer => name == key,
        };
        properties.iter().find_map(|(name, schema)| {
            let mut aliases = schema["x-aliases"].as_array().into_iter().flatten();
            let known = same(name) || aliases.any(|alias| alias.as_str().is_some_and(same));
            known.then_some(schema)
        })
    }
}

fn boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}
