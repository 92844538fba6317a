//! What is wrong with a document, or too much for the generator, and can be mended.
//!
//! Each repair is a row of [`REPAIRS`] with its reason, and reports every change that it makes.
//! Rows of one subject stand together in a module of that name. The order matters: a row may
//! rely on what the rows before it have settled. A row that uncovers work for those before it says
//! so.

pub(crate) mod bodies;
pub(crate) mod circles;
mod composition;
mod copies;
mod directions;
mod document;
mod enums;
mod errors;
mod formats;
mod hoist;
pub(crate) mod identifier;
mod inline;
mod limits;
mod malformed;
mod media;
mod nullable;
mod open_enums;
pub(crate) mod operations;
mod page;
pub(crate) mod parameter_names;
pub(crate) mod parameters;
pub(crate) mod paths;
mod properties;
mod references;
mod responses;
pub(crate) mod schema_names;
pub(crate) mod shape;
pub(crate) mod text;
mod tidy;

pub use page::page;

use crate::report::{Recorder, Report};
use serde_json::Value;

/// Why a repair is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The document breaks the rules of OpenAPI, or says what cannot be meant.
    Vendor,
    /// The generator cannot take it, or writes something that does not compile.
    Generator,
    /// The client is better for it.
    Taste,
}

/// One thing that is mended.
#[derive(Clone, Copy, Debug)]
pub struct Repair {
    /// The name, under which its changes stand in the report.
    pub name: &'static str,
    /// Why it is made, in one word.
    pub group: Group,
    /// Why it is made, in one sentence.
    pub reason: &'static str,
    /// Whether a change can uncover work for a row before it.
    uncovers: bool,
    apply: fn(&mut Value, &mut Recorder),
}

const fn row(
    name: &'static str,
    group: Group,
    reason: &'static str,
    apply: fn(&mut Value, &mut Recorder),
) -> Repair {
    Repair {
        name,
        group,
        reason,
        uncovers: false,
        apply,
    }
}

/// A row after whose changes all rows are gone through once more: it brings in what no row before it
/// has seen.
const fn uncovers(row: Repair) -> Repair {
    Repair {
        uncovers: true,
        ..row
    }
}

use Group::{Generator, Taste, Vendor};

/// All repairs, in the order in which they are made.
#[rustfmt::skip]
pub static REPAIRS: &[Repair] = &[
    // What surrounds the operations.
    row("openapi-version", Vendor, "`3.0` is no version of OpenAPI", document::openapi_version),
    row("malformed-parts", Vendor, "a part of the wrong JSON type cannot be read", document::malformed_parts),
    row("title-and-version", Vendor, "both are texts; the version is sent as a header, which holds only visible ASCII", document::info),
    row("generator-extensions", Generator, "a document does not decide which Rust is written", document::generator_extensions),
    uncovers(row("inline-references", Generator, "the generator refuses references to paths and panics on broken ones", inline::inline)),
    row("parts-without-use", Taste, "the client signs its requests itself and follows no links", document::parts_without_use),
    // Paths.
    row("path-spelling", Vendor, "the generator loses a path without a leading slash and knows no routers' patterns", paths::spelling),
    row("methods-without-counterpart", Generator, "reqwest has no OPTIONS and no TRACE", paths::methods),
    row("shared-parameters", Generator, "what a path says for all its operations is mended once, in each", paths::shared_parameters),
    row("empty-paths", Taste, "a path without operations says nothing", paths::empty),
    row("operation-ids", Generator, "each operation becomes a method with a name of its own", operations::ids),
    // Schemas, as far as parameters, bodies and answers need to see what they are.
    row("no-schema", Vendor, "OpenAPI 3.0 has no `true` and no lists in place of a schema", malformed::no_schema),
    uncovers(row("schema-references", Vendor, "the generator panics on references that name no schema", references::resolve)),
    row("reference-siblings", Vendor, "what stands beside `$ref` is ignored by rule", references::siblings),
    row("schema-types", Vendor, "the generator panics on types that OpenAPI 3.0 does not know", malformed::types),
    row("schema-keywords", Vendor, "a keyword of the wrong JSON type makes the whole document unreadable", malformed::keywords),
    row("no-counterpart", Generator, "the generator panics on `not` and ignores `discriminator`", composition::without_counterpart),
    row("examples", Taste, "no code is made of them", tidy::examples),
    uncovers(row("foreign-keywords", Vendor, "keywords of another type make the generator lose the type", malformed::foreign_keywords)),
    row("enum-values", Vendor, "the generator refuses values that are not of the declared type", enums::values),
    uncovers(row("inline-compositions", Generator, "a composition that holds the schema around it is unfolded without end", hoist::compositions)),
    uncovers(row("choices", Generator, "the generator panics on some choices and makes loose structs of others", composition::choices)),
    uncovers(row("all-of", Generator, "the generator panics on some of them, and members would have no names", composition::all_of)),
    uncovers(row("circles", Generator, "a type that is only another name of itself has no size", circles::circles)),
    row("enums-not-of-strings", Taste, "the generator makes checked wrappers without names of them", enums::not_of_strings),
    row("colliding-enum-values", Generator, "two values that become one variant make the generator panic", enums::colliding),
    row("limits", Taste, "the server enforces its limits; types that do so too refuse what a newer one allows", limits::limits),
    row("defaults", Taste, "the server fills in its defaults; a client that sends them says something else", limits::defaults),
    row("strict-formats", Generator, "the generator needs other crates for dates and UUIDs, and servers send them in other forms", formats::strict),
    // Parameters.
    row("malformed-parameters", Vendor, "a parameter has a name, a place and a schema", parameters::malformed),
    row("foreign-parameters", Generator, "the generator refuses cookies; the client sets its own headers", parameters::foreign),
    row("path-parameters", Vendor, "the parameters of a path are those in its template, all required", parameters::template),
    row("parameter-styles", Generator, "the generator knows one style for each place and repeats the key of a list", parameters::styles),
    row("parameter-types", Generator, "paths and headers hold text only, queries no objects", parameters::types),
    row("path-parameter-names", Generator, "two parameters cannot have one name, nor that of a builder's method", parameter_names::in_path),
    row("colliding-parameters", Generator, "two parameters cannot have one name, nor that of a builder's method", parameter_names::colliding),
    // Bodies and answers.
    row("request-bodies", Generator, "the generator sends one media type, of four that it knows", bodies::bodies),
    row("malformed-responses", Vendor, "an answer has a status and a description", responses::malformed),
    row("default-alone", Vendor, "an operation says what it answers when it succeeds", responses::default_alone),
    row("response-content", Generator, "the generator reads JSON under one name only and panics without a schema", responses::content),
    row("one-success", Generator, "the generator panics on several types of answers", responses::one_success),
    row("one-error", Generator, "the generator panics on several types of errors; vaults have one", errors::one_shape),
    // Schemas as they become types.
    row("titles", Taste, "the generator takes titles for names of types", tidy::titles),
    row("schema-names", Generator, "each schema becomes a type with a name of its own", schema_names::names),
    row("inline-schemas", Generator, "types that the generator names itself collide", hoist::inline),
    uncovers(row("nullable-schemas", Generator, "a type that may be null itself is wrapped twice", nullable::at_use)),
    row("colliding-properties", Generator, "two properties that become one field do not compile", properties::colliding),
    row("additional-properties", Taste, "what a newer server adds is ignored", properties::additional),
    row("one-direction", Generator, "one type is written and read, also where a property is only sent or only answered", directions::one_type_for_both),
    row("open-enums-in-answers", Taste, "a newer server sends values that no document lists", open_enums::open),
    row("closed-enums-in-parameters", Generator, "a parameter is written as text, which an open enum is not", open_enums::closed),
    row("formats-alone", Generator, "a secret with anything beside its format would become a plain string", formats::alone),
    row("unreferenced", Taste, "what nothing refers to becomes dead code", tidy::unreferenced),
    row("rustdoc-safe-text", Taste, "rustdoc takes brackets for links and tags for HTML", text::rustdoc_safe),
];

/// How often the rows are gone through at most.
///
/// A row can uncover work for a row before it; three rounds have always been enough.
const ROUNDS: usize = 6;

/// Makes all repairs, until nothing is left to mend.
///
/// Made a second time they change nothing.
pub fn repair(value: &mut Value, report: &mut Report) {
    rounds(|repair| made(repair, value, report));
}

/// Like [`repair()`]; each change also says what stood at its pointer before and after its repair.
///
/// A repair that makes several changes at one place, or inside of one another, says the same for
/// all of them.
pub fn repair_in_detail(value: &mut Value, report: &mut Report) {
    let mut before = value.clone();
    rounds(|repair| {
        let known = report.changes.len();
        let uncovered = made(repair, value, report);
        if report.changes.len() > known {
            report.detail(known, &before, value);
            before = value.clone();
        }
        uncovered
    });
}

/// Makes one repair; answers whether that gives work to one before it.
fn made(repair: &Repair, value: &mut Value, report: &mut Report) -> bool {
    let known = report.changes.len();
    let mut changes = report.by(repair.name);
    (repair.apply)(value, &mut changes);
    changes.has_uncovered() || repair.uncovers && report.changes.len() > known
}

fn rounds(mut make: impl FnMut(&Repair) -> bool) {
    for _ in 0..ROUNDS {
        let uncovered = REPAIRS.iter().filter(|repair| make(repair)).count();
        if uncovered == 0 {
            break;
        }
    }
}
