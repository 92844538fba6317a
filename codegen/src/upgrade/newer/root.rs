//! What surrounds the operations: version, title, webhooks, how one signs on.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::clip;
use crate::walk;

use super::super::VERSION;
use super::super::conversion::Conversion;
use super::places::{self, Role};

impl Conversion<'_> {
    /// Version, paths, dialect, title and webhooks, before anything else.
    pub(super) fn root(&mut self, root: &mut Map<String, Value>) {
        let version = match root.get("openapi") {
            Some(Value::String(text)) => text.clone(),
            version => version.map(Value::to_string).unwrap_or_default(),
        };
        root.insert("openapi".to_owned(), VERSION.into());
        let note = format!("{} is {VERSION} now", clip(&version));
        self.kept("openapi-version", "/openapi", note);
        if !root.contains_key("paths") {
            root.insert("paths".to_owned(), json!({}));
            self.kept("no-paths", "/paths", "is empty: 3.0 does not do without it");
        }
        if let Some(dialect) = root.shift_remove("jsonSchemaDialect") {
            self.dialect(&dialect, "/jsonSchemaDialect");
        }
        if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
            self.info(info);
        }
        if root.shift_remove("webhooks").is_some() {
            let note = "are dropped: 3.0 does not describe what the server sends by itself";
            self.lost("webhooks", "/webhooks", note);
        }
    }

    /// 3.0 has one dialect of JSON Schema and names none.
    pub(super) fn dialect(&mut self, dialect: &Value, at: &str) {
        let is_known = dialect.as_str().is_some_and(|dialect| {
            dialect.starts_with("https://spec.openapis.org/oas/3.1/")
                || dialect.trim_end_matches('#') == "https://json-schema.org/draft/2020-12/schema"
        });
        match is_known {
            true => self.kept("dialect", at, "is dropped: 3.0 has one dialect"),
            false => self.lost("dialect", at, "is read as the dialect of 3.1"),
        }
    }

    /// 3.0 has no summary of the whole API, and names licences by their address.
    fn info(&mut self, info: &mut Map<String, Value>) {
        if let Some(summary) = info.shift_remove("summary") {
            let at = "/info/summary";
            match info.contains_key("description") {
                false => {
                    info.insert("description".to_owned(), summary);
                    self.kept("info-summary", at, "is the description now");
                }
                true => self.lost("info-summary", at, "is dropped: the description stays"),
            }
        }
        let license = info.get_mut("license").and_then(Value::as_object_mut);
        if license.is_some_and(|license| license.shift_remove("identifier").is_some()) {
            let note = "is dropped: 3.0 has no SPDX expressions";
            self.lost("license-identifier", "/info/license/identifier", note);
        }
    }

    /// 3.0 does not know clients that show a certificate.
    pub(super) fn mutual_tls(&mut self, document: &mut Value) {
        const STEP: &str = "mutual-tls";
        let mut gone = BTreeSet::new();
        let schemes = document.pointer_mut("/components/securitySchemes");
        if let Some(schemes) = schemes.and_then(Value::as_object_mut) {
            schemes.retain(|name, scheme| {
                let keep = scheme.get("type").is_none_or(|kind| kind != "mutualTLS");
                if !keep {
                    gone.insert(name.clone());
                }
                keep
            });
        }
        if gone.is_empty() {
            return;
        }
        for name in &gone {
            let at = walk::join("/components/securitySchemes", name);
            let note = "3.0 does not say that the caller shows a certificate";
            self.lost(STEP, &at, note);
        }
        places::each(document, &mut |role, at, value| {
            if !matches!(role, Role::Root | Role::Operation) {
                return;
            }
            let list = value.get_mut("security").and_then(Value::as_array_mut);
            for (index, requirement) in list.into_iter().flatten().enumerate() {
                let Some(requirement) = requirement.as_object_mut() else {
                    continue;
                };
                let before = requirement.len();
                requirement.retain(|name, _| !gone.contains(name));
                if requirement.len() < before {
                    let at = format!("{at}/security/{index}");
                    self.kept(STEP, &at, "does not name what is dropped");
                }
            }
        });
    }
}
