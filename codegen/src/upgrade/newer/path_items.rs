//! Path items stand where they are used, and nothing stands beside a reference.

use serde_json::{Map, Value};

use crate::document::clip;

use super::super::conversion::Conversion;
use super::places::{self, Role};

/// How often path items are written out that hold others by reference, in callbacks: real
/// documents have none of those.
const ROUNDS: usize = 4;

impl Conversion<'_> {
    /// Writes path items out where they are referred to: 3.0 keeps them under `paths` only. What
    /// stands beside the reference counts.
    pub(super) fn path_items(&mut self, document: &mut Value) {
        const STEP: &str = "path-item-references";
        for round in 0..=ROUNDS {
            let mut open = Vec::new();
            places::each(document, &mut |role, at, value| {
                let is_open = role == Role::PathItem && value.get("$ref").is_some();
                if is_open && !at.starts_with(PATH_ITEMS) && self.charge(at.len()) {
                    open.push(at.to_owned());
                }
            });
            let mut found = Vec::new();
            for at in open {
                let own = document.pointer(&at).and_then(Value::as_object);
                let Some(own) = own.filter(|_| self.charge(0)) else {
                    continue;
                };
                let reference = own.get("$ref").and_then(Value::as_str).unwrap_or_default();
                let Some((target, from)) = self.followed(document, reference) else {
                    // One to another document, or to nothing, is for the repairs to tell.
                    continue;
                };
                let mut item = match round < ROUNDS {
                    true => {
                        let note = format!("{} is written out here", clip(reference));
                        self.kept(STEP, &at, note);
                        self.moved(&at, &from);
                        self.copied(target)
                    }
                    false => {
                        let note = format!("{} is not written out once more", clip(reference));
                        self.lost(STEP, &at, note);
                        Map::new()
                    }
                };
                item.extend(own.clone().into_iter().filter(|(key, _)| key != "$ref"));
                found.push((at, item));
            }
            if found.is_empty() {
                break;
            }
            for (at, item) in found {
                if let Some(there) = document.pointer_mut(&at) {
                    *there = item.into();
                }
            }
        }
        let components = document.get_mut("components");
        if let Some(components) = components.and_then(Value::as_object_mut)
            && components.shift_remove("pathItems").is_some()
        {
            let note = "are dropped: what was used of them stands where it is used";
            self.kept("path-items", "/components/pathItems", note);
        }
    }

    /// A copy of an object; empty where that is too much.
    fn copied(&mut self, object: &Map<String, Value>) -> Map<String, Value> {
        let mut copy = Map::new();
        for (key, value) in object {
            if !self.charge(key.len()) {
                break;
            }
            copy.insert(key.clone(), self.copy(value));
        }
        copy
    }

    /// A reference to a parameter, a header, a body or an answer may have a summary and a
    /// description of its own in 3.1; in 3.0 nothing counts beside `$ref`.
    pub(super) fn described_reference(&mut self, value: &mut Value, at: &str) {
        let Some(object) = value.as_object_mut() else {
            return;
        };
        if object.len() == 1 || !object.contains_key("$ref") {
            return;
        }
        object.retain(|key, _| key == "$ref");
        let note = "what stood beside `$ref` is dropped: 3.0 has no words for it";
        self.lost("reference-descriptions", at, note);
    }
}

const PATH_ITEMS: &str = "/components/pathItems/";
