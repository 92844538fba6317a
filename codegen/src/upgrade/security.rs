//! `securityDefinitions` become `components/securitySchemes`.

use serde_json::{Map, Value, json};

use crate::walk;

use super::conversion::Conversion;

const STEP: &str = "security-definitions-to-security-schemes";

/// The keys of an OAuth 2 definition that a flow holds now.
const OF_FLOW: [&str; 3] = ["authorizationUrl", "tokenUrl", "scopes"];

impl Conversion<'_> {
    pub(super) fn security_scheme(&mut self, definition: &Value, at: &str) -> Value {
        let Some(definition) = definition.as_object() else {
            return definition.clone();
        };
        let mut out = definition.clone();
        match definition.get("type").and_then(Value::as_str) {
            Some("basic") => {
                out.insert("type".to_owned(), "http".into());
                out.insert("scheme".to_owned(), "basic".into());
            }
            Some("oauth2") => self.flows(definition, &mut out, at),
            _ => {}
        }
        out.into()
    }

    fn flows(&mut self, definition: &Map<String, Value>, out: &mut Map<String, Value>, at: &str) {
        // The name in 3.0, and the address that this flow does not have.
        let (name, foreign) = match definition.get("flow").and_then(Value::as_str) {
            Some("application") => ("clientCredentials", "authorizationUrl"),
            Some("accessCode") => ("authorizationCode", ""),
            Some("implicit") => ("implicit", "tokenUrl"),
            Some("password") => ("password", "authorizationUrl"),
            _ => {
                self.lost(STEP, at, "an OAuth 2 flow that 3.0 does not have");
                return;
            }
        };
        out.retain(|key, _| key != "flow" && !OF_FLOW.contains(&key.as_str()));
        let mut flow = Map::new();
        for key in OF_FLOW {
            if let Some(value) = definition.get(key) {
                if key == foreign {
                    let at = walk::join(at, key);
                    self.lost(STEP, &at, format!("the flow {name} has no such address"));
                    continue;
                }
                flow.insert(key.to_owned(), value.clone());
            }
        }
        flow.entry("scopes").or_insert_with(|| json!({}));
        out.insert("flows".to_owned(), json!({ name: flow }));
    }
}
