//! What becomes of the generated crate, for a pull request.

use super::{
    markup::{code, escaped, prose},
    rust::{self, BUMPS, Causes},
    values,
};
use pvwa_codegen::diff::{
    change::Comparison,
    impact::{ItemChange, Reached},
};
use pvwa_codegen::rust_api::Bump;

/// How many items of a bump are told one by one before those are told together that are alike.
const MOST_ALONE: usize = 40;

/// A title, how soon it is cut, and its blocks with the number of changes in each.
pub(super) type Told = (&'static str, u8, Vec<(String, usize)>);

/// The lines that follow the summary; empty where they were not asked for.
pub(super) fn head(comparison: &Comparison) -> String {
    let Some(rust) = &comparison.rust else {
        return String::new();
    };
    let (version, summary) = (rust::version(rust), rust::summary(rust));
    let mut out = format!(
        "\n**Rust:** {}; {}.\n",
        escaped(&version),
        escaped(&summary)
    );
    if let Some(client) = &rust.client {
        out.push_str(&format!("{}.\n", escaped(&rust::reached(client))));
    }
    out
}

/// What can be folded: a section for each bump, and one of the client.
pub(super) fn sections(comparison: &Comparison) -> Vec<Told> {
    let Some(rust) = &comparison.rust else {
        return Vec::new();
    };
    let causes = Causes::of(comparison);
    let mut sections: Vec<Told> = BUMPS
        .iter()
        .map(|bump| {
            let items = rust::of_bump(rust, *bump);
            let (title, cut) = match bump {
                Bump::Major => ("Rust: major", 1),
                Bump::Minor => ("Rust: minor", 4),
                Bump::Patch | Bump::None => ("Rust: patch", 4),
            };
            (title, cut, blocks(&items, &causes))
        })
        .collect();
    sections.extend(rust.client.iter().map(client));
    sections
}

fn blocks(items: &[&ItemChange], causes: &Causes<'_>) -> Vec<(String, usize)> {
    if items.len() <= MOST_ALONE {
        let blocks = items.iter().map(|item| (self::item(item, causes), 1));
        return blocks.collect();
    }
    let alike = rust::alike(items).into_iter();
    alike
        .map(|(what, items)| {
            if let [alone] = &*items {
                return (item(alone, causes), 1);
            }
            let (title, names, more) = rust::together(what, &items);
            let names: Vec<_> = names.iter().map(|name| code(name)).collect();
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let text = format!("\n- {}: {}{more}", prose(&title), names.join(", "));
            (text, items.len())
        })
        .collect()
}

fn item(item: &ItemChange, causes: &Causes<'_>) -> String {
    format!(
        "\n- {}<br><sub>{} · {}</sub>",
        line(item),
        code(&values::name(&item.rule)),
        prose(&causes.sentence(item))
    )
}

/// An item with what happened to it.
pub(super) fn line(item: &ItemChange) -> String {
    let signature = match rust::signature(item) {
        (Some(old), Some(new)) => format!(": {} → {}", code(&old), code(&new)),
        (Some(old), None) => format!(": was {}", code(&old)),
        (None, Some(new)) => format!(": now {}", code(&new)),
        (None, None) => String::new(),
    };
    format!(
        "{} {}{signature}",
        code(&values::name(&item.item)),
        prose(&values::name(&item.what))
    )
}

fn client(client: &Reached) -> Told {
    let blocks = client.uses.iter().map(|used| {
        let text = format!(
            "\n- {} {}: {}",
            code(&values::name(&used.item)),
            prose(&values::name(&used.what)),
            code(&rust::places(used))
        );
        (text, 1)
    });
    ("Rust: used by the client", 2, blocks.collect())
}
