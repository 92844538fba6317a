//! Our comparison, as the judge asks for it.

use std::path::Path;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::manifest::{Options, Stability};
use crate::diff::change::Comparison;
use crate::diff::settings::Settings;
use crate::diff::{self, Input, lifecycle};
use crate::document::Document;
use crate::problem::Refusal;

/// Compares two files with what a row asks for.
///
/// # Errors
///
/// What cannot be read of either of them.
pub fn compare(old: &Path, new: &Path, options: &Options) -> Result<Comparison, Refusal> {
    let (old, new) = (input(old)?, input(new)?);
    let (year, month, day) = options.today;
    let settings = Settings {
        deprecation_days_beta: options.deprecation_days_beta,
        deprecation_days_stable: options.deprecation_days_stable,
        stability: match options.stability {
            Stability::Draft => lifecycle::Stability::Draft,
            Stability::Alpha => lifecycle::Stability::Alpha,
            Stability::Beta => lifecycle::Stability::Beta,
            Stability::Stable => lifecycle::Stability::Stable,
        },
        // A day that is none is long ago: nothing has been set by then.
        ..Settings::on(Date::new(year, month, day).unwrap_or_default())
    };
    diff::compare(&old, &new, &settings)
}

/// A file as it is; one without `paths`, which tests leave out where they look at definitions only,
/// has no operations.
fn input(path: &Path) -> Result<Input, Refusal> {
    let refusal = match Document::read(path) {
        Ok(_) => return Input::read(path),
        Err(refusal) => refusal,
    };
    let mut document = Document::read_data(path).map_err(|_| refusal.clone())?;
    match document.value.as_object_mut() {
        Some(root) if !root.contains_key("paths") => {
            root.insert("paths".to_owned(), Value::Object(Map::new()));
            document.kind()?;
            Ok(Input::of(document))
        }
        _ => Err(refusal),
    }
}
