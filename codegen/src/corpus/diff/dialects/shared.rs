//! What Azure's tool and criteo's, which came of it, call by the same ids.

use std::cmp::Ordering;

use super::{Meaning, Reading, Weight, means};
use crate::corpus::diff::facts::{self, Facts, has_path, operation_of};
use crate::corpus::diff::readings::{all_of_changed, reference_changed};
use crate::diff::change::{Change, Place};

/// What both tools read.
pub(super) const COMMON_READINGS: [Reading; 4] = [
    Reading {
        id: "1000:VersionsReversed",
        is_so: versions_reversed,
        weight: Weight::Always,
        why: "versions are no part of an API",
    },
    Reading {
        id: "1001:NoVersionChange",
        is_so: versions_same,
        weight: Weight::Never,
        why: "versions are no part of an API",
    },
    Reading {
        id: "1017:ReferenceRedirection",
        is_so: reference_changed,
        weight: Weight::Unannounced,
        why: "the name of a schema is not on the wire",
    },
    Reading {
        id: "1032:DifferentAllOf",
        is_so: all_of_changed,
        weight: Weight::Unannounced,
        why: "what is inherited may be written out as well",
    },
];

/// Whatever is neither a bound nor different in one of the tools.
pub(super) const SHARED: &[Meaning] = &[
    means(
        "1003:RequestBodyFormatNoLongerSupported",
        &["request-body-media-type-removed"],
        Weight::Unannounced,
        "what was sent is refused",
    ),
    means(
        "1005:RemovedPath",
        GONE,
        Weight::Unannounced,
        "no path is like it but for the names of parameters",
    )
    .only(gone_path),
    means(
        "1035:RemovedOperation",
        GONE,
        Weight::Unannounced,
        "the path is still there without the method",
    )
    .only(gone_operation),
    means(
        "1038:AddedPath",
        ADDED,
        Weight::Never,
        "no path was like it but for the names of parameters",
    )
    .only(new_path),
    means(
        "1039:AddedOperation",
        ADDED,
        Weight::Never,
        "the path was there without the method",
    )
    .only(new_operation),
    means(
        "1007:RemovedClientParameter",
        &["parameter-component-removed"],
        Weight::Unannounced,
        "a parameter that operations share is gone",
    ),
    means(
        "1008:ModifiedOperationId",
        &["api-operation-id-{removed,added,changed}"],
        Weight::Unannounced,
        "generators name methods by it",
    ),
    means(
        "1009:RemovedRequiredParameter",
        &["request-parameter-removed*", "request-parameter-renamed"],
        Weight::Unannounced,
        "a parameter that had to be given is gone",
    )
    .only(is_required),
    means(
        "1010:AddingRequiredParameter",
        &[
            "new-required-request{,-default}-parameter*",
            "new-request-path-parameter",
        ],
        Weight::Unannounced,
        "a parameter that has to be given is new",
    ),
    means(
        "1010:AddingRequiredParameter",
        &["request-parameter-renamed"],
        Weight::Unannounced,
        "another name is another parameter",
    )
    .only(is_now_required),
    means(
        "1043:AddingOptionalParameter",
        &["new-optional-request{,-default}-parameter*"],
        Weight::Unannounced,
        "a parameter that can be left out is new",
    ),
    means(
        "1011:AddingResponseCode",
        &[
            "response-{,non-}success-status-added",
            "response-range-added",
            "api-default-response-added",
        ],
        Weight::Unannounced,
        "a status is new, whichever it is",
    ),
    means(
        "1012:RemovedResponseCode",
        &[
            "response-{,non-}success-status-removed",
            "response-range-removed",
            "api-default-response-removed",
        ],
        Weight::Unannounced,
        "a status is gone, whichever it is",
    ),
    means(
        "1013:AddingHeader",
        &["response-header-added"],
        Weight::Never,
        "more is answered",
    ),
    means(
        "1014:RemovingHeader",
        &["{required,optional}-response-header-removed"],
        Weight::Unannounced,
        "it looks at headers that may be missing too",
    ),
    means(
        "1015:ParameterInHasChanged",
        &["request-parameter-moved"],
        Weight::Unannounced,
        "a parameter is what its name says, wherever it is put",
    ),
    means(
        "1015:ParameterInHasChanged",
        &[
            "request-parameter-{removed*,renamed}",
            "request-path-parameter-renamed",
        ],
        Weight::Unannounced,
        "the operation has one of that name in another place",
    )
    .only(is_elsewhere),
    means(
        "1016:ConstantStatusHasChanged",
        &["request-parameter-{enum-value-*,became-*}"],
        Weight::Unannounced,
        "one value that has to be given is a constant",
    )
    .only(constant_differs),
    means(
        "1019:RemovedEnumValue",
        &["*-enum-value-removed"],
        Weight::Unannounced,
        "a value is gone, in either direction",
    )
    .only(not_extensible),
    means(
        "1020:AddedEnumValue",
        &["*-enum-value-added"],
        Weight::Unannounced,
        "a value is new, in either direction",
    )
    .only(not_extensible),
    means(
        "1021:AddedAdditionalProperties",
        &["*-additional-properties-{added,allowed}"],
        Weight::Unannounced,
        "whatever is let in, by a schema or by `true`",
    ),
    means(
        "1022:RemovedAdditionalProperties",
        &["*-additional-properties-{removed,forbidden}"],
        Weight::Unannounced,
        "whatever was let in, by a schema or by `true`",
    ),
    means(
        "1025:RequiredStatusChange",
        &["request-{parameter,body}-became-required"],
        Weight::Unannounced,
        "it has to be given now",
    ),
    means(
        "1025:RequiredStatusChange",
        &["request-{parameter,body}-became-optional"],
        Weight::Never,
        "it may be left out now",
    ),
    means(
        "1027:DefaultValueChanged",
        &["*-default-value-{added,changed,removed}"],
        Weight::Unannounced,
        "what is meant where nothing is said",
    ),
    means(
        "1029:ReadonlyPropertyChanged",
        &["*-became-{,not-}read-only"],
        Weight::Unannounced,
        "the flag differs",
    ),
    means(
        "1030:DifferentDiscriminator",
        &["*-discriminator-{added,removed,property-name-changed}"],
        Weight::Unannounced,
        "what tells the kinds apart differs",
    ),
    means(
        "1032:DifferentAllOf",
        &["*-all-of-{added,removed}*"],
        Weight::Unannounced,
        "what a schema is made of differs",
    ),
    means(
        "1033:RemovedProperty",
        &[
            "request-property-{removed,renamed}",
            "response-property-renamed",
            "response-{optional,required}{,-write-only}-property-removed",
        ],
        Weight::Unannounced,
        "a property is gone, in either direction",
    ),
    means(
        "1034:AddedRequiredProperty",
        &[
            "new-required-request{,-header}-property*",
            "request{,-header}-property-became-required*",
            "response-required{,-write-only}-property-added",
            "response{,-write-only}-property-became-required",
        ],
        Weight::Unannounced,
        "a name is new in the list of those that must be there",
    ),
    means(
        "1040:AddedReadOnlyPropertyInResponse",
        &["response-optional{,-write-only}-property-added"],
        Weight::Never,
        "nobody can send it",
    )
    .only(is_read_only),
    means(
        "1041:AddedPropertyInResponse",
        &["response-{optional,required}{,-write-only}-property-added"],
        Weight::Unannounced,
        "more is answered, which it does not take lightly",
    )
    .only(is_not_read_only),
    means(
        "1045:AddedOptionalProperty",
        &["new-optional-request-property"],
        Weight::Unannounced,
        "more can be sent",
    ),
    means(
        "1045:AddedOptionalProperty",
        &["response-optional{,-write-only}-property-added"],
        Weight::Unannounced,
        "a definition by itself has no direction",
    )
    .only(schema_alone),
];

/// Bounds and what is like them: narrower is worse in a request, wider in an answer.
pub(super) const BOUNDS: &[Meaning] = &[
    means(
        "1024:ConstraintIsStronger",
        &[
            "request-*-{max,max-length,max-items}-{decreased,set}",
            "request-*-{min,min-length,min-items}-{increased,set}",
        ],
        Weight::Unannounced,
        "less can be sent",
    ),
    means(
        "1024:ConstraintIsStronger",
        &[
            "response-*-{max,max-length,max-items}-{decreased,set}",
            "response-*-{min,min-length,min-items}-{increased,set}",
        ],
        Weight::Never,
        "less is answered",
    ),
    means(
        "1037:ConstraintIsWeaker",
        &[
            "request-*-{max,max-length,max-items}-{increased,unset}",
            "request-*-{min,min-length,min-items}-{decreased,unset}",
        ],
        Weight::Never,
        "more can be sent",
    ),
    means(
        "1037:ConstraintIsWeaker",
        &[
            "response-*-{max,max-length,max-items}-{increased,unset}",
            "response-*-{min,min-length,min-items}-{decreased,unset}",
        ],
        Weight::Unannounced,
        "more is answered",
    ),
    means(
        "1036:ConstraintChanged",
        &[
            "*-multiple-of-*",
            "*-pattern-{added,changed,removed,generalized}",
            "*-unique-items-*",
            "*-exclusive-{max,min}-*",
        ],
        Weight::Unannounced,
        "it does not say in which direction",
    ),
];

/// What is gone: an operation that was renamed is gone too, and so is a path in other letters.
const GONE: &[&str] = &[
    "api{,-path}-removed-*",
    "api-path-{renamed,respelled,sunset-parse}",
];
/// What is new.
const ADDED: &[&str] = &["endpoint-added", "api-path-{renamed,respelled}"];

/// Where the operation of a change stood, and where it stands.
fn paths(change: &Change) -> [Option<String>; 2] {
    let written = match &change.place {
        Place::Operation { path, .. } => Some(path.clone()),
        _ => None,
    };
    [&change.old, &change.new].map(|spot| {
        let found = spot.as_ref().and_then(operation_of).map(|(_, path)| path);
        spot.as_ref().and(found.or_else(|| written.clone()))
    })
}

pub(super) fn gone_path(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [old, _] = paths(change);
    old.is_some_and(|path| !has_path(facts.new, &path))
}

pub(super) fn gone_operation(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    let [old, _] = paths(change);
    !rule.starts_with("api-path-re") && old.is_some_and(|path| has_path(facts.new, &path))
}

fn new_path(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [_, new] = paths(change);
    new.is_some_and(|path| !has_path(facts.old, &path))
}

fn new_operation(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    let [_, new] = paths(change);
    rule == "endpoint-added" && new.is_some_and(|path| has_path(facts.old, &path))
}

pub(super) fn was_used(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    facts::is_used(facts.old, change)
}

pub(super) fn is_required(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [old, _] = facts.parameters(change);
    old.is_some_and(facts::is_required)
}

pub(super) fn is_optional(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    !is_required(facts, change, rule)
}

fn is_now_required(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [_, new] = facts.parameters(change);
    new.is_some_and(facts::is_required)
}

fn constant_differs(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [old, new] = facts.parameters(change);
    let constant = |parameter| facts::is_constant(parameter);
    old.map(constant) != new.map(constant)
}

fn is_elsewhere(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [old, _] = facts.parameters(change);
    let (Some(old), Some(spot)) = (old, &change.old) else {
        return false;
    };
    let now =
        operation_of(spot).map(|(method, path)| facts::parameters_of(facts.new, &method, &path));
    let same_name = |each: &&serde_json::Map<_, _>| each.get("name") == old.get("name");
    let mut same = now.iter().flatten().copied().filter(same_name).peekable();
    same.peek().is_some() && same.all(|each| each.get("in") != old.get("in"))
}

fn not_extensible(_: &Facts<'_>, _: &Change, rule: &str) -> bool {
    !rule.contains("x-extensible")
}

fn is_read_only(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    let [_, new] = facts.schemas(change);
    new.and_then(|schema| schema.get("readOnly")) == Some(&true.into())
}

/// A property that must be there counts as any other.
fn is_not_read_only(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    rule.starts_with("response-required") || !is_read_only(facts, change, rule)
}

pub(super) fn schema_alone(_: &Facts<'_>, change: &Change, _: &str) -> bool {
    matches!(change.place, Place::Schema { .. })
}

pub(super) fn type_differs(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    match facts.schemas(change) {
        [Some(old), Some(new)] => old.get("type") != new.get("type"),
        _ => true,
    }
}

/// Another format; of integers that are sent a longer one is none, nor a shorter one of those that
/// are answered.
pub(super) fn format_differs(facts: &Facts<'_>, change: &Change, rule: &str) -> bool {
    let [Some(old), Some(new)] = facts.schemas(change) else {
        return false;
    };
    let format = |schema: &serde_json::Map<String, serde_json::Value>| {
        let format = schema.get("format").and_then(|format| format.as_str());
        format.unwrap_or_default().to_owned()
    };
    let (old, new) = (format(old), format(new));
    let fine = match (old.as_str(), new.as_str()) {
        ("int32", "int64") => rule.starts_with("request"),
        ("int64", "int32") => rule.starts_with("response"),
        (old, new) => old == new,
    };
    !fine
}

/// Whether values of an enum are only gone, or only new.
pub(super) fn one_way(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    values(facts, change) != Some([true, true])
}

/// Whether values of an enum are gone and others are new.
pub(super) fn other_values(facts: &Facts<'_>, change: &Change, _: &str) -> bool {
    values(facts, change) == Some([true, true])
}

/// Whether the old enum has values that the new one has not, and the other way round.
fn values(facts: &Facts<'_>, change: &Change) -> Option<[bool; 2]> {
    let [old, new] = facts
        .schemas(change)
        .map(|schema| schema?.get("enum")?.as_array());
    let (old, new) = (old?, new?);
    Some([
        old.iter().any(|value| !new.contains(value)),
        new.iter().any(|value| !old.contains(value)),
    ])
}

fn versions_reversed(facts: &Facts<'_>) -> bool {
    facts.versions() == Some(Ordering::Less)
}

fn versions_same(facts: &Facts<'_>) -> bool {
    facts.versions() == Some(Ordering::Equal)
}
