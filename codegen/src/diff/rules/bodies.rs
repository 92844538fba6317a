//! The bodies of requests: whether there is one, and in which media types.

use super::Vendor::{Allowed, Breaking as Breaks, Silent};
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info};

/// A `POST` with this body beside the `GET` of `/things`.
macro_rules! post {
    ($members:literal) => {
        concat!(
            "{post: {",
            $members,
            "responses: {'204': {description: done}}}}"
        )
    };
}

const NO_BODY: &str = post!("");
const REQUIRED: &str =
    post!("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}, ");
const OPTIONAL: &str =
    post!("requestBody: {content: {application/json: {schema: {type: object}}}}, ");
const TWO_TYPES: &str = post!(
    "requestBody: {required: true, content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}}, "
);
const NO_SCHEMA: &str = post!("requestBody: {required: true, content: {application/json: {}}}, ");

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("request-body-added-required", "a required body is new", Breaking, Breaks)
        .request()
        .why("Requests without a body were taken before and are refused now.")
        .remedy("Send the body.")
        .example(Frame::PathItem, NO_BODY, REQUIRED),
    single("request-body-added-optional", "an optional body is new", Info, Allowed)
        .request()
        .why("Requests without a body are still taken.")
        .remedy("Nothing has to be done; a body may be sent.")
        .example(Frame::PathItem, NO_BODY, OPTIONAL),
    single("request-body-removed", "the body is gone", Breaking, Breaks)
        .request()
        .why("What the body said has no effect any more, or requests with a body are refused.")
        .remedy("Send no body, and look where its values are to be said now.")
        .example(Frame::PathItem, REQUIRED, NO_BODY),
    single("request-body-became-required", "the body is required now", Breaking, Breaks)
        .request()
        .why("Requests without a body were taken before and are refused now.")
        .remedy("Send the body in every request.")
        .example(Frame::PathItem, OPTIONAL, REQUIRED),
    single("request-body-became-optional", "the body may be left out now", Info, Silent)
        .request()
        .why("Requests with a body are still taken.")
        .remedy("Nothing has to be done; the body may be left out.")
        .example(Frame::PathItem, REQUIRED, OPTIONAL),
    single("request-body-media-type-added", "another media type is taken", Info, Silent)
        .request()
        .why("Bodies in the media types that were there before are still taken.")
        .example(Frame::PathItem, REQUIRED, TWO_TYPES),
    single("request-body-media-type-removed", "a media type is not taken any more", Breaking, Silent)
        .request()
        .why("Bodies in this media type were taken before and are refused now.")
        .remedy("Send the body in one of the media types that are left.")
        .example(Frame::PathItem, TWO_TYPES, REQUIRED),
    single("request-body-media-type-schema-added", "the body was described", Breaking, Silent)
        .request()
        .why("Any body of this media type was allowed before; one that does not match the schema is refused now.")
        .remedy("Send only bodies that match the schema.")
        .example(Frame::PathItem, NO_SCHEMA, REQUIRED),
    single(
        "request-body-media-type-schema-removed",
        "the body is not described any more",
        Info,
        Silent,
    )
    .request()
    .why("All that was taken before is still taken.")
    .example(Frame::PathItem, REQUIRED, NO_SCHEMA),
];
