//! A comparison as annotations of a GitHub workflow.

use super::{View, groups, rust, values, words};
use pvwa_codegen::diff::{
    change::{Change, Comparison, Level, Spot},
    impact::Reached,
};
use pvwa_codegen::rust_api::Bump;
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
    let broken = broken(comparison);
    for (title, message, properties) in &broken {
        let place: Vec<_> = properties
            .iter()
            .map(|(name, value)| format!("{name}={}", property(value)))
            .chain([format!("title={}", property(title))])
            .collect();
        writeln!(to, "::error {}::{}", place.join(","), data(message))?;
    }
    // The last notice is that of the summary.
    let kinds = [
        (Level::Breaking, "error", MOST - broken.len()),
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
    if let Some(rust) = &comparison.rust {
        message.push_str(&format!(
            "\n{}: {}",
            rust::version(rust),
            rust::summary(rust)
        ));
        if let Some(client) = &rust.client {
            message.push_str(&format!("\n{}", rust::reached(client)));
        }
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

/// A title, a message and where it belongs.
type Annotation = (String, String, Vec<(&'static str, String)>);

/// What breaks in the generated crate: one annotation for all of it, and one for each place of the
/// client that may use it, as far as there is room beside the changes of the documents.
fn broken(comparison: &Comparison) -> Vec<Annotation> {
    let Some(rust) = &comparison.rust else {
        return Vec::new();
    };
    let items = rust::of_bump(rust, Bump::Major);
    if items.is_empty() {
        return Vec::new();
    }
    let named: Vec<_> = items
        .iter()
        .take(MOST)
        .map(|item| format!("{}: {}", values::name(&item.item), values::name(&item.what)))
        .collect();
    let mut message = named.join("\n");
    match items.len().saturating_sub(MOST) {
        0 => {}
        more => message.push_str(&format!("\nand {more} more")),
    }
    let title = format!("Rust: {}", rust::version(rust));
    let mut all = vec![(title, message, Vec::new())];
    all.extend(rust.client.iter().flat_map(in_client));
    all
}

/// How many places of the client are annotated.
const MOST_PLACES: usize = 3;

fn in_client(client: &Reached) -> Vec<Annotation> {
    let broken = client.uses.iter().filter(|used| used.bump == Bump::Major);
    let at = broken.filter_map(|used| {
        let mut parts = used.places.first()?.rsplitn(3, ':');
        let (column, line, file) = (parts.next()?, parts.next()?, parts.next()?);
        let properties = vec![
            ("file", values::visible(file)),
            ("line", values::visible(line)),
            ("col", values::visible(column)),
        ];
        let title = format!("{} may no longer compile", values::name(&client.package));
        let (item, what) = (values::name(&used.item), values::name(&used.what));
        let message = format!("{item}: {what}\nused at {}", rust::places(used));
        Some((title, message, properties))
    });
    at.take(MOST_PLACES).collect()
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
