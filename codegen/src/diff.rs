//! What a document changes that takes the place of another.
//!
//! Both are read into one model, whichever description language they are written in, and compared
//! by structure: a schema is what it allows, not what it is called. Each change is told once, with
//! the operations that reach it, and judged by the rules in [`rules`].

pub mod accept;
mod api;
pub mod change;
mod compare;
mod compared;
mod components;
mod delta;
pub mod export;
mod finding;
pub mod history;
pub mod impact;
mod information;
mod input;
mod judge;
pub mod lifecycle;
mod media;
mod names;
mod operations;
mod places;
mod reached;
pub mod rules;
mod schema;
pub mod settings;
mod strangers;
mod told;
mod tree;
mod types;
mod yaml_lines;

pub use input::Input;

use crate::document::Kind;
use crate::problem::Refusal;
use api::Api;
use change::{Comparison, Normalised, Side};
use compared::Compared;
use finding::Finding;
use places::Places;
use settings::Settings;
use tree::Node;

/// Compares two documents.
///
/// # Errors
///
/// What [`Document::read`](crate::document::Document::read) refuses of either of them, and documents
/// of which nothing says that they describe one API.
pub fn compare(old: &Input, new: &Input, settings: &Settings) -> Result<Comparison, Refusal> {
    let (old_tree, new_tree) = at_once(
        || old.tree(),
        || {
            let tree = new.tree();
            // The table of rules is made while the other document may still be read.
            rules::all();
            tree
        },
    );
    let ((old_root, old_kind), (new_root, new_kind)) = (old_tree?, new_tree?);
    let (old_api, new_api) = at_once(
        || Api::of(&old_root, old_kind),
        || Api::of(&new_root, new_kind),
    );
    strangers::refused((old.name(), &old_api), (new.name(), &new_api))?;
    let mut compared = Compared::new(&old_api, &new_api, settings);
    compared.operations();
    compared.webhooks();
    compared.components();
    compared.reached();
    // What is known of the schemas by now is more than all that is told of them.
    let findings = told::joined(compared.finish());
    let (old_places, new_places) = at_once(
        || places(old, &old_root, &findings, |finding| finding.old),
        || places(new, &new_root, &findings, |finding| finding.new),
    );
    let spots = told::Spots {
        old: (old.name(), old_places),
        new: (new.name(), new_places),
    };
    let mut changes: Vec<_> = findings
        .into_iter()
        .map(|finding| told::change(finding, &spots))
        .collect();
    changes.extend(information::versions(&old_api, &new_api, &changes));
    told::ordered(&mut changes);
    told::unique(&mut changes);
    Ok(Comparison {
        old: side(old, &old_api),
        new: side(new, &new_api),
        changes,
        notes: Vec::new(),
        rust: None,
    })
}

/// Does two things at the same time.
fn at_once<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        let second = second.join();
        (
            first,
            second.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        )
    })
}

fn places<'t>(
    input: &Input,
    root: &Node<'t>,
    findings: &[Finding<'t>],
    of: impl Fn(&Finding<'t>) -> Option<&'t Node<'t>>,
) -> Places {
    let wanted = findings.iter().filter_map(of).map(Node::address).collect();
    Places::find(root, input.text(), wanted)
}

fn side(input: &Input, api: &Api<'_>) -> Side {
    Side {
        name: input.name().to_owned(),
        version: information::version(api).map(str::to_owned),
        language: match api.kind {
            Kind::Swagger => "Swagger 2.0",
            Kind::OpenApi => "OpenAPI 3.0",
            Kind::Newer => "OpenAPI 3.1",
        }
        .to_owned(),
        operations: api.operations.len(),
        schemas: api.components("schemas").len(),
        normalised: api.root.get(Normalised::KEY).map(|said| Normalised {
            catalogue: said.is_true("catalogue"),
            overlays: said.is_true("overlays"),
        }),
    }
}
