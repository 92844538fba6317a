//! A comparison as annotations of a GitHub workflow.

use super::{View, groups, values, words};
use pvwa_codegen::diff::change::{Change, Comparison, Level, Spot};
use std::cmp::Reverse;
use std::io;

/// How many annotations of a kind GitHub shows of one step.
const MOST: usize = 10;

/// Writes the gravest changes as annotations, and the summary as the last of them.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let groups = groups::open(comparison, view.policy);
    let mut changes: Vec<&Change> = groups.into_iter().flat_map(|group| group.changes).collect();
    changes.sort_by_key(|change| {
        Reverse((groups::gravity(change, view.policy), change.used_by.count))
    });
    let mut left = 0;
    // The last notice is that of the summary.
    let kinds = [
        (Level::Breaking, "error", MOST),
        (Level::Warning, "warning", MOST),
        (Level::Info, "notice", MOST - 1),
    ];
    for (level, command, most) in kinds {
        let of_level = changes
            .iter()
            .filter(|change| change.level(view.policy) == level);
        for (number, change) in of_level.enumerate() {
            if number < most {
                annotation(change, command, view, to)?;
            } else {
                left += 1;
            }
        }
    }
    let mut message = words::summary(comparison, view.policy);
    if left > 0 {
        message.push_str(&format!(
            "\n{} not annotated, for GitHub shows {MOST} of a kind: {} lists all",
            match left {
                1 => "1 more change is".to_owned(),
                more => format!("{more} more changes are"),
            },
            words::again(comparison)
        ));
    }
    for note in &comparison.notes {
        message.push('\n');
        message.push_str(&values::visible(note));
    }
    writeln!(
        to,
        "::notice title={}::{}",
        property("Comparison of the API"),
        data(&message)
    )
}

fn annotation(
    change: &Change,
    command: &str,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let level = words::level(change.level(view.policy));
    let mut properties: Vec<(&str, String)> = match words::spot(change) {
        Some(spot) => place(spot),
        None => Vec::new(),
    };
    let title = words::title(&change.place).short();
    properties.push(("title", format!("{level}: {title}")));
    let properties: Vec<_> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let mut lines = vec![words::sentence(change)];
    lines.extend(words::judgement(change, view));
    if groups::worth_telling(change) {
        lines.push(words::uses(&change.used_by));
    }
    if let Some(evidence) = &change.evidence {
        lines.push(format!("taken for the same: {}", values::visible(evidence)));
    }
    lines.push(format!(
        "rule {}, fingerprint {}",
        words::rules(change),
        values::name(&change.fingerprint)
    ));
    writeln!(
        to,
        "::{command} {}::{}",
        properties.join(","),
        data(&lines.join("\n"))
    )
}

fn place(spot: &Spot) -> Vec<(&'static str, String)> {
    let mut properties = vec![("file", values::visible(&spot.file))];
    properties.extend(spot.line.map(|line| ("line", line.to_string())));
    properties.extend(
        spot.line
            .and(spot.column)
            .map(|column| ("col", column.to_string())),
    );
    properties
}

/// The message of a workflow command, escaped as GitHub's toolkit does.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped_as_the_toolkit_does() {
        assert_eq!(data("50%\r\na:b,c"), "50%25%0D%0Aa:b,c");
        assert_eq!(property("50%\r\na:b,c"), "50%25%0D%0Aa%3Ab%2Cc");
    }
}
