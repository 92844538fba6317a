//! From the modules of a crate to its public items.

use super::attribute::{cased, derives, has, rename_all, wire};
use super::block::blocks;
use super::bodies;
use super::gate::Gate;
use super::item::{Contract, Definition, Field, Fields, Shape, Signature, Style, Variant};
use super::module::{Crate, Exported, Place, Target, attributes, plain};
use super::origin::Origin;
use super::spelling::{self, spelling};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::{FnArg, GenericParam, Generics, Item, ReturnType, TraitItem, Visibility, WherePredicate};

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

/// The signature of a function.
pub(super) fn signature(signature: &syn::Signature) -> Signature {
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
