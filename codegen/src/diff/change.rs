//! What a comparison finds, as everybody is told: each change once, with every judgement of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::impact::RustImpact;

/// How much a change matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nobody has to do anything.
    Info,
    /// It breaks some callers, or the documents do not tell.
    Warning,
    /// Callers that were right before are wrong now.
    Breaking,
}

/// By whose words a change is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// CyberArk's own: what it promises not to do without notice.
    Vendor,
    /// What goes over the wire: whatever a correct caller can notice.
    Strict,
    /// Both: the worse of the two counts.
    Both,
}

/// Two documents, compared.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Comparison {
    /// The document that was there first.
    pub old: Side,
    /// The document that takes its place.
    pub new: Side,
    /// Every change, the gravest first within each place.
    pub changes: Vec<Change>,
    /// What the accept file says that is no longer so.
    pub notes: Vec<String>,
    /// What follows for the generated crate, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<RustImpact>,
}

/// One of the two documents.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Side {
    /// How it was named: a file, a label or a version.
    pub name: String,
    /// The version that the document gives itself; `None` where it gives none.
    pub version: Option<String>,
    /// The description language, such as `Swagger 2.0`.
    pub language: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many schemas it names.
    pub schemas: usize,
    /// How it was made ready to generate, if it was: what a client has no use for is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalised: Option<Normalised>,
}

/// How a document was made ready to generate, as `cargo xtask normalize` notes it at its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Normalised {
    /// Whether the catalogue corrected it.
    pub catalogue: bool,
    /// Whether the site's overlays changed it.
    pub overlays: bool,
}

impl Normalised {
    /// The key at the root of a document that says it.
    pub const KEY: &str = "x-normalised";
}

/// What happened to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is gone.
    Removed,
    /// It has another name, or stands at another path.
    Renamed,
    /// It is not what it was.
    Changed,
    /// It is new.
    Added,
}

/// One change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// What tells this change from every other, the same in each run: twelve hexadecimal digits.
    pub fingerprint: String,
    /// What happened.
    pub kind: Kind,
    /// Where it happened.
    pub place: Place,
    /// The areas of the API that it touches, such as `Accounts`, in order.
    pub areas: Vec<String>,
    /// What changed there, such as ``query parameter `limit` ``; empty for the place itself.
    pub subject: String,
    /// What happened to it, such as `the maximum was decreased`.
    pub what: String,
    /// What it was, in a few words; empty where there was nothing.
    pub was: String,
    /// What it is now, in a few words; empty where there is nothing.
    pub is: String,
    /// Why two things are taken for one with another name; `None` for what was not renamed.
    pub evidence: Option<String>,
    /// What follows for whom: a row for each rule that it breaks or keeps, the gravest first.
    pub verdicts: Vec<Verdict>,
    /// Which operations reach it; one operation where the place is one.
    pub used_by: Uses,
    /// Where it stood; `None` for what is new.
    pub old: Option<Spot>,
    /// Where it stands; `None` for what is gone.
    pub new: Option<Spot>,
    /// Who accepted it, if the accept file says so.
    pub accepted: Option<Accepted>,
}

/// Where something changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "in")]
pub enum Place {
    /// In one operation, or in several that say the same.
    Operation {
        /// The method in capitals.
        method: String,
        /// The path as the old document writes it, or the new one where it is new.
        path: String,
        /// The operationId; empty where it has none.
        id: String,
    },
    /// In a schema that has a name.
    Schema {
        /// The name in the old document, or in the new one where it is new.
        name: String,
    },
    /// In what stands beside the operations: security, information, webhooks.
    Document,
}

/// One rule's judgement of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verdict {
    /// The rule: `cargo xtask rules RULE` explains it.
    pub rule: Cow<'static, str>,
    /// How much it matters on the wire.
    pub strict: Level,
    /// How much it matters by the vendor's words.
    pub vendor: Level,
    /// In how many operations it has this effect.
    pub operations: usize,
}

/// The operations that reach a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Uses {
    /// How many there are.
    pub count: usize,
    /// The first of them, such as `GET /api/Accounts (response 200)`, in order.
    pub first: Vec<String>,
    /// All of them, for whoever looks for one; only the first are told.
    #[serde(skip)]
    pub all: Vec<String>,
}

/// Where in a document something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spot {
    /// The file as it was named.
    pub file: String,
    /// The JSON pointer to it.
    pub pointer: String,
    /// The line, from 1; `None` for a document made in memory.
    pub line: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
}

/// That somebody looked at a change and took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Accepted {
    /// Why.
    pub reason: String,
    /// The last day on which that holds, as `2027-01-31`; `None` for always.
    pub until: Option<String>,
}

/// How many changes there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Changes that break callers.
    pub breaking: usize,
    /// Changes that may.
    pub warnings: usize,
    /// All others.
    pub infos: usize,
    /// Changes that were accepted: they count nowhere else.
    pub accepted: usize,
}

impl Change {
    /// How much it matters under a policy.
    pub fn level(&self, policy: Policy) -> Level {
        let levels = self.verdicts.iter().map(|verdict| verdict.level(policy));
        levels.max().unwrap_or(Level::Info)
    }

    /// The rule that names it best: the first, which is the gravest.
    pub fn rule(&self) -> &str {
        self.verdicts.first().map_or("", |verdict| &verdict.rule)
    }
}

impl Verdict {
    /// How much it matters under a policy.
    pub fn level(&self, policy: Policy) -> Level {
        match policy {
            Policy::Vendor => self.vendor,
            Policy::Strict => self.strict,
            Policy::Both => self.strict.max(self.vendor),
        }
    }
}

impl Comparison {
    /// How many changes there are of each level under a policy.
    pub fn counts(&self, policy: Policy) -> Counts {
        count(self.changes.iter(), policy)
    }

    /// The same for each area; a change of several areas counts in each of them.
    pub fn areas(&self, policy: Policy) -> BTreeMap<&str, Counts> {
        let mut areas: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
        for change in &self.changes {
            for area in &change.areas {
                areas.entry(area).or_default().push(change);
            }
        }
        areas
            .into_iter()
            .map(|(area, changes)| (area, count(changes.into_iter(), policy)))
            .collect()
    }

    /// Leaves out what does not touch an area; its name is taken in whatever case.
    pub fn keep_area(&mut self, area: &str) {
        let touches = |other: &String| other.eq_ignore_ascii_case(area);
        self.changes
            .retain(|change| change.areas.iter().any(touches));
        if let Some(rust) = &mut self.rust {
            let changes = self.changes.iter();
            rust.keep(&changes.map(|change| change.fingerprint.as_str()).collect());
        }
    }

    /// The gravest level of what was not accepted; `None` where nothing changed.
    pub fn worst(&self, policy: Policy) -> Option<Level> {
        let open = self
            .changes
            .iter()
            .filter(|change| change.accepted.is_none());
        open.map(|change| change.level(policy)).max()
    }
}

fn count<'a>(changes: impl Iterator<Item = &'a Change>, policy: Policy) -> Counts {
    let mut counts = Counts::default();
    for change in changes {
        let slot = match (&change.accepted, change.level(policy)) {
            (Some(_), _) => &mut counts.accepted,
            (None, Level::Breaking) => &mut counts.breaking,
            (None, Level::Warning) => &mut counts.warnings,
            (None, Level::Info) => &mut counts.infos,
        };
        *slot += 1;
    }
    counts
}
