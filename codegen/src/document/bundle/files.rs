//! The files that a document refers to: which of them are opened, and how many.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::document::{Document, MOST_BYTES, clip, read_bytes};
use crate::problem::{Place, Problem, Refusal};

/// The most files that are read besides the document itself.
const MOST_FILES: usize = 1000;

/// The number of the document itself among the files.
pub(super) const ROOT: usize = 0;

/// The document and every file it refers to, each read once.
pub(super) struct Files {
    /// The folder as it was named; every file is named below it.
    named: PathBuf,
    root: PathBuf,
    /// The folder and the document without links; `None` before they are needed.
    canonical: Option<(PathBuf, PathBuf)>,
    /// What was read besides the document.
    read: Vec<File>,
    by_path: HashMap<PathBuf, usize>,
    /// What was found for a path below the folder, so that the disk is asked once.
    found: HashMap<PathBuf, usize>,
    /// How many bytes may still be read.
    left: usize,
}

struct File {
    /// Its folder, below the folder of the document and without links.
    folder: PathBuf,
    /// The path below the folder of the document.
    relative: PathBuf,
    document: Document,
}

impl Files {
    /// Nothing but a document, of `bytes` bytes.
    pub(super) fn new(root: &Path, bytes: usize) -> Self {
        Self {
            named: root.parent().unwrap_or(Path::new("")).to_owned(),
            root: root.to_owned(),
            canonical: None,
            read: Vec::new(),
            by_path: HashMap::new(),
            found: HashMap::new(),
            left: MOST_BYTES.saturating_sub(bytes),
        }
    }

    /// What a file says; `None` for the document itself.
    pub(super) fn value(&self, file: usize) -> Option<&Value> {
        self.file(file).map(|file| &file.document.value)
    }

    /// The place of a node in a file; `None` for the document itself.
    pub(super) fn place(&self, file: usize, pointer: &str) -> Option<Place> {
        self.file(file).map(|file| file.document.place(pointer))
    }

    /// The name of a file without its folder and its ending.
    pub(super) fn stem(&self, file: usize) -> String {
        let path = self.file(file).map_or(&self.root, |file| &file.relative);
        let stem = path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    /// The path of a file below the folder of the document.
    pub(super) fn relative(&self, file: usize) -> String {
        match self.file(file) {
            Some(file) => file.relative.display().to_string(),
            None => "the document".to_owned(),
        }
    }

    fn file(&self, file: usize) -> Option<&File> {
        self.read.get(file.checked_sub(1)?)
    }

    /// What was read besides the document, in the order in which it was needed.
    pub(super) fn into_documents(self) -> Vec<Document> {
        self.read.into_iter().map(|file| file.document).collect()
    }

    /// The file that `path` names in the file `from`, read if it was not before.
    pub(super) fn open(&mut self, from: usize, path: &str) -> Result<usize, Refusal> {
        let below = self.below(from, path)?;
        if let Some(&file) = self.found.get(&below) {
            return Ok(file);
        }
        let file = self.look(path, &below)?;
        self.found.insert(below, file);
        Ok(file)
    }

    /// The file at a path below the folder of the document; `path` is how it was written.
    fn look(&mut self, path: &str, below: &Path) -> Result<usize, Refusal> {
        let (folder, root) = self.canonical()?;
        let named = self.named.join(below);
        let found = match fs_err::canonicalize(folder.join(below)) {
            Ok(found) => found,
            Err(error) => return Err(absent(below, error.kind()).into()),
        };
        if found == root {
            return Ok(ROOT);
        }
        let Ok(relative) = found.strip_prefix(&folder) else {
            return Err(outside(path)
                .why("a link on the way leads out of it")
                .into());
        };
        if let Some(&file) = self.by_path.get(&found) {
            return Ok(file);
        }
        if self.read.len() == MOST_FILES {
            return Err(Problem::new(
                "the document refers to too many files",
                "bundle it into one file first",
            )
            .why(format!("no more than {MOST_FILES} are read"))
            .into());
        }
        if !found.is_file() {
            return Err(Problem::new(
                format!("`{}` is no file", shown(relative)),
                "name the file that holds what is meant",
            )
            .into());
        }
        let name = named.display().to_string();
        let document = self.parse(&name, &found)?;
        let file = File {
            folder: relative.parent().unwrap_or(Path::new("")).to_owned(),
            relative: relative.to_owned(),
            document,
        };
        self.read.push(file);
        self.by_path.insert(found, self.read.len());
        Ok(self.read.len())
    }

    fn parse(&mut self, name: &str, path: &Path) -> Result<Document, Refusal> {
        let bytes = read_bytes(path).map_err(|mut refusal| {
            for problem in &mut refusal.0 {
                problem.place = Some(Place {
                    file: name.to_owned(),
                    position: None,
                });
            }
            refusal
        })?;
        // One that is too large alone says so itself.
        let size = bytes.len().min(MOST_BYTES);
        let document = Document::parse_data(name, bytes)?;
        self.left = self.left.checked_sub(size).ok_or_else(|| too_large(name))?;
        Ok(document)
    }

    /// The path below the folder of the document that `path` means in the file `from`; nothing is
    /// looked for outside of it.
    fn below(&self, from: usize, path: &str) -> Result<PathBuf, Refusal> {
        let mut below = self
            .file(from)
            .map_or_else(PathBuf::new, |file| file.folder.clone());
        for component in Path::new(path).components() {
            let stays = match component {
                Component::Normal(name) => {
                    below.push(name);
                    true
                }
                Component::CurDir => true,
                Component::ParentDir => below.pop(),
                Component::RootDir | Component::Prefix(_) => false,
            };
            if !stays {
                return Err(outside(path).into());
            }
        }
        Ok(below)
    }

    fn canonical(&mut self) -> Result<(PathBuf, PathBuf), Refusal> {
        if let Some(known) = &self.canonical {
            return Ok(known.clone());
        }
        let folder = match self.named.as_os_str().is_empty() {
            true => Path::new("."),
            false => &self.named,
        };
        let known = fs_err::canonicalize(folder)
            .and_then(|folder| Ok((folder, fs_err::canonicalize(&self.root)?)))
            .map_err(|error| {
                Problem::new(
                    format!(
                        "the folder of the document cannot be read: {}",
                        error.kind()
                    ),
                    "grant this user the right to read it",
                )
            })?;
        self.canonical = Some(known.clone());
        Ok(known)
    }
}

fn shown(path: &Path) -> String {
    clip(&path.display().to_string())
}

fn outside(path: &str) -> Problem {
    Problem::new(
        format!(
            "`{}` is a file outside the folder of the document",
            clip(path)
        ),
        "put the file into that folder, or bundle the document into one file first",
    )
    .why("a document may only have files read that stand beside it or below")
}

fn absent(path: &Path, kind: std::io::ErrorKind) -> Problem {
    let path = shown(path);
    match kind {
        std::io::ErrorKind::NotFound => Problem::new(
            format!("the file `{path}` that is referred to does not exist"),
            "put it into the folder of the document, or bundle the document into one file first",
        ),
        kind => Problem::new(
            format!("the file `{path}` that is referred to cannot be read: {kind}"),
            "check the file, and grant this user the right to read it",
        ),
    }
}

fn too_large(name: &str) -> Problem {
    Problem::new(
        "the files of the document are too large together",
        "cut out what is not needed, or bundle the document into one file first",
    )
    .at(name, None)
    .why(format!("no more than {} MiB are read", MOST_BYTES >> 20))
}
