//! Lines for a terminal: coloured pieces, wrapped at its width.

use owo_colors::{OwoColorize, Style};
use std::io;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The least columns that a text gets, however narrow the terminal or deep the indentation.
const LEAST: usize = 24;

/// A text in one style.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    text: String,
    style: Style,
}

/// A text in a style.
pub(crate) fn piece(text: impl Into<String>, style: Style) -> Piece {
    let text = text.into();
    Piece { text, style }
}

/// A text as it is.
pub(crate) fn plain(text: impl Into<String>) -> Piece {
    piece(text, Style::new())
}

/// Writes a text after what stands before it on its first line; its other lines are indented as
/// far.
pub(crate) fn write(
    before: &[Piece],
    body: &[Piece],
    width: Option<usize>,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let indent = before.iter().map(|piece| piece.text.width()).sum();
    let room = width.map_or(usize::MAX, |width| width.saturating_sub(indent).max(LEAST));
    for (number, line) in lines(body, room).iter().enumerate() {
        match number {
            0 => before.iter().try_for_each(|piece| styled(piece, to))?,
            _ => write!(to, "{:indent$}", "")?,
        }
        line.iter().try_for_each(|piece| styled(piece, to))?;
        writeln!(to)?;
    }
    Ok(())
}

fn styled(piece: &Piece, to: &mut dyn io::Write) -> io::Result<()> {
    match piece.style.is_plain() {
        true => write!(to, "{}", piece.text),
        false => write!(to, "{}", piece.text.style(piece.style)),
    }
}

/// Parts pieces into lines at spaces, or within a word that is longer than a line.
fn lines(pieces: &[Piece], room: usize) -> Vec<Vec<Piece>> {
    let mut lines = vec![Line::default()];
    // What stands between two spaces, in one style or several.
    let mut word: Vec<(char, Style)> = Vec::new();
    let all = pieces
        .iter()
        .flat_map(|piece| piece.text.chars().map(|character| (character, piece.style)));
    for (character, style) in all {
        match character {
            ' ' => {
                put(&mut lines, &mut word, room);
                if let Some(line) = lines.last_mut() {
                    line.spaces.push(style);
                }
            }
            _ => word.push((character, style)),
        }
    }
    put(&mut lines, &mut word, room);
    lines.into_iter().map(|line| line.pieces).collect()
}

/// A line that is being filled.
#[derive(Default)]
struct Line {
    pieces: Vec<Piece>,
    width: usize,
    /// Spaces that are written if a word follows.
    spaces: Vec<Style>,
}

impl Line {
    fn push(&mut self, character: char, style: Style) {
        self.width += character.width().unwrap_or(0);
        match self.pieces.last_mut() {
            Some(last) if last.style == style => last.text.push(character),
            _ => self.pieces.push(piece(character, style)),
        }
    }
}

fn put(lines: &mut Vec<Line>, word: &mut Vec<(char, Style)>, room: usize) {
    if word.is_empty() {
        return;
    }
    let width = |character: char| character.width().unwrap_or(0);
    let wide: usize = word.iter().map(|(character, _)| width(*character)).sum();
    let Some(mut line) = lines.pop() else { return };
    if line.width > 0 && line.width + line.spaces.len() + wide > room {
        lines.push(std::mem::take(&mut line));
    }
    for style in std::mem::take(&mut line.spaces) {
        line.push(' ', style);
    }
    for (character, style) in word.drain(..) {
        if line.width > 0 && line.width + width(character) > room {
            lines.push(std::mem::take(&mut line));
        }
        line.push(character, style);
    }
    lines.push(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(before: &str, body: &[Piece], width: usize) -> String {
        let mut out = Vec::new();
        write(&[plain(before)], body, Some(width), &mut out).unwrap();
        String::from_utf8(anstream::adapter::strip_bytes(&out).into_vec()).unwrap()
    }

    #[test]
    fn lines_break_at_spaces_and_are_indented_alike() {
        let body = [
            plain("one two "),
            piece("three", Style::new().red()),
            plain("four five six seven eight"),
        ];
        assert_eq!(
            wrapped("word  ", &body, 30),
            "word  one two threefour five\n      six seven eight\n"
        );
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_is_parted_by_its_width() {
        assert_eq!(
            wrapped("", &[plain("漢".repeat(30))], 24),
            format!(
                "{}\n{}\n{}\n",
                "漢".repeat(12),
                "漢".repeat(12),
                "漢".repeat(6)
            )
        );
    }
}
