//! A session as a logon leaves it.

use super::{Door, identity::Refreshable, identity::Tenant};
use crate::{Error, error::Named};
use pvwa_api::Secret;
use reqwest::header::HeaderValue;
use std::time::Duration;

/// A session as it was opened.
pub(crate) struct Opened {
    /// The value of the header `Authorization`, marked as sensitive.
    pub(crate) token: HeaderValue,
    /// How long it is good for; `None` where nobody said.
    pub(crate) expires_in: Option<Duration>,
    pub(crate) ends: Ends,
    /// What renews it without the credentials; `None` where nothing does.
    pub(crate) renewal: Option<Renewal>,
    /// Whether a person took part, so that nobody opens another one unasked.
    pub(crate) by_person: bool,
}

impl Opened {
    /// A session of PVWA with this token, which ends by a logoff.
    pub(crate) fn of_pvwa(door: &Door, token: &Secret) -> Result<Self, Error> {
        Ok(Self {
            token: door.header(token.expose())?,
            expires_in: None,
            ends: Ends::Logoff,
            renewal: None,
            by_person: false,
        })
    }

    /// A session by a token of Identity, which ends by itself.
    pub(crate) fn of_identity(
        door: &Door,
        token: &str,
        seconds: Option<i32>,
    ) -> Result<Self, Error> {
        if token.is_empty() {
            return Err(door.unusable_token());
        }
        let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
        Ok(Self {
            token: door.header(&format!("Bearer {token}"))?,
            expires_in: seconds
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            ends: Ends::Itself,
            renewal: None,
            by_person: false,
        })
    }

    /// The same, ended in another way.
    pub(crate) fn ending(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }
}

/// What renews a session without its credentials.
pub(crate) struct Renewal(pub(super) Refreshable);

impl Renewal {
    /// Renews the session.
    pub(crate) async fn renew(&self, door: &Door) -> Result<Opened, Error> {
        self.0.refresh(door).await
    }
}

/// How a session ends.
pub(crate) enum Ends {
    /// By the logoff of the second generation.
    Logoff,
    /// By the logoff of the first generation.
    LogoffGen1,
    /// By the logoff of the shared logon.
    LogoffShared,
    /// By the logoff of Identity.
    LogoffIdentity(Tenant),
    /// By itself: whoever gave it, or its expiry, ends it.
    Itself,
}

impl Ends {
    /// Ends the session of `token`.
    pub(crate) async fn end(&self, door: &Door, token: &HeaderValue) -> Result<(), Error> {
        let api = door.api(Some(token), None);
        match self {
            Self::Logoff => api.logoff().send().await.named("logoff").map(drop),
            Self::LogoffGen1 => {
                let answer = api.logoff_gen1().send().await;
                answer.named("logoff_gen1").map(drop)
            }
            Self::LogoffShared => {
                let answer = api.logoff_shared_gen1().send().await;
                answer.named("logoff_shared_gen1").map(drop)
            }
            Self::LogoffIdentity(tenant) => tenant.log_off(token).await,
            Self::Itself => Ok(()),
        }
    }
}
