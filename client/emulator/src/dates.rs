//! Days and moments as texts and numbers, each in UTC and counted in seconds since 1970-01-01.

use crate::{errors::Refusal, fields::Fields};
use jiff::{
    SignedDuration,
    civil::{Date, DateTime, datetime},
    fmt::temporal::Pieces,
};

const BEGINNING: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

/// From .NET's earliest moment, the beginning of the year 1, to 1970.
const TO_1970: i64 = 62_135_596_800;

/// The days of the week in the order of answers, the first of which is Sunday.
pub(crate) const WEEK: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

fn moment(seconds: i64) -> DateTime {
    BEGINNING.saturating_add(SignedDuration::from_secs(seconds))
}

fn seconds(moment: DateTime) -> i64 {
    moment.duration_since(BEGINNING).as_secs()
}

/// The day that a moment belongs to.
pub(crate) fn day(seconds: i64) -> Date {
    moment(seconds).date()
}

/// Such as `2023-11-14T22:13:20Z`.
pub(crate) fn iso(seconds: i64) -> String {
    moment(seconds).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Such as `2023-11-14T22:13:20.0000000Z`, as SCIM writes it.
pub(crate) fn iso_in_full(seconds: i64) -> String {
    let moment = moment(seconds);
    moment.strftime("%Y-%m-%dT%H:%M:%S.0000000Z").to_string()
}

/// Such as `11/14/2023 22:13:20`, as the first generation writes it.
pub(crate) fn american(seconds: i64) -> String {
    moment(seconds).strftime("%m/%d/%Y %H:%M:%S").to_string()
}

/// Such as `11/14/2023`, as the first generation writes days.
pub(crate) fn american_day(seconds: i64) -> String {
    moment(seconds).strftime("%m/%d/%Y").to_string()
}

/// Such as `/Date(1700000000000)/`, as .NET writes it; `None` is its earliest moment, which stands
/// for never.
pub(crate) fn net(seconds: Option<i64>) -> String {
    let milliseconds = seconds.unwrap_or(-TO_1970).saturating_mul(1000);
    format!("/Date({milliseconds})/")
}

/// The ticks of .NET, of 100 ns each.
pub(crate) fn ticks(seconds: i64) -> i64 {
    seconds.saturating_add(TO_1970).saturating_mul(10_000_000)
}

/// The beginning of a day that stands as `MM/dd/yyyy` in a field; an empty text is no day.
pub(crate) fn read_american_day(fields: Fields, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = fields.text(name)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match Date::strptime("%m/%d/%Y", text) {
        Ok(day) if day.year() >= 1 => Ok(Some(seconds(day.to_datetime(Default::default())))),
        _ => Err(Refusal::must_be(name, "a day as MM/dd/yyyy")),
    }
}

/// The seconds of a moment in ISO 8601 with Z or an offset; `None` where it is none.
pub(crate) fn read_iso(text: &str) -> Option<i64> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let moment = pieces.date().to_datetime(pieces.time()?);
    Some(seconds(moment) - i64::from(offset.seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn moments_are_written_in_each_form() {
        for (seconds, written) in [
            (-1, "1969-12-31T23:59:59Z"),
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (i64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(iso(seconds), written);
        }
        let seconds = 1_700_000_000;
        assert_eq!(iso_in_full(seconds), "2023-11-14T22:13:20.0000000Z");
        assert_eq!(american(seconds), "11/14/2023 22:13:20");
        assert_eq!(american_day(seconds), "11/14/2023");
        assert_eq!(net(Some(seconds)), "/Date(1700000000000)/");
        assert_eq!(net(None), "/Date(-62135596800000)/");
        assert_eq!(ticks(seconds), 638_355_968_000_000_000);
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for seconds in [0, 1_706_659_200, 951_782_400, 4_102_444_799] {
            assert_eq!(read_iso(&iso(seconds)), Some(seconds));
        }
        assert_eq!(
            read_iso("2026-01-31T02:00:00.0000000+02:00"),
            read_iso("2026-01-31T00:00:00Z")
        );
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-01-31",
            "2026-01-31T00:00:00",
            "2026-01-31T24:00:00Z",
            "é",
        ] {
            assert_eq!(read_iso(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        let read = |text: &str| {
            let json = json!({"day": text});
            let fields = Fields::of(Some(&json)).expect("an object");
            read_american_day(fields, "day")
        };
        for text in ["01/31/2024", "12/31/9999", "02/29/2000"] {
            let seconds = read(text).expect("a day").expect("not empty");
            assert_eq!(american_day(seconds), text);
        }
        assert_eq!(read("").expect("no day"), None);
        assert_eq!(read("1/2/1970").expect("a day"), Some(86_400));
        for text in ["02/30/2024", "31/01/2024", "2024-01-31", "01/31/0000"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
