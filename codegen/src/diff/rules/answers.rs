//! Properties of answers: which there are, which are always there, and which are only written.

use super::Vendor::{Allowed, Silent};
use super::frame::ANSWER;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info, Warning};

macro_rules! object {
    ($members:literal) => {
        concat!("{type: object, ", $members, "}")
    };
}

const EMPTY: &str = "{type: object}";
const NAME: &str = object!("properties: {name: {type: string}}");
const REQUIRED: &str = object!("required: [name], properties: {name: {type: string}}");
const READ: &str = object!("properties: {name: {type: string, readOnly: true}}");
const READ_REQUIRED: &str =
    object!("required: [name], properties: {name: {type: string, readOnly: true}}");
const WRITTEN: &str = object!("properties: {name: {type: string, writeOnly: true}}");
const WRITTEN_REQUIRED: &str =
    object!("required: [name], properties: {name: {type: string, writeOnly: true}}");

const NEVER_READ: &str =
    "What is only written does not stand in answers, so nobody reads it there.";

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("response-required-property-added", "a property that always comes is new", Info, Allowed)
        .response()
        .why("Answers hold one property more, which callers may ignore.")
        .remedy("Make sure that unknown properties are ignored when answers are read.")
        .example(ANSWER, EMPTY, REQUIRED),
    single("response-optional-property-added", "a property that comes sometimes is new", Info, Allowed)
        .response()
        .why("Answers may hold one property more, which callers may ignore.")
        .remedy("Make sure that unknown properties are ignored when answers are read.")
        .example(ANSWER, EMPTY, NAME),
    single("response-required-property-removed", "a property that always came is gone", Breaking, Silent)
        .response()
        .why("Callers that read the property find nothing.")
        .remedy("Do without the property, or look what took its place.")
        .example(ANSWER, REQUIRED, EMPTY),
    single("response-optional-property-removed", "a property that came sometimes is gone", Warning, Silent)
        .response()
        .why("Callers had to be ready for answers without the property, but it never comes any more.")
        .remedy("Do without the property, or look what took its place.")
        .example(ANSWER, NAME, EMPTY),
    single("response-property-renamed", "the property has another name", Breaking, Silent)
        .response()
        .why("Callers that read the old name find nothing.")
        .remedy("Read the value under the new name.")
        .example(
            ANSWER,
            object!("required: [folderName], properties: {folderName: {type: string, description: Where it stands, maxLength: 170}}"),
            object!("required: [folder_name], properties: {folder_name: {type: string, description: Where it stands, maxLength: 170}}"),
        ).with(&["response-required-property-removed", "response-required-property-added"]),
    single("response-property-became-optional", "the property need not come any more", Breaking, Silent)
        .response()
        .why("Callers that rely on the property find nothing in some answers.")
        .remedy("Be ready for answers without the property.")
        .example(ANSWER, REQUIRED, NAME),
    single("response-property-became-required", "the property always comes now", Info, Silent)
        .response()
        .why("Callers that were ready for answers without the property need not be any more.")
        .example(ANSWER, NAME, REQUIRED),
    single(
        "response-required-write-only-property-added",
        "a required property that is only written is new",
        Info,
        Allowed,
    )
    .response()
    .why(NEVER_READ)
    .example(ANSWER, EMPTY, WRITTEN_REQUIRED),
    single(
        "response-optional-write-only-property-added",
        "an optional property that is only written is new",
        Info,
        Allowed,
    )
    .response()
    .why(NEVER_READ)
    .example(ANSWER, EMPTY, WRITTEN),
    single(
        "response-required-write-only-property-removed",
        "a required property that is only written is gone",
        Info,
        Silent,
    )
    .response()
    .why(NEVER_READ)
    .example(ANSWER, WRITTEN_REQUIRED, EMPTY),
    single(
        "response-optional-write-only-property-removed",
        "an optional property that is only written is gone",
        Info,
        Silent,
    )
    .response()
    .why(NEVER_READ)
    .example(ANSWER, WRITTEN, EMPTY),
    single(
        "response-write-only-property-became-optional",
        "a property that is only written may be left out now",
        Info,
        Silent,
    )
    .response()
    .why(NEVER_READ)
    .example(ANSWER, WRITTEN_REQUIRED, WRITTEN),
    single(
        "response-write-only-property-became-required",
        "a property that is only written is required now",
        Info,
        Silent,
    )
    .response()
    .why(NEVER_READ)
    .example(ANSWER, WRITTEN, WRITTEN_REQUIRED),
    single(
        "response-write-only-property-enum-value-added",
        "a value was added to the list of a property that is only written",
        Info,
        Allowed,
    )
    .response()
    .why(NEVER_READ)
    .example(
        ANSWER,
        object!("properties: {color: {type: string, writeOnly: true, enum: [red]}}"),
        object!("properties: {color: {type: string, writeOnly: true, enum: [red, green]}}"),
    ),
    single(
        "response-optional-property-became-read-only",
        "the optional property is only read now",
        Info,
        Silent,
    )
    .response()
    .why("Answers hold the property as before; only requests cannot set it any more.")
    .example(ANSWER, NAME, READ),
    single(
        "response-optional-property-became-not-read-only",
        "the optional property may be written now",
        Info,
        Silent,
    )
    .response()
    .why("Answers hold the property as before; requests may set it as well.")
    .example(ANSWER, READ, NAME),
    single(
        "response-optional-property-became-write-only",
        "the optional property is only written now",
        Info,
        Silent,
    )
    .response()
    .why("Answers do not hold the property any more, for which callers had to be ready anyway.")
    .remedy("Do without the property in answers.")
    .example(ANSWER, NAME, WRITTEN),
    single(
        "response-optional-property-became-not-write-only",
        "the optional property may be read now",
        Info,
        Silent,
    )
    .response()
    .why("Answers may hold one property more, which callers may ignore.")
    .example(ANSWER, WRITTEN, NAME),
    single(
        "response-required-property-became-read-only",
        "the required property is only read now",
        Info,
        Silent,
    )
    .response()
    .why("Answers hold the property as before; only requests cannot set it any more.")
    .example(ANSWER, REQUIRED, READ_REQUIRED),
    single(
        "response-required-property-became-not-read-only",
        "the required property may be written now",
        Info,
        Silent,
    )
    .response()
    .why("Answers hold the property as before; requests may set it as well.")
    .example(ANSWER, READ_REQUIRED, REQUIRED),
    single(
        "response-required-property-became-write-only",
        "the required property is only written now",
        Info,
        Silent,
    )
    .response()
    .why("The document tells that answers do not hold the property; what is required then is that it is sent.")
    .remedy("Do without the property in answers.")
    .example(ANSWER, REQUIRED, WRITTEN_REQUIRED),
    single(
        "response-required-property-became-not-write-only",
        "the required property may be read now",
        Warning,
        Silent,
    )
    .response()
    .why("The property was never in answers and is promised to be there now; answers that lack it are against the document.")
    .remedy("Look at a real answer before relying on the property.")
    .example(ANSWER, WRITTEN_REQUIRED, REQUIRED),
];
