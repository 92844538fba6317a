//! Schemas that are made of others: choices, sums, conditions and discriminators.

use super::family::{Effect, Family, family};
use crate::diff::change::Level;

/// The rows, in the order of the page.
pub(super) fn rows() -> Vec<Family> {
    [choices(), sums(), conditions(), discriminators()].concat()
}

const ONE_CHOICE: &str = "{oneOf: [{type: object, required: [a]}, {type: object, required: [b]}]}";
const MORE_CHOICES: &str = "{oneOf: [{type: object, required: [a]}, {type: object, required: [b]}, {type: object, required: [c]}]}";
const ANY_CHOICE: &str = "{anyOf: [{type: object, required: [a]}, {type: object, required: [b]}]}";
const ANY_CHOICES: &str = "{anyOf: [{type: object, required: [a]}, {type: object, required: [b]}, {type: object, required: [c]}]}";

fn choices() -> Vec<Family> {
    vec![
        family("one-of-added", "another choice was added to `oneOf`", Effect::Widens)
            .response(
                "Answers may have a shape that callers do not know.",
                "Give code that tells the shapes apart a branch for the new one.",
            )
            .example(ONE_CHOICE, MORE_CHOICES),
        family("one-of-removed", "a choice was removed from `oneOf`", Effect::Narrows)
            .request(
                "Values of the shape that is gone were taken before and are refused now.",
                "Send one of the shapes that are left.",
            )
            .example(MORE_CHOICES, ONE_CHOICE),
        family("any-of-added", "another choice was added to `anyOf`", Effect::Widens)
            .response(
                "Answers may have a further shape; shapes of `anyOf` overlap, so known ones mostly stay readable.",
                "Look whether your code must tell the new shape apart.",
            )
            .response_level(Level::Info)
            .example(ANY_CHOICE, ANY_CHOICES),
        family("any-of-removed", "a choice was removed from `anyOf`", Effect::Narrows)
            .request(
                "Values that matched only the shape that is gone are refused now.",
                "Send one of the shapes that are left.",
            )
            .example(ANY_CHOICES, ANY_CHOICE),
    ]
}

fn sums() -> Vec<Family> {
    vec![
        family("all-of-added", "another part was added to `allOf`", Effect::Narrows)
            .request(
                "Values must match one more schema, and those that do not are refused.",
                "Send what the new part asks for.",
            )
            .example(
                "{allOf: [{type: object}, {properties: {a: {type: string}}}]}",
                "{allOf: [{type: object}, {properties: {a: {type: string}}}, {minProperties: 2}]}",
            ),
        family("all-of-removed", "a part was removed from `allOf`", Effect::Widens)
            .request(
                "What the part described is not promised to be read any more.",
                "Look whether you send properties that only the removed part described.",
            )
            .request_level(Level::Warning)
            .response(
                "What the part described need not be in the answer any more.",
                "Look whether you read properties that only the removed part described.",
            )
            .response_level(Level::Info)
            .example(
                "{allOf: [{type: object}, {properties: {a: {type: string}}}, {minProperties: 2}]}",
                "{allOf: [{type: object}, {properties: {a: {type: string}}}]}",
            ),
        family(
            "all-of-added-annotation-only",
            "a part that only describes was added to `allOf`",
            Effect::Explains,
        )
        .both(
            "The part holds words and asks for nothing, so the same values are valid.",
            "Nothing has to be done.",
        )
        // A part that says nothing is told only beside one that does.
        .with(&["min-properties-increased"])
        .example(
            "{minProperties: 1, allOf: [{type: object}, {maxProperties: 9}]}",
            "{minProperties: 2, allOf: [{type: object}, {maxProperties: 9}, {description: what it is}]}",
        ),
        family(
            "all-of-removed-annotation-only",
            "a part that only describes was removed from `allOf`",
            Effect::Explains,
        )
        .both(
            "The part held words and asked for nothing, so the same values are valid.",
            "Nothing has to be done.",
        )
        .with(&["min-properties-increased"])
        .example(
            "{minProperties: 1, allOf: [{type: object}, {maxProperties: 9}, {description: what it is}]}",
            "{minProperties: 2, allOf: [{type: object}, {maxProperties: 9}]}",
        ),
        family("not-added", "some values are ruled out by `not` now", Effect::Narrows)
            .request(
                "Values that match the schema under `not` were taken before and are refused now.",
                "Send nothing that matches the schema under `not`.",
            )
            .example("{type: object}", "{type: object, not: {required: [a]}}"),
        family("not-removed", "values that `not` ruled out are allowed now", Effect::Widens)
            .response(
                "Answers may hold values that were ruled out before.",
                "Be ready for values that match the schema that stood under `not`.",
            )
            .example("{type: object, not: {required: [a]}}", "{type: object}"),
    ]
}

fn conditions() -> Vec<Family> {
    vec![
        family("if-added", "a condition was added", Effect::Narrows)
            .request(
                "Values that meet the condition may have to match more than before, and the others, too.",
                "Send what `then` and `else` ask for.",
            )
            .latest()
            .example("{type: object}", "{type: object, if: {required: [a]}}"),
        family("if-removed", "the condition was removed", Effect::Widens)
            .response(
                "What the condition promised of answers is not promised any more.",
                "Do not rely on what `then` and `else` asked for.",
            )
            .latest()
            .example("{type: object, if: {required: [a]}}", "{type: object}"),
        family("then-added", "what meets the condition must match a schema now", Effect::Narrows)
            .request(
                "Values that meet the condition but not the schema under `then` are refused now.",
                "Send what `then` asks for where the condition is met.",
            )
            .latest()
            .example(
                "{type: object, if: {required: [a]}}",
                "{type: object, if: {required: [a]}, then: {required: [b]}}",
            ),
        family("then-removed", "what meets the condition need not match a schema any more", Effect::Widens)
            .response(
                "Answers that meet the condition may lack what `then` asked for.",
                "Do not rely on what `then` asked for.",
            )
            .latest()
            .example(
                "{type: object, if: {required: [a]}, then: {required: [b]}}",
                "{type: object, if: {required: [a]}}",
            ),
        family("else-added", "what misses the condition must match a schema now", Effect::Narrows)
            .request(
                "Values that miss the condition and the schema under `else` are refused now.",
                "Send what `else` asks for where the condition is not met.",
            )
            .latest()
            .example(
                "{type: object, if: {required: [a]}}",
                "{type: object, if: {required: [a]}, else: {required: [b]}}",
            ),
        family("else-removed", "what misses the condition need not match a schema any more", Effect::Widens)
            .response(
                "Answers that miss the condition may lack what `else` asked for.",
                "Do not rely on what `else` asked for.",
            )
            .latest()
            .example(
                "{type: object, if: {required: [a]}, else: {required: [b]}}",
                "{type: object, if: {required: [a]}}",
            ),
    ]
}

macro_rules! pets {
    ($discriminator:literal) => {
        concat!(
            "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]",
            $discriminator,
            "}"
        )
    };
}

const NO_DISCRIMINATOR: &str = pets!("");
const BY_KIND: &str = pets!(", discriminator: {propertyName: kind}");
const BY_SPECIES: &str = pets!(", discriminator: {propertyName: species}");
const CAT: &str =
    pets!(", discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}");
const CAT_AND_DOG: &str = pets!(
    ", discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}"
);
const CAT_IS_DOG: &str =
    pets!(", discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Dog'}}");

fn discriminators() -> Vec<Family> {
    vec![
        family("discriminator-added", "a discriminator was added", Effect::Explains)
            .both(
                "The document tells which property says what shape a value has; the shapes stay the same.",
                "Nothing has to be done; generated code may choose the type by the property.",
            )
            .example(NO_DISCRIMINATOR, BY_KIND),
        family("discriminator-removed", "the discriminator was removed", Effect::Explains)
            .both(
                "The document does not tell any more which property says what shape a value has.",
                "Tell the shapes apart by what they hold where the code relied on the property.",
            )
            .example(BY_KIND, NO_DISCRIMINATOR),
        family(
            "discriminator-property-name-changed",
            "another property says what shape a value has",
            Effect::Explains,
        )
        .both(
            "The shapes stay the same, but another property tells them apart.",
            "Use the new property to say or to find out which shape it is.",
        )
        .example(BY_KIND, BY_SPECIES),
        family("discriminator-mapping-added", "a value of the discriminator was given a schema", Effect::Explains)
            .both(
                "The document tells which schema a value of the discriminator stands for.",
                "Look whether your code must know the new value.",
            )
            .example(CAT, CAT_AND_DOG),
        family(
            "discriminator-mapping-deleted",
            "a value of the discriminator lost its schema",
            Effect::Explains,
        )
        .both(
            "The document does not tell any more which schema a value of the discriminator stands for.",
            "Look whether your code still uses the value.",
        )
        .example(CAT_AND_DOG, CAT),
        family(
            "discriminator-mapping-changed",
            "a value of the discriminator stands for another schema",
            Effect::Explains,
        )
        .both(
            "The same value of the discriminator names another shape than before.",
            "Change the type that your code takes for this value.",
        )
        .example(CAT, CAT_IS_DOG),
    ]
}
