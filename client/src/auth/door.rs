//! What a logon has at hand: ways to the server without a session.

use crate::{
    Call, Clock, Error,
    cookies::Cookies,
    line::{Direct, Line},
};
use pvwa_api::layers::Layers;
use reqwest::header::HeaderValue;
use std::sync::Arc;

/// The way to the server for those who have no session yet, or want to end one.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) http: reqwest::Client,
    pub(crate) line: Arc<Line>,
    pub(crate) cookies: Arc<Cookies>,
}

impl Door {
    /// The clock of the vault.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.line.clock()
    }

    /// The generated client with a session that is given, or with none.
    pub(crate) fn api(&self, token: Option<&HeaderValue>) -> pvwa_api::Client {
        let direct = Direct {
            line: self.line.clone(),
            token: token.cloned(),
        };
        pvwa_api::Client::new_with_client(
            self.line.wire.base.as_str(),
            self.http.clone(),
            Layers::new(direct),
        )
    }

    /// A token as the value of a header, marked so that `Debug` does not show it.
    pub(crate) fn header(&self, token: &str) -> Result<HeaderValue, Error> {
        match HeaderValue::from_str(token) {
            Ok(mut value) if !value.is_empty() => {
                value.set_sensitive(true);
                Ok(value)
            }
            _ => Err(self.unusable_token()),
        }
    }

    /// The error for an answer to a logon that holds no token.
    pub(crate) fn unusable_token(&self) -> Error {
        Error::UnusableToken {
            call: Call::of("logon"),
        }
    }
}
