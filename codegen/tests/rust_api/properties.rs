//! What holds for any two crates.

use crate::api;
use proptest::prelude::*;
use pvwa_codegen::rust_api::{ApiChange, Kind, compare};
use std::collections::BTreeSet;

/// A type: its number, whether it can grow, its fields or variants with the number of their types.
type Item = (u8, bool, bool, Vec<(u8, u8)>);

fn item((name, is_open, is_enum, parts): &Item) -> String {
    let open = if *is_open { "#[non_exhaustive] " } else { "" };
    let types = ["u8", "String", "Option<u8>", "T1", "Vec<T2>"];
    let mut seen = BTreeSet::new();
    let parts: Vec<String> = parts
        .iter()
        .filter(|(part, _)| seen.insert(*part))
        .map(|(part, ty)| {
            let ty = types[usize::from(*ty) % types.len()];
            match is_enum {
                true if *ty == *"u8" => format!("V{part}"),
                true => format!("V{part}({ty})"),
                false => format!("pub f{part}: {ty}"),
            }
        })
        .collect();
    let word = if *is_enum { "enum" } else { "struct" };
    format!("{open}pub {word} T{name} {{ {} }}", parts.join(", "))
}

prop_compose! {
    fn source()(items in prop::collection::vec(
        (0..6u8, any::<bool>(), any::<bool>(), prop::collection::vec((0..5u8, 0..5u8), 0..5)),
        0..6,
    )) -> String {
        let mut seen = BTreeSet::new();
        let items: Vec<String> = items
            .iter()
            .filter(|item| seen.insert(item.0))
            .map(item)
            .collect();
        format!("pub mod types {{ {} }}", items.join("\n"))
    }
}

fn items(changes: &[ApiChange], kind: &Kind) -> BTreeSet<String> {
    let of_kind = changes.iter().filter(|change| change.kind == *kind);
    of_kind.map(|change| change.item.clone()).collect()
}

proptest! {
    #[test]
    fn a_crate_does_not_differ_from_itself(text in source()) {
        prop_assert!(compare(&api(&text), &api(&text)).changes.is_empty());
    }

    #[test]
    fn back_is_the_other_way_round(old in source(), new in source()) {
        let (old, new) = (api(&old), api(&new));
        let (there, back) = (compare(&old, &new).changes, compare(&new, &old).changes);
        let renamed = |changes: &[ApiChange]| changes
            .iter()
            .filter_map(|change| match &change.kind {
                Kind::Renamed { to, .. } => Some((change.item.clone(), to.clone())),
                _ => None,
            })
            .collect::<BTreeSet<_>>();
        let turned: BTreeSet<_> = renamed(&back).into_iter().map(|(from, to)| (to, from)).collect();
        // The parts of a type that has another name are told by its new name.
        if turned.is_empty() {
            prop_assert_eq!(items(&there, &Kind::Gone), items(&back, &Kind::Added));
            prop_assert_eq!(items(&there, &Kind::Added), items(&back, &Kind::Gone));
            prop_assert_eq!(items(&there, &Kind::Retyped), items(&back, &Kind::Retyped));
        }
        prop_assert_eq!(renamed(&there), turned);
    }

    #[test]
    fn nothing_is_said_twice(old in source(), new in source()) {
        let changes = compare(&api(&old), &api(&new)).changes;
        let told: BTreeSet<_> = changes.iter().map(|change| (&change.item, change.rule)).collect();
        prop_assert_eq!(told.len(), changes.len());
        for change in &changes {
            let is_inside = |other: &ApiChange| {
                matches!(other.kind, Kind::Gone | Kind::Added)
                    && change.item.starts_with(&format!("{}::", other.item))
            };
            prop_assert!(!changes.iter().any(is_inside), "{}", change);
        }
    }
}
