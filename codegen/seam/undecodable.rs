//! An answer that is not what the operation answers.

use crate::{Error, layers::TRANSPORT_FAILURE};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use std::fmt;

/// The most characters of a path that are kept: a server chooses the names in it.
const LONGEST_PATH: usize = 200;

/// Why the body of an answer cannot be read, and where. Never what it holds.
///
/// It rides as an extension on a response with the status [`TRANSPORT_FAILURE`], in
/// [`Error::UnexpectedResponse`], because the generator's own error for it prints the whole body,
/// which may be a password: [`Undecodable::of`] finds it there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undecodable {
    /// Where in the body, as in `value[3].platformAccountProperties.Port`; `.` is the body itself.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
    /// The line of the body, from 1.
    pub line: usize,
    /// The column in that line, from 1; 0 at its very beginning.
    pub column: usize,
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// There is none.
    Empty,
    /// It is no JSON.
    Syntax,
    /// It is JSON, but another type stands there, or a property is missing.
    Type,
    /// It breaks off.
    Truncated,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty body",
            Self::Syntax => "no JSON",
            Self::Type => "another type than expected, or a missing property",
            Self::Truncated => "it breaks off",
        })
    }
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at {} (line {}, column {})",
            self.problem, self.path, self.line, self.column
        )
    }
}

impl Undecodable {
    /// What could not be read; `None` where the error is another one.
    pub fn of<E>(error: &Error<E>) -> Option<&Self> {
        match error {
            Error::UnexpectedResponse(response) => response.extensions().get(),
            _ => None,
        }
    }

    /// Reads a body; says where it cannot be read.
    pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Self> {
        // Noting the path slows reading down, so that is done only once there is something to say.
        serde_json::from_slice(body).map_err(|error| Self::find::<T>(body, &error))
    }

    fn find<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Self {
        let mut reader = serde_json::Deserializer::from_slice(body);
        let path = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
            Err(error) => error.path().to_string(),
            Ok(_) => ".".to_owned(),
        };
        let plain = |character: char| match character.is_control() {
            true => ' ',
            false => character,
        };
        Self {
            path: path.chars().take(LONGEST_PATH).map(plain).collect(),
            problem: match error.classify() {
                _ if body.trim_ascii().is_empty() => Problem::Empty,
                serde_json::error::Category::Data => Problem::Type,
                serde_json::error::Category::Eof => Problem::Truncated,
                _ => Problem::Syntax,
            },
            line: error.line(),
            column: error.column(),
        }
    }

    /// Puts it on a response, with what stands on the answer already.
    pub(crate) fn carried(self, answered: http::Extensions) -> Response {
        let mut carrier = http::Response::new(reqwest::Body::default());
        if let Ok(status) = StatusCode::from_u16(TRANSPORT_FAILURE) {
            *carrier.status_mut() = status;
        }
        *carrier.extensions_mut() = answered;
        carrier.extensions_mut().insert(self);
        carrier.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem<T: DeserializeOwned + fmt::Debug>(body: &str) -> String {
        Undecodable::read::<T>(body.as_bytes())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_place_is_named_and_the_value_is_not() {
        type List = std::collections::BTreeMap<String, Vec<u32>>;
        assert_eq!(
            problem::<List>(r#"{"value":[1,"Hunter2"]}"#),
            "another type than expected, or a missing property at value[1] (line 1, column 21)"
        );
        assert_eq!(
            problem::<List>(r#"{"value":[1"#),
            "it breaks off at value (line 1, column 11)"
        );
        assert_eq!(problem::<u32>(" "), "an empty body at . (line 1, column 1)");
        assert_eq!(problem::<u32>("<html>"), "no JSON at . (line 1, column 1)");
    }

    #[test]
    fn a_name_of_the_server_is_bounded() {
        let body = format!(r#"{{"{}":{{}}}}"#, "\\u001b".repeat(1000));
        let found = Undecodable::read::<std::collections::BTreeMap<String, u32>>(body.as_bytes());
        assert_eq!(found.unwrap_err().path, " ".repeat(LONGEST_PATH));
    }
}
