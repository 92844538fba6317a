//! The renewal of a platform token, which goes by cookies.

use super::{Claims, Tenant, errors::failed};
use crate::{
    Call, Error,
    auth::{Door, Ends, Opened, Renewal},
};
use pvwa_api::Secret;
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use std::time::Duration;

const OPERATION: &str = "refresh_platform_token";

/// How long a token is good for where nobody says: an hour, as the vendor's own clients take it.
const LIFETIME: i32 = 3600;

/// Whether a text can be the id of a tenant, which is three letters and four digits as a rule.
pub(super) fn is_tenant_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The pair of tokens that a renewal takes and answers.
pub(crate) struct Refreshable {
    pub(super) tenant: Tenant,
    /// The id of the tenant, in the names of the cookies.
    pub(super) id: String,
    pub(super) token: Secret,
    pub(super) refresh: Secret,
}

impl Refreshable {
    /// The session of a logon that brought `token`, with what renews it where there is such a thing.
    pub(super) fn session(
        door: &Door,
        tenant: &Tenant,
        id: Option<String>,
        token: &str,
        refresh: Option<&str>,
        seconds: Option<i32>,
    ) -> Result<Opened, Error> {
        let seconds = seconds.filter(|seconds| *seconds > 0).unwrap_or(LIFETIME);
        let mut opened = Opened::of_identity(door, token, Some(seconds))?
            .ending(Ends::LogoffIdentity(tenant.clone()));
        let claims = Claims::of(token);
        let claimed = claims.as_ref().and_then(Claims::tenant_id);
        let id = claimed
            .map(str::to_owned)
            .or(id)
            .filter(|id| is_tenant_id(id));
        if let (Some(id), Some(refresh)) = (id, refresh.filter(|text| !text.is_empty())) {
            opened.renewal = Some(Renewal(Self {
                tenant: tenant.clone(),
                id,
                token: token.into(),
                refresh: refresh.into(),
            }));
        }
        Ok(opened)
    }

    /// Renews the session.
    ///
    /// `POST /OAuth2/RefreshPlatformToken` with both tokens as cookies, which the answer sets anew.
    pub(crate) async fn refresh(&self, door: &Door) -> Result<Opened, Error> {
        let cookies = format!(
            "{}={}; {}={}",
            self.refresh_cookie(),
            self.refresh.expose(),
            self.token_cookie(),
            self.token.expose()
        );
        let mut cookies = HeaderValue::from_str(&cookies).map_err(|_| self.unusable())?;
        cookies.set_sensitive(true);
        let api = self.tenant.with_cookies(cookies);
        let answer = api.refresh_platform_token().send().await;
        let answer = answer.map_err(|raw| failed(OPERATION, raw))?;
        let set = |name: String| set_cookie(answer.headers(), &name);
        let token = set(self.token_cookie()).ok_or_else(|| self.unusable())?;
        let refresh = set(self.refresh_cookie());
        let told = Claims::of(token).and_then(|claims| claims.expires_in(door.clock().wall()));
        let mut opened = Self::session(
            door,
            &self.tenant,
            Some(self.id.clone()),
            token,
            refresh,
            None,
        )?;
        if let Some(told) = told.filter(|told| *told > Duration::ZERO) {
            opened.expires_in = Some(told);
        }
        Ok(opened)
    }

    fn token_cookie(&self) -> String {
        format!("idToken-{}", self.id)
    }

    fn refresh_cookie(&self) -> String {
        format!("refreshToken-{}", self.id)
    }

    fn unusable(&self) -> Error {
        Error::UnusableToken {
            call: Call::of(OPERATION),
        }
    }
}

/// The value that an answer sets for a cookie.
fn set_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let set = headers.get_all(SET_COOKIE).iter();
    set.filter_map(|header| header.to_str().ok()?.split(';').next()?.split_once('='))
        .find(|(found, value)| found.trim() == name && !value.is_empty())
        .map(|(_, value)| value.trim())
}
