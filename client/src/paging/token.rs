//! Where a list was left, as a text.

use super::seen::fingerprint;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// Which list it is: an operation, and the fingerprint of the vault and all conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) operation: &'static str,
    pub(crate) conditions: u64,
}

impl Identity {
    /// `conditions` in any text that differs where they differ.
    pub(crate) fn new(operation: &'static str, conditions: &str) -> Self {
        Self {
            operation,
            conditions: fingerprint(conditions.as_bytes()),
        }
    }
}

/// Which part of a list is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// The list as the vault pages it.
    #[default]
    Plain,
    /// The part of one safe, by the fingerprint of its name.
    Safe {
        safe: u64,
        /// Whether the beginning of the plain list was handed out before.
        after_plain: bool,
    },
}

/// Where a list is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) part: Part,
    /// How many items of the part come before the page, and the number of the page.
    pub(crate) start: u64,
    pub(crate) number: u64,
    /// How many items of the page were handed out.
    pub(crate) taken: u64,
    /// The most items that the page was to have.
    pub(crate) limit: u32,
}

impl Cursor {
    /// How many items of the part were handed out.
    pub(crate) fn position(&self) -> u64 {
        self.start.saturating_add(self.taken)
    }
}

/// How many of the items that were handed out last a token remembers: 3.
///
/// By them the place is found again. One would do, if it did not happen to be the one that was
/// deleted or renamed in between.
pub(crate) const REMEMBERED: usize = 3;

/// Where a list was left, to go on from there in this process or another one.
///
/// It is made by [`Pager::resume_token`](crate::Pager::resume_token), printed by `Display`, read by
/// [`str::parse`], and serialised as that text: letters, digits, dots, hyphens and underscores. It
/// names the operation; vault and conditions it holds as a number only, and of the items that were
/// handed out last it holds numbers that stand for their ids. There is no secret in it, and nothing
/// that opens anything: who goes on needs a session as for any call.
///
/// What it promises is said at [`Pager::resume`](crate::Pager::resume).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumeToken {
    pub(crate) operation: String,
    pub(crate) conditions: u64,
    pub(crate) cursor: Cursor,
    /// The fingerprints of the items handed out last, the last one first.
    pub(crate) recent: Vec<u64>,
}

/// Why a text is no token of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAResumeToken {
    /// It is something else, or was cut or changed.
    #[error("the text is no resume token, or not a whole one: hand on what was printed, unchanged")]
    Damaged,
    /// It is of a version that this crate does not know.
    #[error(
        "the resume token was made by another version of this crate: begin the list anew, or go on with that version"
    )]
    OtherVersion,
}

impl ResumeToken {
    /// The id of the operation whose list it belongs to.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    fn body(&self) -> String {
        let Cursor {
            part,
            start,
            number,
            taken,
            limit,
        } = self.cursor;
        let part = match part {
            Part::Plain => "p".to_owned(),
            Part::Safe {
                safe,
                after_plain: false,
            } => format!("s{safe:016x}"),
            Part::Safe { safe, .. } => format!("w{safe:016x}"),
        };
        let recent: Vec<_> = self
            .recent
            .iter()
            .map(|key| format!("{key:016x}"))
            .collect();
        format!(
            "{VERSION}.{}.{:016x}.{part}.{start}.{number}.{taken}.{limit}.{}",
            self.operation,
            self.conditions,
            recent.join("-")
        )
    }
}

/// What every token of this version begins with.
const VERSION: &str = "pvwa1";
const ANY_VERSION: &str = "pvwa";

impl fmt::Display for ResumeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        write!(f, "{body}.{:016x}", fingerprint(body.as_bytes()))
    }
}

impl FromStr for ResumeToken {
    type Err = NotAResumeToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let first = text.split('.').next().unwrap_or_default();
        if first != VERSION {
            let number = first.strip_prefix(ANY_VERSION);
            let other = number.is_some_and(|number| number.parse::<u32>().is_ok());
            return Err(match other {
                true => NotAResumeToken::OtherVersion,
                false => NotAResumeToken::Damaged,
            });
        }
        read(text).ok_or(NotAResumeToken::Damaged)
    }
}

fn read(text: &str) -> Option<ResumeToken> {
    let (body, check) = text.rsplit_once('.')?;
    if hexadecimal(check)? != fingerprint(body.as_bytes()) {
        return None;
    }
    let fields: Vec<&str> = body.split('.').collect();
    let [
        _,
        operation,
        conditions,
        part,
        start,
        number,
        taken,
        limit,
        recent,
    ] = fields[..]
    else {
        return None;
    };
    let safe = |after_plain| {
        let safe = hexadecimal(part.get(1..)?)?;
        Some(Part::Safe { safe, after_plain })
    };
    Some(ResumeToken {
        operation: operation.to_owned(),
        conditions: hexadecimal(conditions)?,
        cursor: Cursor {
            part: match part.chars().next()? {
                'p' => Part::Plain,
                's' => safe(false)?,
                'w' => safe(true)?,
                _ => return None,
            },
            start: start.parse().ok()?,
            number: number.parse().ok()?,
            taken: taken.parse().ok()?,
            limit: limit.parse().ok()?,
        },
        recent: recent
            .split('-')
            .filter(|key| !key.is_empty())
            .map(hexadecimal)
            .collect::<Option<Vec<u64>>>()?,
    })
}

fn hexadecimal(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

impl Serialize for ResumeToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ResumeToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(part: Part, recent: Vec<u64>) -> ResumeToken {
        ResumeToken {
            operation: "list_accounts".to_owned(),
            conditions: 0xdead_beef,
            cursor: Cursor {
                part,
                start: 2000,
                number: 2,
                taken: 17,
                limit: 1000,
            },
            recent,
        }
    }

    #[test]
    fn a_token_of_version_1_is_read_for_ever() {
        let text = "pvwa1.list_accounts.00000000deadbeef.p.2000.2.17.1000.0000000000000001-0000000000000002.01e101bf8bdcfea2";
        assert_eq!(token(Part::Plain, vec![1, 2]).to_string(), text);
        assert_eq!(text.parse(), Ok(token(Part::Plain, vec![1, 2])));
    }

    #[test]
    fn another_version_is_told_from_a_damaged_token() {
        let text = token(Part::Plain, vec![]).to_string();
        let next = text.replacen("pvwa1", "pvwa2", 1);
        assert_eq!(
            next.parse::<ResumeToken>(),
            Err(NotAResumeToken::OtherVersion)
        );
        for cut in 0..text.len() {
            assert_eq!(
                text[..cut].parse::<ResumeToken>(),
                Err(NotAResumeToken::Damaged),
                "{cut}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(safe in any::<u64>(), after_plain: bool, plain: bool, recent in prop::collection::vec(any::<u64>(), 0..3)) {
            let part = if plain { Part::Plain } else { Part::Safe { safe, after_plain } };
            let token = token(part, recent);
            let text = token.to_string();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)));
            prop_assert_eq!(text.parse(), Ok(token.clone()));
            let json = serde_json::to_string(&token).unwrap();
            prop_assert_eq!(serde_json::from_str::<ResumeToken>(&json).unwrap(), token);
        }

        #[test]
        fn no_text_brings_it_down(text in "pvwa1\\.?\\PC{0,80}") {
            let _ = text.parse::<ResumeToken>();
        }
    }
}
