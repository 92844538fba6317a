//! Schemas: references, names, enumerations, compositions, secrets.

use super::*;

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
