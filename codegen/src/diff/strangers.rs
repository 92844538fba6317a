//! Two documents that have nothing to do with each other.

use std::collections::HashSet;

use super::api::{Api, Operation};
use crate::problem::{Problem, Refusal};

/// How many operations both need before having nothing in common says anything.
const FEWEST: usize = 5;

/// Refuses documents that share no path, no name of a schema and no operationId: every line of
/// their comparison would be true and of no use.
pub(super) fn refused(old: (&str, &Api<'_>), new: (&str, &Api<'_>)) -> Result<(), Refusal> {
    let ((old_name, old), (new_name, new)) = (old, new);
    if old.operations.len() < FEWEST || new.operations.len() < FEWEST || share_something(old, new) {
        return Ok(());
    }
    Err(Problem::new(
        format!(
            "this is another API than {old_name}: the two share no path, no schema and no \
             operationId"
        ),
        "name two documents of one API, the older first",
    )
    .at(new_name, None)
    .why(format!(
        "all {} operations of the one would be told as gone and all {} of the other as new",
        old.operations.len(),
        new.operations.len()
    ))
    .into())
}

fn share_something(old: &Api<'_>, new: &Api<'_>) -> bool {
    let ids: HashSet<&str> = old.operations.iter().filter_map(Operation::id).collect();
    let mut operations = new.operations.iter();
    let mut schemas = new.components("schemas").iter();
    operations.any(|operation| {
        let id = operation.id();
        old.has_path(&operation.canonical) || id.is_some_and(|id| ids.contains(id))
    }) || schemas.any(|(name, _)| old.has_schema(name))
}
