//! What stands inside lists and objects.

use super::family::{Effect, Family, family};

/// The rows, in the order of the page.
pub(super) fn rows() -> Vec<Family> {
    [lists(), objects(), dependents()].concat()
}

fn lists() -> Vec<Family> {
    vec![
        family("items-added", "the items of a list must match a schema now", Effect::Narrows)
            .request(
                "Items that do not match the schema were taken before and are refused now.",
                "Send only items that match the schema.",
            )
            .latest()
            .example("{type: array}", "{type: array, items: {type: string}}"),
        family("items-removed", "the items of a list need not match a schema any more", Effect::Widens)
            .response(
                "A list in an answer may hold items of any shape.",
                "Look at each item before reading it.",
            )
            .latest()
            .example("{type: array, items: {type: string}}", "{type: array}"),
        family("prefix-items-added", "another leading item of a list was described", Effect::Widens)
            .request(
                "The list may begin with one item more than before; shorter lists are still taken.",
                "Nothing has to be done; the new item may be sent.",
            )
            .response(
                "A list in an answer may begin with an item that callers do not know.",
                "Be ready for one item more, and for its shape.",
            )
            .latest()
            .example(
                "{type: array, prefixItems: [{type: string}]}",
                "{type: array, prefixItems: [{type: string}, {type: integer}]}",
            ),
        family("prefix-items-removed", "a leading item of a list is not described any more", Effect::Narrows)
            .request(
                "The item at this position was read before and may be refused or ignored now.",
                "Leave the item out.",
            )
            .response(
                "The document does not tell any more what stands at this position.",
                "Do not rely on the item at this position.",
            )
            .latest()
            .example(
                "{type: array, prefixItems: [{type: string}, {type: integer}]}",
                "{type: array, prefixItems: [{type: string}]}",
            ),
        family("contains-added", "a list must hold an item of a certain shape now", Effect::Narrows)
            .request(
                "Lists without such an item were taken before and are refused now.",
                "Send at least one item that matches `contains`.",
            )
            .latest()
            .example("{type: array}", "{type: array, contains: {type: string}}"),
        family("contains-removed", "a list need not hold an item of a certain shape any more", Effect::Widens)
            .response(
                "A list in an answer may lack the item that was always there.",
                "Be ready for a list without such an item.",
            )
            .latest()
            .example("{type: array, contains: {type: string}}", "{type: array}"),
        family("unevaluated-items-added", "items that nothing else describes must match a schema now", Effect::Narrows)
            .request(
                "Further items of any shape were taken before; those that do not match are refused now.",
                "Send only items that are described.",
            )
            .latest()
            .example("{type: array}", "{type: array, unevaluatedItems: {type: string}}"),
        family(
            "unevaluated-items-removed",
            "items that nothing else describes need not match a schema any more",
            Effect::Widens,
        )
        .response(
            "A list in an answer may hold further items of any shape.",
            "Skip items that your code does not know.",
        )
        .latest()
        .example("{type: array, unevaluatedItems: {type: string}}", "{type: array}"),
    ]
}

fn objects() -> Vec<Family> {
    vec![
        family("additional-properties-forbidden", "properties without a description are not allowed any more", Effect::Narrows)
            .request(
                "Properties that the schema does not name were taken before and are refused now.",
                "Send only properties that the schema names.",
            )
            .example("{type: object}", "{type: object, additionalProperties: false}"),
        family("additional-properties-allowed", "properties without a description are allowed now", Effect::Widens)
            .response(
                "Answers may hold properties that the schema does not name.",
                "Make sure that unknown properties are ignored when answers are read.",
            )
            .example("{type: object, additionalProperties: false}", "{type: object}"),
        family("additional-properties-added", "further properties must match a schema now", Effect::Narrows)
            .request(
                "Further properties with any value were taken before; those that do not match are refused now.",
                "Send only further properties that match the schema.",
            )
            .example("{type: object}", "{type: object, additionalProperties: {type: string}}"),
        family("additional-properties-removed", "further properties need not match a schema any more", Effect::Widens)
            .response(
                "Further properties of an answer may hold values of any shape.",
                "Look at each value before reading it.",
            )
            .example("{type: object, additionalProperties: {type: string}}", "{type: object}"),
        family("unevaluated-properties-added", "properties that nothing else describes must match a schema now", Effect::Narrows)
            .request(
                "Further properties with any value were taken before; those that do not match are refused now.",
                "Send only properties that are described.",
            )
            .latest()
            .example("{type: object}", "{type: object, unevaluatedProperties: {type: string}}"),
        family(
            "unevaluated-properties-removed",
            "properties that nothing else describes need not match a schema any more",
            Effect::Widens,
        )
        .response(
            "Answers may hold further properties with values of any shape.",
            "Ignore properties that your code does not know.",
        )
        .latest()
        .example("{type: object, unevaluatedProperties: {type: string}}", "{type: object}"),
        family("property-names-added", "the names of properties must match a schema now", Effect::Narrows)
            .request(
                "Properties with other names were taken before and are refused now.",
                "Send only properties whose names match.",
            )
            .latest()
            .example("{type: object}", "{type: object, propertyNames: {maxLength: 9}}"),
        family("property-names-removed", "the names of properties need not match a schema any more", Effect::Widens)
            .response(
                "Answers may hold properties with names of any form.",
                "Do not rely on the form of the names.",
            )
            .latest()
            .example("{type: object, propertyNames: {maxLength: 9}}", "{type: object}"),
        family("pattern-property-added", "properties whose names match a pattern must match a schema now", Effect::Narrows)
            .request(
                "Such properties with any value were taken before; those that do not match are refused now.",
                "Send under such names only values that match the schema.",
            )
            .latest()
            .example("{type: object}", "{type: object, patternProperties: {'^n_': {type: integer}}}"),
        family(
            "pattern-property-removed",
            "properties whose names match a pattern need not match a schema any more",
            Effect::Widens,
        )
        .response(
            "Answers may hold under such names values of any shape.",
            "Look at each value before reading it.",
        )
        .latest()
        .example("{type: object, patternProperties: {'^n_': {type: integer}}}", "{type: object}"),
    ]
}

fn dependents() -> Vec<Family> {
    vec![
        family("dependent-schema-added", "an object with a certain property must match a schema now", Effect::Narrows)
            .request(
                "Objects with the property that do not match the schema are refused now.",
                "Send what the schema asks for whenever you send the property.",
            )
            .latest()
            .example("{type: object}", "{type: object, dependentSchemas: {a: {minProperties: 2}}}"),
        family(
            "dependent-schema-removed",
            "an object with a certain property need not match a schema any more",
            Effect::Widens,
        )
        .response(
            "Answers with the property may lack what the schema promised.",
            "Do not rely on what the schema promised of such answers.",
        )
        .latest()
        .example("{type: object, dependentSchemas: {a: {minProperties: 2}}}", "{type: object}"),
        family("dependent-required-added", "a property calls for others now", Effect::Narrows)
            .request(
                "Objects with the property but without the others were taken before and are refused now.",
                "Send the others whenever you send the property.",
            )
            .latest()
            .example("{type: object}", "{type: object, dependentRequired: {a: [b]}}"),
        family("dependent-required-removed", "a property does not call for others any more", Effect::Widens)
            .response(
                "Answers with the property may lack the others.",
                "Be ready for answers in which the others are missing.",
            )
            .latest()
            .example("{type: object, dependentRequired: {a: [b]}}", "{type: object}"),
        family("dependent-required-changed", "a property calls for other properties than before", Effect::Changes)
            .request(
                "Objects with the property may need more properties than before, and are refused without them.",
                "Send everything that the property requires from this version on.",
            )
            .response(
                "Answers with the property may lack what came with it before.",
                "Be ready for answers in which those properties are missing.",
            )
            .latest()
            .example(
                "{type: object, dependentRequired: {a: [b]}}",
                "{type: object, dependentRequired: {a: [c]}}",
            ),
    ]
}
