//! What stood there before something is written, to be put back if that fails.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

/// Files and folders as they were.
pub(super) struct Kept {
    paths: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Vec<u8>>,
    folders: Vec<PathBuf>,
}

impl Kept {
    /// Reads what stands at these paths; what does not exist is no error.
    pub(super) fn of(paths: Vec<PathBuf>) -> io::Result<Self> {
        let mut kept = Self {
            files: BTreeMap::new(),
            folders: Vec::new(),
            paths,
        };
        for path in &kept.paths {
            for file in files(path)? {
                let bytes = fs_err::read(&file)?;
                kept.files.insert(file, bytes);
            }
            if path.is_dir() {
                kept.folders.push(path.clone());
            }
        }
        Ok(kept)
    }

    /// Puts back what stood there, and takes away what did not.
    pub(super) fn put_back(&self) -> io::Result<()> {
        for path in &self.paths {
            for file in files(path)? {
                if !self.files.contains_key(&file) {
                    fs_err::remove_file(&file)?;
                }
            }
            if path.is_dir() && !self.folders.contains(path) {
                fs_err::remove_dir_all(path)?;
            }
        }
        for (file, bytes) in &self.files {
            if !fs_err::read(file).is_ok_and(|now| now == *bytes) {
                if let Some(folder) = file.parent() {
                    fs_err::create_dir_all(folder)?;
                }
                fs_err::write(file, bytes)?;
            }
        }
        Ok(())
    }
}

/// All files at or below a path.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs_err::read_dir(path)? {
        found.extend(files(&entry?.path())?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs_err::create_dir(at("crate")).unwrap();
        for (name, text) in [("crate/a", "a"), ("crate/b", "b"), ("file", "f")] {
            fs_err::write(at(name), text).unwrap();
        }
        let paths = ["crate", "file", "new", "folder"].map(at).to_vec();
        let kept = Kept::of(paths).unwrap();

        fs_err::write(at("crate/a"), "other").unwrap();
        fs_err::remove_file(at("crate/b")).unwrap();
        fs_err::write(at("crate/c"), "c").unwrap();
        fs_err::write(at("new"), "n").unwrap();
        fs_err::create_dir(at("folder")).unwrap();
        fs_err::write(at("folder/x"), "x").unwrap();

        kept.put_back().unwrap();
        let read = |name: &str| fs_err::read_to_string(at(name)).unwrap();
        assert_eq!(
            [read("crate/a"), read("crate/b"), read("file")],
            ["a", "b", "f"]
        );
        assert!(!at("crate/c").exists() && !at("new").exists() && !at("folder").exists());
    }
}
