//! criteo's comparison of OpenAPI documents, made of Azure's.
//!
//! Where the version is a new one, what breaks is a warning: the manifest decides nothing of it.

use super::shared::{
    BOUNDS, COMMON_READINGS, SHARED, format_differs, one_way, other_values, type_differs,
};
use super::{Meaning, Reading, Weight, means};
use crate::corpus::diff::readings;

/// criteo's meanings.
pub(super) const TABLES: &[&[Meaning]] = &[SHARED, BOUNDS, OWN];

/// What criteo's tool reads.
pub(super) const READINGS: &[Reading] = &[
    COMMON_READINGS[0],
    COMMON_READINGS[1],
    COMMON_READINGS[2],
    COMMON_READINGS[3],
    Reading {
        id: "10321:DifferentOneOf",
        is_so: readings::one_of_changed,
        weight: Weight::Unannounced,
        why: "one choice is none",
    },
    Reading {
        id: "1044:LongRunningOperationExtensionChanged",
        is_so: readings::long_running_changed,
        weight: Weight::Unannounced,
        why: "an extension for generators",
    },
    Reading {
        id: "1042:ChangedParameterOrder",
        is_so: readings::parameter_order_changed,
        weight: Weight::Unannounced,
        why: "generated code takes parameters by position",
    },
];

/// What criteo's tool has alone, or judges otherwise.
const OWN: &[Meaning] = &[
    means(
        "10021:ServerNoLongerSupported",
        &["server-removed"],
        Weight::Unannounced,
        "an address is gone",
    ),
    means(
        "10031:ResponseBodyInOperationFormatNoLongerSupported",
        &["response-media-type-removed", "response-media-type-name-*"],
        Weight::Unannounced,
        "what was asked for is not answered",
    ),
    means(
        "1004:ResponseBodyFormatNowSupported",
        &["response-media-type-added", "response-media-type-name-*"],
        Weight::Never,
        "more can be asked for",
    ),
    means(
        "1018:RequestBodyFormatNowSupported",
        &["request-body-media-type-added"],
        Weight::Never,
        "more can be sent",
    ),
    means(
        "1006:RemovedDefinition",
        &["api-schema-removed", "schema-renamed"],
        Weight::Unannounced,
        "a name is gone",
    ),
    means(
        "1006:RemovedDefinition",
        &["{request,response}-body-media-type-schema-removed"],
        Weight::Unannounced,
        "a body that had a schema has none",
    ),
    means(
        "1048:AddedSchema",
        &["{request,response}-body-media-type-schema-added"],
        Weight::Always,
        "a body that had no schema has one",
    ),
    means(
        "1046:AddedRequestBody",
        &["request-body-added-{required,optional}"],
        Weight::Unannounced,
        "a body is new",
    ),
    means(
        "1047:RemovedRequestBody",
        &["request-body-removed"],
        Weight::Unannounced,
        "a body is gone",
    ),
    means(
        "1023:TypeFormatChanged",
        &["*-type-{changed,generalized,specialized,compatible}"],
        Weight::Unannounced,
        "another format of the same type",
    )
    .only(format_differs),
    means(
        "1026:TypeChanged",
        &[
            "*-type-{changed,generalized,specialized,compatible}",
            "*-list-of-types-*",
        ],
        Weight::Unannounced,
        "another type",
    )
    .only(type_differs),
    means(
        "1024:ConstraintIsStronger",
        &["*-enum-value-removed", "*-became-enum"],
        Weight::Never,
        "it tells of values twice, and judges them once",
    )
    .only(one_way),
    means(
        "1037:ConstraintIsWeaker",
        &["*-enum-value-added", "*-became-not-enum"],
        Weight::Never,
        "it tells of values twice, and judges them once",
    )
    .only(one_way),
    means(
        "1036:ConstraintChanged",
        &["*-enum-value-{added,removed}"],
        Weight::Never,
        "values are gone and others are new",
    )
    .only(other_values),
    means(
        "10281:ParameterStyleChanged",
        &["request-parameter-style-changed"],
        Weight::Unannounced,
        "how a parameter is written differs",
    ),
    means(
        "10321:DifferentOneOf",
        &["*-one-of-{added,removed}", "*-wrapped-in-one-of"],
        Weight::Unannounced,
        "what a schema can be differs",
    ),
    means(
        "2000:NullablePropertyChanged",
        &["*-became-{,not-}nullable"],
        Weight::Unannounced,
        "the flag differs, in either direction",
    ),
];
