//! Overlays: what a site changes in a document before a client is made of it.
//!
//! An overlay is a file of [OpenAPI Overlay 1.0](https://spec.openapis.org/overlay/v1.0.0.html): a
//! list of actions, each with a JSONPath (RFC 9535) that selects places of the document, and what
//! is merged into them or that they are removed. The document is the normalised one, as it stands
//! after the upgrade, the repairs and the catalogue: `cargo xtask normalize SPEC --no-overlays`
//! prints it.
//!
//! Where the specification leaves something open, or this program is stricter or looser:
//!
//! * An action that matches nothing is an error. The specification lets it pass; a correction that
//!   silently corrects nothing any more is worse than one more error after an upgrade.
//! * An action that says neither `update` nor `remove: true` is an error: it can do nothing.
//! * Two actions of a file that are the same are an error, as in the JSON Schema of the
//!   specification.
//! * A text, a number or another plain value may be removed, as Overlay 1.1 clarified. It cannot be
//!   updated: that is done from the object around it.
//! * Inside a merged object a list is appended to a list of the same name and a plain value
//!   replaces a plain value; two values of different kinds are an error.
//! * A place that a target selects twice is changed once.
//! * `extends` has to be a text and is otherwise ignored: nothing is ever fetched, and which
//!   overlay belongs to which document is said by where its file lies.
//! * What a target may visit and what an update may add is bounded.

mod apply;
mod cost;
mod find;
mod folder;
mod merge;
mod problems;
mod read;
mod remove;
mod target;

pub use apply::apply;
pub use folder::read_folder;

use crate::document::Document;
use crate::problem::Refusal;
use serde_json::Value;
use std::path::Path;
use target::Target;

/// A file of actions.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// The file, for the places of its actions.
    document: Document,
    title: String,
    actions: Vec<Action>,
}

impl Overlay {
    /// Reads an overlay from a file of JSON or YAML.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, and everything in it that is not as the specification has it:
    /// the version is not 1.0, a required key is missing, a key is unknown and does not begin with
    /// `x-`, a target is no JSONPath, an action changes nothing or removes the whole document.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        read::read(Document::read_data(path)?)
    }

    /// The file, as errors name it.
    pub fn name(&self) -> &str {
        self.document.name()
    }

    /// What the overlay is for, as `info.title` says it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How many actions it has.
    pub fn actions(&self) -> usize {
        self.actions.len()
    }
}

/// One change, at every place that its target selects.
#[derive(Clone, Debug)]
struct Action {
    target: Target,
    change: Change,
}

/// What an action does to a place.
#[derive(Clone, Debug)]
enum Change {
    /// Merges the value into an object, or appends it to a list.
    Update(Value),
    /// Takes the place out of the object or list that holds it.
    Remove,
}
