//! What each repair does, and what all of them together hold to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use pvwa_codegen::check::check;
use pvwa_codegen::document::Document;
use pvwa_codegen::generate::generate;
use pvwa_codegen::repair::{REPAIRS, repair};
use pvwa_codegen::report::{Meaning, Report};
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A document with one operation, whose parts the tests replace.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Test", "version": "1"},
        "paths": {
            "/api/Safes/{id}": {
                "get": {
                    "operationId": "Safes_GetSafe",
                    "parameters": [
                        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": {"description": "", "content": {"application/json": {
                            "schema": {"$ref": "#/components/schemas/Safe"},
                        }}},
                    },
                },
            },
        },
        "components": {"schemas": {
            "Safe": {"type": "object", "properties": {"name": {"type": "string"}}},
        }},
    })
}

/// The document with `value` at `pointer`, whose last segment may be new.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => {
            object.insert(key, value);
        }
        Value::Array(list) => list.push(value),
        other => panic!("{parent} is {other}"),
    }
    document
}

/// The repaired document and the report, after checking that a client can be generated of it.
fn repaired(mut document: Value) -> (Value, Report) {
    let mut report = Report::default();
    repair(&mut document, &mut report);
    if let Err(refusal) = check(&Document::made("test.json", document.clone())) {
        panic!("{refusal}\n{document:#}");
    }
    (document, report)
}

const OPERATION: &str = "/paths/~1api~1Safes~1{id}/get";
const SAFE: &str = "/components/schemas/Safe";

/// Asserts that `repair` notes a change of this meaning, and gives what is then at `pointer`.
#[track_caller]
fn after(document: Value, repair: &str, meaning: Meaning, pointer: &str) -> Value {
    let (document, report) = repaired(document);
    assert!(
        report
            .changes
            .iter()
            .any(|change| change.by == repair && change.meaning == meaning),
        "{repair} has not noted it: {report:#?}"
    );
    document.pointer(pointer).cloned().unwrap_or_default()
}

#[test]
fn rows_are_named_and_reasoned() {
    let mut names = HashSet::new();
    for repair in REPAIRS {
        assert!(names.insert(repair.name), "{} stands twice", repair.name);
        assert!(
            repair
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            repair.name
        );
        assert!(
            repair.reason.len() > 10 && !repair.reason.ends_with('.'),
            "{}",
            repair.name
        );
    }
}

#[test]
fn a_good_document_keeps_its_meaning() {
    let (document, report) = repaired(document());
    assert_eq!(report.losses().count(), 0);
    assert_eq!(
        document.pointer(OPERATION).unwrap()["operationId"],
        "safes_get_safe"
    );
}

#[test]
fn operations_get_names_of_their_own() {
    let mut document = document();
    let mut again = document.pointer(OPERATION).unwrap().clone();
    document["paths"]["/api/Safes/{id}"]["put"] = again.clone();
    again.as_object_mut().unwrap().remove("operationId");
    document["paths"]["/api/Safes/{id}"]["delete"] = again.clone();
    again["operationId"] = json!("new");
    document["paths"]["/api/Safes/{id}"]["post"] = again;
    let (document, _) = repaired(document);
    let item = &document["paths"]["/api/Safes/{id}"];
    assert_eq!(item["get"]["operationId"], "safes_get_safe");
    assert_eq!(item["put"]["operationId"], "put_safes_by_id");
    assert_eq!(item["delete"]["operationId"], "delete_safes_by_id");
    assert_eq!(item["post"]["operationId"], "post_safes_by_id");
}

#[test]
fn of_several_answers_one_stays() {
    let responses = json!({
        "200": {"description": ""},
        "201": {"description": "", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Safe"},
        }}},
        "204": {"description": ""},
        "302": {"description": ""},
    });
    let operation = after(
        with(&format!("{OPERATION}/responses"), responses),
        "one-success",
        Meaning::Lost,
        OPERATION,
    );
    let statuses: Vec<&String> = operation["responses"].as_object().unwrap().keys().collect();
    assert_eq!(statuses, ["201", "4XX", "5XX"]);
    let dropped: Vec<&String> = operation["x-dropped-responses"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(dropped, ["200", "204", "302"]);
}

#[test]
fn errors_have_one_shape() {
    let (plain, _) = repaired(document());
    assert_eq!(
        plain.pointer(OPERATION).unwrap()["responses"]["4XX"]["$ref"],
        "#/components/responses/Error"
    );
    assert!(plain["components"]["schemas"]["ErrorBody"]["properties"]["ErrorCode"].is_object());

    let mut own = with(
        &format!("{OPERATION}/responses/default"),
        json!({"description": "", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Failure"},
        }}}),
    );
    own["components"]["schemas"]["Failure"] =
        json!({"type": "object", "properties": {"message": {"type": "string"}}});
    let (own, _) = repaired(own);
    assert_eq!(
        own["components"]["responses"]["Error"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Failure"
    );
    assert!(own["components"]["schemas"]["ErrorBody"].is_null());
    assert!(own.pointer(OPERATION).unwrap()["responses"]["default"].is_null());
}

#[test]
fn an_operation_without_answers_answers_nothing() {
    let responses = after(
        with(&format!("{OPERATION}/responses"), json!({})),
        "default-alone",
        Meaning::Kept,
        &format!("{OPERATION}/responses"),
    );
    assert_eq!(responses["200"], json!({"description": ""}));
}

#[test]
fn bodies_have_one_media_type() {
    let body = |content: Value| {
        with(
            &format!("{OPERATION}/requestBody"),
            json!({"content": content}),
        )
    };
    let schema = json!({"schema": {"$ref": "#/components/schemas/Safe"}});
    let at = format!("{OPERATION}/requestBody/content");
    let json_like = body(json!({"text/xml": schema, "application/vnd.cyberark.api+json": schema}));
    let content = after(json_like, "request-bodies", Meaning::Lost, &at);
    assert_eq!(content, json!({"application/json": schema}));

    let parts = body(json!({"multipart/form-data": schema}));
    let content = after(parts, "request-bodies", Meaning::Lost, &at);
    assert_eq!(
        content,
        json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}})
    );
}

#[test]
fn parameters_fit_path_query_and_builder() {
    let parameters = json!([
        {"name": "ID", "in": "path", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "id", "in": "query", "schema": {"type": "string"}},
        {"name": "Limit", "in": "query", "schema": {"type": "integer", "nullable": true}, "required": true},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
        {"name": "send", "in": "query", "schema": {"type": "boolean"}},
        {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
        {"name": "ids", "in": "query", "explode": false, "schema": {"type": "array", "items": {}}},
        {"name": "any", "in": "query", "schema": {}},
        {"name": "session", "in": "cookie", "schema": {"type": "string"}},
        {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
        {"name": "X-Reason", "in": "header", "content": {"text/plain": {"schema": {"type": "string"}}}},
    ]);
    let list = after(
        with(&format!("{OPERATION}/parameters"), parameters),
        "colliding-parameters",
        Meaning::Lost,
        &format!("{OPERATION}/parameters"),
    );
    assert_eq!(
        list,
        json!([
            {"name": "id", "in": "path", "schema": {"type": "string"}, "required": true},
            {"name": "Limit", "in": "query", "schema": {"type": "integer"}},
            {"name": "ids", "in": "query", "schema": {"type": "string"},
             "description": "Several values are separated by commas."},
            {"name": "any", "in": "query", "schema": {"type": "string"}},
            {"name": "X-Reason", "in": "header", "schema": {"type": "string"}},
        ])
    );
}

#[test]
fn a_template_and_its_parameters_agree() {
    let mut document = document();
    let item = document["paths"]["/api/Safes/{id}"].take();
    document["paths"] = json!({"api/Safes/{id:int}/{*rest}": item});
    let (document, _) = repaired(document);
    let operation = &document["paths"]["/api/Safes/{id}/{rest}"]["get"];
    assert_eq!(operation["parameters"][1]["name"], "rest");
    assert_eq!(operation["parameters"][1]["required"], true);
}

#[test]
fn references_name_schemas() {
    let mut document = with(
        &format!("{SAFE}/properties"),
        json!({
            "gone": {"$ref": "#/components/schemas/Gone"},
            "elsewhere": {"$ref": "https://example.com/a.json#/Safe"},
            "deep": {"$ref": "#/components/schemas/Account/properties/owner"},
            "coded": {"$ref": "#/components/schemas/Owner%20of"},
            "beside": {"$ref": "#/components/schemas/Account", "nullable": true, "type": "object"},
        }),
    );
    let object = |name: &str| json!({"type": "object", "properties": {name: {"type": "integer"}}});
    document["components"]["schemas"]["Account"] =
        json!({"type": "object", "properties": {"owner": object("n")}});
    document["components"]["schemas"]["Owner of"] = object("m");
    let (document, _) = repaired(document);
    let properties = &document.pointer(SAFE).unwrap()["properties"];
    assert_eq!(properties["gone"], json!({}));
    assert_eq!(properties["elsewhere"], json!({}));
    assert_eq!(
        properties["deep"]["$ref"],
        "#/components/schemas/AccountOwner"
    );
    assert_eq!(properties["coded"]["$ref"], "#/components/schemas/OwnerOf");
    assert_eq!(
        properties["beside"],
        json!({"allOf": [{"$ref": "#/components/schemas/Account"}], "nullable": true})
    );
}

#[test]
fn generic_names_become_readable_and_unique() {
    let mut document = with(
        &format!("{SAFE}/properties"),
        json!({
            "patch": {"$ref": "#/components/schemas/JsonPatchDocument[Safe]"},
            "one": {"$ref": "#/components/schemas/account"},
            "two": {"$ref": "#/components/schemas/Account"},
        }),
    );
    for name in ["JsonPatchDocument[Safe]", "account", "Account"] {
        document["components"]["schemas"][name] =
            json!({"type": "object", "properties": {"a": {"type": "string"}}});
    }
    let properties = after(
        document,
        "schema-names",
        Meaning::Kept,
        &format!("{SAFE}/properties"),
    );
    assert_eq!(
        properties["patch"]["$ref"],
        "#/components/schemas/JsonPatchDocumentOfSafe"
    );
    assert_eq!(properties["one"]["$ref"], "#/components/schemas/account");
    assert_eq!(properties["two"]["$ref"], "#/components/schemas/Account2");
}

#[test]
fn enums_hold_what_is_sent() {
    let document = with(
        &format!("{SAFE}/properties"),
        json!({
            "named": {"type": "integer", "enum": ["SSH", "RSA"]},
            "numbers": {"type": "integer", "enum": ["0", 1]},
            "collide": {"type": "string", "enum": ["asc", "ASC"]},
            "nullable": {"type": "string", "enum": ["on", "off", null]},
        }),
    );
    let (document, _) = repaired(document);
    let properties = &document.pointer(SAFE).unwrap()["properties"];
    assert_eq!(
        properties["named"]["$ref"],
        "#/components/schemas/SafeNamed"
    );
    assert_eq!(
        properties["numbers"],
        json!({"type": "integer", "description": "One of `0`, `1`.", "x-enum-values": [0, 1]})
    );
    assert_eq!(
        properties["collide"]["x-enum-values"],
        json!(["asc", "ASC"])
    );
    assert!(properties["collide"].get("enum").is_none());
    assert_eq!(properties["nullable"]["nullable"], true);
    assert_eq!(
        document["components"]["schemas"]["SafeNullable"]["oneOf"][0]["enum"],
        json!(["on", "off"])
    );
}

#[test]
fn limits_and_defaults_are_told() {
    let document = with(
        &format!("{SAFE}/properties/name"),
        json!({
            "type": "string", "description": "The name", "minLength": 1, "maxLength": 28,
            "pattern": "^[a-z]+$", "default": "x",
        }),
    );
    let name = after(
        document,
        "limits",
        Meaning::Kept,
        &format!("{SAFE}/properties/name"),
    );
    assert_eq!(
        name,
        json!({
            "type": "string",
            "description":
                "The name. From 1 to 28 characters. Matches `^[a-z]+$`. Default: `x`.",
        })
    );
}

#[test]
fn compositions_become_one_object() {
    let mut document = with(
        SAFE,
        json!({"allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"type": "object", "properties": {"own": {"type": "string"}}, "required": ["id", "own"]},
        ]}),
    );
    document["components"]["schemas"]["Base"] =
        json!({"type": "object", "properties": {"id": {"type": "integer"}}});
    let safe = after(document, "all-of", Meaning::Kept, SAFE);
    assert_eq!(
        safe,
        json!({
            "type": "object",
            "properties": {"id": {"type": "integer"}, "own": {"type": "string"}},
            "required": ["id", "own"],
        })
    );
}

#[test]
fn colliding_properties_are_spellings() {
    let document = with(
        &format!("{SAFE}/properties"),
        json!({"userName": {"type": "string"}, "UserName": {"type": "string"}}),
    );
    let properties = after(
        document,
        "colliding-properties",
        Meaning::Lost,
        &format!("{SAFE}/properties"),
    );
    assert_eq!(
        properties,
        json!({"userName": {"type": "string", "x-aliases": ["UserName"]}})
    );
}

#[test]
fn a_secret_stays_one_with_extensions_beside_it() {
    let document = with(
        &format!("{SAFE}/properties/name"),
        json!({"type": "string", "format": "password", "nullable": true, "x-since": "12.1"}),
    );
    let (document, _) = repaired(document);
    let code = prettyplease::unparse(&generate(&document).unwrap());
    assert!(
        code.contains("pub name: ::std::option::Option<crate::Secret>"),
        "{code}"
    );
}

#[test]
fn enums_in_answers_are_open_and_those_in_parameters_are_not() {
    let mut document = with(
        &format!("{SAFE}/properties/status"),
        json!({"$ref": "#/components/schemas/Status"}),
    );
    document["components"]["schemas"]["Status"] =
        json!({"type": "string", "enum": ["active", "locked"]});
    document.pointer_mut(OPERATION).unwrap()["parameters"]
        .as_array_mut()
        .unwrap()
        .push(json!({
            "name": "status", "in": "query", "schema": {"$ref": "#/components/schemas/Status"},
        }));
    let (document, _) = repaired(document);
    let file = generate(&document).unwrap();
    let code = prettyplease::unparse(&file);
    let start = code.find("pub enum Status {").expect("the enum is there");
    let attributes = &code[..start][code[..start].rfind("///").unwrap_or(0)..];
    assert!(attributes.contains("#[serde(untagged)]"), "{attributes}");
    let variants: String = code[start..]
        .split('}')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(
        variants,
        "pubenumStatus{Known(StatusKnown),Other(::std::string::String),"
    );
    assert!(code.contains("pub enum StatusKnown {"));
    assert!(
        code.contains("status: Result<Option<types::StatusParameter>, String>"),
        "{code}"
    );
}

#[test]
fn texts_are_safe_for_rustdoc() {
    let text = after(
        with(
            &format!("{OPERATION}/summary"),
            json!("Gets [one] <safe>, see https://example.com."),
        ),
        "rustdoc-safe-text",
        Meaning::Kept,
        &format!("{OPERATION}/summary"),
    );
    assert_eq!(text, r"Gets \[one\] \<safe>, see <https://example.com>.");
}

#[test]
fn nothing_is_changed_twice_in_a_document_full_of_mistakes() {
    let mut once = full_of_mistakes();
    repair(&mut once, &mut Report::default());
    let mut twice = once.clone();
    let mut report = Report::default();
    repair(&mut twice, &mut report);
    assert_eq!(report.changes, []);
    assert_eq!(once, twice);
}

/// A document in which most repairs find something.
fn full_of_mistakes() -> Value {
    json!({
        "openapi": "3.0",
        "info": {"version": 14.6},
        "security": [{}],
        "paths": {
            "Safes/{id}": {
                "parameters": [{"$ref": "#/components/parameters/Id"}],
                "get": {
                    "operationId": "get-safe",
                    "summary": "Gets <b>one</b> [safe].",
                    "parameters": [
                        {"name": "send", "in": "query", "schema": {"type": "string", "default": 1}},
                        {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["a", "b"]}},
                        {"name": "Sort", "in": "header", "schema": {"$ref": "#/components/schemas/Kind"}},
                    ],
                    "responses": {
                        "200": {"content": {
                            "text/json": {"schema": {"$ref": "#/components/schemas/Safe[T]"}},
                            "application/xml": {},
                        }},
                        "204": {"description": "", "content": {"application/json": {"schema": {}}}},
                        "404": {"description": "", "content": {"application/json": {"schema":
                            {"type": "object", "properties": {"message": {"type": "string"}}},
                        }}},
                        "default": {"$ref": "#/components/responses/Gone"},
                    },
                },
                "trace": {"responses": {}},
                "post": {
                    "operationId": "get_safe",
                    "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}},
                    "responses": {},
                },
            },
        },
        "components": {
            "parameters": {"Id": {"name": "ID", "in": "path", "schema": {"type": "integer", "nullable": true}}},
            "schemas": {
                "Kind": {"type": "string", "enum": ["x", "y", null], "title": "The kind"},
                "Unused": {"type": "file"},
                "Base": {"properties": {"id": {"type": ["string", "null"]}, "kind": {"$ref": "#/components/schemas/Kind"}}},
                "Safe[T]": {
                    "allOf": [{"$ref": "#/components/schemas/Base"}, {"$ref": "#/components/schemas/Safe[T]"}],
                    "type": "object",
                    "required": ["id", "gone"],
                    "additionalProperties": {"type": "string"},
                    "properties": {
                        "Id": {"type": "integer", "enum": [1, 2]},
                        "extra": {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]},
                        "secret": {"type": "string", "format": "password", "x-since": "1", "minLength": 3},
                        "when": {"type": "string", "format": "date-time", "example": "now"},
                        "any": {"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "string"}]},
                        "not": {"not": {"type": "string"}, "discriminator": "x"},
                        "loop": {"$ref": "#/components/schemas/Loop"},
                        "deep": {"$ref": "#/components/schemas/Base/properties/id"},
                        "inner": {"type": "object", "properties": {"state": {"type": "string", "enum": ["on"]}}},
                        "list": {"type": "array", "items": [{"type": "string"}], "maxItems": 3},
                    },
                },
                "Loop": {"$ref": "#/components/schemas/Loop"},
            },
        },
    })
}

/// All JSON pointers of `value`.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(inner, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                pointers(inner, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

/// Something that may stand anywhere, where it does not belong.
fn stray() -> impl Strategy<Value = Value> {
    let values = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!(["a", 1, null]),
        json!("#/components/schemas/Base"),
        json!({"$ref": "#/components/schemas/Base"}),
        json!({"$ref": "#/components/schemas/Nowhere"}),
        json!({"type": "string", "enum": ["a", "A"]}),
        json!({"type": "array"}),
        json!({"type": "object", "properties": {"a-b": {"type": "integer"}, "a_b": {}}}),
        json!({"oneOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "integer"}]}),
        json!({"allOf": [{"type": "string"}, {"type": "object"}]}),
        json!({"name": "new", "in": "header", "schema": true}),
    ];
    proptest::sample::select(values.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a document is broken: repaired twice is repaired once, and what `check` then
    /// accepts is generated.
    #[test]
    fn any_document_is_repaired_once_and_for_all(
        mistakes in proptest::collection::vec((any::<prop::sample::Index>(), stray()), 1..5),
    ) {
        let mut document = full_of_mistakes();
        for (index, value) in mistakes {
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            let at = &all[1..][index.index(all.len() - 1)];
            *document.pointer_mut(at).unwrap() = value;
        }
        let broken = document.clone();
        repair(&mut document, &mut Report::default());
        let mut again = document.clone();
        let mut report = Report::default();
        repair(&mut again, &mut report);
        prop_assert_eq!(&report.changes, &[], "of {:#}", broken);
        prop_assert_eq!(&document, &again);
        let checked = Document::made("test.json", document);
        let _ = check(&Document::made("test.json", broken));
        if check(&checked).is_ok() {
            prop_assert!(generate(&checked.value).is_ok());
        }
    }
}

/// The folder of shared material, or `None` with a printed line where it is not there.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(folder);
    if !path.is_dir() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// Reads, upgrades and repairs a file; `None` where it is refused before.
fn read(path: &Path) -> Option<Document> {
    let mut document = Document::read(path).ok()?;
    let mut report = Report::default();
    upgrade(&mut document, &mut report).ok()?;
    repair(&mut document.value, &mut report);
    let once = document.value.clone();
    let mut second = Report::default();
    repair(&mut document.value, &mut second);
    assert_eq!(second.changes, [], "{}", path.display());
    assert_eq!(once, document.value, "{}", path.display());
    Some(document)
}

#[test]
fn probes_are_mended_or_refused() {
    let Some(folder) = shared("corpora/codegen/probe") else {
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut refused = Vec::new();
    for path in &paths {
        let Some(document) = read(path) else {
            continue;
        };
        match check(&document) {
            Ok(()) => {
                generate(&document.value)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
            Err(_) => refused.push(path.file_stem().unwrap().to_string_lossy().into_owned()),
        }
    }
    assert!(paths.len() > 300);
    assert_eq!(refused, ["path_unbalanced"]);
}

#[test]
fn real_documents_are_mended() {
    let Some(folder) = shared("specs") else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let document = read(&path).expect("it is a document");
        if let Err(refusal) = check(&document) {
            panic!("{}: {refusal}", path.display());
        }
    }
}
