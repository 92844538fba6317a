//! What a change of type means for those who write a value, and for those who read it.
//!
//! The tables of formats are what oasdiff 1.x takes as contained in each other.

use super::delta::TypeShift;
use super::schema::Types;

/// What a change of type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Old values may not be valid.
    Changed,
    /// Another type, and every value is still understood.
    Compatible,
    /// More values than before.
    Generalized,
    /// Fewer values than before.
    Specialized,
}

impl Turn {
    /// The end of the rule's name.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Changed => "type-changed",
            Self::Compatible => "type-compatible",
            Self::Generalized => "type-generalized",
            Self::Specialized => "type-specialized",
        }
    }
}

/// Formats whose values are values of another format, too: type, narrow, wide.
const CONTAINED: [(Types, &str, &str); 6] = [
    (Types::NUMBER, "float", "double"),
    (Types::INTEGER, "int32", "int64"),
    (Types::INTEGER, "int32", "bigint"),
    (Types::INTEGER, "int64", "bigint"),
    (Types::STRING, "date", "date-time"),
    (Types::STRING, "time", "date-time"),
];

/// Whether every value of `narrow` is one of `wide`, judged by type alone.
fn covers(wide: Types, narrow: Types) -> bool {
    if wide.is_any() {
        return true;
    }
    if narrow.is_any() {
        return false;
    }
    let wide = match wide.has(Types::NUMBER) {
        true => wide.and(Types::INTEGER),
        false => wide,
    };
    narrow.without(wide).is_any()
}

/// Whether a value of the first type and format can be refused where the second is expected.
///
/// `strong` tells JSON, which keeps numbers apart from text, from what is written as text anyway.
fn breaks(from: (Types, Option<&str>), to: (Types, Option<&str>), strong: bool) -> bool {
    let added = to.0.without(from.0);
    let gone = from.0.without(to.0);
    let type_breaks = from.0 != to.0
        && !(added == Types::NUMBER && gone == Types::INTEGER)
        && (strong || !(added.is_any() || added == Types::STRING));
    let format_breaks = from.1 != to.1
        && to.1.is_some()
        && !CONTAINED.iter().any(|(kind, narrow, wide)| {
            to.0 == *kind && from.1 == Some(narrow) && to.1 == Some(wide)
        });
    type_breaks || format_breaks
}

/// Like [`breaks`], where more types than before, or any, are no break.
fn breaks_unless_wider(
    from: (Types, Option<&str>),
    to: (Types, Option<&str>),
    strong: bool,
) -> bool {
    if from.0 != to.0 {
        if to.0.is_any() {
            return false;
        }
        if !from.0.is_any() && covers(to.0, from.0) {
            return breaks((to.0, from.1), to, strong);
        }
    }
    breaks(from, to, strong)
}

/// What it means for those who send the value.
pub(super) fn in_request(shift: &TypeShift<'_>, strong: bool) -> Turn {
    let TypeShift { old, new, .. } = *shift;
    if breaks_unless_wider(old, new, strong) {
        return Turn::Changed;
    }
    let swapped = old.0 != new.0 && !old.0.is_any() && !new.0.is_any() && !covers(new.0, old.0);
    match swapped {
        true => Turn::Compatible,
        false => Turn::Generalized,
    }
}

/// What it means for those who receive the value.
pub(super) fn in_response(shift: &TypeShift<'_>, strong: bool) -> Turn {
    let TypeShift { old, new, .. } = *shift;
    let widened = old.0 != new.0 && !old.0.is_any() && !new.0.is_any() && covers(new.0, old.0);
    if breaks_unless_wider(new, old, strong) {
        return match widened {
            true => Turn::Generalized,
            false => Turn::Changed,
        };
    }
    let swapped = old.0 != new.0 && !old.0.is_any() && !new.0.is_any() && !covers(old.0, new.0);
    match swapped {
        true => Turn::Compatible,
        false => Turn::Specialized,
    }
}

/// What it means for a parameter, which is written as text.
pub(super) fn in_parameter(shift: &TypeShift<'_>, exploded: bool) -> Turn {
    let TypeShift {
        old,
        new,
        item_of_new,
    } = *shift;
    if let (true, Some(item)) = (exploded, item_of_new)
        && !old.0.is_any()
        && !breaks((old.0, None), (item, None), false)
    {
        return Turn::Generalized;
    }
    match breaks(old, new, false) {
        true => Turn::Changed,
        false => Turn::Generalized,
    }
}

/// What it means for a property of a parameter: nobody knows whether it is written as JSON.
pub(super) fn in_parameter_property(shift: &TypeShift<'_>) -> Turn {
    let TypeShift { old, new, .. } = *shift;
    match (breaks(old, new, true), breaks(old, new, false)) {
        (true, true) => Turn::Specialized,
        (false, false) => Turn::Generalized,
        _ => Turn::Changed,
    }
}
