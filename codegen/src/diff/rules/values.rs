//! Which single values a schema allows: steps, patterns, enums, constants and defaults.

use super::Vendor;
use super::family::{BELOW_PARAMETERS_TOO, Effect, Family, Prefix, REQUESTS, family};
use crate::diff::change::Level;

/// The rows, in the order of the page.
pub(super) fn rows() -> Vec<Family> {
    [patterns(), enums(), fixed()].concat()
}

fn patterns() -> Vec<Family> {
    vec![
        family("multiple-of-set", "numbers must be multiples of a step now", Effect::Narrows)
            .request(
                "Numbers between the steps were taken before and are refused now.",
                "Send only multiples of `multipleOf`.",
            )
            .example("{type: integer}", "{type: integer, multipleOf: 5}"),
        family("multiple-of-unset", "numbers need not be multiples of a step any more", Effect::Widens)
            .response(
                "Answers may hold numbers between the steps.",
                "Make sure that whatever reads the number, such as a scale or a whole unit, takes any.",
            )
            .example("{type: integer, multipleOf: 5}", "{type: integer}"),
        family("multiple-of-changed", "the step of which numbers are multiples was changed", Effect::Changes)
            .request(
                "Multiples of the old step need not be multiples of the new one and are refused then.",
                "Send only multiples of the new `multipleOf`.",
            )
            .response(
                "Answers may hold numbers that are no multiples of the old step.",
                "Make sure that whatever reads the number takes multiples of the new step.",
            )
            .example("{type: integer, multipleOf: 5}", "{type: integer, multipleOf: 7}"),
        family("unique-items-added", "the items of a list must all differ now", Effect::Narrows)
            .request(
                "A list that holds a value twice was taken before and is refused now.",
                "Send each value once.",
            )
            .example(
                "{type: array, items: {type: string}}",
                "{type: array, items: {type: string}, uniqueItems: true}",
            ),
        family("unique-items-removed", "the items of a list need not differ any more", Effect::Widens)
            .response(
                "A list in an answer may hold a value twice.",
                "Do not use the values as keys without looking for doubles.",
            )
            .example(
                "{type: array, items: {type: string}, uniqueItems: true}",
                "{type: array, items: {type: string}}",
            ),
        family("pattern-added", "a pattern was added", Effect::Narrows)
            .request(
                "Texts that do not match the pattern were taken before and are refused now.",
                "Send only texts that match the pattern.",
            )
            .example("{type: string}", "{type: string, pattern: '^[a-z]+$'}"),
        family("pattern-removed", "the pattern was removed", Effect::Widens)
            .response(
                "Answers may hold texts that did not match the old pattern; few callers rely on one.",
                "Look for code that takes the text apart by the old pattern.",
            )
            .response_level(Level::Info)
            .example("{type: string, pattern: '^[a-z]+$'}", "{type: string}"),
        family("pattern-changed", "the pattern was changed", Effect::Changes)
            .request(
                "Two patterns cannot be compared for certain: texts that matched the old one may be refused now.",
                "Try the texts that you send against the new pattern.",
            )
            .request_level(Level::Warning)
            .response(
                "Answers may hold texts that did not match the old pattern; few callers rely on one.",
                "Look for code that takes the text apart by the old pattern.",
            )
            .response_level(Level::Info)
            .example(
                "{type: string, pattern: '^[a-z]+$'}",
                "{type: string, pattern: '^[0-9]+$'}",
            ),
        family("pattern-generalized", "the pattern takes any text now", Effect::Widens)
            .on(REQUESTS)
            .example(
                "{type: string, pattern: '^[a-z]+$'}",
                "{type: string, pattern: '.*'}",
            ),
    ]
}

fn enums() -> Vec<Family> {
    vec![
        family("became-enum", "only listed values are allowed now", Effect::Narrows)
            .request(
                "Any value of the type was taken before; one that is not on the list is refused now.",
                "Send only values of the list.",
            )
            .example("{type: string}", "{type: string, enum: [red, green]}"),
        family("became-not-enum", "values outside the old list are allowed now", Effect::Widens)
            .response(
                "Answers may hold values that no list told callers of.",
                "Give code that decides by the value a branch for all others.",
            )
            .vendor(Vendor::Silent, Vendor::Allowed)
            .example("{type: string, enum: [red, green]}", "{type: string}"),
        family("enum-value-added", "a value was added to the list of allowed ones", Effect::Widens)
            .on(BELOW_PARAMETERS_TOO)
            .response(
                "Answers may hold a value that callers have no branch for.",
                "Give code that decides by the value a branch for the new one, and for those still to come.",
            )
            .response_level(Level::Warning)
            .vendor(Vendor::Silent, Vendor::Allowed)
            .example(
                "{type: string, enum: [red, green]}",
                "{type: string, enum: [red, green, blue]}",
            ),
        family("enum-value-removed", "a value was removed from the list of allowed ones", Effect::Narrows)
            .on(BELOW_PARAMETERS_TOO)
            .request(
                "Requests with this value were taken before and are refused now.",
                "Send another value of the list.",
            )
            .response(
                "Answers do not hold this value any more, so a branch for it is never taken.",
                "Remove the branch for it when convenient.",
            )
            .example(
                "{type: string, enum: [red, green, blue]}",
                "{type: string, enum: [red, green]}",
            ),
        family(
            "x-extensible-enum-value-removed",
            "a value was removed from the open list of known ones",
            Effect::Narrows,
        )
        .request(
            "The list may grow but not shrink: requests with this value may be refused now.",
            "Send another value of the list.",
        )
        .response(
            "Answers do not hold this value any more, so a branch for it is never taken.",
            "Remove the branch for it when convenient.",
        )
        .example(
            "{type: string, x-extensible-enum: [red, green, blue]}",
            "{type: string, x-extensible-enum: [red, green]}",
        ),
        family(
            "x-extensible-enum-value-added",
            "a value was added to the open list of known ones",
            Effect::Widens,
        )
        .response(
            "The list was always open, so callers had to expect values that it does not name.",
            "Give the new value a branch where it deserves one.",
        )
        .response_level(Level::Info)
        .vendor(Vendor::Silent, Vendor::Allowed)
        .example(
            "{type: string, x-extensible-enum: [red, green]}",
            "{type: string, x-extensible-enum: [red, green, blue]}",
        ),
    ]
}

fn fixed() -> Vec<Family> {
    vec![
        family("const-added", "only one value is allowed now", Effect::Narrows)
            .request(
                "Every other value was taken before and is refused now.",
                "Send exactly the value of `const`.",
            )
            .latest()
            .example("{type: string}", "{type: string, const: red}"),
        family("const-removed", "other values than the only one are allowed now", Effect::Widens)
            .response(
                "Answers always held the same value; now they may hold others.",
                "Read the value instead of taking it for granted.",
            )
            .latest()
            .example("{type: string, const: red}", "{type: string}"),
        family("const-changed", "the only allowed value is another one", Effect::Changes)
            .request(
                "The value that had to be sent is refused now.",
                "Send the new value.",
            )
            .response(
                "Answers hold another value than the one that callers expect.",
                "Expect the new value.",
            )
            .latest()
            .example("{type: string, const: red}", "{type: string, const: green}"),
        family("default-value-added", "a default value was added", Effect::Explains)
            .except(&[(Prefix::RequestParameter, Level::Breaking)])
            .request(
                "Requests that leave the value out mean the default now, which need not be what they meant before.",
                "Send the value yourself where the default is not what you want.",
            )
            .response(
                "The document tells what a missing value means; what is sent stays the same.",
                "Take the default where the value is missing.",
            )
            .example("{type: string}", "{type: string, default: red}"),
        family("default-value-removed", "the default value was removed", Effect::Explains)
            .except(&[(Prefix::RequestParameter, Level::Breaking)])
            .request(
                "What requests mean that leave the value out is not said any more and may differ.",
                "Send the old default yourself.",
            )
            .response(
                "The document does not tell any more what a missing value means.",
                "Look for code that relies on the old default.",
            )
            .example("{type: string, default: red}", "{type: string}"),
        family("default-value-changed", "the default value is another one", Effect::Explains)
            .except(&[(Prefix::RequestParameter, Level::Breaking)])
            .request(
                "Requests that leave the value out mean something else than before.",
                "Send the old default yourself where you rely on it.",
            )
            .response(
                "A missing value means something else than before.",
                "Look for code that relies on the old default.",
            )
            .example("{type: string, default: red}", "{type: string, default: green}"),
    ]
}
