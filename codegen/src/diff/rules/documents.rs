//! What stands beside the operations: the document's own version, servers, webhooks and components.

use super::Vendor::Silent;
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info, Warning};

/// A document of a version, with or without a second operation.
macro_rules! version {
    ($version:literal, $more:literal) => {
        concat!(
            "{info: {title: Things, version: '",
            $version,
            "'}, paths: {/things: {get: {responses: {'204': {description: done}}}",
            $more,
            "}}}"
        )
    };
}

/// A document in which `/things` answers with a schema of this name.
macro_rules! named {
    ($name:literal) => {
        concat!(
            "{components: {schemas: {",
            $name,
            ": {type: object, properties: {name: {type: string}, code: {type: integer}}}}}, paths: {/things: {get: {responses: {'200': {description: a thing, content: {application/json: {schema: {$ref: '#/components/schemas/",
            $name,
            "'}}}}}}}}}"
        )
    };
}

const BEFORE: &str = version!(
    "1.0.0",
    ", delete: {responses: {'204': {description: done}}}"
);
const GONE: &[&str] = &["api-removed-without-deprecation"];
const WEBHOOK: &str = "{webhooks: {made: {post: {responses: {'204': {description: done}}}}}}";
const SERVER: &str = "{servers: [{url: 'https://vault.example/PasswordVault'}]}";
const SERVERS: &str = "{servers: [{url: 'https://vault.example/PasswordVault'}, {url: 'https://vault.example/PasswordVault2'}]}";
const SCHEMA: &str = "{components: {schemas: {Thing: {type: object}}}}";
const NO_SCHEMA: &str = "{components: {schemas: {}}}";

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("webhook-added", "a webhook is new", Info, Silent)
        .latest()
        .why("The vault can tell of one thing more; nobody is called who does not ask for it.")
        .example(Frame::Document, "{webhooks: {}}", WEBHOOK),
    single("webhook-removed", "a webhook is gone", Breaking, Silent)
        .latest()
        .why("Whoever waits to be called waits in vain.")
        .remedy("Ask the vault for news instead of waiting for its call.")
        .example(Frame::Document, WEBHOOK, "{webhooks: {}}"),
    single("server-added", "another server is named", Info, Silent)
        .why("The API answers below one path more; which host serves it is not looked at.")
        .example(Frame::Document, SERVER, SERVERS),
    single("server-removed", "a server is not named any more", Warning, Silent)
        .why("The API may not answer below this path any more; which host serves it is not looked at.")
        .remedy("Make sure that your code calls an address that answers.")
        .example(Frame::Document, SERVERS, SERVER),
    single("schema-renamed", "the schema has another name", Info, Silent)
        .why("Names of schemas are not sent; types of generated code are named after them.")
        .remedy("Use the new name of the type where generated code is used.")
        .example(Frame::Document, named!("Thing"), named!("Item"))
        .with(&["api-schema-removed"]),
    single("schema-added", "the schema is new", Info, Silent)
        .why("A schema means nothing by itself; what uses it is told where it stands.")
        .example(Frame::Document, NO_SCHEMA, SCHEMA),
    single("api-schema-removed", "the schema is gone", Info, Silent)
        .why("A schema means nothing by itself; generated code has no type of this name any more.")
        .remedy("Look whether your code uses the type.")
        .example(Frame::Document, SCHEMA, NO_SCHEMA),
    single(
        "parameter-component-removed",
        "a parameter that operations can share is gone",
        Info,
        Silent,
    )
    .why("A shared parameter means nothing by itself; what used it is told where it stands.")
    .example(
        Frame::Document,
        "{components: {parameters: {limit: {name: limit, in: query, schema: {type: integer}}}}}",
        "{components: {parameters: {}}}",
    ),
    single(
        "api-version-not-bumped",
        "callers break although the document's version is the same",
        Info,
        Silent,
    )
    .why("Nobody can tell by the version that there is something to do.")
    .remedy("Do not decide by the version whether to look at the changes.")
    .example(Frame::Document, BEFORE, version!("1.0.0", ""))
    .with(GONE),
    single(
        "api-version-decreased",
        "callers break although the document's version is not a later one",
        Info,
        Silent,
    )
    .why("Perhaps the documents were taken in the wrong order, or the version means nothing.")
    .remedy("Make sure that the older document is named first.")
    .example(Frame::Document, BEFORE, version!("0.9.0", ""))
    .with(GONE),
    single(
        "api-major-version-not-bumped",
        "callers break although the first number of the document's version is the same",
        Info,
        Silent,
    )
    .why("By the usual reading of versions the first number grows when callers have something to do.")
    .remedy("Do not decide by the version whether to look at the changes.")
    .example(Frame::Document, BEFORE, version!("1.1.0", ""))
    .with(GONE),
];
