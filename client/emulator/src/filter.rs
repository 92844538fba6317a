//! The query parameters `filter`, `search` and `sort`.

use crate::{call::Query, errors::Refusal};
use pvwa_api::operation::Version;
use std::cmp::Ordering;

/// Conditions joined by AND and, where the version knows it, OR.
pub(crate) struct Filter<T> {
    any_of: Vec<Vec<T>>,
}

/// The first version that takes values in quotes, and OR.
const QUOTES: Version = Version::new(14, 6, 0);

impl<T> Filter<T> {
    /// Reads the parameter `filter`. `read` makes a test of a property in lower case, its
    /// operator and its value, or `None` where the list has no such condition.
    pub(crate) fn read(
        query: &Query,
        version: Version,
        read: impl Fn(&str, &str, &str) -> Option<T>,
    ) -> Result<Self, Refusal> {
        let Some(text) = query.text("filter") else {
            return Ok(Self { any_of: Vec::new() });
        };
        parse(text, version >= QUOTES, read)
            .map(|any_of| Self { any_of })
            .ok_or_else(|| Refusal::invalid("filter", "The filter is not valid."))
    }

    /// Whether something passes, by how it fares in the single tests.
    pub(crate) fn passes(&self, test: impl Fn(&T) -> bool) -> bool {
        self.any_of.is_empty() || self.any_of.iter().any(|all_of| all_of.iter().all(&test))
    }

    /// All tests, however they are joined.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &T> {
        self.any_of.iter().flatten()
    }
}

fn parse<T>(
    text: &str,
    quotes: bool,
    read: impl Fn(&str, &str, &str) -> Option<T>,
) -> Option<Vec<Vec<T>>> {
    let words = words(text, quotes)?;
    let mut words = words.iter();
    let mut any_of = vec![Vec::new()];
    loop {
        let property = words.next()?.to_ascii_lowercase();
        let operator = words.next()?.to_ascii_lowercase();
        let test = read(&property, &operator, words.next()?)?;
        any_of.last_mut()?.push(test);
        match words.next() {
            None => return Some(any_of),
            Some(word) if word.eq_ignore_ascii_case("and") => {}
            Some(word) if quotes && word.eq_ignore_ascii_case("or") => any_of.push(Vec::new()),
            // A value with a space and without quotes ends up here.
            Some(_) => return None,
        }
    }
}

fn words(text: &str, quotes: bool) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, tail) = match rest.strip_prefix('"') {
            Some(quoted) if quotes => quoted.split_once('"')?,
            _ => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = tail.trim_start();
    }
    Some(words)
}

/// The words of the parameter `search`, in lower case.
pub(crate) fn search_words(query: &Query) -> Vec<String> {
    query.text("search").map(words_of).unwrap_or_default()
}

/// The words of a text to search for, in lower case.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// Something to sort by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Number(i64),
    Text(String),
}

/// The parameter `sort`: up to three properties, each with its direction.
pub(crate) struct Sort(Vec<(String, bool)>);

impl Sort {
    /// Reads `sort`, whether the properties stand in one parameter or in several.
    pub(crate) fn read(query: &Query, known: &[&str]) -> Result<Self, Refusal> {
        let keys = query
            .all("sort")
            .flat_map(|text| text.split(','))
            .map(|text| {
                let mut words = text.split_whitespace();
                let property = words.next()?.to_lowercase();
                let descending = match words.next() {
                    None => false,
                    Some(word) if word.eq_ignore_ascii_case("asc") => false,
                    Some(word) if word.eq_ignore_ascii_case("desc") => true,
                    Some(_) => return None,
                };
                let is_known = known
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(&property));
                (is_known && words.next().is_none()).then_some((property, descending))
            })
            .collect::<Option<Vec<_>>>()
            .filter(|keys| keys.len() <= 3)
            .ok_or_else(|| Refusal::invalid("sort", "The order is not valid."))?;
        Ok(Self(keys))
    }

    /// Sorts; what is alike stays in its order. `key` gets the property in lower case.
    pub(crate) fn sort<T>(&self, items: &mut Vec<T>, key: impl Fn(&T, &str) -> SortKey) {
        if self.0.is_empty() {
            return;
        }
        let mut keyed: Vec<(Vec<SortKey>, T)> = items
            .drain(..)
            .map(|item| {
                (
                    self.0.iter().map(|(name, _)| key(&item, name)).collect(),
                    item,
                )
            })
            .collect();
        keyed.sort_by(|(a, _), (b, _)| {
            let mut pairs = a.iter().zip(b).zip(&self.0);
            pairs
                .find_map(|((a, b), (_, descending))| {
                    let order = if *descending { b.cmp(a) } else { a.cmp(b) };
                    (order != Ordering::Equal).then_some(order)
                })
                .unwrap_or(Ordering::Equal)
        });
        items.extend(keyed.into_iter().map(|(_, item)| item));
    }
}
