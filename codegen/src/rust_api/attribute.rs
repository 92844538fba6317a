//! What attributes say of an item.

use super::gate::Gate;
use super::item::Implementation;
use super::origin::Origin;
use std::collections::BTreeMap;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

/// Whether an attribute of that name is there.
pub(super) fn has(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident(name))
}

/// The derived traits, those behind a feature included.
pub(super) fn derives(attrs: &[Attribute]) -> BTreeMap<String, Implementation> {
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

/// The name in JSON, where it is not the name in Rust.
pub(super) fn wire(attrs: &[Attribute]) -> Option<String> {
    serde(attrs, "rename")
}

/// The rule for all names of a type.
pub(super) fn rename_all(attrs: &[Attribute]) -> Option<String> {
    serde(attrs, "rename_all")
}

/// A name by the rule for all names of a type, as far as the generator makes use of any.
pub(super) fn cased(name: &str, case: &Option<String>) -> String {
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

/// The request that a doc comment names.
pub(super) fn request(attrs: &[Attribute]) -> Option<Origin> {
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
