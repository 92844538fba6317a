//! The target of an action: a JSONPath, cut into its steps.

use super::problems::shown;
use serde_json_path::JsonPath;

/// The longest target that is read, in bytes.
const MOST_BYTES: usize = 2000;

/// The most filters of a target: the parser's time doubles with each that stands in another.
const MOST_FILTERS: usize = 8;

/// The most parentheses that a target opens: the parser goes one call deeper for each.
const MOST_PARENTHESES: usize = 32;

/// A JSONPath from the root of the document.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) text: String,
    pub(super) steps: Vec<Step>,
}

/// One segment of a JSONPath: it leads from a place to places inside it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Whether it looks at everything inside, at any depth: `..`.
    pub(super) descends: bool,
    /// What is selected, as `.name`, `.*` or `[…]`.
    pub(super) selector: String,
    /// The selector as a query of its own, from the place that it is asked of.
    pub(super) query: JsonPath,
    /// Where the text of the step ends in that of the target, in bytes.
    pub(super) end: usize,
}

impl Step {
    /// Whether a filter may ask for something at the root of the document.
    pub(super) fn asks_root(&self) -> bool {
        self.selector.contains('?') && self.selector.contains('$')
    }

    /// The name that is selected where it is one name only.
    pub(super) fn name(&self) -> Option<&str> {
        if let Some(name) = self.selector.strip_prefix('.') {
            return (name != "*").then_some(name);
        }
        let inner = self.selector.strip_prefix('[')?.strip_suffix(']')?.trim();
        let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let name = inner.strip_prefix(quote)?.strip_suffix(quote)?;
        (!name.contains([quote, '\\'])).then_some(name)
    }
}

impl Target {
    /// Reads a JSONPath.
    ///
    /// # Errors
    ///
    /// Says in one clause why it is none, or none that is followed.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!("it is longer than {MOST_BYTES} bytes"));
        }
        if !text.starts_with('$') {
            return Err("it does not begin with `$`, the root of the document".to_owned());
        }
        let opened = |sign: char| text.chars().filter(|c| *c == sign).count();
        if opened('?') > MOST_FILTERS {
            return Err(format!("it has more than {MOST_FILTERS} filters"));
        }
        if opened('(') > MOST_PARENTHESES {
            return Err(format!("it opens more than {MOST_PARENTHESES} parentheses"));
        }
        JsonPath::parse(text).map_err(|error| {
            let read: String = text.chars().take(error.position()).collect();
            match error.message() {
                "parser error" => format!("it cannot be read after `{}`", shown(&read)),
                message => format!("after `{}`: {}", shown(&read), shown(message)),
            }
        })?;
        let steps = steps(text).ok_or("its steps cannot be told apart")?;
        Ok(Self {
            text: text.to_owned(),
            steps,
        })
    }

    /// Whether it is the whole document that it selects.
    pub(super) fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// The text of the first `count` steps.
    pub(super) fn beginning(&self, count: usize) -> &str {
        let end = count.checked_sub(1).map_or(1, |last| self.steps[last].end);
        self.text.get(..end).unwrap_or(&self.text)
    }
}

/// Cuts a JSONPath that is known to be one into its steps; `None` is not expected.
fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut at = 1;
    loop {
        at += blanks(&text[at..]);
        let rest = &text[at..];
        if rest.is_empty() {
            return Some(steps);
        }
        let descends = rest.starts_with("..");
        let dots = match descends {
            true => 2,
            false => usize::from(rest.starts_with('.')),
        };
        let start = at + dots + blanks(&text[at + dots..]);
        let rest = &text[start..];
        let length = match rest.starts_with('[') {
            true => bracketed(rest)?,
            false => rest
                .find(|c: char| matches!(c, '.' | '[') || is_blank(c))
                .unwrap_or(rest.len()),
        };
        if length == 0 {
            return None;
        }
        at = start + length;
        let selector = match rest.starts_with('[') {
            true => rest[..length].to_owned(),
            false => format!(".{}", &rest[..length]),
        };
        steps.push(Step {
            descends,
            query: JsonPath::parse(&format!("${selector}")).ok()?,
            selector,
            end: at,
        });
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}

/// How long the brackets are that `text` begins with, in bytes, with what they hold.
fn bracketed(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '[') => depth += 1,
            (None, ']') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let target = Target::parse(text).unwrap();
        let steps = target.steps.iter();
        steps
            .map(|step| match step.descends {
                true => format!("..{}", step.selector),
                false => step.selector.clone(),
            })
            .collect()
    }

    #[test]
    fn a_target_is_cut_where_a_step_begins() {
        let rows: &[(&str, &[&str])] = &[
            ("$", &[]),
            ("$.paths.*.get", &[".paths", ".*", ".get"]),
            ("$..parameters[0]", &["...parameters", "[0]"]),
            ("$..[?@.a == 'x]']", &["..[?@.a == 'x]']"]),
            ("$['a.b'][\"c]\\\"\"].d", &["['a.b']", "[\"c]\\\"\"]", ".d"]),
            ("$ .a [ 'b' ]\n.c", &[".a", "[ 'b' ]", ".c"]),
            (
                "$.a[?@.b[?@.c[0] == 1]].d",
                &[".a", "[?@.b[?@.c[0] == 1]]", ".d"],
            ),
            ("$.é[1:2,*]", &[".é", "[1:2,*]"]),
        ];
        for (text, expected) in rows {
            assert_eq!(cut(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_beginning_is_the_text_of_its_steps() {
        let target = Target::parse("$.a ['b'] .c").unwrap();
        let beginnings = [0, 1, 2, 3].map(|count| target.beginning(count));
        assert_eq!(beginnings, ["$", "$.a", "$.a ['b']", "$.a ['b'] .c"]);
    }

    #[test]
    fn one_name_is_told_from_other_selectors() {
        let name = |text: &str| {
            let target = Target::parse(text).unwrap();
            target.steps[0].name().map(str::to_owned)
        };
        assert_eq!(name("$.paths").as_deref(), Some("paths"));
        assert_eq!(name("$[ '/API/Safes' ]").as_deref(), Some("/API/Safes"));
        for other in ["$.*", "$[0]", "$['a', 'b']", "$[?@.a]", r"$['a\u0041']"] {
            assert_eq!(name(other), None, "{other}");
        }
    }

    #[test]
    fn what_would_keep_the_parser_busy_is_no_target() {
        let nested = format!("${}.a{}", "[?@".repeat(9), "]".repeat(9));
        let deep = format!("$[?{}@.a{}]", "(".repeat(400), ")".repeat(400));
        let long = format!("$.{}", "a".repeat(3000));
        for text in [nested, deep, long] {
            assert!(Target::parse(&text).is_err());
        }
    }
}
