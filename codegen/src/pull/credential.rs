//! Passwords and tokens as people keep them in files and variables.

use super::Address;
use crate::problem::Problem;
use secrecy::{ExposeSecret, SecretString};

/// The most that a password or a token may have, in bytes: a token of Privilege Cloud has some
/// thousand.
pub const MOST_SECRET_BYTES: usize = 16 << 10;

/// A password or token from the bytes of a file, without the line end that editors add.
///
/// # Errors
///
/// A problem without a place, when it is empty, too long, no text, or has several lines.
pub fn secret(bytes: Vec<u8>) -> Result<SecretString, Box<Problem>> {
    const ANOTHER: &str = "name the file that holds it and nothing else, in one line of UTF-8";
    let refuse = |what: &str| Err(Problem::new(format!("the secret {what}"), ANOTHER).into());
    if bytes.len() > MOST_SECRET_BYTES {
        return refuse("is too long to be one");
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => SecretString::from(text),
        Err(_) => return refuse("is no text"),
    };
    let line = text.expose_secret();
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return refuse("is empty");
    }
    if line.contains(['\n', '\r', '\0']) {
        return refuse("has several lines");
    }
    Ok(line.to_owned().into())
}

/// What a token that somebody brings reads in the header `Authorization`.
///
/// PVWA takes its own tokens bare, Privilege Cloud those of Identity as `Bearer`. One that already
/// says so is left as it is.
pub fn authorization(token: &SecretString, address: &Address) -> SecretString {
    let token = token.expose_secret().trim();
    let scheme = token.get(..7).unwrap_or_default();
    match address.is_privilege_cloud() && !scheme.eq_ignore_ascii_case("Bearer ") {
        true => format!("Bearer {token}").into(),
        false => token.to_owned().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let secret = secret(text.as_bytes().to_vec());
        secret
            .map(|secret| secret.expose_secret().to_owned())
            .map_err(|problem| problem.what)
    }

    #[test]
    fn one_line_end_is_cut_and_nothing_else() {
        for (text, secret) in [
            ("Hunter2", "Hunter2"),
            ("Hunter2\n", "Hunter2"),
            ("Hunter2\r\n", "Hunter2"),
            ("\u{feff} Hun ter2 \n", " Hun ter2 "),
            ("pässwörd", "pässwörd"),
        ] {
            assert_eq!(read(text).unwrap(), secret);
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        for text in ["", "\n", "a\nb\n", "a\n\n"] {
            assert!(read(text).is_err(), "{text:?}");
        }
        assert!(read(&"x".repeat(MOST_SECRET_BYTES + 1)).is_err());
        assert_eq!(
            secret(vec![b'a', 0xff]).unwrap_err().what,
            "the secret is no text"
        );
        assert!(!read("Hunter2\nx").unwrap_err().contains("Hunter2"));
    }

    #[test]
    fn privilege_cloud_takes_bearers() {
        let given = |token: &str, address: &str| {
            let address = Address::parse(address, false).unwrap();
            authorization(&token.into(), &address)
                .expose_secret()
                .to_owned()
        };
        assert_eq!(given("abc", "pvwa.example.com"), "abc");
        assert_eq!(given("Bearer abc", "pvwa.example.com"), "Bearer abc");
        let cloud = "acme.privilegecloud.cyberark.cloud";
        assert_eq!(given("abc", cloud), "Bearer abc");
        assert_eq!(given("bearer abc", cloud), "bearer abc");
    }
}
