//! One of the two documents: read as fast as its text allows.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::document::{Document, Kind};
use crate::problem::Refusal;

use super::tree::Node;

/// A document that is to be compared.
#[derive(Debug)]
pub struct Input {
    name: String,
    source: Source,
    /// The text of a file, unless it took more than reading it.
    text: OnceLock<Option<String>>,
    /// The document, where it took more than reading its text.
    document: OnceLock<Document>,
}

/// Where a document comes from.
#[derive(Debug)]
enum Source {
    File(PathBuf),
    Memory,
}

impl Input {
    /// A file; it is read when it is compared, both files at the same time. References to other
    /// files beside it are followed.
    pub fn file(path: &Path) -> Self {
        Self {
            name: path.display().to_string(),
            source: Source::File(path.to_path_buf()),
            text: OnceLock::new(),
            document: OnceLock::new(),
        }
    }

    /// Takes a document that was loaded or made; as it is, not as it was served.
    pub fn of(document: Document) -> Self {
        Self {
            name: document.name().to_owned(),
            source: Source::Memory,
            text: OnceLock::from(None),
            document: OnceLock::from(document),
        }
    }

    /// How errors call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that the places in it are lines of; `None` for a document made in memory.
    pub(super) fn text(&self) -> Option<&str> {
        match self.document.get() {
            Some(document) => document.text(),
            None => self.text.get().and_then(Option::as_deref),
        }
    }

    /// The document as a tree, and the language it is written in.
    pub(super) fn tree(&self) -> Result<(Node<'_>, Kind), Refusal> {
        let document = match &self.source {
            Source::Memory => None,
            Source::File(path) => {
                if self.text.get().is_none() {
                    let text = Document::read_text(path)?;
                    self.text.get_or_init(|| text);
                }
                if let Some(Some(text)) = self.text.get()
                    && let Some(root) = Node::parse(text)
                    && let Ok(kind) = kind(&root)
                {
                    return Ok((root, kind));
                }
                // It is in several files, or is wrong: the reader of documents knows what to do,
                // and what to say.
                match self.document.get() {
                    Some(_) => None,
                    None => Some(read(path)?),
                }
            }
        };
        let document = self
            .document
            .get_or_init(|| document.unwrap_or_else(|| Document::made(&self.name, Value::Null)));
        let kind = Kind::of(&document.value).or_else(|_| document.kind())?;
        Ok((Node::of(&document.value), kind))
    }
}

/// Reads a document; one without operations is good enough to be compared.
fn read(path: &Path) -> Result<Document, Refusal> {
    Document::read(path).or_else(|refusal| match Document::read_data(path) {
        Ok(document) if Kind::of(&document.value).is_ok() => Ok(document),
        _ => Err(refusal),
    })
}

/// The description language, told by the root alone.
fn kind(root: &Node<'_>) -> Result<Kind, ()> {
    let mut head = Map::new();
    for (key, node) in root.entries() {
        let value = match node {
            Node::Text(text) => Value::String(text.to_string()),
            Node::Number(number) => Value::Number(number.clone()),
            Node::Map(_) => Value::Object(Map::new()),
            _ => Value::Null,
        };
        head.insert(key.to_string(), value);
    }
    Kind::of(&Value::Object(head)).map_err(drop)
}
