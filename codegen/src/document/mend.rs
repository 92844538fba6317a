//! YAML as people write it: what the parser refuses although it can only mean one thing.
//!
//! The parser says where it stopped; the line there is changed, and the text is parsed again. Only
//! lines that hold no key are changed, so every key stays where it was.

use std::collections::BTreeSet;

use super::MOST_BYTES;

/// The most that is parsed again, in bytes: hundreds of lines of an ordinary document.
const MOST_AGAIN: usize = 3 * MOST_BYTES;

/// The most notes on what was mended.
const MOST_NOTES: usize = 20;

/// Keys whose values are prose, which people break into lines without a thought for indentation.
const PROSE: [&str; 4] = ["description", "summary", "title", "termsOfService"];

/// A text that is mended step by step.
pub(super) struct Mending {
    text: String,
    left: usize,
    /// The lines that were changed, from 1.
    changed: BTreeSet<usize>,
    /// Those of them whose place was a guess.
    guessed: BTreeSet<usize>,
}

impl Mending {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            left: MOST_AGAIN,
            changed: BTreeSet::new(),
            guessed: BTreeSet::new(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The mended text, and one note for every run of lines whose place was a guess.
    pub(super) fn finish(self) -> (String, Vec<String>) {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for line in self.guessed {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == line => *last = line,
                _ => runs.push((line, line)),
            }
        }
        let runs = runs.into_iter().take(MOST_NOTES);
        let notes = runs.map(|(first, last)| match first == last {
            true => format!("line {first} is indented too little: it is read as text of the line above"),
            false => format!(
                "lines {first} to {last} are indented too little: they are read as text of the line above"
            ),
        });
        (self.text, notes.collect())
    }

    /// Mends what the parser complains about; false where that has more than one meaning.
    ///
    /// `message` is the parser's, `position` the line and column it names.
    pub(super) fn step(&mut self, message: &str, position: Option<(usize, usize)>) -> bool {
        let Some(left) = self.left.checked_sub(self.text.len()) else {
            return false;
        };
        self.left = left;
        if message.contains("more than one document") {
            return self.cut_empty_document();
        }
        let Some((line, _)) = position else {
            return false;
        };
        let is_tab = message.contains("tab character that violates indentation")
            || message.contains("cannot start any token");
        if is_tab && self.clear_tabs(line) {
            return true;
        }
        if message.contains("unexpected document indicator") && message.contains("quoted scalar") {
            // A mark of the next document begins a line; white space there means nothing in quotes.
            return self.indent(line, 1);
        }
        let line = if message.contains("could not find expected ':'") {
            line_of_key(message)
        } else if is_tab || message.contains("did not find expected key") {
            Some(line)
        } else {
            None
        };
        let Some((line, to)) = line.and_then(|line| Some((line, self.prose_above(line)?))) else {
            return false;
        };
        self.indent(line, to)
    }

    /// Indents a line by `to` spaces; false where it was mended before.
    fn indent(&mut self, line: usize, to: usize) -> bool {
        self.guessed.insert(line);
        self.replace(line, |content| {
            format!("{}{}", " ".repeat(to), content.trim_start())
        })
    }

    /// Takes the tabs away before a comment, or from a line that holds nothing else.
    fn clear_tabs(&mut self, line: usize) -> bool {
        let start = self.start_of(line).unwrap_or(self.text.len());
        let content = self.text[start..].split('\n').next().unwrap_or_default();
        let content = content.trim_start();
        (content.is_empty() || content.starts_with('#'))
            && self.replace(line, |content| content.trim_start().to_owned())
    }

    /// Where a line begins in the text.
    fn start_of(&self, line: usize) -> Option<usize> {
        match line.checked_sub(1)? {
            0 => Some(0),
            ends => {
                let (end, _) = self.text.match_indices('\n').nth(ends - 1)?;
                Some(end + 1)
            }
        }
    }

    fn replace(&mut self, line: usize, with: impl FnOnce(&str) -> String) -> bool {
        if !self.changed.insert(line) {
            return false;
        }
        let Some(start) = self.start_of(line) else {
            return false;
        };
        let rest = &self.text[start..];
        let end = start + rest.find('\n').unwrap_or(rest.len());
        let new = with(&self.text[start..end]);
        self.text.replace_range(start..end, &new);
        true
    }

    /// Cuts off a document at the end that holds nothing.
    fn cut_empty_document(&mut self) -> bool {
        let Some(start) = self.text.rfind("\n---") else {
            return false;
        };
        let mut after = self.text[start + 4..].lines();
        let is_empty = after.all(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with('#') || line == "..."
        });
        if is_empty {
            self.text.truncate(start + 1);
        }
        is_empty
    }

    /// Where the text begins that a line can only continue: prose above it that stands further
    /// in. `None` where the line may as well be a key without its colon.
    fn prose_above(&self, line: usize) -> Option<usize> {
        let (above, from) = self.text.split_at(self.start_of(line)?);
        let line = from.split('\n').next().unwrap_or_default();
        if !is_prose(line) {
            return None;
        }
        let column = indentation(line);
        let mut continued = None;
        for line in above.rsplit('\n').filter(|line| !line.trim().is_empty()) {
            let Some((at, key, value)) = key_of(line) else {
                continued = Some(indentation(line));
                continue;
            };
            // Text below `|` or `>` has begun already where it stands below the key.
            let is_block = value.starts_with(['|', '>']);
            let stands_further_in = at > column || (is_block && at == column);
            let is_text =
                PROSE.contains(&key) && !value.starts_with(['"', '\'', '{', '[', '&', '*']);
            return (stands_further_in && is_text)
                .then(|| continued.filter(|to| *to > at).unwrap_or(at + 2));
        }
        None
    }
}

/// The line of the key that the parser's message tells to have no colon.
fn line_of_key(message: &str) -> Option<usize> {
    let (_, after) = message.split_once("simple key at line ")?;
    after.split_once(' ')?.0.parse().ok()
}

/// Whether a line reads like a part of a sentence: several words, or one that is no name, and no
/// sign of YAML before it.
fn is_prose(line: &str) -> bool {
    let line = line.trim();
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    line.starts_with(|first: char| first.is_alphanumeric() || first == '(')
        && !line.chars().all(is_name)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The key that a line begins with, if it does, with its column from 0 and what stands after it.
fn key_of(line: &str) -> Option<(usize, &str, &str)> {
    let mut content = line.trim_start_matches(' ');
    while let Some(after) = content.strip_prefix("- ") {
        content = after.trim_start_matches(' ');
    }
    let (key, value) = content.split_once(':')?;
    let is_key = !key.is_empty() && !key.contains([' ', '\t']);
    let value = value.trim_end_matches('\r');
    (is_key && (value.is_empty() || value.starts_with(' ')))
        .then(|| (line.len() - content.len(), key, value.trim()))
}
