//! Our comparison, as the judge asks for it.

use std::path::Path;

use jiff::civil::Date;

use super::manifest::{Options, Stability};
use crate::diff::change::Comparison;
use crate::diff::settings::Settings;
use crate::diff::{self, Input, lifecycle};
use crate::problem::Refusal;

/// Compares two files with what a row asks for.
///
/// # Errors
///
/// What cannot be read of either of them.
pub fn compare(old: &Path, new: &Path, options: &Options) -> Result<Comparison, Refusal> {
    let (old, new) = (Input::file(old), Input::file(new));
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
