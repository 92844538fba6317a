//! Keywords that stand alone: values, limits, what text holds.

use std::collections::HashSet;

use super::super::delta::{Step, What};
use super::super::tree::{Entry, Node};
use super::{Comparer, Here, View};
use crate::diff::api::SchemaAt;
use crate::document::clip_to;

/// The most characters of a value that are repeated.
const MOST_SHOWN: usize = 200;

impl<'t> Comparer<'t> {
    /// A keyword with one value: added, removed or changed.
    pub(super) fn single(
        &mut self,
        suffixes: (&'static str, &'static str, &'static str),
        (was, is): (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
        views: (&View<'t>, &View<'t>),
        here: &Here<'t>,
    ) {
        let suffix = match (was, is) {
            (None, Some(_)) => suffixes.0,
            (Some(_), None) => suffixes.1,
            (Some(was), Some(is)) if was != is => suffixes.2,
            _ => return,
        };
        let text = |node: Option<&Node<'_>>| {
            node.map(|node| short(&node.to_string()))
                .unwrap_or_default()
        };
        let nodes = (was.or(Some(views.0.node())), is.or(Some(views.1.node())));
        self.tell(here, What::Plain(suffix), (text(was), text(is)), nodes);
    }

    pub(super) fn values(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        let (a, b) = (&old.schema, &new.schema);
        let nodes = (Some(old.node()), Some(new.node()));
        match (&a.values, &b.values) {
            (None, Some(values)) => self.tell(
                here,
                What::BecameEnum,
                (String::new(), listed(values.iter().copied())),
                nodes,
            ),
            (Some(values), None) => self.tell(
                here,
                What::EnumGone,
                (listed(values.iter().copied()), String::new()),
                nodes,
            ),
            (Some(was), Some(is)) => {
                let (gone, added) = apart(was, is);
                if !gone.is_empty() {
                    let texts = (listed(gone.into_iter()), String::new());
                    self.tell(here, What::Values { added: false }, texts, nodes);
                }
                if !added.is_empty() {
                    let texts = (String::new(), listed(added.into_iter()));
                    self.tell(here, What::Values { added: true }, texts, nodes);
                }
            }
            (None, None) => {}
        }
        if let (Some(was), Some(is)) = (a.extensible_values, b.extensible_values) {
            let (was, is): (Vec<_>, Vec<_>) = (was.iter().collect(), is.iter().collect());
            let (gone, added) = apart(&was, &is);
            if !gone.is_empty() {
                let texts = (listed(gone.into_iter()), String::new());
                self.tell(
                    here,
                    What::Plain("x-extensible-enum-value-removed"),
                    texts,
                    nodes,
                );
            }
            if !added.is_empty() {
                let texts = (String::new(), listed(added.into_iter()));
                self.tell(
                    here,
                    What::Plain("x-extensible-enum-value-added"),
                    texts,
                    nodes,
                );
            }
        }
        let suffixes = ("const-added", "const-removed", "const-changed");
        self.single(suffixes, (a.constant, b.constant), (old, new), here);
        let suffixes = (
            "default-value-added",
            "default-value-removed",
            "default-value-changed",
        );
        // A default of `null` says what the absence of one says.
        let said = |node: Option<&'t Node<'t>>| node.filter(|node| **node != Node::Null);
        self.single(
            suffixes,
            (said(a.default), said(b.default)),
            (old, new),
            here,
        );
    }

    pub(super) fn content(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        let (a, b) = (&old.schema, &new.schema);
        let nodes = (Some(old.node()), Some(new.node()));
        let pairs = [
            (
                "content-media-type-changed",
                a.content_media_type,
                b.content_media_type,
            ),
            (
                "content-encoding-changed",
                a.content_encoding,
                b.content_encoding,
            ),
        ];
        for (suffix, was, is) in pairs {
            if was != is {
                let texts = (
                    was.map(short).unwrap_or_default(),
                    is.map(short).unwrap_or_default(),
                );
                self.tell(here, What::Plain(suffix), texts, nodes);
            }
        }
    }

    pub(super) fn discriminators(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        let nodes = (Some(old.node()), Some(new.node()));
        let (was, is) = match (old.schema.discriminator, new.schema.discriminator) {
            (Some(was), Some(is)) => (was, is),
            (None, Some(is)) => {
                let texts = (String::new(), property_name(is));
                return self.tell(here, What::Plain("discriminator-added"), texts, nodes);
            }
            (Some(was), None) => {
                let texts = (property_name(was), String::new());
                return self.tell(here, What::Plain("discriminator-removed"), texts, nodes);
            }
            (None, None) => return,
        };
        let nodes = (Some(was), Some(is));
        if property_name(was) != property_name(is) {
            let texts = (property_name(was), property_name(is));
            self.tell(
                here,
                What::Plain("discriminator-property-name-changed"),
                texts,
                nodes,
            );
        }
        let mapping =
            |node: &'t Node<'t>| node.get("mapping").map(Node::entries).unwrap_or_default();
        let (was, is) = (mapping(was), mapping(is));
        let find =
            |entries: &'t [Entry<'t>], key: &str| entries.iter().find(|(other, _)| other == key);
        let only = |these: &'t [Entry<'t>], those: &'t [Entry<'t>]| {
            let keys = these.iter().filter(|(key, _)| find(those, key).is_none());
            keys.map(|(key, _)| key.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (gone, added) = (only(was, is), only(is, was));
        if !gone.is_empty() {
            self.tell(
                here,
                What::Plain("discriminator-mapping-deleted"),
                (gone, String::new()),
                nodes,
            );
        }
        if !added.is_empty() {
            self.tell(
                here,
                What::Plain("discriminator-mapping-added"),
                (String::new(), added),
                nodes,
            );
        }
        for (key, target) in was {
            let Some((_, now)) = find(is, key) else {
                continue;
            };
            let (Some(from), Some(to)) = (target.text(), now.text()) else {
                continue;
            };
            if from != to && !self.is_renamed(from, to) {
                let texts = (
                    format!("{key}: {}", short(from)),
                    format!("{key}: {}", short(to)),
                );
                self.tell(
                    here,
                    What::Plain("discriminator-mapping-changed"),
                    texts,
                    nodes,
                );
            }
        }
    }

    /// Whether two references are to the same schema, which is called something else.
    fn is_renamed(&mut self, from: &str, to: &str) -> bool {
        let find = |entries: &'t [Entry<'t>], reference: &str| {
            let name = reference.rsplit('/').next().unwrap_or_default();
            entries
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, node)| node)
        };
        let old = find(self.old.components("schemas"), from);
        let new = find(self.new.components("schemas"), to);
        let (Some(old), Some(new)) = (old, new) else {
            return false;
        };
        let last = |reference: &str| reference.rsplit('/').next().unwrap_or_default().to_owned();
        !self.new.has_schema(&last(from)) && self.are_same(SchemaAt::Node(old), SchemaAt::Node(new))
    }

    /// Keywords whose values stand under keys.
    pub(super) fn keyed(&mut self, old: &View<'t>, new: &View<'t>, here: &mut Here<'t>) {
        let (a, b) = (&old.schema, &new.schema);
        let schemas = [
            (
                "patternProperties",
                ("pattern-property-added", "pattern-property-removed"),
                a.pattern_properties,
                b.pattern_properties,
            ),
            (
                "dependentSchemas",
                ("dependent-schema-added", "dependent-schema-removed"),
                a.dependent_schemas,
                b.dependent_schemas,
            ),
        ];
        for (keyword, (added, removed), was, is) in schemas {
            for (key, node) in was {
                match is.iter().find(|(other, _)| other == key) {
                    Some((_, now)) => {
                        let step = Step::Keyed(keyword, key);
                        self.pair(SchemaAt::Node(node), SchemaAt::Node(now), step, here);
                    }
                    None => {
                        let texts = (short(key), String::new());
                        self.tell(
                            here,
                            What::Plain(removed),
                            texts,
                            (Some(node), Some(new.node())),
                        );
                    }
                }
            }
            for (key, node) in is
                .iter()
                .filter(|(key, _)| !was.iter().any(|(other, _)| other == key))
            {
                let texts = (String::new(), short(key));
                self.tell(
                    here,
                    What::Plain(added),
                    texts,
                    (Some(old.node()), Some(node)),
                );
            }
        }
        self.dependent_required(old, new, here);
    }

    fn dependent_required(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        let (was, is) = (old.schema.dependent_required, new.schema.dependent_required);
        let find = |entries: &'t [Entry<'t>], key: &str| {
            entries
                .iter()
                .find(|(other, _)| other == key)
                .map(|(_, node)| node)
        };
        let text = |key: &str, node: Option<&Node<'_>>| match node {
            Some(node) => format!("{}: {}", short(key), listed(node.items().iter())),
            None => String::new(),
        };
        let new_keys = is.iter().filter(|(key, _)| find(was, key).is_none());
        for key in was.iter().chain(new_keys).map(|(key, _)| key.as_ref()) {
            let (before, after) = (find(was, key), find(is, key));
            let within = |these: &Node<'_>, those: &Node<'_>| {
                these
                    .items()
                    .iter()
                    .all(|name| those.items().contains(name))
            };
            let suffix = match (before, after) {
                (None, Some(_)) => "dependent-required-added",
                (Some(_), None) => "dependent-required-removed",
                (Some(before), Some(after)) if !within(before, after) || !within(after, before) => {
                    "dependent-required-changed"
                }
                _ => continue,
            };
            let nodes = (before.or(Some(old.node())), after.or(Some(new.node())));
            self.tell(
                here,
                What::Plain(suffix),
                (text(key, before), text(key, after)),
                nodes,
            );
        }
    }
}

/// The values that are in the first list only, and those that are in the second only.
fn apart<'t>(was: &[&'t Node<'t>], is: &[&'t Node<'t>]) -> (Vec<&'t Node<'t>>, Vec<&'t Node<'t>>) {
    let but = |values: &[&'t Node<'t>], others: &[&'t Node<'t>]| -> Vec<&'t Node<'t>> {
        // As they are written: so that long lists take no longer than they are.
        let others: HashSet<String> = others.iter().map(ToString::to_string).collect();
        let values = values.iter().copied();
        values
            .filter(|value| !others.contains(&value.to_string()))
            .collect()
    };
    (but(was, is), but(is, was))
}

fn property_name(discriminator: &Node<'_>) -> String {
    // Swagger 2.0 writes the name alone.
    let name = discriminator
        .text()
        .or_else(|| discriminator.text_at("propertyName"));
    short(name.unwrap_or_default())
}

/// Nothing was, and nothing is.
pub(super) fn empty() -> (String, String) {
    (String::new(), String::new())
}

/// A text of a document on one line, cut where it is long.
pub(in crate::diff) fn short(text: &str) -> String {
    clip_to(text, MOST_SHOWN)
}

/// Values as a list: `a, b, null`.
pub(super) fn listed<'a>(values: impl Iterator<Item = &'a Node<'a>>) -> String {
    let texts = values.map(|value| match value.text() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    });
    short(&texts.collect::<Vec<_>>().join(", "))
}
