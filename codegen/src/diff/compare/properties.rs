//! The properties of objects: new, gone, renamed, required, and where they may be read or written.

use std::collections::HashMap;

use super::super::api::SchemaAt;
use super::super::delta::{Property, Step, What};
use super::super::names::{self, Likeness};
use super::super::schema::Schema;
use super::super::tree::Node;
use super::{Comparer, Here, View, summary};

/// Up to this many properties are compared by name with each other, more are hashed.
const FEW: usize = 12;

impl<'t> Comparer<'t> {
    pub(super) fn properties(
        &mut self,
        old: &View<'t>,
        new: &View<'t>,
        wrapped: bool,
        here: &mut Here<'t>,
    ) {
        let (a, b) = (&old.schema, &new.schema);
        if a.properties.is_empty() && b.properties.is_empty() {
            return;
        }
        let after = Names::of(&b.properties);
        let before = Names::of(&a.properties);
        let mut gone = Vec::new();
        for (name, node) in &a.properties {
            match after.find(name) {
                Some(now) => self.property((name, node), (name, now), (a, b), here),
                None if !wrapped => gone.push((*name, *node)),
                None => {}
            }
        }
        let added = b
            .properties
            .iter()
            .filter(|(name, _)| before.find(name).is_none());
        let mut added: Vec<_> = added.copied().collect();
        for (from, to, evidence) in self.renamed(&mut gone, &mut added, (a, b)) {
            let (was, is) = (self.described(from, a, false), self.described(to, b, true));
            let what = What::Renamed {
                from: was,
                to: is,
                evidence,
            };
            let texts = (super::keywords::short(from.0), super::keywords::short(to.0));
            self.tell(here, what, texts, (Some(from.1), Some(to.1)));
            self.property(from, to, (a, b), here);
        }
        for property in gone {
            let what = What::Property(self.described(property, a, false));
            let view = View::of(self.old, SchemaAt::Node(property.1));
            self.tell(
                here,
                what,
                (summary(&view), String::new()),
                (Some(property.1), Some(new.node())),
            );
        }
        for property in added {
            let what = What::Property(self.described(property, b, true));
            let view = View::of(self.new, SchemaAt::Node(property.1));
            self.tell(
                here,
                what,
                (String::new(), summary(&view)),
                (Some(old.node()), Some(property.1)),
            );
        }
    }

    fn described(
        &self,
        (name, node): (&'t str, &'t Node<'t>),
        schema: &Schema<'t>,
        added: bool,
    ) -> Property<'t> {
        let api = if added { self.new } else { self.old };
        let whole = View::of(api, SchemaAt::Node(node)).whole().schema;
        Property {
            name,
            added,
            required: schema.required.contains(&name),
            has_default: whole.default.is_some(),
            marks: (whole.read_only, whole.write_only),
        }
    }

    /// Compares a property that both have, under the same name or another.
    fn property(
        &mut self,
        from: (&'t str, &'t Node<'t>),
        to: (&'t str, &'t Node<'t>),
        schemas: (&Schema<'t>, &Schema<'t>),
        here: &mut Here<'t>,
    ) {
        let old = View::of(self.old, SchemaAt::Node(from.1));
        let new = View::of(self.new, SchemaAt::Node(to.1));
        let was = schemas.0.required.contains(&from.0);
        let is = schemas.1.required.contains(&to.0);
        let step = Step::Property(to.0);
        let said = |view: &View<'t>| Said::of(view);
        let (before, after) = (said(&old), said(&new));
        if was != is || before != after {
            here.site.push(step);
            let nodes = (Some(from.1), Some(to.1));
            if was != is {
                let what = What::Required {
                    now: is,
                    with_default: new.schema.default.is_some() || new.around.default.is_some(),
                    write_only: after.write_only,
                };
                let marks = here.marks;
                here.marks.read_only |= after.read_only;
                self.tell(here, what, super::keywords::empty(), nodes);
                here.marks = marks;
            }
            self.said((before, after), was, nodes, here);
            here.site.pop();
        }
        self.below(old, new, step, here);
    }

    fn said(
        &mut self,
        (before, after): (Said<'t>, Said<'t>),
        required: bool,
        nodes: (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
        here: &Here<'t>,
    ) {
        let flags = [
            (true, before.read_only, after.read_only),
            (false, before.write_only, after.write_only),
        ];
        for (read, was, is) in flags {
            if was != is {
                let what = What::Mutability {
                    read,
                    now: is,
                    required,
                };
                self.tell(here, what, super::keywords::empty(), nodes);
            }
        }
        if before.deprecated != after.deprecated {
            let what = What::Deprecated {
                now: after.deprecated,
                sunset: after.sunset,
            };
            let text = after
                .sunset
                .map(|node| super::keywords::listed(std::iter::once(node)));
            self.tell(here, what, (String::new(), text.unwrap_or_default()), nodes);
        }
        if before.stability != after.stability {
            let text = |node: Option<&Node<'_>>| {
                node.map_or_else(
                    || "stable".to_owned(),
                    |node| node.text().unwrap_or("?").to_owned(),
                )
            };
            let what = What::Stability {
                from: before.stability,
                to: after.stability,
            };
            self.tell(
                here,
                what,
                (text(before.stability), text(after.stability)),
                nodes,
            );
        }
    }

    /// Takes those out of the two lists that are the same property under another name.
    fn renamed(
        &mut self,
        gone: &mut Vec<(&'t str, &'t Node<'t>)>,
        added: &mut Vec<(&'t str, &'t Node<'t>)>,
        schemas: (&Schema<'t>, &Schema<'t>),
    ) -> Vec<Renamed<'t>> {
        let mut found = Vec::new();
        if gone.is_empty() || added.is_empty() || self.glance {
            return found;
        }
        let required = |schema: &Schema<'t>, name: &'t str| schema.required.contains(&name);
        let was: Vec<_> = gone.iter().map(|(name, _)| *name).collect();
        let is: Vec<_> = added.iter().map(|(name, _)| *name).collect();
        let matches = names::matched(&was, &is, |from, to| {
            let (Some(old), Some(new)) = (gone.get(from), added.get(to)) else {
                return Likeness::default();
            };
            let description =
                |node: &'t Node<'t>| node.text_at("description").filter(|text| !text.is_empty());
            Likeness {
                same_shape: self.are_same(SchemaAt::Node(old.1), SchemaAt::Node(new.1)),
                same_words: description(old.1).is_some()
                    && description(old.1) == description(new.1),
                same_need: required(schemas.0, old.0) == required(schemas.1, new.0),
            }
        });
        for (from, to, evidence) in matches {
            if let (Some(old), Some(new)) = (gone.get(from), added.get(to)) {
                found.push((*old, *new, evidence));
            }
        }
        gone.retain(|property| !found.iter().any(|(from, ..)| from.0 == property.0));
        added.retain(|property| !found.iter().any(|(_, to, _)| to.0 == property.0));
        found
    }
}

/// A property, what it is now, and why the two are taken for one.
type Renamed<'t> = ((&'t str, &'t Node<'t>), (&'t str, &'t Node<'t>), String);

/// What is said of a property besides its values.
#[derive(Clone, Copy, PartialEq)]
struct Said<'t> {
    read_only: bool,
    write_only: bool,
    deprecated: bool,
    sunset: Option<&'t Node<'t>>,
    stability: Option<&'t Node<'t>>,
}

impl<'t> Said<'t> {
    fn of(view: &View<'t>) -> Self {
        let (schema, around) = (&view.schema, &view.around);
        Self {
            read_only: schema.read_only || around.marks.read_only,
            write_only: schema.write_only || around.marks.write_only,
            deprecated: schema.deprecated || around.deprecated,
            sunset: around.sunset.or(schema.sunset),
            stability: around.stability.or(schema.stability),
        }
    }
}

/// Properties by their names.
enum Names<'a, 't> {
    Few(&'a [(&'t str, &'t Node<'t>)]),
    Many(HashMap<&'t str, &'t Node<'t>>),
}

impl<'a, 't> Names<'a, 't> {
    fn of(properties: &'a [(&'t str, &'t Node<'t>)]) -> Self {
        match properties.len() > FEW {
            true => Self::Many(properties.iter().copied().collect()),
            false => Self::Few(properties),
        }
    }

    fn find(&self, name: &str) -> Option<&'t Node<'t>> {
        match self {
            Self::Few(properties) => properties
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, node)| *node),
            Self::Many(properties) => properties.get(name).copied(),
        }
    }
}
