//! Days and moments as text: `MM/dd/yyyy` in the first generation, ISO 8601 in the newest areas.

use crate::{errors::Refusal, fields::Fields};

const DAY: i64 = 86_400;

/// Year, month and day of a day since 1970-01-01 (the civil calendar counted from 1 March).
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The days from 1970-01-01 to a day; `None` where the calendar has none such.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let from_march = (month + 9) % 12;
    let year_from_march = year - i64::from(month <= 2);
    let (era, of_era) = (
        year_from_march.div_euclid(400),
        year_from_march.rem_euclid(400),
    );
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (civil(days) == (year, month, day)).then_some(days)
}

/// A day as `MM/dd/yyyy`.
pub(crate) fn write(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    format!("{month:02}/{day:02}/{year:04}")
}

/// A moment in ISO 8601 and UTC.
pub(crate) fn write_iso(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let of_day = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The beginning of a day that stands as `MM/dd/yyyy`, in seconds; empty text is no day.
pub(crate) fn read(fields: Fields, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = fields.text(name)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let mut parts = text.split('/').map(|part| part.parse::<i64>().ok());
    let day = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(month)), Some(Some(day)), Some(Some(year)), None) => days(year, month, day),
        _ => None,
    };
    match day {
        Some(day) => Ok(Some(day * DAY)),
        None => Err(Refusal::invalid(
            name,
            format!("{name} must be a day as MM/dd/yyyy."),
        )),
    }
}

/// The seconds of a moment in ISO 8601, with Z or an offset; `None` where it is none.
pub(crate) fn read_iso(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let mut date = date.split('-').map(|part| part.parse::<i64>().ok());
    let day = days(date.next()??, date.next()??, date.next()??)?;
    let (time, offset) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, 0),
        None => {
            let (time, offset) = time.split_at_checked(time.len().checked_sub(6)?)?;
            let (hours, minutes) = offset.get(1..)?.split_once(':')?;
            let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
            let seconds = match offset.get(..1)? {
                "+" => seconds,
                "-" => -seconds,
                _ => return None,
            };
            (time, seconds)
        }
    };
    let mut parts = time.split(':');
    let (hour, minute) = (
        parts.next()?.parse::<i64>().ok()?,
        parts.next()?.parse::<i64>().ok()?,
    );
    let second = parts.next()?.split('.').next()?.parse::<i64>().ok()?;
    let in_day = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    in_day.then_some(day * DAY + hour * 3600 + minute * 60 + second - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_are_written() {
        for seconds in [0, 1_706_659_200, 951_782_400, 4_102_444_799] {
            assert_eq!(read_iso(&write_iso(seconds)), Some(seconds));
        }
        assert_eq!(write_iso(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(
            read_iso("2026-01-31T02:00:00.0000000+02:00"),
            read_iso("2026-01-31T00:00:00Z")
        );
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-01-31",
            "2026-01-31T24:00:00Z",
            "é",
        ] {
            assert_eq!(read_iso(text), None, "{text}");
        }
    }
}
