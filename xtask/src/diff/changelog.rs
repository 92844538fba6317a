//! What came with each version of an API, for people who read what is new.

use super::{
    View, groups,
    groups::Group,
    markdown,
    markup::{code, escaped, prose},
    values, words,
};
use pvwa_codegen::diff::{
    change::{Change, Comparison, Level, Place},
    history::{self, Area, Mark, Release, Sort},
};
use std::io;

/// The most columns of an area's name.
const MOST_OF_AN_AREA: usize = 60;

/// A version beside the one before it.
pub(crate) struct Step {
    /// What the version is called: as it was asked for.
    pub(crate) version: String,
    /// What the one before is called.
    pub(crate) since: String,
    /// What changed between them.
    pub(crate) comparison: Comparison,
}

/// Writes all steps, given in the order of time, the newest first.
pub(crate) fn write(steps: &[Step], view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    writeln!(to, "# Changes of the API\n")?;
    let judged = words::policy(view.policy);
    writeln!(to, "What is breaking is judged {judged}.")?;
    steps
        .iter()
        .rev()
        .try_for_each(|step| self::step(step, view, to))
}

fn step(step: &Step, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        to,
        "\n## {} (since {})\n",
        named(&step.version),
        named(&step.since)
    )?;
    let release = history::release(&step.comparison, view.policy);
    writeln!(to, "{}", summary(&step.comparison, &release))?;
    for (area, section) in &release.areas {
        writeln!(to, "\n### {}\n", title(area))?;
        for ((sort, mark), changes) in section {
            for group in groups::by_place(changes.iter().copied(), view.policy) {
                for line in lines(*sort, *mark, &group, view) {
                    writeln!(to, "- {line}")?;
                }
            }
        }
    }
    match release.left_out {
        0 => Ok(()),
        1 => writeln!(to, "\n{LEFT_OUT_ONE}."),
        more => writeln!(to, "\n{more} {LEFT_OUT}."),
    }
}

/// A version in a heading, where a number with a point begins no list.
fn named(version: &str) -> String {
    let is_number = version
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    match is_number {
        true => version.to_owned(),
        false => escaped(&values::name(version)),
    }
}

/// What is said of what is left out.
const LEFT_OUT_ONE: &str =
    "1 note is left out: of a schema whose name alone changed, or that no operation meets";
const LEFT_OUT: &str =
    "notes are left out: of schemas whose names alone changed, or that no operation meets";

fn summary(comparison: &Comparison, release: &Release<'_>) -> String {
    let operations = words::count(comparison.new.operations, "operation");
    if comparison.changes.is_empty() {
        return format!("{operations}; nothing changed.");
    }
    if release.areas.is_empty() {
        return format!("{operations}; nothing changed for callers.");
    }
    let number = |mark| release.marks.get(&mark).copied().unwrap_or(0);
    format!(
        "{operations} now: {} breaking, {} new, {} changed, {} gone.",
        number(Mark::Breaking),
        number(Mark::New),
        number(Mark::Changed),
        number(Mark::Gone)
    )
}

fn title(area: &Area<'_>) -> String {
    match area {
        Area::Named(area) => escaped(&values::clip(area, MOST_OF_AN_AREA)),
        Area::Several => "In several areas".to_owned(),
        Area::Whole => "Beside the operations".to_owned(),
    }
}

fn lines(sort: Sort, mark: Mark, group: &Group<'_>, view: &View) -> Vec<String> {
    let folded = group.folded(view.policy);
    let lines = folded.iter().filter_map(|together| {
        let (change, others) = together.split_first()?;
        Some(line(sort, mark, change, others, view))
    });
    lines.collect()
}

/// One change, and the values of others that are told with it.
fn line(sort: Sort, mark: Mark, change: &Change, others: &[&Change], view: &View) -> String {
    let mut out = match mark {
        Mark::Breaking => "**Breaking**",
        Mark::New => "New",
        Mark::Changed => "Changed",
        Mark::Gone => "Gone",
    }
    .to_owned();
    let title = words::title(&change.place);
    match sort {
        Sort::Operations => out.push_str(&format!(" {}", code(&title.name))),
        Sort::Schemas => out.push_str(&format!(" {} {}", title.noun, code(&title.name))),
        Sort::Document => {}
    }
    // What is said of an operation as a whole follows its name as a sentence does.
    let apart = match (sort, change.subject.is_empty()) {
        (Sort::Document, _) | (_, false) => " ",
        (_, true) => ": ",
    };
    out.push_str(apart);
    out.push_str(&prose(&words::headline(change)));
    out.push_str(&markdown::values(change));
    for other in others {
        if let Some(value) = words::alone(other) {
            out.push_str(&format!(", {}", code(&value)));
        }
    }
    if mark != Mark::Breaking && change.level(view.policy) == Level::Warning {
        out.push_str(" (may break callers)");
    }
    if tells_uses(change) {
        let number = words::count(change.used_by.count, "operation");
        out.push_str(&format!(", used by {number}"));
    }
    out
}

/// Whether it is news how many operations a change reaches.
fn tells_uses(change: &Change) -> bool {
    change.used_by.count > 0 && groups::worth_telling(change)
        || matches!(change.place, Place::Schema { .. })
}
