//! Values that are one of a few, lie between two numbers, or are so long at most.

use crate::{call::Query, errors::Refusal, fields::Fields, state::same};
use std::ops::RangeInclusive;

/// The value that a text names in any case, in its own spelling.
pub(crate) fn one_of(
    name: &str,
    text: &str,
    values: &[&'static str],
) -> Result<&'static str, Refusal> {
    let mut known = values.iter().copied();
    known.find(|value| same(value, text)).ok_or_else(|| {
        let listed = match values.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => "absent".to_owned(),
        };
        Refusal::must_be(name, &listed)
    })
}

impl Query {
    /// One of a few values, in its own spelling; `None` where it is absent or empty.
    pub(crate) fn choice(
        &self,
        name: &str,
        values: &[&'static str],
    ) -> Result<Option<&'static str>, Refusal> {
        let text = self.text(name);
        text.map(|text| one_of(name, text, values)).transpose()
    }
}

impl Fields<'_> {
    /// A text of no more than so many characters; empty where it is absent.
    pub(crate) fn text_up_to(self, name: &str, most: usize) -> Result<String, Refusal> {
        let text = self.text(name)?.unwrap_or_default();
        match text.chars().count() > most {
            true => Err(Refusal::too_long(name, most)),
            false => Ok(text.to_owned()),
        }
    }

    /// One of a few values, in its own spelling; `None` where it is absent or empty.
    pub(crate) fn choice(
        self,
        name: &str,
        values: &[&'static str],
    ) -> Result<Option<&'static str>, Refusal> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.map(|text| one_of(name, text, values)).transpose()
    }

    /// A number of a range; `None` where it is absent.
    pub(crate) fn within(
        self,
        name: &str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<i64>, Refusal> {
        let number = self.integer(name)?;
        if number.is_none_or(|number| range.contains(&number)) {
            return Ok(number);
        }
        let what = format!("from {} to {}", range.start(), range.end());
        Err(Refusal::must_be(name, &what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_none_of_them_is_told_what_there_is() {
        let json = json!({"shape": "ROUND", "none": "", "sides": 9});
        let fields = Fields::of(Some(&json)).expect("an object");
        let choice = |name, values| fields.choice(name, values).map_err(|one| one.to_string());
        assert_eq!(choice("shape", &["Flat", "Round"]), Ok(Some("Round")));
        assert_eq!(choice("none", &["Flat"]), Ok(None));
        assert_eq!(
            choice("shape", &["Flat", "Long", "Wide"]),
            Err("shape must be Flat, Long or Wide.".to_owned())
        );
        let within = |range| fields.within("sides", range).map_err(|one| one.to_string());
        assert_eq!(within(1..=9), Ok(Some(9)));
        assert_eq!(within(1..=8), Err("sides must be from 1 to 8.".to_owned()));
    }
}
