//! The filter language of lists: conditions joined by AND.

/// Conditions that an item has to meet, all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter(Vec<Condition>);

#[derive(Clone, Debug)]
struct Condition {
    property: &'static str,
    operator: &'static str,
    value: String,
}

impl Filter {
    pub(crate) fn and(
        &mut self,
        property: &'static str,
        operator: &'static str,
        value: impl ToString,
    ) {
        self.0.push(Condition {
            property,
            operator,
            value: value.to_string(),
        });
    }

    /// Whether there is a condition on a property.
    pub(crate) fn has(&self, property: &str) -> bool {
        self.0
            .iter()
            .any(|condition| condition.property == property)
    }

    /// The filter as the server reads it; `None` where there is no condition.
    ///
    /// # Errors
    ///
    /// The property whose value the language cannot express.
    pub(crate) fn text(&self) -> Result<Option<String>, &'static str> {
        let mut conditions = Vec::with_capacity(self.0.len());
        for Condition {
            property,
            operator,
            value,
        } in &self.0
        {
            let value = quoted(value).ok_or(*property)?;
            conditions.push(format!("{property} {operator} {value}"));
        }
        Ok((!conditions.is_empty()).then(|| conditions.join(" AND ")))
    }
}

/// A value as it stands in a filter.
///
/// Servers up to 14.4 take quotes for a part of the value and cannot find one with a space at all;
/// from 14.6 on such a value must be quoted. So only that is quoted which needs it. No way is known
/// to write a quotation mark inside quotes.
fn quoted(value: &str) -> Option<String> {
    let needs_quotes = value.is_empty() || value.contains(char::is_whitespace);
    match (needs_quotes, value.contains('"')) {
        (true, true) => None,
        (true, false) => Some(format!("\"{value}\"")),
        (false, _) => Some(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_quotes_is_quoted() {
        let mut filter = Filter::default();
        assert_eq!(filter.text(), Ok(None));
        filter.and("safeName", "eq", "APP_Oracle");
        assert_eq!(filter.text().unwrap().unwrap(), "safeName eq APP_Oracle");
        filter.and("modificationTime", "gte", 1_700_000_000);
        assert_eq!(
            filter.text().unwrap().unwrap(),
            "safeName eq APP_Oracle AND modificationTime gte 1700000000"
        );
    }

    #[test]
    fn a_space_cannot_start_another_condition() {
        let mut filter = Filter::default();
        filter.and("safeName", "eq", "A AND safeName eq B");
        assert_eq!(
            filter.text().unwrap().unwrap(),
            "safeName eq \"A AND safeName eq B\""
        );
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let mut filter = Filter::default();
        filter.and("safeName", "eq", "A\" OR \"B");
        assert_eq!(filter.text(), Err("safeName"));
    }
}
