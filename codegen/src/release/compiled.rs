//! What `cargo check --message-format=json` said, and which change of a crate each error is of.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::diff::impact::{ItemChange, RustImpact};
use crate::rust_api::Bump;

/// What came of compiling the users of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// What no longer compiles, in the order in which it was said.
    pub failures: Vec<Failure>,
    /// Whether the compiler came to an end; where it did not, its silence says nothing.
    pub is_finished: bool,
}

/// One error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the compiler says, in one line.
    pub message: String,
    /// Where: `client/src/safes.rs:12:5`; empty where it is nowhere.
    pub place: String,
    /// The names that it is about, as they are written in Rust.
    names: BTreeSet<String>,
}

impl Failure {
    /// One that is about a single name.
    pub fn new(message: String, place: String, name: &str) -> Self {
        Self {
            message,
            place,
            names: BTreeSet::from([name.to_owned()]),
        }
    }
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    success: bool,
    #[serde(default)]
    message: Value,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Message>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    column_start: usize,
    #[serde(default)]
    is_primary: bool,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    text: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    highlight_start: usize,
    highlight_end: usize,
}

/// Reads the messages, a line each; lines that are none are left out.
pub fn read(output: &str) -> Compiled {
    let mut compiled = Compiled::default();
    for line in output.lines() {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            continue;
        };
        match line.reason.as_str() {
            "build-finished" => compiled.is_finished = line.success || compiled.is_finished,
            "compiler-message" => {
                let message = serde_json::from_value::<Message>(line.message);
                let failure = message.ok().and_then(failure);
                compiled
                    .failures
                    .extend(failure.filter(|failure| !compiled.failures.contains(failure)));
            }
            _ => {}
        }
    }
    compiled.is_finished |= !compiled.failures.is_empty();
    compiled
}

fn failure(message: Message) -> Option<Failure> {
    let primary = message.spans.iter().find(|span| span.is_primary);
    // The last error of a crate only counts the others.
    let is_sum = primary.is_none() && message.message.starts_with("aborting due to");
    if message.level != "error" || is_sum {
        return None;
    }
    let mut names = BTreeSet::new();
    quoted(&message.message, &mut names);
    for child in &message.children {
        quoted(&child.message, &mut names);
    }
    for span in &message.spans {
        quoted(span.label.as_deref().unwrap_or_default(), &mut names);
        for text in &span.text {
            names.extend(highlighted(text));
        }
    }
    Some(Failure {
        message: message
            .message
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        place: primary.map_or_else(String::new, |span| {
            format!(
                "{}:{}:{}",
                span.file_name, span.line_start, span.column_start
            )
        }),
        names,
    })
}

/// The words between backticks.
fn quoted(text: &str, names: &mut BTreeSet<String>) {
    let parts = text.split('`').skip(1).step_by(2);
    names.extend(parts.flat_map(words));
}

/// The words of what the compiler points at.
fn highlighted(text: &Text) -> Vec<String> {
    let from = text.highlight_start.saturating_sub(1);
    let length = text.highlight_end.saturating_sub(text.highlight_start);
    let marked: String = text.text.chars().skip(from).take(length).collect();
    words(&marked).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// The change of the crate that an error is of; `None` where no change has its names.
pub fn explained<'r>(failure: &Failure, rust: &'r RustImpact) -> Option<&'r ItemChange> {
    let weighed = rust.items.iter().filter_map(|item| {
        let weight = weight(failure, item, rust);
        (weight > 0).then_some((weight, item))
    });
    // Of several as likely as each other, the first.
    let mut best: Option<(u32, &ItemChange)> = None;
    for (weight, item) in weighed {
        if best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, item));
        }
    }
    best.map(|(_, item)| item)
}

/// How much speaks for an item; 0 where nothing does.
fn weight(failure: &Failure, item: &ItemChange, rust: &RustImpact) -> u32 {
    let path = item.item.split(": ").next().unwrap_or(&item.item);
    let path = path.strip_prefix("feature ").unwrap_or(path);
    let mut parts = path.rsplit("::");
    let has = |part: Option<&str>| part.is_some_and(|part| failure.names.contains(part));
    let (is_named, is_owned) = (has(parts.next()), has(parts.next()));
    let at = failure.place.rsplit_once(':').map(|(line, _)| line);
    let uses = rust.client.iter().flat_map(|client| &client.uses);
    let mut of_item = uses.filter(|used| used.item == item.item);
    let is_used = of_item.any(|used| {
        let mut places = used.places.iter();
        places.any(|place| place.rsplit_once(':').map(|(line, _)| line) == at)
    });
    let is_likely = is_used && item.bump == Bump::Major;
    if !is_named && !is_likely {
        return 0;
    }
    u32::from(is_named) * 4
        + u32::from(is_owned) * 2
        + u32::from(is_used) * 2
        + u32::from(item.bump == Bump::Major)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::impact::{Cause, Reached, UsedItem};

    const OUTPUT: &str = r#"   Compiling pvwa v0.1.0
{"reason":"compiler-artifact","target":{"name":"pvwa_api"}}
{"reason":"compiler-message","message":{"level":"warning","message":"unused `Safe`","spans":[],"children":[]}}
{"reason":"compiler-message","message":{"level":"error","message":"no field `safe_name` on type `pvwa_api::types::Safe`","spans":[{"file_name":"client/src/safes.rs","line_start":12,"column_start":9,"is_primary":true,"label":"unknown field","text":[{"text":"    safe.safe_name","highlight_start":10,"highlight_end":19}]}],"children":[]}}
{"reason":"compiler-message","message":{"level":"error","message":"mismatched types","spans":[{"file_name":"client/src/users.rs","line_start":4,"column_start":5,"is_primary":true,"label":"expected `String`","text":[{"text":"    user.id","highlight_start":5,"highlight_end":12}]}],"children":[]}}
{"reason":"compiler-message","message":{"level":"error","message":"aborting due to 2 previous errors","spans":[],"children":[]}}
{"reason":"build-finished","success":false}
"#;

    fn item(item: &str, bump: Bump) -> ItemChange {
        ItemChange {
            item: item.to_owned(),
            what: String::new(),
            rule: "".into(),
            bump,
            old: None,
            new: None,
            cause: Cause::Changes {
                fingerprints: Vec::new(),
                nearby: false,
            },
        }
    }

    fn impact() -> RustImpact {
        RustImpact {
            package: "pvwa-api".to_owned(),
            bump: Bump::Major,
            version: "0.1.0".to_owned(),
            next: "0.2.0".to_owned(),
            items: vec![
                item("types::Room::safe_name", Bump::Major),
                item("types::Safe::safe_name", Bump::Major),
                item("types::User::number", Bump::Major),
            ],
            silent: 0,
            reconciled: true,
            client: Some(Reached {
                package: "pvwa".to_owned(),
                uses: vec![UsedItem {
                    item: "types::User::number".to_owned(),
                    what: String::new(),
                    bump: Bump::Major,
                    places: vec!["client/src/users.rs:4:10".to_owned()],
                }],
            }),
        }
    }

    #[test]
    fn an_error_has_the_change_that_its_names_or_its_place_tell() {
        let compiled = read(OUTPUT);
        assert!(compiled.is_finished);
        let told: Vec<_> = compiled
            .failures
            .iter()
            .map(|failure| {
                let item = explained(failure, &impact()).map(|item| item.item.clone());
                (failure.place.as_str(), item)
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    "client/src/safes.rs:12:9",
                    Some("types::Safe::safe_name".to_owned())
                ),
                (
                    "client/src/users.rs:4:5",
                    Some("types::User::number".to_owned())
                ),
            ]
        );
    }

    #[test]
    fn silence_says_nothing_unless_the_compiler_came_to_an_end() {
        assert!(!read("").is_finished);
        assert!(!read("{\"reason\":\"build-finished\",\"success\":false}").is_finished);
        let fine = read("{\"reason\":\"build-finished\",\"success\":true}");
        assert_eq!((fine.is_finished, fine.failures.len()), (true, 0));
    }
}
