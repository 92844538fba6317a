//! Through which operations one gets to a type.

use super::names::words;
use super::pairs::{CLIENT, last};
use crate::rust_api::Api;
use crate::rust_api::item::Definition;
use std::collections::{BTreeMap, BTreeSet};

/// Path of a type → the methods of the client whose request or answer holds it.
pub(super) fn types(api: &Api) -> BTreeMap<String, BTreeSet<String>> {
    let by_name: BTreeMap<String, &String> = api
        .items
        .keys()
        .filter(|path| path.starts_with("types::") && !path.starts_with("types::builder::"))
        .map(|path| (last(path), path))
        .collect();
    let named = |text: &str| -> Vec<&String> {
        words(text)
            .filter_map(|(_, word)| by_name.get(word).copied())
            .collect()
    };
    let mut holds: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for path in by_name.values() {
        let parts = api.items.get(*path).map(texts).unwrap_or_default();
        holds.insert(*path, parts.iter().flat_map(|text| named(text)).collect());
    }
    let mut reached: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let methods = api.items.get(CLIENT).map(|client| &client.methods);
    for (name, method) in methods.into_iter().flatten() {
        let output = &method.signature.output;
        let builder = output
            .split_once('<')
            .map_or(output.as_str(), |(path, _)| path);
        let texts = api.items.get(builder).map(texts).unwrap_or_default();
        let mut open: Vec<&String> = texts.iter().flat_map(|text| named(text)).collect();
        while let Some(path) = open.pop() {
            if reached
                .entry(path.clone())
                .or_default()
                .insert(name.clone())
            {
                open.extend(holds.get(path).into_iter().flatten().copied());
            }
        }
    }
    reached
}

/// All texts of an item that can name types.
fn texts(item: &Definition) -> Vec<String> {
    let fields = item.fields().iter().map(|field| field.ty.clone());
    let variants = item.variants().iter().map(|variant| variant.fields.text());
    let methods = item
        .methods
        .iter()
        .map(|(name, method)| method.signature.text(name));
    fields.chain(variants).chain(methods).collect()
}
