//! Whether the generator can take a document, before it is asked to.
//!
//! The generator panics on much that it does not know, and names neither operation nor place.
//! Every rule here says what is wrong, where it stands in the file, why it cannot be used and
//! what to do. What [`repair`](mod@crate::repair) mends never gets here. Last comes [`attempt`], the
//! generator itself under guard: what it refuses although no rule knew is refused there with the
//! operation on which it happens.

mod answers;
mod findings;
mod operations;
mod parameters;
mod readable;
mod schemas;
mod size;
mod trial;

use crate::document::Document;
use crate::problem::Refusal;
use findings::Findings;
use serde_json::Value;

/// Checks that no rule finds anything in `document` that the generator could not take.
///
/// # Errors
///
/// Everything that is in the way: the first 20 problems, then how many more there are.
pub fn check(document: &Document) -> Result<(), Refusal> {
    let mut findings = Findings::new(document);
    if !size::check(&mut findings) {
        return findings.into_result();
    }
    readable::check(&mut findings);
    operations::check(&mut findings);
    parameters::check(&mut findings);
    answers::check(&mut findings);
    schemas::check(&mut findings);
    findings.into_result()
}

/// Checks that a document has no more `operations` than are repaired and generated: what is far too
/// large is refused before anything is done with it.
///
/// # Errors
///
/// One problem, of the whole document.
pub fn room(document: &Document, operations: usize) -> Result<(), Refusal> {
    let mut findings = Findings::new(document);
    size::room(&mut findings, operations);
    findings.into_result()
}

/// Generates a client of `annotated`, which is `document` with all that doc comments say; [`check`]
/// has accepted it.
///
/// # Errors
///
/// What the generator refuses or panics on all the same, and what would not compile.
pub fn attempt(document: &Document, annotated: &Value) -> Result<syn::File, Refusal> {
    let mut findings = Findings::new(document);
    let file = trial::check(&mut findings, annotated);
    findings.into_result()?;
    file.ok_or_else(trial::without_reason)
}
