//! OpenAPITools' comparison: it names what breaks by the switch that makes it break.
//!
//! Most switches are on by themselves; a row names the one that its test turned on. What breaks
//! whatever the switches are has no name, and what breaks nobody is not named either.

use super::{Meaning, Said, Weight, means};
use crate::corpus::diff::facts::Facts;
use crate::corpus::diff::pattern::matches_any;
use crate::diff::change::Change;

/// The meanings of all switches.
pub(super) const TABLES: &[&[Meaning]] = &[ON, OFF, UNNAMED];

/// How a switch is set in the options of a row.
const OPTION: &str = "java-prop:";

/// What the tool would say with these switches set.
pub(super) fn say(switches: &[String], facts: &Facts<'_>) -> Said {
    let set = |value: &str| -> Vec<&str> {
        let options = switches.iter().filter_map(|word| word.strip_prefix(OPTION));
        let pairs = options.filter_map(|word| word.split_once('='));
        pairs
            .filter(|pair| pair.1 == value)
            .map(|pair| pair.0.rsplit('.').next().unwrap_or(pair.0))
            .collect()
    };
    let (on, off) = (set("true"), set("false"));
    let counts = |row: &&Meaning| on.contains(&row.id);
    let usual = ON.iter().filter(|row| !off.contains(&row.id));
    let rows: Vec<_> = usual
        .chain(OFF.iter().filter(counts))
        .chain(UNNAMED)
        .collect();
    let mut said = Said::default();
    for change in &facts.comparison.changes {
        for verdict in &change.verdicts {
            said.anything |= !matches_any(BESIDE, &verdict.rule);
            for row in &rows {
                if matches_any(row.rules, &verdict.rule)
                    && row
                        .only
                        .is_none_or(|only| only(facts, change, &verdict.rule))
                {
                    said.add(row.id);
                    said.breaking |= row.weight.breaks(verdict.strict);
                }
            }
        }
    }
    said
}

const fn switch(id: &'static str, rules: &'static [&'static str], why: &'static str) -> Meaning {
    means(id, rules, Weight::Always, why)
}

/// What it does not look at: it knows a schema only where an operation has it.
const BESIDE: &[&str] = &[
    "schema-{added,renamed}",
    "api-schema-removed",
    "parameter-component-removed",
    "server-{added,removed}",
    "api-{version-not-bumped,version-decreased,major-version-not-bumped}",
];

/// Switches that are on by themselves.
const ON: &[Meaning] = &[
    switch(
        "OPENAPI_ENDPOINTS_DECREASED",
        &[
            "api{,-path}-removed-*",
            "api-path-{renamed,respelled,sunset-parse}",
        ],
        "an operation is gone",
    ),
    switch(
        "REQUEST_BODY_REQUIRED_INCREASED",
        &[
            "request-body-became-required",
            "request-body-added-required",
        ],
        "a body has to be sent now",
    ),
    switch(
        "REQUEST_CONTENT_DECREASED",
        &["request-body-media-type-removed"],
        "a media type is gone",
    ),
    switch(
        "REQUEST_ENUM_DECREASED",
        &[
            "request-{body,property,parameter,parameter-property}-enum-value-removed",
            "request-{body,property,parameter}-became-enum",
        ],
        "less can be sent",
    ),
    switch(
        "REQUEST_MAX_LENGTH_DECREASED",
        &["request-*-max-length-{decreased,set}"],
        "less can be sent",
    ),
    switch(
        "REQUEST_NUMERIC_RANGE_DECREASED",
        &[
            "request-*-{exclusive-,}max-{decreased,set}",
            "request-*-{exclusive-,}min-{increased,set}",
        ],
        "less can be sent",
    ),
    switch(
        "REQUEST_ONEOF_DECREASED",
        &["request-*-one-of-removed"],
        "less can be sent",
    ),
    switch(
        "REQUEST_PARAM_ALLOWEMPTY_DECREASED",
        &["request-parameter-allow-empty-value-removed"],
        "an empty value was fine",
    ),
    switch(
        "REQUEST_PARAM_EXPLODE_CHANGED",
        &["request-parameter-explode-changed"],
        "it is written otherwise",
    ),
    switch(
        "REQUEST_PARAM_STYLE_CHANGED",
        &["request-parameter-style-changed"],
        "it is written otherwise",
    ),
    switch(
        "REQUEST_PARAMS_DECREASED",
        &["request-parameter-{removed*,renamed,moved}"],
        "a parameter is gone",
    ),
    switch(
        "REQUEST_PARAMS_REQUIRED_INCREASED",
        &[
            "request-parameter-became-required",
            "new-required-request{,-default}-parameter*",
            "new-request-path-parameter",
        ],
        "a parameter has to be given now",
    ),
    switch(
        "REQUEST_READONLY_INCREASED",
        &["request-{required,optional}-property-became-read-only"],
        "it can be sent no more",
    ),
    switch(
        "REQUEST_READONLY_REQUIRED_DECREASED",
        &["request-required-property-became-not-read-only"],
        "it has to be sent now",
    ),
    switch(
        "REQUEST_REQUIRED_INCREASED",
        &[
            "request-property-became-required*",
            "new-required-request-property*",
        ],
        "it has to be sent now",
    ),
    switch(
        "RESPONSE_CONTENT_DECREASED",
        &["response-media-type-removed", "response-media-type-name-*"],
        "a media type is gone",
    ),
    switch(
        "RESPONSE_ENUM_INCREASED",
        &[
            "response-{body,property}-enum-value-added",
            "response-{body,property}-became-not-enum",
        ],
        "more is answered",
    ),
    switch(
        "RESPONSE_HEADER_REQUIRED_DECREASED",
        &["response-header-became-optional"],
        "it may be missing now",
    ),
    switch(
        "RESPONSE_HEADER_REQUIRED_INCREASED",
        &["response-header-became-required"],
        "it judges every change of the flag",
    ),
    switch(
        "RESPONSE_HEADERS_DECREASED",
        &["{required,optional}-response-header-removed"],
        "a header is gone",
    ),
    switch(
        "RESPONSE_MAX_LENGTH_INCREASED",
        &["response-*-max-length-{increased,unset}"],
        "more is answered",
    ),
    switch(
        "RESPONSE_ONEOF_INCREASED",
        &["response-*-one-of-added"],
        "more is answered",
    ),
    switch(
        "RESPONSE_REQUIRED_DECREASED",
        &[
            "response-property-became-optional",
            "response-required-property-removed",
        ],
        "it may be missing now",
    ),
    switch(
        "RESPONSE_RESPONSES_DECREASED",
        &[
            "response-{,non-}success-status-removed",
            "response-range-removed",
            "api-default-response-removed",
        ],
        "a status is gone, whichever it is",
    ),
    switch(
        "RESPONSE_WRITEONLY_INCREASED",
        &["response-{required,optional}-property-became-write-only"],
        "it is answered no more",
    ),
    switch(
        "RESPONSE_WRITEONLY_REQUIRED_DECREASED",
        &["response-required-property-became-not-write-only"],
        "it is answered now",
    ),
    switch(
        "SECURITY_REQUIREMENT_SCHEMES_INCREASED",
        &["api{,-global}-security-added"],
        "an alternative demands one more scheme: the old one is gone and another is new",
    )
    .only(with_removal),
    switch(
        "SECURITY_REQUIREMENTS_DECREASED",
        &["api{,-global}-security-removed"],
        "an alternative is gone",
    ),
    switch(
        "SECURITY_SCHEME_BEARER_FORMAT_CHANGED",
        &["api-security-component-field-changed"],
        "the field differs",
    )
    .only(bearer_format),
    switch(
        "SECURITY_SCHEME_SCHEME_CHANGED",
        &["api-security-component-field-changed"],
        "the field differs",
    )
    .only(scheme),
    switch(
        "SECURITY_SCHEME_OPENIDCONNECT_URL_CHANGED",
        &["api-security-component-field-changed"],
        "the field differs",
    )
    .only(connect_url),
    switch(
        "SECURITY_SCHEME_OAUTH2_AUTH_URL_CHANGED",
        &["api-security-component-oauth-url-changed"],
        "the address differs",
    ),
    switch(
        "SECURITY_SCHEME_OAUTH2_TOKEN_URL_CHANGED",
        &["api-security-component-oauth-token-url-changed"],
        "the address differs",
    ),
    switch(
        "SECURITY_SCHEME_OAUTH2_REFRESH_URL_CHANGED",
        &["api-security-component-oauth-refresh-url-changed"],
        "the address differs",
    ),
    switch(
        "SECURITY_SCHEME_SCOPES_INCREASED",
        &["api{,-global}-security-scope-added"],
        "one more scope is demanded",
    ),
    switch(
        "SCHEMA_DISCRIMINATOR_CHANGED",
        &["*-discriminator-{added,removed,property-name-changed}"],
        "what tells the kinds apart differs",
    ),
    switch(
        "SCHEMA_PATTERN_CHANGED",
        &["*-pattern-{added,changed,removed,generalized}"],
        "any change of it",
    ),
    switch(
        "SCHEMA_MIN_PROPERTIES_CHANGED",
        &["*-min-properties-*"],
        "any change of it",
    ),
    switch(
        "SCHEMA_MAX_PROPERTIES_CHANGED",
        &["*-max-properties-*"],
        "any change of it",
    ),
    switch(
        "SCHEMA_TYPE_CHANGED",
        &[
            "*-type-{changed,generalized,specialized,compatible}",
            "*-list-of-types-*",
        ],
        "any change of a type or its format",
    ),
];

/// Switches that count only where a row sets them.
const OFF: &[Meaning] = &[
    switch(
        "OPERATION_ID_CHANGED",
        &["api-operation-id-{added,removed,changed}"],
        "generators name methods by it",
    ),
    switch(
        "REQUEST_MIN_LENGTH_INCREASED",
        &["request-*-min-length-increased"],
        "less can be sent",
    ),
    switch(
        "RESPONSE_MIN_LENGTH_INCREASED",
        &["response-*-min-length-increased"],
        "less is answered, which somebody may mind",
    ),
    switch(
        "RESPONSE_NUMERIC_RANGE_INCREASED",
        &[
            "response-*-{exclusive-,}max-{increased,unset}",
            "response-*-{exclusive-,}min-{decreased,unset}",
        ],
        "more is answered",
    ),
];

/// What breaks whatever the switches are.
const UNNAMED: &[Meaning] = &[
    switch(
        "",
        &[
            "*-max-items-decreased",
            "*-min-items-increased",
            "*-multiple-of-{set,changed}",
            "*-unique-items-added",
        ],
        "what is narrower breaks, in either direction",
    ),
    switch(
        "",
        &[
            "request-*-additional-properties-added",
            "response-*-additional-properties-removed",
        ],
        "a schema where there was none in a request, and none where there was one in an answer",
    ),
    switch(
        "",
        &["api-security-component-type-changed"],
        "another kind of scheme",
    ),
    switch(
        "",
        &["api-security-component-field-changed"],
        "a key is looked for in another place",
    )
    .only(key_place),
];

/// Whether an alternative of the same place is gone.
fn with_removal(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let here = facts
        .comparison
        .changes
        .iter()
        .filter(|each| each.place == change.place);
    let mut rules = here
        .flat_map(|each| &each.verdicts)
        .map(|verdict| &verdict.rule);
    rules.any(|rule| matches_any(&["api{,-global}-security-removed"], rule))
}

/// Whether a field of a security scheme differs.
fn field(facts: &Facts<'_>, change: &Change, name: &str) -> bool {
    let [old, new] = facts.schemas(change);
    let of =
        |scheme: Option<&serde_json::Map<String, serde_json::Value>>| scheme?.get(name).cloned();
    of(old) != of(new)
}

fn bearer_format(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    field(facts, change, "bearerFormat")
}

fn scheme(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    field(facts, change, "scheme")
}

fn connect_url(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    field(facts, change, "openIdConnectUrl")
}

fn key_place(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    field(facts, change, "in")
}
