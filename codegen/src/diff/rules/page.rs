//! The page that lists every rule.

use std::fmt::Write;

use super::explain::word;
use super::family::{Family, Prefix};
use super::single::Single;
use super::{AREAS, Area, Direction, Rows, Vendor, left_out};
use crate::diff::change::Level;

const HEAD: &str = "\
# The rules of a comparison

Written by `cargo xtask rules --write` from the tables in `codegen/src/diff/rules`. Every change that is found between two
documents is judged by the rules it falls under. `cargo xtask rules RULE` explains one of them with an example.

## How much a change matters

| level | what it means |
| --- | --- |
| breaking | callers that were right before are wrong now |
| warning | it breaks some callers, or the documents do not tell |
| info | nobody has to do anything |

Each rule judges by two policies.

**strict** is what goes over the wire: whatever a correct caller can notice. What allows less in a request is breaking, as
is what allows more in an answer; the reverse is info.

**vendor** is what CyberArk itself calls a breaking change and what it does not:

- *breaking*: the URL of a call changes, a parameter has another name, a parameter that must be sent is new, or a
  parameter is gone. The properties of a body that is sent are parameters, too. The text makes no exception for
  what was deprecated before.
- *allowed*: optional parameters are new, an answer holds more values than before, or security asks for the change.
  Such a change is info.
- *silent*: the text does not name it. Such a change matters as much as under the strict policy, but is never more than a
  warning.

## Where the names come from

A rule that means the same as one of oasdiff has its name, and its level there is the strict one. All other names
follow the same pattern: where, then what happened. A level that oasdiff gives to a rule for one place holds for
the places of the same direction that it does not know.

The rules of types, values, limits, containers and compositions are about schemas and exist for each place a schema
can stand in: `request-body` and `response-body` are whole bodies, `request-property` and `response-property` all that
stands below them, `request-parameter` and `response-header` what their names say. What stands below a parameter is
judged as a request property, unless there is a rule of that end for `request-parameter-property`; what stands
below a header as a response property. Each row of these tables begins with the end of the names, and the names in full
stand below the table.
";

impl Area {
    /// What the page calls it, and what it says of it.
    fn heading(self) -> (&'static str, &'static str) {
        match self {
            Self::Operations => ("Paths and operations", "Which calls there are."),
            Self::Lifecycle => (
                "Deprecation and stability",
                "What `deprecated`, `x-sunset` and `x-stability-level` say of an operation.",
            ),
            Self::Parameters => (
                "Parameters",
                "What is sent in the path, the query, headers and cookies.",
            ),
            Self::RequestBodies => (
                "Request bodies",
                "Whether a body is sent, and how it is written.",
            ),
            Self::RequestProperties => (
                "Properties of requests",
                "What a body that is sent holds, at any depth.",
            ),
            Self::Responses => (
                "Responses",
                "With which statuses and media types the vault answers.",
            ),
            Self::ResponseHeaders => (
                "Response headers",
                "What the vault answers beside the body.",
            ),
            Self::ResponseProperties => (
                "Properties of responses",
                "What a body that is answered holds, at any depth.",
            ),
            Self::Types => ("Schemas: types", "Which kinds of values are allowed."),
            Self::Values => ("Schemas: values", "Which values of a kind are allowed."),
            Self::Limits => ("Schemas: limits", "How great, long or many values may be."),
            Self::Containers => (
                "Schemas: lists and objects",
                "What stands inside lists and objects.",
            ),
            Self::Composition => ("Schemas: compositions", "How schemas are made of others."),
            Self::Security => (
                "Security",
                "Who may call, and how callers say who they are.",
            ),
            Self::Document => (
                "The document",
                "Its version, servers, webhooks and what operations share.",
            ),
        }
    }
}

/// The page `codegen/RULES.md`: every rule by its area.
pub fn page() -> String {
    let mut text = HEAD.to_owned();
    for (area, rows) in &AREAS {
        let (heading, words) = area.heading();
        let _ = write!(text, "\n## {heading}\n\n{words}\n\n");
        match rows {
            Rows::Singles(lists) => singles(&mut text, lists),
            Rows::Families(rows) => families(&mut text, &rows()),
        }
    }
    text.push_str(
        "\n## What oasdiff names and no rule here does\n\n| name | why not |\n| --- | --- |\n",
    );
    for (name, reason) in left_out() {
        let _ = writeln!(text, "| `{name}` | {reason} |");
    }
    text
}

fn singles(text: &mut String, lists: &[&[Single]]) {
    text.push_str(
        "| rule | what | strict | vendor | why | remedy |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for row in lists.iter().copied().flatten() {
        let rule = row.rule(Area::Document);
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            rule.id,
            rule.title,
            word(rule.strict),
            said(rule.vendor),
            rule.why,
            rule.remedy
        );
    }
}

fn families(text: &mut String, rows: &[Family]) {
    text.push_str(
        "| end | what | request: strict, vendor | why | remedy | response: strict, vendor | why | remedy |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for row in rows {
        let _ = write!(text, "| `-{}` | {} |", row.suffix, row.title);
        for direction in [Direction::Request, Direction::Response] {
            let levels = levels(row, direction);
            if levels.is_empty() {
                text.push_str(" – | – | – |");
                continue;
            }
            let told = row.told(direction);
            let vendor = said(row.vendor_of(direction));
            let _ = write!(
                text,
                " {levels}, {vendor} | {} | {} |",
                told.why, told.remedy
            );
        }
        text.push('\n');
    }
    text.push_str("\n<details><summary>The names in full</summary>\n\n");
    for row in rows {
        let names = row
            .on
            .iter()
            .map(|place| format!("`{}`", place.id(&row.suffix)));
        let _ = writeln!(text, "- {}", names.collect::<Vec<_>>().join(", "));
    }
    text.push_str("\n</details>\n");
}

/// The level of a row in one direction, and the places where it is another; empty where the row has
/// no rule in this direction.
fn levels(row: &Family, direction: Direction) -> String {
    let places: Vec<Prefix> = row
        .on
        .iter()
        .copied()
        .filter(|place| place.direction() == direction)
        .collect();
    let Some(first) = places.first() else {
        return String::new();
    };
    let usual = row.level(*first);
    let mut text = word(usual).to_owned();
    for level in [Level::Info, Level::Warning, Level::Breaking] {
        let others = places.iter().filter(|place| row.level(**place) == level);
        let names: Vec<_> = others.map(|place| format!("`{}`", place.name())).collect();
        if level != usual && !names.is_empty() {
            let _ = write!(text, " (for {} {})", names.join(" and "), word(level));
        }
    }
    text
}

fn said(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Breaking => "breaking",
        Vendor::Allowed => "allowed",
        Vendor::Silent => "silent",
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD, page};
    use crate::diff::rules::all;

    #[test]
    fn the_page_is_fresh() {
        let written = include_str!("../../../RULES.md");
        assert!(
            written == page(),
            "codegen/RULES.md is not what would be written now: cargo xtask rules --write"
        );
        assert!(written.starts_with(HEAD));
    }

    #[test]
    fn every_rule_is_found_by_its_name() {
        let page = page();
        for rule in all() {
            let name = format!("`{}`", rule.id);
            assert_eq!(page.matches(&name).count(), 1, "{}", rule.id);
        }
    }

    #[test]
    fn no_cell_breaks_its_table() {
        for row in page().lines().filter(|line| line.starts_with('|')) {
            let cells = row.matches(" | ").count();
            assert!([1, 5, 7].contains(&cells), "{row}");
        }
    }
}
