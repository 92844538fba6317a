//! One change to a document, decided by four numbers: so that a test draws it, and a fuzzer too.

use serde_json::{Map, Value, json};

/// A change: the numbers pick what is done, where, with which other place, and with which value.
pub(crate) type Mutation = (u8, u16, u16, u16);

/// Changes `document`; whatever the numbers are, they mean something.
pub(crate) fn mutate(document: &mut Value, (kind, at, other, what): Mutation) {
    let all = pointers(document);
    let pick = |number: u16| all[usize::from(number) % all.len()].as_str();
    let (at, other, what) = (pick(at), pick(other), usize::from(what));
    let there = document.pointer(other).cloned().unwrap_or_default();
    match kind % 12 {
        0 => remove(document, at),
        1 => twice(document, at),
        2 => rename(document, at, &name(what, other)),
        3 => {
            let here = document.pointer(at).cloned().unwrap_or_default();
            put(document, at, there);
            put(document, other, here);
        }
        4 => put(document, at, there),
        5 => put(document, at, json!({"$ref": format!("#{other}")})),
        6 => put(document, at, json!(of(&HOSTILE, what))),
        7 => put(document, at, number(what)),
        8 => put(document, at, stray(what)),
        9 => add(document, at, of(&WORDS, what), stray(what / WORDS.len())),
        10 => add(document, at, of(&WORDS, what), there),
        _ => wrap(document, at, what),
    }
}

fn of<'a>(all: &[&'a str], number: usize) -> &'a str {
    all[number % all.len()]
}

/// All places of `value` as JSON pointers; the first is the whole.
pub(crate) fn pointers(value: &Value) -> Vec<String> {
    fn collect(value: &Value, at: String, out: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    collect(inner, format!("{at}/{key}"), out);
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    collect(inner, format!("{at}/{index}"), out);
                }
            }
            _ => {}
        }
        out.push(at);
    }
    let mut out = Vec::new();
    collect(value, String::new(), &mut out);
    out.rotate_right(1);
    out
}

/// The object or list around a place, and the key in it.
fn around<'a>(document: &'a mut Value, at: &str) -> Option<(&'a mut Value, String)> {
    let (parent, key) = at.rsplit_once('/')?;
    let key = key.replace("~1", "/").replace("~0", "~");
    Some((document.pointer_mut(parent)?, key))
}

fn put(document: &mut Value, at: &str, value: Value) {
    // The whole document stays one: without `paths` there is nothing to see.
    if let Some(place) = document.pointer_mut(at).filter(|_| !at.is_empty()) {
        *place = value;
    }
}

fn remove(document: &mut Value, at: &str) {
    match around(document, at) {
        Some((Value::Object(object), key)) => {
            object.shift_remove(&key);
        }
        Some((Value::Array(list), key)) => {
            list.remove(key.parse().unwrap_or_default());
        }
        _ => {}
    }
}

fn twice(document: &mut Value, at: &str) {
    let copy = document.pointer(at).cloned().unwrap_or_default();
    match around(document, at) {
        Some((Value::Object(object), key)) => {
            let other = match key.to_uppercase() {
                upper if upper == key => key.to_lowercase(),
                upper => upper,
            };
            object.insert(other, copy);
        }
        Some((Value::Array(list), _)) => list.push(copy),
        _ => {}
    }
}

fn rename(document: &mut Value, at: &str, to: &str) {
    if let Some((Value::Object(object), key)) = around(document, at) {
        let renamed: Map<String, Value> = std::mem::take(object)
            .into_iter()
            .map(|(name, value)| match name == key {
                true => (to.to_owned(), value),
                false => (name, value),
            })
            .collect();
        *object = renamed;
    }
}

fn add(document: &mut Value, at: &str, key: &str, value: Value) {
    match document.pointer_mut(at) {
        Some(Value::Object(object)) => {
            object.insert(key.to_owned(), value);
        }
        Some(Value::Array(list)) => list.push(value),
        _ => {}
    }
}

fn wrap(document: &mut Value, at: &str, what: usize) {
    let here = document.pointer(at).cloned().unwrap_or_default();
    let wrapped = match what % 8 {
        0 => json!({"allOf": [here]}),
        1 => json!({"oneOf": [here, {"type": "string"}]}),
        2 => json!({"anyOf": [here.clone(), here]}),
        3 => json!({"type": "array", "items": here}),
        4 => json!({"type": "object", "additionalProperties": here}),
        5 => json!({"type": "object", "properties": {"inner": here}}),
        6 => json!({"schema": here}),
        _ => json!([here]),
    };
    put(document, at, wrapped);
}

/// A name that something may get: a keyword, something hostile, or that of another part.
fn name(what: usize, other: &str) -> String {
    match what % 3 {
        0 => of(&WORDS, what / 3).to_owned(),
        1 => of(&HOSTILE, what / 3).to_owned(),
        _ => other.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

/// Keys and values that mean something where they stand right.
const WORDS: [&str; 58] = [
    "$ref",
    "type",
    "format",
    "enum",
    "items",
    "properties",
    "additionalProperties",
    "required",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "nullable",
    "discriminator",
    "default",
    "title",
    "description",
    "summary",
    "readOnly",
    "pattern",
    "maximum",
    "minLength",
    "uniqueItems",
    "schema",
    "schemas",
    "content",
    "parameters",
    "responses",
    "requestBody",
    "body",
    "headers",
    "get",
    "post",
    "trace",
    "operationId",
    "tags",
    "name",
    "in",
    "path",
    "query",
    "style",
    "explode",
    "collectionFormat",
    "components",
    "definitions",
    "consumes",
    "produces",
    "application/json",
    "200",
    "2XX",
    "default",
    "x-since",
    "x-aliases",
    "x-paging",
    "x-permissions",
    "x-rust-type",
    "password",
    "example",
];

/// Texts that are none of what a place expects.
const HOSTILE: [&str; 40] = [
    "",
    " ",
    "/",
    "//",
    "{",
    "}",
    "{}",
    "{id}",
    "/{a}/{a}",
    "../../x",
    "/etc/passwd",
    "con",
    "a\0b",
    "a\r\nb",
    "*/",
    "\"]",
    "\"#",
    "```",
    "[Foo]",
    "[x](javascript:alert(1))",
    "<script>",
    "\u{202e}",
    "\u{2028}",
    "\u{feff}",
    "保险箱",
    "🔑",
    "مفتاح",
    "123",
    "self",
    "Self",
    "type",
    "r#type",
    "__proto__",
    "#/components/schemas/",
    "#/",
    "#",
    "#/paths/~1Crossings/get",
    "https://example.com/x.json#/a",
    "file:///etc/passwd",
    "%00%2f",
];

fn number(what: usize) -> Value {
    let numbers = [
        json!(0),
        json!(-1),
        json!(1.5),
        json!(200),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e308),
        json!(-0.0),
        json!(5e-324),
    ];
    numbers[what % numbers.len()].clone()
}

/// Something that may stand anywhere, where it does not belong.
fn stray(what: usize) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!("string"),
        json!("object"),
        json!("array"),
        json!([]),
        json!({}),
        json!([[]]),
        json!(["a", 1, null]),
        json!(["a", "A", "a"]),
        json!([{}]),
        json!({"type": "object"}),
        json!({"type": "array"}),
        json!({"type": ["string", "null"]}),
        json!({"type": "file"}),
        json!({"type": "integer", "enum": [1, 2, "x"]}),
        json!({"type": "string", "enum": ["a", "A"]}),
        json!({"type": "string", "format": "binary"}),
        json!({"type": "object", "properties": {"a-b": {"type": "integer"}, "a_b": {}}}),
        json!({"type": "object", "required": ["x"], "allOf": [{}]}),
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"not": {}}),
        json!({"name": "new", "in": "header", "schema": true}),
        json!({"name": "send", "in": "query", "type": "array"}),
        json!({"description": "", "content": {"application/json": {"schema": {"type": "string"}}}}),
        json!({"content": {"multipart/form-data": {"schema": {"type": "object"}}}}),
        json!({"operationId": "new", "responses": {}}),
        json!({"$ref": "#"}),
        json!({"$ref": 1}),
        json!({"$ref": {"$ref": "#/components/schemas/Car"}}),
    ];
    values[what % values.len()].clone()
}
