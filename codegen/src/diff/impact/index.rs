//! The changes of documents by what they touch, under the names that it has in Rust.

use std::collections::{BTreeSet, HashMap};

use crate::diff::change::{Change, Place, Spot};
use crate::repair::identifier::type_name;
use crate::walk;

/// The changes by what they touch; each is known by its number.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// What each change says.
    pub(super) touches: Vec<Touch>,
    /// Request → changes that stand in that operation.
    own: HashMap<String, Vec<usize>>,
    /// Request → changes that it reaches.
    used: HashMap<String, Vec<usize>>,
    /// Type → changes of the schema.
    schemas: HashMap<String, Vec<usize>>,
    /// Area → changes in it.
    areas: HashMap<String, Vec<usize>>,
}

/// What one change is about.
#[derive(Debug, Default)]
pub(super) struct Touch {
    /// Whether it is about the place itself.
    pub(super) is_whole: bool,
    /// The names of parameters and properties, folded.
    pub(super) names: BTreeSet<String>,
    /// What stands there and what stood there, as words, folded.
    pub(super) values: BTreeSet<String>,
}

impl Index {
    /// Puts changes in order.
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut index = Self::default();
        for (at, change) in changes.iter().enumerate() {
            let put = |map: &mut HashMap<String, Vec<usize>>, keys: BTreeSet<String>| {
                for key in keys {
                    map.entry(key).or_default().push(at);
                }
            };
            let spots = || change.old.iter().chain(&change.new);
            let mut own = BTreeSet::new();
            let mut schemas = BTreeSet::new();
            match &change.place {
                Place::Operation { method, path, .. } => {
                    own.insert(request(method, path));
                    own.extend(spots().filter_map(operation));
                }
                Place::Schema { name } => {
                    schemas.insert(type_name(name));
                    if change.subject.is_empty() && !change.is.is_empty() {
                        schemas.insert(type_name(&change.is));
                    }
                    schemas.extend(spots().filter_map(schema));
                }
                Place::Document => {}
            }
            let mut used: BTreeSet<String> = own.clone();
            used.extend(change.used_by.all.iter().filter_map(|text| used_by(text)));
            put(&mut index.own, own);
            put(&mut index.used, used);
            put(&mut index.schemas, schemas);
            let areas = change.areas.iter().map(|area| folded(area));
            put(&mut index.areas, areas.collect());
            index.touches.push(touch(change));
        }
        index
    }

    /// Changes that stand in an operation.
    pub(super) fn own(&self, request: &str) -> &[usize] {
        self.own.get(request).map_or(&[], Vec::as_slice)
    }

    /// Changes that an operation reaches.
    pub(super) fn used(&self, request: &str) -> &[usize] {
        self.used.get(request).map_or(&[], Vec::as_slice)
    }

    /// Changes of the schema that became a type.
    pub(super) fn schema(&self, name: &str) -> &[usize] {
        self.schemas.get(name).map_or(&[], Vec::as_slice)
    }

    /// Changes in an area, by the name of its feature.
    pub(super) fn area(&self, name: &str) -> &[usize] {
        self.areas.get(&folded(name)).map_or(&[], Vec::as_slice)
    }
}

/// A name without what languages change in it: case and separators.
pub(super) fn folded(name: &str) -> String {
    let kept = name.chars().filter(|sign| sign.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// A request as operations are known by in the generated crate.
fn request(method: &str, path: &str) -> String {
    format!("{method} {}", walk::canonical(path))
}

/// The request out of `GET /api/Safes (response 200)`.
fn used_by(text: &str) -> Option<String> {
    let (method, rest) = text.split_once(' ')?;
    let path = rest.split_once(" (").map_or(rest, |(path, _)| path);
    path.starts_with('/').then(|| request(method, path))
}

/// The request in whose operation a place stands.
fn operation(spot: &Spot) -> Option<String> {
    let rest = spot.pointer.strip_prefix("/paths/")?;
    let (path, rest) = rest.split_once('/')?;
    let method = rest.split('/').next()?.to_ascii_uppercase();
    Some(request(&method, &unescaped(path)))
}

/// The type of the schema in which a place stands.
fn schema(spot: &Spot) -> Option<String> {
    let pointer = &spot.pointer;
    let rest = pointer
        .strip_prefix("/definitions/")
        .or_else(|| pointer.strip_prefix("/components/schemas/"))?;
    Some(type_name(&unescaped(rest.split('/').next()?)))
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

fn touch(change: &Change) -> Touch {
    let quoted = change.subject.split('`').skip(1).step_by(2);
    let mut names: BTreeSet<String> = quoted
        .flat_map(|path| path.split('.'))
        .map(folded)
        .collect();
    if change.evidence.is_some() {
        names.extend([folded(&change.was), folded(&change.is)]);
    }
    let values = change.was.split(", ").chain(change.is.split(", "));
    Touch {
        is_whole: change.subject.is_empty(),
        names: names.into_iter().filter(|name| !name.is_empty()).collect(),
        values: values
            .map(folded)
            .filter(|value| !value.is_empty())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_known_however_they_are_written() {
        assert_eq!(
            used_by("GET /API/Safes/{id} (response 200)").as_deref(),
            Some("GET /api/safes/{}")
        );
        assert_eq!(used_by("AddSafe"), None);
        let spot = Spot {
            file: String::new(),
            pointer: "/paths/~1api~1Safes~1{a}/get/parameters/3".to_owned(),
            line: None,
            column: None,
        };
        assert_eq!(operation(&spot).as_deref(), Some("GET /api/safes/{}"));
        assert_eq!(schema(&spot), None);
    }
}
