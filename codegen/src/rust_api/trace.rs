//! From an item to the operations whose request or answer holds it.

use super::Api;
use super::compare::{last, words};
use super::item::Definition;
use std::collections::{BTreeMap, BTreeSet};

/// What holds a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The request or the answer of an operation.
    Operation {
        /// The method in capitals with the path, in which every parameter is `{}`.
        request: String,
    },
    /// A property of another type, or one of the kinds of it.
    Part {
        /// The name of that type.
        of: String,
        /// The property as the server names it.
        name: String,
    },
}

/// What holds what, in one crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    held: BTreeMap<String, BTreeSet<Holder>>,
    requests: BTreeSet<String>,
}

impl Trace {
    /// Follows all types of a crate.
    pub fn of(api: &Api) -> Self {
        let mut trace = Self::default();
        let types: BTreeSet<String> = api
            .items
            .keys()
            .filter(|path| is_type(path))
            .map(|path| last(path))
            .collect();
        let named = |text: &str| -> BTreeSet<String> {
            let words = words(text).map(|(_, word)| word);
            words
                .filter(|word| types.contains(*word))
                .map(str::to_owned)
                .collect()
        };
        for (path, item) in api.items.iter().filter(|(path, _)| is_type(path)) {
            let of = last(path);
            for (name, text) in parts(item) {
                for held in named(&text) {
                    if held != of {
                        let holder = Holder::Part {
                            of: of.clone(),
                            name: name.clone(),
                        };
                        trace.held.entry(held).or_default().insert(holder);
                    }
                }
            }
        }
        let client = api.items.get("Client");
        for method in client.iter().flat_map(|client| client.methods.values()) {
            let Some(request) = method.origin.as_ref().and_then(super::Origin::request) else {
                continue;
            };
            trace.requests.insert(request.clone());
            let output = &method.signature.output;
            let builder = output.split_once('<').map_or(&**output, |(path, _)| path);
            let builder = api.items.get(builder);
            for (name, method) in builder.iter().flat_map(|builder| &builder.methods) {
                for held in named(&method.signature.text(name)) {
                    trace
                        .held
                        .entry(held)
                        .or_default()
                        .insert(Holder::Operation {
                            request: request.clone(),
                        });
                }
            }
        }
        trace
    }

    /// What holds a type of that name itself.
    pub fn holders(&self, name: &str) -> impl Iterator<Item = &Holder> {
        self.held.get(name).into_iter().flatten()
    }

    /// The requests of all operations.
    pub fn requests(&self) -> &BTreeSet<String> {
        &self.requests
    }

    /// The requests that hold a type of that name, itself or in something else.
    pub fn reaching(&self, name: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::from([name]);
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for holder in self.holders(name) {
                match holder {
                    Holder::Operation { request } => {
                        found.insert(request.as_str());
                    }
                    Holder::Part { of, .. } => {
                        if seen.insert(of) {
                            open.push(of);
                        }
                    }
                }
            }
        }
        found
    }
}

fn is_type(path: &str) -> bool {
    path.starts_with("types::") && !path.starts_with("types::builder::")
}

/// The parts of a type by their names in the document, with their types.
fn parts(item: &Definition) -> Vec<(String, String)> {
    let fields = item
        .fields()
        .iter()
        .map(|field| (field.wire.clone(), field.ty.clone()));
    let variants = item
        .variants()
        .iter()
        .map(|variant| (variant.wire.clone(), variant.fields.text()));
    fields.chain(variants).collect()
}
