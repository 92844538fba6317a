//! Deprecation, sunset and stability: what is said of the life of an operation, parameter or property.
//!
//! `x-sunset` and `x-stability-level` are the extensions that oasdiff defines.

use jiff::civil::Date;

use super::settings::Settings;
use super::tree::Node;

/// How much an operation may still change, by its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stability {
    /// It is being written.
    Draft,
    /// It may change without notice.
    Alpha,
    /// It changes with notice.
    Beta,
    /// It does not change; so is what says nothing of it.
    Stable,
}

impl Stability {
    /// Reads a level; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "draft" => Some(Self::Draft),
            "alpha" => Some(Self::Alpha),
            "beta" => Some(Self::Beta),
            "stable" | "" => Some(Self::Stable),
            _ => None,
        }
    }

    /// What a node says of its stability; `None` where it is no level.
    pub(super) fn of(node: &Node<'_>) -> Option<Self> {
        Self::read(node.get("x-stability-level"))
    }

    /// What stands under the extension.
    pub(super) fn read(value: Option<&Node<'_>>) -> Option<Self> {
        match value {
            None => Some(Self::Stable),
            Some(node) => Self::parse(&unquoted(node.text()?)),
        }
    }
}

/// The day after which something is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sunset {
    /// Nothing is said.
    None,
    /// What is said is no date.
    Unreadable,
    /// On this day.
    On(Date),
}

impl Sunset {
    /// What stands under the extension: a date, or a time whose date counts.
    pub(super) fn read(value: Option<&Node<'_>>) -> Self {
        let Some(node) = value else { return Self::None };
        let Some(text) = node.text().map(unquoted) else {
            return Self::Unreadable;
        };
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        let timed = || {
            text.parse::<jiff::Timestamp>()
                .ok()
                .and_then(|_| text.get(..10)?.parse().ok())
        };
        match date.or_else(timed) {
            Some(date) => Self::On(date),
            None => Self::Unreadable,
        }
    }

    pub(super) fn of(node: &Node<'_>) -> Self {
        Self::read(node.get("x-sunset"))
    }
}

/// A text that may stand in quotes once more, as JSON in an extension.
fn unquoted(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

/// What a deprecation is, judged by its sunset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deprecation {
    /// Without a sunset, and none is asked for.
    Plain,
    /// With a sunset that is far enough away.
    WithSunset,
    /// Without a sunset, where one is asked for.
    SunsetMissing,
    /// The sunset is no date.
    SunsetUnreadable,
    /// The sunset comes too soon.
    SunsetTooSmall,
}

/// Judges a deprecation that is new.
pub(super) fn deprecation(
    sunset: Sunset,
    stability: Stability,
    settings: &Settings,
) -> Deprecation {
    let days = settings.days(stability);
    match sunset {
        Sunset::None if days > 0 => Deprecation::SunsetMissing,
        Sunset::None => Deprecation::Plain,
        Sunset::Unreadable => Deprecation::SunsetUnreadable,
        Sunset::On(date) if is_too_soon(date, days, settings) => Deprecation::SunsetTooSmall,
        Sunset::On(_) => Deprecation::WithSunset,
    }
}

/// Whether a day comes sooner than so many days from today.
pub(super) fn is_too_soon(date: Date, days: u32, settings: &Settings) -> bool {
    let left = settings.today.until(date).map_or(0, |span| span.get_days());
    i64::from(left) < i64::from(days)
}
