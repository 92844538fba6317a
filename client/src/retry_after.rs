//! How long a server wants to be left alone.

use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// What the header `Retry-After` says, in seconds or as a date; `None` where there is none that can
/// be read. A date in the past is no time at all.
pub(crate) fn told(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read() {
        let now = httpdate::parse_http_date("Mon, 30 Nov 2026 01:00:00 GMT").unwrap();
        let told = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            told(&headers, now).map(|time| time.as_secs())
        };
        let rows = [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Mon, 30 Nov 2026 01:02:00 GMT", Some(120)),
            ("Monday, 30-Nov-26 01:00:30 GMT", Some(30)),
            ("Mon, 30 Nov 2026 00:00:00 GMT", Some(0)),
            ("Tue, 30 Nov 2027 01:00:00 GMT", Some(365 * 24 * 3600)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(told(text), expected, "{text}");
        }
        assert_eq!(super::told(&HeaderMap::new(), now), None);
    }
}
