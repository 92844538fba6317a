//! Which kinds of values a schema allows: types, formats and null.

use super::family::{
    ALL_BUT_PARAMETERS, ANSWERS_AND_BELOW_PARAMETERS, BELOW_PARAMETERS_TOO, BODIES, Effect, Family,
    Prefix, family,
};
use crate::diff::change::Level;

/// The rows, in the order of the page.
pub(super) fn rows() -> Vec<Family> {
    vec![
        family("type-changed", "the type or format was changed", Effect::Changes)
            .on(BELOW_PARAMETERS_TOO)
            .except(&[(Prefix::RequestParameterProperty, Level::Warning)])
            .request(
                "Values of the old type or format are refused now, or may be.",
                "Send values of the new type and format.",
            )
            .response(
                "Answers hold values that code for the old type or format cannot read.",
                "Read the new type and format.",
            )
            .example("{type: integer}", "{type: boolean}")
            // Text that is not JSON is read as any type, so below a parameter nobody can tell.
        .below_parameters_example("{type: integer}", "{type: string}"),
        family("type-generalized", "the type or format allows more values now", Effect::Widens)
            .on(BELOW_PARAMETERS_TOO)
            .response(
                "Answers may hold values that code for the old type or format cannot read.",
                "Read the wider type.",
            )
            .example("{type: integer}", "{type: number}"),
        family("type-compatible", "the type was changed to one that is read alike", Effect::Explains)
            .on(ALL_BUT_PARAMETERS)
        .request(
                "The value travels as text, in which values of the old type are values of the new one.",
                "Nothing has to be done; generated code changes its type.",
            )
            .response(
                "The value travels as text, and values of the new type can be read as the old one.",
                "Nothing has to be done; generated code changes its type.",
            )
            .media("application/xml")
            .example("{type: integer}", "{type: string}")
            .response_example("{type: string}", "{type: integer}"),
        family("type-specialized", "the type or format allows fewer values now", Effect::Narrows)
            .on(ANSWERS_AND_BELOW_PARAMETERS)
            .request(
                "Values of the old type were taken before and are refused now, however they are written.",
                "Send values of the new type and format.",
            )
            .example("{type: number}", "{type: integer}"),
        family("list-of-types-narrowed", "one of several types is not allowed any more", Effect::Narrows)
            .on(BELOW_PARAMETERS_TOO)
            .request(
                "Values of the type that is gone were taken before and are refused now.",
                "Send values of the types that are left.",
            )
            .example(
                "{oneOf: [{type: string}, {type: integer}]}",
                "{type: string}",
            ),
        family("list-of-types-widened", "another type is allowed as well now", Effect::Widens)
            .on(BELOW_PARAMETERS_TOO)
            .response(
                "Answers may hold values of a type that callers do not expect.",
                "Look at the type of the value before reading it.",
            )
            .example(
                "{type: string}",
                "{oneOf: [{type: string}, {type: integer}]}",
            ),
        family("became-nullable", "null is allowed now", Effect::Widens)
            .on(BELOW_PARAMETERS_TOO)
            .response(
                "Answers may hold null where there was always a value.",
                "Be ready for null.",
            )
            .example("{type: string}", "{type: string, nullable: true}"),
        family("became-not-nullable", "null is not allowed any more", Effect::Narrows)
            .on(BELOW_PARAMETERS_TOO)
            .request(
                "Null was taken before and is refused now.",
                "Send a value, or leave it out where it is optional.",
            )
            .example("{type: string, nullable: true}", "{type: string}"),
        family("content-media-type-changed", "the media type of the text's content was changed", Effect::Changes)
            .request(
                "The content of the text is read as another media type than before.",
                "Write the content as the new `contentMediaType` says.",
            )
            .response(
                "The content of the text is of another media type than before.",
                "Read the content as the new `contentMediaType` says.",
            )
            .latest()
            .example(
                "{type: string, contentMediaType: image/png}",
                "{type: string, contentMediaType: image/jpeg}",
            ),
        family("content-encoding-changed", "the encoding of the text's content was changed", Effect::Changes)
            .request(
                "The content of the text is decoded in another way than before.",
                "Encode the content as the new `contentEncoding` says.",
            )
            .response(
                "The content of the text is encoded in another way than before.",
                "Decode the content as the new `contentEncoding` says.",
            )
            .latest()
            .example(
                "{type: string, contentEncoding: base64}",
                "{type: string, contentEncoding: base16}",
            ),
        family("content-schema-added", "the content of the text must match a schema now", Effect::Narrows)
            .request(
                "Content that does not match the schema was taken before and is refused now.",
                "Write content that matches the schema.",
            )
            .latest()
            .example(
                "{type: string, contentMediaType: application/json}",
                "{type: string, contentMediaType: application/json, contentSchema: {type: object}}",
            ),
        family("content-schema-removed", "the content of the text need not match a schema any more", Effect::Widens)
            .response(
                "The text may hold content of any shape.",
                "Look at the shape of the content before reading it.",
            )
            .latest()
            .example(
                "{type: string, contentMediaType: application/json, contentSchema: {type: object}}",
                "{type: string, contentMediaType: application/json}",
            ),
        family("wrapped-in-one-of", "the object is one of several choices now", Effect::Changes)
            .on(BODIES)
            .request(
                "The properties moved into one of several shapes, and a body must be exactly one of them.",
                "Choose the shape that you mean and send only its properties.",
            )
            .response(
                "The properties moved into one of several shapes, and an answer may be another one.",
                "Find out which shape an answer has before reading it.",
            )
            .example(
                "{type: object, properties: {name: {type: string}}}",
                "{oneOf: [{type: object, properties: {name: {type: string}, kind: {type: string}}}, {type: object, properties: {code: {type: string}}}]}",
            ),
    ]
}
