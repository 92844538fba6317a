//! Where a vault's own document says otherwise than the catalogue.
//!
//! [`against`] lists every operation, parameter and field that differs. What the two say of one
//! schema of ours is said once, however many operations reach it. [`Records`] holds the reasons for
//! the differences that are meant, so that what is left over is work to do.

mod bodies;
mod records;

pub use records::{Record, Records};

use super::compare::Entry;
use crate::walk;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One thing that a vault's document and the catalogue do not say alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// What it is about: `GET /API/Safes`, `GET /API/Safes query search`, `GET /API/Safes answer`,
    /// or `Safe.safeName` for the property of a schema of ours.
    pub subject: String,
    /// How the two differ.
    pub kind: DeviationKind,
    /// What the vault's document says; empty where it says nothing.
    pub theirs: String,
    /// What the catalogue says; empty where it says nothing.
    pub ours: String,
    /// The operations that it shows in, as `GET /API/Safes`; at least one.
    pub used_by: BTreeSet<String>,
}

/// How a vault's document and the catalogue differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviationKind {
    /// Only the vault's document has it.
    OnlyTheirs,
    /// Only the catalogue has it.
    OnlyOurs,
    /// Both have it, under names that differ by more than the catalogue's aliases.
    Spelling,
    /// Both have it, as values of other types.
    Type,
    /// Both have it, with other values to choose from.
    Values,
    /// Both have it, and only one of them insists on it.
    Required,
    /// Both have a body there, and they are not built alike.
    Shape,
}

impl DeviationKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::OnlyTheirs,
        Self::OnlyOurs,
        Self::Spelling,
        Self::Type,
        Self::Values,
        Self::Required,
        Self::Shape,
    ];

    /// The word for it in `_differences.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnlyTheirs => "only-theirs",
            Self::OnlyOurs => "only-ours",
            Self::Spelling => "spelling",
            Self::Type => "type",
            Self::Values => "values",
            Self::Required => "required",
            Self::Shape => "shape",
        }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.name(), self.subject)?;
        match (self.theirs.as_str(), self.ours.as_str()) {
            ("", "") => Ok(()),
            (theirs, "") => write!(f, ": the vault's document has {theirs}"),
            ("", ours) => write!(f, ": the catalogue has {ours}"),
            (theirs, ours) => write!(
                f,
                ": {theirs} in the vault's document, {ours} in the catalogue"
            ),
        }
    }
}

/// What `theirs`, a vault's document in OpenAPI 3.0, and `ours`, the catalogue as rendered for its
/// version, do not say alike; in the order of the subjects.
///
/// An operation that vaults never list (`x-in-swagger: false`) is not missed in their document.
pub fn against(ours: &Value, theirs: &Value) -> Vec<Deviation> {
    let known = super::compare::operations(ours);
    let served = super::compare::operations(theirs);
    let mut found = Found::default();
    for (key, entry) in &known {
        let subject = title(entry);
        match served.get(key) {
            Some(their_entry) => {
                parameters((ours, entry), (theirs, their_entry), &mut found);
                bodies::compare((ours, entry), (theirs, their_entry), &mut found);
            }
            None if entry.operation.get("x-in-swagger") == Some(&Value::Bool(true)) => {
                found.add(&subject, DeviationKind::OnlyOurs, "", "", &subject);
            }
            None => {}
        }
    }
    for (key, entry) in &served {
        if !known.contains_key(key) {
            let subject = title(entry);
            found.add(&subject, DeviationKind::OnlyTheirs, "", "", &subject);
        }
    }
    found.into_list()
}

/// The operation as its subject names it.
fn title(entry: &Entry<'_>) -> String {
    format!("{} {}", entry.named.method, entry.named.path)
}

/// Deviations, each once with all that shows it.
#[derive(Default)]
struct Found(BTreeMap<(String, DeviationKind, String, String), BTreeSet<String>>);

impl Found {
    fn add(&mut self, subject: &str, kind: DeviationKind, theirs: &str, ours: &str, by: &str) {
        let key = (subject.to_owned(), kind, theirs.to_owned(), ours.to_owned());
        self.0.entry(key).or_default().insert(by.to_owned());
    }

    fn into_list(self) -> Vec<Deviation> {
        let entries = self.0.into_iter();
        entries
            .map(|((subject, kind, theirs, ours), used_by)| Deviation {
                subject,
                kind,
                theirs,
                ours,
                used_by,
            })
            .collect()
    }
}

/// A parameter outside the path, as one side describes it.
struct Parameter<'a> {
    name: &'a str,
    required: bool,
    schema: &'a Value,
}

/// The parameters by place and name without case.
fn listed<'a>(document: &'a Value, entry: &Entry<'a>) -> BTreeMap<(String, String), Parameter<'a>> {
    let lists = [
        entry.item.get("parameters"),
        entry.operation.get("parameters"),
    ];
    let all = lists.into_iter().flatten().filter_map(Value::as_array);
    all.flatten()
        .filter_map(|parameter| {
            let parameter = super::compare::resolve(document, parameter);
            let name = parameter["name"].as_str()?;
            let place = parameter["in"].as_str().filter(|place| *place != "path")?;
            let what = Parameter {
                name,
                required: parameter["required"].as_bool().unwrap_or(false),
                schema: super::compare::resolve(document, &parameter["schema"]),
            };
            Some(((place.to_owned(), name.to_lowercase()), what))
        })
        .collect()
}

fn parameters(
    (ours, our_entry): (&Value, &Entry<'_>),
    (theirs, their_entry): (&Value, &Entry<'_>),
    found: &mut Found,
) {
    let by = title(our_entry);
    let known = listed(ours, our_entry);
    let served = listed(theirs, their_entry);
    let insists = |required: bool| if required { "required" } else { "optional" };
    for (key, parameter) in &known {
        let subject = format!("{by} {} {}", key.0, parameter.name);
        let mut add = |kind, theirs: &str, ours: &str| found.add(&subject, kind, theirs, ours, &by);
        let Some(their) = served.get(key) else {
            add(DeviationKind::OnlyOurs, "", insists(parameter.required));
            continue;
        };
        if parameter.name != their.name {
            add(DeviationKind::Spelling, their.name, parameter.name);
        }
        if parameter.required != their.required {
            let (theirs, ours) = (insists(their.required), insists(parameter.required));
            add(DeviationKind::Required, theirs, ours);
        }
        if let Some((kind, theirs, ours)) =
            bodies::values((ours, parameter.schema), (theirs, their.schema))
        {
            add(kind, &theirs, &ours);
        }
    }
    for (key, parameter) in served.iter().filter(|(key, _)| !known.contains_key(*key)) {
        let subject = format!("{by} {} {}", key.0, parameter.name);
        let what = insists(parameter.required);
        found.add(&subject, DeviationKind::OnlyTheirs, what, "", &by);
    }
}

/// The name of the schema that `value` refers to, alone or as the only member of an `allOf`.
fn referred(value: &Value) -> Option<&str> {
    let only = || match value["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => only["$ref"].as_str(),
        _ => None,
    };
    walk::schema_name(value["$ref"].as_str().or_else(only)?)
}
