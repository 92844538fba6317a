//! From an item of a crate outwards, until something of the documents changed.

use std::collections::BTreeSet;

use crate::diff::change::Change;
use crate::rust_api::{ApiChange, Holder, Kind, Origin, Trace};

use super::Crates;
use super::index::{Index, Touch, folded};

/// The changes of the documents, and what holds what in both crates.
pub(super) struct Search<'a> {
    pub(super) index: &'a Index,
    pub(super) changes: &'a [Change],
    pub(super) old: &'a Trace,
    pub(super) new: &'a Trace,
}

/// How many steps outwards are made.
const FARTHEST: usize = 12;

impl Search<'_> {
    /// The changes that an item changed for, by their numbers, and whether they only stand near it;
    /// the first answer of the nearest question counts.
    pub(super) fn causes(&self, change: &ApiChange) -> (Vec<usize>, bool) {
        let sure = match &change.origin {
            Origin::Operation { method, path } => self.operation(change, &request(method, path)),
            Origin::Parameter { method, path, name } => {
                self.parameter(change, &request(method, path), name)
            }
            Origin::Schema { name } => self.schema(change, name, None),
            Origin::Property { schema, name } | Origin::Value { schema, name } => {
                self.schema(change, schema, Some(name))
            }
            Origin::Area { name } => self.area(change, name),
            Origin::Crate => Vec::new(),
        };
        match sure.is_empty() {
            true => (self.nearby(change), true),
            false => (sure, false),
        }
    }

    /// Where nothing has the name of an item: whatever changed around it.
    fn nearby(&self, change: &ApiChange) -> Vec<usize> {
        match &change.origin {
            Origin::Operation { method, path } | Origin::Parameter { method, path, .. } => {
                let request = request(method, path);
                first([&mut || self.index.own(&request).to_vec(), &mut || {
                    self.index.used(&request).to_vec()
                }])
            }
            Origin::Schema { name } => self.reaching(change, name, |_| true),
            Origin::Property { schema, .. } | Origin::Value { schema, .. } => {
                first([&mut || self.index.schema(schema).to_vec(), &mut || {
                    self.reaching(change, schema, |_| true)
                }])
            }
            Origin::Area { name } => self.index.area(name).to_vec(),
            Origin::Crate => Vec::new(),
        }
    }

    fn operation(&self, change: &ApiChange, request: &str) -> Vec<usize> {
        let own = self.index.own(request);
        let is_answer = change.item.ends_with("::send");
        let is_renamed = matches!(change.kind, Kind::Renamed { .. });
        let is_moved = change.kind == Kind::Moved;
        let only = |is: bool, subject: &'static str| match is {
            true => self.about(own, |change| change.subject.starts_with(subject)),
            false => Vec::new(),
        };
        first([
            &mut || only(is_renamed, "operationId"),
            &mut || only(is_moved, "tag"),
            &mut || only(is_answer, "response"),
            &mut || match is_answer {
                true => self.named(change),
                false => Vec::new(),
            },
            &mut || self.whole(own),
        ])
    }

    /// What became of the schemas that a signature names.
    fn named(&self, change: &ApiChange) -> Vec<usize> {
        let texts = change.old.iter().chain(&change.new);
        let words = texts.flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()));
        let found: BTreeSet<usize> = words
            .flat_map(|word| self.whole(self.index.schema(word)))
            .collect();
        found.into_iter().collect()
    }

    fn parameter(&self, change: &ApiChange, request: &str, name: &str) -> Vec<usize> {
        let (own, used) = (self.index.own(request), self.index.used(request));
        let name = folded(name);
        let is_body = name == "body";
        first([
            &mut || self.touching(own, |touch| touch.names.contains(&name)),
            &mut || match is_body {
                true => self.about(own, |change| change.subject.starts_with("request body")),
                false => Vec::new(),
            },
            &mut || match is_body {
                true => self.named(change),
                false => Vec::new(),
            },
            &mut || self.touching(used, |touch| touch.names.contains(&name)),
            &mut || self.whole(own),
        ])
    }

    fn area(&self, change: &ApiChange, name: &str) -> Vec<usize> {
        let mut all = self.index.area(name).to_vec();
        if let Kind::Renamed { to, .. } = &change.kind {
            let to = to.strip_prefix("feature ").unwrap_or(to);
            all.extend(self.index.area(to));
        }
        first([&mut || self.whole(&all), &mut || {
            self.about(&all, |change| change.subject == "tag")
        }])
    }

    fn schema(&self, change: &ApiChange, name: &str, part: Option<&str>) -> Vec<usize> {
        let own = self.index.schema(name);
        let part = part.map(folded);
        // What a value or a property is called tells most.
        if let Some(part) = &part {
            let found = first([
                &mut || self.touching(own, |touch| touch.names.contains(part)),
                &mut || self.touching(own, |touch| touch.values.contains(part)),
                &mut || self.reaching(change, name, |touch| touch.names.contains(part)),
                &mut || self.reaching(change, name, |touch| touch.values.contains(part)),
            ]);
            if !found.is_empty() {
                return found;
            }
        }
        if change.rule.starts_with("item_") {
            let found = self.moved(name);
            if !found.is_empty() {
                return found;
            }
        }
        first([
            &mut || self.whole(own),
            &mut || match part {
                Some(_) => Vec::new(),
                None => own.to_vec(),
            },
            &mut || self.outwards(change, name),
        ])
    }

    /// Changes that the operations reach which hold a type.
    fn reaching(&self, change: &ApiChange, name: &str, is: impl Fn(&Touch) -> bool) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for trace in self.traces(change) {
            for request in trace.reaching(name) {
                found.extend(self.touching(self.index.used(request), &is));
            }
        }
        found.into_iter().collect()
    }

    /// What became of the operations that hold a type on one side only.
    fn moved(&self, name: &str) -> Vec<usize> {
        let (old, new) = (self.old.reaching(name), self.new.reaching(name));
        let requests = old.symmetric_difference(&new);
        let found: BTreeSet<usize> = requests
            .flat_map(|request| self.whole(self.index.own(request)))
            .collect();
        found.into_iter().collect()
    }

    /// The nearest changes of what holds a type: of a property or of an operation.
    fn outwards(&self, change: &ApiChange, name: &str) -> Vec<usize> {
        for trace in self.traces(change) {
            let mut seen = BTreeSet::from([name]);
            let mut level = vec![name];
            for _ in 0..FARTHEST {
                let mut found = BTreeSet::new();
                let mut next = Vec::new();
                for holder in level.iter().flat_map(|name| trace.holders(name)) {
                    match holder {
                        Holder::Operation { request } => {
                            found.extend(self.whole(self.index.own(request)));
                        }
                        Holder::Part { of, name } => {
                            let (own, name) = (self.index.schema(of), folded(name));
                            let mut here = self.touching(own, |touch| {
                                touch.is_whole || touch.names.contains(&name)
                            });
                            if here.is_empty() {
                                // The document calls the type around it something else.
                                here =
                                    self.reaching(change, of, |touch| touch.names.contains(&name));
                            }
                            found.extend(here);
                            if seen.insert(of) {
                                next.push(of.as_str());
                            }
                        }
                    }
                }
                if !found.is_empty() {
                    return found.into_iter().collect();
                }
                level = next;
            }
        }
        Vec::new()
    }

    /// The crates in which an item is to be looked for.
    fn traces(&self, change: &ApiChange) -> impl Iterator<Item = &Trace> {
        let (old, new) = (self.old, self.new);
        let both = match change.kind {
            Kind::Gone => [Some(old), None],
            Kind::Added => [Some(new), None],
            _ => [Some(new), Some(old)],
        };
        both.into_iter().flatten()
    }

    /// Those that are about a place itself.
    fn whole(&self, of: &[usize]) -> Vec<usize> {
        self.touching(of, |touch| touch.is_whole)
    }

    fn touching(&self, of: &[usize], is: impl Fn(&Touch) -> bool) -> Vec<usize> {
        let is = |at: &&usize| self.index.touches.get(**at).is_some_and(&is);
        of.iter().filter(is).copied().collect()
    }

    fn about(&self, of: &[usize], is: impl Fn(&Change) -> bool) -> Vec<usize> {
        let is = |at: &&usize| self.changes.get(**at).is_some_and(&is);
        of.iter().filter(is).copied().collect()
    }
}

/// The first answer that is one.
fn first<const N: usize>(questions: [&mut dyn FnMut() -> Vec<usize>; N]) -> Vec<usize> {
    let mut answers = questions.into_iter().map(|ask| ask());
    answers.find(|found| !found.is_empty()).unwrap_or_default()
}

fn request(method: &str, path: &str) -> String {
    format!("{method} {}", crate::walk::canonical(path))
}

/// What is said of a change that no change of the documents explains.
pub(super) fn instead(change: &ApiChange, crates: &Crates<'_>) -> &'static str {
    match (&change.origin, crates.is_reconciled) {
        (Origin::Crate, _) => "every generated crate has it: it comes from no document",
        (_, true) if crates.has_other_version => {
            "the catalogue: the document is taken for one of another version of the product"
        }
        (_, true) => {
            "the catalogue stands here instead of the document, or what was repaired differs"
        }
        (_, false) => "what was repaired in the documents differs, not what they say",
    }
}
