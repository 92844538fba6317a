//! `allOf`, `oneOf`, `anyOf`: lists of schemas, whose members are found again on the other side.

use super::super::api::{Api, SchemaAt};
use super::super::delta::{Marks, Step, What};
use super::super::schema::{Schema, Types};
use super::super::tree::Node;
use super::keywords::short;
use super::{Comparer, Here, View, kinds};

/// What a choice says of the schema that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Nothing: the other keywords are compared as well.
    Nothing,
    /// It is a choice between types, and told as that.
    Types,
    /// An object became a choice between objects, and was told as that.
    Wrapped,
    /// Everything is told.
    Everything,
}

/// A list of schemas: its keyword and what members that are new or gone are called.
#[derive(Clone, Copy)]
struct List {
    keyword: &'static str,
    added: &'static str,
    removed: &'static str,
}

const ONE_OF: List = List {
    keyword: "oneOf",
    added: "one-of-added",
    removed: "one-of-removed",
};
const ANY_OF: List = List {
    keyword: "anyOf",
    added: "any-of-added",
    removed: "any-of-removed",
};
const ALL_OF: List = List {
    keyword: "allOf",
    added: "all-of-added",
    removed: "all-of-removed",
};

/// The members of two lists that belong together, and those that are left on either side.
#[derive(Debug, Default)]
struct Matched {
    pairs: Vec<(usize, usize)>,
    gone: Vec<usize>,
    added: Vec<usize>,
}

impl<'t> Comparer<'t> {
    /// Compares two schemas of which at least one is made of parts.
    pub(super) fn parts(
        &mut self,
        old: &View<'t>,
        new: &View<'t>,
        merged: (&View<'t>, &View<'t>),
        here: &mut Here<'t>,
    ) {
        let (was, is) = (&old.schema.all_of, &new.schema.all_of);
        let matched = self.matched(was, is);
        let left = !matched.gone.is_empty() || !matched.added.is_empty();
        if left && self.are_same_schemas(merged.0, merged.1) {
            // What was said in one part is said in another.
            self.told_parts(was, is, matched, (old, new), here);
            return;
        }
        self.told(ALL_OF, (was, is), &matched, (old, new), here);
        self.schemas(old, new, here);
    }

    /// Tells parts that came or went without any effect: a caller notices nothing, somebody who
    /// reads the documents does.
    fn told_parts(
        &mut self,
        was: &[&'t Node<'t>],
        is: &[&'t Node<'t>],
        mut matched: Matched,
        views: (&View<'t>, &View<'t>),
        here: &mut Here<'t>,
    ) {
        let named =
            |node: Option<&&'t Node<'t>>| node.is_some_and(|node| node.reference().is_some());
        let silent = |api: &Api<'t>, node: Option<&&'t Node<'t>>| {
            node.is_some_and(|node| !View::of(api, SchemaAt::Node(node)).schema.restricts)
        };
        matched
            .gone
            .retain(|at| named(was.get(*at)) || silent(self.old, was.get(*at)));
        matched
            .added
            .retain(|at| named(is.get(*at)) || silent(self.new, is.get(*at)));
        if self.glance {
            matched.gone.clear();
            matched.added.clear();
        }
        let added = Matched {
            added: std::mem::take(&mut matched.added),
            ..Matched::default()
        };
        self.told(ALL_OF, (was, is), &matched, views, here);
        // Whoever sends or reads, a part that asks for nothing new breaks nobody.
        let marks = std::mem::replace(
            &mut here.marks,
            Marks {
                read_only: true,
                write_only: true,
            },
        );
        self.told(ALL_OF, (was, is), &added, views, here);
        here.marks = marks;
    }

    /// Tells parts that only explain, where the other side is not written in parts.
    pub(super) fn told_silent(&mut self, old: &View<'t>, new: &View<'t>, here: &mut Here<'t>) {
        let (was, is) = (&old.schema.all_of, &new.schema.all_of);
        let silent = |api: &Api<'t>, list: &[&'t Node<'t>]| {
            let members = list.iter().enumerate();
            let silent = members.filter(|(_, node)| {
                node.reference().is_none() && !View::of(api, SchemaAt::Node(node)).schema.restricts
            });
            silent.map(|(at, _)| at).collect()
        };
        if !self.glance {
            let matched = Matched {
                gone: silent(self.old, was),
                added: silent(self.new, is),
                ..Matched::default()
            };
            self.told(ALL_OF, (was, is), &matched, (old, new), here);
        }
    }

    /// Compares the choices that two schemas give.
    pub(super) fn choices(
        &mut self,
        old: &View<'t>,
        new: &View<'t>,
        here: &mut Here<'t>,
    ) -> Choice {
        let (a, b) = (&old.schema, &new.schema);
        if [&a.one_of, &a.any_of, &b.one_of, &b.any_of]
            .iter()
            .all(|list| list.is_empty())
        {
            return Choice::Nothing;
        }
        if let Some(choice) = self.choice_of_types(old, new, here) {
            return choice;
        }
        if self.is_one_of_them(old, new, here) {
            return Choice::Everything;
        }
        if self.is_wrapped(a, b) {
            let texts = (String::new(), self.labels(self.new, &b.one_of));
            self.tell(
                here,
                What::Wrapped,
                texts,
                (Some(old.node()), Some(new.node())),
            );
            return Choice::Wrapped;
        }
        let swapped = match (
            a.one_of.is_empty(),
            a.any_of.is_empty(),
            b.one_of.is_empty(),
            b.any_of.is_empty(),
        ) {
            (false, true, true, false) => Some((ONE_OF, &a.one_of, &b.any_of)),
            (true, false, false, true) => Some((ANY_OF, &a.any_of, &b.one_of)),
            _ => None,
        };
        if let Some((list, was, is)) = swapped {
            let matched = self.matched(was, is);
            if matched.gone.is_empty() && matched.added.is_empty() {
                self.told(list, (was, is), &matched, (old, new), here);
                return Choice::Nothing;
            }
        }
        for (list, was, is) in [
            (ONE_OF, &a.one_of, &b.one_of),
            (ANY_OF, &a.any_of, &b.any_of),
        ] {
            let matched = self.matched(was, is);
            self.told(list, (was, is), &matched, (old, new), here);
        }
        Choice::Nothing
    }

    /// A schema that gives a choice where it was one of the choices, or the other way round.
    fn is_one_of_them(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) -> bool {
        let (a, b) = (&old.schema, &new.schema);
        let choices =
            |schema: &Schema<'t>| match (schema.one_of.is_empty(), schema.any_of.is_empty()) {
                (false, true) => Some((ONE_OF, schema.one_of.clone())),
                (true, false) => Some((ANY_OF, schema.any_of.clone())),
                _ => None,
            };
        let plain = |schema: &Schema<'_>| schema.one_of.is_empty() && schema.any_of.is_empty();
        let bare = |view: &View<'t>| kinds(&view.schema).is_any();
        let nodes = (Some(old.node()), Some(new.node()));
        match (choices(a), choices(b)) {
            (None, Some((list, members))) if plain(a) && bare(new) => {
                let others = self.all_but(&members, |this, member| {
                    this.are_same(old.at, SchemaAt::Node(member))
                });
                let Some(others) = others else { return false };
                let texts = (String::new(), self.labels(self.new, &others));
                self.tell(here, What::Plain(list.added), texts, nodes);
                true
            }
            (Some((list, members)), None) if plain(b) && bare(old) => {
                let others = self.all_but(&members, |this, member| {
                    this.are_same(SchemaAt::Node(member), new.at)
                });
                let Some(others) = others else { return false };
                let texts = (self.labels(self.old, &others), String::new());
                self.tell(here, What::Plain(list.removed), texts, nodes);
                true
            }
            _ => false,
        }
    }

    /// The members but one that is the same as something; `None` where none is.
    fn all_but(
        &mut self,
        members: &[&'t Node<'t>],
        mut same: impl FnMut(&mut Self, &'t Node<'t>) -> bool,
    ) -> Option<Vec<&'t Node<'t>>> {
        let at = members.iter().position(|member| same(self, member))?;
        let mut others = members.to_vec();
        others.remove(at);
        (!others.is_empty()).then_some(others)
    }

    /// Tells what became of a list of schemas, and compares those that are on both sides.
    fn told(
        &mut self,
        list: List,
        (was, is): (&[&'t Node<'t>], &[&'t Node<'t>]),
        matched: &Matched,
        views: (&View<'t>, &View<'t>),
        here: &mut Here<'t>,
    ) {
        for &(old, new) in &matched.pairs {
            if let (Some(before), Some(after)) = (was.get(old), is.get(new)) {
                let step = Step::Member(list.keyword, new);
                self.pair(SchemaAt::Node(before), SchemaAt::Node(after), step, here);
            }
        }
        let explains = |api: &Api<'t>, node: &'t Node<'t>| {
            list.keyword == ALL_OF.keyword && !View::of(api, SchemaAt::Node(node)).schema.restricts
        };
        let gone: Vec<_> = matched
            .gone
            .iter()
            .filter_map(|at| was.get(*at).copied())
            .collect();
        let added: Vec<_> = matched
            .added
            .iter()
            .filter_map(|at| is.get(*at).copied())
            .collect();
        let (empty_gone, gone): (Vec<_>, Vec<_>) =
            gone.into_iter().partition(|node| explains(self.old, node));
        let (empty_added, added): (Vec<_>, Vec<_>) =
            added.into_iter().partition(|node| explains(self.new, node));
        let nodes = (Some(views.0.node()), Some(views.1.node()));
        let rows = [
            (list.removed, gone, true),
            ("all-of-removed-annotation-only", empty_gone, true),
            (list.added, added, false),
            ("all-of-added-annotation-only", empty_added, false),
        ];
        for (suffix, members, removed) in rows {
            if members.is_empty() {
                continue;
            }
            let texts = match removed {
                true => (self.labels(self.old, &members), String::new()),
                false => (String::new(), self.labels(self.new, &members)),
            };
            let first = members.first().copied();
            let nodes = match removed {
                true => (first, nodes.1),
                false => (nodes.0, first),
            };
            self.tell(here, What::Plain(suffix), texts, nodes);
        }
    }

    /// Finds the members of one list again in another.
    ///
    /// First by reference, then by what they allow, then by title. What is left over alone on
    /// either side is taken for the same member, changed, where nothing speaks against it.
    fn matched(&mut self, was: &[&'t Node<'t>], is: &[&'t Node<'t>]) -> Matched {
        let mut found = Matched {
            gone: (0..was.len()).collect(),
            added: (0..is.len()).collect(),
            ..Matched::default()
        };
        let title = |node: &Node<'_>| node.text_at("title").map(str::to_owned);
        found.take(|old, new| match (was.get(old), is.get(new)) {
            (Some(old), Some(new)) => {
                old.reference().is_some() && tail(old.reference()) == tail(new.reference())
            }
            _ => false,
        });
        found.take(|old, new| match (was.get(old), is.get(new)) {
            (Some(old), Some(new)) => self.are_same(SchemaAt::Node(old), SchemaAt::Node(new)),
            _ => false,
        });
        found.take(|old, new| match (was.get(old), is.get(new)) {
            (Some(old), Some(new)) => title(old).is_some() && title(old) == title(new),
            _ => false,
        });
        if let (&[old], &[new]) = (found.gone.as_slice(), found.added.as_slice())
            && let (Some(before), Some(after)) = (was.get(old), is.get(new))
            && self.is_changed(before, after)
        {
            found.pairs.push((old, new));
            found.gone.clear();
            found.added.clear();
        }
        found.pairs.sort_unstable_by_key(|(_, new)| *new);
        found
    }

    /// Whether one member that is gone and one that is new are the same one, changed.
    fn is_changed(&self, old: &'t Node<'t>, new: &'t Node<'t>) -> bool {
        let (was, is) = (
            View::of(self.old, SchemaAt::Node(old)),
            View::of(self.new, SchemaAt::Node(new)),
        );
        match (was.name, is.name) {
            (None, None) => old.text_at("title").is_none() && new.text_at("title").is_none(),
            (Some(before), Some(after)) => {
                !self.new.has_schema(before)
                    && !self.old.has_schema(after)
                    && resemble(&was.schema, &is.schema)
            }
            _ => false,
        }
    }

    /// What members are called: their names or titles, else their number.
    fn labels(&self, api: &Api<'t>, members: &[&'t Node<'t>]) -> String {
        let labels = members.iter().map(|node| {
            let view = View::of(api, SchemaAt::Node(node));
            let title = view.schema.title.map(short);
            view.name
                .map(short)
                .or(title)
                .unwrap_or_else(|| super::summary(&view))
        });
        labels.collect::<Vec<_>>().join(", ")
    }

    /// A choice between types, on one side at least.
    fn choice_of_types(
        &mut self,
        old: &View<'t>,
        new: &View<'t>,
        here: &Here<'t>,
    ) -> Option<Choice> {
        let (was_list, was) = types_of(self.old, &old.schema)?;
        let (is_list, is) = types_of(self.new, &new.schema)?;
        if (!was_list && !is_list) || was == is {
            return None;
        }
        let what = What::Types {
            added: is.without(was),
            gone: was.without(is),
        };
        let texts = (was.to_string(), is.to_string());
        self.tell(here, what, texts, (Some(old.node()), Some(new.node())));
        Some(Choice::Types)
    }

    /// Whether an object became a choice between objects of which one has its properties.
    fn is_wrapped(&self, a: &Schema<'t>, b: &Schema<'t>) -> bool {
        let was_object = !a.properties.is_empty() && a.one_of.is_empty();
        let is_choice = !b.one_of.is_empty() && b.properties.is_empty() && b.types.is_any();
        was_object
            && is_choice
            && b.one_of.iter().any(|member| {
                let member = View::of(self.new, SchemaAt::Node(member));
                let mut names = member.schema.properties.iter();
                names.any(|(name, _)| a.properties.iter().any(|(known, _)| known == name))
            })
    }
}

impl Matched {
    /// Takes every pair that belongs together by one mark, the first first.
    fn take(&mut self, mut together: impl FnMut(usize, usize) -> bool) {
        let mut gone = Vec::new();
        for old in std::mem::take(&mut self.gone) {
            match self.added.iter().position(|new| together(old, *new)) {
                Some(at) => self.pairs.push((old, self.added.remove(at))),
                None => gone.push(old),
            }
        }
        self.gone = gone;
    }
}

/// Whether two objects share half of their properties.
pub(in crate::diff) fn resemble(a: &Schema<'_>, b: &Schema<'_>) -> bool {
    let shared = a
        .properties
        .iter()
        .filter(|(name, _)| b.properties.iter().any(|(other, _)| other == name));
    let most = a.properties.len().max(b.properties.len());
    most > 0 && shared.count() * 2 >= most
}

/// The name at the end of a reference.
fn tail(reference: Option<&str>) -> Option<&str> {
    reference.and_then(|reference| reference.rsplit('/').next())
}

/// The types of a schema that is nothing but a type or a choice of types; whether it is a choice.
pub(super) fn types_of<'t>(api: &Api<'t>, schema: &Schema<'t>) -> Option<(bool, Types)> {
    let simple = matches!(schema.not, super::super::schema::Sub::Absent)
        && schema.all_of.is_empty()
        && schema.properties.is_empty();
    if !simple {
        return None;
    }
    if !schema.types.is_any() {
        return Some((false, schema.types));
    }
    let members = match schema.one_of.is_empty() {
        true => &schema.any_of,
        false => &schema.one_of,
    };
    if members.is_empty() {
        return None;
    }
    let mut all = Types::default();
    for member in members {
        let member = View::of(api, SchemaAt::Node(member)).schema;
        let single = member.types.count() == 1
            && member.properties.is_empty()
            && member.one_of.is_empty()
            && member.any_of.is_empty()
            && member.all_of.is_empty();
        if !single {
            return None;
        }
        all = all.and(member.types);
    }
    Some((true, all))
}
