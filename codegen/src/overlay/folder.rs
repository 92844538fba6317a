//! The overlays of a folder.

use super::Overlay;
use crate::problem::{Problem, Refusal};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// How the names of overlays end.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Reads every `.yaml`, `.yml` and `.json` file that lies directly in a folder, in the order of
/// their names; other files and hidden ones are left alone. A folder that does not exist has none.
///
/// # Errors
///
/// When the folder cannot be read, and what [`Overlay::read`] refuses, of all files.
pub fn read_folder(path: &Path) -> Result<Vec<Overlay>, Refusal> {
    let mut overlays = Vec::new();
    let mut problems = Vec::new();
    for file in files(path)? {
        match Overlay::read(&file) {
            Ok(overlay) => overlays.push(overlay),
            Err(refusal) => problems.extend(refusal.0),
        }
    }
    match problems.is_empty() {
        true => Ok(overlays),
        false => Err(Refusal(problems)),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let unreadable = |error: std::io::Error| {
        Problem::new(
            format!("the folder of overlays cannot be read: {}", error.kind()),
            "see that it is a folder and that you may read it",
        )
        .at(folder.display().to_string(), None)
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error).into()),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if is_overlay(&path) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn is_overlay(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let is_readme = name.to_ascii_lowercase().starts_with("readme.");
    let ends_right = ENDINGS.iter().any(|each| ending.eq_ignore_ascii_case(each));
    ends_right && !is_readme && !name.starts_with('.')
}
