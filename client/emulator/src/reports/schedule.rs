//! When a task runs.

use crate::{
    dates::{self, WEEK},
    errors::Refusal,
    fields::Fields,
    limits::one_of,
    state::same,
};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

const WEEKS: [&str; 5] = ["First", "Second", "Third", "Fourth", "Last"];

/// How far is looked for the next day, in days: as many months as a recurrence can have.
const FARTHEST: i64 = 128 * 31 + 31;

/// A schedule.
#[derive(Clone)]
pub(crate) struct Schedule {
    /// In seconds.
    start: i64,
    monthly: bool,
    every: i64,
    /// By their places in [`WEEK`].
    days: Vec<usize>,
    /// By its place in [`WEEKS`].
    week: Option<usize>,
    /// When it last ran, in seconds.
    pub(crate) last: Option<i64>,
}

impl Schedule {
    /// Reads a schedule; its start must not lie in the past.
    pub(crate) fn read(fields: Fields, now: i64) -> Result<Self, Refusal> {
        let start = match fields.text("startTime")?.filter(|text| !text.is_empty()) {
            None => now,
            Some(text) => dates::read_iso(text)
                .filter(|at| *at >= now)
                .ok_or_else(|| {
                    Refusal::must_be("startTime", "a moment in ISO 8601 that is not in the past")
                })?,
        };
        let recurrence = fields.mandatory_object("recurrence")?;
        let kind = recurrence.text("type")?.unwrap_or("Weekly");
        let monthly = one_of("type", kind, &["Weekly", "Monthly"])? == "Monthly";
        let every = recurrence.within("recurrenceValue", 1..=128)?.unwrap_or(1);
        let mut days = Vec::new();
        for day in recurrence.list("daysOfWeek")?.unwrap_or_default() {
            let place = match day {
                Value::String(text) => WEEK.iter().position(|day| same(day, text)),
                other => other.as_u64().and_then(|day| usize::try_from(day).ok()),
            };
            let place = place.filter(|place| *place < WEEK.len());
            let wrong = || Refusal::invalid("daysOfWeek", "daysOfWeek must name days of the week.");
            days.push(place.ok_or_else(wrong)?);
        }
        if days.is_empty() {
            return Err(Refusal::mandatory("daysOfWeek"));
        }
        let week = recurrence.text("weekNumber")?.map(|text| {
            let place = WEEKS.iter().position(|week| same(week, text));
            place.ok_or_else(|| {
                Refusal::invalid(
                    "weekNumber",
                    "weekNumber must be First, Second, Third, Fourth or Last.",
                )
            })
        });
        Ok(Self {
            start,
            monthly,
            every,
            days,
            week: week.transpose()?,
            last: None,
        })
    }

    pub(crate) fn to_json(&self, richer: bool) -> Value {
        let days = self.days.iter().filter_map(|day| WEEK.get(*day));
        let week = self.week.and_then(|week| WEEKS.get(week));
        let mut json = json!({
            "startTime": dates::iso(self.start),
            "recurrence": {
                "type": if self.monthly { "Monthly" } else { "Weekly" },
                "recurrenceValue": self.every,
                "daysOfWeek": days.collect::<Vec<_>>(),
                "weekNumber": week,
            },
        });
        if richer {
            json["lastGenerationDate"] = json!(self.last.map(dates::iso));
        }
        json
    }

    /// The first time after a moment at which it runs.
    pub(crate) fn next(&self, after: i64) -> Option<i64> {
        let of_day = self.start.rem_euclid(DAY);
        let first = after.max(self.start - 1).div_euclid(DAY);
        let days = first..first.saturating_add(FARTHEST);
        let times = days.filter(|day| self.runs_on(*day));
        times
            .map(|day| day * DAY + of_day)
            .find(|at| *at > after && *at >= self.start)
    }

    fn runs_on(&self, day: i64) -> bool {
        let date = |day: i64| dates::day(day.saturating_mul(DAY));
        let weekday = date(day).weekday().to_sunday_zero_offset();
        let start = self.start.div_euclid(DAY);
        if !self
            .days
            .iter()
            .any(|day| i8::try_from(*day) == Ok(weekday))
        {
            return false;
        }
        if !self.monthly {
            // Weeks begin on Sunday; 1970-01-04 was one.
            let week = |day: i64| (day - 3).div_euclid(7);
            return (week(day) - week(start)) % self.every == 0;
        }
        let month = |day: i64| {
            let date = date(day);
            i64::from(date.year()) * 12 + i64::from(date.month())
        };
        let in_week = match self.week {
            None => true,
            Some(4) => month(day + 7) != month(day),
            Some(week) => usize::try_from((date(day).day() - 1) / 7).is_ok_and(|own| own == week),
        };
        in_week && (month(day) - month(start)) % self.every == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(recurrence: Value) -> Schedule {
        let json = json!({"startTime": "2026-01-05T06:00:00Z", "recurrence": recurrence});
        let fields = Fields::of(Some(&json)).expect("an object");
        Schedule::read(fields, 0).expect("a schedule")
    }

    fn times(schedule: &Schedule) -> Vec<String> {
        let mut at = 0;
        let times = std::iter::repeat_with(|| {
            at = schedule.next(at).expect("a next time");
            dates::iso(at)
        });
        times.take(3).collect()
    }

    #[test]
    fn weeks_and_months_are_counted_from_the_start() {
        let weekly = json!({"recurrenceValue": 2, "daysOfWeek": ["Monday", 3]});
        assert_eq!(
            times(&schedule(weekly)),
            [
                "2026-01-05T06:00:00Z",
                "2026-01-07T06:00:00Z",
                "2026-01-19T06:00:00Z"
            ]
        );
        let monthly = json!({"type": "Monthly", "daysOfWeek": ["friday"], "weekNumber": "Last"});
        assert_eq!(
            times(&schedule(monthly)),
            [
                "2026-01-30T06:00:00Z",
                "2026-02-27T06:00:00Z",
                "2026-03-27T06:00:00Z"
            ]
        );
    }
}
