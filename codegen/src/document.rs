//! Documents as they are read: JSON or YAML, UTF-8 or UTF-16, Swagger 2.0, OpenAPI 3.0 or 3.1.
//!
//! Whatever a vault, a proxy or an editor put into the file, it is read in bounded time and memory,
//! and refused with one [`Problem`] that says where and what to do.

mod bundle;
mod mend;
mod node;
mod scan;
mod seek;
mod syntax;
mod text;
mod version;

use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::path::Path;

use serde_json::Value;

pub(crate) use text::{clip, clip_to};
pub(crate) use version::Kind;

use crate::problem::{Place, Problem, Refusal};
use text::Decoded;
pub(crate) use text::Format;

/// The most that is read of a document, in bytes, and the most that it may say once its YAML
/// aliases are followed: forty times the largest vault document seen (0.4 MB), and little enough
/// that the worst of them, made of empty lists, still fits into the memory of a build machine.
pub const MOST_BYTES: usize = 16 << 20;

/// A description of an API, with what is needed to say where in its text something stands.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document; the steps change it in place.
    pub value: Value,
    name: String,
    source: Option<Source>,
    flaws: Vec<Flaw>,
    moved: HashMap<String, String>,
    /// The other files that parts of it come from.
    others: Vec<Document>,
    /// The parts that come from other files, by their pointers.
    insets: HashMap<String, Inset>,
}

/// Where a part stands that comes from another file.
#[derive(Clone, Debug)]
struct Inset {
    /// The number of the file among the others.
    other: usize,
    /// The pointer to the part in that file.
    pointer: String,
}

/// The text a document was read from.
#[derive(Clone, Debug)]
struct Source {
    text: String,
    format: Format,
}

/// Something the text said that the value does not, although it could be read.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    /// The JSON pointer to it; empty for the whole document.
    pub(crate) pointer: String,
    /// What is lost, in one line.
    pub(crate) note: String,
}

impl Document {
    /// Reads a document from a file, and what it refers to in other files beside it or below.
    ///
    /// What it finds there becomes a part of the document, and the references to it local ones.
    /// References to addresses (`https://…`, `file://…`) stay as they are; no other file is read.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with one problem: a file cannot be read, is outside of the folder, or does not
    /// hold what a reference names; or what [`Document::parse`] refuses.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let mut document = Self::read_alone(path)?;
        bundle::bundle(&mut document, path)?;
        Ok(document)
    }

    /// Reads a document from a file; references to other files stay as they are.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with one problem: the file cannot be read, or what [`Document::parse`] refuses.
    pub(crate) fn read_alone(path: &Path) -> Result<Self, Refusal> {
        Self::parse(&path.display().to_string(), read_bytes(path)?)
    }

    /// The text of a file; `None` where something in it had to be replaced to make it a text.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with one problem: the file cannot be read, is too large, or is no text.
    pub(crate) fn read_text(path: &Path) -> Result<Option<String>, Refusal> {
        let name = path.display().to_string();
        let decoded = text::decode(read_bytes(path)?).map_err(|problem| problem.at(name, None))?;
        Ok(decoded.replaced.is_none().then_some(decoded.text))
    }

    /// Reads a file of the project that is no description of an API.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with one problem: the file cannot be read, or is neither JSON nor YAML.
    pub(crate) fn read_data(path: &Path) -> Result<Self, Refusal> {
        Self::parse_data(&path.display().to_string(), read_bytes(path)?)
    }

    /// Reads a document from the bytes of a file or an answer; `name` is how errors call it.
    ///
    /// References to other files stay as they are: bytes have no folder to look into.
    ///
    /// Whether it is JSON or YAML, UTF-8 or UTF-16, is told by the content. A key that stands twice with different
    /// values counts as it stands last; [`upgrade`](crate::upgrade::upgrade) reports it.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with one problem: the bytes are no text, neither JSON nor YAML, larger than is
    /// read, or no Swagger 2.0, OpenAPI 3.0 or 3.1 document with `paths`.
    pub fn parse(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let document = Self::parse_data(name, bytes)?;
        document.kind()?;
        Ok(document)
    }

    fn parse_data(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let Decoded { text, replaced } =
            text::decode(bytes).map_err(|problem| problem.at(name, None))?;
        let parsed = syntax::parse(name, &text).map_err(|problem| *problem)?;
        let mut document = Self::made(name, parsed.value);
        let (text, guesses) = match parsed.mended {
            Some(mended) => (mended.text, mended.notes),
            None => (text, Vec::new()),
        };
        document.source = Some(Source {
            text,
            format: parsed.format,
        });
        let replaced = replaced.map(str::to_owned);
        let notes = replaced.into_iter().chain(guesses);
        document.flaws.extend(notes.map(|note| Flaw {
            pointer: String::new(),
            note,
        }));
        let repeated = parsed.repeated.into_iter().map(|pointer| Flaw {
            pointer,
            note: "the key stands more than once: the last value counts".to_owned(),
        });
        document.flaws.extend(repeated);
        Ok(document)
    }

    /// Wraps a document that was made in memory: it has a name but no text.
    pub fn made(name: &str, value: Value) -> Self {
        Self {
            value,
            name: name.to_owned(),
            source: None,
            flaws: Vec::new(),
            moved: HashMap::new(),
            others: Vec::new(),
            insets: HashMap::new(),
        }
    }

    /// The text the document was read from, or that it was mended to; `None` for one made in memory.
    pub(crate) fn text(&self) -> Option<&str> {
        self.source.as_ref().map(|source| source.text.as_str())
    }

    /// The name by which errors call the document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the other files that parts of the document come from.
    pub fn other_files(&self) -> impl Iterator<Item = &str> {
        self.others.iter().map(Self::name)
    }

    /// Where in its file the node at a JSON pointer stands.
    ///
    /// The pointer may be one into the upgraded document. What the text does not hold is looked for
    /// one level up, until something is found; the position is that of the key, or of the value
    /// where it stands in a list. It is `None` for the whole document and for one made in memory.
    /// What comes from another file is looked for there.
    pub fn place(&self, pointer: &str) -> Place {
        let pointer = self.before_upgrade(pointer);
        if let Some((inset, rest)) = longest(&self.insets, &pointer)
            && let Some(other) = self.others.get(inset.other)
        {
            return other.place(&format!("{}{rest}", inset.pointer));
        }
        let position = self
            .source
            .as_ref()
            .and_then(|source| seek::position(&source.text, source.format, &pointer));
        Place {
            file: self.name.clone(),
            position,
        }
    }

    /// The description language of the document, or what is wrong at its root.
    pub(crate) fn kind(&self) -> Result<Kind, Refusal> {
        version::kind(&self.value).map_err(|mut problem| {
            let pointer = problem.pointer.as_deref().unwrap_or_default();
            problem.place = Some(self.place(pointer));
            (*problem).into()
        })
    }

    /// What the text said that the value does not.
    pub(crate) fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }

    /// Remembers what was moved: the pointer it has now, and the one it has in the text.
    pub(crate) fn set_moved(&mut self, moved: HashMap<String, String>) {
        self.moved = moved;
    }

    fn before_upgrade(&self, pointer: &str) -> String {
        match longest(&self.moved, pointer) {
            Some((old, rest)) => format!("{old}{rest}"),
            None => pointer.to_owned(),
        }
    }
}

/// What is known of a pointer or of the next one above it, and what of the pointer stands below that.
fn longest<'m, 'p, T>(map: &'m HashMap<String, T>, pointer: &'p str) -> Option<(&'m T, &'p str)> {
    let mut prefix = pointer;
    loop {
        if let Some(found) = map.get(prefix) {
            return Some((found, &pointer[prefix.len()..]));
        }
        prefix = &prefix[..prefix.rfind('/')?];
    }
}

/// The bytes of a file, one more than is read at most where there are too many.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    let limit = MOST_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    fs_err::File::open(path)
        .and_then(|file| {
            // Room for all of it at once: to grow by doubling can cost as much again.
            let size = file.metadata().map_or(0, |metadata| metadata.len());
            bytes.reserve_exact(usize::try_from(size.min(limit)).unwrap_or_default());
            file.take(limit).read_to_end(&mut bytes)
        })
        .map_err(|error| unreadable(path, &error).at(path.display().to_string(), None))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    if path.is_dir() {
        return Problem::new(
            "a directory is no document",
            "name the file in it that holds the Swagger 2.0, OpenAPI 3.0 or 3.1 document",
        );
    }
    match error.kind() {
        ErrorKind::NotFound => Problem::new(
            "the file does not exist",
            "check the path, or fetch the document first",
        ),
        ErrorKind::PermissionDenied => Problem::new(
            "the file may not be read",
            "grant this user the right to read it",
        ),
        // Not the error itself: it names the path again.
        kind => Problem::new(
            format!("the file cannot be read: {kind}"),
            "check the file and the disk it is on",
        ),
    }
}
