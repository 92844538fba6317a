//! The little that the bodies of builders say: what has to be set, and under which name it is sent.

use super::block::setters;
use super::item::{Definition, Shape};
use super::origin::Origin;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// All tokens in one row, without the brackets.
fn flat(tokens: TokenStream, out: &mut Vec<TokenTree>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => flat(group.stream(), out),
            other => out.push(other),
        }
    }
}

fn word(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => {
            let text = ident.to_string();
            Some(text.strip_prefix("r#").map(str::to_owned).unwrap_or(text))
        }
        _ => None,
    }
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// The fields that begin as an error: `limit: Err("limit was not initialized")`.
pub(super) fn needed(body: TokenStream) -> BTreeSet<String> {
    let mut tokens = Vec::new();
    flat(body, &mut tokens);
    tokens
        .windows(3)
        .filter(|window| {
            is_sign(window.get(1), ':') && word(window.get(2)).as_deref() == Some("Err")
        })
        .filter_map(|window| word(window.first()))
        .collect()
}

/// The names of parameters in the request: those of the query stand beside them, those of the path
/// come in the order of the template.
pub(super) fn wires(body: TokenStream, origin: &Origin) -> BTreeMap<String, String> {
    let mut tokens = Vec::new();
    flat(body, &mut tokens);
    let mut wires = BTreeMap::new();
    let mut in_path = match origin {
        Origin::Operation { path, .. } => template_names(path),
        _ => Vec::new(),
    }
    .into_iter();
    for (at, token) in tokens.iter().enumerate() {
        let name = word(Some(token));
        let after = |distance: usize| tokens.get(at + distance);
        match name.as_deref() {
            // QueryParam :: new ("limit" , & limit)
            Some("QueryParam") => {
                let parameter = word(after(7));
                if let (Some(TokenTree::Literal(wire)), Some(parameter)) = (after(4), parameter)
                    && let Ok(wire) = syn::parse_str::<syn::LitStr>(&wire.to_string())
                {
                    wires.insert(parameter, wire.value());
                }
            }
            // encode_path (& id . to_string ())
            Some("encode_path") => {
                if let (Some(parameter), Some(wire)) = (word(after(2)), in_path.next()) {
                    wires.insert(parameter, wire);
                }
            }
            _ => {}
        }
    }
    wires
}

/// The parameters of a path, in their order.
pub(super) fn template_names(path: &str) -> Vec<String> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Ties the builders of types to the types: what sets a field has the field's name in the document.
pub(super) fn tie(items: &mut BTreeMap<String, Definition>) {
    let builders: Vec<(String, String)> = items
        .keys()
        .filter_map(|path| {
            let name = path.strip_prefix("types::builder::")?;
            let built = format!("types::{name}");
            items.contains_key(&built).then(|| (path.clone(), built))
        })
        .collect();
    for (path, built) in builders {
        let wires: BTreeMap<String, String> = items
            .get(&built)
            .into_iter()
            .flat_map(Definition::fields)
            .map(|field| (field.name.clone(), field.wire.clone()))
            .collect();
        if let Some(definition) = items.get_mut(&path)
            && matches!(definition.shape, Shape::Struct(_))
        {
            let needed = std::mem::take(&mut definition.needed);
            setters(definition, &needed, &wires);
        }
    }
}
