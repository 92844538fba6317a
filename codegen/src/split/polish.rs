//! Makes the generated code fit to be read and cheap to compile.
//!
//! Each pass has one reason:
//! * the API grows, so structs and lists of values are `#[non_exhaustive]`: requests are made by their builders;
//! * struct builders cost a third of the compile time and only requests need them;
//! * requests are written and answers are read, so the other serde direction is behind a feature;
//! * what every method does is called instead of written again ([`shorten`]);
//! * other spellings of a property become serde aliases;
//! * `Client::new` panics where TLS cannot be set up: whoever sends the requests brings the HTTP client;
//! * every public item says what it is.

use super::{
    BOTH_DIRECTIONS, Plan,
    docs::{Docs, doc},
    pieces::Pieces,
    shorten::shorten,
    usage::Usage,
};
use crate::repair::text::{Fence, code, prose};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit_mut::VisitMut;
use syn::{
    Attribute, Expr, Fields, ImplItem, Item, Meta, Token, Visibility, parse_quote,
    punctuated::Punctuated,
};

/// Runs every pass.
pub(super) fn polish(mut pieces: Pieces, plan: &Plan, usage: &Usage) -> Pieces {
    for (name, items) in &mut pieces.types {
        let direction = Direction::of(name, usage);
        let keeps_builder = direction != Direction::Answer || !has_derive(items, "Default");
        super::variants::name_variants(items);
        for item in items.iter_mut() {
            direct(item, direction);
            match item {
                Item::Struct(definition) => {
                    if let Some(aliases) = plan.aliases.get(name) {
                        add_aliases(&mut definition.fields, aliases);
                    }
                    // A newtype has nothing to grow by.
                    if matches!(definition.fields, Fields::Named(_)) {
                        definition.attrs.push(parse_quote!(#[non_exhaustive]));
                    }
                }
                // Lists of values grow; a choice between types is complete, and matched as such.
                Item::Enum(definition)
                    if definition
                        .variants
                        .iter()
                        .all(|variant| variant.fields.is_empty()) =>
                {
                    definition.attrs.push(parse_quote!(#[non_exhaustive]));
                }
                _ => {}
            }
        }
        if !keeps_builder {
            pieces.builders.shift_remove(name);
            items.retain(|item| !is_builder_shortcut(item));
        }
    }
    for (name, items) in &mut pieces.builders {
        let what = format!("Builds [`{name}`](super::{name}).");
        let fields = pieces.types.get(name).map(|items| described_fields(items));
        let fields = fields.unwrap_or_default();
        items
            .iter_mut()
            .for_each(|item| document_builder(item, &what, &fields));
    }
    for (id, items) in &mut pieces.requests {
        let empty = BTreeMap::new();
        let parameters = plan.parameters.get(id).unwrap_or(&empty);
        items
            .iter_mut()
            .for_each(|item| document_request(item, id, parameters));
    }
    let taken: BTreeSet<&str> = pieces.types.keys().map(String::as_str).collect();
    let mut short = Short {
        names: ["Option", "String", "Vec", "Result"]
            .into_iter()
            .filter(|name| !taken.contains(name))
            .collect(),
    };
    let items = pieces
        .types
        .values_mut()
        .chain(pieces.builders.values_mut());
    for item in items.chain(pieces.requests.values_mut()).flatten() {
        shorten(item);
        document_rest(item);
        short.visit_item_mut(item);
        Docs.visit_item_mut(item);
    }
    for method in pieces.methods.values_mut() {
        Docs.visit_impl_item_mut(method);
    }
    for item in &mut pieces.client {
        if let Item::Impl(block) = item {
            block
                .items
                .retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
        }
        Docs.visit_item_mut(item);
    }
    for module in &mut pieces.modules {
        Docs.visit_item_mod_mut(module);
    }
    pieces
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Answer,
    Both,
}

impl Direction {
    fn of(name: &str, usage: &Usage) -> Self {
        match (usage.requests.contains(name), usage.answers.contains(name)) {
            (true, false) => Self::Request,
            (false, true) => Self::Answer,
            _ => Self::Both,
        }
    }
}

/// Puts the serde direction that nobody needs behind [`BOTH_DIRECTIONS`].
fn direct(item: &mut Item, direction: Direction) {
    let unneeded = match direction {
        Direction::Request => "Deserialize",
        Direction::Answer => "Serialize",
        Direction::Both => return,
    };
    let attrs = match item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        _ => return,
    };
    let mut removed = None;
    for attr in attrs
        .iter_mut()
        .filter(|attr| attr.path().is_ident("derive"))
    {
        let Meta::List(list) = &attr.meta else {
            continue;
        };
        let parser = Punctuated::<syn::Path, Token![,]>::parse_terminated;
        let Ok(paths) = list.parse_args_with(parser) else {
            continue;
        };
        let (out, kept): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| {
            path.segments
                .last()
                .is_some_and(|last| last.ident == unneeded)
        });
        if let Some(path) = out.into_iter().next() {
            removed = Some(path);
            *attr = parse_quote!(#[derive(#(#kept),*)]);
        }
    }
    if let Some(path) = removed {
        let position = attrs
            .iter()
            .position(|attr| attr.path().is_ident("derive"))
            .map_or(0, |at| at + 1);
        attrs.insert(
            position,
            parse_quote!(#[cfg_attr(feature = #BOTH_DIRECTIONS, derive(#path))]),
        );
    }
}

fn has_derive(items: &[Item], name: &str) -> bool {
    items.iter().any(|item| match item {
        Item::Struct(item) => item.attrs.iter().any(|attr| {
            attr.path().is_ident("derive")
                && matches!(&attr.meta, Meta::List(list) if list.tokens.to_string().split([',', ' ']).any(|part| part == name))
        }),
        // Only structs have builders to lose.
        _ => false,
    })
}

/// `impl X { pub fn builder() -> builder::X }`
fn is_builder_shortcut(item: &Item) -> bool {
    matches!(item, Item::Impl(block) if block.trait_.is_none()
        && block.items.iter().all(|item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "builder")))
}

fn add_aliases(fields: &mut Fields, aliases: &BTreeMap<String, Vec<String>>) {
    for field in fields.iter_mut() {
        let wire = wire_name(&field.attrs).or_else(|| Some(field.ident.as_ref()?.to_string()));
        for alias in wire
            .and_then(|wire| aliases.get(&wire))
            .into_iter()
            .flatten()
        {
            field.attrs.push(parse_quote!(#[serde(alias = #alias)]));
        }
    }
}

/// The name in `#[serde(rename = "…")]`.
fn wire_name(attrs: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        // An attribute that cannot be read has no rename; the compiler will say what is wrong.
        let _ = attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if let Ok(value) = meta.value() {
                value.parse::<Expr>()?;
            }
            Ok(())
        });
    }
    name
}

fn documented(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("doc"))
}

fn document(attrs: &mut Vec<Attribute>, text: &str) {
    if !documented(attrs) {
        attrs.insert(0, doc(text));
    }
}

/// The first sentence on each field of a type that has one.
fn described_fields(items: &[Item]) -> BTreeMap<String, String> {
    let mut described = BTreeMap::new();
    for item in items {
        let Item::Struct(definition) = item else {
            continue;
        };
        for field in &definition.fields {
            let lines = field.attrs.iter().filter_map(super::docs::text);
            let text = lines.collect::<Vec<_>>().join("\n");
            let before_code = text.lines().take_while(|line| Fence::of(line).is_none());
            let text = before_code
                .flat_map(str::split_whitespace)
                .collect::<Vec<_>>()
                .join(" ");
            let sentence = match text.split_once(". ") {
                Some((first, _)) => format!("{first}."),
                None => text,
            };
            if let Some(name) = field.ident.as_ref().filter(|_| !sentence.is_empty()) {
                // The end of what was code may have been cut off.
                described.insert(plain(name), prose(&sentence));
            }
        }
    }
    described
}

fn document_builder(item: &mut Item, what: &str, fields: &BTreeMap<String, String>) {
    match item {
        Item::Struct(item) => document(&mut item.attrs, what),
        Item::Impl(block) if block.trait_.is_none() => {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item {
                    let name = plain(&method.sig.ident);
                    let text = match fields.get(&name) {
                        Some(what) => format!("Sets `{name}`: {what}"),
                        None => format!("Sets `{name}`."),
                    };
                    document(&mut method.attrs, &text);
                }
            }
        }
        _ => {}
    }
}

fn document_request(item: &mut Item, id: &str, parameters: &BTreeMap<String, String>) {
    let Item::Impl(block) = item else {
        return;
    };
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else {
            continue;
        };
        let name = plain(&method.sig.ident);
        let text = match name.as_str() {
            "new" => format!(
                "Begins a request for `{id}`; the method of that name on the client is shorter."
            ),
            "body" => "Sets the body of the request.".to_owned(),
            "body_map" => "Changes the body of the request, or begins it.".to_owned(),
            _ => match parameters.get(&name) {
                Some(what) => format!("Sets `{name}`: {what}"),
                None => format!("Sets `{name}`."),
            },
        };
        document(&mut method.attrs, &text);
        if name == "send" {
            method.attrs.push(doc(""));
            method.attrs.push(doc("# Errors"));
            method.attrs.push(doc(""));
            method.attrs.push(doc("When a parameter is missing or has no valid value, when the request cannot be sent, when the server refuses it, and when its answer cannot be read."));
        }
    }
}

/// Gives what still has no words the least: fields, variants, `builder()`.
fn document_rest(item: &mut Item) {
    match item {
        Item::Struct(item) => {
            let text = format!("`{}` as the server sends or takes it.", item.ident);
            document(&mut item.attrs, &text);
            for field in &mut item.fields {
                if matches!(field.vis, Visibility::Public(_)) {
                    let wire = wire_name(&field.attrs)
                        .or_else(|| Some(field.ident.as_ref()?.to_string()))
                        .unwrap_or_default();
                    document(
                        &mut field.attrs,
                        &format!("{} as the server names it.", code(&wire)),
                    );
                }
            }
        }
        Item::Enum(item) => {
            let text = format!("`{}` as the server sends or takes it.", item.ident);
            document(&mut item.attrs, &text);
            for variant in &mut item.variants {
                let held = match &variant.fields {
                    Fields::Unnamed(_) => Some(format!("A value of the kind `{}`.", variant.ident)),
                    _ => None,
                };
                let wire = wire_name(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
                let text = match wire.as_str() {
                    "Known" => "A value that this crate knows.".to_owned(),
                    "Other" => {
                        "A value that this crate does not know, as the server sent it.".to_owned()
                    }
                    _ => held.unwrap_or_else(|| code(&wire)),
                };
                document(&mut variant.attrs, &text);
            }
        }
        Item::Impl(block) if block.trait_.is_none() => {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item {
                    let text = match method.sig.ident == "builder" {
                        true => "Begins to build one.".to_owned(),
                        false => format!("`{}`", method.sig.ident),
                    };
                    document(&mut method.attrs, &text);
                }
            }
        }
        _ => {}
    }
}

/// An identifier without `r#`.
fn plain(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// `::std::option::Option<T>` → `Option<T>`, where no type of that name is in the way.
struct Short {
    names: BTreeSet<&'static str>,
}

impl VisitMut for Short {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        // `::std::fmt::Result` is another `Result`: the module must be the name in lower case.
        if path.leading_colon.is_some()
            && let [first, module, last] = &path.segments.iter().collect::<Vec<_>>()[..]
            && first.ident == "std"
            && module.ident == last.ident.to_string().to_lowercase()
            && self.names.contains(last.ident.to_string().as_str())
        {
            let last = (*last).clone();
            path.leading_colon = None;
            path.segments = Punctuated::from_iter([last]);
        }
        syn::visit_mut::visit_path_mut(self, path);
    }

    fn visit_type_path_mut(&mut self, path: &mut syn::TypePath) {
        // `<A as ::std::B>::C` counts segments of its own: its path must keep its length.
        match &mut path.qself {
            Some(qself) => {
                self.visit_type_mut(&mut qself.ty);
                for segment in &mut path.path.segments {
                    self.visit_path_arguments_mut(&mut segment.arguments);
                }
            }
            None => syn::visit_mut::visit_type_path_mut(self, path),
        }
    }

    fn visit_attribute_mut(&mut self, attr: &mut Attribute) {
        if attr.path().is_ident("serde")
            && let Meta::List(list) = &mut attr.meta
        {
            let text = list.tokens.to_string();
            if !text.contains("::std::") {
                return;
            }
            let short = self.names.iter().fold(text.clone(), |text, name| {
                let module = name.to_lowercase();
                text.replace(&format!("::std::{module}::{name}::"), &format!("{name}::"))
            });
            if short != text
                && let Ok(tokens) = short.parse()
            {
                list.tokens = tokens;
            }
        }
    }
}
