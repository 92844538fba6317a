//! Checks of operations, and of what stands beside them.

use super::Check;

/// Each with its ids.
pub(super) const CHECKS: &[Check] = &[
    ("APIAddedCheck", &["endpoint-added"]),
    ("APIComponentsSchemaRemovedCheck", &["api-schema-removed"]),
    (
        "APIComponentsSecurityUpdatedCheck",
        &[
            "api-security-component-{added,removed}",
            "api-security-component-type-changed",
            "api-security-component-oauth-scope-{added,changed,removed}",
            "api-security-component-oauth-{token-,}url-changed",
        ],
    ),
    (
        "APIDeprecationCheck",
        &[
            "endpoint-deprecated",
            "endpoint-deprecated-with-sunset",
            "endpoint-reactivated",
            "api-deprecated-sunset-{missing,parse}",
            "api-invalid-stability-level",
            "api-sunset-date-too-small",
        ],
    ),
    (
        "APIOperationIdUpdatedCheck",
        &["api-operation-id-{added,removed}"],
    ),
    (
        "APIRemovedCheck",
        &[
            "api-path-removed-before-sunset",
            "api-path-removed-{with,without}-deprecation",
            "api-path-sunset-parse",
            "api-removed-before-sunset",
            "api-removed-{with,without}-deprecation",
        ],
    ),
    (
        "APISecurityUpdatedCheck",
        &[
            "api{-global,}-security-{added,removed}",
            "api{-global,}-security-scope-{added,removed}",
        ],
    ),
    (
        "APISunsetChangedCheck",
        &[
            "sunset-deleted",
            "api-sunset-date-changed-too-small",
            "api-path-sunset-parse",
        ],
    ),
    ("APITagUpdatedCheck", &["api-tag-{added,removed}"]),
    (
        "NewRequiredRequestHeaderPropertyCheck",
        &["new-required-request-header-property"],
    ),
    ("WebhookUpdatedCheck", &["webhook-added", "webhook-removed"]),
];
