//! Operations: their names, answers, bodies and parameters.

use super::*;

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
    let content = after(json_like, "request-bodies", Meaning::Kept, &at);
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
