//! Sorts the generator's items by what they belong to.

use crate::problem::{Problem, Refusal};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use syn::visit::Visit;
use syn::{ImplItem, Item, ItemImpl, ItemMod, Type};

/// The generator's output, sorted.
#[derive(Default)]
pub(super) struct Pieces {
    /// Type → its definition and its impls.
    pub(super) types: IndexMap<String, Vec<Item>>,
    /// Type → its builder and the impls of the builder.
    pub(super) builders: IndexMap<String, Vec<Item>>,
    /// operationId → the method on `Client`.
    pub(super) methods: IndexMap<String, ImplItem>,
    /// operationId → the builder of the request.
    pub(super) requests: IndexMap<String, Vec<Item>>,
    /// `types::error`, and `types::defaults` where there is one.
    pub(super) modules: Vec<ItemMod>,
    /// `Client` itself.
    pub(super) client: Vec<Item>,
}

impl Pieces {
    /// Sorts `file`.
    pub(super) fn sort(file: syn::File) -> Result<Self, Refusal> {
        let mut pieces = Self::default();
        let mut requests = Vec::new();
        for item in file.items {
            match item {
                Item::Mod(module) if module.ident == "types" => pieces.sort_types(module)?,
                Item::Mod(module) if module.ident == "builder" => requests = content(module),
                Item::Impl(block) if is_operations(&block) => {
                    for item in block.items {
                        if let ImplItem::Fn(method) = &item {
                            pieces.methods.insert(method.sig.ident.to_string(), item);
                        }
                    }
                }
                // The files import what they need themselves.
                Item::Use(_) => {}
                other => pieces.client.push(other),
            }
        }
        pieces.sort_requests(requests)?;
        Ok(pieces)
    }

    fn sort_types(&mut self, module: ItemMod) -> Result<(), Refusal> {
        let items = content(module);
        let known: BTreeSet<String> = items.iter().filter_map(defined).collect();
        for item in items {
            match item {
                Item::Mod(module) if module.ident == "builder" => {
                    for item in content(module) {
                        let owner = owner(&item, &known).ok_or_else(|| strange(&item))?;
                        self.builders.entry(owner).or_default().push(item);
                    }
                }
                Item::Mod(module) => self.modules.push(module),
                Item::Use(_) => {}
                item => {
                    let owner = owner(&item, &known).ok_or_else(|| strange(&item))?;
                    self.types.entry(owner).or_default().push(item);
                }
            }
        }
        Ok(())
    }

    fn sort_requests(&mut self, items: Vec<Item>) -> Result<(), Refusal> {
        let known: BTreeSet<String> = items.iter().filter_map(defined).collect();
        let mut by_builder: IndexMap<String, Vec<Item>> = IndexMap::new();
        for item in items {
            if matches!(item, Item::Use(_)) {
                continue;
            }
            let owner = owner(&item, &known).ok_or_else(|| strange(&item))?;
            by_builder.entry(owner).or_default().push(item);
        }
        for (id, method) in &self.methods {
            let ImplItem::Fn(method) = method else {
                continue;
            };
            let returned = names(|names| names.visit_return_type(&method.sig.output));
            let builder = returned.iter().find(|name| by_builder.contains_key(*name));
            if let Some(items) = builder.and_then(|name| by_builder.swap_remove(name)) {
                self.requests.insert(id.clone(), items);
            }
        }
        Ok(())
    }
}

fn content(module: ItemMod) -> Vec<Item> {
    module.content.map(|(_, items)| items).unwrap_or_default()
}

/// The `impl Client` block that holds the operations: the one without a trait and without `new`.
fn is_operations(block: &ItemImpl) -> bool {
    block.trait_.is_none()
        && type_name(&block.self_ty).as_deref() == Some("Client")
        && !block.items.iter().any(
            |item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client"),
        )
}

fn strange(item: &Item) -> Refusal {
    let mut text = quote::quote!(#item).to_string();
    if let Some((end, _)) = text.char_indices().nth(80) {
        text.truncate(end);
    }
    Problem::new(
        format!("the generator wrote an item that belongs to no type: `{text}…`"),
        "the generator changed: teach codegen/src/split/pieces.rs the new shape",
    )
    .into()
}

/// The type that an item defines.
fn defined(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// The known type that an item defines, or for which it is an impl.
fn owner(item: &Item, known: &BTreeSet<String>) -> Option<String> {
    if let Some(name) = defined(item) {
        return Some(name);
    }
    let Item::Impl(block) = item else {
        return None;
    };
    // `impl From<Known> for String` belongs to `Known`: the self type comes first all the same.
    type_name(&block.self_ty)
        .filter(|name| known.contains(name))
        .or_else(|| {
            let (path, _) = block.trait_.as_ref()?;
            names(|names| names.visit_path(path))
                .into_iter()
                .find(|name| known.contains(name))
        })
}

/// The last segment of a type's path.
pub(super) fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        Type::Reference(reference) => type_name(&reference.elem),
        _ => None,
    }
}

/// The last segments of all paths below a node, generic arguments included, attributes not.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl<'a> Visit<'a> for Names {
    fn visit_path(&mut self, path: &'a syn::Path) {
        if let Some(last) = path.segments.last() {
            self.0.insert(last.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, _: &'a syn::Attribute) {}
}

/// The names that `visit` meets.
pub(super) fn names(visit: impl FnOnce(&mut Names)) -> BTreeSet<String> {
    let mut names = Names::default();
    visit(&mut names);
    names.0
}
