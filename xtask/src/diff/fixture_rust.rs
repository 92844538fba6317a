//! What becomes of a crate, as made up as the comparison beside it.

use pvwa_codegen::diff::impact::{Cause, ItemChange, Reached, RustImpact, UsedItem};
use pvwa_codegen::rust_api::Bump;

/// A crate in which everything happens.
pub(super) fn rust() -> RustImpact {
    let items = vec![
        item(
            (
                "Client::list_safes",
                "a method is gone",
                "inherent_method_missing",
                Bump::Major,
            ),
            (Some("fn list_safes(&self) -> builder::ListSafes<'_>"), None),
            &["a1b2c3d4e5f6"],
        ),
        item(
            (
                "types::Safe",
                "a struct has another name: now `types::SafeSummary` (the same fields or variants)",
                "struct_renamed",
                Bump::Major,
            ),
            (
                Some("struct Safe { name: String }"),
                Some("struct SafeSummary { name: String }"),
            ),
            &["b1b2c3d4e5f6", "c1b2c3d4e5f6", "c2b2c3d4e5f6"],
        ),
        item(
            (
                "types::Safe::size",
                "a field has another type",
                "struct_field_type_changed",
                Bump::Major,
            ),
            (Some("Option<BTreeMap<String, u8>>"), Some("Option<u64>")),
            &["d3b2c3d4e5f6"],
        ),
        item(
            (
                "feature safes",
                "there is a new feature",
                "feature_added",
                Bump::Minor,
            ),
            (None, Some("[]")),
            &[],
        ),
        item(
            (
                "types::Safe: Copy",
                "a type has one more trait",
                "trait_added",
                Bump::Patch,
            ),
            (None, None),
            &["f1b2c3d4e5f6"],
        ),
        item(
            (
                "types::User::id",
                "a field is gone",
                "struct_pub_field_missing",
                Bump::Major,
            ),
            (Some("Option<i64>"), None),
            &["91b2c3d4e5f6"],
        ),
    ];
    RustImpact {
        package: "pvwa-api".to_owned(),
        bump: Bump::Major,
        version: "0.1.0+pvwa14.2".to_owned(),
        next: "0.2.0".to_owned(),
        items,
        silent: 3,
        reconciled: true,
        client: Some(Reached {
            package: "pvwa".to_owned(),
            uses: vec![
                used("types::Safe::size", 5),
                used("Client::list_safes", 1),
                used("types::Safe", 4),
            ],
        }),
    }
}

/// A crate with more than is told one by one.
pub(super) fn many_items() -> RustImpact {
    let mut rust = rust();
    rust.items = (0..60)
        .map(|number| {
            let (what, rule, bump) = match number % 3 {
                0 => ("there is a new struct", "struct_added", Bump::Minor),
                1 => (
                    "there is a new method",
                    "inherent_method_added",
                    Bump::Minor,
                ),
                _ => ("a field is gone", "struct_pub_field_missing", Bump::Major),
            };
            let path = format!("types::Thing{number:02}");
            item((&path, what, rule, bump), (None, Some("u8")), &[])
        })
        .collect();
    rust.client = Some(Reached {
        package: "pvwa".to_owned(),
        uses: Vec::new(),
    });
    rust
}

fn item(
    (item, what, rule, bump): (&str, &str, &'static str, Bump),
    (old, new): (Option<&str>, Option<&str>),
    fingerprints: &[&str],
) -> ItemChange {
    let fingerprints: Vec<_> = fingerprints.iter().map(|&each| each.to_owned()).collect();
    ItemChange {
        item: item.to_owned(),
        what: what.to_owned(),
        rule: rule.into(),
        bump,
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
        cause: match fingerprints.is_empty() {
            true => Cause::Other {
                reason: "the catalogue stands here <i>instead</i>".into(),
            },
            false => Cause::Changes {
                nearby: fingerprints.len() > 1,
                fingerprints,
            },
        },
    }
}

fn used(item: &str, places: usize) -> UsedItem {
    UsedItem {
        item: item.to_owned(),
        what: "a field has another type".to_owned(),
        bump: Bump::Major,
        places: (1..=places)
            .map(|line| format!("client/src/safes.rs:{line}:5"))
            .collect(),
    }
}
