//! What is no JSON: said by a media type in 3.1, by a format in 3.0.

use serde_json::{Map, Value, json};

use crate::document::clip;
use crate::repair::shape::is_remark;
use crate::walk;

use super::super::conversion::Conversion;

impl Conversion<'_> {
    /// Bytes have no schema in 3.1, or an empty one; neither have files in a body of several parts.
    pub(super) fn binary_content(&mut self, holder: &mut Value, at: &str) {
        const STEP: &str = "binary-content";
        let content = holder.get_mut("content").and_then(Value::as_object_mut);
        for (name, entry) in content.into_iter().flatten() {
            let Some(entry) = entry.as_object_mut() else {
                continue;
            };
            let at = walk::join(&format!("{at}/content"), name);
            if is_binary(name) && entry.get("schema").is_none_or(says_nothing) {
                let schema = binary(entry.get("schema"));
                entry.insert("schema".to_owned(), schema);
                self.kept(STEP, &at, "without a schema the body is bytes");
            }
            if !name.starts_with("multipart/") {
                continue;
            }
            let properties = entry
                .get_mut("schema")
                .and_then(|schema| schema.get_mut("properties"));
            let properties = properties.and_then(Value::as_object_mut);
            for (name, part) in properties.into_iter().flatten() {
                if says_nothing(part) {
                    *part = binary(Some(part));
                    let at = walk::join(&format!("{at}/schema/properties"), name);
                    self.kept(STEP, &at, "without a schema the part is a file");
                }
            }
        }
    }

    /// `contentEncoding` and `contentMediaType` of a text become its format.
    pub(super) fn encoded_text(&mut self, schema: &mut Map<String, Value>, at: &str) {
        const STEP: &str = "content-encoding";
        let encoding = schema.shift_remove("contentEncoding");
        let media_type = schema.shift_remove("contentMediaType");
        if schema.shift_remove("contentSchema").is_some() {
            let note = "3.0 does not say what is inside of a text";
            self.lost(STEP, &walk::join(at, "contentSchema"), note);
        }
        let encoding = encoding.as_ref().and_then(Value::as_str);
        let media_type = media_type.as_ref().and_then(Value::as_str);
        let format = match (encoding, media_type) {
            (None, None) => return,
            (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => "byte",
            (None, Some(media_type)) if is_binary(media_type) => "binary",
            (said, media_type) => {
                let said = said.or(media_type).unwrap_or_default();
                let note = format!("3.0 does not say that a text is {}", clip(said));
                self.lost(STEP, at, note);
                return;
            }
        };
        schema
            .entry("type")
            .or_insert_with(|| Value::from("string"));
        schema.entry("format").or_insert_with(|| format.into());
        self.kept(STEP, at, format!("has the format {format}"));
    }
}

/// Bytes, with the remarks of `schema`.
fn binary(schema: Option<&Value>) -> Value {
    let mut bytes = Map::from_iter([
        ("type".to_owned(), json!("string")),
        ("format".to_owned(), json!("binary")),
    ]);
    let remarks = schema.and_then(Value::as_object);
    bytes.extend(remarks.cloned().into_iter().flatten());
    bytes.into()
}

/// Whether a schema takes any JSON, and says that by saying nothing.
fn says_nothing(schema: &Value) -> bool {
    match schema {
        Value::Bool(any) => *any,
        Value::Object(schema) => schema.keys().all(|key| is_remark(key)),
        _ => false,
    }
}

/// Whether what has this media type is bytes.
fn is_binary(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    let name = name.to_ascii_lowercase();
    let kind = name.split('/').next().unwrap_or_default();
    name == "application/octet-stream" || matches!(kind, "image" | "audio" | "video" | "font")
}
