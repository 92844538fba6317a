use super::*;
use crate::document::Document;
use serde_json::json;

/// A catalogue that knows a list in an envelope, one operation no vault lists, and one they all do.
fn ours() -> Value {
    let error = json!({"$ref": "#/components/responses/Error"});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "PVWA", "version": "14.6"},
        "tags": [{"name": "safes", "description": "Safes."}],
        "paths": {
            "/API/Safes": {"get": {
                "operationId": "list_safes", "tags": ["safes"], "x-in-swagger": true,
                "x-paging": {"style": "next-link", "items": "value", "next": "nextLink"},
                "parameters": [{"name": "search", "in": "query", "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SafePage"}}}},
                    "4XX": error, "5XX": error,
                },
            }},
            "/API/Safes/{safeUrlId}": {"get": {"operationId": "get_safe", "x-in-swagger": true, "responses": {}}},
            "/WebServices/Server": {"get": {"operationId": "get_server", "x-in-swagger": false, "responses": {}}},
        },
        "components": {
            "responses": {"Error": {"description": "An error."}},
            "schemas": {
                "SafePage": {"type": "object", "properties": {
                    "value": {"type": "array", "items": {"$ref": "#/components/schemas/Safe"}},
                    "nextLink": {"type": "string"},
                }},
                "Safe": {"type": "object", "properties": {
                    "safeName": {"type": "string", "x-aliases": ["SafeName"]},
                }},
            },
        },
    })
}

/// A vault that shows one safe where it sends a list, and has an operation nobody knows.
fn theirs() -> Value {
    json!({
        "openapi": "3.0.1",
        "info": {"title": "REST API", "version": "v1"},
        "tags": [],
        "paths": {
            "/api/safes": {"get": {
                "operationId": "safes_get", "parameters": [
                    {"name": "Search", "in": "query", "schema": {"type": "string"}},
                    {"name": "colour", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Safe"}}}}},
            }},
            "/api/Safes/{id}": {"delete": {
                "operationId": "safes_purge",
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {"description": ""}, "4XX": {"description": "theirs"}},
            }},
        },
        "components": {"schemas": {"Safe": {"type": "object", "properties": {
            "SAFENAME": {"type": "string"},
            "shade": {"$ref": "#/components/schemas/Shade"},
        }}, "Shade": {"type": "string"}}},
    })
}

fn reconciled() -> (Value, Report) {
    with_records(json!([]))
}

fn with_records(rows: Value) -> (Value, Report) {
    with_records_of(rows, None)
}

fn with_records_of(rows: Value, version: Option<Version>) -> (Value, Report) {
    let records = Records::parse(&Document::made("records", rows)).unwrap();
    let meant = Meant {
        records: &records,
        version,
    };
    let mut document = theirs();
    let mut report = Report::default();
    reconcile(&mut document, &ours(), meant, &mut report);
    (document, report)
}

#[test]
fn the_catalogues_shape_wins() {
    let (document, report) = reconciled();
    let list = &document["paths"]["/API/Safes"]["get"];
    assert_eq!(list["operationId"], "list_safes");
    let schema = &list["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/SafePage");
    assert_eq!(report.counts()["vault-shape-overruled"], 1);
}

#[test]
fn one_item_in_place_of_an_envelope_adds_nothing_to_the_envelope() {
    let mut ours = ours();
    let list = ours["paths"]["/API/Safes"]["get"].as_object_mut().unwrap();
    list.shift_remove("x-paging");
    let (mut document, mut report) = (theirs(), Report::default());
    let meant = Meant {
        records: &Records::default(),
        version: None,
    };
    reconcile(&mut document, &ours, meant, &mut report);
    let fields = |name: &str| -> Vec<String> {
        let schema = &document["components"]["schemas"][name];
        schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(fields("SafePage"), ["value", "nextLink"]);
    assert_eq!(fields("Safe"), ["safeName", "shade"]);
    assert_eq!(report.counts()["vault-shape-overruled"], 1);
}

#[test]
fn what_was_lost_is_no_loss_where_the_catalogue_stands() {
    let mut report = Report::default();
    let lost = [
        "/paths/~1api~1safes/get/parameters/7",
        "/paths/~1api~1Safes~1{id}/delete",
    ];
    for pointer in lost {
        report.by("a-repair").lost(pointer, "goes");
    }
    let meant = Meant {
        records: &Records::default(),
        version: None,
    };
    reconcile(&mut theirs(), &ours(), meant, &mut report);
    let left: Vec<_> = report
        .losses()
        .map(|change| change.pointer.as_str())
        .collect();
    assert_eq!(left, [lost[1]]);
}

#[test]
fn decisions_say_whose_word_stands_and_why() {
    let (_, report) = with_records(json!([
        {"at": ["Safe.shade"], "drop": true, "reason": "a leak"},
    ]));
    let told: Vec<_> = verdicts(&report)
        .into_iter()
        .map(|verdict| (verdict.found, verdict.stands, verdict.what))
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(a, b, what)| (*a, *b, what.as_str()))
        .collect();
    use {Found::*, Stands::*};
    assert_eq!(
        told,
        [
            (New, Vault, "DELETE /api/Safes/{id} (safes_purge)"),
            (
                Different,
                Catalogue,
                "GET /API/Safes (list_safes), answer: the document says Safe"
            ),
            (
                Different,
                Vault,
                "GET /API/Safes (list_safes): query parameter \"colour\""
            ),
            (Different, Catalogue, "Safe.shade: a leak"),
            (Missing, Vault, "GET /API/Safes/{safeUrlId} (get_safe)"),
            (Missing, Catalogue, "GET /WebServices/Server (get_server)"),
        ]
    );
}

#[test]
fn what_only_the_vault_has_is_kept() {
    let (document, _) = reconciled();
    let parameters = &document["paths"]["/API/Safes"]["get"]["parameters"];
    let names: Vec<_> = parameters
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["name"])
        .collect();
    assert_eq!(names, ["search", "colour"]);
    let safe = document["components"]["schemas"]["Safe"]["properties"]
        .as_object()
        .unwrap();
    assert_eq!(safe.keys().collect::<Vec<_>>(), ["safeName", "shade"]);
    assert!(document["components"]["schemas"]["Shade"].is_object());
}

#[test]
fn what_the_records_call_wrong_is_left_out() {
    let (document, report) = with_records(json!([
        {"at": ["* query colour", "Safe.shade"], "drop": true, "reason": "a leak"},
        {"at": "* query search", "reason": "meant, but not to be dropped"},
    ]));
    let parameters = &document["paths"]["/API/Safes"]["get"]["parameters"];
    assert_eq!(parameters.as_array().map(Vec::len), Some(1));
    assert!(document["components"]["schemas"]["Safe"]["properties"]["shade"].is_null());
    assert_eq!(report.counts()["vault-part-dropped"], 2);
}

#[test]
fn a_record_drops_only_what_it_speaks_of() {
    let rows = || {
        json!([
            {"at": "Safe.shade", "drop": true, "versions": ["14.6"], "reason": "of one version"},
            {"at": "* query colour", "drop": true, "kind": "type", "reason": "of another kind"},
        ])
    };
    for (version, drops) in [
        (Some(Version::new(14, 6, 0)), 1),
        (Some(Version::new(14, 6, 3)), 1),
        (Some(Version::new(15, 0, 0)), 0),
        (None, 0),
    ] {
        let (_, report) = with_records_of(rows(), version);
        let dropped = report.counts().get("vault-part-dropped").copied();
        assert_eq!(dropped.unwrap_or(0), drops, "{version:?}");
    }
}

#[test]
fn an_unknown_operation_stays_beside_its_path_and_fails_like_all_others() {
    let (document, _) = reconciled();
    let purge = &document["paths"]["/API/Safes/{safeUrlId}"]["delete"];
    assert_eq!(purge["operationId"], "safes_purge");
    assert_eq!(purge["parameters"][0]["name"], "safeUrlId");
    assert_eq!(
        purge["responses"]["4XX"]["$ref"],
        "#/components/responses/Error"
    );
}

#[test]
fn what_this_vault_lacks_goes_unless_no_vault_lists_it() {
    let (document, report) = reconciled();
    assert!(document["paths"]["/API/Safes/{safeUrlId}"]["get"].is_null());
    assert!(document["paths"]["/WebServices/Server"]["get"].is_object());
    let counts = report.counts();
    assert_eq!(
        (
            counts["not-in-this-vault"],
            counts["never-in-a-vault-document"]
        ),
        (1, 1)
    );
}

#[test]
fn a_schema_of_the_same_name_is_renamed_not_mixed_up() {
    let (document, report) = reconciled();
    assert!(document["components"]["schemas"]["SafeAsServed"].is_object());
    assert_eq!(report.counts()["vault-schema-renamed"], 1);
}
