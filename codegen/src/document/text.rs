//! From bytes to text: what is no document is recognised here, and named.

use crate::problem::Problem;

use super::MOST_BYTES;

/// The byte order mark, which Windows puts at the start of UTF-8 as well.
const MARK: char = '\u{feff}';

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Yaml,
}

impl Format {
    /// Tells by the first character, for file names and media types are often wrong.
    pub(crate) fn of(text: &str) -> Self {
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
    // The first of these is the mark of UTF-16 as well, followed by a character that no text has.
    (b"\xff\xfe\0\0", IS_UTF_32, SAVE_AS_UTF_8),
    (b"\0\0\xfe\xff", IS_UTF_32, SAVE_AS_UTF_8),
    (b"%PDF", "the file is a PDF", FETCH_AGAIN),
];

const IS_UTF_32: &str = "the text is UTF-32";
const SAVE_AS_UTF_8: &str =
    "save it as UTF-8 (in PowerShell: `Set-Content -Encoding utf8`, not `>`)";

/// The text of a document, without a byte order mark.
pub(super) struct Decoded {
    pub(super) text: String,
    /// What was replaced by U+FFFD because it is no text in the encoding of the rest.
    pub(super) replaced: Option<&'static str>,
}

/// Turns the bytes of a document, UTF-8 or UTF-16, into text.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, Box<Problem>> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large().into());
    }
    let mut signatures = SIGNATURES.iter();
    if let Some((_, what, remedy)) = signatures.find(|(start, ..)| bytes.starts_with(start)) {
        return Err(Problem::new(*what, *remedy).into());
    }
    let Decoded { mut text, replaced } = match utf_16(&bytes) {
        Some(unit) => decode_utf_16(&bytes, unit),
        None => decode_utf_8(bytes),
    };
    if text.len() > MOST_BYTES {
        return Err(too_large().into());
    }
    if text.bytes().any(is_binary) {
        return Err(Problem::new(
            "the file is binary, not text",
            "name a Swagger 2.0, OpenAPI 3.0 or 3.1 document in JSON or YAML",
        )
        .into());
    }
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
    Ok(Decoded { text, replaced })
}

fn too_large() -> Problem {
    Problem::new(
        format!("the file is larger than {} MiB", MOST_BYTES >> 20),
        "check that it is the description of an API; cut out what is not needed",
    )
}

fn decode_utf_8(bytes: Vec<u8>) -> Decoded {
    match String::from_utf8(bytes) {
        Ok(text) => Decoded {
            text,
            replaced: None,
        },
        Err(error) => Decoded {
            text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            replaced: Some("bytes that are not UTF-8 were replaced by U+FFFD"),
        },
    }
}

/// How two bytes of UTF-16 make a unit; `None` for any other text.
///
/// Windows writes UTF-16 with a mark, as `>` in PowerShell does. Without one it is told by the first
/// character: a brace or a letter is a byte and a NUL.
fn utf_16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    match *bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        [first, 0, ..] if first != 0 => Some(u16::from_le_bytes),
        [0, second, ..] if second != 0 => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn decode_utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let pairs = bytes.chunks_exact(2);
    let mut lossy = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    // Nearly all of it is ASCII.
    let mut text = String::with_capacity(bytes.len() / 2);
    for character in char::decode_utf16(units) {
        lossy |= character.is_err();
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if bytes.len() % 2 == 1 {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Decoded {
        text,
        replaced: lossy.then_some("bytes that are not UTF-16 were replaced by U+FFFD"),
    }
}

/// Control characters that neither JSON nor YAML allows in its text; all are one byte of UTF-8.
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
pub(crate) fn clip_to(text: &str, most: usize) -> String {
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
