//! Paths and operations: which calls there are, and what they are called.

use super::Vendor::{Allowed, Breaking as Breaks, Silent};
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info, Warning};

/// An operation that says nothing but this.
macro_rules! operation {
    ($members:literal) => {
        concat!("{", $members, "responses: {'204': {description: done}}}")
    };
}

/// A path with its `GET` beside `/things`.
macro_rules! other {
    ($members:literal) => {
        concat!(
            "{/things: {get: ",
            operation!(""),
            "}, /others: {get: ",
            operation!($members),
            "}}"
        )
    };
}

/// A `DELETE` beside the `GET` of `/things`.
macro_rules! delete {
    ($members:literal) => {
        concat!("{delete: ", operation!($members), "}")
    };
}

const THINGS: &str = concat!("{/things: {get: ", operation!(""), "}}");

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single(
        "api-path-renamed",
        "the call stands at another path",
        Breaking,
        Breaks,
    )
    .why("Nothing answers at the old URL any more.")
    .remedy("Call the new path.")
    .example(
        Frame::Paths,
        concat!("{/things: {get: ", operation!("operationId: list_things, summary: Lists things, "), "}}"),
        concat!("{/objects: {get: ", operation!("operationId: list_things, summary: Lists things, "), "}}"),
    ).with(&["api-path-removed-without-deprecation", "endpoint-added"]),
    single(
        "api-path-respelled",
        "the path is spelled in another way",
        Info,
        Allowed,
    )
    .why("Only the case of letters, a slash at the end or the name of a part in braces differs, and the vault takes both.")
    .example(
        Frame::Paths,
        concat!("{/Things: {get: ", operation!(""), "}}"),
        concat!("{/things/: {get: ", operation!(""), "}}"),
    ),
    single("endpoint-added", "the operation is new", Info, Silent)
        .why("There is one call more; those that were there stay the same.")
        .example(Frame::PathItem, "", delete!("")),
    single(
        "api-path-removed-without-deprecation",
        "the path is gone without having been deprecated",
        Breaking,
        Breaks,
    )
    .why("Nothing answers at the URL any more, and no document warned of it.")
    .remedy("Find another call that does the work, or keep to the old version.")
    .example(Frame::Paths, other!(""), THINGS),
    single(
        "api-path-removed-with-deprecation",
        "the path is gone after it was deprecated",
        Info,
        Breaks,
    )
    .why("Nothing answers at the URL any more; it was deprecated, and no day was named before which it had to stay.")
    .remedy("Make sure that nothing calls the path any more.")
    .example(Frame::Paths, other!("deprecated: true, "), THINGS),
    single(
        "api-path-removed-before-sunset",
        "the path is gone before the day that was named for it",
        Breaking,
        Breaks,
    )
    .why("Nothing answers at the URL any more, although its `x-sunset` named a later day.")
    .remedy("Find another call that does the work now, not on the day that was named.")
    .example(
        Frame::Paths,
        other!("deprecated: true, x-sunset: '2099-12-31', "),
        THINGS,
    ),
    single(
        "api-path-sunset-parse",
        "the `x-sunset` of the operation is no date",
        Breaking,
        Breaks,
    )
    .why("Nobody can tell until when the call had to stay, so its removal or a new day cannot be judged as kept.")
    .remedy("Ask until when the call stays, and write the day as 2099-12-31 in an overlay.")
    .example(
        Frame::Paths,
        other!("deprecated: true, x-sunset: soon, "),
        THINGS,
    ),
    single(
        "api-removed-without-deprecation",
        "the operation is gone without having been deprecated",
        Breaking,
        Breaks,
    )
    .why("The path does not take this method any more, and no document warned of it.")
    .remedy("Find another call that does the work, or keep to the old version.")
    .example(Frame::PathItem, delete!(""), ""),
    single(
        "api-removed-with-deprecation",
        "the operation is gone after it was deprecated",
        Info,
        Breaks,
    )
    .why("The path does not take this method any more; it was deprecated, and no day was named before which it had to stay.")
    .remedy("Make sure that nothing makes this call any more.")
    .example(Frame::PathItem, delete!("deprecated: true, "), ""),
    single(
        "api-removed-before-sunset",
        "the operation is gone before the day that was named for it",
        Breaking,
        Breaks,
    )
    .why("The path does not take this method any more, although its `x-sunset` named a later day.")
    .remedy("Find another call that does the work now, not on the day that was named.")
    .example(
        Frame::PathItem,
        delete!("deprecated: true, x-sunset: '2099-12-31', "),
        "",
    ),
    single(
        "api-operation-id-added",
        "the operation was given an operationId",
        Info,
        Silent,
    )
    .why("The operationId is not sent; generated code names its functions after it.")
    .remedy("Look whether generated code has another name for the call now.")
    .example(Frame::Operation, "", "{operationId: list_things}"),
    single(
        "api-operation-id-removed",
        "the operation lost its operationId",
        Info,
        Silent,
    )
    .why("The operationId is not sent; generated code has to find another name for the call.")
    .remedy("Look whether generated code has another name for the call now.")
    .example(Frame::Operation, "{operationId: list_things}", ""),
    single(
        "api-operation-id-changed",
        "the operation has another operationId",
        Info,
        Silent,
    )
    .why("The operationId is not sent; functions of generated code are named after it and have another name now.")
    .remedy("Use the new name where generated code is called.")
    .example(
        Frame::Operation,
        "{operationId: list_things}",
        "{operationId: get_things}",
    )
    .with(&["api-operation-id-removed"]),
    single("api-tag-added", "the operation was given a tag", Info, Silent)
        .why("Tags only group operations; generated code may sort them by tag.")
        .example(Frame::Operation, "{tags: [Things]}", "{tags: [Things, New]}"),
    single("api-tag-removed", "the operation lost a tag", Info, Silent)
        .why("Tags only group operations; generated code may sort them by tag.")
        .example(Frame::Operation, "{tags: [Things, Old]}", "{tags: [Things]}"),
    single("callback-added", "the operation was given a callback", Info, Silent)
        .why("The vault may call a URL that the caller names; whoever names none is not called.")
        .example(
            Frame::Operation,
            "",
            "{callbacks: {made: {'{$request.query.url}': {post: {responses: {'204': {description: done}}}}}}}",
        ),
    single("callback-removed", "a callback of the operation is gone", Warning, Silent)
        .why("Whoever waits to be called waits in vain; those who never used it notice nothing.")
        .remedy("Ask the vault for the result instead of waiting for its call.")
        .example(
            Frame::Operation,
            "{callbacks: {made: {'{$request.query.url}': {post: {responses: {'204': {description: done}}}}}}}",
            "",
        ),
];
