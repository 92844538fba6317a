//! Which item of before is which item of now.

use super::names::Names;
use super::similar::{self, Candidates};
use crate::rust_api::Api;
use crate::rust_api::change::Evidence;
use crate::rust_api::item::{Definition, Method};
use crate::rust_api::origin::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// The type that holds the operations.
pub(super) const CLIENT: &str = "Client";

/// What belongs together.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Path of before → path of now, for all items that are still there.
    pub(super) items: BTreeMap<String, String>,
    /// Path of before → why it is taken for one with another path.
    pub(super) evidence: BTreeMap<String, Evidence>,
    /// Operations with another name: method of before → method of now.
    pub(super) operations: BTreeMap<String, String>,
    /// What types and builders are called now.
    pub(super) names: Names,
    /// Path of a builder → the method that begins it.
    pub(super) begun_before: BTreeMap<String, String>,
    /// Path of a builder → the method that begins it.
    pub(super) begun_now: BTreeMap<String, String>,
}

impl Pairs {
    /// Finds them.
    pub(super) fn of(old: &Api, new: &Api) -> Self {
        let mut pairs = Self {
            begun_before: begun(old),
            begun_now: begun(new),
            ..Self::default()
        };
        for path in old
            .items
            .keys()
            .filter(|path| new.items.contains_key(*path))
        {
            pairs.items.insert(path.clone(), path.clone());
        }
        pairs.operations(old, new);
        loop {
            let found = pairs.types(old, new);
            if found.is_empty() {
                break;
            }
            for (before, now, evidence) in found {
                pairs.rename(old, new, before, now, evidence);
            }
        }
        pairs
    }

    /// Operations that send the same request are the same, and so are their builders.
    fn operations(&mut self, old: &Api, new: &Api) {
        let methods = |api: &Api| -> BTreeMap<String, Method> {
            let client = api.items.get(CLIENT);
            client
                .map(|client| client.methods.clone())
                .unwrap_or_default()
        };
        let (before, now) = (methods(old), methods(new));
        let unpaired = |one: &BTreeMap<String, Method>, other: &BTreeMap<String, Method>| {
            let mut requests: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (name, method) in one.iter().filter(|(name, _)| !other.contains_key(*name)) {
                if let Some(request) = method.origin.as_ref().and_then(Origin::request) {
                    requests.entry(request).or_default().push(name.clone());
                }
            }
            requests
        };
        let (gone, added) = (unpaired(&before, &now), unpaired(&now, &before));
        for (request, names) in &gone {
            if let ([name], Some([to])) = (&names[..], added.get(request).map(|names| &names[..])) {
                self.operations.insert(name.clone(), to.clone());
            }
        }
        let by_method = |begun: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            let turn = |(path, method): (&String, &String)| (method.clone(), path.clone());
            begun.iter().map(turn).collect()
        };
        let builders = by_method(&self.begun_now);
        for (builder, method) in &self.begun_before {
            let method = self.operations.get(method).unwrap_or(method);
            let Some(to) = builders.get(method).filter(|to| *to != builder) else {
                continue;
            };
            if self.items.contains_key(builder) || old.items.contains_key(to) {
                continue;
            }
            self.names.builders.insert(last(builder), last(to));
            self.evidence.insert(builder.clone(), Evidence::SameRequest);
            self.items.insert(builder.clone(), to.clone());
        }
    }

    fn rename(&mut self, old: &Api, new: &Api, before: String, now: String, evidence: Evidence) {
        self.names.types.insert(last(&before), last(&now));
        self.evidence.insert(before.clone(), evidence);
        // The builder of a type has its name.
        let builder = |path: &str| {
            path.strip_prefix("types::")
                .map(|name| format!("types::builder::{name}"))
        };
        if let (Some(one), Some(two)) = (builder(&before), builder(&now))
            && old.items.contains_key(&one)
            && new.items.contains_key(&two)
        {
            self.names.builders.insert(last(&before), last(&now));
            self.evidence.insert(one.clone(), evidence);
            self.items.insert(one, two);
        }
        self.items.insert(before, now);
    }

    /// Types that are gone and types that are new, as far as one certainly is the other.
    fn types(&self, old: &Api, new: &Api) -> Vec<(String, String, Evidence)> {
        let taken: BTreeSet<&String> = self.items.values().collect();
        let candidates = Candidates {
            gone: similar::types(old, |path| !self.items.contains_key(path)),
            added: similar::types(new, |path| !taken.contains(path)),
        };
        if candidates.gone.is_empty() || candidates.added.is_empty() {
            return Vec::new();
        }
        let mut found = candidates.by_shape(&self.names);
        if found.is_empty() {
            found = candidates.by_place(&self.names, &self.members(old, new));
        }
        found
    }

    /// What belongs together inside of items: signature of before, signature of now.
    fn members<'a>(&self, old: &'a Api, new: &'a Api) -> Vec<(String, String)> {
        let mut members = Vec::new();
        for (before, now) in &self.items {
            let (Some(before), Some(now)) = (old.items.get(before), new.items.get(now)) else {
                continue;
            };
            texts(before, now, &mut members);
        }
        members
    }
}

fn texts(before: &Definition, now: &Definition, out: &mut Vec<(String, String)>) {
    for field in before.fields() {
        let same = now.fields().iter().find(|other| other.name == field.name);
        out.extend(same.map(|same| (field.ty.clone(), same.ty.clone())));
    }
    for variant in before.variants() {
        let same = now
            .variants()
            .iter()
            .find(|other| other.name == variant.name);
        out.extend(same.map(|same| (variant.fields.text(), same.fields.text())));
    }
    for (name, method) in &before.methods {
        if let Some(same) = now.methods.get(name) {
            out.push((method.signature.text(name), same.signature.text(name)));
        }
    }
}

/// The builders of an API with the methods that begin them.
fn begun(api: &Api) -> BTreeMap<String, String> {
    let mut begun = BTreeMap::new();
    let methods = api.items.get(CLIENT).map(|client| &client.methods);
    for (name, method) in methods.into_iter().flatten() {
        let output = &method.signature.output;
        let path = output
            .split_once('<')
            .map_or(output.as_str(), |(path, _)| path);
        if path.starts_with("builder::") && api.items.contains_key(path) {
            begun.insert(path.to_owned(), name.clone());
        }
    }
    begun
}

/// The last segment of a path.
pub(in crate::rust_api) fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).to_owned()
}
