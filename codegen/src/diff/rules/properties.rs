//! Properties of what is sent: which there are, which must be there, and which are only read.

use super::Vendor::{Allowed, Breaking as Breaks, Silent};
use super::frame::BODY;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info, Warning};

macro_rules! object {
    ($members:literal) => {
        concat!("{type: object, ", $members, "}")
    };
}

const NAME: &str = object!("properties: {name: {type: string}}");
const NAME_REQUIRED: &str = object!("required: [name], properties: {name: {type: string}}");

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("new-required-request-property", "a required property is new", Breaking, Breaks)
        .request()
        .why("Bodies without the property were taken before and are refused now.")
        .remedy("Send the property.")
        .example(
            BODY,
            NAME,
            object!("required: [code], properties: {name: {type: string}, code: {type: string}}"),
        ),
    single(
        "new-required-request-property-with-default",
        "a required property with a default is new",
        Breaking,
        Breaks,
    )
    .request()
    .why("The property is required although it has a default, so bodies without it may be refused.")
    .remedy("Send the property, with its default where you have nothing better.")
    .example(
        BODY,
        NAME,
        object!("required: [code], properties: {name: {type: string}, code: {type: string, default: none}}"),
    ),
    single("new-optional-request-property", "an optional property is new", Info, Allowed)
        .request()
        .why("Bodies without the property are still taken.")
        .remedy("Nothing has to be done; the property may be sent.")
        .example(
            BODY,
            NAME,
            object!("properties: {name: {type: string}, code: {type: string}}"),
        ),
    single("request-property-removed", "the property is gone", Warning, Breaks)
        .request()
        .why("The property has no effect any more, or bodies with it are refused; the document does not tell which.")
        .remedy("Leave the property out, and look whether the call still does what you need.")
        .example(
            BODY,
            object!("properties: {name: {type: string}, code: {type: string}}"),
            NAME,
        ),
    single("request-property-renamed", "the property has another name", Breaking, Breaks)
        .request()
        .why("The old name is not read any more, as if the property had not been sent.")
        .remedy("Send the value under the new name.")
        .example(
            BODY,
            object!("properties: {folderName: {type: string, description: Where it stands, maxLength: 170}}"),
            object!("properties: {folder_name: {type: string, description: Where it stands, maxLength: 170}}"),
        ).with(&["request-property-removed", "new-optional-request-property"]),
    single("request-property-became-required", "the property is required now", Breaking, Breaks)
        .request()
        .why("Bodies without the property were taken before and are refused now.")
        .remedy("Send the property in every request.")
        .example(BODY, NAME, NAME_REQUIRED),
    single(
        "request-property-became-required-with-default",
        "the property is required now although it has a default",
        Breaking,
        Breaks,
    )
    .request()
    .why("Bodies without the property meant its default before and may be refused now.")
    .remedy("Send the property, with its default where you have nothing better.")
    .example(
        BODY,
        object!("properties: {name: {type: string, default: none}}"),
        object!("required: [name], properties: {name: {type: string, default: none}}"),
    ),
    single("request-property-became-optional", "the property may be left out now", Info, Silent)
        .request()
        .why("Bodies with the property are still taken.")
        .remedy("Nothing has to be done; the property may be left out.")
        .example(BODY, NAME_REQUIRED, NAME),
    single(
        "request-optional-property-became-read-only",
        "the optional property is only read now",
        Info,
        Silent,
    )
    .request()
    .why("The property need not be sent; if it is, it is ignored.")
    .remedy("Leave the property out of requests.")
    .example(BODY, NAME, object!("properties: {name: {type: string, readOnly: true}}")),
    single(
        "request-optional-property-became-not-read-only",
        "the optional property may be written now",
        Info,
        Silent,
    )
    .request()
    .why("Requests without the property are still taken.")
    .remedy("Nothing has to be done; the property may be sent.")
    .example(BODY, object!("properties: {name: {type: string, readOnly: true}}"), NAME),
    single(
        "request-optional-property-became-write-only",
        "the optional property is only written now",
        Info,
        Silent,
    )
    .request()
    .why("The property is sent as before; only answers do not hold it any more.")
    .example(BODY, NAME, object!("properties: {name: {type: string, writeOnly: true}}")),
    single(
        "request-optional-property-became-not-write-only",
        "the optional property may be read now",
        Info,
        Silent,
    )
    .request()
    .why("The property is sent as before; only answers may hold it as well.")
    .example(BODY, object!("properties: {name: {type: string, writeOnly: true}}"), NAME),
    single(
        "request-required-property-became-read-only",
        "the required property is only read now",
        Info,
        Silent,
    )
    .request()
    .why("What is only read is required of answers alone; if it is sent, it is ignored.")
    .remedy("Leave the property out of requests.")
    .example(
        BODY,
        NAME_REQUIRED,
        object!("required: [name], properties: {name: {type: string, readOnly: true}}"),
    ),
    single(
        "request-required-property-became-not-read-only",
        "the required property may be written now",
        Info,
        Silent,
    )
    .request()
    .why("The property was required of answers alone and may be required of requests now; most vaults keep taking requests without it.")
    .remedy("Send the property.")
    .example(
        BODY,
        object!("required: [name], properties: {name: {type: string, readOnly: true}}"),
        NAME_REQUIRED,
    ),
    single(
        "request-required-property-became-write-only",
        "the required property is only written now",
        Info,
        Silent,
    )
    .request()
    .why("The property is sent as before; only answers do not hold it any more.")
    .example(
        BODY,
        NAME_REQUIRED,
        object!("required: [name], properties: {name: {type: string, writeOnly: true}}"),
    ),
    single(
        "request-required-property-became-not-write-only",
        "the required property may be read now",
        Info,
        Silent,
    )
    .request()
    .why("The property is sent as before; only answers may hold it as well.")
    .example(
        BODY,
        object!("required: [name], properties: {name: {type: string, writeOnly: true}}"),
        NAME_REQUIRED,
    ),
    single(
        "request-read-only-property-enum-value-removed",
        "a value was removed from the list of a property that is only read",
        Info,
        Silent,
    )
    .request()
    .why("The property is not read from requests, so what it allows does not matter to those who send.")
    .example(
        BODY,
        object!("properties: {color: {type: string, readOnly: true, enum: [red, green]}}"),
        object!("properties: {color: {type: string, readOnly: true, enum: [red]}}"),
    ),
    single(
        "request-read-only-property-max-decreased",
        "the maximum of a property that is only read was decreased",
        Info,
        Silent,
    )
    .request()
    .why("The property is not read from requests, so its limit does not matter to those who send.")
    .example(
        BODY,
        object!("properties: {count: {type: integer, readOnly: true, maximum: 8}}"),
        object!("properties: {count: {type: integer, readOnly: true, maximum: 5}}"),
    ),
    single(
        "request-read-only-property-min-increased",
        "the minimum of a property that is only read was increased",
        Info,
        Silent,
    )
    .request()
    .why("The property is not read from requests, so its limit does not matter to those who send.")
    .example(
        BODY,
        object!("properties: {count: {type: integer, readOnly: true, minimum: 5}}"),
        object!("properties: {count: {type: integer, readOnly: true, minimum: 8}}"),
    ),
    single(
        "request-read-only-property-exclusive-max-decreased",
        "the exclusive maximum of a property that is only read was decreased",
        Info,
        Silent,
    )
    .request()
    .latest()
    .why("The property is not read from requests, so its limit does not matter to those who send.")
    .example(
        BODY,
        object!("properties: {count: {type: integer, readOnly: true, exclusiveMaximum: 8}}"),
        object!("properties: {count: {type: integer, readOnly: true, exclusiveMaximum: 5}}"),
    ),
    single(
        "request-read-only-property-exclusive-min-increased",
        "the exclusive minimum of a property that is only read was increased",
        Info,
        Silent,
    )
    .request()
    .latest()
    .why("The property is not read from requests, so its limit does not matter to those who send.")
    .example(
        BODY,
        object!("properties: {count: {type: integer, readOnly: true, exclusiveMinimum: 5}}"),
        object!("properties: {count: {type: integer, readOnly: true, exclusiveMinimum: 8}}"),
    ),
    single(
        "request-read-only-property-max-length-decreased",
        "the maximum length of a property that is only read was decreased",
        Info,
        Silent,
    )
    .request()
    .why("The property is not read from requests, so its limit does not matter to those who send.")
    .example(
        BODY,
        object!("properties: {name: {type: string, readOnly: true, maxLength: 8}}"),
        object!("properties: {name: {type: string, readOnly: true, maxLength: 5}}"),
    ),
];
