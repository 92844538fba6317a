//! References, and the schemas that are held for them.

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::json;

use super::{schema, upgraded};
use crate::{assert_references_resolve, losses};

#[test]
fn what_stands_beside_a_reference_counts() {
    let (after, lost) = schema(json!({
        "properties": {
            "owner": {"$ref": "#/components/schemas/Room", "description": "Who holds the key."},
            "next": {"$ref": "#/components/schemas/Room", "allOf": [{"required": ["owner"]}], "minProperties": 1},
            "plain": {"$ref": "#/components/schemas/Room"}
        }
    }));
    let room = json!({"$ref": "#/components/schemas/Room"});
    assert_eq!(
        after["properties"],
        json!({
            "owner": {"description": "Who holds the key.", "allOf": [room]},
            "next": {"allOf": [room, {"required": ["owner"]}], "minProperties": 1},
            "plain": room
        })
    );
    assert_eq!(lost, [""; 0]);
}

#[test]
fn definitions_get_names_of_their_own() {
    let (document, report) = upgraded(json!({"components": {"schemas": {
        "Owner": {"type": "string"},
        // As it is pasted from a file of its own.
        "Room": {
            "$defs": {
                "Owner": {"type": "object", "properties": {"room": {"$ref": "#"}, "badge": {"$ref": "#/$defs/Badge"}}},
                "Badge": {"type": ["string", "null"]},
                "Unused": {}
            },
            "properties": {"owner": {"$ref": "#/$defs/Owner"}}
        },
        // As the rule has it.
        "Door": {"properties": {"badge": {"$ref": "#/components/schemas/Room/$defs/Badge"}}}
    }}}));
    let name = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    assert_eq!(
        document["components"]["schemas"],
        json!({
            "Owner": {"type": "string"},
            "Room": {"properties": {"owner": name("Owner2")}},
            "Door": {"properties": {"badge": name("Badge")}},
            "Owner2": {"type": "object", "properties": {"room": name("Room"), "badge": name("Badge")}},
            "Badge": {"type": "string", "nullable": true}
        })
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn definitions_of_a_schema_inside_an_operation_are_found() {
    let page = json!({
        "definitions": {"Room": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Room"}}}},
        "type": "array", "items": {"$ref": "#/definitions/Room"}
    });
    let answer = |page| json!({"responses": {"200": {"description": "", "content": {"application/json": {"schema": page}}}}});
    let (document, _) = upgraded(json!({"paths": {
        "/a": {"get": answer(page.clone())},
        "/b": {"get": answer(page)}
    }}));
    let at =
        |path: &str| format!("/paths/~1{path}/get/responses/200/content/application~1json/schema");
    assert_eq!(
        document.pointer(&at("a")).unwrap(),
        &json!({"type": "array", "items": {"$ref": "#/components/schemas/Room"}})
    );
    assert_references_resolve(&document);
}

#[test]
fn a_definition_that_is_repeated_is_one_schema() {
    let with =
        |door: &str| json!({"$defs": {"Door": {"type": door}}, "items": {"$ref": "#/$defs/Door"}});
    let (document, _) = upgraded(json!({"components": {"schemas": {
        "A": with("string"), "B": with("string"), "C": with("integer")
    }}}));
    let schemas = &document["components"]["schemas"];
    let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
    assert_eq!(names, ["A", "B", "C", "Door", "Door2"]);
    assert_eq!(
        schemas["B"]["items"],
        json!({"$ref": "#/components/schemas/Door"})
    );
    assert_eq!(
        schemas["C"]["items"],
        json!({"$ref": "#/components/schemas/Door2"})
    );
}

#[test]
fn what_has_no_place_in_3_0_gets_one() {
    let (document, _) = upgraded(json!({
        "webhooks": {"opened": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "boolean"}}}}}}},
        "components": {"schemas": {
            "Pair": {"prefixItems": [{"const": 1}], "items": {"$ref": "#/components/schemas/Pair/prefixItems/0"}},
            "Event": {"$ref": "#/webhooks/opened/post/requestBody/content/application~1json/schema"}
        }}
    }));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["PairPrefixItems0"], json!({"enum": [1]}));
    assert_references_resolve(&document);
}

#[test]
fn references_to_nowhere_come_through() {
    for reference in ["#/$defs/None", "#anchor", "other.json#/$defs/Room", "#", ""] {
        let holder = json!({"content": {"application/json": {"schema": {"$ref": reference}}}});
        let (document, _) = upgraded(json!({"components": {"requestBodies": {"B": holder}}}));
        assert_eq!(document["components"]["requestBodies"]["B"], holder);
    }
}

/// A problem with a schema that was moved is shown where it stands in the file.
#[test]
fn places_are_those_of_the_file() {
    let text = b"openapi: 3.1.0
components:
  schemas:
    Room:
      $defs:
        Door:
          type: [string, 'null']
      properties:
        door: {$ref: '#/$defs/Door'}
";
    let mut document = Document::parse("rooms.yaml", text.to_vec()).unwrap();
    upgrade(&mut document, &mut Report::default()).unwrap();
    let place = document.place("/components/schemas/Door/type");
    assert_eq!(place.position, Some((7, 11)));
}
