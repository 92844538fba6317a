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
    path: Option<PathBuf>,
    text: Option<String>,
    document: OnceLock<Document>,
}

impl Input {
    /// Reads a file; references to other files beside it are followed.
    ///
    /// # Errors
    ///
    /// What [`Document::read`] refuses. What is JSON by its first character is looked at later, by
    /// [`compare`](super::compare).
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let name = path.display().to_string();
        if let Some(text) = Document::read_json(path)? {
            return Ok(Self {
                name,
                path: Some(path.to_path_buf()),
                text: Some(text),
                document: OnceLock::new(),
            });
        }
        Ok(Self {
            name,
            path: Some(path.to_path_buf()),
            text: None,
            document: OnceLock::from(read(path)?),
        })
    }

    /// Takes a document that was loaded or made; as it is, not as it was served.
    pub fn of(document: Document) -> Self {
        Self {
            name: document.name().to_owned(),
            path: None,
            text: None,
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
            None => self.text.as_deref(),
        }
    }

    /// The document as a tree, and the language it is written in.
    pub(super) fn tree(&self) -> Result<(Node<'_>, Kind), Refusal> {
        if let (Some(text), None) = (&self.text, self.document.get())
            && let Some(root) = Node::parse(text)
            && let Ok(kind) = kind(&root)
        {
            return Ok((root, kind));
        }
        let document = match (self.document.get(), &self.path) {
            (None, Some(path)) => {
                let document = read(path)?;
                self.document.get_or_init(|| document)
            }
            (document, _) => self.document.get_or_init(|| {
                document
                    .cloned()
                    .unwrap_or_else(|| Document::made(&self.name, Value::Null))
            }),
        };
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
