//! From bytes to text: what is no document is recognised here, and named.

use crate::problem::Problem;

use super::MOST_BYTES;

/// The byte order mark, which Windows puts at the start of UTF-8 as well.
const MARK: char = '\u{feff}';

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Yaml,
}

impl Format {
    /// Tells by the first character, for file names and media types are often wrong.
    pub(super) fn of(text: &str) -> Self {
        if text.trim_start().starts_with(['{', '[']) {
            Self::Json
        } else {
            Self::Yaml
        }
    }
}

const FETCH_AGAIN: &str = "fetch the document again from the address that serves the JSON itself, \
                           signed on where the server asks for it";

/// How the files begin that are taken for a document because of how they were saved.
const SIGNATURES: [(&[u8], &str, &str); 5] = [
    (
        b"\x1f\x8b",
        "the file is compressed with gzip",
        "unpack it, or fetch it again with `curl --compressed`",
    ),
    (
        b"PK\x03\x04",
        "the file is a ZIP archive",
        "unpack it and name the document in it",
    ),
    (b"\xff\xfe", IS_UTF_16, SAVE_AS_UTF_8),
    (b"\xfe\xff", IS_UTF_16, SAVE_AS_UTF_8),
    (b"%PDF", "the file is a PDF", FETCH_AGAIN),
];

const IS_UTF_16: &str = "the text is UTF-16";
const SAVE_AS_UTF_8: &str =
    "save it as UTF-8 (in PowerShell: `Set-Content -Encoding utf8`, not `>`)";

/// Turns the bytes of a document into text without a byte order mark, and says whether bytes were
/// replaced because they are not UTF-8.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, bool), Box<Problem>> {
    if let Some(problem) = no_text(&bytes) {
        return Err(problem.into());
    }
    let (mut text, lossy) = match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    };
    if text.starts_with(MARK) {
        text.drain(..MARK.len_utf8());
    }
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Problem::new("the file is empty", FETCH_AGAIN).into());
    }
    if start.starts_with('<') {
        return Err(markup(start).into());
    }
    Ok((text, lossy))
}

fn no_text(bytes: &[u8]) -> Option<Problem> {
    if bytes.len() > MOST_BYTES {
        return Some(Problem::new(
            format!("the file is larger than {} MiB", MOST_BYTES >> 20),
            "check that it is the description of an API; cut out what is not needed",
        ));
    }
    let mut signatures = SIGNATURES.iter();
    if let Some((_, what, remedy)) = signatures.find(|(start, ..)| bytes.starts_with(start)) {
        return Some(Problem::new(*what, *remedy));
    }
    // A letter of UTF-16 without a mark is a byte and a NUL.
    if let [first, second, ..] = *bytes
        && (first == 0) != (second == 0)
    {
        return Some(Problem::new(IS_UTF_16, SAVE_AS_UTF_8));
    }
    let is_binary = bytes.iter().any(|byte| is_binary(*byte));
    is_binary.then(|| {
        Problem::new(
            "the file is binary, not text",
            "name a Swagger 2.0, OpenAPI 3.0 or 3.1 document in JSON or YAML",
        )
    })
}

/// Control characters that neither JSON nor YAML allows in its text.
fn is_binary(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn markup(start: &str) -> Problem {
    // An error page says so in its first lines.
    let head: String = start.chars().take(1000).collect::<String>().to_lowercase();
    if head.contains("<html") || head.contains("<!doctype html") {
        Problem::new("the file is an HTML page", FETCH_AGAIN)
            .why("it is probably an error or logon page of the web server")
    } else {
        Problem::new("the file is XML", FETCH_AGAIN)
            .why("Swagger and OpenAPI documents are JSON or YAML")
    }
}

/// The most characters of a key or a message that an error repeats.
const MOST_CHARACTERS: usize = 60;

/// A text from a document as an error may repeat it: short, and without control characters.
pub(crate) fn clip(text: &str) -> String {
    clip_to(text, MOST_CHARACTERS)
}

/// Like [`clip`], for the message of a parser.
pub(super) fn clip_to(text: &str, most: usize) -> String {
    let mut out = String::new();
    for character in text.chars().take(most) {
        if is_invisible(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// Control characters, and those that turn the direction of what a terminal prints.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
