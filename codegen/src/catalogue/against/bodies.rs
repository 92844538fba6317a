//! Requests and answers, field by field.

use super::{DeviationKind, Found, referred, title};
use crate::catalogue::compare::{Entry, resolve};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How deep fields are compared below a body.
const DEEP: usize = 12;

/// How a body is called of which nothing is said.
const ANY_BODY: &str = "any body";

/// What the kind of a list begins with.
const LIST: &str = "list of ";

/// Compares the bodies of one operation.
pub(super) fn compare(
    (ours, our_entry): (&Value, &Entry<'_>),
    (theirs, their_entry): (&Value, &Entry<'_>),
    found: &mut Found,
) {
    let by = title(our_entry);
    let mut work = Work {
        ours,
        theirs,
        by: &by,
        is_request: true,
        open: BTreeSet::new(),
        found,
    };
    let request = |entry: &Entry<'_>| schema(entry.operation.get("requestBody")?);
    work.body("request", request(our_entry), request(their_entry), None);
    work.is_request = false;
    let answer = |document: &Value, entry: &Entry<'_>| {
        let answers = entry.operation.get("responses")?.as_object()?;
        let success = answers.iter().filter(|(status, _)| status.starts_with('2'));
        // The first that has a body: documents list an empty one beside it.
        success
            .filter_map(|(_, answer)| schema(resolve(document, answer)))
            .find(|schema| *schema != json!({}))
    };
    let paging = our_entry.operation.get("x-paging");
    let items = paging.and_then(|paging| paging["items"].as_str());
    let (our_answer, their_answer) = (answer(ours, our_entry), answer(theirs, their_entry));
    work.body("answer", our_answer, their_answer, items);
}

/// The schema of a request or an answer; `None` where it has no body.
fn schema(holder: &Value) -> Option<Value> {
    let content = holder["content"].as_object()?;
    let json = content.get("application/json");
    let any = json.or_else(|| content.values().next())?;
    Some(any["schema"].clone())
}

/// Compares the values that a parameter or a property takes: their kind, and the texts to choose from.
pub(super) fn values(
    (our_document, ours): (&Value, &Value),
    (their_document, theirs): (&Value, &Value),
) -> Option<(DeviationKind, String, String)> {
    let (our_type, their_type) = (kind(our_document, ours), kind(their_document, theirs));
    if !alike(&our_type, &their_type) {
        return Some((DeviationKind::Type, their_type, our_type));
    }
    let (our_values, their_values) = (texts(our_document, ours), texts(their_document, theirs));
    (our_values != their_values).then(|| {
        let list = |these: &BTreeSet<String>, those: &BTreeSet<String>| {
            let only: Vec<_> = these.difference(those).map(String::as_str).collect();
            match (these.is_empty(), only.is_empty()) {
                (true, _) => "any text".to_owned(),
                (false, true) => "no more".to_owned(),
                (false, false) => only.join(", "),
            }
        };
        let theirs = list(&their_values, &our_values);
        (
            DeviationKind::Values,
            theirs,
            list(&our_values, &their_values),
        )
    })
}

/// The enumerated texts of a schema, or of the items of a list.
fn texts(document: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = flat(document, schema);
    match schema["items"].is_object() {
        true => texts(document, &schema["items"]),
        false => {
            let values = schema["enum"].as_array().into_iter().flatten();
            values
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        }
    }
}

/// What a value is, in one word; a list says of what.
fn kind(document: &Value, schema: &Value) -> String {
    let schema = flat(document, schema);
    match schema["type"].as_str() {
        Some("array") => format!("{LIST}{}", kind(document, &schema["items"])),
        Some("string") if schema["format"] == "id" => "id".to_owned(),
        Some("object") => "object".to_owned(),
        Some(other) => other.to_owned(),
        None if schema["properties"].is_object() => "object".to_owned(),
        None => "anything".to_owned(),
    }
}

/// Whether our type takes what theirs describes. An id is text or a number, and what a document
/// leaves open is no contradiction.
fn alike(ours: &str, theirs: &str) -> bool {
    let (mut ours, mut theirs) = (ours, theirs);
    while let (Some(our_items), Some(their_items)) =
        (ours.strip_prefix(LIST), theirs.strip_prefix(LIST))
    {
        (ours, theirs) = (our_items, their_items);
    }
    ours == theirs
        || theirs == "anything"
        || (ours == "id" && matches!(theirs, "string" | "integer"))
}

/// A schema with its references followed and its `allOf` merged, as far as properties go.
fn flat(document: &Value, schema: &Value) -> Value {
    fn merge(document: &Value, schema: &Value, into: &mut Map<String, Value>, left: usize) {
        let Some(left) = left.checked_sub(1) else {
            return;
        };
        if schema.get("$ref").is_some() {
            let target = resolve(document, schema);
            if target.get("$ref").is_none() || left > 0 {
                merge(document, target, into, left);
            }
            return;
        }
        for (key, value) in schema.as_object().into_iter().flatten() {
            match (key.as_str(), into.get_mut(key)) {
                ("allOf", _) => {
                    for member in value.as_array().into_iter().flatten() {
                        merge(document, member, into, left);
                    }
                }
                ("properties", Some(Value::Object(there))) => {
                    let more = value.as_object().into_iter().flatten();
                    there.extend(more.map(|(name, property)| (name.clone(), property.clone())));
                }
                ("required", Some(Value::Array(there))) => {
                    there.extend(value.as_array().into_iter().flatten().cloned());
                }
                _ => {
                    into.insert(key.clone(), value.clone());
                }
            }
        }
    }
    let mut out = Map::new();
    merge(document, schema, &mut out, DEEP);
    Value::Object(out)
}

/// The work on the bodies of one operation.
struct Work<'a, 'f> {
    ours: &'a Value,
    theirs: &'a Value,
    by: &'a str,
    is_request: bool,
    /// Pairs of schemas that are being compared, so that circles end.
    open: BTreeSet<(String, String)>,
    found: &'f mut Found,
}

impl Work<'_, '_> {
    fn add(&mut self, subject: &str, kind: DeviationKind, theirs: &str, ours: &str) {
        self.found.add(subject, kind, theirs, ours, self.by);
    }

    /// Compares one body; `items` names the property that holds the items of a page.
    fn body(
        &mut self,
        part: &str,
        ours: Option<Value>,
        theirs: Option<Value>,
        items: Option<&str>,
    ) {
        let subject = format!("{} {part}", self.by);
        let says_nothing = |schema: &Value| {
            schema["properties"].as_object().is_none_or(Map::is_empty)
                && matches!(kind(&Value::Null, schema).as_str(), "anything" | "object")
        };
        let word = |document: &Value, side: &Option<Value>| match side {
            None => "no body".to_owned(),
            Some(schema) if says_nothing(&flat(document, schema)) => ANY_BODY.to_owned(),
            Some(schema) => kind(document, schema),
        };
        let (ours, theirs) = match (ours, theirs) {
            (None, None) => return,
            (Some(ours), Some(theirs)) => (self.alternative(&ours, &theirs), theirs),
            (ours, theirs) => {
                let (theirs, ours) = (word(self.theirs, &theirs), word(self.ours, &ours));
                return self.add(&subject, DeviationKind::Shape, &theirs, &ours);
            }
        };
        let (our_flat, their_flat) = (flat(self.ours, &ours), flat(self.theirs, &theirs));
        if says_nothing(&their_flat) {
            if !says_nothing(&our_flat) {
                let ours = kind(self.ours, &ours);
                self.add(&subject, DeviationKind::Shape, ANY_BODY, &ours);
            }
            return;
        }
        if let Some((inner, their_items)) = self.envelope(&our_flat, &their_flat, items) {
            let (theirs, ours) = (
                kind(self.theirs, &theirs),
                format!("{} around {inner}", kind(self.ours, &ours)),
            );
            self.add(&subject, DeviationKind::Shape, &theirs, &ours);
            let held = &our_flat["properties"][&inner];
            let our_items = match held["items"].is_object() {
                true => held["items"].clone(),
                false => held.clone(),
            };
            return self.schemas(
                &our_items,
                &their_items,
                &format!("{subject} {inner}"),
                DEEP,
            );
        }
        let (our_kind, their_kind) = (kind(self.ours, &ours), kind(self.theirs, &theirs));
        if !alike(&our_kind, &their_kind) || says_nothing(&our_flat) {
            self.add(&subject, DeviationKind::Shape, &their_kind, &our_kind);
            // One thing where the document says it is a list of them, or the other way round.
            let inner = |schema: &Value, flat: &Value| match flat["items"].is_object() {
                true => flat["items"].clone(),
                false => schema.clone(),
            };
            let (ours, theirs) = (inner(&ours, &our_flat), inner(&theirs, &their_flat));
            return self.schemas(&ours, &theirs, &subject, DEEP);
        }
        self.schemas(&ours, &theirs, &subject, DEEP);
    }

    /// Of a choice, what is most like theirs; anything else is itself.
    fn alternative(&self, ours: &Value, theirs: &Value) -> Value {
        let choice = flat(self.ours, ours);
        let Some(alternatives) = choice["oneOf"].as_array() else {
            return ours.clone();
        };
        let theirs = flat(self.theirs, theirs);
        let shared = |alternative: &&Value| {
            let alternative = flat(self.ours, alternative);
            let names = alternative["properties"].as_object().into_iter().flatten();
            names
                .filter(|(name, _)| theirs["properties"].get(name.as_str()).is_some())
                .count()
        };
        // Of equals the first: the plain form stands first.
        let best = alternatives.iter().rev().max_by_key(shared);
        best.unwrap_or(ours).clone()
    }

    /// Where ours is an envelope and theirs is what belongs inside: the property that holds it, and
    /// their schema of one item.
    fn envelope(
        &self,
        ours: &Value,
        theirs: &Value,
        items: Option<&str>,
    ) -> Option<(String, Value)> {
        let properties = ours["properties"].as_object()?;
        let name = match items {
            Some(items) => items.to_owned(),
            None => {
                let holders = properties.iter().filter(|(_, property)| {
                    let property = flat(self.ours, property);
                    property["items"].is_object() || property["properties"].is_object()
                });
                let mut names = holders.map(|(name, _)| name.clone());
                let only = names.next()?;
                (names.next().is_none() && properties.len() <= 4).then_some(only)?
            }
        };
        if theirs["items"].is_object() {
            return Some((name, theirs["items"].clone()));
        }
        let shared = theirs["properties"]
            .as_object()?
            .keys()
            .any(|key| properties.keys().any(|ours| ours.eq_ignore_ascii_case(key)));
        (!shared).then(|| (name, theirs.clone()))
    }

    /// Compares two schemas; `at` is the subject where ours has no name.
    fn schemas(&mut self, ours: &Value, theirs: &Value, at: &str, left: usize) {
        let Some(left) = left.checked_sub(1) else {
            return;
        };
        let name = referred(ours).map(str::to_owned);
        let pair = (
            name.clone().unwrap_or_else(|| at.to_owned()),
            referred(theirs).unwrap_or_default().to_owned(),
        );
        if !self.open.insert(pair.clone()) {
            return;
        }
        let at = name.as_deref().unwrap_or(at);
        let (our_flat, their_flat) = (flat(self.ours, ours), flat(self.theirs, theirs));
        if our_flat["items"].is_object() && their_flat["items"].is_object() {
            self.schemas(
                &our_flat["items"],
                &their_flat["items"],
                &format!("{at}[]"),
                left,
            );
        }
        self.properties(&our_flat, &their_flat, at, left);
        self.open.remove(&pair);
    }

    fn properties(&mut self, ours: &Value, theirs: &Value, at: &str, left: usize) {
        let (Some(our_properties), Some(their_properties)) = (
            ours["properties"].as_object(),
            theirs["properties"].as_object(),
        ) else {
            return;
        };
        let mut matched = BTreeSet::new();
        for (name, property) in our_properties {
            let subject = format!("{at}.{name}");
            let Some((their_name, their_property)) =
                their_property(name, property, their_properties)
            else {
                self.add(
                    &subject,
                    DeviationKind::OnlyOurs,
                    "",
                    &kind(self.ours, property),
                );
                continue;
            };
            matched.insert(their_name);
            let aliases = property["x-aliases"].as_array().into_iter().flatten();
            if their_name != name && !aliases.clone().any(|alias| alias == their_name) {
                self.add(&subject, DeviationKind::Spelling, their_name, name);
            }
            let differing = values((self.ours, property), (self.theirs, their_property));
            if let Some((kind, theirs, ours)) = differing {
                self.add(&subject, kind, &theirs, &ours);
                continue;
            }
            if self.is_request {
                let insists = |schema: &Value, name: &str| {
                    let required = schema["required"].as_array().into_iter().flatten();
                    match required.clone().any(|each| each == name) {
                        true => "required",
                        false => "optional",
                    }
                };
                let (theirs, ours) = (insists(theirs, their_name), insists(ours, name));
                if theirs != ours {
                    self.add(&subject, DeviationKind::Required, theirs, ours);
                }
            }
            self.schemas(property, their_property, &subject, left);
        }
        for (name, property) in their_properties {
            if !matched.contains(name) {
                let subject = format!("{at}.{name}");
                self.add(
                    &subject,
                    DeviationKind::OnlyTheirs,
                    &kind(self.theirs, property),
                    "",
                );
            }
        }
    }
}

/// Their property that ours means: of the same name, of one of its aliases, or of either but for
/// case.
fn their_property<'a>(
    name: &str,
    ours: &Value,
    theirs: &'a Map<String, Value>,
) -> Option<(&'a String, &'a Value)> {
    let aliases = ours["x-aliases"].as_array().into_iter().flatten();
    let names: Vec<&str> = std::iter::once(name)
        .chain(aliases.filter_map(Value::as_str))
        .collect();
    let exact = names.iter().find_map(|name| theirs.get_key_value(*name));
    exact.or_else(|| {
        theirs
            .iter()
            .find(|(key, _)| names.iter().any(|name| name.eq_ignore_ascii_case(key)))
    })
}
