//! Keywords that hold schemas: of elements, of other properties, of conditions.

use super::super::api::{Api, SchemaAt};
use super::super::delta::{Step, What};
use super::super::schema::{Schema, Sub, Types};
use super::super::tree::Node;
use super::keywords::{empty, short};
use super::{Comparer, Here, View, kinds};

impl<'t> Comparer<'t> {
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

    /// Schemas below a keyword, on both sides or on one.
    fn sub(
        &mut self,
        suffixes: (&'static str, &'static str),
        subs: (Sub<'t>, Sub<'t>),
        step: Step<'t>,
        here: &mut Here<'t>,
        nodes: (&'t Node<'t>, &'t Node<'t>),
    ) {
        let (added, removed) = suffixes;
        let subs = (settled(self.old, subs.0), settled(self.new, subs.1));
        let nothing = || (String::new(), String::new());
        match subs {
            (Sub::Node(old), Sub::Node(new)) => {
                self.pair(SchemaAt::Node(old), SchemaAt::Node(new), step, here);
            }
            (Sub::Absent | Sub::Any, Sub::Node(new)) => {
                self.tell(
                    here,
                    What::Plain(added),
                    nothing(),
                    (Some(nodes.0), Some(new)),
                );
            }
            (Sub::Absent | Sub::Any, Sub::Never) => {
                self.tell(
                    here,
                    What::Plain(added),
                    nothing(),
                    (Some(nodes.0), Some(nodes.1)),
                );
            }
            (Sub::Node(old), Sub::Absent | Sub::Any) => {
                self.tell(
                    here,
                    What::Plain(removed),
                    nothing(),
                    (Some(old), Some(nodes.1)),
                );
            }
            (Sub::Never, Sub::Absent | Sub::Any) => {
                self.tell(
                    here,
                    What::Plain(removed),
                    nothing(),
                    (Some(nodes.0), Some(nodes.1)),
                );
            }
            (Sub::Never, Sub::Node(new)) => {
                self.tell(
                    here,
                    What::Plain(removed),
                    nothing(),
                    (Some(nodes.0), Some(new)),
                );
            }
            (Sub::Node(old), Sub::Never) => {
                self.tell(
                    here,
                    What::Plain(added),
                    nothing(),
                    (Some(old), Some(nodes.1)),
                );
            }
            (Sub::Absent | Sub::Any, Sub::Absent | Sub::Any) | (Sub::Never, Sub::Never) => {}
        }
    }
}

/// A schema that allows everything or nothing once it is looked through, as what it is.
fn settled<'t>(api: &Api<'t>, sub: Sub<'t>) -> Sub<'t> {
    let Sub::Node(node) = sub else { return sub };
    let view = View::of(api, SchemaAt::Node(node));
    if view.name.is_some() {
        return sub;
    }
    match (view.schema.never, view.schema.restricts) {
        (true, _) => Sub::Never,
        (false, true) => sub,
        (false, false) => match view.whole().schema.nullable {
            true => sub,
            false => Sub::Any,
        },
    }
}
