//! Where references lead.

use serde_json::Value;

use super::Bundler;
use super::files::{Files, ROOT};
use super::part::Part;
use super::reference::{Reference, pointer};
use crate::document::clip;
use crate::problem::{Problem, Refusal};

/// How many references one after another are followed: more is a circle.
const FAR: usize = 32;

/// A node in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target {
    pub(super) file: usize,
    /// The keys that lead there.
    pub(super) keys: Vec<String>,
}

impl Target {
    /// The node under a key of this one.
    pub(super) fn below(&self, key: &str) -> Self {
        let mut below = self.clone();
        below.keys.push(key.to_owned());
        below
    }
}

/// How far a target exists.
enum Step {
    Here,
    /// A reference stands in the way, which these keys go on from.
    Onward(String, Vec<String>),
    Missing,
}

impl Bundler<'_> {
    /// The node that a reference in a file means, at the end of all references; `None` where it
    /// stays as it is.
    pub(super) fn find(&mut self, text: &str, file: usize) -> Result<Option<Target>, Refusal> {
        match self.first(text, file)? {
            Some(target) => self.resolve(target).map(Some),
            None => Ok(None),
        }
    }

    /// Follows the references that stand on the way to a target, and at it.
    pub(super) fn resolve(&mut self, mut target: Target) -> Result<Target, Refusal> {
        for _ in 0..FAR {
            if target.file == ROOT {
                return Ok(target);
            }
            let (text, rest) = match self.step(&target) {
                Step::Here => return Ok(target),
                Step::Missing => return Err(self.missing(&target).into()),
                Step::Onward(text, rest) => (text, rest),
            };
            match self.first(&text, target.file)? {
                Some(next) => {
                    target = next;
                    target.keys.extend(rest);
                    // A short reference may stand for a long one, many times.
                    let size = target.keys.iter().map(String::len).sum();
                    self.measure.take(size).map_err(|problem| *problem)?;
                }
                // It refers to an address, and stays.
                None if rest.is_empty() => return Ok(target),
                None => return Err(self.missing(&target).into()),
            }
        }
        Err(Problem::new(
            format!("{} refers to itself", self.shown(&target)),
            "let one of the references in the circle name something else",
        )
        .into())
    }

    /// The node that a reference names, whatever stands there.
    fn first(&mut self, text: &str, file: usize) -> Result<Option<Target>, Refusal> {
        let target = match Reference::parse(text) {
            Some(Reference::File { path, keys }) => Target {
                file: self.files.open(file, &path)?,
                keys,
            },
            Some(Reference::Local { keys }) if file != ROOT => {
                let target = Target { file, keys };
                // Written as if the file were a part of the document already.
                match self.step(&target) {
                    Step::Missing if self.names.is_own(&target.keys) => Target {
                        file: ROOT,
                        ..target
                    },
                    _ => target,
                }
            }
            Some(Reference::Name(name)) if file != ROOT => {
                let heads: [&[&str]; 2] = [&["definitions"], &["components", "schemas"]];
                let found = heads.into_iter().find_map(|head| {
                    let keys = head.iter().copied().chain([name.as_str()]);
                    let keys = keys.map(str::to_owned).collect();
                    let target = Target { file, keys };
                    self.value_at(&target).is_some().then_some(target)
                });
                match found {
                    Some(target) => target,
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(target))
    }

    fn step(&self, target: &Target) -> Step {
        let Some(mut value) = self.files.value(target.file) else {
            return Step::Here;
        };
        for (index, key) in target.keys.iter().enumerate() {
            match (member(value, key), value["$ref"].as_str()) {
                (Some(inner), _) => value = inner,
                (None, Some(text)) => {
                    return Step::Onward(text.to_owned(), target.keys[index..].to_vec());
                }
                (None, None) => return Step::Missing,
            }
        }
        match alias(value) {
            Some(text) => Step::Onward(text.to_owned(), Vec::new()),
            None => Step::Here,
        }
    }

    pub(super) fn value_at(&self, target: &Target) -> Option<&Value> {
        value_at(&self.files, target)
    }

    fn missing(&self, target: &Target) -> Problem {
        Problem::new(
            format!("{} does not exist", self.shown(target)),
            "correct the reference, or put what it names into the file",
        )
    }

    /// A target as an error names it.
    pub(super) fn shown(&self, target: &Target) -> String {
        let file = clip(&self.files.relative(target.file));
        match target.keys.is_empty() {
            true => format!("`{file}`"),
            false => format!("`{}` in `{file}`", clip(&pointer(&target.keys))),
        }
    }
}

/// What stands at a target in another file.
pub(super) fn value_at<'f>(files: &'f Files, target: &Target) -> Option<&'f Value> {
    let value = files.value(target.file)?;
    target
        .keys
        .iter()
        .try_fold(value, |value, key| member(value, key))
}

fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(object) => object.get(key),
        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The reference that a value is and nothing else.
pub(super) fn alias(value: &Value) -> Option<&str> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    object.get("$ref")?.as_str()
}

/// The reference that a part is or holds.
pub(super) fn reference(value: &Value, part: Part) -> Option<&str> {
    match value {
        Value::String(text) if part.is_choice() => Some(text),
        Value::Object(object) => object.get("$ref")?.as_str(),
        _ => None,
    }
}
