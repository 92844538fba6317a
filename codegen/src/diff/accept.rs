//! Changes that somebody looked at and took: the accept file.
//!
//! A line for each: the fingerprint, the last day on which it holds or `never`, and the reason.
//!
//! ```text
//! # before the upgrade to 14.6
//! 3f2a9c1b77de  2027-01-31  nobody here calls it; the report is moved until then
//! 90b1ce02aa41  never       the vault never sent this field
//! ```

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::document::clip;
use crate::problem::{Problem, Refusal};

use super::change::{Accepted, Comparison};

/// The word for an entry that holds for always.
const NEVER: &str = "never";

/// How many hexadecimal digits a fingerprint has.
const DIGITS: usize = 12;

/// The most that is read of an accept file, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// What an accept file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepts {
    name: String,
    entries: BTreeMap<String, Entry>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    line: usize,
    until: Option<Date>,
    reason: String,
}

impl Accepts {
    /// Reads the text of an accept file; `name` is how errors call it.
    ///
    /// # Errors
    ///
    /// Every line that is none, with its number and what is wrong with it.
    pub fn parse(name: &str, text: &str) -> Result<Self, Refusal> {
        let mut accepts = Self {
            name: name.to_owned(),
            entries: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match entry(line, number + 1) {
                Ok((fingerprint, entry)) => {
                    if let Some(first) = accepts.entries.get(&fingerprint) {
                        let what = format!("{fingerprint} is accepted twice");
                        let remedy = format!(
                            "keep one of the two lines; the first is line {}",
                            first.line
                        );
                        problems.push(Problem::new(what, remedy).at(name, Some((number + 1, 1))));
                    } else {
                        accepts.entries.insert(fingerprint, entry);
                    }
                }
                Err(problem) => problems.push(problem.at(name, Some((number + 1, 1)))),
            }
        }
        match problems.is_empty() {
            true => Ok(accepts),
            false => Err(Refusal(problems)),
        }
    }

    /// Marks the changes that are accepted today, and notes what the file says in vain.
    pub fn apply(&self, comparison: &mut Comparison, today: Date) {
        let mut met = BTreeSet::new();
        let mut notes = Vec::new();
        for change in &mut comparison.changes {
            let Some(entry) = self.entries.get(&change.fingerprint) else {
                continue;
            };
            met.insert(change.fingerprint.clone());
            if let Some(until) = entry.until.filter(|until| *until < today) {
                notes.push(format!(
                    "{}:{}: {} was accepted until {until}: it counts again; renew the line or solve it",
                    self.name, entry.line, change.fingerprint
                ));
                continue;
            }
            change.accepted = Some(Accepted {
                reason: entry.reason.clone(),
                until: entry.until.map(|until| until.to_string()),
            });
        }
        for (fingerprint, entry) in &self.entries {
            if !met.contains(fingerprint) {
                notes.push(format!(
                    "{}:{}: {fingerprint} is none of the changes: remove the line ({})",
                    self.name, entry.line, entry.reason
                ));
            }
        }
        comparison.notes.extend(notes);
    }
}

fn entry(line: &str, number: usize) -> Result<(String, Entry), Box<Problem>> {
    let mut parts = line.splitn(2, char::is_whitespace);
    let fingerprint = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut rest = parts
        .next()
        .unwrap_or_default()
        .trim_start()
        .splitn(2, char::is_whitespace);
    let (until, reason) = (
        rest.next().unwrap_or_default(),
        rest.next().unwrap_or_default().trim(),
    );
    if fingerprint.len() != DIGITS || !fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Box::new(Problem::new(
            format!("`{}` is no fingerprint", clip(&fingerprint)),
            "copy the twelve hexadecimal digits that stand beside the change; a comment begins with #",
        )));
    }
    let until = match until {
        NEVER => None,
        date => Some(date.parse::<Date>().map_err(|_| {
            let problem = Problem::new(
                format!("`{}` is no day", clip(date)),
                "write the last day on which it holds, such as 2027-01-31, or `never`",
            );
            Box::new(problem.why("what is accepted without an end is never looked at again"))
        })?),
    };
    if reason.is_empty() {
        return Err(Box::new(Problem::new(
            format!("{fingerprint} is accepted without a reason"),
            "write after the day why the change may be made",
        )));
    }
    Ok((
        fingerprint,
        Entry {
            line: number,
            until,
            reason: clip(reason),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let refusal = Accepts::parse("accept.txt", text).unwrap_err();
        refusal
            .0
            .iter()
            .map(|problem| problem.to_string().lines().next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_bad_line_is_told_with_its_number() {
        let text = "# fine\nzz never x\n3f2a9c1b77de tomorrow x\n3f2a9c1b77de never\n3f2a9c1b77de never a\n3f2a9c1b77de never b\n";
        assert_eq!(
            told(text),
            [
                "accept.txt:2:1: `zz` is no fingerprint",
                "accept.txt:3:1: `tomorrow` is no day",
                "accept.txt:4:1: 3f2a9c1b77de is accepted without a reason",
                "accept.txt:6:1: 3f2a9c1b77de is accepted twice",
            ]
        );
    }

    #[test]
    fn lines_may_be_written_by_hand() {
        let text = "\u{feff}# a comment\r\n\r\n3F2A9C1B77DE\t2027-01-31   two words\r\n90b1ce02aa41 never because";
        let accepts = Accepts::parse("a", text).unwrap();
        assert_eq!(accepts.entries.len(), 2);
        assert_eq!(accepts.entries["3f2a9c1b77de"].reason, "two words");
    }
}
