//! What means the same in both versions comes through as it is.

use serde_json::{Value, json};

use crate::{losses, operation, upgraded};

#[test]
fn the_words_of_the_document_come_through() {
    let parts = json!({
        "info": {
            "title": "Vault", "version": "1", "description": "d", "termsOfService": "t",
            "contact": {"name": "n", "url": "u", "email": "e"},
            "license": {"name": "n", "url": "u"}, "x-vendor": 1
        },
        "tags": [{
            "name": "Safes", "description": "d", "x-vendor": 1,
            "externalDocs": {"description": "d", "url": "u", "x-vendor": 1}
        }],
        "externalDocs": {"description": "d", "url": "u"},
        "security": [{"session": []}, {"code": ["read", "write"]}, {}],
        "x-vendor": {"a": [1]}
    });
    let (document, report) = upgraded(parts.clone());
    for (key, value) in parts.as_object().unwrap() {
        assert_eq!(document[key], *value, "{key}");
    }
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn the_words_of_an_operation_come_through() {
    let same = json!({
        "tags": ["Safes"], "summary": "s", "description": "d", "operationId": "add_safe",
        "externalDocs": {"url": "u"}, "deprecated": true, "security": [], "x-vendor": {"schema": 1}
    });
    let mut given = same.clone();
    given["consumes"] = json!(["text/json"]);
    given["produces"] = json!(["text/json"]);
    let (converted, report) = operation(given, json!({}));
    assert_eq!(converted, same);
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn the_words_of_a_schema_come_through() {
    let (document, report) = upgraded(json!({"definitions": {"Account": schema()}}));
    assert_eq!(document["components"]["schemas"]["Account"], schema());
    assert_eq!(losses(&report), [""; 0]);
}

/// A schema with every word that is the same in both.
fn schema() -> Value {
    json!({
        "title": "t", "description": "d", "type": "object", "default": {}, "example": {"type": "file"},
        "required": ["id"], "maxProperties": 9, "minProperties": 1,
        "externalDocs": {"url": "u"}, "xml": {"name": "a", "namespace": "n", "prefix": "p"},
        "x-vendor": {"type": "file"},
        "properties": {
            "id": {"type": "integer", "format": "int64", "readOnly": true, "multipleOf": 2,
                   "maximum": 9, "exclusiveMaximum": true, "minimum": 1, "exclusiveMinimum": true,
                   "xml": {"attribute": true}},
            "ids": {"type": "array", "items": {"type": "string"}, "maxItems": 9, "minItems": 1,
                    "uniqueItems": true, "xml": {"wrapped": true}},
            "name": {"type": "string", "maxLength": 9, "minLength": 1, "pattern": "^a",
                     "enum": ["a", "ab"]}
        },
        "additionalProperties": false,
        "allOf": [{"type": "object", "additionalProperties": {"type": "string"}}]
    })
}

#[test]
fn a_discriminator_still_tells_the_children_by_their_names() {
    let (document, report) = upgraded(json!({"definitions": {
        "Key": {
            "type": "object", "discriminator": "kind", "required": ["kind"],
            "properties": {"kind": {"type": "string"}}
        },
        "DoorKey": {"allOf": [
            {"$ref": "#/definitions/Key"},
            {"type": "object", "properties": {"door": {"type": "string"}}}
        ]}
    }}));
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["Key"]["discriminator"],
        json!({"propertyName": "kind"})
    );
    assert_eq!(
        schemas["DoorKey"]["allOf"][0],
        json!({"$ref": "#/components/schemas/Key"})
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn vendor_words_stay_where_they_were() {
    let word = json!({"type": "file", "schema": {"x-nullable": true}});
    let (document, _) = upgraded(json!({
        "paths": {
            "x-vendor": word,
            "/Safes": {
                "x-vendor": word,
                "get": {
                    "parameters": [{"name": "a", "in": "query", "type": "string", "x-vendor": word}],
                    "responses": {"x-vendor": word, "200": {"description": "", "x-vendor": word}}
                }
            }
        },
        "securityDefinitions": {
            "session": {"type": "apiKey", "name": "a", "in": "header", "x-vendor": word},
            "code": {
                "type": "oauth2", "flow": "password", "tokenUrl": "u", "x-vendor": word,
                "scopes": {"read": "reads", "x-vendor": word}
            }
        }
    }));
    for pointer in [
        "/paths/x-vendor",
        "/paths/~1Safes/x-vendor",
        "/paths/~1Safes/get/parameters/0/x-vendor",
        "/paths/~1Safes/get/responses/x-vendor",
        "/paths/~1Safes/get/responses/200/x-vendor",
        "/components/securitySchemes/session/x-vendor",
        "/components/securitySchemes/code/x-vendor",
        "/components/securitySchemes/code/flows/password/scopes/x-vendor",
    ] {
        assert_eq!(document.pointer(pointer), Some(&word), "{pointer}");
    }
}
