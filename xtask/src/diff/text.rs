//! A comparison for a terminal.

use super::{
    View,
    groups::{self, Group},
    paragraph::{self, Piece, piece, plain},
    rust_text, values,
    words::{self, Values},
};
use owo_colors::{OwoColorize, Style};
use pvwa_codegen::diff::change::{Change, Comparison, Counts, Level};
use std::cmp::Reverse;
use std::io;
use unicode_width::UnicodeWidthStr;

/// The most areas of the table; those with the gravest changes come first.
const MOST_AREAS: usize = 20;

/// The least and the most columns of an area's name.
const OF_AN_AREA: (usize, usize) = (10, 40);

/// The columns of the table beside the names.
const OF_THE_NUMBERS: usize = 37;

/// Writes a comparison for a terminal; the colours are taken away where none wants them.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    summary(comparison, view, to)?;
    areas(comparison, view, to)?;
    let mut lonely = None;
    for group in groups::open(comparison, view.policy) {
        // Places of which one line tells all stand together, where they are of one level.
        let alone = matches!(&*group.changes, [change] if change.subject.is_empty());
        let level = alone.then_some(group.worst);
        if level.is_none() || level != lonely {
            writeln!(to)?;
        }
        lonely = level;
        self::group(&group, view, to)?;
    }
    accepted(comparison, view, to)?;
    rust_text::write(comparison, view, to)?;
    if !comparison.notes.is_empty() {
        writeln!(to)?;
    }
    for note in &comparison.notes {
        let before = [piece("note", Style::new().yellow().bold()), plain("  ")];
        paragraph::write(&before, &[plain(values::visible(note))], view.width, to)?;
    }
    match comparison.changes.is_empty() {
        true => Ok(()),
        false => writeln!(to, "\n{}", words::EXPLAINED.dimmed()),
    }
}

fn summary(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let sides = [("old", &comparison.old), ("new", &comparison.new)];
    for (word, side) in sides {
        let before = [piece(word, Style::new().dimmed()), plain("  ")];
        let body = [
            piece(values::name(&side.name), Style::new().bold()),
            plain(format!("  {}", words::side(side))),
        ];
        paragraph::write(&before, &body, view.width, to)?;
    }
    writeln!(to)?;
    let style = match comparison.worst(view.policy) {
        Some(level) => style(level),
        None => Style::new().green().bold(),
    };
    let body = [piece(words::summary(comparison, view.policy), style)];
    paragraph::write(&[], &body, view.width, to)?;
    let judged = format!("judged {}", words::policy(view.policy));
    paragraph::write(&[], &[piece(judged, Style::new().dimmed())], view.width, to)
}

fn areas(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let mut areas: Vec<(&str, Counts)> = comparison.areas(view.policy).into_iter().collect();
    if areas.is_empty() {
        return Ok(());
    }
    areas.sort_by_key(|(_, counts)| Reverse((counts.breaking, counts.warnings)));
    let shown = areas.get(..MOST_AREAS).unwrap_or(&areas);
    let (least, most) = OF_AN_AREA;
    let room = view.width.unwrap_or(usize::MAX);
    let most = room.saturating_sub(OF_THE_NUMBERS).clamp(least, most);
    let rows: Vec<_> = shown
        .iter()
        .map(|(area, counts)| (values::clip(area, most), counts))
        .collect();
    let widths = rows.iter().map(|(area, _)| area.width());
    let width = widths.max().unwrap_or(0).max("AREA".len());
    let heading = format!("{:width$}  BREAKING  WARNINGS  INFOS  ACCEPTED", "AREA");
    writeln!(to, "\n{}", heading.bold())?;
    for (area, counts) in rows {
        write!(to, "{area}{:1$}", "", width - area.width())?;
        number(counts.breaking, 10, style(Level::Breaking), to)?;
        number(counts.warnings, 10, style(Level::Warning), to)?;
        number(counts.infos, 7, Style::new(), to)?;
        number(counts.accepted, 10, Style::new(), to)?;
        writeln!(to)?;
    }
    match areas.len().saturating_sub(MOST_AREAS) {
        0 => Ok(()),
        more => writeln!(to, "{}", format_args!("and {more} more").dimmed()),
    }
}

/// A number at the right of its column; only where there is something it has a colour.
fn number(number: usize, width: usize, style: Style, to: &mut dyn io::Write) -> io::Result<()> {
    match number {
        0 => write!(to, "{:>width$}", "-".dimmed()),
        _ if style.is_plain() => write!(to, "{number:>width$}"),
        _ => write!(to, "{}", format_args!("{number:>width$}").style(style)),
    }
}

fn group(group: &Group<'_>, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let title = title(group);
    let uses = group.uses().map(words::uses);
    if let [change] = &*group.changes
        && change.subject.is_empty()
    {
        return self::change(&[change], "", title, uses, view, to);
    }
    paragraph::write(&[], &title, view.width, to)?;
    if let Some(uses) = uses {
        let body = [piece(uses, Style::new().dimmed())];
        paragraph::write(&[plain("  ")], &body, view.width, to)?;
    }
    for together in group.folded(view.policy) {
        let uses = together.first().and_then(|change| group.uses_of(change));
        let uses = uses.map(words::uses);
        self::change(&together, "  ", Vec::new(), uses, view, to)?;
    }
    Ok(())
}

fn title(group: &Group<'_>) -> Vec<Piece> {
    let title = words::title(group.place);
    let mut pieces = vec![piece(title.short(), Style::new().bold())];
    if !title.id.is_empty() {
        pieces.push(piece(format!(" ({})", title.id), Style::new().dimmed()));
    }
    pieces
}

/// Writes one change, or several that are told together.
fn change(
    together: &[&Change],
    indent: &str,
    title: Vec<Piece>,
    uses: Option<String>,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let [change, others @ ..] = together else {
        return Ok(());
    };
    let level = change.level(view.policy);
    let word = format!("{:8}", words::level(level));
    let before = [plain(indent), piece(word, style(level)), plain("  ")];
    let blank = [plain(format!("{indent}{:10}", ""))];
    let mut body = title;
    if !body.is_empty() {
        body.push(plain("  "));
    }
    body.push(plain(words::headline(change)));
    body.extend(self::values(change));
    for other in others {
        body.push(plain(", "));
        // Without its word, which stands before the first.
        body.extend(self::values(other).into_iter().skip(1));
    }
    let dimmed = |text: String| piece(text, Style::new().dimmed());
    let mut tail = vec![words::rules(change)];
    tail.extend(words::judgement(change, view));
    if level > Level::Info {
        tail.push(values::name(&change.fingerprint));
    }
    if level == Level::Breaking {
        tail.extend(words::spot(change).map(words::spot_text));
    }
    tail.retain(|part| !part.is_empty());
    let tail = tail.join(" · ");
    if level == Level::Info {
        body.push(plain("  "));
        body.push(dimmed(tail));
        paragraph::write(&before, &body, view.width, to)?;
    } else {
        paragraph::write(&before, &body, view.width, to)?;
        paragraph::write(&blank, &[dimmed(tail)], view.width, to)?;
    }
    if let Some(evidence) = &change.evidence {
        let text = format!("taken for the same: {}", values::visible(evidence));
        paragraph::write(&blank, &[plain(text)], view.width, to)?;
    }
    match uses {
        Some(uses) => paragraph::write(&blank, &[dimmed(uses)], view.width, to),
        None => Ok(()),
    }
}

fn values(change: &Change) -> Vec<Piece> {
    let (old, new) = (Style::new().red(), Style::new().green());
    match words::values(change) {
        Values::None => Vec::new(),
        Values::Was(was) => vec![plain(": was "), piece(was, old)],
        Values::Is(is) => vec![plain(": now "), piece(is, new)],
        Values::Both(both) => vec![
            plain(": "),
            plain(both.before.clone()),
            piece(both.was, old.bold()),
            plain(both.after.clone()),
            plain(" → "),
            plain(both.before),
            piece(both.is, new.bold()),
            plain(both.after),
        ],
    }
}

fn accepted(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let changes = groups::accepted(comparison, view.policy);
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(to)?;
    for change in changes {
        let Some(accepted) = &change.accepted else {
            continue;
        };
        let before = [piece("accepted", Style::new().green().bold()), plain("  ")];
        let title = words::title(&change.place).short();
        let body = [
            piece(title, Style::new().bold()),
            plain(format!("  {}", words::sentence(change))),
            piece(
                format!(
                    " · {} · {}",
                    words::accepted(accepted),
                    values::name(&change.fingerprint)
                ),
                Style::new().dimmed(),
            ),
        ];
        paragraph::write(&before, &body, view.width, to)?;
    }
    Ok(())
}

fn style(level: Level) -> Style {
    match level {
        Level::Breaking => Style::new().red().bold(),
        Level::Warning => Style::new().yellow().bold(),
        Level::Info => Style::new().cyan(),
    }
}
