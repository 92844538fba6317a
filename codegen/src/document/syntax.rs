//! The syntax of a document: JSON or YAML, and what is wrong with it.

use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::problem::Problem;

use super::node::{Fault, Node, Reading};
use super::text::{Format, clip_to};

/// How deep JSON and YAML may be nested: the limit of both parsers.
const MOST_DEPTH: usize = 128;

/// The most characters of a parser's message that are repeated: it names its context, too.
const MOST_MESSAGE: usize = 160;

const CORRECT: &str = "correct the line, or fetch the document again";

/// What a text says.
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) format: Format,
    /// JSON pointers to the keys that stand twice in an object, with different values.
    pub(super) repeated: Vec<String>,
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

fn yaml(name: &str, text: &str) -> Result<Parsed, Box<Problem>> {
    let mut reading = Reading::new(Format::Yaml);
    let result = Node(&mut reading).deserialize(yaml_serde::Deserializer::from_str(text));
    match result {
        Ok(value) => Ok(reading.parsed(value)),
        Err(error) => {
            let location = error.location();
            let position = location.map(|location| (location.line(), location.column()));
            let problem = match reading.fault {
                Some(fault) => fault.into_problem(),
                None => yaml_problem(text, position, &error),
            };
            Err(problem.at(name, position).into())
        }
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
    if position.is_some_and(|(line, _)| is_indented_by_tab(text, line)) {
        return Problem::new(
            "a tab stands where YAML takes spaces",
            "indent with spaces only",
        );
    }
    Problem::new("the text is neither JSON nor well-formed YAML", CORRECT)
        .why(clip_to(&message, MOST_MESSAGE))
}

fn is_indented_by_tab(text: &str, line: usize) -> bool {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indentation = &line[..line.len() - line.trim_start().len()];
    indentation.contains('\t')
}

fn too_deep() -> Problem {
    Problem::new(
        "the document is nested too deeply",
        "check that it is the description of an API",
    )
    .why(format!("no more than {MOST_DEPTH} levels are read"))
}
