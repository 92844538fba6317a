//! The parameter `filter`: comparisons joined by `and`.

use crate::errors::Refusal;
use serde_json::Value;

/// Comparisons that must all hold.
pub(crate) struct Filter(Vec<Comparison>);

struct Comparison {
    path: String,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy)]
enum Operator {
    Equal,
    Unequal,
    Contains,
    Starts,
    Ends,
}

impl Filter {
    /// Reads a filter; only some attributes can be compared.
    pub(crate) fn read(text: &str, comparable: &[&str]) -> Result<Self, Refusal> {
        let wrong = || {
            let known = comparable.join(", ");
            Refusal::new(
                400,
                "invalidFilter",
                format!(
                    "The filter `{text}` is not one the service takes: compare one of {known} by eq, ne, co, sw \
                     or ew with a text in quotes, and join comparisons by and."
                ),
            )
        };
        let mut comparisons = Vec::new();
        let mut rest = text.trim();
        loop {
            let (comparison, after) = Comparison::read(rest).ok_or_else(wrong)?;
            let known = |name: &&str| name.eq_ignore_ascii_case(&comparison.path);
            if !comparable.iter().any(|name| known(&name)) {
                return Err(wrong());
            }
            comparisons.push(comparison);
            if after.is_empty() {
                return Ok(Self(comparisons));
            }
            let (word, after) = after.split_once(' ').ok_or_else(wrong)?;
            if !word.eq_ignore_ascii_case("and") {
                return Err(wrong());
            }
            rest = after.trim_start();
        }
    }

    /// Whether a resource passes. The case of letters counts.
    pub(crate) fn passes(&self, resource: &Value) -> bool {
        self.0.iter().all(|one| {
            let found = values(resource, &one.path);
            let value = &one.value;
            match one.operator {
                Operator::Equal => found.iter().any(|text| text == value),
                Operator::Unequal => found.iter().all(|text| text != value),
                Operator::Contains => found.iter().any(|text| text.contains(value)),
                Operator::Starts => found.iter().any(|text| text.starts_with(value)),
                Operator::Ends => found.iter().any(|text| text.ends_with(value)),
            }
        })
    }
}

impl Comparison {
    /// Reads one comparison off the front, and what follows.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (path, rest) = text.split_once(' ')?;
        let (operator, rest) = rest.trim_start().split_once(' ')?;
        let operator = match operator.to_ascii_lowercase().as_str() {
            "eq" => Operator::Equal,
            "ne" => Operator::Unequal,
            "co" => Operator::Contains,
            "sw" => Operator::Starts,
            "ew" => Operator::Ends,
            _ => return None,
        };
        let rest = rest.trim_start();
        let (value, rest) = match rest.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                (word.to_owned(), rest)
            }
        };
        let comparison = Self {
            path: path.to_owned(),
            operator,
            value,
        };
        Some((comparison, rest.trim_start()))
    }
}

/// A text up to its closing quote, in which a backslash keeps what follows, and the rest.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => value.push(signs.next()?.1),
            other => value.push(other),
        }
    }
    None
}

/// The texts that a path leads to, through lists as well. A URN at its front keeps its dots.
pub(crate) fn values(resource: &Value, path: &str) -> Vec<String> {
    let mut open = vec![resource];
    for name in path.split('.') {
        open = open
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect(),
                other => vec![other],
            })
            .map(|value| super::field(value, name))
            .filter(|value| !value.is_null())
            .collect();
    }
    open.into_iter()
        .flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            other => vec![other],
        })
        .map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_filter_compares_what_it_may() {
        let user = json!({"userName": "ann@x", "emails": [{"value": "a\"b@x"}]});
        for (text, passes) in [
            (r#"userName eq "ann@x""#, true),
            (r#"USERNAME eq "Ann@x""#, false),
            (r#"userName sw "ann" and emails.value co "\"b""#, true),
            (r#"userName ew "y""#, false),
            (r#"userName ne "y""#, true),
        ] {
            let filter = Filter::read(text, &["userName", "emails.value"]).expect("a filter");
            assert_eq!(filter.passes(&user), passes, "{text}");
        }
        for text in [
            "",
            "userName",
            "userName eq",
            r#"userName gt "a""#,
            r#"active eq "a""#,
            r#"userName eq "a"#,
            r#"userName eq "a" or userName eq "b""#,
        ] {
            assert!(Filter::read(text, &["userName"]).is_err(), "{text}");
        }
    }
}
