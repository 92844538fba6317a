//! The one document of a version: all areas merged, without what did not exist then.

use super::Catalogue;
use crate::{
    operation::Version,
    walk::{self, METHODS},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

impl Catalogue {
    /// The OpenAPI 3.0.3 document of what existed in `version`, by operation, parameter and
    /// property.
    ///
    /// A version that [`Catalogue::versions`] leaves out holds what the next older one holds. Of two
    /// operations or schemas with one name the first is taken; [`Catalogue::verify`] reports them.
    pub fn render(&self, version: Version) -> Value {
        let mut document = self.merged(version);
        let told_apart = self.versions.iter().filter(|known| **known <= version);
        drop_other_versions(&mut document, told_apart.max().copied().unwrap_or(version));
        prune_components(&mut document);
        prune_tags(&mut document);
        document
    }

    /// Everything that the catalogue knows, whichever version had it; `info.version` is the newest.
    ///
    /// It is what a document is held against of which nobody has said from which version it is.
    pub fn whole(&self) -> Value {
        let mut document = self.merged(self.newest);
        prune_components(&mut document);
        prune_tags(&mut document);
        document
    }

    /// All areas as one document, areas in the order of their names.
    fn merged(&self, version: Version) -> Value {
        let mut tags = Vec::new();
        let mut paths = Map::new();
        let mut components = Map::new();
        for area in &self.areas {
            let value = &area.document.value;
            tags.extend(value["tags"].as_array().into_iter().flatten().cloned());
            merge(&mut paths, &value["paths"]);
            merge(&mut components, &value["components"]);
        }
        json!({
            "openapi": "3.0.3",
            "info": {
                "title": self.title,
                "description": self.description,
                "version": version.to_string(),
            },
            "servers": [self.server],
            "tags": tags,
            "paths": paths,
            "components": components,
        })
    }
}

/// Adds the entries of the map of maps `from` to `into`; what is there already stays.
fn merge(into: &mut Map<String, Value>, from: &Value) {
    for (key, entries) in from.as_object().into_iter().flatten() {
        let target = into.entry(key).or_insert_with(|| json!({}));
        if let (Some(target), Some(entries)) = (target.as_object_mut(), entries.as_object()) {
            for (name, entry) in entries {
                target.entry(name).or_insert_with(|| entry.clone());
            }
        }
    }
}

/// Whether something with these `x-since` and `x-until` was there in `version`.
///
/// A bound that is no version does not bind.
fn existed(thing: &Value, version: Version) -> bool {
    let bound = |key: &str| thing.get(key)?.as_str()?.parse::<Version>().ok();
    bound("x-since").is_none_or(|since| since <= version)
        && bound("x-until").is_none_or(|until| version <= until)
}

fn drop_other_versions(document: &mut Value, version: Version) {
    if let Some(paths) = document["paths"].as_object_mut() {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.retain(|key, value| !METHODS.contains(&key.as_str()) || existed(value, version));
            for (key, value) in item.iter_mut() {
                let parameters = match key.as_str() {
                    "parameters" => Some(value),
                    _ => value.get_mut("parameters"),
                };
                if let Some(parameters) = parameters.and_then(Value::as_array_mut) {
                    parameters.retain(|parameter| existed(parameter, version));
                }
            }
        }
        paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
    }
    walk::schemas_mut(document, &mut |_, schema| {
        drop_other_properties(schema, version);
    });
}

fn drop_other_properties(schema: &mut Value, version: Version) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let before = properties.len();
    properties.retain(|_, property| existed(property, version));
    if properties.len() == before {
        return;
    }
    let left: BTreeSet<String> = properties.keys().cloned().collect();
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_some_and(|name| left.contains(name)));
        if required.is_empty() {
            schema.remove("required");
        }
    }
}

/// Drops the components that no operation reaches.
fn prune_components(document: &mut Value) {
    let mut reached = BTreeSet::new();
    let mut waiting = Vec::new();
    walk::references(&document["paths"], &mut |target| {
        waiting.push(target.to_owned())
    });
    while let Some(target) = waiting.pop() {
        if reached.contains(&target) {
            continue;
        }
        let component = target
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer));
        if let Some(component) = component {
            walk::references(component, &mut |next| waiting.push(next.to_owned()));
        }
        reached.insert(target);
    }
    let Some(components) = document["components"].as_object_mut() else {
        return;
    };
    for (kind, entries) in components.iter_mut() {
        if let Some(entries) = entries.as_object_mut() {
            let prefix = format!("#/components/{kind}");
            entries.retain(|name, _| reached.contains(&walk::join(&prefix, name)));
        }
    }
    components.retain(|_, entries| entries.as_object().is_none_or(|map| !map.is_empty()));
}

/// Drops the tags that no operation carries.
fn prune_tags(document: &mut Value) {
    let mut used = BTreeSet::new();
    walk::operations(document, |_, _, _, operation| {
        let tags = operation.get("tags").and_then(Value::as_array);
        used.extend(
            tags.into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned),
        );
    });
    if let Some(tags) = document["tags"].as_array_mut() {
        tags.retain(|tag| tag["name"].as_str().is_some_and(|name| used.contains(name)));
    }
}
