//! What cannot be applied, and how that is said.

use super::{applied, overlay};
use serde_json::{Value, json};

fn keys() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Key room", "version": "1"},
        "paths": {
            "/API/Keys": {
                "get": {"operationId": "list_keys", "tags": ["keys"], "parameters": [{"name": "shelf"}]},
                "post": {"operationId": "add_key", "tags": [], "parameters": []},
            },
            "/API/Shelves": {"get": {"operationId": "list_shelves"}},
        },
        "components": {},
    })
}

#[test]
fn a_target_that_leads_nowhere_says_how_far_it_leads() {
    let text = overlay(
        "  - target: $.servers
    update: {}
  - target: $.paths['/api/keys'].get
    update: {}
  - target: $.paths['/API/Keys'].patch
    remove: true
  - target: $.paths.*.delete
    remove: true
  - target: $.paths['/API/Keys'].get.parameters[?@.name == 'room']
    remove: true
  - target: $.paths['/API/Keys'].post.parameters[0]
    remove: true
  - target: $.paths['/API/Keys'].get.operationId.first
    remove: true
  - target: $.components.schemas
    update: {}
  - target: $..nothing
    remove: true
",
    );
    let (result, report) = applied(keys(), &text);
    assert_eq!(
        report.changes,
        [],
        "nothing was found, so nothing is reported"
    );
    insta::assert_snapshot!(result.unwrap_err());
}

#[test]
fn an_update_that_does_not_fit_says_what_stands_there() {
    let text = overlay(
        "  - target: $.info.title
    update: Another room
  - target: $.paths.*.get.operationId
    update: {}
  - target: $.info
    update: Another room
  - target: $.info
    update: [title]
  - target: $
    update: {components: }
  - target: $
    update: {paths: {/API/Keys: {get: {parameters: {name: room}}}}}
  - target: $
    update: {openapi: {version: 3}}
",
    );
    let (result, _) = applied(keys(), &text);
    insta::assert_snapshot!(result.unwrap_err());
}

#[test]
fn what_was_applied_is_reported_with_its_action() {
    let text = overlay(
        "  - target: $.paths.*.get
    update: {deprecated: true}
  - target: $.paths['/API/Keys'].get.parameters[0]
    remove: true
",
    );
    let (result, report) = applied(keys(), &text);
    result.unwrap();
    assert_eq!(report.losses().count(), 0, "somebody meant it");
    let lines = report.changes.iter();
    let lines = lines.map(|change| format!("{} {}: {}", change.by, change.pointer, change.note));
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}
