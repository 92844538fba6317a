//! The differences that are meant, each with its reason: `_differences.yaml`.

use super::{Deviation, DeviationKind};
use crate::document::Document;
use crate::operation::Version;
use crate::problem::{Problem, Refusal};
use serde_json::Value;
use std::path::Path;

/// The file of the catalogue that holds the records.
pub(in crate::catalogue) const FILE: &str = "_differences.yaml";

/// What was recorded of the differences between vaults' documents and the catalogue.
#[derive(Debug, Default)]
pub struct Records(Vec<Record>);

/// One row: some differences that are meant, and why.
#[derive(Debug)]
pub struct Record {
    /// Subjects of [`Deviation`]s; a `*` stands for any text.
    pub at: Vec<String>,
    /// The kinds that it speaks of; every kind where it names none.
    pub kinds: Vec<DeviationKind>,
    /// What the vault's document says, where the row speaks of that alone.
    pub theirs: Option<String>,
    /// The versions it speaks of; every version where it names none.
    pub versions: Vec<Version>,
    /// Why the catalogue stands.
    pub reason: String,
    /// Whether what only a vault's document has is wrong and left out of what is generated for it.
    pub drop: bool,
    /// Where the row stands, as `file:line:column`.
    pub place: String,
}

impl Records {
    /// Reads the records from a catalogue's folder; none where it has no such file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, and with every row that is not as `spec/README.md` documents
    /// it.
    pub(in crate::catalogue) fn load(dir: &Path) -> Result<Self, Refusal> {
        let path = dir.join(FILE);
        if !path.is_file() {
            return Ok(Self::default());
        }
        Self::parse(&Document::read_data(&path)?)
    }

    /// Reads the rows of a file.
    pub(crate) fn parse(file: &Document) -> Result<Self, Refusal> {
        let rows = file.value.as_array().map(Vec::as_slice);
        let Some(rows) = rows else {
            return Err(wrong(file, "", "the file is no list").into());
        };
        let mut records = Vec::new();
        let mut problems = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            match record(file, &format!("/{index}"), row) {
                Ok(record) => records.push(record),
                Err(problem) => problems.push(*problem),
            }
        }
        match problems.is_empty() {
            true => Ok(Self(records)),
            false => Err(Refusal(problems)),
        }
    }

    /// All rows, in the order of the file.
    pub fn all(&self) -> &[Record] {
        &self.0
    }

    /// The row that explains a difference of that version; `None` where none does.
    pub fn explains(&self, deviation: &Deviation, version: Version) -> Option<&Record> {
        let Deviation {
            subject,
            kind,
            theirs,
            ..
        } = deviation;
        self.0.iter().find(|record| {
            record.speaks_of(subject, *kind, Some(version))
                && record.theirs.as_ref().is_none_or(|only| only == theirs)
        })
    }

    /// The row by which a subject that only a vault's document has is left out; `None` where it is
    /// not. `version` is that of the vault, `None` where nobody has said.
    pub fn drops(&self, subject: &str, version: Option<Version>) -> Option<&Record> {
        self.0.iter().find(|record| {
            record.drop && record.speaks_of(subject, DeviationKind::OnlyTheirs, version)
        })
    }
}

impl Record {
    /// Whether the row is about such a difference. One that names versions says nothing of a vault
    /// whose version is not known.
    fn speaks_of(&self, subject: &str, kind: DeviationKind, version: Option<Version>) -> bool {
        // A patch of a release is the release.
        let release = version.map(|version| Version::new(version.major, version.minor, 0));
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.versions.is_empty()
                || release.is_some_and(|release| self.versions.contains(&release)))
            && self.at.iter().any(|at| matches(at, subject))
    }
}

const REMEDY: &str = "write a list of rows with at, reason and, where they help, kind, versions and \
                      drop; spec/README.md documents them";

fn record(file: &Document, pointer: &str, row: &Value) -> Result<Record, Box<Problem>> {
    let wrong = |what: &str| Box::new(wrong(file, pointer, what));
    let keys = row.as_object().ok_or_else(|| wrong("the row is no map"))?;
    let known = ["at", "kind", "theirs", "versions", "reason", "drop"];
    if let Some(key) = keys.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(wrong(&format!(
            "the row has the key {key}, which means nothing"
        )));
    }
    let texts = |key: &str| -> Option<Vec<String>> {
        match row.get(key) {
            None => Some(Vec::new()),
            Some(Value::String(one)) => Some(vec![one.clone()]),
            Some(Value::Array(list)) => {
                let texts = list.iter().map(|each| each.as_str().map(str::to_owned));
                texts.collect()
            }
            Some(_) => None,
        }
    };
    let list = |key: &str| {
        texts(key).ok_or_else(|| wrong(&format!("{key} is neither a text nor a list of them")))
    };
    let at = list("at")?;
    if at.is_empty() {
        return Err(wrong("the row does not say what it is about"));
    }
    let kinds = list("kind")?
        .iter()
        .map(|name| {
            let kind = DeviationKind::ALL
                .into_iter()
                .find(|kind| kind.name() == name);
            kind.ok_or_else(|| wrong(&format!("there is no kind {name}")))
        })
        .collect::<Result<_, _>>()?;
    let versions = list("versions")?
        .iter()
        .map(|text| {
            text.parse()
                .map_err(|_| wrong(&format!("{text} is no version")))
        })
        .collect::<Result<_, _>>()?;
    let reason = row["reason"].as_str().map(str::trim).unwrap_or_default();
    if reason.is_empty() {
        return Err(wrong("the row gives no reason"));
    }
    Ok(Record {
        theirs: row["theirs"].as_str().map(str::to_owned),
        at,
        kinds,
        versions,
        reason: reason.split_whitespace().collect::<Vec<_>>().join(" "),
        drop: row["drop"].as_bool().unwrap_or(false),
        place: file.place(pointer).to_string(),
    })
}

fn wrong(file: &Document, pointer: &str, what: &str) -> Problem {
    let mut problem = Problem::new(what, REMEDY);
    problem.pointer = Some(pointer.to_owned()).filter(|pointer| !pointer.is_empty());
    problem.place = Some(file.place(pointer));
    problem
}

/// Whether `text` is what `pattern` says, where a `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("Safe.name", "Safe.name", true),
            ("Safe.name", "Safe.names", false),
            ("Safe.*", "Safe.name", true),
            ("* query UserName", "GET /API/X query UserName", true),
            ("* query UserName", "GET /API/X query UserNames", false),
            ("GET * query *.Id", "GET /API/X query a.Id", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
