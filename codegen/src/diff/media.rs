//! Media types: which of two lists belong together.
//!
//! A type belongs to one that it refines, as `application/problem+json` refines
//! `application/json`; parameters such as the version tell types apart only by name.

use super::api::Media;

/// How the media type of one side is related to that of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is the same.
    Same,
    /// Only its parameters differ.
    OtherParameters,
    /// The new one refines the old one.
    Narrower,
    /// The old one refines the new one.
    Wider,
}

/// The media types of two lists that belong together, and those that are left.
pub(super) struct Matched<'t> {
    pub(super) pairs: Vec<(Media<'t>, Media<'t>, Relation)>,
    pub(super) gone: Vec<Media<'t>>,
    pub(super) added: Vec<Media<'t>>,
}

/// Pairs the media types of two bodies.
pub(super) fn matched<'t>(was: &[Media<'t>], is: &[Media<'t>]) -> Matched<'t> {
    let mut found = Matched {
        pairs: Vec::new(),
        gone: was.to_vec(),
        added: Vec::new(),
    };
    for new in is {
        match found.gone.iter().position(|old| old.name == new.name) {
            Some(at) => {
                let old = found.gone.remove(at);
                found.pairs.push((old, *new, Relation::Same));
            }
            None => found.added.push(*new),
        }
    }
    for new in std::mem::take(&mut found.added) {
        let related = |(at, old): (usize, &Media<'t>)| Some((at, relation(old.name, new.name)?));
        match found.gone.iter().enumerate().find_map(related) {
            Some((at, relation)) => {
                let old = found.gone.remove(at);
                found.pairs.push((old, new, relation));
            }
            None => found.added.push(new),
        }
    }
    found
}

/// Whether what is written in a media type is JSON.
pub(super) fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or(name).trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.to_ascii_lowercase().ends_with("+json")
}

/// A media type in its parts, in lower case.
struct Parts {
    kind: String,
    subtype: String,
    suffix: Option<String>,
    parameters: String,
}

fn parts(name: &str) -> Option<Parts> {
    let lower = name.to_ascii_lowercase();
    let (essence, parameters) = lower.split_once(';').unwrap_or((&lower, ""));
    let (kind, subtype) = essence.trim().split_once('/')?;
    let (subtype, suffix) = match subtype.split_once('+') {
        Some((subtype, suffix)) => (subtype, Some(suffix.to_owned())),
        None => (subtype, None),
    };
    Some(Parts {
        kind: kind.to_owned(),
        subtype: subtype.to_owned(),
        suffix,
        parameters: parameters
            .split(';')
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(";"),
    })
}

fn relation(old: &str, new: &str) -> Option<Relation> {
    let (old, new) = (parts(old)?, parts(new)?);
    let contains = |wide: &Parts, narrow: &Parts| {
        let refined =
            wide.suffix.is_none() && narrow.suffix.as_deref() == Some(wide.subtype.as_str());
        let same = wide.subtype == narrow.subtype && wide.suffix == narrow.suffix;
        wide.kind == narrow.kind && (refined || same)
    };
    let (narrower, wider) = (contains(&old, &new), contains(&new, &old));
    match (narrower, wider) {
        (false, false) => None,
        _ if old.parameters != new.parameters => Some(Relation::OtherParameters),
        (true, true) => Some(Relation::Same),
        (true, false) => Some(Relation::Narrower),
        (false, true) => Some(Relation::Wider),
    }
}
