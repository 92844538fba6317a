//! A comparison for programs.

use super::{View, values::is_invisible};
use pvwa_codegen::diff::{change::Comparison, export::Export};
use std::io;

/// Writes a comparison as JSON, with its summary.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&Export::new(comparison, view.policy))?;
    let mut rest = text.as_str();
    // Only within its texts is anything that cannot be seen, and there it may be escaped.
    let hidden = |character: char| character != '\n' && is_invisible(character);
    while let Some(at) = rest.find(hidden) {
        let (before, after) = rest.split_at(at);
        write!(to, "{before}")?;
        let mut characters = after.chars();
        if let Some(character) = characters.next() {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(to, "\\u{unit:04x}")?;
            }
        }
        rest = characters.as_str();
    }
    writeln!(to, "{rest}")
}
