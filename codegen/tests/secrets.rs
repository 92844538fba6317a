//! Every secret of the catalogue becomes a type that cannot be printed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::pipeline::{self, Home, Source};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Schema → property, for each property that the catalogue calls a secret, or that holds secrets.
fn secrets(document: &Value) -> Vec<(String, String)> {
    let is_secret = |schema: &Value| {
        let inner = [
            schema,
            &schema["items"],
            &schema["additionalProperties"],
            &schema["allOf"][0],
        ];
        inner.iter().any(|schema| schema["format"] == "password")
    };
    let mut secrets = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let members = schema["allOf"].as_array().into_iter().flatten();
        for part in members.chain([schema]) {
            for (property, schema) in part["properties"].as_object().into_iter().flatten() {
                if is_secret(schema) {
                    secrets.push((name.clone(), property.clone()));
                }
            }
        }
    }
    secrets
}

/// Struct and field, in lower case without separators → the field's type.
fn fields(sources: impl Iterator<Item = String>) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    let mut collect = |items: &[syn::Item]| {
        for item in items {
            if let syn::Item::Struct(item) = item {
                for field in &item.fields {
                    let Some(name) = &field.ident else { continue };
                    let ty = &field.ty;
                    found.insert(
                        (plain(&item.ident.to_string()), plain(&name.to_string())),
                        quote::quote!(#ty).to_string(),
                    );
                }
            }
        }
    };
    for source in sources {
        for item in syn::parse_file(&source).unwrap().items {
            match item {
                syn::Item::Mod(syn::ItemMod {
                    content: Some((_, items)),
                    ..
                }) => collect(&items),
                other => collect(&[other]),
            }
        }
    }
    found
}

fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

#[test]
fn every_secret_is_typed_as_one() {
    for (service, at_least) in [("pvwa", 30), ("identity", 30)] {
        every_secret_of(service, at_least);
    }
}

fn every_secret_of(service: &str, at_least: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/catalogue");
    let catalogue = Catalogue::load(&root.join(service)).unwrap();
    let secrets = secrets(&catalogue.whole());
    assert!(
        secrets.len() >= at_least,
        "{service} has {}: {secrets:?}",
        secrets.len()
    );
    let source = Source::whole(&catalogue);
    let normalized = pipeline::normalize(source, None).unwrap();
    let built = pipeline::build(normalized.code, Home::Workspace).unwrap();
    let rust = |path: &&std::path::PathBuf| path.extension().is_some_and(|end| end == "rs");
    let sources = built
        .files
        .keys()
        .filter(rust)
        .map(|path| built.files[path].clone());
    let fields = fields(sources);
    for (schema, property) in secrets {
        let ty = &fields[&(plain(&schema), plain(&property))];
        assert!(ty.contains("crate :: Secret"), "{schema}.{property}: {ty}");
    }
}
