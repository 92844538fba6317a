//! Parameters: which there are, where they stand and how they are written.

use super::Vendor::{Allowed, Breaking as Breaks, Silent};
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info, Warning};

const LIMIT: &str = "[{name: limit, in: query, description: How many at most, schema: {type: integer, maximum: 1000}}]";
const REQUIRED: &str = "[{name: limit, in: query, required: true, schema: {type: integer}}]";
const OPTIONAL: &str = "[{name: limit, in: query, schema: {type: integer}}]";
const NONE: &str = "[]";
const LIST: &str = "[{name: ids, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}}]";
const NO_EMPTY: &str = "[{name: search, in: query, schema: {type: string}}]";

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("new-required-request-parameter", "a required parameter is new", Breaking, Breaks)
        .request()
        .why("Requests without the parameter were taken before and are refused now.")
        .remedy("Send the parameter.")
        .example(Frame::Parameters, NONE, REQUIRED),
    single("new-optional-request-parameter", "an optional parameter is new", Info, Allowed)
        .request()
        .why("Requests without the parameter are still taken.")
        .remedy("Nothing has to be done; the parameter may be sent.")
        .example(Frame::Parameters, NONE, OPTIONAL),
    single("new-request-path-parameter", "a parameter of the path is new", Breaking, Breaks)
        .request()
        .why("The part of the path in braces must be filled, which no caller could know of before.")
        .remedy("Fill the part of the path.")
        .example(
            Frame::Paths,
            "{'/things/{id}': {get: {responses: {'204': {description: done}}}}}",
            "{'/things/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}}}",
        ),
    single(
        "new-required-request-default-parameter-to-existing-path",
        "a required parameter for all operations of the path is new",
        Breaking,
        Breaks,
    )
    .request()
    .why("Requests to this path without the parameter were taken before and are refused now, whatever the method.")
    .remedy("Send the parameter in every request to this path.")
    .example(
        Frame::PathItem,
        "",
        "{parameters: [{name: limit, in: query, required: true, schema: {type: integer}}]}",
    ),
    single(
        "new-optional-request-default-parameter-to-existing-path",
        "an optional parameter for all operations of the path is new",
        Info,
        Allowed,
    )
    .request()
    .why("Requests to this path without the parameter are still taken.")
    .remedy("Nothing has to be done; the parameter may be sent.")
    .example(
        Frame::PathItem,
        "",
        "{parameters: [{name: limit, in: query, schema: {type: integer}}]}",
    ),
    single("request-parameter-became-required", "the parameter is required now", Breaking, Breaks)
        .request()
        .why("Requests without the parameter were taken before and are refused now.")
        .remedy("Send the parameter in every request.")
        .example(Frame::Parameters, OPTIONAL, REQUIRED),
    single("request-parameter-became-optional", "the parameter may be left out now", Info, Silent)
        .request()
        .why("Requests with the parameter are still taken.")
        .remedy("Nothing has to be done; the parameter may be left out.")
        .example(Frame::Parameters, REQUIRED, OPTIONAL),
    single("request-parameter-removed", "the parameter is gone", Warning, Breaks)
        .request()
        .why("The parameter has no effect any more, or requests with it are refused; the document does not tell which.")
        .remedy("Leave the parameter out, and look whether the answer is still what you need.")
        .example(Frame::Parameters, OPTIONAL, NONE),
    single(
        "request-parameter-removed-with-deprecation",
        "the parameter is gone after it was deprecated",
        Info,
        Breaks,
    )
    .request()
    .why("The parameter has no effect any more; it was deprecated, and no day was named before which it had to stay.")
    .remedy("Leave the parameter out.")
    .example(
        Frame::Parameters,
        "[{name: limit, in: query, deprecated: true, schema: {type: integer}}]",
        NONE,
    ),
    single(
        "request-parameter-removed-before-sunset",
        "the parameter is gone before the day that was named for it",
        Breaking,
        Breaks,
    )
    .request()
    .why("The parameter has no effect any more, although its `x-sunset` named a later day.")
    .remedy("Leave the parameter out now, not on the day that was named.")
    .example(
        Frame::Parameters,
        "[{name: limit, in: query, deprecated: true, x-sunset: '2099-12-31', schema: {type: integer}}]",
        NONE,
    ),
    single("request-parameter-renamed", "the parameter has another name", Breaking, Breaks)
        .request()
        .why("The old name is not read any more, as if the parameter had not been sent.")
        .remedy("Send the value under the new name.")
        .example(
            Frame::Parameters,
            LIMIT,
            "[{name: pageSize, in: query, description: How many at most, schema: {type: integer, maximum: 1000}}]",
        ).with(&["request-parameter-removed", "new-optional-request-parameter"]),
    single(
        "request-path-parameter-renamed",
        "the parameter of the path has another name",
        Info,
        Breaks,
    )
    .request()
    .why("The name in braces is never sent, so requests stay the same; generated code names its argument after it.")
    .remedy("Use the new name where generated code is called.")
    .example(
        Frame::Paths,
        "{'/things/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}}}",
        "{'/things/{thingId}': {get: {parameters: [{name: thingId, in: path, required: true, schema: {type: string}}], responses: {'204': {description: done}}}}}",
    ),
    single(
        "request-parameter-respelled",
        "the name of the parameter is written with other capitals",
        Info,
        Allowed,
    )
    .request()
    .why("The vault does not tell capitals and small letters apart in names of query parameters and headers.")
    .remedy("Nothing has to be done; generated code may name its argument in another way.")
    .example(
        Frame::Parameters,
        "[{name: Limit, in: query, schema: {type: integer}}]",
        OPTIONAL,
    ),
    single("request-parameter-moved", "the parameter is sent in another place", Breaking, Breaks)
        .request()
        .why("The parameter is not read any more where it was sent before.")
        .remedy("Send the parameter in its new place.")
        .example(
            Frame::Parameters,
            "[{name: X-Limit, in: query, schema: {type: integer}}]",
            "[{name: X-Limit, in: header, schema: {type: integer}}]",
        ).with(&["request-parameter-removed", "new-optional-request-parameter"]),
    single(
        "request-parameter-style-changed",
        "the parameter is written in another style",
        Breaking,
        Silent,
    )
    .request()
    .why("Lists and objects are put together in another way, and the old way is read as something else.")
    .remedy("Write the parameter in the new style.")
    .example(
        Frame::Parameters,
        "[{name: ids, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}]",
        "[{name: ids, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}]",
    ),
    single(
        "request-parameter-explode-changed",
        "the values of the parameter are separated in another way",
        Breaking,
        Silent,
    )
    .request()
    .why("A list is sent as one text with separators or as several parameters, and the vault reads only one of the two.")
    .remedy("Write the values as `explode` says now.")
    .example(
        Frame::Parameters,
        LIST,
        "[{name: ids, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}]",
    ),
    single(
        "request-parameter-allow-reserved-changed",
        "reserved characters in the parameter are written in another way",
        Warning,
        Silent,
    )
    .request()
    .why("Characters such as `/` and `?` are sent as they are or as `%2F` and `%3F`; most servers, but not all, read both.")
    .remedy("Write such characters as `allowReserved` says now, if your values hold any.")
    .example(
        Frame::Parameters,
        NO_EMPTY,
        "[{name: search, in: query, allowReserved: true, schema: {type: string}}]",
    ),
    single(
        "request-parameter-allow-empty-value-removed",
        "the parameter may not be sent without a value any more",
        Breaking,
        Silent,
    )
    .request()
    .why("Requests that name the parameter without a value were taken before and are refused now.")
    .remedy("Send a value, or leave the parameter out.")
    .example(
        Frame::Parameters,
        "[{name: search, in: query, allowEmptyValue: true, schema: {type: string}}]",
        NO_EMPTY,
    ),
    single(
        "request-parameter-allow-empty-value-added",
        "the parameter may be sent without a value now",
        Info,
        Silent,
    )
    .request()
    .why("All that was taken before is still taken.")
    .example(
        Frame::Parameters,
        NO_EMPTY,
        "[{name: search, in: query, allowEmptyValue: true, schema: {type: string}}]",
    ),
    single(
        "request-parameter-order-changed",
        "the parameters stand in another order",
        Info,
        Silent,
    )
    .request()
    .why("The order is not sent; generated functions may take their arguments in another order.")
    .remedy("Look at the order of arguments where generated code takes them by position.")
    .example(
        Frame::Parameters,
        "[{name: limit, in: query, schema: {type: integer}}, {name: search, in: query, schema: {type: string}}]",
        "[{name: search, in: query, schema: {type: string}}, {name: limit, in: query, schema: {type: integer}}]",
    ),
    single(
        "request-parameter-schema-added",
        "the values of the parameter were described",
        Breaking,
        Silent,
    )
    .request()
    .why("Any value was allowed before; one that does not match the schema is refused now.")
    .remedy("Send only values that match the schema.")
    .example(
        Frame::Parameters,
        "[{name: limit, in: query}]",
        OPTIONAL,
    ),
    single(
        "request-parameter-schema-removed",
        "the values of the parameter are not described any more",
        Info,
        Silent,
    )
    .request()
    .why("All that was taken before is still taken.")
    .example(Frame::Parameters, OPTIONAL, "[{name: limit, in: query}]"),
    single(
        "new-required-request-header-property",
        "a required property of the header's value is new",
        Breaking,
        Breaks,
    )
    .request()
    .why("Headers without the property were taken before and are refused now.")
    .remedy("Send the property in the header.")
    .example(
        Frame::Parameters,
        "[{name: X-Filter, in: header, schema: {type: object, properties: {a: {type: string}}}}]",
        "[{name: X-Filter, in: header, schema: {type: object, required: [b], properties: {a: {type: string}, b: {type: string}}}}]",
    ),
    single(
        "request-header-property-became-required",
        "a property of the header's value is required now",
        Breaking,
        Breaks,
    )
    .request()
    .why("Headers without the property were taken before and are refused now.")
    .remedy("Send the property in the header every time.")
    .example(
        Frame::Parameters,
        "[{name: X-Filter, in: header, schema: {type: object, properties: {a: {type: string}}}}]",
        "[{name: X-Filter, in: header, schema: {type: object, required: [a], properties: {a: {type: string}}}}]",
    ),
    single(
        "request-header-property-became-enum",
        "a property of the header's value allows only listed values now",
        Breaking,
        Silent,
    )
    .request()
    .why("Any value of the type was taken before; one that is not on the list is refused now.")
    .remedy("Send only values of the list.")
    .example(
        Frame::Parameters,
        "[{name: X-Filter, in: header, schema: {type: object, properties: {a: {type: string}}}}]",
        "[{name: X-Filter, in: header, schema: {type: object, properties: {a: {type: string, enum: [red, green]}}}}]",
    ).with(&["request-property-became-enum"]),
];
