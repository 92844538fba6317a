//! Keywords that stand alone: values, limits, what text holds.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::super::delta::{Step, What};
use super::super::schema::{Schema, Sub, Types, value};
use super::super::tree::{Entry, Node};
use super::{Comparer, Here, View, kinds};
use crate::diff::api::{Api, SchemaAt};
use crate::document::clip_to;

/// The most characters of a value that are repeated.
const MOST_SHOWN: usize = 200;

/// A limit: how it is read, and what its changes are called.
struct Limit {
    read: for<'a, 't> fn(&'a Schema<'t>) -> Option<&'t Node<'t>>,
    increased: &'static str,
    decreased: &'static str,
    /// Where there was none; empty where that is the same as zero.
    set: &'static str,
    unset: &'static str,
    /// Whether none is the same as zero.
    from_zero: bool,
}

macro_rules! limit {
    ($name:literal, $field:ident, $from_zero:literal) => {
        Limit {
            read: |schema| schema.$field,
            increased: concat!($name, "-increased"),
            decreased: concat!($name, "-decreased"),
            set: concat!($name, "-set"),
            unset: concat!($name, "-unset"),
            from_zero: $from_zero,
        }
    };
}

const LIMITS: [Limit; 12] = [
    limit!("max", maximum, false),
    limit!("min", minimum, false),
    limit!("exclusive-max", exclusive_maximum, false),
    limit!("exclusive-min", exclusive_minimum, false),
    limit!("max-length", max_length, false),
    limit!("min-length", min_length, true),
    limit!("max-items", max_items, false),
    limit!("min-items", min_items, true),
    limit!("max-properties", max_properties, false),
    limit!("min-properties", min_properties, true),
    limit!("max-contains", max_contains, false),
    limit!("min-contains", min_contains, false),
];

/// The pattern that allows everything.
const ANYTHING: &str = ".*";

impl<'t> Comparer<'t> {
    pub(super) fn limits(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        for limit in &LIMITS {
            let (was, is) = ((limit.read)(&old.schema), (limit.read)(&new.schema));
            if was.is_some() || is.is_some() {
                self.limit(limit, (was, is), (old, new), here);
            }
        }
        let multiple = (old.schema.multiple_of, new.schema.multiple_of);
        let suffixes = (
            "multiple-of-set",
            "multiple-of-unset",
            "multiple-of-changed",
        );
        self.single(suffixes, multiple, (old, new), here);
        let nodes = (Some(old.node()), Some(new.node()));
        if old.schema.unique_items != new.schema.unique_items {
            let suffix = match new.schema.unique_items {
                true => "unique-items-added",
                false => "unique-items-removed",
            };
            self.tell(here, What::Plain(suffix), empty(), nodes);
        }
        let (was, is) = (old.schema.pattern, new.schema.pattern);
        let suffix = match (was, is) {
            (None, Some(_)) => "pattern-added",
            (Some(_), None) => "pattern-removed",
            (Some(was), Some(is)) if was != is && is == ANYTHING => "pattern-generalized",
            (Some(was), Some(is)) if was != is => "pattern-changed",
            _ => return,
        };
        let text = |pattern: Option<&str>| pattern.map(short).unwrap_or_default();
        self.tell(here, What::Plain(suffix), (text(was), text(is)), nodes);
    }

    fn limit(
        &mut self,
        limit: &Limit,
        (was, is): (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
        views: (&View<'t>, &View<'t>),
        here: &Here<'t>,
    ) {
        let number = |node: Option<&Node<'_>>| node.map(value);
        let known = |node: Option<&Node<'_>>| match limit.from_zero {
            true => Some(number(node).unwrap_or(0.0)),
            false => number(node),
        };
        let suffix = match (known(was), known(is)) {
            (Some(before), Some(after)) => match before.partial_cmp(&after) {
                Some(Ordering::Less) => limit.increased,
                Some(Ordering::Greater) => limit.decreased,
                _ => return,
            },
            (None, Some(_)) => limit.set,
            (Some(_), None) => limit.unset,
            (None, None) => return,
        };
        let nodes = (was.or(Some(views.0.node())), is.or(Some(views.1.node())));
        let text = |node: Option<&Node<'_>>| node.map(ToString::to_string).unwrap_or_default();
        self.tell(here, What::Plain(suffix), (text(was), text(is)), nodes);
    }

    /// A keyword with one value: added, removed or changed.
    fn single(
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

    /// Keywords that hold one schema.
    pub(super) fn subs(&mut self, old: &View<'t>, new: &View<'t>, here: &mut Here<'t>) {
        let (a, b) = (&old.schema, &new.schema);
        let nodes = (old.node(), new.node());
        let forbidden = |sub: Sub<'_>| matches!(sub, Sub::Never);
        if forbidden(a.additional_properties) != forbidden(b.additional_properties) {
            let suffix = match forbidden(b.additional_properties) {
                true => "additional-properties-forbidden",
                false => "additional-properties-allowed",
            };
            self.tell(
                here,
                What::Plain(suffix),
                empty(),
                (Some(nodes.0), Some(nodes.1)),
            );
        } else {
            let suffixes = (
                "additional-properties-added",
                "additional-properties-removed",
            );
            let subs = (a.additional_properties, b.additional_properties);
            self.sub(suffixes, subs, Step::AdditionalProperties, here, nodes);
        }
        // Elements that come with a list say nothing that its type does not say.
        let lists = |schema: &Schema<'_>| kinds(schema) == Types::ARRAY || schema.types.is_any();
        if lists(a) && lists(b) {
            self.sub(
                ("items-added", "items-removed"),
                (a.items, b.items),
                Step::Items,
                here,
                nodes,
            );
        }
        self.prefixes(old, new, here);
        let others = [
            (
                "contains",
                ("contains-added", "contains-removed"),
                a.contains,
                b.contains,
            ),
            (
                "propertyNames",
                ("property-names-added", "property-names-removed"),
                a.property_names,
                b.property_names,
            ),
            (
                "unevaluatedItems",
                ("unevaluated-items-added", "unevaluated-items-removed"),
                a.unevaluated_items,
                b.unevaluated_items,
            ),
            (
                "unevaluatedProperties",
                (
                    "unevaluated-properties-added",
                    "unevaluated-properties-removed",
                ),
                a.unevaluated_properties,
                b.unevaluated_properties,
            ),
            ("if", ("if-added", "if-removed"), a.if_, b.if_),
            ("then", ("then-added", "then-removed"), a.then, b.then),
            ("else", ("else-added", "else-removed"), a.else_, b.else_),
            ("not", ("not-added", "not-removed"), a.not, b.not),
            (
                "contentSchema",
                ("content-schema-added", "content-schema-removed"),
                a.content_schema,
                b.content_schema,
            ),
        ];
        for (keyword, suffixes, was, is) in others {
            self.sub(suffixes, (was, is), Step::Keyword(keyword), here, nodes);
        }
    }
}

impl<'t> Comparer<'t> {
    /// The schemas of the first elements of a list.
    fn prefixes(&mut self, old: &View<'t>, new: &View<'t>, here: &mut Here<'t>) {
        let (was, is) = (old.schema.prefix_items, new.schema.prefix_items);
        for (at, (before, after)) in was.iter().zip(is).enumerate() {
            let step = Step::Member("prefixItems", at);
            self.pair(SchemaAt::Node(before), SchemaAt::Node(after), step, here);
        }
        let text = |nodes: &'t [Node<'t>], api: &Api<'t>| {
            let views = nodes.iter().map(|node| View::of(api, SchemaAt::Node(node)));
            let texts: Vec<_> = views.map(|view| super::summary(&view)).collect();
            short(&texts.join(", "))
        };
        if let Some(gone) = was.get(is.len()..).filter(|gone| !gone.is_empty()) {
            let texts = (text(gone, self.old), String::new());
            let nodes = (gone.first(), Some(new.node()));
            self.tell(here, What::Plain("prefix-items-removed"), texts, nodes);
        }
        if let Some(added) = is.get(was.len()..).filter(|added| !added.is_empty()) {
            let texts = (String::new(), text(added, self.new));
            let nodes = (Some(old.node()), added.first());
            self.tell(here, What::Plain("prefix-items-added"), texts, nodes);
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
