//! What the path of a request has in the places of its operation's parameters.

use percent_encoding::percent_decode;
use std::str;

/// How a path compares with the template of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It is the template, with something in the place of every parameter.
    Whole,
    /// It ends as the template does, and begins with something else, such as the base URL.
    End,
    /// It is something else.
    No,
}

/// Compares `path` with `template`. A slash at the end of either counts for nothing.
pub(crate) fn fit(path: &str, template: &str) -> Fit {
    let mut parts = segments(path);
    for expected in segments(template) {
        match parts.next() {
            Some(part) if expected.starts_with(b"{") && !part.is_empty() => {}
            Some(part) if part == expected => {}
            _ => return Fit::No,
        }
    }
    match parts.next() {
        None => Fit::Whole,
        Some(_) => Fit::End,
    }
}

/// The parameters in a path that is `template` or ends as it does: name and decoded value, the last
/// one first. `None` where it does not.
pub(crate) fn parameters<'a>(
    path: &'a str,
    template: &'a str,
) -> Option<impl Iterator<Item = (&'a str, String)>> {
    if fit(path, template) == Fit::No {
        return None;
    }
    let pairs = segments(template).zip(segments(path));
    Some(pairs.filter_map(|(name, part)| {
        let value = percent_decode(part).decode_utf8_lossy();
        Some((parameter(name)?, value.into_owned()))
    }))
}

/// From the last to the first. As bytes, since every call looks at them several times.
fn segments(path: &str) -> impl Iterator<Item = &[u8]> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.trim_end_matches('/').as_bytes();
    path.rsplit(|byte| *byte == b'/')
}

/// The name of the parameter that a segment of a template stands for.
fn parameter(segment: &[u8]) -> Option<&str> {
    let name = segment.strip_prefix(b"{")?.strip_suffix(b"}")?;
    str::from_utf8(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: &str = "/API/Safes/{safeUrlId}/Members/{memberName}";

    #[test]
    fn a_path_fits_as_a_whole_or_at_its_end() {
        assert_eq!(fit("/API/Safes/x/Members/bob/", MEMBER), Fit::Whole);
        assert_eq!(fit("/pam/API/Safes/x/Members/bob", MEMBER), Fit::End);
        assert_eq!(fit("//API/Safes/x/Members/bob", MEMBER), Fit::End);
        for other in [
            "/API/Safes/x/Members",
            "/API/Safes//Members/bob",
            "/API/Safes/x/Owners/bob",
            "/Safes/x/Members/bob",
            "/",
        ] {
            assert_eq!(fit(other, MEMBER), Fit::No, "{other}");
        }
        assert_eq!(fit("/API/Safes/", "/API/Safes/"), Fit::Whole);
    }

    #[test]
    fn parameters_are_decoded() {
        let path = "/proxy/PasswordVault/API/Safes/my%20safe+1/Members/bob@corp.example/";
        let found: Vec<_> = parameters(path, MEMBER).unwrap().collect();
        let expected = [
            ("memberName", "bob@corp.example".to_owned()),
            ("safeUrlId", "my safe+1".to_owned()),
        ];
        assert_eq!(found, expected);
        let none = parameters("/PasswordVault/API/Safes", "/API/Safes");
        assert_eq!(none.unwrap().count(), 0);
        // A parameter of dots has taken a part of the path with it.
        assert!(parameters("/PasswordVault/API/", "/API/Accounts/{accountId}").is_none());
    }
}
