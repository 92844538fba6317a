//! What the service says of its own SCIM.

use super::{LIST, MOST, meta, schemas};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_scim_service_provider_config", config),
    ("list_scim_resource_types", kinds),
    ("get_scim_resource_type", kind),
    ("list_scim_schemas", all_schemas),
    ("get_scim_schema", schema),
];

fn config(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let (yes, no) = (json!({"supported": true}), json!({"supported": false}));
    let now = vault.now();
    let root = &vault.addresses.identity;
    let mut meta = meta(vault, "ServiceProviderConfig", "", now, now);
    meta["location"] = format!("{root}/Scim/v2/ServiceProviderConfig").into();
    Ok(Answer::ok(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": yes,
        "bulk": {"supported": false, "maxOperations": 1, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": MOST},
        "changePassword": no,
        "sort": no,
        "etag": no,
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "OAuth Bearer Token",
            "description": "A bearer token of OAuth",
        }],
        "meta": meta,
    })))
}

fn kinds(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let kinds = schemas::KINDS
        .iter()
        .map(|row| kind_json(vault, row))
        .collect();
    Ok(whole(kinds))
}

fn kind(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("id");
    let row = schemas::KINDS
        .iter()
        .find(|row| row.0.eq_ignore_ascii_case(id));
    let row = row.ok_or_else(|| Refusal::scim_missing(id))?;
    Ok(Answer::ok(kind_json(vault, row)))
}

fn kind_json(vault: &Vault, row: &schemas::KindRow) -> Value {
    let now = vault.now();
    let extensions: Vec<Value> = row
        .3
        .iter()
        .map(|urn| json!({"schema": urn, "required": false}))
        .collect();
    let mut kind = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": row.0,
        "name": row.0,
        "endpoint": row.1,
        "schema": row.2,
        "meta": meta(vault, "ResourceType", row.0, now, now),
    });
    if !extensions.is_empty() {
        kind["schemaExtensions"] = extensions.into();
    }
    kind
}

fn all_schemas(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let all = schemas::all().into_iter();
    Ok(whole(all.map(|schema| with_meta(vault, schema)).collect()))
}

/// One schema. A name that none has answers 500, as the service does.
fn schema(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("id");
    let schema = schemas::find(id);
    let schema =
        schema.ok_or_else(|| Refusal::new(500, "", format!("There is no schema {id}.")))?;
    Ok(Answer::ok(with_meta(vault, schema)))
}

fn with_meta(vault: &Vault, mut schema: Value) -> Value {
    let now = vault.now();
    let id = schema["id"].as_str().unwrap_or_default().to_owned();
    schema["meta"] = meta(vault, "Schema", &id, now, now);
    schema
}

/// A list that comes at once.
fn whole(resources: Vec<Value>) -> Answer {
    Answer::ok(json!({
        "schemas": [LIST],
        "totalResults": resources.len(),
        "itemsPerPage": resources.len(),
        "startIndex": 1,
        "Resources": resources,
    }))
}
