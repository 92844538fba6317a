//! Parts put together: what `allOf` says as one schema.

use std::collections::HashSet;

use super::super::api::{Api, SchemaAt};
use super::super::schema::{Schema, Sub};
use super::View;

/// How deep parts may be made of parts.
const MOST_LEVELS: usize = 64;

/// The schema with its parts put into it.
pub(super) fn merged<'t>(api: &Api<'t>, view: &View<'t>) -> View<'t> {
    let mut merged = view.clone();
    merged.schema = put_together(api, &view.schema, 0, &mut HashSet::new());
    merged
}

/// A part that was put in once says nothing more a second time: so circles end.
fn put_together<'t>(
    api: &Api<'t>,
    schema: &Schema<'t>,
    level: usize,
    seen: &mut HashSet<usize>,
) -> Schema<'t> {
    let mut whole = schema.clone();
    let parts = std::mem::take(&mut whole.all_of);
    if level == MOST_LEVELS {
        return whole;
    }
    for part in parts {
        if seen.insert(part.address()) {
            let part = View::of(api, SchemaAt::Node(part)).whole();
            add(&mut whole, put_together(api, &part.schema, level + 1, seen));
        }
    }
    whole
}

/// Adds what another schema says; where both say something, what was there first counts.
fn add<'t>(whole: &mut Schema<'t>, part: Schema<'t>) {
    if whole.types.is_any() {
        whole.types = part.types;
    }
    whole.nullable |= part.nullable;
    whole.null_type |= part.null_type;
    whole.unique_items |= part.unique_items;
    whole.read_only |= part.read_only;
    whole.write_only |= part.write_only;
    whole.deprecated |= part.deprecated;
    whole.never |= part.never;
    whole.restricts |= part.restricts;
    macro_rules! first {
        ($($field:ident),*) => { $(whole.$field = whole.$field.or(part.$field);)* };
    }
    first!(
        format,
        title,
        extensible_values,
        constant,
        default,
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
        min_length,
        max_length,
        min_items,
        max_items,
        min_properties,
        max_properties,
        min_contains,
        max_contains,
        pattern,
        discriminator,
        sunset,
        stability,
        content_encoding,
        content_media_type
    );
    if whole.values.is_none() {
        whole.values = part.values;
    }
    macro_rules! longer {
        ($($field:ident),*) => { $(if whole.$field.is_empty() { whole.$field = part.$field; })* };
    }
    longer!(
        pattern_properties,
        prefix_items,
        dependent_required,
        dependent_schemas,
        one_of,
        any_of
    );
    macro_rules! said {
        ($($field:ident),*) => {
            $(if matches!(whole.$field, Sub::Absent) { whole.$field = part.$field; })*
        };
    }
    said!(
        additional_properties,
        property_names,
        unevaluated_properties,
        unevaluated_items,
        items,
        contains,
        not,
        if_,
        then,
        else_,
        content_schema
    );
    for (name, node) in part.properties {
        if !whole.properties.iter().any(|(known, _)| *known == name) {
            whole.properties.push((name, node));
        }
    }
    for name in part.required {
        if !whole.required.contains(&name) {
            whole.required.push(name);
        }
    }
}
