//! What another crate uses of a generated one.

use crate::problem::{Place, Problem, Refusal};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::visit::Visit;
use syn::{Member, UseTree};

/// The generated crate that is looked for where no other is named.
const CRATE: &str = "pvwa_api";

/// What the sources of a crate use of a generated one.
///
/// Nothing here knows types: a path through the generated crate is certain, but a method or a field
/// counts wherever its name occurs, whatever it belongs to, and a macro's tokens count as what they
/// look like. It says too much rather than too little.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    files: BTreeMap<PathBuf, File>,
    package: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct File {
    /// Paths below the generated crate.
    paths: BTreeSet<String>,
    methods: BTreeSet<String>,
    fields: BTreeSet<String>,
    /// The lines without comments and texts.
    lines: Vec<String>,
    is_manifest: bool,
}

impl Use {
    /// Reads Rust sources, and the `Cargo.toml` beside them where it is given.
    ///
    /// # Errors
    ///
    /// When a source is not Rust.
    pub fn read(sources: &BTreeMap<PathBuf, String>) -> Result<Self, Refusal> {
        Self::read_of(sources, CRATE)
    }

    /// The same for a generated crate of that name, as it is written in Rust.
    ///
    /// # Errors
    ///
    /// When a source is not Rust.
    pub fn read_of(sources: &BTreeMap<PathBuf, String>, name: &str) -> Result<Self, Refusal> {
        let mut files = BTreeMap::new();
        for (path, text) in sources {
            if path.file_name().is_some_and(|name| name == "Cargo.toml") {
                let file = File {
                    lines: text.lines().map(str::to_owned).collect(),
                    is_manifest: true,
                    ..File::default()
                };
                files.insert(path.clone(), file);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.insert(path.clone(), source(path, text, name)?);
            }
        }
        Ok(Self {
            files,
            package: name.replace('_', "-"),
        })
    }

    /// Whether any path ends so: `types::Safe`, or `types::Safe::builder` for its builder.
    pub(super) fn names(&self, path: &str) -> bool {
        self.files.values().any(|file| file.names(path))
    }

    /// Whether a method of that name is called, or named by the path of a type.
    pub(super) fn calls(&self, method: &str) -> bool {
        self.files
            .values()
            .any(|file| file.methods.contains(method))
    }

    /// Where an item is named by its path.
    pub(super) fn places_of_path(&self, path: &str) -> Vec<Place> {
        let word = path.rsplit("::").next().unwrap_or(path);
        self.places(
            |file| file.names(path),
            |line, at| is_apart(line, at, word) && !line_before(line, at).ends_with('.'),
            word,
        )
    }

    /// Where a method of that name is called.
    pub(super) fn places_of_method(&self, name: &str) -> Vec<Place> {
        self.places(
            |file| file.methods.contains(name),
            |line, at| {
                let before = line_before(line, at);
                is_apart(line, at, name) && (before.ends_with('.') || before.ends_with("::"))
            },
            name,
        )
    }

    /// Where a field of that name is read, set or matched.
    pub(super) fn places_of_field(&self, name: &str) -> Vec<Place> {
        self.places(
            |file| file.fields.contains(name),
            |line, at| {
                let after = line.get(at + name.len()..).unwrap_or_default().trim_start();
                let is_called = after.starts_with('(');
                let is_listed = after.is_empty() || after.starts_with([':', ',', '}']);
                let is_path = after.starts_with("::") || line_before(line, at).ends_with("::");
                is_apart(line, at, name)
                    && (line_before(line, at).ends_with('.') && !is_called || is_listed && !is_path)
            },
            name,
        )
    }

    /// Where the manifest asks for a feature.
    pub(super) fn places_of_feature(&self, name: &str) -> Vec<Place> {
        let (own, through) = (
            format!("\"{name}\""),
            format!("\"{}/{name}\"", self.package),
        );
        let mut places = Vec::new();
        for (path, file) in self.files.iter().filter(|(_, file)| file.is_manifest) {
            for (number, line) in file.lines.iter().enumerate() {
                let at = line.find(&through).or_else(|| {
                    let is_dependency = line.trim_start().starts_with(&self.package);
                    is_dependency.then(|| line.find(&own)).flatten()
                });
                places.extend(at.map(|at| place(path, number, line_before(line, at))));
            }
        }
        places
    }

    fn places(
        &self,
        has: impl Fn(&File) -> bool,
        is_one: impl Fn(&str, usize) -> bool,
        word: &str,
    ) -> Vec<Place> {
        let mut places = Vec::new();
        for (path, file) in self.files.iter().filter(|(_, file)| has(file)) {
            for (number, line) in file.lines.iter().enumerate() {
                let found = line.match_indices(word).find(|(at, _)| is_one(line, *at));
                places.extend(found.map(|(at, _)| place(path, number, line_before(line, at))));
            }
        }
        places
    }
}

fn place(path: &Path, line: usize, before: &str) -> Place {
    Place {
        file: path.display().to_string(),
        position: Some((line + 1, before.chars().count() + 1)),
    }
}

fn line_before(line: &str, at: usize) -> &str {
    line.get(..at).unwrap_or_default()
}

/// Whether the word at a place is no part of a longer one.
fn is_apart(line: &str, at: usize, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let after = line.get(at + word.len()..).unwrap_or_default();
    !line_before(line, at).ends_with(is_word) && !after.starts_with(is_word)
}

impl File {
    fn names(&self, path: &str) -> bool {
        let below = format!("{path}::");
        self.paths
            .iter()
            .any(|known| known == path || known.starts_with(&below))
    }
}

fn source(path: &Path, text: &str, name: &str) -> Result<File, Refusal> {
    let parsed = syn::parse_file(text).map_err(|error| {
        Problem::new(
            format!("the source is not Rust: {error}"),
            "compile the crate first; what it uses cannot be told otherwise",
        )
        .at(path.display().to_string(), None)
    })?;
    let mut reader = Reader {
        name,
        aliases: BTreeMap::new(),
        file: File::default(),
    };
    Imports(&mut reader).visit_file(&parsed);
    reader.visit_file(&parsed);
    let mut file = reader.file;
    file.lines = super::blank::blank(text)
        .lines()
        .map(str::to_owned)
        .collect();
    Ok(file)
}

/// Reads what a file uses.
struct Reader<'a> {
    name: &'a str,
    /// Name in the file → path below the generated crate.
    aliases: BTreeMap<String, String>,
    file: File,
}

/// Reads what a file imports, wherever in it.
struct Imports<'a, 'b>(&'b mut Reader<'a>);

impl Visit<'_> for Imports<'_, '_> {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.0.import(&item.tree, &mut Vec::new());
    }
}

impl Reader<'_> {
    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        let mut alias = |name: String, path: &[String], last: Option<String>| {
            let mut all = path.iter().cloned().chain(last);
            let is_ours = all.next().is_some_and(|first| first == self.name);
            if is_ours {
                let path = all.collect::<Vec<_>>().join("::");
                self.file.paths.insert(without_area(&path));
                self.aliases.insert(name, path);
            }
        };
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.import(&tree.tree, path);
                path.pop();
            }
            UseTree::Name(tree) if tree.ident == "self" => {
                alias(path.last().cloned().unwrap_or_default(), path, None);
            }
            UseTree::Name(tree) => {
                let name = tree.ident.to_string();
                alias(name.clone(), path, Some(name));
            }
            UseTree::Rename(tree) => {
                let last = (tree.ident != "self").then(|| tree.ident.to_string());
                alias(tree.rename.to_string(), path, last);
            }
            // What comes of it is not known: every name below it may.
            UseTree::Glob(_) => alias(String::new(), path, None),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path);
                }
            }
        }
    }

    /// Notes a path, if it leads into the generated crate.
    fn path(&mut self, segments: &[String]) {
        let Some((first, rest)) = segments.split_first() else {
            return;
        };
        // Through a type, a method can be named as well as called.
        if let Some(last) = rest.last() {
            self.file.methods.insert(last.clone());
        }
        let start = match self.aliases.get(first) {
            Some(path) => vec![path.clone()],
            None if first == self.name => Vec::new(),
            None => match self.aliases.get("") {
                Some(module) => vec![module.clone(), first.clone()],
                None => return,
            },
        };
        let all: Vec<String> = start.into_iter().chain(rest.iter().cloned()).collect();
        self.file.paths.insert(without_area(&all.join("::")));
    }

    /// Reads the tokens of a macro by what they look like.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut path: Vec<String> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let sign = |at: Option<usize>, sign: char| {
                let token = at.and_then(|at| tokens.get(at));
                matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
            };
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    if sign(at.checked_sub(1), '.') {
                        self.file.methods.insert(name.clone());
                        self.file.fields.insert(name.clone());
                    }
                    if !sign(at.checked_sub(1), ':') {
                        path.clear();
                    }
                    path.push(name);
                    if !(sign(Some(at + 1), ':') && sign(Some(at + 2), ':')) {
                        self.path(&std::mem::take(&mut path));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The builders of requests are named without their area, as they are in changes.
fn without_area(path: &str) -> String {
    match path.split_once("::") {
        Some((area, rest)) if area != "types" && rest.starts_with("builder") => rest.to_owned(),
        _ => path.to_owned(),
    }
}

impl Visit<'_> for Reader<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        self.path(&segments);
        syn::visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        self.file.methods.insert(call.method.to_string());
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_member(&mut self, member: &Member) {
        if let Member::Named(name) = member {
            self.file.fields.insert(name.to_string());
        }
    }

    fn visit_macro(&mut self, call: &syn::Macro) {
        self.tokens(call.tokens.clone());
    }
}
