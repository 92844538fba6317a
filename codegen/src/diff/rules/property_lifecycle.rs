//! Which properties are going to be removed and when, and how settled they are.

use super::Vendor::Silent;
use super::frame::{ANSWER, BODY};
use super::lifecycle::{
    ASK_FOR_DAY, CHANGE_NOW, CHANGE_UNTIL, EXPECT_CHANGES, LESS_SETTLED, LOOK_FOR_OTHER,
    MORE_SETTLED, NO_DAY, STAYS, STILL_THERE, TOO_SOON, UNREADABLE,
};
use super::single::{Single, single};
use crate::diff::change::Level::{Breaking, Info};

macro_rules! property {
    ($members:literal) => {
        concat!(
            "{type: object, properties: {name: {type: string",
            $members,
            "}}}"
        )
    };
}

const PROPERTY: &str = property!("");
const PROPERTY_DEPRECATED: &str = property!(", deprecated: true");
const PROPERTY_LATE: &str = property!(", deprecated: true, x-sunset: '2099-12-31'");
const PROPERTY_EARLY: &str = property!(", deprecated: true, x-sunset: '2001-01-31'");
const PROPERTY_UNREADABLE: &str = property!(", deprecated: true, x-sunset: soon");
const PROPERTY_ALPHA: &str = property!(", x-stability-level: alpha");
const PROPERTY_BETA: &str = property!(", x-stability-level: beta");
const PROPERTY_STABLE: &str = property!(", x-stability-level: stable");

/// The rows of properties that are sent, in the order of the page.
pub(super) const REQUEST: &[Single] = &[
    single(
        "request-property-deprecated",
        "the property was deprecated",
        Info,
        Silent,
    )
    .request()
    .why(STILL_THERE)
    .remedy(LOOK_FOR_OTHER)
    .example(BODY, PROPERTY, PROPERTY_DEPRECATED),
    single(
        "request-property-deprecated-with-sunset",
        "the property was deprecated, and a day named until which it stays",
        Info,
        Silent,
    )
    .request()
    .why("It is read as before until the day that is named.")
    .remedy(CHANGE_UNTIL)
    .example(BODY, PROPERTY, PROPERTY_LATE),
    single(
        "request-property-reactivated",
        "the property is not deprecated any more",
        Info,
        Silent,
    )
    .request()
    .why(STAYS)
    .example(BODY, PROPERTY_DEPRECATED, PROPERTY),
    single(
        "request-property-deprecated-sunset-missing",
        "the property was deprecated, and no day named until which it stays",
        Breaking,
        Silent,
    )
    .request()
    .why(NO_DAY)
    .remedy(ASK_FOR_DAY)
    .days(30, 0)
    .example(BODY, PROPERTY, PROPERTY_DEPRECATED),
    single(
        "request-property-deprecated-sunset-invalid",
        "the property was deprecated, and its `x-sunset` is no date",
        Breaking,
        Silent,
    )
    .request()
    .why(UNREADABLE)
    .remedy(ASK_FOR_DAY)
    .example(BODY, PROPERTY, PROPERTY_UNREADABLE),
    single(
        "request-property-sunset-date-too-small",
        "the day until which the deprecated property stays is too near",
        Breaking,
        Silent,
    )
    .request()
    .why(TOO_SOON)
    .remedy(CHANGE_NOW)
    .example(BODY, PROPERTY, PROPERTY_EARLY),
    single(
        "request-property-stability-decreased",
        "the property is less settled than before",
        Breaking,
        Silent,
    )
    .request()
    .why(LESS_SETTLED)
    .remedy(EXPECT_CHANGES)
    .example(BODY, PROPERTY_BETA, PROPERTY_ALPHA),
    single(
        "request-property-stability-increased",
        "the property is more settled than before",
        Info,
        Silent,
    )
    .request()
    .why(MORE_SETTLED)
    .example(BODY, PROPERTY_BETA, PROPERTY_STABLE),
];

/// The rows of properties that are answered, in the order of the page.
pub(super) const RESPONSE: &[Single] = &[
    single(
        "response-property-deprecated",
        "the property was deprecated",
        Info,
        Silent,
    )
    .response()
    .why(STILL_THERE)
    .remedy(LOOK_FOR_OTHER)
    .example(ANSWER, PROPERTY, PROPERTY_DEPRECATED),
    single(
        "response-property-deprecated-with-sunset",
        "the property was deprecated, and a day named until which it stays",
        Info,
        Silent,
    )
    .response()
    .why("It comes as before until the day that is named.")
    .remedy(CHANGE_UNTIL)
    .example(ANSWER, PROPERTY, PROPERTY_LATE),
    single(
        "response-property-reactivated",
        "the property is not deprecated any more",
        Info,
        Silent,
    )
    .response()
    .why(STAYS)
    .example(ANSWER, PROPERTY_DEPRECATED, PROPERTY),
    single(
        "response-property-deprecated-sunset-missing",
        "the property was deprecated, and no day named until which it stays",
        Breaking,
        Silent,
    )
    .response()
    .why(NO_DAY)
    .remedy(ASK_FOR_DAY)
    .days(30, 0)
    .example(ANSWER, PROPERTY, PROPERTY_DEPRECATED),
    single(
        "response-property-deprecated-sunset-invalid",
        "the property was deprecated, and its `x-sunset` is no date",
        Breaking,
        Silent,
    )
    .response()
    .why(UNREADABLE)
    .remedy(ASK_FOR_DAY)
    .example(ANSWER, PROPERTY, PROPERTY_UNREADABLE),
    single(
        "response-property-sunset-date-too-small",
        "the day until which the deprecated property stays is too near",
        Breaking,
        Silent,
    )
    .response()
    .why(TOO_SOON)
    .remedy(CHANGE_NOW)
    .example(ANSWER, PROPERTY, PROPERTY_EARLY),
    single(
        "response-property-stability-decreased",
        "the property is less settled than before",
        Breaking,
        Silent,
    )
    .response()
    .why(LESS_SETTLED)
    .remedy(EXPECT_CHANGES)
    .example(ANSWER, PROPERTY_BETA, PROPERTY_ALPHA),
    single(
        "response-property-stability-increased",
        "the property is more settled than before",
        Info,
        Silent,
    )
    .response()
    .why(MORE_SETTLED)
    .example(ANSWER, PROPERTY_BETA, PROPERTY_STABLE),
];
