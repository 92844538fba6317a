//! From OpenAPI 3.1 to 3.0.3, with the same meaning.
//!
//! 3.1 takes its schemas from JSON Schema as it is, where 3.0 has a dialect of its own with fewer
//! keywords. The parts of a document are moved first, as long as references can be read against the
//! source; then each schema is rewritten where it stands.

mod content;
mod elements;
mod path_items;
mod places;
mod references;
mod root;
mod schema;
mod types;

use serde_json::Value;

use super::conversion::Conversion;
use places::Role;

/// The document in 3.0.3.
pub(super) fn open_api(conversion: &mut Conversion<'_>) -> Value {
    let mut document = conversion.source.clone();
    if let Some(root) = document.as_object_mut() {
        conversion.root(root);
    }
    conversion.schema_references(&mut document);
    conversion.path_items(&mut document);
    conversion.mutual_tls(&mut document);
    places::each(&mut document, &mut |role, at, value| match role {
        // The limit was reached: nothing of it will be used.
        _ if !conversion.charge(0) => {}
        Role::Schema => conversion.newer_schema(value, at),
        Role::RequestBody | Role::Response => {
            conversion.described_reference(value, at);
            conversion.binary_content(value, at);
        }
        Role::Parameter | Role::Header => conversion.described_reference(value, at),
        _ => {}
    });
    document
}
