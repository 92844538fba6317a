//! What came with each version of an API, for people who read what is new.

use super::{
    View, groups, markdown,
    markup::{code, escaped, prose},
    values, words,
};
use pvwa_codegen::diff::{
    change::{Change, Comparison, Kind, Level},
    history::{self, Area, Mark, Release, Sort},
};
use std::{collections::BTreeMap, io};

/// The most columns of an area's name.
const MOST_OF_AN_AREA: usize = 60;

/// How many changes that say the same are one line.
const MANY: usize = 4;

/// How many of them are named in it.
const MOST_NAMES: usize = 12;

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
            for line in Lines::of(*sort, *mark, view).all(changes) {
                writeln!(to, "- {line}")?;
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

/// The lines of what stands together: changes of one sort and one mark in one area.
struct Lines<'v> {
    sort: Sort,
    mark: Mark,
    view: &'v View,
}

impl<'v> Lines<'v> {
    fn of(sort: Sort, mark: Mark, view: &'v View) -> Self {
        Self { sort, mark, view }
    }

    /// One line for each change; what many operations, or many parts of a schema, have in common is
    /// one line, unless it breaks callers.
    fn all(&self, changes: &[&Change]) -> Vec<String> {
        let fold = self.mark != Mark::Breaking;
        let level = |change: &Change| change.level(self.view.policy);
        let is_shared =
            |change: &Change| fold && self.sort == Sort::Operations && !change.subject.is_empty();
        let (shared, own) = many(changes, is_shared, |change| {
            (
                level(change),
                &change.subject,
                &change.what,
                &change.was,
                &change.is,
            )
        });
        let mut lines = Vec::new();
        for group in groups::by_place(own.into_iter(), self.view.policy) {
            let is_part =
                |change: &Change| fold && is_new_or_gone(change) && !change.subject.is_empty();
            let (parts, own) = many(&group.changes, is_part, |change| {
                (
                    level(change),
                    &change.what,
                    &change.used_by.first,
                    change.used_by.count,
                )
            });
            for own in groups::by_place(own.into_iter(), self.view.policy) {
                let folded = own.folded(self.view.policy);
                let own = folded.iter().filter_map(|together| together.split_first());
                lines.extend(own.map(|(change, others)| self.line(change, others)));
            }
            lines.extend(parts.iter().filter_map(|parts| self.parts(parts)));
        }
        lines.extend(shared.iter().filter_map(|shared| self.shared(shared)));
        lines
    }

    /// One change, and the values of others that are told with it.
    fn line(&self, change: &Change, others: &[&Change]) -> String {
        let mut out = self.start(change);
        out.push_str(&prose(&words::headline(change)));
        out.push_str(&markdown::values(change));
        for other in others {
            if let Some(value) = words::alone(other) {
                out.push_str(&format!(", {}", code(&value)));
            }
        }
        out.push_str(&self.end(change));
        out
    }

    /// Parts of one place of which the same is said.
    fn parts(&self, parts: &[&Change]) -> Option<String> {
        let first = parts.first()?;
        let start = self.start(first);
        let what = prose(&values::name(&first.what));
        let subjects = parts.iter().map(|part| prose(&values::name(&part.subject)));
        let subjects = named_some(subjects);
        let end = self.end(first);
        Some(format!("{start}{what}, {}: {subjects}{end}", times(parts)))
    }

    /// Operations of which the same is said.
    fn shared(&self, shared: &[&Change]) -> Option<String> {
        let first = shared.first()?;
        let what = prose(&words::headline(first));
        let values = markdown::values(first);
        let places = shared.iter().map(|change| words::title(&change.place).name);
        let places = named_some(places.map(|name| code(&name)));
        let end = self.end(first);
        let mark = self.mark();
        Some(format!(
            "{mark} {what}{values}, {}: {places}{end}",
            times(shared)
        ))
    }

    fn mark(&self) -> &'static str {
        match self.mark {
            Mark::Breaking => "**Breaking**",
            Mark::New => "New",
            Mark::Changed => "Changed",
            Mark::Gone => "Gone",
        }
    }

    /// The mark and the place; what changed in it follows.
    fn start(&self, change: &Change) -> String {
        let mark = self.mark();
        let title = words::title(&change.place);
        let place = match self.sort {
            Sort::Operations => code(&title.name),
            Sort::Schemas => format!("{} {}", title.noun, code(&title.name)),
            Sort::Document => return format!("{mark} "),
        };
        match change.subject.is_empty() {
            true => format!("{mark} {place}: "),
            false => format!("{mark} in {place}: "),
        }
    }

    fn end(&self, change: &Change) -> String {
        let mut out = String::new();
        if self.mark != Mark::Breaking && change.level(self.view.policy) == Level::Warning {
            out.push_str(" (may break callers)");
        }
        if groups::worth_telling(change) {
            out.push_str(", used by ");
            out.push_str(&match change.used_by.count {
                0 => "no operation".to_owned(),
                number => words::count(number, "operation"),
            });
        }
        out
    }
}

/// Takes those out that are wanted and of which as many are alike by a key as are told together.
fn many<'c, K: Ord>(
    changes: &[&'c Change],
    wanted: impl Fn(&Change) -> bool,
    key: impl Fn(&'c Change) -> K,
) -> (Vec<Vec<&'c Change>>, Vec<&'c Change>) {
    let mut alike: BTreeMap<K, Vec<&'c Change>> = BTreeMap::new();
    for change in changes.iter().filter(|change| wanted(change)) {
        alike.entry(key(change)).or_default().push(change);
    }
    alike.retain(|_, together| together.len() >= MANY);
    let is_single = |change: &'c Change| !wanted(change) || !alike.contains_key(&key(change));
    let single = changes.iter().copied().filter(|change| is_single(change));
    let single = single.collect();
    (alike.into_values().collect(), single)
}

fn is_new_or_gone(change: &Change) -> bool {
    matches!(change.kind, Kind::Added | Kind::Removed)
}

fn times(changes: &[&Change]) -> String {
    format!("{} times", changes.len())
}

/// As many names as a line has room for, and how many more there are.
fn named_some(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let named: Vec<_> = names.take(MOST_NAMES).collect();
    match more {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
