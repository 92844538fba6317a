//! A comparison for programs.

use super::{View, values::is_invisible};
use pvwa_codegen::diff::{change::Comparison, export::Export};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io::{self, BufWriter, Write};

/// Writes a comparison as JSON, with its summary.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    let formatter = Visible(PrettyFormatter::new());
    let mut serializer = Serializer::with_formatter(&mut to, formatter);
    Export::new(comparison, view.policy).serialize(&mut serializer)?;
    to.write_all(b"\n")?;
    to.flush()
}

/// JSON in which everything can be seen.
struct Visible<'i>(PrettyFormatter<'i>);

/// Lets the other formatter write what is no text.
macro_rules! as_before {
    ($($method:ident($($argument:ident: $type:ty),*)),* $(,)?) => {
        $(
            fn $method<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
                self.0.$method(writer $(, $argument)*)
            }
        )*
    };
}

impl Formatter for Visible<'_> {
    as_before! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), begin_object_value(), end_object_value(),
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_invisible) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut characters = after.chars();
            if let Some(character) = characters.next() {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}
