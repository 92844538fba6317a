//! What can be read of a vault's words: names in the few forms that are known.

use super::{Refusal, RefusedParameter};

/// The most characters of the name of a user: vaults take no more.
const LONGEST_NAME: usize = 128;

/// The code of a mandatory parameter that is missing.
const MANDATORY: &str = "PASWS011E";

/// The refusal's own code and those of its details.
pub(super) fn codes(refusal: &Refusal) -> impl Iterator<Item = &str> {
    let details = refusal.details.iter().map(|detail| &detail.code);
    [&refusal.code]
        .into_iter()
        .chain(details)
        .flatten()
        .map(String::as_str)
}

/// The refusal's own message and those of its details.
fn messages(refusal: &Refusal) -> impl Iterator<Item = &str> {
    let details = refusal.details.iter().map(|detail| &detail.message);
    [&refusal.message]
        .into_iter()
        .chain(details)
        .flatten()
        .map(String::as_str)
}

/// Whether `words`, in small letters, stand in one of the messages.
pub(super) fn says(refusal: &Refusal, words: &str) -> bool {
    messages(refusal).any(|message| message.to_ascii_lowercase().contains(words))
}

/// Whether one of `parameters`, in small letters, is what is missing.
pub(super) fn misses(refusal: &Refusal, parameters: &[&str]) -> bool {
    let is_meant = |name: &str| parameters.contains(&name.to_ascii_lowercase().as_str());
    let mut details = refusal.details.iter();
    details.any(|detail| detail.name.as_deref().is_some_and(is_meant) && is_missing(detail))
        || messages(refusal).any(|message| mandatory(message).is_some_and(is_meant))
}

fn is_missing(detail: &RefusedParameter) -> bool {
    let words = detail
        .message
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    detail.code.as_deref() == Some(MANDATORY)
        || ["mandatory", "missing", "required", "must be given"]
            .iter()
            .any(|sign| words.contains(sign))
}

/// The parameters that were not accepted: the details, or else what the message names in one of the
/// known forms.
pub(super) fn parameters(refusal: &Refusal) -> Vec<RefusedParameter> {
    if !refusal.details.is_empty() {
        return refusal.details.clone();
    }
    let named = refusal
        .message
        .as_deref()
        .and_then(|message| mandatory(message).or_else(|| before(message, " value is invalid")));
    let parameter = |name: &str| RefusedParameter {
        name: Some(name.to_owned()),
        code: refusal.code.clone(),
        message: refusal.message.clone(),
    };
    named.map(parameter).into_iter().collect()
}

/// The name in `Mandatory parameter [Reason] is missing`, with or without brackets or quotes.
fn mandatory(message: &str) -> Option<&str> {
    let (_, rest) = split_once_ignoring_case(message, "mandatory parameter")?;
    plain_name(
        rest.trim_start()
            .trim_start_matches(['[', '\'', '"', '<', ':']),
    )
}

/// The word that stands before `sign`.
fn before<'a>(message: &'a str, sign: &str) -> Option<&'a str> {
    let (first, _) = split_once_ignoring_case(message, sign)?;
    let word = first
        .rsplit(|character: char| !is_of_name(character))
        .next()?;
    plain_name(word)
}

fn plain_name(text: &str) -> Option<&str> {
    let end = text
        .find(|character| !is_of_name(character))
        .unwrap_or(text.len());
    text.get(..end)
        .filter(|name| !name.is_empty() && name.len() <= LONGEST_NAME)
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '.'
}

/// Who holds a locked account, where the message says `locked by user NAME` or `locked by NAME`.
pub(super) fn holder(refusal: &Refusal) -> Option<Box<str>> {
    messages(refusal).find_map(|message| {
        let (_, rest) = split_once_ignoring_case(message, "locked by ")?;
        let rest = match split_once_ignoring_case(rest, "user ") {
            Some(("", name)) => name,
            _ => rest,
        };
        let rest = rest.trim_start_matches(['\'', '"', '[']);
        let ends = |character: char| ",;()[]'\"<>".contains(character);
        let name = rest.split(ends).next()?;
        let name = name.split(". ").next()?.trim().trim_end_matches('.');
        let is_name = !name.is_empty()
            && name.chars().count() <= LONGEST_NAME
            && !name.to_ascii_lowercase().starts_with("another user");
        is_name.then(|| name.into())
    })
}

/// Splits at `sign`, which is in small letters.
fn split_once_ignoring_case<'a>(text: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    // Small letters of ASCII are as long as capital ones, so places are the same in both.
    let at = text.to_ascii_lowercase().find(sign)?;
    Some((text.get(..at)?, text.get(at + sign.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Refusal {
        let mut refusal = Refusal::bare(400);
        refusal.message = Some(message.to_owned());
        refusal
    }

    #[test]
    fn a_holder_is_read_in_the_known_forms_only() {
        let rows = [
            ("Account db1 is locked by user Alice.", Some("Alice")),
            ("Object is locked by corp\\bob", Some("corp\\bob")),
            (
                "The account is locked by 'alice@corp.example'.",
                Some("alice@corp.example"),
            ),
            ("LOCKED BY USER Alice. Try later.", Some("Alice")),
            ("Password is locked by another user.", None),
            ("locked by ", None),
            ("Account is locked", None),
            ("", None),
        ];
        for (message, expected) in rows {
            assert_eq!(holder(&said(message)).as_deref(), expected, "{message}");
        }
        assert_eq!(
            holder(&said(&format!("locked by user {}", "x".repeat(129)))),
            None
        );
    }

    #[test]
    fn a_parameter_is_read_in_the_known_forms_only() {
        let rows = [
            ("Mandatory parameter [Reason] is missing", Some("Reason")),
            (
                "Account was not added. Mandatory parameter Username is missing.",
                Some("Username"),
            ),
            (
                "Safe member was not added. Permissions value is invalid.",
                Some("Permissions"),
            ),
            ("Mandatory parameter 'é'", None),
            ("There are some invalid parameters.", None),
        ];
        for (message, expected) in rows {
            let found = parameters(&said(message));
            let names: Vec<_> = found.iter().filter_map(|it| it.name.as_deref()).collect();
            assert_eq!(names, expected.as_slice(), "{message}");
        }
    }

    #[test]
    fn only_what_is_missing_is_missed() {
        let mut refusal = said("Some parameters are not valid.");
        let detail = |code: &str, message: &str| RefusedParameter {
            name: Some("Reason".to_owned()),
            code: Some(code.to_owned()),
            message: Some(message.to_owned()),
        };
        refusal.details = vec![detail("PASWS168E", "is too long")];
        assert!(!misses(&refusal, &["reason"]));
        refusal.details = vec![detail("PASWS011E", "")];
        assert!(misses(&refusal, &["reason"]));
        assert!(!misses(&refusal, &["ticketid"]));
        assert!(misses(
            &said("mandatory parameter <Reason> missing"),
            &["reason"]
        ));
    }
}
