//! What is going to be removed and when, and how settled an operation is.

use super::Vendor::Silent;
use super::frame::Frame;
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info};

macro_rules! parameter {
    ($members:literal) => {
        concat!(
            "[{name: limit, in: query, ",
            $members,
            "schema: {type: integer}}]"
        )
    };
}

const DEPRECATED: &str = "{deprecated: true}";
const LATE: &str = "{deprecated: true, x-sunset: '2099-12-31'}";
const EARLY: &str = "{deprecated: true, x-sunset: '2001-01-31'}";
const PARAMETER: &str = parameter!("");
const PARAMETER_DEPRECATED: &str = parameter!("deprecated: true, ");
const PARAMETER_LATE: &str = parameter!("deprecated: true, x-sunset: '2099-12-31', ");
const PARAMETER_EARLY: &str = parameter!("deprecated: true, x-sunset: '2001-01-31', ");

pub(super) const TOO_SOON: &str =
    "There is less time to change than the policy of deprecations asks for.";
pub(super) const NO_DAY: &str =
    "The policy of deprecations asks for a day until which it stays, and none is named.";
pub(super) const UNREADABLE: &str = "Nobody can tell until when it stays.";
pub(super) const ASK_FOR_DAY: &str =
    "Ask until when it stays, and write the day as 2099-12-31 in an overlay.";
pub(super) const STILL_THERE: &str = "It works as before and is going to be removed one day.";
pub(super) const LOOK_FOR_OTHER: &str = "Look for what is to be used instead.";
pub(super) const CHANGE_UNTIL: &str =
    "Change to what is to be used instead before the day that is named.";
pub(super) const CHANGE_NOW: &str = "Change to what is to be used instead now.";
pub(super) const STAYS: &str = "It works as before and is not going to be removed.";
pub(super) const LESS_SETTLED: &str = "It may change with less notice than before.";
pub(super) const MORE_SETTLED: &str = "It changes only with more notice than before.";
pub(super) const EXPECT_CHANGES: &str =
    "Be ready for changes, or do without it where it has to last.";

/// The rows of operations, in the order of the page.
pub(super) const OPERATIONS: &[Single] = &[
    single(
        "endpoint-deprecated",
        "the operation was deprecated",
        Info,
        Silent,
    )
    .why(STILL_THERE)
    .remedy(LOOK_FOR_OTHER)
    .example(Frame::Operation, "", DEPRECATED),
    single(
        "endpoint-deprecated-with-sunset",
        "the operation was deprecated, and a day named until which it stays",
        Info,
        Silent,
    )
    .why("It works as before until the day that is named.")
    .remedy(CHANGE_UNTIL)
    .example(Frame::Operation, "", LATE),
    single(
        "endpoint-reactivated",
        "the operation is not deprecated any more",
        Info,
        Silent,
    )
    .why(STAYS)
    .example(Frame::Operation, DEPRECATED, ""),
    single(
        "api-deprecated-sunset-missing",
        "the operation was deprecated, and no day named until which it stays",
        Breaking,
        Silent,
    )
    .why(NO_DAY)
    .remedy(ASK_FOR_DAY)
    .days(30, 0)
    .example(Frame::Operation, "", DEPRECATED),
    single(
        "api-deprecated-sunset-parse",
        "the operation was deprecated, and its `x-sunset` is no date",
        Breaking,
        Silent,
    )
    .why(UNREADABLE)
    .remedy(ASK_FOR_DAY)
    .example(Frame::Operation, "", "{deprecated: true, x-sunset: soon}"),
    single(
        "api-sunset-date-too-small",
        "the day until which the deprecated operation stays is too near",
        Breaking,
        Silent,
    )
    .why(TOO_SOON)
    .remedy(CHANGE_NOW)
    .example(Frame::Operation, "", EARLY),
    single(
        "api-sunset-date-changed-too-small",
        "the day until which the operation stays was moved and is too near now",
        Breaking,
        Silent,
    )
    .why(TOO_SOON)
    .remedy(CHANGE_NOW)
    .example(Frame::Operation, LATE, EARLY),
    single(
        "sunset-deleted",
        "the day until which the operation stays is not named any more",
        Breaking,
        Silent,
    )
    .why("The operation is still deprecated, and nobody can tell any more until when it stays.")
    .remedy(ASK_FOR_DAY)
    .example(Frame::Operation, LATE, DEPRECATED),
    single(
        "api-stability-decreased",
        "the operation is less settled than before",
        Breaking,
        Silent,
    )
    .why(LESS_SETTLED)
    .remedy(EXPECT_CHANGES)
    .example(
        Frame::Operation,
        "{x-stability-level: stable}",
        "{x-stability-level: beta}",
    ),
    single(
        "api-stability-increased",
        "the operation is more settled than before",
        Info,
        Silent,
    )
    .why(MORE_SETTLED)
    .example(
        Frame::Operation,
        "{x-stability-level: beta}",
        "{x-stability-level: stable}",
    ),
    single(
        "api-invalid-stability-level",
        "the `x-stability-level` is none of draft, alpha, beta and stable",
        Breaking,
        Silent,
    )
    .why("Nobody can tell how settled it is.")
    .remedy("Ask how settled it is, and write it in an overlay.")
    .example(Frame::Operation, "", "{x-stability-level: polished}"),
];

/// The rows of parameters, in the order of the page.
pub(super) const PARAMETERS: &[Single] = &[
    single(
        "request-parameter-deprecated",
        "the parameter was deprecated",
        Info,
        Silent,
    )
    .request()
    .why(STILL_THERE)
    .remedy(LOOK_FOR_OTHER)
    .example(Frame::Parameters, PARAMETER, PARAMETER_DEPRECATED),
    single(
        "request-parameter-reactivated",
        "the parameter is not deprecated any more",
        Info,
        Silent,
    )
    .request()
    .why(STAYS)
    .example(Frame::Parameters, PARAMETER_DEPRECATED, PARAMETER),
    single(
        "request-parameter-deprecated-sunset-missing",
        "the parameter was deprecated, and no day named until which it stays",
        Breaking,
        Silent,
    )
    .request()
    .why(NO_DAY)
    .remedy(ASK_FOR_DAY)
    .days(30, 0)
    .example(Frame::Parameters, PARAMETER, PARAMETER_DEPRECATED),
    single(
        "request-parameter-sunset-parse",
        "the `x-sunset` of the parameter is no date",
        Breaking,
        Silent,
    )
    .request()
    .why(UNREADABLE)
    .remedy(ASK_FOR_DAY)
    .example(
        Frame::Parameters,
        PARAMETER,
        parameter!("deprecated: true, x-sunset: soon, "),
    ),
    single(
        "request-parameter-sunset-date-too-small",
        "the day until which the deprecated parameter stays is too near",
        Breaking,
        Silent,
    )
    .request()
    .why(TOO_SOON)
    .remedy(CHANGE_NOW)
    .example(Frame::Parameters, PARAMETER, PARAMETER_EARLY),
    single(
        "request-parameter-sunset-date-changed-too-small",
        "the day until which the parameter stays was moved and is too near now",
        Breaking,
        Silent,
    )
    .request()
    .why(TOO_SOON)
    .remedy(CHANGE_NOW)
    .example(Frame::Parameters, PARAMETER_LATE, PARAMETER_EARLY),
    single(
        "request-parameter-sunset-deleted",
        "the day until which the parameter stays is not named any more",
        Breaking,
        Silent,
    )
    .request()
    .why("The parameter is still deprecated, and nobody can tell any more until when it stays.")
    .remedy(ASK_FOR_DAY)
    .example(Frame::Parameters, PARAMETER_LATE, PARAMETER_DEPRECATED),
];
