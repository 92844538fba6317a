//! The manifest: pairs of documents with the verdict that the tests of some project expect.
//!
//! A table with tabs, whose first row names the columns. Columns that are missing are empty, and
//! those that nobody here knows are not read.

use std::path::{Path, PathBuf};

use crate::diff::change::Level;
use crate::problem::{Problem, Refusal};

/// How much of what is found a row expects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Match {
    /// The ids that it names, and perhaps others.
    #[default]
    Contains,
    /// The ids that it names and no others.
    Exact,
    /// That anything changed.
    SomeChange,
}

/// How far an operation is from being one that callers may rely on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stability {
    /// A thought.
    Draft,
    /// A trial.
    Alpha,
    /// Nearly done.
    #[default]
    Beta,
    /// Done.
    Stable,
}

/// With what a pair is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The day that dates in the documents are measured from: year, month, day.
    pub today: (i16, i8, i8),
    /// How many days before its sunset a beta operation has to be deprecated.
    pub deprecation_days_beta: u32,
    /// The same of a stable one.
    pub deprecation_days_stable: u32,
    /// Operations that are less stable are left out.
    pub stability: Stability,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            today: TODAY,
            deprecation_days_beta: 0,
            deprecation_days_stable: 0,
            stability: Stability::default(),
        }
    }
}

/// The day that the fixtures of the manifest were written for: their sunsets are some days later.
const TODAY: (i16, i8, i8) = (2026, 11, 21);

/// One pair of documents, and what is expected of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The project whose test it was.
    pub source: String,
    /// The test.
    pub case: String,
    /// The document that was there first.
    pub base: PathBuf,
    /// The one that takes its place.
    pub revision: PathBuf,
    /// What that project has to find.
    pub expected_ids: Vec<String>,
    /// What it must not find.
    pub absent_ids: Vec<String>,
    /// Whether the change breaks callers; `None` where the test does not decide.
    pub breaking: Option<bool>,
    /// The one check that the test ran; `None` for all of them.
    pub scope: Option<String>,
    /// The least level that the test asked for; `None` for every.
    pub min_level: Option<Level>,
    /// How much of what is found it expects.
    pub expects: Match,
    /// The switches of that project that the test set, as they stand there.
    pub switches: Vec<String>,
}

impl Row {
    /// With what the pair is compared, by the switches.
    pub fn options(&self) -> Options {
        let mut options = Options::default();
        for (name, value) in self.switches.iter().filter_map(|word| word.split_once('=')) {
            let days = || value.parse().ok();
            match name {
                "deprecation-days-beta" => options.deprecation_days_beta = days().unwrap_or(0),
                "deprecation-days-stable" => options.deprecation_days_stable = days().unwrap_or(0),
                "stability-level" => options.stability = stability(value).unwrap_or_default(),
                _ => {}
            }
        }
        options
    }
}

fn stability(word: &str) -> Option<Stability> {
    match word {
        "draft" => Some(Stability::Draft),
        "alpha" => Some(Stability::Alpha),
        "beta" => Some(Stability::Beta),
        "stable" => Some(Stability::Stable),
        _ => None,
    }
}

/// Reads a manifest; the documents of its rows are looked for in its folder.
///
/// # Errors
///
/// A [`Refusal`] with one problem: the file cannot be read, or its first row does not name the
/// documents of a pair.
pub fn read(path: &Path) -> Result<Vec<Row>, Refusal> {
    let name = path.display().to_string();
    let text = fs_err::read_to_string(path).map_err(|error| {
        Problem::new(
            format!("it cannot be read: {}", error.kind()),
            "name a manifest: a table with tabs whose first row names the columns",
        )
        .at(&name, None)
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse(&text, folder).map_err(|problem| problem.at(name, Some((1, 1))).into())
}

fn parse(text: &str, folder: &Path) -> Result<Vec<Row>, Box<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| columns.iter().position(|column| column.trim() == name);
    for name in ["base", "revision"] {
        if column(name).is_none() {
            return Err(Box::new(Problem::new(
                format!("it has no column `{name}`"),
                "name the columns in its first row, with tabs between them: source, case, base, \
                 revision, expected_ids, breaking and what else it has",
            )));
        }
    }
    let rows = lines.filter(|line| !line.trim().is_empty()).map(|line| {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        row(folder, |name| {
            let cell = column(name).and_then(|at| cells.get(at));
            cell.copied().unwrap_or_default()
        })
    });
    Ok(rows.collect())
}

fn row<'a>(folder: &Path, cell: impl Fn(&str) -> &'a str) -> Row {
    Row {
        source: cell("source").to_owned(),
        case: cell("case").to_owned(),
        base: folder.join(cell("base")),
        revision: folder.join(cell("revision")),
        expected_ids: list(cell("expected_ids"), |sign| sign == ',' || sign == ';'),
        absent_ids: list(cell("absent_ids"), |sign| sign == ',' || sign == ';'),
        breaking: match cell("breaking") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        scope: match cell("scope") {
            "" | "all" => None,
            check => Some(check.to_owned()),
        },
        min_level: match cell("min_level") {
            "ERR" => Some(Level::Breaking),
            "WARN" => Some(Level::Warning),
            _ => None,
        },
        expects: match cell("match") {
            "exact" => Match::Exact,
            "some-change" => Match::SomeChange,
            _ => Match::Contains,
        },
        switches: list(cell("options"), char::is_whitespace),
    }
}

/// What stands between separators, each once.
fn list(cell: &str, separator: impl Fn(char) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in cell.split(separator).map(str::trim) {
        if !part.is_empty() && !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<Row> {
        parse(text, Path::new("pairs")).unwrap()
    }

    #[test]
    fn a_row_is_read_by_the_names_of_its_columns() {
        let text = "revision\tbase\tsource\tcase\texpected_ids\tbreaking\tscope\tmin_level\tmatch\toptions\r\n\
                    new.json\told.json\toasdiff\tone\ta-removed, b-added,a-removed\tyes\tSomeCheck\tWARN\texact\t\
                    stability-level=draft deprecation-days-stable=10\r\n";
        let rows = parsed(text);
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!(row.base, Path::new("pairs/old.json"));
        assert_eq!(row.revision, Path::new("pairs/new.json"));
        assert_eq!(row.expected_ids, ["a-removed", "b-added"]);
        assert_eq!(row.breaking, Some(true));
        assert_eq!(row.scope.as_deref(), Some("SomeCheck"));
        assert_eq!(row.min_level, Some(Level::Warning));
        assert_eq!(row.expects, Match::Exact);
        let wanted = Options {
            stability: Stability::Draft,
            deprecation_days_stable: 10,
            ..Options::default()
        };
        assert_eq!(row.options(), wanted);
    }

    #[test]
    fn what_is_missing_is_empty() {
        let rows = parsed("base\trevision\tmood\n\na.json\tb.json\na.json\tb.json\tgood\tmore\n");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].breaking, None);
        assert_eq!(rows[0].scope, None);
        assert_eq!(rows[0].expects, Match::Contains);
        assert_eq!(rows[0].options(), Options::default());
        assert_eq!(rows[0], rows[1]);
    }

    #[test]
    fn a_table_without_pairs_is_refused() {
        let problem = parse("source\tcase\tbase\n", Path::new("")).unwrap_err();
        insta::assert_snapshot!(problem, @r"
        it has no column `revision`
          remedy: name the columns in its first row, with tabs between them: source, case, base, revision, expected_ids, breaking and what else it has
        ");
    }
}
