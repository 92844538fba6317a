//! Which places of a document a target selects.
//!
//! A JSONPath is followed step by step, and each place is kept once however often it is reached:
//! that bounds what `..` can do, and tells which step of a target leads nowhere.

use super::cost::{self, Budget, TooMuch};
use super::problems::{list, shown};
use super::target::{Step, Target};
use crate::document::clip;
use crate::walk;
use serde_json::Value;
use serde_json_path::{JsonPath, LocatedNode, PathElement};
use std::collections::HashSet;

/// Why a target selects nothing.
pub(super) enum Miss {
    /// A step leads nowhere.
    Nothing {
        /// What matches up to that step, in a sentence without a full stop.
        why: String,
        /// The name that was probably meant.
        meant: Option<String>,
    },
    /// A bound is reached.
    TooMuch,
}

impl From<TooMuch> for Miss {
    fn from(_: TooMuch) -> Self {
        Self::TooMuch
    }
}

/// The JSON pointers to what `target` selects, in the order of the document, each once.
pub(super) fn find(
    target: &Target,
    document: &Value,
    budget: &mut Budget,
) -> Result<Vec<String>, Miss> {
    let mut search = Search {
        document,
        places: vec![Place {
            value: document,
            parent: 0,
            key: Key::Root,
        }],
        budget,
    };
    let mut current = vec![0];
    for (index, step) in target.steps.iter().enumerate() {
        let next = search.follow(step, &current)?;
        if next.is_empty() {
            return Err(search.nothing(target, index, &current));
        }
        current = next;
    }
    Ok(search.pointers(&current)?)
}

/// A place that was reached.
struct Place<'a> {
    value: &'a Value,
    /// The index of the place around it.
    parent: usize,
    key: Key<'a>,
}

#[derive(Clone, Copy)]
enum Key<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

struct Search<'a, 'b> {
    document: &'a Value,
    places: Vec<Place<'a>>,
    budget: &'b mut Budget,
}

impl<'a> Search<'a, '_> {
    /// The places that a step leads to from others.
    fn follow(&mut self, step: &Step, from: &[usize]) -> Result<Vec<usize>, TooMuch> {
        let mut next = Vec::new();
        let mut selected = HashSet::new();
        let mut passed = HashSet::new();
        for &start in from {
            let mut left = vec![start];
            while let Some(at) = left.pop() {
                // Where one place lies in another, what is in it was passed already.
                if step.descends && !passed.insert(address(self.places[at].value)) {
                    continue;
                }
                self.select(step, at, &mut selected, &mut next)?;
                if step.descends {
                    let first = self.places.len();
                    self.enter(at)?;
                    left.extend((first..self.places.len()).rev());
                }
            }
        }
        Ok(next)
    }

    /// Adds everything that stands directly inside a place.
    fn enter(&mut self, at: usize) -> Result<(), TooMuch> {
        match self.places[at].value {
            Value::Object(object) => {
                for (name, value) in object {
                    self.place(value, at, Key::Name(name))?;
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    self.place(value, at, Key::Index(index))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn place(&mut self, value: &'a Value, parent: usize, key: Key<'a>) -> Result<usize, TooMuch> {
        let index = self.places.len();
        cost::places(index)?;
        self.places.push(Place { value, parent, key });
        Ok(index)
    }

    /// Asks the selector of a step of one place.
    fn select(
        &mut self,
        step: &Step,
        at: usize,
        selected: &mut HashSet<*const Value>,
        next: &mut Vec<usize>,
    ) -> Result<(), TooMuch> {
        let value = self.places[at].value;
        // A filter that asks for something at the root is asked from there.
        let way = step.asks_root().then(|| self.normalized(at));
        let length = way.as_ref().map_or(0, String::len);
        self.budget.ask(step, value, self.document, length)?;
        for node in &self.query(step, value, way) {
            if !selected.insert(address(node.node())) {
                continue;
            }
            let key = match node.location().last() {
                Some(PathElement::Name(name)) => Key::Name(name),
                Some(PathElement::Index(index)) => Key::Index(*index),
                None => Key::Root,
            };
            next.push(self.place(node.node(), at, key)?);
        }
        Ok(())
    }

    /// What a selector selects in a value; `way` leads to it from the root, where that matters.
    fn query(&self, step: &Step, value: &'a Value, way: Option<String>) -> Vec<LocatedNode<'a>> {
        let Some(way) = way else {
            return step.query.query_located(value).all();
        };
        match JsonPath::parse(&format!("{way}{}", step.selector)) {
            Ok(path) => path.query_located(self.document).all(),
            Err(_) => Vec::new(),
        }
    }

    /// The keys from the root to a place.
    fn keys(&self, at: usize) -> Vec<Key<'a>> {
        let mut keys = Vec::new();
        let mut at = at;
        while !matches!(self.places[at].key, Key::Root) {
            keys.push(self.places[at].key);
            at = self.places[at].parent;
        }
        keys.reverse();
        keys
    }

    fn pointer(&self, at: usize) -> String {
        let mut pointer = String::new();
        for key in self.keys(at) {
            pointer.push('/');
            match key {
                Key::Root => {}
                Key::Name(name) => pointer.push_str(&walk::escape(name)),
                Key::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// A place as a JSONPath that selects it alone.
    fn normalized(&self, at: usize) -> String {
        let mut path = "$".to_owned();
        for key in self.keys(at) {
            match key {
                Key::Root => {}
                // The strings of JSON are strings of JSONPath.
                Key::Name(name) => path.push_str(&format!("[{}]", Value::from(name))),
                Key::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    fn pointers(&self, places: &[usize]) -> Result<Vec<String>, TooMuch> {
        let mut bytes: usize = 0;
        let mut pointers = Vec::with_capacity(places.len());
        for &at in places {
            let pointer = self.pointer(at);
            bytes = bytes.saturating_add(pointer.len());
            cost::pointers(bytes)?;
            pointers.push(pointer);
        }
        Ok(pointers)
    }

    /// Says how far a target leads whose step `index` leads nowhere.
    fn nothing(&self, target: &Target, index: usize, reached: &[usize]) -> Miss {
        let step = &target.steps[index];
        let beginning = shown(target.beginning(index));
        let first = reached.first().copied().unwrap_or_default();
        let value = self.places[first].value;
        let has = match value {
            Value::Object(object) if object.is_empty() => "an empty object".to_owned(),
            Value::Object(object) => format!("has {}", list(object.keys().map(String::as_str))),
            Value::Array(list) => match list.len() {
                0 => "an empty list".to_owned(),
                1 => "a list of one entry".to_owned(),
                length => format!("a list of {length} entries"),
            },
            other => kind(other).to_owned(),
        };
        let has = match has.starts_with("has ") {
            true => has,
            false => format!("is {has}"),
        };
        let why = match (index, reached) {
            (0, _) => format!("the document {has}"),
            (_, [_]) => format!("`{beginning}` still matches, and {has}"),
            _ => format!(
                "`{beginning}` still matches {} places; the first, {}, {has}",
                reached.len(),
                self.pointer(first)
            ),
        };
        let meant = step.name().and_then(|name| {
            let mut keys = value.as_object()?.keys();
            let meant = keys.find(|key| key.eq_ignore_ascii_case(name))?;
            Some(clip(meant))
        });
        Miss::Nothing { why, meant }
    }
}

/// What tells one place of a document from another.
fn address(value: &Value) -> *const Value {
    value
}

/// What a value is, to a person.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
