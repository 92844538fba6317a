//! Cuts the generator's one file into one file per area.
//!
//! The generator writes every type, every method and every builder into one stream. Here each
//! piece goes to the area that uses it; what several areas use goes to `types.rs`. Nothing is
//! renamed: glob imports keep `types::X`, `super::X` and `types::builder::X` resolving, so that no
//! path inside the generated code has to change.

mod body_type;
mod docs;
mod exposed;
mod optional_body;
mod pieces;
mod polish;
mod print;
mod round_trip;
mod shorten;

mod usage;
mod variants;

use crate::problem::{Problem, Refusal};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use print::{HEADER, MARK};

use pieces::Pieces;
use usage::Usage;

/// What the splitter must know about the document.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Area → what it is for, in document order.
    pub areas: IndexMap<String, String>,
    /// operationId → area.
    pub operations: BTreeMap<String, String>,
    /// operationId → parameter as a Rust name → what it is.
    pub parameters: BTreeMap<String, BTreeMap<String, String>>,
    /// operationId → the media type of its body, where it is none that the generator sends.
    pub body_types: BTreeMap<String, String>,
    /// operationId of each operation whose body may be left out.
    pub optional_bodies: BTreeSet<String>,
    /// Type → property as the server spells it → other spellings.
    pub aliases: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// What the crate is, for its first page.
    pub title: String,
    /// The version of the API.
    pub version: String,
}

/// The Cargo feature behind which every type has both serde directions.
///
/// Requests only need to be written and answers only to be read; whoever plays the server, or
/// checks that an answer survives the round trip, needs the other direction too.
pub const BOTH_DIRECTIONS: &str = "both-directions";

/// Cuts `file` into source files by their names below `src/`.
///
/// # Errors
///
/// When the generator's output has a shape that this module does not know.
pub fn split(file: syn::File, plan: &Plan) -> Result<BTreeMap<String, String>, Refusal> {
    let pieces = Pieces::sort(file)?;
    let missing: Vec<_> = pieces
        .methods
        .keys()
        .filter(|id| !plan.operations.contains_key(*id))
        .collect();
    if !missing.is_empty() {
        return Err(Problem::new(
            format!("the generator wrote methods that no operation asked for: {missing:?}"),
            "report it together with the output of `cargo xtask normalize`",
        )
        .into());
    }
    let usage = Usage::of(&pieces, plan);
    let mut pieces = polish::polish(pieces, plan, &usage);
    for (id, items) in &mut pieces.requests {
        if let Some(media) = plan.body_types.get(id) {
            body_type::say(id, media, items)?;
        }
        if plan.optional_bodies.contains(id) {
            optional_body::make_optional(id, items)?;
        }
        exposed::expose(items);
    }
    Ok(print::files(pieces, plan, &usage))
}

/// The Rust module of an area.
pub fn module(area: &str) -> String {
    area.replace('-', "_")
}

/// The names of `set`, quoted for `cfg(feature = …)`.
fn gate(areas: &BTreeSet<String>, all: usize) -> Option<String> {
    if areas.len() >= all {
        return None;
    }
    let features: Vec<_> = areas
        .iter()
        .map(|area| format!("feature = \"{area}\""))
        .collect();
    Some(match &features[..] {
        [one] => one.clone(),
        many => format!("any({})", many.join(", ")),
    })
}
