//! What `impl` blocks say of a type.

use super::attribute::request;
use super::gate::Gate;
use super::item::{Definition, Implementation, Method, Setter, Signature};
use super::module::{Crate, Place, Target, plain};
use super::read::signature;
use super::spelling::spelling;
use super::{bodies, sources};
use std::collections::{BTreeMap, BTreeSet};
use syn::{ImplItem, Item, ItemImpl, Type, Visibility};

/// Gives the types what the `impl` blocks of a module say.
pub(super) fn blocks(
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
            (Some((path, _)), Some(owner)) => (owner, Some(trait_name(path))),
            // `impl From<Known> for String` belongs to `Known`.
            (Some((path, _)), None) => {
                let Some(owner) = arguments(path).find_map(&named) else {
                    continue;
                };
                let text = format!("{} for {}", trait_name(path), spelling(&block.self_ty));
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

/// A trait as a derive names it: without the path before it and without lifetimes.
fn trait_name(path: &syn::Path) -> String {
    let Some(last) = path.segments.last() else {
        return String::new();
    };
    let arguments: Vec<String> = arguments(path).map(spelling).collect();
    match arguments.is_empty() {
        true => last.ident.to_string(),
        false => format!("{}<{}>", last.ident, arguments.join(", ")),
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
