//! From the modules of a crate to its public items.

use super::gate::Gate;
use super::item::{
    Contract, Definition, Field, Fields, Implementation, Method, Setter, Shape, Signature, Style,
    Variant,
};
use super::module::{Crate, Exported, Place, Target, attributes, plain};
use super::origin::Origin;
use super::spelling::{self, spelling};
use super::{bodies, sources};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, FnArg, GenericParam, Generics, ImplItem, Item, ItemImpl, Lit, Meta,
    ReturnType, Token, TraitItem, Type, Visibility, WherePredicate,
};

/// The public items of a crate by their paths.
pub(super) fn items(source: &Crate) -> BTreeMap<String, Definition> {
    let mut paths: BTreeMap<Target, BTreeMap<String, Gate>> = BTreeMap::new();
    let mut items = BTreeMap::new();
    for (path, (what, gate)) in source.exports() {
        match what {
            Exported::Own(target) => {
                paths.entry(target).or_default().insert(path, gate);
            }
            Exported::Foreign(target) => {
                let shape = Shape::Path(target);
                items.insert(path, Definition::new(shape, gate, Origin::Crate));
            }
        }
    }
    let mut known: BTreeMap<Place, String> = BTreeMap::new();
    for (target, paths) in paths {
        // The shortest path is the name of the item, every other leads to it.
        let Some(main) = paths
            .keys()
            .min_by_key(|path| (path.matches("::").count(), *path))
        else {
            continue;
        };
        let main = main.clone();
        for (path, gate) in paths {
            let definition = match target {
                _ if path != main => {
                    let shape = Shape::Path(main.clone());
                    Definition::new(shape, gate, Origin::Crate)
                }
                Target::Module(_) => Definition::new(Shape::Module, gate, Origin::Crate),
                Target::Item(place) => {
                    let Some(read) = source
                        .item(place)
                        .and_then(|item| define(item, &path, gate))
                    else {
                        continue;
                    };
                    known.insert(place, path.clone());
                    read
                }
            };
            items.insert(path, definition);
        }
    }
    for at in 0..source.modules.len() {
        blocks(source, at, &known, &mut items);
    }
    written(source, &mut items);
    bodies::tie(&mut items);
    items
}

/// The schema that a type is made of; `None` for what every crate has.
fn origin(path: &str) -> Origin {
    let Some(rest) = path.strip_prefix("types::") else {
        return Origin::Crate;
    };
    if rest.starts_with("error::") {
        return Origin::Crate;
    }
    Origin::Schema {
        name: rest.rsplit("::").next().unwrap_or(rest).to_owned(),
    }
}

fn define(item: &Item, path: &str, gate: Gate) -> Option<Definition> {
    let made = |shape, generics: Option<&Generics>| {
        let mut definition = Definition::new(shape, gate.clone(), origin(path));
        let attrs = attributes(item);
        definition.generics = generics.map(generic_text).unwrap_or_default();
        definition.is_open = has(attrs, "non_exhaustive");
        definition.traits = derives(attrs);
        definition
    };
    Some(match item {
        Item::Struct(item) => {
            let fields = fields(&item.fields, false, &rename_all(&item.attrs));
            made(Shape::Struct(fields), Some(&item.generics))
        }
        Item::Enum(item) => {
            let case = rename_all(&item.attrs);
            let variants = item.variants.iter().map(|variant| {
                let name = plain(&variant.ident);
                Variant {
                    wire: wire(&variant.attrs).unwrap_or_else(|| cased(&name, &case)),
                    fields: fields(&variant.fields, true, &None),
                    name,
                }
            });
            made(Shape::Enum(variants.collect()), Some(&item.generics))
        }
        Item::Type(item) => made(Shape::Alias(spelling(&item.ty)), Some(&item.generics)),
        Item::Const(item) => made(Shape::Constant(spelling(&item.ty)), None),
        Item::Static(item) => {
            let mutable = match item.mutability {
                syn::StaticMutability::None => "",
                _ => "mut ",
            };
            made(
                Shape::Static(format!("{mutable}{}", spelling(&item.ty))),
                None,
            )
        }
        Item::Fn(item) => made(Shape::Function(signature(&item.sig)), None),
        Item::Trait(item) => made(Shape::Trait(contract(item)), Some(&item.generics)),
        _ => return None,
    })
}

/// Generic parameters as they stand behind a name.
fn generic_text(generics: &Generics) -> String {
    let mut text = spelling(generics);
    if let Some(bounds) = &generics.where_clause {
        text.push_str(&format!(" {}", spelling(bounds)));
    }
    text
}

fn has(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident(name))
}

/// The derived traits, those behind a feature included.
fn derives(attrs: &[Attribute]) -> BTreeMap<String, Implementation> {
    let mut out = BTreeMap::new();
    let mut add = |list: &syn::MetaList, gate: &Gate| {
        let paths = list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
        for path in paths.into_iter().flatten() {
            if let Some(last) = path.segments.last() {
                let implementation = Implementation {
                    is_derived: true,
                    gate: gate.clone(),
                };
                out.insert(last.ident.to_string(), implementation);
            }
        }
    };
    for attr in attrs {
        let Meta::List(list) = &attr.meta else {
            continue;
        };
        if attr.path().is_ident("derive") {
            add(list, &Gate::always());
        } else if attr.path().is_ident("cfg_attr")
            && let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        {
            let mut parts = parts.iter();
            let gate = parts.next().map_or_else(Gate::always, Gate::read);
            for part in parts {
                if let Meta::List(list) = part
                    && list.path.is_ident("derive")
                {
                    add(list, &gate);
                }
            }
        }
    }
    out
}

fn fields(fields: &syn::Fields, all: bool, case: &Option<String>) -> Fields {
    let style = match fields {
        syn::Fields::Named(_) => Style::Named,
        syn::Fields::Unnamed(_) => Style::Tuple,
        syn::Fields::Unit => Style::Unit,
    };
    let mut read = Fields {
        style,
        public: Vec::new(),
        hidden: 0,
    };
    for (at, field) in fields.iter().enumerate() {
        if !all && !matches!(field.vis, Visibility::Public(_)) {
            read.hidden += 1;
            continue;
        }
        let name = field.ident.as_ref().map_or_else(|| at.to_string(), plain);
        read.public.push(Field {
            wire: wire(&field.attrs).unwrap_or_else(|| cased(&name, case)),
            ty: spelling(&field.ty),
            name,
        });
    }
    read
}

/// The text of a key in `#[serde(…)]`.
fn serde(attrs: &[Attribute], key: &str) -> Option<String> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let Meta::List(list) = &attr.meta else {
            continue;
        };
        let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        for part in parts.into_iter().flatten() {
            if let Meta::NameValue(pair) = &part
                && pair.path.is_ident(key)
                && let Expr::Lit(literal) = &pair.value
                && let Lit::Str(text) = &literal.lit
            {
                found = Some(text.value());
            }
        }
    }
    found
}

fn wire(attrs: &[Attribute]) -> Option<String> {
    serde(attrs, "rename")
}

fn rename_all(attrs: &[Attribute]) -> Option<String> {
    serde(attrs, "rename_all")
}

/// A name by the rule for all names of a type, as far as the generator makes use of any.
fn cased(name: &str, case: &Option<String>) -> String {
    use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase, ToSnakeCase};
    match case.as_deref() {
        Some("camelCase") => name.to_lower_camel_case(),
        Some("PascalCase") => name.to_pascal_case(),
        Some("snake_case") => name.to_snake_case(),
        Some("kebab-case") => name.to_kebab_case(),
        Some("lowercase") => name.to_lowercase(),
        Some("UPPERCASE") => name.to_uppercase(),
        _ => name.to_owned(),
    }
}

/// The signature of a function.
fn signature(signature: &syn::Signature) -> Signature {
    let mut qualifiers = Vec::new();
    qualifiers.extend(signature.constness.is_some().then_some("const"));
    qualifiers.extend(signature.asyncness.is_some().then_some("async"));
    let is_unsafe = matches!(signature.safety, syn::Safety::Unsafe(_));
    qualifiers.extend(is_unsafe.then_some("unsafe"));
    let mut read = Signature {
        qualifiers: qualifiers.join(" "),
        output: match &signature.output {
            ReturnType::Default => "()".to_owned(),
            ReturnType::Type(_, ty) => spelling(ty),
        },
        ..Signature::default()
    };
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                let text = spelling(receiver);
                // `mut self` takes `self` like any other.
                read.receiver = Some(text.strip_prefix("mut ").map(str::to_owned).unwrap_or(text));
            }
            FnArg::Typed(parameter) => read.parameters.push(spelling(&parameter.ty)),
        }
    }
    for parameter in &signature.generics.params {
        match parameter {
            GenericParam::Type(parameter) => {
                read.generics.push(parameter.ident.to_string());
                if !parameter.bounds.is_empty() {
                    let bounds = spelling(&parameter.bounds);
                    read.bounds.insert(format!("{}: {bounds}", parameter.ident));
                }
            }
            GenericParam::Const(parameter) => read.generics.push(spelling(parameter)),
            GenericParam::Lifetime(_) => {}
        }
    }
    let clauses = signature.generics.where_clause.iter();
    for predicate in clauses.flat_map(|clause| &clause.predicates) {
        if let WherePredicate::Type(_) = predicate {
            read.bounds.insert(spelling(predicate));
        }
    }
    read
}

fn contract(item: &syn::ItemTrait) -> Contract {
    let mut members = BTreeMap::new();
    for member in &item.items {
        match member {
            TraitItem::Fn(method) => {
                let name = plain(&method.sig.ident);
                let text = signature(&method.sig).text(&name);
                members.insert(name, (text, method.default.is_some()));
            }
            TraitItem::Type(ty) => {
                let name = plain(&ty.ident);
                let text = format!("type {name}: {}", spelling(&ty.bounds));
                members.insert(name, (text, ty.default.is_some()));
            }
            TraitItem::Const(constant) => {
                let name = plain(&constant.ident);
                let text = format!("const {name}: {}", spelling(&constant.ty));
                members.insert(name, (text, constant.default.is_some()));
            }
            _ => {}
        }
    }
    Contract {
        supertraits: item.supertraits.iter().map(spelling).collect(),
        members,
    }
}

/// Gives the types what the `impl` blocks of a module say.
fn blocks(
    source: &Crate,
    at: usize,
    known: &BTreeMap<Place, String>,
    items: &mut BTreeMap<String, Definition>,
) {
    let Some(module) = source.modules.get(at) else {
        return;
    };
    let around = module.gate.clone().unwrap_or_else(Gate::always);
    let named = |ty: &Type| -> Option<&String> {
        let Type::Path(path) = ty else {
            return None;
        };
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|part| plain(&part.ident))
            .collect();
        match source.resolve(at, &segments, 0)? {
            Target::Item(place) => known.get(&place),
            Target::Module(_) => None,
        }
    };
    for item in &module.items {
        let Item::Impl(block) = item else {
            continue;
        };
        let gate = around.and(&Gate::of(&block.attrs));
        let (owner, text) = match (&block.trait_, named(&block.self_ty)) {
            (None, Some(owner)) => (owner, None),
            (Some((path, _)), Some(owner)) => (owner, Some(spelling(path))),
            // `impl From<Known> for String` belongs to `Known`.
            (Some((path, _)), None) => {
                let Some(owner) = arguments(path).find_map(|ty| named(ty)) else {
                    continue;
                };
                let text = format!("{} for {}", spelling(path), spelling(&block.self_ty));
                (owner, Some(text))
            }
            (None, None) => continue,
        };
        let Some(definition) = items.get_mut(owner) else {
            continue;
        };
        let text = text.map(|text| with_builders(&text, block, &named));
        // What stands where the type stands has no condition of its own.
        let gate = match gate == definition.gate {
            true => Gate::always(),
            false => gate,
        };
        match text {
            Some(text) => {
                let implementation = Implementation {
                    is_derived: false,
                    gate,
                };
                definition.traits.insert(text, implementation);
                definition.needed.extend(begun_without(block));
            }
            None => members(block, &gate, definition),
        }
    }
}

/// The builder of a type has the type's name, and stands in a module of its own: `TryFrom<Safe>` there
/// is `TryFrom<builder::Safe>`.
fn with_builders<'a>(
    text: &str,
    block: &ItemImpl,
    named: &impl Fn(&Type) -> Option<&'a String>,
) -> String {
    let Some((path, _)) = &block.trait_ else {
        return text.to_owned();
    };
    let mut text = text.to_owned();
    for ty in arguments(path) {
        let spelled = spelling(ty);
        if named(ty).is_some_and(|path| path.contains("builder::"))
            && !spelled.contains("builder::")
        {
            text = text.replacen(&format!("<{spelled}>"), &format!("<builder::{spelled}>"), 1);
        }
    }
    text
}

/// The fields that `default` begins without a value.
fn begun_without(block: &ItemImpl) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    for item in &block.items {
        if let ImplItem::Fn(method) = item
            && method.sig.ident == "default"
            && let Some(body) = sources::body(&method.block)
        {
            needed.extend(bodies::needed(body));
        }
    }
    needed
}

fn arguments(path: &syn::Path) -> impl Iterator<Item = &Type> {
    let last = path.segments.last();
    let arguments = last.and_then(|last| match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

fn members(block: &ItemImpl, gate: &Gate, definition: &mut Definition) {
    for item in &block.items {
        let (attrs, visibility, name, signature) = match item {
            ImplItem::Fn(method) => (
                &method.attrs,
                &method.vis,
                plain(&method.sig.ident),
                signature(&method.sig),
            ),
            ImplItem::Const(constant) => (
                &constant.attrs,
                &constant.vis,
                plain(&constant.ident),
                Signature {
                    qualifiers: "const".to_owned(),
                    output: spelling(&constant.ty),
                    ..Signature::default()
                },
            ),
            _ => continue,
        };
        let gate = gate.and(&Gate::of(attrs));
        if !matches!(visibility, Visibility::Public(_)) || gate.is_never() {
            continue;
        }
        let method = Method {
            signature,
            gate,
            origin: request(attrs),
            setter: None,
        };
        definition.methods.insert(name, method);
    }
    let begun = block.items.iter().find_map(|item| match item {
        ImplItem::Fn(method) if method.sig.ident == "new" => sources::body(&method.block),
        _ => None,
    });
    let sent = block.items.iter().find_map(|item| match item {
        ImplItem::Fn(method) if method.sig.ident == "send" => sources::body(&method.block),
        _ => None,
    });
    if let (Some(begun), Some(sent)) = (begun, sent) {
        let needed = bodies::needed(begun);
        let origin = definition
            .methods
            .get("send")
            .and_then(|send| send.origin.clone());
        if let Some(origin) = origin {
            let wires = bodies::wires(sent, &origin);
            setters(definition, &needed, &wires);
            definition.origin = origin;
        }
    }
}

/// Says of the methods of a builder what they set.
pub(super) fn setters(
    definition: &mut Definition,
    needed: &BTreeSet<String>,
    wires: &BTreeMap<String, String>,
) {
    for (name, method) in &mut definition.methods {
        let sets = method.signature.receiver.as_deref() == Some("self")
            && method.signature.output == "Self";
        if sets {
            method.setter = Some(Setter {
                is_needed: needed.contains(name),
                wire: wires.get(name).unwrap_or(name).clone(),
            });
        }
    }
}

/// The request that a doc comment names.
fn request(attrs: &[Attribute]) -> Option<Origin> {
    let mut text = String::new();
    for attr in attrs {
        if let Meta::NameValue(pair) = &attr.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            text.push_str(line.value().trim());
            text.push(' ');
        }
    }
    Origin::in_words(&text)
}

/// What macros write is not seen: a module that has them counts as one item with their tokens.
fn written(source: &Crate, items: &mut BTreeMap<String, Definition>) {
    for module in &source.modules {
        let calls: Vec<&syn::ItemMacro> = module
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Macro(item) => Some(item),
                _ => None,
            })
            .collect();
        if calls.iter().all(|call| call.ident.is_some()) {
            continue;
        }
        let tokens: Vec<String> = calls
            .iter()
            .map(|call| spelling::of(without_docs(call.mac.to_token_stream())))
            .collect();
        let gate = module.gate.clone().unwrap_or_else(Gate::always);
        let shape = Shape::Written(tokens.join("\n"));
        let path = format!("macros of {}", module.path);
        items.insert(path, Definition::new(shape, gate, Origin::Crate));
    }
}

fn without_docs(tokens: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    use proc_macro2::{Group, TokenTree};
    let mut out: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            out.push(token);
            continue;
        };
        let is_doc = matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(word)) if word == "doc");
        let is_attribute =
            matches!(out.last(), Some(TokenTree::Punct(sign)) if sign.as_char() == '#');
        if is_doc && is_attribute {
            out.pop();
            continue;
        }
        out.push(Group::new(group.delimiter(), without_docs(group.stream())).into());
    }
    out.into_iter().collect()
}
