//! Limits of numbers, texts, lists and objects.

use super::family::{Effect, Family, row};
use crate::diff::change::Level;

/// One keyword that sets a limit.
struct Bound {
    suffix: &'static str,
    name: &'static str,
    keyword: &'static str,
    upper: bool,
    /// What is on the wrong side of it.
    beyond: &'static str,
    /// The other keywords of the example's schema.
    schema: &'static str,
    /// Whether only OpenAPI 3.1 has it, or has it as a number.
    latest: bool,
    /// Whether no limit is the limit 0, so that it is only moved, never set or removed.
    from_zero: bool,
    /// Whether a request that it is set for is only a warning.
    mild: bool,
}

const BOUNDS: &[Bound] = &[
    bound(
        "max",
        "maximum",
        "maximum",
        true,
        "greater numbers",
        "type: integer",
    )
    .mild(),
    bound(
        "min",
        "minimum",
        "minimum",
        false,
        "smaller numbers",
        "type: integer",
    )
    .mild(),
    bound(
        "exclusive-max",
        "exclusive maximum",
        "exclusiveMaximum",
        true,
        "greater numbers",
        "type: integer",
    )
    .latest()
    .mild(),
    bound(
        "exclusive-min",
        "exclusive minimum",
        "exclusiveMinimum",
        false,
        "smaller numbers",
        "type: integer",
    )
    .latest()
    .mild(),
    bound(
        "max-length",
        "maximum length",
        "maxLength",
        true,
        "longer texts",
        "type: string",
    )
    .mild(),
    bound(
        "min-length",
        "minimum length",
        "minLength",
        false,
        "shorter texts",
        "type: string",
    )
    .zero_is_none(),
    bound(
        "max-items",
        "maximum number of items",
        "maxItems",
        true,
        "lists of more items",
        "type: array, items: {type: string}",
    ),
    bound(
        "min-items",
        "minimum number of items",
        "minItems",
        false,
        "lists of fewer items",
        "type: array, items: {type: string}",
    )
    .zero_is_none(),
    bound(
        "max-properties",
        "maximum number of properties",
        "maxProperties",
        true,
        "objects with more properties",
        "type: object",
    ),
    bound(
        "min-properties",
        "minimum number of properties",
        "minProperties",
        false,
        "objects with fewer properties",
        "type: object",
    )
    .zero_is_none(),
    bound(
        "max-contains",
        "maximum number of matching items",
        "maxContains",
        true,
        "lists of more matching items",
        "type: array, contains: {type: string}",
    )
    .latest(),
    bound(
        "min-contains",
        "minimum number of matching items",
        "minContains",
        false,
        "lists of fewer matching items",
        "type: array, contains: {type: string}",
    )
    .latest(),
];

const fn bound(
    suffix: &'static str,
    name: &'static str,
    keyword: &'static str,
    upper: bool,
    beyond: &'static str,
    schema: &'static str,
) -> Bound {
    Bound {
        suffix,
        name,
        keyword,
        upper,
        beyond,
        schema,
        latest: false,
        from_zero: false,
        mild: false,
    }
}

/// What happens to a limit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Increased,
    Decreased,
    Set,
    Unset,
}

/// The rows of all limits.
pub(super) fn rows() -> Vec<Family> {
    let moves = [Move::Increased, Move::Decreased, Move::Set, Move::Unset];
    let mut rows = Vec::new();
    for bound in BOUNDS {
        let moves = moves.iter().filter(|happened| bound.has(**happened));
        rows.extend(moves.map(|happened| bound.row(*happened)));
    }
    rows
}

impl Bound {
    const fn latest(mut self) -> Self {
        self.latest = true;
        self
    }

    const fn zero_is_none(mut self) -> Self {
        self.from_zero = true;
        self
    }

    const fn mild(mut self) -> Self {
        self.mild = true;
        self
    }

    fn has(&self, happened: Move) -> bool {
        !self.from_zero || matches!(happened, Move::Increased | Move::Decreased)
    }

    fn narrows(&self, happened: Move) -> bool {
        match happened {
            Move::Increased => !self.upper,
            Move::Decreased => self.upper,
            Move::Set => true,
            Move::Unset => false,
        }
    }

    fn row(&self, happened: Move) -> Family {
        let Self { name, beyond, .. } = self;
        let article = match name.starts_with(['a', 'e', 'i', 'o', 'u']) {
            true => "an",
            false => "a",
        };
        let (end, title) = match happened {
            Move::Increased => ("increased", format!("the {name} was increased")),
            Move::Decreased => ("decreased", format!("the {name} was decreased")),
            Move::Set => ("set", format!("{article} {name} was set")),
            Move::Unset => ("unset", format!("the {name} was removed")),
        };
        let suffix = format!("{}-{end}", self.suffix);
        let effect = match self.narrows(happened) {
            true => Effect::Narrows,
            false => Effect::Widens,
        };
        let mut family = row(suffix.into(), title.into(), effect);
        family = match happened {
            Move::Set => family
                .request_words(
                    format!(
                        "{} than `{}` allows were taken while there was no limit and are refused now.",
                        capital(beyond),
                        self.keyword
                    ),
                    format!("Send no {beyond} than the new {name} allows."),
                )
                .response_words(
                    "Answers keep within a limit where there was none, so whoever could read them still can.".to_owned(),
                    "Nothing has to be done.".to_owned(),
                ),
            Move::Unset => family
                .request_words(
                    format!("All that was taken before is still taken, and {beyond} as well."),
                    format!("Nothing has to be done; {beyond} may be sent from now on."),
                )
                .response_words(
                    format!("Answers may hold {beyond} than `{}` allowed, without any limit.", self.keyword),
                    format!("Make sure that whatever reads, keeps or shows the answers can take {beyond}."),
                ),
            _ if effect == Effect::Narrows => family
                .request_words(
                    format!(
                        "{} than the new `{}` allows were taken before and are refused now.",
                        capital(beyond),
                        self.keyword
                    ),
                    format!("Send no {beyond} than the new {name} allows."),
                )
                .response_words(
                    "Answers keep within a tighter limit, so whoever could read them still can.".to_owned(),
                    "Nothing has to be done.".to_owned(),
                ),
            _ => family
                .request_words(
                    format!("All that was taken before is still taken, and {beyond} as well."),
                    format!("Nothing has to be done; {beyond} may be sent from now on."),
                )
                .response_words(
                    format!("Answers may hold {beyond} than the old `{}` allowed.", self.keyword),
                    format!("Make sure that whatever reads, keeps or shows the answers can take {beyond}."),
                ),
        };
        if self.mild && happened == Move::Set {
            family = family.request_level(Level::Warning);
        }
        if self.latest {
            family = family.latest();
        }
        let [old, new] = self.example(happened);
        family.example_words(old, new)
    }

    fn example(&self, happened: Move) -> [String; 2] {
        let without = format!("{{{}}}", self.schema);
        let with = |limit: u8| format!("{{{}, {}: {limit}}}", self.schema, self.keyword);
        match happened {
            Move::Increased => [with(5), with(8)],
            Move::Decreased => [with(8), with(5)],
            Move::Set => [without, with(5)],
            Move::Unset => [with(5), without],
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
