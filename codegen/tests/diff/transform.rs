//! A document written in another way that means the same.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that decide what is done where; the same each time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    fn roll(&mut self, sides: usize) -> usize {
        // Xorshift: any numbers will do.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap()
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.roll(at + 1));
        }
    }
}

/// Lists whose order says nothing.
const UNORDERED: [&str; 8] = [
    "parameters",
    "required",
    "enum",
    "oneOf",
    "anyOf",
    "allOf",
    "tags",
    "security",
];

/// What stands under these is a value, not a description of one.
const VALUES: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// All keys, and all lists whose order says nothing, in another order.
pub(crate) fn reordered(document: &mut Value, dice: &mut Dice) {
    let mut targets = Vec::new();
    references(document, "#", &mut targets);
    // A reference may count the elements of a list.
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let counts = targets
        .iter()
        .any(|target| target.split('/').skip(1).any(is_number));
    shuffled(document, !counts, dice);
}

fn shuffled(value: &mut Value, lists: bool, dice: &mut Dice) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = std::mem::take(object).into_iter().collect();
            dice.shuffle(&mut entries);
            for (key, inner) in &mut entries {
                if let Value::Array(list) = inner
                    && lists
                    && UNORDERED.contains(&key.as_str())
                {
                    dice.shuffle(list);
                }
                shuffled(inner, lists, dice);
            }
            *object = entries.into_iter().collect();
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|inner| shuffled(inner, lists, dice)),
        _ => {}
    }
}

/// Where the named schemas of a document stand.
pub(crate) fn section(document: &Value) -> &'static str {
    match document.get("swagger") {
        Some(_) => "/definitions",
        None => "/components/schemas",
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The places of all schemas, those inside others included.
pub(crate) fn schemas(document: &Value) -> Vec<String> {
    fn in_schema(value: &Value, at: &str, out: &mut Vec<String>) {
        if !value.is_object() {
            return;
        }
        out.push(at.to_owned());
        for key in ["items", "additionalProperties", "not"] {
            if let Some(inner) = value.get(key) {
                in_schema(inner, &format!("{at}/{key}"), out);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let members = value.get(key).and_then(Value::as_array);
            for (index, inner) in members.into_iter().flatten().enumerate() {
                in_schema(inner, &format!("{at}/{key}/{index}"), out);
            }
        }
        let properties = value.get("properties").and_then(Value::as_object);
        for (name, inner) in properties.into_iter().flatten() {
            in_schema(inner, &format!("{at}/properties/{}", escape(name)), out);
        }
    }
    fn around(value: &Value, at: &str, out: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    let at = format!("{at}/{}", escape(key));
                    match key.as_str() {
                        "schema" => in_schema(inner, &at, out),
                        key if VALUES.contains(&key) || key.starts_with("x-") => {}
                        _ => around(inner, &at, out),
                    }
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    around(inner, &format!("{at}/{index}"), out);
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    let section = section(document);
    let named = document.pointer(section).and_then(Value::as_object);
    for (name, schema) in named.into_iter().flatten() {
        in_schema(schema, &format!("{section}/{}", escape(name)), &mut out);
    }
    let mut rest = document.clone();
    if let Some(schemas) = rest.pointer_mut(section) {
        *schemas = Value::Null;
    }
    around(&rest, "", &mut out);
    out
}

/// `allOf` of one around one schema in three.
pub(crate) fn wrapped(document: &mut Value, dice: &mut Dice) {
    let mut places = schemas(document);
    // What stands inside a schema and is referred to has to stay where it is.
    let mut targets = Vec::new();
    references(document, "#", &mut targets);
    places.retain(|place| {
        let inside = format!("{place}/");
        !targets.iter().any(|target| target.starts_with(&inside))
    });
    // Those inside first: so that the places of those around still hold.
    places.reverse();
    for place in places {
        if dice.roll(3) == 0
            && let Some(schema) = document.pointer_mut(&place)
        {
            *schema = json!({"allOf": [schema.take()]});
        }
    }
}

/// One reference in two replaced by what it refers to, where that can be.
pub(crate) fn inlined(document: &mut Value, dice: &mut Dice) {
    let prefix = format!("#{}/", section(document));
    let named = document.pointer(section(document)).cloned();
    let named = named.unwrap_or_default();
    for place in schemas(document).iter().rev() {
        // The names of choices are values where a discriminator stands beside them.
        let holder = place.rsplitn(3, '/').nth(2).unwrap_or_default();
        let is_told_by_name = document
            .pointer(holder)
            .is_some_and(|holder| holder.get("discriminator").is_some());
        let Some(schema) = document.pointer_mut(place) else {
            continue;
        };
        let is_alone = schema.as_object().is_some_and(|schema| schema.len() == 1);
        let name = schema["$ref"]
            .as_str()
            .and_then(|to| to.strip_prefix(&prefix));
        let target = name.and_then(|name| named.get(name)).cloned();
        if let Some(target) = target.filter(|_| is_alone && !is_told_by_name)
            && dice.roll(2) == 0
        {
            *schema = target;
        }
    }
}

/// Whether a schema is nothing but a reference, or parts of which one is all.
pub(crate) fn is_another_name(schema: &Value) -> bool {
    let alone = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::len) == Some(1);
    schema.get("$ref").is_some() || ["allOf", "oneOf", "anyOf"].into_iter().any(alone)
}

/// The names of the schemas that operations reach.
pub(crate) fn reached(document: &Value) -> BTreeSet<String> {
    let prefix = format!("#{}/", section(document));
    let named = document
        .pointer(section(document))
        .and_then(Value::as_object);
    let mut open = Vec::new();
    if let Some(paths) = document.get("paths") {
        references(paths, &prefix, &mut open);
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(schema) = named.and_then(|named| named.get(&name))
            && seen.insert(name)
        {
            references(schema, &prefix, &mut open);
        }
    }
    seen
}

/// Every schema under a name that has nothing to do with the one it had; answers the new names.
pub(crate) fn renamed(document: &mut Value) -> BTreeMap<String, String> {
    let section = section(document);
    let prefix = format!("#{section}/");
    let Some(Value::Object(schemas)) = document.pointer_mut(section) else {
        return BTreeMap::new();
    };
    let names: BTreeMap<String, String> = schemas
        .keys()
        .enumerate()
        .map(|(number, name)| (name.clone(), format!("N{number}")))
        .collect();
    let old = std::mem::take(schemas);
    *schemas = old
        .into_iter()
        .map(|(name, schema)| (names[&name].clone(), schema))
        .collect::<Map<_, _>>();
    follow(document, &prefix, &names);
    names
}

fn follow(value: &mut Value, prefix: &str, names: &BTreeMap<String, String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner {
                    Value::String(text) if key == "$ref" => turn(text, prefix, names),
                    Value::Object(mapping) if key == "mapping" => {
                        for target in mapping.values_mut() {
                            if let Value::String(text) = target {
                                turn(text, prefix, names);
                            }
                        }
                    }
                    _ => follow(inner, prefix, names),
                }
            }
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|inner| follow(inner, prefix, names)),
        _ => {}
    }
}

fn turn(text: &mut String, prefix: &str, names: &BTreeMap<String, String>) {
    // A mapping may give the name alone.
    let (start, rest) = match text.strip_prefix(prefix) {
        Some(rest) => (prefix, rest),
        None => ("", text.as_str()),
    };
    let (name, below) = rest.split_once('/').unwrap_or((rest, ""));
    let decoded = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let decoded = decoded.replace("~1", "/").replace("~0", "~");
    if let Some(now) = names.get(&decoded) {
        let slash = if below.is_empty() { "" } else { "/" };
        *text = format!("{start}{now}{slash}{below}");
    }
}

/// What stands after `prefix` in every reference.
fn references(value: &Value, prefix: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let name = object.get("$ref").and_then(Value::as_str);
            out.extend(name.and_then(|to| Some(to.strip_prefix(prefix)?.to_owned())));
            object
                .values()
                .for_each(|inner| references(inner, prefix, out));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, prefix, out)),
        _ => {}
    }
}
