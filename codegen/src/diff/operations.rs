//! The operations of two documents: which belong together, which are new, gone or moved.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::api::{Operation, SchemaAt};
use super::change::{Kind, Place};
use super::compared::{Compared, Home, Pair, Told, area};
use super::lifecycle::{Stability, Sunset};
use super::names::{self, Likeness};

mod bodies;
mod own;
mod parameters;
mod responses;
mod security;

/// The operations of one side that have no partner.
type Left<'t> = Vec<Operation<'t>>;

impl<'t> Compared<'t> {
    /// Compares all operations.
    pub(super) fn operations(&mut self) {
        let (pairs, gone, added) = paired(&self.old.operations, &self.new.operations);
        let moved = self.moved(&gone, &added);
        for (old, new) in pairs {
            self.operation(old, new);
        }
        for (from, to, evidence) in &moved {
            let (Some(old), Some(new)) = (gone.get(*from), added.get(*to)) else {
                continue;
            };
            self.tell_moved(old, new, evidence);
            self.operation(old.clone(), new.clone());
        }
        let (from, to): (HashSet<usize>, HashSet<usize>) =
            moved.iter().map(|(from, to, _)| (*from, *to)).unzip();
        for (at, operation) in gone.iter().enumerate() {
            if !from.contains(&at) {
                self.tell_gone(operation);
            }
        }
        for (at, operation) in added.iter().enumerate() {
            if !to.contains(&at) {
                self.tell_added(operation);
            }
        }
    }

    /// Compares the webhooks: what they take is judged as what operations take.
    pub(super) fn webhooks(&mut self) {
        let (pairs, gone, added) = paired(&self.old.webhooks, &self.new.webhooks);
        for (old, new) in pairs {
            self.operation(named_webhook(old), named_webhook(new));
        }
        let sides = [
            ("webhook-removed", Kind::Removed, gone),
            ("webhook-added", Kind::Added, added),
        ];
        for (rule, kind, operations) in sides {
            for operation in operations {
                let node = Some(operation.item);
                let nodes = if kind == Kind::Added {
                    (None, node)
                } else {
                    (node, None)
                };
                let told =
                    Told::new(rule, format!("webhook `{}`", operation.path), nodes).kind(kind);
                self.add(Place::Document, "", Some(&area(&operation)), told);
            }
        }
    }

    fn operation(&mut self, old: Operation<'t>, new: Operation<'t>) {
        let area = area(&new);
        let place = place(&old);
        let levels = (Stability::of(old.node), Stability::of(new.node));
        let pair = Pair {
            stability: levels.1.unwrap_or(Stability::Stable),
            home: Rc::new(Home {
                place,
                area: Some(area),
            }),
            old,
            new,
        };
        if !self.stability(&pair, levels) {
            return;
        }
        self.own(&pair);
        self.parameters(&pair);
        self.bodies(&pair);
        self.responses(&pair);
        self.security(&pair);
    }

    /// Operations that stand at another path now: what is gone, what is new, and why they are one.
    fn moved(
        &mut self,
        gone: &[Operation<'t>],
        added: &[Operation<'t>],
    ) -> Vec<(usize, usize, String)> {
        if gone.is_empty() || added.is_empty() {
            return Vec::new();
        }
        let was: Vec<&str> = gone.iter().map(|operation| operation.path).collect();
        let is: Vec<&str> = added.iter().map(|operation| operation.path).collect();
        let mut found = by_id(gone, added);
        let old = self.old;
        let new = self.new;
        let schemas = &mut self.schemas;
        let taken: (HashSet<usize>, HashSet<usize>) =
            found.iter().map(|(from, to, _)| (*from, *to)).unzip();
        let others = names::matched(&was, &is, |from, to| {
            let taken = taken.0.contains(&from) || taken.1.contains(&to);
            let (Some(before), Some(after)) = (gone.get(from), added.get(to)) else {
                return Likeness::default();
            };
            if taken
                || before.method != after.method
                || before.id().is_some() && after.id().is_some()
            {
                return Likeness::default();
            }
            let body =
                |api: &super::api::Api<'t>, operation: &Operation<'t>| -> Option<SchemaAt<'t>> {
                    api.request_body(operation)?.media.first()?.schema
                };
            let same_body = match (body(old, before), body(new, after)) {
                (None, None) => true,
                (Some(a), Some(b)) => schemas.are_same(a, b),
                _ => false,
            };
            let summary = |operation: &Operation<'t>| {
                operation
                    .node
                    .text_at("summary")
                    .filter(|text| !text.is_empty())
            };
            Likeness {
                same_shape: same_body,
                same_words: summary(before).is_some() && summary(before) == summary(after),
                same_need: false,
            }
        });
        for (from, to, evidence) in others {
            if !taken.0.contains(&from)
                && !taken.1.contains(&to)
                && let (Some(before), Some(after)) = (gone.get(from), added.get(to))
                && before.method == after.method
            {
                found.push((from, to, evidence));
            }
        }
        found
    }

    fn tell_moved(&mut self, old: &Operation<'t>, new: &Operation<'t>, evidence: &str) {
        let removed = self.removal(old);
        let told = Told::new("api-path-renamed", "", (Some(old.node), Some(new.node)))
            .kind(Kind::Renamed)
            .texts(old.title(), new.title())
            .because(evidence);
        let told = match removed {
            Some(rule) => told.also(rule),
            None => told,
        };
        let place = place(old);
        let used = super::compared::used(&place);
        self.add(place, &used, Some(&area(old)), told.also("endpoint-added"));
    }

    fn tell_gone(&mut self, operation: &Operation<'t>) {
        let Some(rule) = self.removal(operation) else {
            return;
        };
        let place = place(operation);
        let used = super::compared::used(&place);
        let told = Told::new(rule, "", (Some(operation.node), None)).kind(Kind::Removed);
        self.add(place, &used, Some(&area(operation)), told);
    }

    fn tell_added(&mut self, operation: &Operation<'t>) {
        let place = place(operation);
        let used = super::compared::used(&place);
        let told = Told::new("endpoint-added", "", (None, Some(operation.node))).kind(Kind::Added);
        self.add(place, &used, Some(&area(operation)), told);
    }

    /// The rule that an operation comes under which is gone; `None` where nobody may rely on it.
    fn removal(&self, operation: &Operation<'t>) -> Option<&'static str> {
        let path_left = self.new.has_path(&operation.canonical);
        let pick = |method: &'static str, path: &'static str| if path_left { method } else { path };
        let Some(stability) = Stability::of(operation.node) else {
            return Some("api-invalid-stability-level");
        };
        if stability < self.settings.stability {
            return None;
        }
        if !operation.node.is_true("deprecated") {
            return Some(pick(
                "api-removed-without-deprecation",
                "api-path-removed-without-deprecation",
            ));
        }
        Some(match Sunset::of(operation.node) {
            Sunset::Unreadable => "api-path-sunset-parse",
            Sunset::On(date) if self.settings.today < date => pick(
                "api-removed-before-sunset",
                "api-path-removed-before-sunset",
            ),
            _ => pick(
                "api-removed-with-deprecation",
                "api-path-removed-with-deprecation",
            ),
        })
    }
}

/// Operations with the same method and operationId: what is gone, what is new, and the evidence.
fn by_id(gone: &[Operation<'_>], added: &[Operation<'_>]) -> Vec<(usize, usize, String)> {
    let mut ids: HashMap<(&str, &str), usize> = HashMap::new();
    for (to, operation) in added.iter().enumerate() {
        if let Some(id) = operation.id() {
            ids.entry((operation.method, id)).or_insert(to);
        }
    }
    let mut found = Vec::new();
    for (from, operation) in gone.iter().enumerate() {
        if let Some(id) = operation.id()
            && let Some(to) = ids.remove(&(operation.method, id))
        {
            let evidence = format!("the same method and the same operationId `{id}`");
            found.push((from, to, evidence));
        }
    }
    found
}

/// Where an operation stands.
pub(super) fn place(operation: &Operation<'_>) -> Place {
    Place::Operation {
        method: operation.method.to_ascii_uppercase(),
        path: operation.path.to_owned(),
        id: operation.id().unwrap_or_default().to_owned(),
    }
}

fn named_webhook(operation: Operation<'_>) -> Operation<'_> {
    operation
}

/// Operations of both sides that are the same, and those of either side that are left.
///
/// By method and path; where no path is the same to the letter, by the path as servers take it.
fn paired<'t>(
    old: &[Operation<'t>],
    new: &[Operation<'t>],
) -> (Vec<(Operation<'t>, Operation<'t>)>, Left<'t>, Left<'t>) {
    let mut exact: HashMap<(&str, &str), usize> = HashMap::new();
    let mut alike: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, operation) in new.iter().enumerate() {
        exact.insert((operation.method, operation.path), at);
        alike
            .entry((operation.method, &operation.canonical))
            .or_default()
            .push(at);
    }
    let mut taken = vec![false; new.len()];
    let mut partners: Vec<Option<usize>> = vec![None; old.len()];
    for (partner, operation) in partners.iter_mut().zip(old) {
        *partner = exact.get(&(operation.method, operation.path)).copied();
        if let Some(slot) = partner.and_then(|at| taken.get_mut(at)) {
            *slot = true;
        }
    }
    for (partner, operation) in partners
        .iter_mut()
        .zip(old)
        .filter(|(partner, _)| partner.is_none())
    {
        let candidates = alike.get(&(operation.method, operation.canonical.as_str()));
        let free = candidates
            .into_iter()
            .flatten()
            .find(|at| taken.get(**at) == Some(&false));
        *partner = free.copied();
        if let Some(slot) = free.and_then(|at| taken.get_mut(*at)) {
            *slot = true;
        }
    }
    let mut pairs = Vec::new();
    let mut gone = Vec::new();
    for (operation, partner) in old.iter().zip(partners) {
        match partner.and_then(|at| new.get(at)) {
            Some(now) => pairs.push((operation.clone(), now.clone())),
            None => gone.push(operation.clone()),
        }
    }
    let left = new.iter().zip(taken).filter(|(_, taken)| !taken);
    (
        pairs,
        gone,
        left.map(|(operation, _)| operation.clone()).collect(),
    )
}
