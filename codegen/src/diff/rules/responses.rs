//! Answers: their statuses, media types and headers.

use super::Vendor::{Allowed, Silent};
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info, Warning};

/// A response 200 of this media type.
macro_rules! content {
    ($media:literal) => {
        concat!("{content: {'", $media, "': {schema: {type: object}}}}")
    };
}

const FINE: &str = "{'200': {description: done}}";
const HEADER: &str = "{headers: {X-Value: {schema: {type: string}}}}";
const HEADER_REQUIRED: &str = "{headers: {X-Value: {required: true, schema: {type: string}}}}";

/// The rows of statuses and media types, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("response-success-status-added", "another status of success is new", Info, Allowed)
        .response()
        .why("The call may succeed with a status that callers do not look for.")
        .remedy("Take every status from 200 to 299 for success.")
        .example(
            Frame::Responses,
            FINE,
            "{'200': {description: done}, '202': {description: begun}}",
        ),
    single("response-success-status-removed", "a status of success is gone", Breaking, Silent)
        .response()
        .why("The call does not succeed with this status any more, so callers that wait for it fail.")
        .remedy("Take every status from 200 to 299 for success, or the one that took its place.")
        .example(
            Frame::Responses,
            "{'200': {description: done}, '202': {description: begun}}",
            FINE,
        ),
    single(
        "response-non-success-status-added",
        "another status than those of success is new",
        Info,
        Allowed,
    )
    .response()
    .why("The document tells of one more way to fail or to be sent elsewhere.")
    .remedy("Look whether the new status deserves a branch of its own.")
    .example(
        Frame::Responses,
        FINE,
        "{'200': {description: done}, '404': {description: not there}}",
    ),
    single(
        "response-non-success-status-removed",
        "a status other than those of success is gone",
        Info,
        Silent,
    )
    .response()
    .why("The document does not tell any more of this way to fail; a branch for it may never be taken.")
    .remedy("Look whether another status took its place.")
    .example(
        Frame::Responses,
        "{'200': {description: done}, '404': {description: not there}}",
        FINE,
    ),
    single("response-range-added", "a range of statuses is new", Info, Allowed)
        .response()
        .why("The document describes all statuses of the range that it does not name one by one.")
        .example(
            Frame::Responses,
            FINE,
            "{'200': {description: done}, 4XX: {description: refused}}",
        ),
    single("response-range-removed", "a range of statuses is gone", Info, Silent)
        .response()
        .why("The document does not describe any more what statuses of the range look like.")
        .remedy("Read answers with such a status with care.")
        .example(
            Frame::Responses,
            "{'200': {description: done}, 4XX: {description: refused}}",
            FINE,
        ),
    single(
        "api-default-response-added",
        "the answer for all other statuses is new",
        Info,
        Allowed,
    )
    .response()
    .why("The document describes all statuses that it does not name.")
    .example(
        Frame::Responses,
        FINE,
        "{'200': {description: done}, default: {description: failed}}",
    ),
    single(
        "api-default-response-removed",
        "the answer for all other statuses is gone",
        Info,
        Silent,
    )
    .response()
    .why("The document does not describe any more what answers with other statuses look like.")
    .remedy("Read answers with other statuses with care.")
    .example(
        Frame::Responses,
        "{'200': {description: done}, default: {description: failed}}",
        FINE,
    ),
    single("response-media-type-added", "another media type is new", Info, Silent)
        .response()
        .why("The answer comes in another media type to those who ask for it.")
        .remedy("Name the media type that you can read in the header `Accept`.")
        .example(
            Frame::Response,
            content!("application/json"),
            "{content: {application/json: {schema: {type: object}}, text/csv: {schema: {type: string}}}}",
        ),
    single("response-media-type-removed", "a media type is gone", Breaking, Silent)
        .response()
        .why("The answer does not come in this media type any more, whoever asks for it.")
        .remedy("Read one of the media types that are left.")
        .example(
            Frame::Response,
            "{content: {application/json: {schema: {type: object}}, text/csv: {schema: {type: string}}}}",
            content!("application/json"),
        ),
    single(
        "response-media-type-name-changed",
        "the parameters of the media type were changed",
        Info,
        Silent,
    )
    .response()
    .why("The answer is of the same media type with other parameters, such as a version or a set of characters.")
    .remedy("Look whether your code compares the header `Content-Type` letter by letter.")
    .example(
        Frame::Response,
        content!("application/json;v=1"),
        content!("application/json;v=2"),
    ),
    single(
        "response-media-type-name-specialized",
        "the media type is a more special one",
        Info,
        Silent,
    )
    .response()
    .why("The answer can still be read as the old media type, of which the new one is a kind.")
    .remedy("Look whether your code compares the header `Content-Type` letter by letter.")
    .example(
        Frame::Response,
        content!("application/json"),
        content!("application/problem+json"),
    ),
    single(
        "response-media-type-name-generalized",
        "the media type is a more general one",
        Breaking,
        Silent,
    )
    .response()
    .why("The answer need not be of the special kind any more that callers expect.")
    .remedy("Read the general media type.")
    .example(
        Frame::Response,
        content!("application/problem+json"),
        content!("application/json"),
    ),
    single(
        "response-body-media-type-schema-added",
        "the body of the answer was described",
        Info,
        Silent,
    )
    .response()
    .why("The document tells now what the body looks like; before it could be anything.")
    .example(
        Frame::Response,
        "{content: {application/json: {}}}",
        content!("application/json"),
    ),
    single(
        "response-body-media-type-schema-removed",
        "the body of the answer is not described any more",
        Warning,
        Silent,
    )
    .response()
    .why("The body may be anything now; often the description was only forgotten.")
    .remedy("Look at a real answer before relying on its shape.")
    .example(
        Frame::Response,
        content!("application/json"),
        "{content: {application/json: {}}}",
    ),
];

/// The rows of headers, in the order of the page.
pub(super) const HEADERS: &[Single] = &[
    single("response-header-added", "a header is new", Info, Allowed)
        .response()
        .why("Answers carry one header more, which callers may ignore.")
        .example(Frame::Response, "", HEADER),
    single(
        "required-response-header-removed",
        "a header that always came is gone",
        Breaking,
        Silent,
    )
    .response()
    .why("Callers that read the header find nothing.")
    .remedy("Do without the header.")
    .example(Frame::Response, HEADER_REQUIRED, ""),
    single(
        "optional-response-header-removed",
        "a header that came sometimes is gone",
        Warning,
        Silent,
    )
    .response()
    .why("Callers had to be ready for answers without the header, but it never comes any more.")
    .remedy("Do without the header.")
    .example(Frame::Response, HEADER, ""),
    single(
        "response-header-became-optional",
        "the header need not come any more",
        Breaking,
        Silent,
    )
    .response()
    .why("Callers that rely on the header find nothing in some answers.")
    .remedy("Be ready for answers without the header.")
    .example(Frame::Response, HEADER_REQUIRED, HEADER),
    single(
        "response-header-became-required",
        "the header always comes now",
        Info,
        Silent,
    )
    .response()
    .why("Callers that were ready for answers without the header need not be any more.")
    .example(Frame::Response, HEADER, HEADER_REQUIRED),
];
