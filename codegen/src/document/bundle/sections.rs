//! The sections of the document before anything comes from other files.

use serde_json::{Map, Value};

use super::files::ROOT;
use super::part::{Language, Section};
use super::reference::local;
use super::resolve::{self, Target};
use super::{Bundler, Content, Entry};
use crate::problem::Refusal;
use crate::walk;

/// The entries of a section before they are looked at.
struct Taken {
    section: Section,
    /// Where they stand, if that is another file.
    source: Option<Target>,
    /// Names and, where they stand in the document itself, what they name.
    entries: Vec<(String, Value)>,
}

impl Bundler<'_> {
    /// Takes the sections of the document apart, so that what is an entry of the document already
    /// keeps its name.
    pub(super) fn sections(&mut self, root: &mut Value) -> Result<(), Refusal> {
        let mut taken = Vec::new();
        let mut components = None;
        if self.language == Language::OpenApi
            && let Some(value) = root.get_mut("components")
        {
            components = self.elsewhere(value, "/components")?;
            if let Some(source) = &components {
                *value = self.emptied(source);
            }
        }
        for &section in self.language.sections() {
            let at = section.pointer();
            let Some(value) = root.pointer_mut(&at) else {
                continue;
            };
            let source = match &components {
                Some(components) => Some(self.resolve_at(components.below(section.key()), &at)?),
                None => self.elsewhere(value, &at)?,
            };
            let source = source.filter(|source| source.file != ROOT);
            let names = match &source {
                Some(source) => self.names_at(source),
                None => match value {
                    Value::Object(entries) => std::mem::take(entries).into_iter().collect(),
                    _ => continue,
                },
            };
            *value = Value::Object(Map::new());
            for (name, _) in &names {
                self.names.own(section, name);
            }
            taken.push(Taken {
                section,
                source,
                entries: names,
            });
        }
        for Taken {
            section,
            source,
            entries,
        } in taken
        {
            for (name, value) in entries {
                let at = walk::join(&section.pointer(), &name);
                let found = match &source {
                    Some(source) => Some(self.resolve_at(source.below(&name), &at)?),
                    None => self.elsewhere(&value, &at)?,
                };
                let content = match found {
                    None => Content::Own(value),
                    Some(Target { file: ROOT, keys }) => Content::Alias(local(&keys)),
                    Some(target) => match self.names.known(section, &target) {
                        Some(known) => Content::Alias(section.reference(known)),
                        None => {
                            self.names.know(section, target.clone(), &name);
                            Content::Other(target)
                        }
                    },
                };
                self.waiting.push_back(Entry {
                    section,
                    name,
                    content,
                });
            }
        }
        Ok(())
    }

    /// Where a node of the document stands that is nothing but a reference to another file.
    fn elsewhere(&mut self, value: &Value, at: &str) -> Result<Option<Target>, Refusal> {
        match resolve::alias(value) {
            Some(text) => self
                .find(text, ROOT)
                .map_err(|refusal| self.located(refusal, ROOT, at)),
            None => Ok(None),
        }
    }

    /// Like [`Bundler::resolve`], for what the document refers to at a pointer.
    fn resolve_at(&mut self, target: Target, at: &str) -> Result<Target, Refusal> {
        self.resolve(target)
            .map_err(|refusal| self.located(refusal, ROOT, at))
    }

    /// The sections that components in another file have, empty.
    fn emptied(&self, components: &Target) -> Value {
        let known = self.language.sections().iter();
        let known: Vec<&str> = known.map(|section| section.key()).collect();
        let names = self.names_at(components).into_iter();
        let names = names.filter(|(name, _)| known.contains(&name.as_str()));
        names
            .map(|(name, _)| (name, Value::Object(Map::new())))
            .collect::<Map<_, _>>()
            .into()
    }

    /// The names in an object of another file.
    fn names_at(&self, target: &Target) -> Vec<(String, Value)> {
        let object = self.value_at(target).and_then(Value::as_object);
        let names = object.into_iter().flat_map(Map::keys);
        names.map(|name| (name.clone(), Value::Null)).collect()
    }
}
