//! What the pipeline did to a document, in a few lines.

use crate::print;
use owo_colors::OwoColorize;
use pvwa_codegen::{pipeline::Normalized, report::Report};
use std::io::{self, Write};

/// How many losses are listed one by one; more would hide what comes after them.
const MOST_LOSSES: usize = 20;

/// Writes the operations before and after, and the repairs by name and count.
pub(crate) fn write(normalized: &Normalized, to: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (normalized.operations_in, normalized.operations_out);
    print::line(to, "operations", format_args!("{before} in, {after} out"))?;
    let counts = normalized.report.counts();
    if counts.is_empty() {
        return print::line(to, "repairs", "none");
    }
    print::line(to, "repairs", counts.values().sum::<usize>())?;
    for (name, count) in counts {
        writeln!(to, "{:13}{count:>4}  {name}", "")?;
    }
    Ok(())
}

/// Writes what the document said and no longer says.
pub(crate) fn losses(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let total = report.losses().count();
    if total == 0 {
        return print::line(to, "lost", "nothing");
    }
    print::line(to, "lost", total)?;
    for change in report.losses().take(MOST_LOSSES) {
        writeln!(to, "{:13}{}: {}", "", change.pointer, change.note)?;
    }
    if let Some(more @ 1..) = total.checked_sub(MOST_LOSSES) {
        writeln!(to, "{:13}{}", "", format_args!("and {more} more").dimmed())?;
    }
    Ok(())
}
