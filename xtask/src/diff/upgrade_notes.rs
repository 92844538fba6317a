//! A comparison as a section of a changelog.

use super::{
    groups,
    markup::{code, escaped, prose},
    rust::{self, BUMPS},
    rust_markdown, values,
    words::{self, Values},
};
use pvwa_codegen::diff::{
    change::{Change, Comparison, Kind, Level, Place, Policy},
    impact::RustImpact,
};
use pvwa_codegen::rust_api::Bump;

/// How many changes of a kind are listed; a changelog is read, not searched.
const MOST: usize = 40;

/// Writes the section of a version: what breaks, what is new, what changed, what is gone, and what
/// that is in Rust. Both documents are called what they are called here.
pub(crate) fn section(
    comparison: &Comparison,
    (old, new): (&str, &str),
    version: &str,
    date: &str,
) -> String {
    let package = comparison.rust.as_ref().map(|rust| rust.package.as_str());
    let mut out = format!(
        "## {} {} ({date})\n\nFrom {} to {}: {}.\n",
        escaped(package.unwrap_or("The API")),
        version,
        code(&values::name(old)),
        code(&values::name(new)),
        escaped(&words::summary(comparison, Policy::Both))
    );
    let breaking = |change: &Change| change.level(Policy::Both) == Level::Breaking;
    let of_kind = |kinds: &'static [Kind]| {
        move |change: &Change| !breaking(change) && kinds.contains(&change.kind)
    };
    list("Breaking", comparison, breaking, &mut out);
    list("New", comparison, of_kind(&[Kind::Added]), &mut out);
    let changed = of_kind(&[Kind::Changed, Kind::Renamed]);
    list("Changed", comparison, changed, &mut out);
    list("Gone", comparison, of_kind(&[Kind::Removed]), &mut out);
    if let Some(rust) = &comparison.rust {
        in_rust(rust, &mut out);
    }
    out
}

fn list(title: &str, comparison: &Comparison, is: impl Fn(&Change) -> bool, out: &mut String) {
    let changes = comparison.changes.iter().filter(|change| is(change));
    let groups = groups::by_place(changes, Policy::Both);
    let mut lines: Vec<String> = Vec::new();
    // Operations first: schemas come and go with them.
    let is_schema = |place: &Place| matches!(place, Place::Schema { .. });
    let (schemas, others): (Vec<_>, Vec<_>) =
        groups.iter().partition(|group| is_schema(group.place));
    for group in others.into_iter().chain(schemas) {
        let name = code(&words::title(group.place).short());
        for change in &group.changes {
            lines.push(format!(
                "* {name}: {}{}",
                prose(&words::headline(change)),
                self::values(change)
            ));
        }
    }
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n### {title}\n\n"));
    for line in lines.iter().take(MOST) {
        out.push_str(line);
        out.push('\n');
    }
    match lines.len().saturating_sub(MOST) {
        0 => {}
        more => out.push_str(&format!("* and {more} more\n")),
    }
}

fn values(change: &Change) -> String {
    match words::values(change) {
        Values::None => String::new(),
        Values::Was(was) => format!(": was {}", code(&was)),
        Values::Is(is) => format!(": now {}", code(&is)),
        Values::Both(both) => format!(": {} → {}", code(&both.first()), code(&both.second())),
    }
}

fn in_rust(rust: &RustImpact, out: &mut String) {
    let (version, summary) = (rust::version(rust), rust::summary(rust));
    out.push_str(&format!(
        "\n### Rust\n\n{}: {}.\n",
        escaped(&version),
        escaped(&summary)
    ));
    for bump in BUMPS {
        let items = rust::of_bump(rust, bump);
        if items.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{bump}:\n\n"));
        if bump == Bump::Major && items.len() <= MOST {
            for item in items {
                out.push_str(&format!("* {}\n", rust_markdown::line(item)));
            }
            continue;
        }
        for (what, items) in rust::alike(&items) {
            if let [alone] = &*items {
                out.push_str(&format!("* {}\n", rust_markdown::line(alone)));
                continue;
            }
            let (title, names, more) = rust::together(what, &items);
            let names: Vec<_> = names.iter().map(|name| code(name)).collect();
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let title = prose(&title);
            out.push_str(&format!("* {title}: {}{more}\n", names.join(", ")));
        }
    }
}
