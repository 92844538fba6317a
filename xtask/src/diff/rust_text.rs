//! What becomes of the generated crate, for a terminal.

use super::{
    View,
    paragraph::{self, Piece, piece, plain},
    rust::{self, BUMPS, Causes},
    values,
};
use owo_colors::{OwoColorize, Style};
use pvwa_codegen::diff::{
    change::Comparison,
    impact::{ItemChange, Reached, RustImpact},
};
use pvwa_codegen::rust_api::Bump;
use std::io;

/// How many items are told one by one; more of one bump are told together where they are alike.
const MOST_ALONE: usize = 20;

/// How many items of the client are told.
const MOST_USED: usize = 20;

/// Writes the section; nothing where it was not asked for.
pub(super) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(rust) = &comparison.rust else {
        return Ok(());
    };
    let causes = Causes::of(comparison);
    writeln!(to)?;
    let before = [piece("Rust", Style::new().bold()), plain("  ")];
    let body = [
        piece(rust::version(rust), style(rust.bump)),
        plain(format!("  {}", rust::summary(rust))),
    ];
    paragraph::write(&before, &body, view.width, to)?;
    for bump in BUMPS {
        self::bump(rust, bump, &causes, view, to)?;
    }
    match &rust.client {
        Some(client) => self::client(client, view, to),
        None => Ok(()),
    }
}

fn bump(
    rust: &RustImpact,
    bump: Bump,
    causes: &Causes<'_>,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let items = rust::of_bump(rust, bump);
    if items.is_empty() {
        return Ok(());
    }
    let heading = [
        piece(bump.to_string(), style(bump)),
        piece(format!("  {}", rust::meaning(bump)), Style::new().dimmed()),
    ];
    writeln!(to)?;
    paragraph::write(&[], &heading, view.width, to)?;
    if items.len() <= MOST_ALONE {
        return items
            .iter()
            .try_for_each(|item| self::item(item, causes, view, to));
    }
    for (what, items) in rust::alike(&items) {
        match (&*items, bump) {
            // What breaks is told one by one, as far as a screen goes.
            ([_], _) | (_, Bump::Major) if items.len() <= MOST_ALONE => {
                for item in &items {
                    self::item(item, causes, view, to)?;
                }
            }
            _ => {
                let (title, names, more) = rust::together(what, &items);
                let mut body = vec![piece(title, Style::new().bold())];
                body.push(plain(format!(": {}", names.join(", "))));
                if more > 0 {
                    let more = format!(" and {more} more");
                    body.push(piece(more, Style::new().dimmed()));
                }
                paragraph::write(&[plain("  ")], &body, view.width, to)?;
            }
        }
    }
    Ok(())
}

fn item(
    item: &ItemChange,
    causes: &Causes<'_>,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let mut body: Vec<Piece> = vec![
        piece(values::name(&item.item), Style::new().bold()),
        plain(format!("  {}", values::name(&item.what))),
    ];
    let (red, green) = (Style::new().red(), Style::new().green());
    match rust::signature(item) {
        (Some(old), Some(new)) => {
            body.extend([
                plain(": "),
                piece(old, red),
                plain(" → "),
                piece(new, green),
            ]);
        }
        (Some(old), None) => body.extend([plain(": was "), piece(old, red)]),
        (None, Some(new)) => body.extend([plain(": now "), piece(new, green)]),
        (None, None) => {}
    }
    paragraph::write(&[plain("  ")], &body, view.width, to)?;
    let cause = causes.sentence(item);
    let mut tail = vec![values::name(&item.rule), cause];
    tail.retain(|part| !part.is_empty());
    let tail = piece(tail.join(" · "), Style::new().dimmed());
    paragraph::write(&[plain("    ")], &[tail], view.width, to)
}

fn client(client: &Reached, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    writeln!(to)?;
    paragraph::write(&[], &[plain(rust::reached(client))], view.width, to)?;
    for used in client.uses.iter().take(MOST_USED) {
        let body = [
            piece(values::name(&used.item), Style::new().bold()),
            plain(format!("  {}: ", values::name(&used.what))),
            piece(rust::places(used), Style::new().dimmed()),
        ];
        paragraph::write(&[plain("  ")], &body, view.width, to)?;
    }
    match client.uses.len().saturating_sub(MOST_USED) {
        0 => Ok(()),
        more => writeln!(to, "  {}", format_args!("and {more} more").dimmed()),
    }
}

fn style(bump: Bump) -> Style {
    match bump {
        Bump::Major => Style::new().red().bold(),
        Bump::Minor => Style::new().cyan().bold(),
        Bump::Patch | Bump::None => Style::new().green().bold(),
    }
}
