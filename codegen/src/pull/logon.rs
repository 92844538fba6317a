//! One logon: what is sent, what the token is, and what a refusal means.

use super::{
    Address,
    answer::{is_page, said},
};
use crate::problem::{Problem, Refusal};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::fmt;

/// Where a session is closed, below the folder of PVWA.
pub const LOGOFF: &str = "API/Auth/Logoff";

/// The code of a challenge: the vault wants a one-time code.
const CHALLENGE: &str = "ITATS542I";

/// Who checks the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The vault itself.
    CyberArk,
    /// A directory.
    Ldap,
    /// A RADIUS server.
    Radius,
    /// The domain of the web server.
    Windows,
}

impl Method {
    /// Every method, the commonest first.
    pub const ALL: [Self; 4] = [Self::CyberArk, Self::Ldap, Self::Radius, Self::Windows];

    /// The word for it in commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::CyberArk => "cyberark",
            Self::Ldap => "ldap",
            Self::Radius => "radius",
            Self::Windows => "windows",
        }
    }

    /// Where a session is opened with it, below the folder of PVWA.
    pub fn path(self) -> String {
        format!("API/Auth/{self}/Logon")
    }
}

impl fmt::Display for Method {
    /// As the vault spells it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CyberArk => "CyberArk",
            Self::Ldap => "LDAP",
            Self::Radius => "RADIUS",
            Self::Windows => "Windows",
        })
    }
}

/// The body of a logon.
///
/// The session stands beside others of the same user: without that word, the logon would end the
/// session that another job works with.
pub fn request(user: &str, password: &SecretString) -> SecretString {
    let password = password.expose_secret();
    let body = json!({"username": user, "password": password, "concurrentSession": true});
    body.to_string().into()
}

/// The token in the answer to a logon.
///
/// # Errors
///
/// Why there is none.
pub fn token(status: u16, body: &[u8]) -> Result<SecretString, LogonFailure> {
    match status {
        200 | 201 => match serde_json::from_slice(body) {
            // It becomes the value of a header.
            Ok(Value::String(token))
                if !token.is_empty() && token.bytes().all(|byte| matches!(byte, b' '..=b'~')) =>
            {
                Ok(token.into())
            }
            Ok(Value::Object(fields)) if fields.contains_key("AdditionalInfo") => {
                Err(LogonFailure::SecondHop)
            }
            _ if is_page(body) => Err(LogonFailure::Page),
            _ => Err(LogonFailure::NoToken),
        },
        409 => Err(LogonFailure::Expired(said(body))),
        401 | 403 => Err(LogonFailure::Refused(status, said(body))),
        _ => Err(match said(body) {
            Some(said) if said.starts_with(CHALLENGE) => LogonFailure::Challenge(said),
            said => LogonFailure::Other(status, said),
        }),
    }
}

/// Why a logon gave no token. A server's words are what is said of the user, never the password,
/// unless the server repeats it: see [`mask`](super::mask()).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogonFailure {
    /// The user or the password is wrong, or the user may not: the status, and the vault's words.
    Refused(u16, Option<String>),
    /// The password is right and expired.
    Expired(Option<String>),
    /// A one-time code is wanted.
    Challenge(String),
    /// A second call is wanted, which only the portal makes.
    SecondHop,
    /// The answer is a page: there is another logon in front.
    Page,
    /// The answer is neither a token nor anything known.
    NoToken,
    /// Another status, and the server's words; a redirect, which no password follows, is one.
    Other(u16, Option<String>),
}

impl LogonFailure {
    /// What to tell whoever tried.
    pub fn refusal(&self, user: &str, method: Method, address: &Address) -> Refusal {
        const BRING: &str = "log on another way and bring the session's token in PVWA_TOKEN or \
                             with --token-file";
        let (what, remedy) = match self {
            Self::Refused(status, _) => (
                format!("the logon of {user} was refused with {status}"),
                "see that user, password and --auth METHOD (cyberark, ldap, radius, windows) are \
                 right before trying again: wrong attempts suspend the user",
            ),
            Self::Expired(_) => (
                format!("the password of {user} has expired"),
                "log on to the portal and set a new one",
            ),
            Self::Challenge(_) => (
                format!("the logon of {user} wants a one-time code"),
                "where the server takes both at once, give the password as PASSWORD,CODE; else \
                 log on another way and bring the session's token in PVWA_TOKEN",
            ),
            Self::SecondHop => (
                format!("the logon of {user} wants a second step, which is not made here"),
                BRING,
            ),
            Self::Page => (
                "the logon answers an HTML page, no session".to_owned(),
                BRING,
            ),
            Self::NoToken => ("the logon answers no session".to_owned(), BRING),
            Self::Other(404, _) => (
                format!("there is no logon for {method} users"),
                "see that the URL is that of PVWA, and name its folder where it is not \
                 PasswordVault",
            ),
            Self::Other(status, _) => (format!("the logon of {user} failed with {status}"), BRING),
        };
        let place = address.below(&method.path());
        let problem = Problem::new(what, remedy).at(place.as_str(), None);
        let why = match self {
            Self::Refused(_, said) | Self::Expired(said) | Self::Other(_, said) => said.clone(),
            Self::Challenge(said) => Some(said.clone()),
            Self::SecondHop | Self::Page | Self::NoToken => None,
        };
        match why {
            Some(why) => problem.why(why),
            None => problem,
        }
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, body: &str) -> LogonFailure {
        token(status, body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_token_is_a_string() {
        let token = token(200, b"\"MTIz\\u0041==\"").unwrap();
        assert_eq!(token.expose_secret(), "MTIzA==");
        for body in [
            "\"\"",
            "\"a\\nb\"",
            "\"\u{e9}\"",
            "{\"value\": \"abc\"}",
            "abc",
            "",
            "null",
        ] {
            assert_eq!(failure(200, body), LogonFailure::NoToken, "{body}");
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        let error = r#"{"ErrorCode": "PASWS013E", "ErrorMessage": "Authentication failure."}"#;
        let said = || Some("PASWS013E: Authentication failure.".to_owned());
        assert_eq!(failure(403, error), LogonFailure::Refused(403, said()));
        assert_eq!(failure(401, "{}"), LogonFailure::Refused(401, None));
        assert_eq!(failure(409, error), LogonFailure::Expired(said()));
        assert_eq!(failure(404, "<html>"), LogonFailure::Other(404, None));
        assert_eq!(failure(302, ""), LogonFailure::Other(302, None));
        assert_eq!(failure(200, "<html></html>"), LogonFailure::Page);
        assert_eq!(
            failure(200, r#"{"AdditionalInfo": "", "UserName": "me"}"#),
            LogonFailure::SecondHop
        );
        assert_eq!(
            failure(
                500,
                r#"{"ErrorCode": "ITATS542I", "ErrorMessage": "Enter the code"}"#
            ),
            LogonFailure::Challenge("ITATS542I: Enter the code".to_owned())
        );
        assert_eq!(failure(500, ""), LogonFailure::Other(500, None));
    }

    #[test]
    fn every_refusal_says_where_and_what_to_do() {
        let address = Address::parse("https://pvwa", false).unwrap();
        for failure in [
            LogonFailure::Refused(403, Some("PASWS013E: no".to_owned())),
            LogonFailure::Expired(None),
            LogonFailure::Challenge("ITATS542I: code".to_owned()),
            LogonFailure::SecondHop,
            LogonFailure::Page,
            LogonFailure::NoToken,
            LogonFailure::Other(404, None),
            LogonFailure::Other(302, None),
        ] {
            let text = failure
                .refusal("api.user", Method::Ldap, &address)
                .to_string();
            let place = "https://pvwa/PasswordVault/API/Auth/LDAP/Logon: ";
            assert!(
                text.starts_with(place) && text.contains("\n  remedy: "),
                "{text}"
            );
        }
    }

    #[test]
    fn the_body_is_json_whatever_the_password_is() {
        let body = request("me", &"a\"b\\c\u{e9}".into());
        assert_eq!(
            body.expose_secret(),
            "{\"username\":\"me\",\"password\":\"a\\\"b\\\\c\u{e9}\",\"concurrentSession\":true}"
        );
        assert!(!format!("{body:?}").contains('b'), "{body:?}");
    }
}
