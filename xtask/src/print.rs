//! How results, talk and errors look.
//!
//! Everything is written with colours; the writers of `main` take them away where no terminal
//! wants them.

use owo_colors::OwoColorize;
use pvwa_codegen::problem::{Problem, Refusal};
use std::{
    io::{self, Write},
    path::Path,
};

/// Where a command writes.
pub(crate) struct Terminal<'a> {
    /// What was asked for.
    pub(crate) results: &'a mut dyn Write,
    /// Everything said besides.
    pub(crate) talk: &'a mut dyn Write,
}

/// Writes an error: each problem of a refusal as its own.
pub(crate) fn error(error: &anyhow::Error, to: &mut dyn Write) -> io::Result<()> {
    match error.downcast_ref::<Refusal>() {
        Some(refusal) => refusal.0.iter().try_for_each(|each| problem(each, to)),
        None => writeln!(to, "{} {error:#}", "error:".red().bold()),
    }
}

/// Writes a problem as its `Display` does, after `error:`.
pub(crate) fn problem(problem: &Problem, to: &mut dyn Write) -> io::Result<()> {
    write!(to, "{} ", "error:".red().bold())?;
    if let Some(place) = &problem.place {
        write!(to, "{}: ", place.bold())?;
    }
    writeln!(to, "{}", problem.what)?;
    let details = [
        ("in:", &problem.operation),
        ("at:", &problem.pointer),
        ("why:", &problem.why),
    ];
    for (label, text) in details {
        if let Some(text) = text {
            writeln!(to, "  {} {text}", label.dimmed())?;
        }
    }
    writeln!(to, "  {} {}", "remedy:".green(), problem.remedy)
}

/// Writes one line of talk: a word, and what it says.
pub(crate) fn line(to: &mut dyn Write, word: &str, text: impl std::fmt::Display) -> io::Result<()> {
    writeln!(to, "{:>12} {text}", word.green().bold())
}

/// `1 operation`, `2 operations`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// Writes rows with their columns aligned, the first row as a heading.
pub(crate) fn table<const N: usize>(rows: &[[String; N]], to: &mut dyn Write) -> io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    for (index, row) in rows.iter().enumerate() {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        let text = cells.collect::<Vec<_>>().join("  ");
        match index {
            0 => writeln!(to, "{}", text.trim_end().bold())?,
            _ => writeln!(to, "{}", text.trim_end())?,
        }
    }
    Ok(())
}

/// Writes a file that is there whole or not at all.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        // Readable like any other file, where a temporary one would be its owner's alone.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| {
        let what = match error.kind() {
            io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
            io::ErrorKind::PermissionDenied => "it may not be written".to_owned(),
            // Not the error itself: it names a temporary file.
            kind => format!("it cannot be written: {kind}"),
        };
        Problem::new(
            what,
            "name a file in a folder that exists and that you may write to",
        )
        .at(path.display().to_string(), None)
        .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_its_colours_a_problem_reads_as_it_displays() {
        let problem = Problem::new("the operation has no answer", "describe one")
            .at("vault.json", Some((3, 7)))
            .operation("GET /API/Safes (list_safes)")
            .pointer("/paths/~1API~1Safes/get")
            .why("a method answers something");
        let mut coloured = Vec::new();
        super::problem(&problem, &mut coloured).unwrap();
        let plain = anstream::adapter::strip_bytes(&coloured).into_vec();
        assert_eq!(
            String::from_utf8(plain).unwrap(),
            format!("error: {problem}\n")
        );
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["SPEC", "FROM"], ["my-vault", "vault.json"], ["é", "x"]];
        let mut coloured = Vec::new();
        table(&rows.map(|row| row.map(str::to_owned)), &mut coloured).unwrap();
        let plain = anstream::adapter::strip_bytes(&coloured).into_vec();
        assert_eq!(
            String::from_utf8(plain).unwrap(),
            "SPEC      FROM\nmy-vault  vault.json\né         x\n"
        );
    }
}
