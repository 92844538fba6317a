//! drift: what an old client of a new server meets, and a new client of an old one.
//!
//! Its ids are three words: where, for whom it breaks, and what happened. What breaks only a new
//! client with an old server breaks nobody who was right before. Of schemas of one kind that differ
//! it says that it does not know: our own level counts there.

use super::shared::type_differs;
use super::{Meaning, Reading, Weight, means};
use crate::corpus::diff::facts::Facts;
use crate::corpus::diff::metadata;
use crate::diff::change::Change;

/// drift's meanings.
pub(super) const TABLES: &[&[Meaning]] = &[OPERATIONS, SCHEMAS];

/// What drift's tool reads.
pub(super) const READINGS: &[Reading] = &[
    Reading {
        id: "Input/Trivial/Metadata",
        is_so: metadata::of_requests,
        weight: Weight::Never,
        why: "texts and wrappers are not on the wire",
    },
    Reading {
        id: "Output/Trivial/Metadata",
        is_so: metadata::of_responses,
        weight: Weight::Never,
        why: "texts and wrappers are not on the wire",
    },
];

/// Operations with what they take and answer.
const OPERATIONS: &[Meaning] = &[
    means(
        "Structural/ForwardIncompatible/Added",
        &["endpoint-added", "api-path-{renamed,respelled}"],
        Weight::Never,
        "an old client does not call it",
    ),
    means(
        "Structural/BackwardIncompatible/Removed",
        &[
            "api{,-path}-removed-*",
            "api-path-{renamed,respelled,sunset-parse}",
        ],
        Weight::Always,
        "an old client calls it",
    ),
    means(
        "Input/ForwardIncompatible/Added",
        &[
            "new-optional-request{,-default}-parameter*",
            "request-body-added-optional",
        ],
        Weight::Never,
        "an old client sends none",
    ),
    means(
        "Input/BackwardIncompatible/AddedRequired",
        &[
            "new-required-request{,-default}-parameter*",
            "new-request-path-parameter",
        ],
        Weight::Always,
        "an old client sends none",
    ),
    means(
        "Input/Incompatible/AddedRequired",
        &["request-body-added-required"],
        Weight::Always,
        "an old client sends none, and an old server wants none",
    ),
    means(
        "Input/BackwardIncompatible/Removed",
        &["request-parameter-{removed*,renamed,moved}"],
        Weight::Always,
        "an old client sends it",
    ),
    means(
        "Input/ForwardIncompatible/Removed",
        &["request-body-removed"],
        Weight::Never,
        "it takes a body that nobody wants for harmless",
    ),
    means(
        "Input/BackwardIncompatible/MoreStrict",
        &[
            "request-{parameter,body}-became-required",
            "request-{parameter,body,property}-became-not-nullable",
        ],
        Weight::Always,
        "an old client may send none",
    ),
    means(
        "Input/ForwardIncompatible/LessStrict",
        &[
            "request-{parameter,body}-became-optional",
            "request-{parameter,body,property}-became-nullable",
        ],
        Weight::Never,
        "an old client sends it always",
    ),
    means(
        "Output/BackwardIncompatible/LessStrict",
        &["response-{body,property}-became-nullable"],
        Weight::Always,
        "an old client may meet null",
    ),
    means(
        "Output/ForwardIncompatible/MoreStrict",
        &["response-{body,property}-became-not-nullable"],
        Weight::Never,
        "an old client meets null no more",
    ),
    means(
        "Output/BackwardIncompatible/Added",
        &[
            "response-{,non-}success-status-added",
            "response-range-added",
        ],
        Weight::Always,
        "an old client does not know the status, whichever it is",
    ),
    means(
        "Output/ForwardIncompatible/Removed",
        &[
            "response-{,non-}success-status-removed",
            "response-range-removed",
        ],
        Weight::Never,
        "an old client knows more than it meets",
    ),
    means(
        "Output/Unhandled/Added",
        &["api-default-response-added"],
        Weight::Unjudged,
        "it does not know what a default answer is",
    ),
    means(
        "Output/Unhandled/Removed",
        &["api-default-response-removed"],
        Weight::Unjudged,
        "it does not know what a default answer is",
    ),
];

/// What is the value of a keyword that says nothing of the wire.
const METADATA: &[&str] = &[
    "*-default-value-*",
    "*-discriminator-*",
    "*-{read,write}-only",
    "*-deprecated*",
    "*-reactivated",
];

/// Schemas of what is sent and answered.
const SCHEMAS: &[Meaning] = &[
    means(
        "Input/Trivial/Metadata",
        METADATA,
        Weight::Never,
        "it takes the keyword for a text",
    )
    .only(is_sent),
    means(
        "Output/Trivial/Metadata",
        METADATA,
        Weight::Never,
        "it takes the keyword for a text",
    )
    .only(is_answered),
    means(
        "Input/Incompatible/UnknownDifference",
        TYPES,
        Weight::Always,
        "one type is as far from the other as any",
    )
    .only(sent_type),
    means(
        "Output/Incompatible/UnknownDifference",
        TYPES,
        Weight::Always,
        "one type is as far from the other as any",
    )
    .only(answered_type),
    means(
        "Input/Incompatible/Datatype",
        KINDS,
        Weight::Always,
        "a schema of another kind",
    )
    .only(is_sent),
    means(
        "Output/Incompatible/Datatype",
        KINDS,
        Weight::Always,
        "a schema of another kind",
    )
    .only(is_answered),
    means(
        "Input/Unhandled/UnknownDifference",
        &["*"],
        Weight::Unjudged,
        "it does not look into what differs between two of a type",
    )
    .only(sent_detail),
    means(
        "Output/Unhandled/UnknownDifference",
        &["*"],
        Weight::Unjudged,
        "it does not look into what differs between two of a type",
    )
    .only(answered_detail),
];

const TYPES: &[&str] = &[
    "*-type-{changed,generalized,specialized,compatible}",
    "*-list-of-types-*",
];
const KINDS: &[&str] = &["*-wrapped-in-one-of"];

fn is_sent(_: &Facts<'_>, _: &Change, rule: &str) -> bool {
    rule.contains("request")
}

fn is_answered(_: &Facts<'_>, _: &Change, rule: &str) -> bool {
    rule.contains("response")
}

fn sent_type(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    is_sent(facts, change, rule) && type_differs(facts, change, rule)
}

fn answered_type(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    is_answered(facts, change, rule) && type_differs(facts, change, rule)
}

/// What no row above tells of.
fn is_detail(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    let others = OPERATIONS
        .iter()
        .chain(SCHEMAS)
        .filter(|row| row.rules != ["*"]);
    !others.into_iter().any(|row| {
        crate::corpus::diff::pattern::matches_any(row.rules, rule)
            && row.only.is_none_or(|only| only(facts, change, rule))
    })
}

fn sent_detail(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    is_sent(facts, change, rule) && is_detail(facts, change, rule)
}

fn answered_detail(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    is_answered(facts, change, rule) && is_detail(facts, change, rule)
}
