//! Moments as Identity writes them.

/// .NET's earliest moment, which stands for "never", in milliseconds.
const NEVER: i64 = -62_135_596_800_000;

/// A moment of the envelope, in seconds; `None` for never.
pub(crate) fn net_date(seconds: Option<i64>) -> String {
    let milliseconds = seconds.map_or(NEVER, |seconds| seconds.saturating_mul(1000));
    format!("/Date({milliseconds})/")
}

/// A moment of SCIM, in seconds.
pub(crate) fn iso_date(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01, in eras of 400 years, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{of_month:02}T{hour:02}:{minute:02}:{second:02}.0000000Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_days_of_the_calendar() {
        assert_eq!(iso_date(0), "1970-01-01T00:00:00.0000000Z");
        assert_eq!(iso_date(951_782_400), "2000-02-29T00:00:00.0000000Z");
        assert_eq!(iso_date(1_700_000_000), "2023-11-14T22:13:20.0000000Z");
        assert_eq!(net_date(None), "/Date(-62135596800000)/");
    }
}
