//! Names for the variants of a choice that the generator could only number.

use std::collections::{BTreeMap, BTreeSet};
use syn::visit_mut::VisitMut;
use syn::{Fields, Ident, Item};

/// Names each variant `Variant0(T)` after its type, where that makes the names distinct; a secret is
/// called one, and not after the format it has in the document.
pub(super) fn name_variants(items: &mut [Item]) {
    let Some(definition) = items.iter().find_map(|item| match item {
        Item::Enum(definition) => Some(definition),
        _ => None,
    }) else {
        return;
    };
    let mut names = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for variant in &definition.variants {
        let old = variant.ident.to_string();
        let held = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields
                .unnamed
                .first()
                .and_then(|field| super::pieces::type_name(&field.ty)),
            _ => None,
        };
        let numbered = old
            .strip_prefix("Variant")
            .is_some_and(|rest| rest.parse::<u8>().is_ok());
        let new = match held {
            Some(held) if numbered || held == "Secret" => held,
            _ => old.clone(),
        };
        if !taken.insert(new.clone()) {
            return;
        }
        if new != old {
            names.insert(old, new);
        }
    }
    if !names.is_empty() {
        let mut rename = Rename(names);
        items
            .iter_mut()
            .for_each(|item| rename.visit_item_mut(item));
    }
}

/// Old name → new name.
struct Rename(BTreeMap<String, String>);

impl VisitMut for Rename {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if let Some(new) = self.0.get(&ident.to_string()) {
            *ident = Ident::new(new, ident.span());
        }
    }
}
