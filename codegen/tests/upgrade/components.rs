//! Schemas, security schemes, references, and the places of all of them.

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::json;

use crate::{losses, references, upgraded};

#[test]
fn schemas_are_converted_at_every_depth() {
    let (document, report) = upgraded(json!({"definitions": {
        "Account": {
            "type": "object",
            "discriminator": "kind",
            "required": ["kind"],
            "properties": {
                "kind": {"type": "string"},
                // Names, not keywords.
                "discriminator": {"type": "string", "x-nullable": true},
                "x-nullable": {"type": "boolean", "x-nullable": false},
                "default": {"$ref": "#/definitions/Safe"},
                "example": {"$ref": "#/definitions/Safe"},
                "safe": {"$ref": "#/definitions/Safe", "x-nullable": true}
            },
            "additionalProperties": {"type": "array", "items": {"type": "file"}},
            "example": {"$ref": "#/definitions/Safe", "x-nullable": true}
        },
        "Safe": {"allOf": [{"$ref": "#/definitions/Account"}, {"x-nullable": true}]}
    }}));
    let safe = json!({"$ref": "#/components/schemas/Safe"});
    assert_eq!(
        document["components"]["schemas"],
        json!({
            "Account": {
                "type": "object",
                "discriminator": {"propertyName": "kind"},
                "required": ["kind"],
                "properties": {
                    "kind": {"type": "string"},
                    "discriminator": {"type": "string", "nullable": true},
                    "x-nullable": {"type": "boolean"},
                    "default": safe,
                    "example": safe,
                    "safe": {"allOf": [safe], "nullable": true}
                },
                "additionalProperties": {
                    "type": "array", "items": {"type": "string", "format": "binary"}
                },
                "example": {"$ref": "#/definitions/Safe", "x-nullable": true}
            },
            "Safe": {"allOf": [{"$ref": "#/components/schemas/Account"}, {"nullable": true}]}
        })
    );
    assert_eq!(losses(&report), [""; 0]);
    assert_eq!(report.counts()["x-nullable-to-nullable"], 3);
}

#[test]
fn security_schemes_are_converted() {
    let flow = |name: &str| {
        json!({
            "type": "oauth2", "flow": name, "authorizationUrl": "https://a",
            "tokenUrl": "https://t", "scopes": {"read": "reads"}, "description": "d"
        })
    };
    let (document, report) = upgraded(json!({"securityDefinitions": {
        "session": {"type": "apiKey", "name": "Authorization", "in": "header"},
        "basic": {"type": "basic", "description": "d"},
        "implicit": flow("implicit"),
        "application": flow("application"),
        "code": flow("accessCode"),
        "password": {"type": "oauth2", "flow": "password", "tokenUrl": "https://t"},
        "other": {"type": "oauth2", "flow": "magic"}
    }}));
    let flows = |name: &str, addresses: &[&str]| {
        let mut flow = json!({"scopes": {"read": "reads"}});
        for key in addresses {
            flow[key] = format!("https://{}", &key[..1]).into();
        }
        json!({"type": "oauth2", "description": "d", "flows": {name: flow}})
    };
    assert_eq!(
        document["components"]["securitySchemes"],
        json!({
            "session": {"type": "apiKey", "name": "Authorization", "in": "header"},
            "basic": {"type": "http", "scheme": "basic", "description": "d"},
            "implicit": flows("implicit", &["authorizationUrl"]),
            "application": flows("clientCredentials", &["tokenUrl"]),
            "code": flows("authorizationCode", &["authorizationUrl", "tokenUrl"]),
            "password": {"type": "oauth2", "flows": {
                "password": {"tokenUrl": "https://t", "scopes": {}}
            }},
            "other": {"type": "oauth2", "flow": "magic"}
        })
    );
    let lost = |at: &str, note: &str| {
        format!("security-definitions-to-security-schemes /securityDefinitions/{at}: {note}")
    };
    assert_eq!(
        losses(&report),
        [
            lost("implicit/tokenUrl", "the flow implicit has no such address"),
            lost(
                "application/authorizationUrl",
                "the flow clientCredentials has no such address"
            ),
            lost("other", "an OAuth 2 flow that 3.0 does not have"),
        ]
    );
}

#[test]
fn references_lead_to_where_their_targets_are_now() {
    let reference = |target: &str| json!({ "$ref": target });
    let (document, _) = upgraded(json!({
        "definitions": {
            "JsonPatchDocument[AccountModel]": {"type": "object"},
            "50%20": {"type": "object", "properties": {"a": {"type": "string"}}},
            "a/b~c": {"type": "string"}
        },
        "parameters": {"Ids": {
            "name": "ids", "in": "query", "type": "array", "items": {"type": "string"}
        }},
        "paths": {"/Safes": {"post": {
            "consumes": ["text/json"],
            "produces": ["text/json"],
            "parameters": [
                {"name": "body", "in": "body", "schema": {"type": "object"}},
                {"name": "a", "in": "query", "type": "string"},
                reference("#/parameters/Ids")
            ],
            "responses": {
                "200": {"description": "", "schema": {"allOf": [
                    reference("#/definitions/JsonPatchDocument%5BAccountModel%5D"),
                    reference("#/definitions/JsonPatchDocument[AccountModel]"),
                    reference("JsonPatchDocument[AccountModel]"),
                    reference("#/definitions/50%20/properties/a"),
                    reference("#/definitions/a~1b~0c"),
                    reference("#/paths/~1Safes/post/parameters/0/schema"),
                    reference("#/paths/~1Safes/post/responses/200/schema/allOf/0"),
                    reference("#/parameters/Ids/items"),
                    reference("other.yaml#/definitions/Safe"),
                    reference("#/definitions/Missing")
                ]}}
            }
        }}}
    }));
    let post = &document["paths"]["/Safes"]["post"];
    let mut found = Vec::new();
    references(post, &mut found);
    assert_eq!(
        found,
        [
            "#/components/parameters/Ids",
            "#/components/schemas/JsonPatchDocument[AccountModel]",
            "#/components/schemas/JsonPatchDocument[AccountModel]",
            "#/components/schemas/JsonPatchDocument[AccountModel]",
            "#/components/schemas/50%20/properties/a",
            "#/components/schemas/a~1b~0c",
            "#/paths/~1Safes/post/requestBody/content/text~1json/schema",
            "#/paths/~1Safes/post/responses/200/content/text~1json/schema/allOf/0",
            "#/components/parameters/Ids/schema/items",
            "other.yaml#/definitions/Safe",
            "#/components/schemas/Missing"
        ]
    );
    for pointer in &found[..9] {
        assert!(document.pointer(&pointer[1..]).is_some(), "{pointer}");
    }
}

#[test]
fn references_that_go_in_circles_end() {
    let circle = json!({"A": {"$ref": "#/parameters/B"}, "B": {"$ref": "#/parameters/A"}});
    let (document, _) = upgraded(json!({
        "parameters": circle,
        "paths": {"/a": {"get": {"parameters": [{"$ref": "#/parameters/A"}]}}}
    }));
    assert_eq!(
        document["paths"]["/a"]["get"]["parameters"],
        json!([{"$ref": "#/components/parameters/A"}])
    );
}

#[test]
fn places_are_those_of_the_text() {
    let text = "swagger: '2.0'
consumes: [text/json, text/xml]
produces: [text/json]
paths:
  /Safes:
    parameters:
      - {name: shared, in: body, schema: {type: object}}
    post:
      parameters:
        - name: body
          in: body
          schema:
            title: body
        - name: ids
          in: query
          type: array
          items:
            type: string
      responses:
        200:
          schema:
            title: answer
    put:
      responses: {}
definitions:
  Safe:
    properties:
      name: {type: string}
";
    let mut document = Document::parse("vault.yaml", text.as_bytes().to_vec()).unwrap();
    upgrade(&mut document, &mut Report::default()).unwrap();
    let post = "/paths/~1Safes/post";
    for (pointer, line) in [
        ("/components/schemas/Safe/properties/name", 28),
        ("/components/schemas/Missing", 25),
        (&format!("{post}/parameters/0/name"), 14),
        (&format!("{post}/parameters/0/schema/items/type"), 18),
        (&format!("{post}/requestBody"), 10),
        (
            &format!("{post}/requestBody/content/text~1xml/schema/title"),
            13,
        ),
        (
            &format!("{post}/responses/200/content/text~1json/schema/title"),
            22,
        ),
        (&format!("{post}/responses/200/description"), 20),
        (&format!("{post}/operationId"), 8),
        (
            "/paths/~1Safes/put/requestBody/content/text~1xml/schema/type",
            7,
        ),
    ] {
        let place = document.place(pointer);
        assert_eq!(
            place.position.map(|(line, _)| line),
            Some(line),
            "{pointer}"
        );
        assert!(
            document
                .value
                .pointer("/paths/~1Safes/post/requestBody")
                .is_some()
        );
    }
}

#[test]
fn components_have_names_that_3_0_takes() {
    let (document, report) = upgraded(json!({
        "parameters": {
            "page size": {"name": "size", "in": "query", "type": "integer"},
            "page_size": {"name": "limit", "in": "query", "type": "integer"},
            "page+size": {"name": "most", "in": "query", "type": "integer"},
            "": {"name": "none", "in": "query", "type": "integer"},
            "whole safe": {"name": "safe", "in": "body", "schema": {"type": "object"}}
        },
        "responses": {"not/found": {"description": "none"}},
        "securityDefinitions": {"API Key": {"type": "apiKey", "name": "a", "in": "header"}},
        "security": [{"API Key": []}, {}],
        "paths": {"/Safes": {"get": {
            "security": [{"other": [], "API Key": []}],
            "parameters": [
                {"$ref": "#/parameters/page size"}, {"$ref": "#/parameters/page%20size"},
                {"$ref": "#/parameters/page_size"}, {"$ref": "#/parameters/page+size"},
                {"$ref": "#/parameters/"}
            ],
            "responses": {"404": {"$ref": "#/responses/not~1found"}}
        }}}
    }));
    let mut found = Vec::new();
    references(&document["paths"], &mut found);
    assert_eq!(
        found,
        [
            "#/components/parameters/page_size2",
            "#/components/parameters/page_size2",
            "#/components/parameters/page_size",
            "#/components/parameters/page_size3",
            "#/components/parameters/_",
            "#/components/responses/not_found"
        ]
    );
    crate::assert_references_resolve(&document);
    assert_eq!(document["security"], json!([{"API_Key": []}, {}]));
    let own = &document["paths"]["/Safes"]["get"]["security"];
    assert_eq!(*own, json!([{"other": [], "API_Key": []}]));
    let components = &document["components"];
    assert_eq!(components["securitySchemes"]["API_Key"]["name"], "a");
    assert!(components["requestBodies"].get("whole_safe").is_some());
    assert_eq!(report.counts()["component-names"], 5);
    assert_eq!(losses(&report), [""; 0]);
}
