//! Azure's comparison of Swagger documents.
//!
//! It looks at how a document is written: at definitions by name, apart from where they are used,
//! and at the order of parameters. Whether what it finds is an error depends on the version: a new
//! one may break its callers. Most of its tests leave the version as it is.

use super::shared::{
    BOUNDS, COMMON_READINGS, SHARED, format_differs, is_optional, is_required, schema_alone,
    type_differs, was_used,
};
use super::{Meaning, Reading, Weight, means};
use crate::corpus::diff::readings;

/// Azure's meanings.
pub(super) const TABLES: &[&[Meaning]] = &[SHARED, BOUNDS, OWN];

/// What Azure's tool reads.
pub(super) const READINGS: &[Reading] = &[
    COMMON_READINGS[0],
    COMMON_READINGS[1],
    COMMON_READINGS[2],
    COMMON_READINGS[3],
    Reading {
        id: "1002:ProtocolNoLongerSupported",
        is_so: readings::scheme_gone,
        weight: Weight::Unannounced,
        why: "where a vault answers is not in its document",
    },
    Reading {
        id: "1003:RequestBodyFormatNoLongerSupported",
        is_so: readings::consumes_gone,
        weight: Weight::Unannounced,
        why: "a media type at the root matters only to operations with a body",
    },
    Reading {
        id: "1004:ResponseBodyFormatNowSupported",
        is_so: readings::produces_added,
        weight: Weight::Unannounced,
        why: "a media type at the root matters only to operations that answer one",
    },
    Reading {
        id: "1031:DifferentExtends",
        is_so: readings::extends_changed,
        weight: Weight::Unannounced,
        why: "Swagger does not know the word",
    },
    Reading {
        id: "1044:XmsLongRunningOperationChanged",
        is_so: readings::long_running_changed,
        weight: Weight::Unannounced,
        why: "an extension for generators",
    },
    Reading {
        id: "1047:XmsEnumChanged",
        is_so: readings::enum_extension_changed,
        weight: Weight::Always,
        why: "an extension for generators",
    },
    Reading {
        id: "1048:AddedXmsEnum",
        is_so: readings::enum_extension_added,
        weight: Weight::Always,
        why: "an extension for generators",
    },
    Reading {
        id: "1049:RemovedXmsEnum",
        is_so: readings::enum_extension_removed,
        weight: Weight::Always,
        why: "an extension for generators",
    },
    Reading {
        id: "1042:ChangedParameterOrder",
        is_so: readings::parameter_order_changed,
        weight: Weight::Unannounced,
        why: "generated code takes parameters by position",
    },
];

/// What Azure's tool has alone, or judges otherwise.
const OWN: &[Meaning] = &[
    means(
        "1006:RemovedDefinition",
        &["api-schema-removed", "schema-renamed"],
        Weight::Unannounced,
        "a name that was referred to is gone",
    )
    .only(was_used),
    means(
        "1004:ResponseBodyFormatNowSupported",
        &["response-media-type-added"],
        Weight::Unannounced,
        "a caller may get what it cannot read",
    ),
    means(
        "1009:RemovedRequiredParameter",
        &["request-body-removed"],
        Weight::Unannounced,
        "in Swagger a body is a parameter",
    )
    .only(is_required),
    means(
        "1010:AddingRequiredParameter",
        &["request-body-added-required"],
        Weight::Unannounced,
        "in Swagger a body is a parameter",
    ),
    means(
        "1043:AddingOptionalParameter",
        &["request-body-added-optional"],
        Weight::Unannounced,
        "in Swagger a body is a parameter",
    ),
    means(
        "1046:RemovedOptionalParameter",
        &[
            "request-parameter-removed*",
            "request-parameter-renamed",
            "request-body-removed",
        ],
        Weight::Unannounced,
        "a parameter that could be left out is gone",
    )
    .only(is_optional),
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
        Weight::Always,
        "another type",
    )
    .only(type_differs),
    means(
        "1025:RequiredStatusChange",
        &["{request,response}{-write-only,}-property-became-{required*,optional}"],
        Weight::Unannounced,
        "it tells of properties in both directions",
    ),
    means(
        "1028:ArrayCollectionFormatChanged",
        &["request-parameter-{style,explode}-changed"],
        Weight::Unannounced,
        "how a list is written in an address is its style",
    ),
    means(
        "1036:ConstraintChanged",
        &["*-{max,min}{,-length,-items}-{increased,decreased,set,unset}"],
        Weight::Unannounced,
        "a definition by itself has no direction in which a bound could be tighter",
    )
    .only(schema_alone),
];
