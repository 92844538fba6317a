//! The modules of a crate, and which of their items a user can name.

use super::gate::Gate;
use super::sources;
use crate::problem::{Problem, Refusal};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use syn::{Attribute, Ident, Item, UseTree, Visibility};

/// A place of an item: the number of its module, and its own in it.
pub(super) type Place = (usize, usize);

/// What a path inside the crate leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A module.
    Module(usize),
    /// An item.
    Item(Place),
}

/// A module.
#[derive(Default)]
pub(super) struct Module {
    /// The module around it.
    parent: Option<usize>,
    /// The path inside the crate, as in `accounts::builder`.
    pub(super) path: String,
    /// Behind which features it stands with all modules around it.
    pub(super) gate: Option<Gate>,
    /// Its items.
    pub(super) items: Vec<Item>,
    children: BTreeMap<String, usize>,
    names: HashMap<String, usize>,
    imports: Vec<Import>,
}

/// One name, or all names of a module, that a `use` brings.
struct Import {
    /// The segments of the path.
    path: Vec<String>,
    /// The name that it has here; `None` for all names.
    name: Option<String>,
    is_public: bool,
    gate: Gate,
}

/// All modules of a crate; the first one is its root.
pub(super) struct Crate {
    /// The modules.
    pub(super) modules: Vec<Module>,
}

/// An item, or a name from another crate, as a user can name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exported {
    /// Of this crate.
    Own(Target),
    /// Of another crate, or written by a macro: the path that was imported.
    Foreign(String),
}

/// Path as a user sees it → what it is and behind which features it stands there.
pub(super) type Exports = BTreeMap<String, (Exported, Gate)>;

impl Crate {
    /// Parses all files of a crate.
    pub(super) fn read(files: &BTreeMap<PathBuf, String>) -> Result<Self, Refusal> {
        let root = Path::new("src/lib.rs");
        let mut this = Self {
            modules: Vec::new(),
        };
        let text = files.get(root).ok_or_else(|| {
            Problem::new(
                "the crate has no src/lib.rs",
                "give the folder of a crate that `cargo xtask generate` wrote",
            )
        })?;
        let file = sources::parse(root, text)?;
        this.add(None, String::new(), Gate::always(), file.items, files)?;
        Ok(this)
    }

    /// Adds a module with all that are inside it.
    fn add(
        &mut self,
        parent: Option<usize>,
        path: String,
        gate: Gate,
        items: Vec<Item>,
        files: &BTreeMap<PathBuf, String>,
    ) -> Result<usize, Refusal> {
        let at = self.modules.len();
        self.modules.push(Module {
            parent,
            path: path.clone(),
            gate: Some(gate.clone()),
            ..Module::default()
        });
        let mut kept = Module::default();
        for mut item in items {
            let own = Gate::of(attributes(&item));
            if own.is_never() {
                continue;
            }
            if let Item::Mod(module) = &mut item {
                let name = plain(&module.ident);
                let inner = match path.is_empty() {
                    true => name.clone(),
                    false => format!("{path}::{name}"),
                };
                let content = match module.content.take() {
                    Some((_, items)) => items,
                    None => match file(&inner, files) {
                        Some((place, text)) => sources::parse(place, text)?.items,
                        None => Vec::new(),
                    },
                };
                let child = self.add(Some(at), inner, gate.and(&own), content, files)?;
                kept.children.insert(name, child);
            }
            if let Item::Use(import) = &item {
                let is_public = matches!(import.vis, Visibility::Public(_));
                imports(
                    &import.tree,
                    &mut Vec::new(),
                    is_public,
                    &own,
                    &mut kept.imports,
                );
            }
            if let Some(ident) = name(&item) {
                kept.names.insert(plain(ident), kept.items.len());
            }
            kept.items.push(item);
        }
        if let Some(module) = self.modules.get_mut(at) {
            module.items = kept.items;
            module.children = kept.children;
            module.names = kept.names;
            module.imports = kept.imports;
        }
        Ok(at)
    }

    /// The item at a place.
    pub(super) fn item(&self, (module, item): Place) -> Option<&Item> {
        self.modules.get(module)?.items.get(item)
    }

    /// Everything that a user can name.
    pub(super) fn exports(&self) -> Exports {
        let mut exports = Exports::new();
        self.export(0, "", &Gate::always(), &mut Vec::new(), &mut exports);
        exports
    }

    fn export(
        &self,
        at: usize,
        prefix: &str,
        gate: &Gate,
        open: &mut Vec<usize>,
        out: &mut Exports,
    ) {
        if open.contains(&at) {
            return;
        }
        let Some(module) = self.modules.get(at) else {
            return;
        };
        open.push(at);
        for (number, item) in module.items.iter().enumerate() {
            let Some(ident) = name(item).filter(|_| is_public(item)) else {
                continue;
            };
            let name = plain(ident);
            let gate = gate.and(&Gate::of(attributes(item)));
            let path = join(prefix, &name);
            match module
                .children
                .get(&name)
                .filter(|_| matches!(item, Item::Mod(_)))
            {
                Some(child) => self.export_module(*child, prefix, &name, &gate, open, out),
                None => put(out, path, Exported::Own(Target::Item((at, number))), &gate),
            }
        }
        for import in module.imports.iter().filter(|import| import.is_public) {
            let gate = gate.and(&import.gate);
            let target = self.resolve(at, &import.path, 0);
            match (&import.name, target) {
                (Some(name), Some(Target::Module(child))) => {
                    self.export_module(child, prefix, name, &gate, open, out);
                }
                (Some(name), Some(target)) => {
                    put(out, join(prefix, name), Exported::Own(target), &gate);
                }
                (Some(name), None) => {
                    let foreign = Exported::Foreign(import.path.join("::"));
                    put(out, join(prefix, name), foreign, &gate);
                }
                (None, Some(Target::Module(child))) => {
                    let mut all = Exports::new();
                    self.export(child, prefix, &gate, open, &mut all);
                    // What a module names itself hides what it imports all of.
                    let own = |path: &str| {
                        let rest = path.strip_prefix(prefix).unwrap_or(path);
                        let first = rest.trim_start_matches("::").split("::").next();
                        first.is_some_and(|first| module.names.contains_key(first))
                    };
                    for (path, (what, gate)) in all {
                        if !own(&path) {
                            put(out, path, what, &gate);
                        }
                    }
                }
                (None, _) => {
                    let foreign = Exported::Foreign(format!("{}::*", import.path.join("::")));
                    put(out, join(prefix, &foreign_name(import)), foreign, &gate);
                }
            }
        }
        open.pop();
    }

    /// The module of an area is named by its feature: what stands in it is named without it, so that
    /// an operation that moves to another area has moved and is no other.
    fn export_module(
        &self,
        child: usize,
        prefix: &str,
        name: &str,
        gate: &Gate,
        open: &mut Vec<usize>,
        out: &mut Exports,
    ) {
        let is_area = prefix.is_empty()
            && gate
                .single()
                .is_some_and(|feature| feature.replace('-', "_") == name);
        if is_area {
            return self.export(child, prefix, gate, open, out);
        }
        let path = join(prefix, name);
        // The modules inside of areas are one: each has its builders in one of that name.
        let is_inside_area = self
            .modules
            .get(child)
            .is_some_and(|module| module.path.ends_with(&format!("::{path}")));
        if !is_inside_area {
            let target = Target::Module(child);
            put(out, path.clone(), Exported::Own(target), gate);
        }
        self.export(child, &path, gate, open, out);
    }

    /// What a path leads to from a module; `None` where that is outside the crate.
    pub(super) fn resolve<T: AsRef<str>>(
        &self,
        from: usize,
        path: &[T],
        depth: usize,
    ) -> Option<Target> {
        // Imports can lead in circles; none that is meant is as deep.
        if depth > 8 {
            return None;
        }
        let module = self.modules.get(from)?;
        let (first, rest) = path.split_first()?;
        let first = first.as_ref();
        let next = match first {
            "crate" => Some(Target::Module(0)),
            "self" => Some(Target::Module(from)),
            "super" => module.parent.map(Target::Module),
            _ => self.named(from, first, depth, &mut BTreeSet::new()),
        }?;
        match (next, rest.is_empty()) {
            (next, true) => Some(next),
            (Target::Module(next), false) => self.resolve(next, rest, depth + 1),
            (Target::Item(_), false) => None,
        }
    }

    /// What a name stands for in a module; each module is looked into once.
    fn named(
        &self,
        from: usize,
        name: &str,
        depth: usize,
        seen: &mut BTreeSet<usize>,
    ) -> Option<Target> {
        let module = self.modules.get(from).filter(|_| seen.insert(from))?;
        if let Some(child) = module.children.get(name) {
            return Some(Target::Module(*child));
        }
        if let Some(item) = module.names.get(name) {
            return Some(Target::Item((from, *item)));
        }
        let import = module.imports.iter().find(|import| {
            import.name.as_deref() == Some(name)
                && import.path.first().map(String::as_str) != Some(name)
        });
        if let Some(import) = import {
            return self.resolve(from, &import.path, depth + 1);
        }
        let globs = module.imports.iter().filter(|import| import.name.is_none());
        globs
            .filter_map(|import| self.resolve(from, &import.path, depth + 1))
            .find_map(|target| match target {
                Target::Module(other) => self.named(other, name, depth + 1, seen),
                Target::Item(_) => None,
            })
    }
}

/// The same path is one item: where two imports bring it, either is enough.
fn put(out: &mut Exports, path: String, what: Exported, gate: &Gate) {
    let entry = out
        .entry(path)
        .or_insert_with(|| (what.clone(), Gate::never()));
    if entry.0 == what {
        entry.1 = entry.1.or(gate);
    }
}

fn foreign_name(import: &Import) -> String {
    import.path.last().cloned().unwrap_or_default() + "::*"
}

fn join(prefix: &str, name: &str) -> String {
    match prefix.is_empty() {
        true => name.to_owned(),
        false => format!("{prefix}::{name}"),
    }
}

/// The file of a module.
fn file<'a>(path: &str, files: &'a BTreeMap<PathBuf, String>) -> Option<(&'a Path, &'a str)> {
    let folder = Path::new("src").join(path.replace("::", "/"));
    [folder.with_extension("rs"), folder.join("mod.rs")]
        .iter()
        .find_map(|path| files.get_key_value(path))
        .map(|(path, text)| (path.as_path(), text.as_str()))
}

fn imports(
    tree: &UseTree,
    path: &mut Vec<String>,
    is_public: bool,
    gate: &Gate,
    out: &mut Vec<Import>,
) {
    let mut import = |path: Vec<String>, name: Option<String>| {
        out.push(Import {
            path,
            name,
            is_public,
            gate: gate.clone(),
        });
    };
    match tree {
        UseTree::Path(tree) => {
            path.push(plain(&tree.ident));
            imports(&tree.tree, path, is_public, gate, out);
            path.pop();
        }
        UseTree::Name(tree) if tree.ident == "self" => {
            import(path.clone(), path.last().cloned());
        }
        UseTree::Name(tree) => {
            let mut path = path.clone();
            path.push(plain(&tree.ident));
            import(path, Some(plain(&tree.ident)));
        }
        UseTree::Rename(tree) => {
            let mut path = path.clone();
            if tree.ident != "self" {
                path.push(plain(&tree.ident));
            }
            import(path, Some(plain(&tree.rename)));
        }
        UseTree::Glob(_) => import(path.clone(), None),
        UseTree::Group(group) => {
            for tree in &group.items {
                imports(tree, path, is_public, gate, out);
            }
        }
    }
}

/// An identifier without `r#`.
pub(super) fn plain(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// The name of an item that has one.
fn name(item: &Item) -> Option<&Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    })
}

fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}

/// The attributes of an item.
pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
