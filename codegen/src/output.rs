//! From text in memory to files on disk, all or nothing, and back to a comparison.

use crate::problem::{Problem, Refusal};
use crate::split::MARK;
use fs_err as fs;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a written folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files whose bytes are new.
    pub changed: usize,
    /// Files that had these bytes already.
    pub unchanged: usize,
    /// Generated files of an earlier time that are gone now.
    pub removed: usize,
}

/// A file that is not as it would be generated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The file, relative to the folder.
    pub path: PathBuf,
    /// What is the matter with it.
    pub kind: DifferenceKind,
}

/// What is the matter with a generated file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// It would be generated and is not there.
    Missing,
    /// It is there and would not be generated any more.
    Stale,
    /// It would be generated with other bytes, first at this line (from 1).
    Different {
        /// The first line that differs.
        line: usize,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.kind {
            DifferenceKind::Missing => write!(f, "{path}: missing"),
            DifferenceKind::Stale => write!(f, "{path}: no longer generated"),
            DifferenceKind::Different { line } => write!(f, "{path}: differs from line {line}"),
        }
    }
}

/// Compares what `dir` holds with what would be written there; empty where it is fresh.
pub fn compare(files: &BTreeMap<PathBuf, String>, dir: &Path) -> Vec<Difference> {
    let mut differences: Vec<Difference> = stale(files, dir)
        .into_iter()
        .map(|path| Difference {
            path,
            kind: DifferenceKind::Stale,
        })
        .collect();
    for (path, text) in files {
        let kind = match fs::read(dir.join(path)) {
            Ok(bytes) if bytes == text.as_bytes() => continue,
            Ok(bytes) => DifferenceKind::Different {
                line: first_difference(&bytes, text.as_bytes()),
            },
            Err(_) => DifferenceKind::Missing,
        };
        differences.push(Difference {
            path: path.clone(),
            kind,
        });
    }
    differences.sort();
    differences
}

fn first_difference(old: &[u8], new: &[u8]) -> usize {
    let same = old.iter().zip(new).take_while(|(a, b)| a == b);
    1 + same.filter(|(byte, _)| **byte == b'\n').count()
}

/// Writes `files` below `dir`.
///
/// Each file is first written beside its place and then moved there, and everything is staged
/// before the first move: a failure on the way leaves `dir` as it was. Generated files of an
/// earlier time that are not among `files` are removed.
///
/// # Errors
///
/// When `dir` holds something that was not generated, and when the file system refuses.
pub fn write(files: &BTreeMap<PathBuf, String>, dir: &Path) -> Result<Written, Refusal> {
    refuse_foreign(dir)?;
    let mut staged = Vec::new();
    let mut written = Written {
        changed: 0,
        unchanged: 0,
        removed: 0,
    };
    for (path, text) in files {
        let target = dir.join(path);
        if fs::read(&target).is_ok_and(|bytes| bytes == text.as_bytes()) {
            written.unchanged += 1;
            continue;
        }
        let parent = target.parent().unwrap_or(dir);
        let stage = || -> std::io::Result<tempfile::NamedTempFile> {
            fs::create_dir_all(parent)?;
            let mut builder = tempfile::Builder::new();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                // Temporary files are private; sources are not.
                builder.permissions(std::fs::Permissions::from_mode(0o644));
            }
            let mut file = builder.tempfile_in(parent)?;
            file.write_all(text.as_bytes())?;
            Ok(file)
        };
        staged.push((stage().map_err(|error| refused(&target, &error))?, target));
    }
    for (file, target) in staged {
        file.persist(&target)
            .map_err(|error| refused(&target, &error.error))?;
        written.changed += 1;
    }
    for path in stale(files, dir) {
        let target = dir.join(path);
        fs::remove_file(&target).map_err(|error| refused(&target, &error))?;
        written.removed += 1;
    }
    Ok(written)
}

fn refused(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        format!("cannot write the generated crate: {error}"),
        "make the folder writable, or name another with --out",
    )
    .at(path.display().to_string(), None)
}

/// A folder with files in it must be one that was generated: nothing else is ever overwritten.
fn refuse_foreign(dir: &Path) -> Result<(), Refusal> {
    if dir.is_file() {
        return Err(Problem::new(
            "the output folder is a file",
            "name a folder that is new, empty or generated",
        )
        .at(dir.display().to_string(), None)
        .into());
    }
    let empty = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    let marked =
        fs::read_to_string(dir.join("src/lib.rs")).is_ok_and(|text| text.starts_with(MARK));
    if empty || marked {
        return Ok(());
    }
    Err(Problem::new(
        "the output folder holds files that were not generated",
        "name a folder that is new, empty or generated",
    )
    .at(dir.display().to_string(), None)
    .why("generating there could overwrite somebody's work")
    .into())
}

/// Generated sources below `dir/src` that are not among `files`.
fn stale(files: &BTreeMap<PathBuf, String>, dir: &Path) -> BTreeSet<PathBuf> {
    let mut stale = BTreeSet::new();
    for entry in fs::read_dir(dir.join("src"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let path = Path::new("src").join(entry.file_name());
        let generated =
            || fs::read_to_string(entry.path()).is_ok_and(|text| text.starts_with(MARK));
        if path.extension().is_some_and(|end| end == "rs")
            && !files.contains_key(&path)
            && generated()
        {
            stale.insert(path);
        }
    }
    stale
}
