//! Which area uses which type, and in which direction it goes over the wire.

use super::{
    Plan,
    pieces::{Pieces, names},
};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::Visit;
use syn::{ImplItem, Item};

/// How the types are used.
pub(super) struct Usage {
    /// Type → the areas that reach it.
    pub(super) areas: BTreeMap<String, BTreeSet<String>>,
    /// Types that a request can hold.
    pub(super) requests: BTreeSet<String>,
    /// Types that an answer can hold.
    pub(super) answers: BTreeSet<String>,
}

impl Usage {
    pub(super) fn of(pieces: &Pieces, plan: &Plan) -> Self {
        let inner: BTreeMap<&str, BTreeSet<String>> = pieces
            .types
            .iter()
            .map(|(name, items)| (name.as_str(), held(items, pieces)))
            .collect();
        let mut usage = Self {
            areas: BTreeMap::new(),
            requests: BTreeSet::new(),
            answers: BTreeSet::new(),
        };
        for (id, items) in &pieces.requests {
            let (sent, received) = directions(items, pieces);
            let sent = closure(sent, &inner);
            let received = closure(received, &inner);
            for name in sent.iter().chain(&received) {
                let areas = usage.areas.entry(name.clone()).or_default();
                areas.extend(plan.operations.get(id).cloned());
            }
            usage.requests.extend(sent);
            usage.answers.extend(received);
        }
        usage
    }

    /// The one area that uses a type; `None` where several do, or none.
    pub(super) fn home(&self, name: &str) -> Option<&str> {
        let areas = self.areas.get(name)?;
        match areas.len() {
            1 => areas.first().map(String::as_str),
            _ => None,
        }
    }
}

/// The types that the definition of a type names.
fn held(items: &[Item], pieces: &Pieces) -> BTreeSet<String> {
    let definition = |item: &&Item| matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Type(_));
    known(
        names(|names| {
            items
                .iter()
                .filter(definition)
                .for_each(|item| names.visit_item(item))
        }),
        pieces,
    )
}

fn known(names: BTreeSet<String>, pieces: &Pieces) -> BTreeSet<String> {
    names
        .into_iter()
        .filter(|name| pieces.types.contains_key(name))
        .collect()
}

/// What the builder of a request sends (its fields) and receives (what `send` answers).
fn directions(items: &[Item], pieces: &Pieces) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
    for item in items {
        match item {
            Item::Struct(builder) => {
                sent.extend(names(|names| names.visit_fields(&builder.fields)))
            }
            Item::Impl(block) => {
                for item in &block.items {
                    if let ImplItem::Fn(method) = item
                        && method.sig.ident == "send"
                    {
                        received.extend(names(|names| names.visit_return_type(&method.sig.output)));
                    }
                }
            }
            _ => {}
        }
    }
    (known(sent, pieces), known(received, pieces))
}

fn closure(roots: BTreeSet<String>, inner: &BTreeMap<&str, BTreeSet<String>>) -> BTreeSet<String> {
    let mut open: Vec<String> = roots.into_iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(next) = inner.get(name.as_str())
            && reached.insert(name)
        {
            open.extend(next.iter().cloned());
        }
    }
    reached
}
