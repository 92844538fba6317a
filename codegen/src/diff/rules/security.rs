//! Who may call, and how callers say who they are.

use super::Vendor::Allowed;
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Info, Warning};

/// A document that knows a token, with more members.
macro_rules! token {
    ($members:literal) => {
        concat!(
            "{components: {securitySchemes: {token: {type: apiKey, in: header, name: Authorization}}}",
            $members,
            "}"
        )
    };
}

/// A document that knows an OAuth flow, with more members.
macro_rules! oauth {
    ($flow:literal, $members:literal) => {
        concat!(
            "{components: {securitySchemes: {login: {type: oauth2, flows: {implicit: {",
            $flow,
            "}}}}}",
            $members,
            "}"
        )
    };
}

/// A `GET` of `/things` with these requirements.
macro_rules! secured {
    ($security:literal) => {
        concat!(
            "{components: {securitySchemes: {login: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://vault.example/login', scopes: {read: to read, write: to write}}}}}}, paths: {/things: {get: {",
            $security,
            "responses: {'204': {description: done}}}}}}"
        )
    };
}

const NO_SCHEME: &str = "{components: {}}";
const TOKEN: &str = token!("");
const FLOW: &str = oauth!(
    "authorizationUrl: 'https://vault.example/login', scopes: {read: to read}",
    ""
);
const READ: &str = oauth!(
    "authorizationUrl: 'https://vault.example/login', scopes: {read: to read, write: to write}",
    ", security: [{login: [read]}]"
);
const READ_AND_WRITE: &str = oauth!(
    "authorizationUrl: 'https://vault.example/login', scopes: {read: to read, write: to write}",
    ", security: [{login: [read, write]}]"
);
const TWO_SCOPES: &str = oauth!(
    "authorizationUrl: 'https://vault.example/login', scopes: {read: to read, write: to write}",
    ""
);

/// The rows, in the order of the page.
pub(super) const ROWS: &[Single] = &[
    single("api-security-added", "the operation asks for another way to log on", Info, Allowed)
        .why("Callers may have to log on for a call that was open, or have one way more to do so.")
        .remedy("Log on in one of the ways that the operation names.")
        .example(Frame::Document, secured!(""), secured!("security: [{login: [read]}], ")),
    single("api-security-removed", "the operation does not take a way to log on any more", Info, Allowed)
        .why("The call is open now, or callers that logged on in this way are refused.")
        .remedy("Log on in one of the ways that the operation still names.")
        .example(Frame::Document, secured!("security: [{login: [read]}], "), secured!("")),
    single("api-security-scope-added", "the operation asks for another scope", Info, Allowed)
        .why("A token without the scope is not enough for the call any more.")
        .remedy("Ask for a token with the scope.")
        .example(
            Frame::Document,
            secured!("security: [{login: [read]}], "),
            secured!("security: [{login: [read, write]}], "),
        ),
    single("api-security-scope-removed", "the operation does not ask for a scope any more", Info, Allowed)
        .why("A token without the scope is enough for the call now.")
        .example(
            Frame::Document,
            secured!("security: [{login: [read, write]}], "),
            secured!("security: [{login: [read]}], "),
        ),
    single(
        "api-global-security-added",
        "all operations ask for another way to log on",
        Info,
        Allowed,
    )
    .why("Callers may have to log on where all was open, or have one way more to do so.")
    .remedy("Log on in one of the ways that the document names.")
    .example(Frame::Document, TOKEN, token!(", security: [{token: []}]")),
    single(
        "api-global-security-removed",
        "no operation takes a way to log on any more, unless it names it itself",
        Info,
        Allowed,
    )
    .why("All is open now, or callers that logged on in this way are refused.")
    .remedy("Log on in one of the ways that the document still names.")
    .example(Frame::Document, token!(", security: [{token: []}]"), TOKEN),
    single("api-global-security-scope-added", "all operations ask for another scope", Info, Allowed)
        .why("A token without the scope is not enough any more.")
        .remedy("Ask for a token with the scope.")
        .example(Frame::Document, READ, READ_AND_WRITE),
    single(
        "api-global-security-scope-removed",
        "no operation asks for a scope any more, unless it names it itself",
        Info,
        Allowed,
    )
    .why("A token without the scope is enough now.")
    .example(Frame::Document, READ_AND_WRITE, READ),
    single("api-security-component-added", "a way to log on was described", Info, Allowed)
        .why("The document knows one way more; operations say themselves which they take.")
        .example(Frame::Document, NO_SCHEME, TOKEN),
    single("api-security-component-removed", "a way to log on is not described any more", Info, Allowed)
        .why("The document does not tell any more how callers log on in this way.")
        .remedy("Log on in one of the ways that are left.")
        .example(Frame::Document, TOKEN, NO_SCHEME),
    single("api-security-component-type-changed", "a way to log on is of another type", Info, Allowed)
        .why("Callers say in another way who they are, under the same name in the document.")
        .remedy("Log on as the new type asks for.")
        .example(
            Frame::Document,
            TOKEN,
            "{components: {securitySchemes: {token: {type: http, scheme: basic}}}}",
        )
        .with(&["api-security-component-field-changed"]),
    single(
        "api-security-component-field-changed",
        "a way to log on is written in another way",
        Warning,
        Allowed,
    )
    .why("The token travels under another name or in another place, or another scheme or address is meant.")
    .remedy("Send the token as the document says now.")
    .example(
        Frame::Document,
        TOKEN,
        "{components: {securitySchemes: {token: {type: apiKey, in: header, name: X-Token}}}}",
    ),
    single(
        "api-security-component-oauth-url-changed",
        "the address at which users log on was changed",
        Info,
        Allowed,
    )
    .why("Users are sent to another address to log on.")
    .remedy("Use the new `authorizationUrl`.")
    .example(
        Frame::Document,
        FLOW,
        oauth!(
            "authorizationUrl: 'https://vault.example/logon', scopes: {read: to read}",
            ""
        ),
    ),
    single(
        "api-security-component-oauth-token-url-changed",
        "the address at which tokens are given was changed",
        Info,
        Allowed,
    )
    .why("Tokens are asked for at another address.")
    .remedy("Use the new `tokenUrl`.")
    .example(
        Frame::Document,
        oauth!(
            "authorizationUrl: 'https://vault.example/login', tokenUrl: 'https://vault.example/token', scopes: {read: to read}",
            ""
        ),
        oauth!(
            "authorizationUrl: 'https://vault.example/login', tokenUrl: 'https://vault.example/tokens', scopes: {read: to read}",
            ""
        ),
    ),
    single(
        "api-security-component-oauth-refresh-url-changed",
        "the address at which tokens are renewed was changed",
        Info,
        Allowed,
    )
    .why("Tokens are renewed at another address.")
    .remedy("Use the new `refreshUrl`.")
    .example(
        Frame::Document,
        oauth!(
            "authorizationUrl: 'https://vault.example/login', refreshUrl: 'https://vault.example/renew', scopes: {read: to read}",
            ""
        ),
        oauth!(
            "authorizationUrl: 'https://vault.example/login', refreshUrl: 'https://vault.example/refresh', scopes: {read: to read}",
            ""
        ),
    ),
    single(
        "api-security-component-oauth-scope-added",
        "a scope was described",
        Info,
        Allowed,
    )
    .why("The document knows one scope more; operations say themselves which they ask for.")
    .example(Frame::Document, FLOW, TWO_SCOPES),
    single(
        "api-security-component-oauth-scope-removed",
        "a scope is not described any more",
        Info,
        Allowed,
    )
    .why("Tokens with this scope may not be given any more.")
    .remedy("Do not ask for the scope.")
    .example(Frame::Document, TWO_SCOPES, FLOW),
    single(
        "api-security-component-oauth-scope-changed",
        "a scope is described in other words",
        Info,
        Allowed,
    )
    .why("The words say what the scope allows, which may be more or less than before.")
    .remedy("Read the new words.")
    .example(
        Frame::Document,
        FLOW,
        oauth!(
            "authorizationUrl: 'https://vault.example/login', scopes: {read: to read all}",
            ""
        ),
    ),
];
