//! The syntax of a document: JSON or YAML, and what is wrong with it.

use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::problem::Problem;

use super::mend::Mending;
use super::node::{Fault, Node, Reading};
use super::text::{Format, clip_to};

/// How deep JSON and YAML may be nested: the limit of both parsers.
pub(super) const MOST_DEPTH: usize = 128;

/// The most characters of a parser's message that are repeated: it names its context, too.
const MOST_MESSAGE: usize = 160;

const CORRECT: &str = "correct the line, or fetch the document again";

/// What a text says.
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) format: Format,
    /// JSON pointers to the keys that stand twice in an object, with different values.
    pub(super) repeated: Vec<String>,
    /// The text that was read in place of the one that is not well-formed.
    pub(super) mended: Option<Mended>,
}

/// A text that was made well-formed; its lines are those of the text it was made of.
pub(super) struct Mended {
    pub(super) text: String,
    /// What about it is a guess.
    pub(super) notes: Vec<String>,
}

/// Reads a text; `name` is how the problem calls its file.
///
/// A text that begins like JSON and is not may be YAML: `{swagger: '2.0'}`, or a comma too many.
pub(super) fn parse(name: &str, text: &str) -> Result<Parsed, Box<Problem>> {
    match Format::of(text) {
        Format::Json => json(name, text).or_else(|problem| yaml(name, text).map_err(|_| problem)),
        Format::Yaml => yaml(name, text),
    }
}

fn json(name: &str, text: &str) -> Result<Parsed, Box<Problem>> {
    let mut reading = Reading::new(Format::Json);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let result = Node(&mut reading)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match result {
        Ok(value) => Ok(reading.parsed(value)),
        Err(error) => {
            let position = Some((error.line(), column(text, &error)));
            let problem = match reading.fault {
                Some(fault) => fault.into_problem(),
                None => json_problem(&error),
            };
            Err(problem.at(name, position).into())
        }
    }
}

/// The column in characters: the parser counts bytes, an editor does not.
fn column(text: &str, error: &serde_json::Error) -> usize {
    let line = text.split('\n').nth(error.line().saturating_sub(1));
    let before = line.and_then(|line| line.get(..error.column().saturating_sub(1)));
    before.map_or(error.column().max(1), |before| before.chars().count() + 1)
}

fn json_problem(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    if message.contains("recursion limit") {
        return too_deep();
    }
    // The place is said already.
    let message = message.split(" at line ").next().unwrap_or_default();
    let problem = if error.is_eof() {
        Problem::new(
            "the JSON ends too early",
            "fetch the document again: it was probably cut off",
        )
    } else {
        Problem::new("the JSON is not well-formed", CORRECT)
    };
    problem.why(clip_to(message, MOST_MESSAGE))
}

/// Reads YAML; where it is not well-formed but plain, as it is meant.
fn yaml(name: &str, text: &str) -> Result<Parsed, Box<Problem>> {
    let first = match attempt(text) {
        Ok(parsed) => return Ok(parsed),
        Err(stop) => stop,
    };
    let mut mending = Mending::new(text);
    let (mut message, mut position) = (first.error.to_string(), first.position());
    while mending.step(&message, position) {
        match attempt(mending.text()) {
            Ok(mut parsed) => {
                let (text, notes) = mending.finish();
                parsed.mended = Some(Mended { text, notes });
                return Ok(parsed);
            }
            Err(stop) => (message, position) = (stop.error.to_string(), stop.position()),
        }
    }
    // What stands in the file is what the first attempt was about.
    let position = first.position();
    let problem = match first.fault {
        Some(fault) => fault.into_problem(),
        None => yaml_problem(text, position, &first.error),
    };
    Err(problem.at(name, position).into())
}

/// Why and where reading YAML ended.
struct Stop {
    fault: Option<Fault>,
    error: yaml_serde::Error,
}

impl Stop {
    fn position(&self) -> Option<(usize, usize)> {
        let location = self.error.location()?;
        Some((location.line(), location.column()))
    }
}

fn attempt(text: &str) -> Result<Parsed, Stop> {
    let mut reading = Reading::new(Format::Yaml);
    match Node(&mut reading).deserialize(yaml_serde::Deserializer::from_str(text)) {
        Ok(value) => Ok(reading.parsed(value)),
        Err(error) => Err(Stop {
            fault: reading.fault,
            error,
        }),
    }
}

fn yaml_problem(
    text: &str,
    position: Option<(usize, usize)>,
    error: &yaml_serde::Error,
) -> Problem {
    let message = error.to_string();
    if message.contains("recursion limit") {
        return too_deep();
    }
    if message.contains("repetition limit") {
        return Fault::TooMuch.into_problem();
    }
    if message.contains("more than one document") {
        return Problem::new(
            "the YAML holds more than one document",
            "keep one of them: a line `---` begins the next",
        );
    }
    if position.is_some_and(|position| stands_at_tab(text, position)) {
        return Problem::new(
            "a tab stands where YAML takes spaces",
            "indent with spaces only",
        );
    }
    Problem::new("the text is neither JSON nor well-formed YAML", CORRECT)
        .why(clip_to(&message, MOST_MESSAGE))
}

/// Whether there is a tab at a position, or in the white space its line begins with.
fn stands_at_tab(text: &str, (line, column): (usize, usize)) -> bool {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indentation = &line[..line.len() - line.trim_start().len()];
    indentation.contains('\t') || line.chars().nth(column.saturating_sub(1)) == Some('\t')
}

fn too_deep() -> Problem {
    Problem::new(
        "the document is nested too deeply",
        "check that it is the description of an API",
    )
    .why(format!("no more than {MOST_DEPTH} levels are read"))
}
