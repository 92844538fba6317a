//! Documents in several files: what a reference finds in another file is put into the document.
//!
//! Only files in the folder of the document are read, and never an address. A schema, parameter
//! or answer of another file gets a free name among those of the document; a path item, or
//! whatever else has no place for names, stands where it is used.

mod files;
mod measure;
mod names;
mod part;
mod reference;
mod resolve;
mod sections;

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use serde_json::{Map, Value};

use super::{Document, Flaw, Inset};
use crate::problem::{Place, Problem, Refusal};
use crate::walk;
use files::{Files, ROOT};
use measure::Measure;
use names::Names;
use part::{Kind, Language, Part, Section};
use reference::{local, pointer};
use resolve::Target;

/// How many parts may stand inside one another that are put where they are used.
const MOST_INSIDE: usize = 32;

/// How deep the bundled document may be nested: as deep as one that is read.
const MOST_DEPTH: usize = super::syntax::MOST_DEPTH;

/// Puts everything into `document` that it refers to in other files; `path` is its own.
pub(super) fn bundle(document: &mut Document, path: &Path) -> Result<(), Refusal> {
    let size = document
        .source
        .as_ref()
        .map_or(0, |source| source.text.len());
    let language = match document.value.get("openapi") {
        Some(_) => Language::OpenApi,
        None => Language::Swagger,
    };
    let mut root = std::mem::take(&mut document.value);
    let mut bundler = Bundler {
        document,
        language,
        files: Files::new(path, size),
        names: Names::default(),
        waiting: VecDeque::new(),
        inside: Vec::new(),
        insets: HashMap::new(),
        measure: Measure::new(size),
    };
    bundler.sections(&mut root)?;
    let mut here = Here::default();
    bundler.walk(&mut root, Part::one(Kind::Root), &mut here)?;
    bundler.entries(&mut root)?;
    let Bundler { files, insets, .. } = bundler;
    document.value = root;
    let mut others = files.into_documents();
    for other in &mut others {
        // Its text says where something stands, its value is in the document now.
        other.value = Value::Null;
    }
    for other in &others {
        let flaws = other.flaws.iter().map(|flaw| Flaw {
            pointer: String::new(),
            note: format!("in {}{}: {}", other.name, flaw.pointer, flaw.note),
        });
        document.flaws.extend(flaws);
    }
    document.others = others;
    document.insets = insets;
    Ok(())
}

struct Bundler<'d> {
    /// The document without its value: it says where in its text something stands.
    document: &'d Document,
    language: Language,
    files: Files,
    names: Names,
    /// The entries that are still to be put into the sections of the document.
    waiting: VecDeque<Entry>,
    /// What is being put where it is used, outermost first.
    inside: Vec<Target>,
    insets: HashMap<String, Inset>,
    measure: Measure,
}

/// An entry of a section on its way into the document.
struct Entry {
    section: Section,
    name: String,
    content: Content,
}

enum Content {
    /// It stood in the document itself.
    Own(Value),
    /// It stands in another file.
    Other(Target),
    /// It is another name for another entry, which this reference names.
    Alias(String),
}

/// Where the walk is: in a file, and in the bundle.
#[derive(Default)]
struct Here {
    file: usize,
    inner: String,
    outer: String,
    depth: usize,
}

impl Here {
    fn below<T>(&mut self, key: &str, walk: impl FnOnce(&mut Self) -> T) -> T {
        let lengths = (self.inner.len(), self.outer.len());
        for pointer in [&mut self.inner, &mut self.outer] {
            pointer.push('/');
            pointer.push_str(&walk::escape(key));
        }
        self.depth += 1;
        let result = walk(self);
        self.depth -= 1;
        self.inner.truncate(lengths.0);
        self.outer.truncate(lengths.1);
        result
    }
}

impl Bundler<'_> {
    /// Rewrites every reference in `value` that leads out of the file it stands in.
    fn walk(&mut self, value: &mut Value, part: Part, here: &mut Here) -> Result<(), Refusal> {
        if let Some(text) = resolve::reference(value, part) {
            let found = self
                .find(text, here.file)
                .map_err(|refusal| self.located(refusal, here.file, &here.inner))?;
            if let Some(target) = found {
                let name = self.name_of(&target, part);
                // A name is remembered with where it leads, what is put here with where it stands.
                let size = pointer(&target.keys).len()
                    + match name {
                        Some(_) => 0,
                        None => here.outer.len(),
                    };
                self.measure
                    .take(size)
                    .map_err(|problem| self.located((*problem).into(), here.file, &here.inner))?;
                match name {
                    Some(new) if value.is_string() => *value = new.into(),
                    Some(new) => value["$ref"] = new.into(),
                    None => return self.put(value, part, target, here),
                }
            }
        }
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    if let Some(part) = part.member(key) {
                        here.below(key, |here| self.walk(inner, part, here))?;
                    }
                }
            }
            Value::Array(list) => {
                if let Some(part) = part.element() {
                    for (index, inner) in list.iter_mut().enumerate() {
                        here.below(&index.to_string(), |here| self.walk(inner, part, here))?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The reference by which the bundle names a part; `None` where it stands where it is used.
    fn name_of(&mut self, target: &Target, part: Part) -> Option<String> {
        if target.file == ROOT {
            return Some(local(&target.keys));
        }
        let section = part.section(self.language)?;
        if let Some(known) = self.names.known(section, target) {
            return Some(section.reference(known));
        }
        let name = self
            .names
            .free(section, target, &self.files.stem(target.file));
        self.names.know(section, target.clone(), &name);
        let reference = section.reference(&name);
        self.waiting.push_back(Entry {
            section,
            name,
            content: Content::Other(target.clone()),
        });
        Some(reference)
    }

    /// Puts a part of another file where it is used; what stands beside the reference prevails.
    fn put(
        &mut self,
        value: &mut Value,
        part: Part,
        target: Target,
        here: &mut Here,
    ) -> Result<(), Refusal> {
        let located = |bundler: &Self, problem: Problem| {
            bundler.located(problem.into(), here.file, &here.inner)
        };
        if self.inside.contains(&target) || self.inside.len() == MOST_INSIDE {
            let problem = Problem::new(
                "what is referred to holds this reference itself",
                "take the reference out of the circle",
            );
            return Err(located(
                self,
                problem.why("only what has a name, such as a schema, may do that"),
            ));
        }
        let mut found = self
            .copy(&target, here.depth)
            .map_err(|problem| located(self, *problem))?;
        if !part.takes(&found) {
            return Err(located(self, self.no_part(&target)));
        }
        let mut beside = std::mem::take(value);
        if let Some(beside) = beside.as_object_mut() {
            beside.shift_remove("$ref");
        }
        self.walk(&mut beside, part, here)?;
        let mut there = Here {
            file: target.file,
            inner: pointer(&target.keys),
            outer: here.outer.clone(),
            depth: here.depth,
        };
        self.inside.push(target);
        self.walk(&mut found, part, &mut there)?;
        self.inside.pop();
        if let (Value::Object(found), Value::Object(beside)) = (&mut found, beside) {
            for (key, value) in beside {
                found.insert(key, value);
            }
        }
        *value = found;
        let Here {
            inner, outer, file, ..
        } = there;
        self.insets.entry(outer).or_insert(Inset {
            other: file - 1,
            pointer: inner,
        });
        Ok(())
    }

    /// Puts the entries into the sections of the document, and whatever they refer to in turn.
    fn entries(&mut self, root: &mut Value) -> Result<(), Refusal> {
        while let Some(Entry {
            section,
            name,
            content,
        }) = self.waiting.pop_front()
        {
            let outer = walk::join(&section.pointer(), &name);
            let mut here = Here {
                file: ROOT,
                inner: outer.clone(),
                outer,
                depth: section.path.len() + 1,
            };
            let mut value = match content {
                Content::Own(value) => value,
                Content::Alias(reference) => serde_json::json!({ "$ref": reference }),
                Content::Other(target) => {
                    here.file = target.file;
                    here.inner = pointer(&target.keys);
                    let problem = match self.copy(&target, here.depth) {
                        Ok(value) if Part::one(section.kind).takes(&value) => Ok(value),
                        Ok(_) => Err(self.no_part(&target).into()),
                        Err(problem) => Err(problem),
                    };
                    let value = problem.map_err(|problem| {
                        self.located((*problem).into(), here.file, &here.inner)
                    })?;
                    self.insets.insert(
                        here.outer.clone(),
                        Inset {
                            other: target.file - 1,
                            pointer: here.inner.clone(),
                        },
                    );
                    value
                }
            };
            self.walk(&mut value, Part::one(section.kind), &mut here)?;
            let mut holder = &mut *root;
            for key in section.path {
                if !holder[key].is_object() {
                    holder[key] = Value::Object(Map::new());
                }
                holder = &mut holder[key];
            }
            holder[name.as_str()] = value;
        }
        Ok(())
    }

    /// A copy of a part of another file that is to stand `depth` levels deep.
    fn copy(&mut self, target: &Target, depth: usize) -> Result<Value, Box<Problem>> {
        let value = resolve::value_at(&self.files, target).unwrap_or(&Value::Null);
        self.measure
            .charge(value, MOST_DEPTH.saturating_sub(depth))?;
        Ok(value.clone())
    }

    fn no_part(&self, target: &Target) -> Problem {
        Problem::new(
            format!(
                "{} is no part of a description of an API",
                self.shown(target)
            ),
            "refer to an object that describes what belongs here",
        )
    }

    /// A refusal with the place of the node in whose file the reference stands, where it has none.
    fn located(&self, mut refusal: Refusal, file: usize, at: &str) -> Refusal {
        for problem in &mut refusal.0 {
            if problem.place.is_none() {
                problem.place = Some(self.place(file, &walk::join(at, "$ref")));
                problem.pointer = Some(at.to_owned());
            }
        }
        refusal
    }

    fn place(&self, file: usize, pointer: &str) -> Place {
        let place = self.files.place(file, pointer);
        place.unwrap_or_else(|| self.document.place(pointer))
    }
}
