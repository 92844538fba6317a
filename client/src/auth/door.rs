//! What a logon has at hand: ways to the server without a session.

use crate::{
    Call, Clock, Error,
    base_url::BaseUrl,
    connect::ConnectOptions,
    cookies::Cookies,
    line::{Direct, Line},
};
use pvwa_api::layers::Layers;
use reqwest::header::HeaderValue;
use std::{sync::Arc, time::Duration};

/// The way to the server for those who have no session yet, or want to end one.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) http: reqwest::Client,
    pub(crate) line: Arc<Line>,
    pub(crate) cookies: Arc<Cookies>,
    /// How to connect to Identity, which is another server.
    pub(crate) connect: ConnectOptions,
    /// Where Identity is, as discovery found it; `None` where nobody looked.
    pub(crate) identity: Option<BaseUrl>,
}

/// What is known of a site before anything is sent.
pub(crate) struct Site<'a> {
    pub(crate) vault: &'a BaseUrl,
    pub(crate) identity: Option<&'a BaseUrl>,
    pub(crate) connect: &'a ConnectOptions,
}

impl Door {
    /// The clock of the vault.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.line.clock()
    }

    /// What is known of the site.
    pub(crate) fn site(&self) -> Site<'_> {
        Site {
            vault: &self.line.wire.base,
            identity: self.identity.as_ref(),
            connect: &self.connect,
        }
    }

    /// The generated client with a session that is given, or with none. Each attempt may take as
    /// long as `patience`; `None` for what the options say.
    pub(crate) fn api(
        &self,
        token: Option<&HeaderValue>,
        patience: Option<Duration>,
    ) -> pvwa_api::Client {
        let direct = Direct {
            line: self.line.clone(),
            token: token.cloned(),
            patience,
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
