//! Users whose company logs on elsewhere: in a browser, while this client waits.

use super::{
    Question, Refreshable, Reply, Steps, Tenant, dialog::shown, errors::Named, steps::POLL,
};
use crate::{
    Error,
    auth::{ChallengeProblem, Opened},
};
use identity_api::types::{
    AdvanceAuthenticationRequest, AuthenticationPackage, FederatedLogonStatusRequest,
};
use pvwa_api::Secret;
use url::Url;

/// What stands for the mechanism where the PIN of a browser is handed in.
const PIN: &str = "OOBAUTHPIN";

/// The longest address that a person is asked to open.
const LONGEST_URL: usize = 2048;

impl Steps<'_> {
    /// Sends the user to the browser, and waits for what comes of it.
    pub(super) async fn in_browser(
        &self,
        tenant: &Tenant,
        package: &AuthenticationPackage,
    ) -> Result<Opened, Error> {
        let nowhere = |what: &str| {
            self.failed(ChallengeProblem::Unexpected {
                what: what.to_owned(),
            })
        };
        let short = package.idp_redirect_short_url.as_ref();
        let url = short
            .or(package.idp_redirect_url.as_ref())
            .and_then(|text| usable(text, tenant))
            .ok_or_else(|| nowhere("IdpRedirectUrl"))?;
        let session = package.idp_login_session_id.as_ref();
        let session = session.ok_or_else(|| nowhere("IdpLoginSessionId"))?;
        let pin = package.idp_oob_auth_pin_required == Some(true);
        let reply = self
            .ask("the logon in a browser", Question::Browser { url, pin })
            .await?;
        match (pin, reply) {
            (true, Reply::Answer(pin)) => self.with_pin(tenant, session, &pin).await,
            (false, Reply::Done) => self.until_done(tenant, session).await,
            _ => Err(self.failed(ChallengeProblem::WrongReply {
                asks: match pin {
                    true => "the PIN of the browser",
                    false => "the logon in a browser",
                },
            })),
        }
    }

    async fn with_pin(
        &self,
        tenant: &Tenant,
        session: &str,
        pin: &Secret,
    ) -> Result<Opened, Error> {
        let body = AdvanceAuthenticationRequest::builder()
            .session_id(session)
            .mechanism_id(PIN.to_owned())
            .action("Answer")
            .answer(identity_api::types::ChallengeReply::Secret(
                pin.expose().into(),
            ));
        let progress = self.advance(tenant, body, Some(pin)).await?;
        self.opened(tenant, progress)
    }

    async fn until_done(&self, tenant: &Tenant, session: &str) -> Result<Opened, Error> {
        let begun = self.door.clock().now();
        loop {
            self.door.clock().sleep(POLL).await;
            let body = FederatedLogonStatusRequest::builder().session_id(session);
            let api = tenant.api();
            let asked = api.get_federated_logon_status().oob_id_p_auth("true");
            let answer = asked.body(body).send().await;
            let answer = answer.named("get_federated_logon_status")?;
            let status = match (answer.success, answer.result) {
                (true, Some(status)) => status,
                _ => {
                    return Err(self.refused(
                        "get_federated_logon_status",
                        answer.message_id,
                        answer.message,
                        None,
                    ));
                }
            };
            let state = status.state.unwrap_or_default();
            if state.eq_ignore_ascii_case("success") {
                let token = status.token.unwrap_or_else(|| "".into());
                return Refreshable::session(
                    self.door,
                    tenant,
                    status.customer_id,
                    token.expose(),
                    status.refresh_token.as_ref().map(|token| token.expose()),
                    status.token_lifetime,
                );
            }
            if !state.eq_ignore_ascii_case("pending") {
                let what = shown(&state);
                return Err(self.failed(ChallengeProblem::Unexpected { what }));
            }
            self.in_time(begun)?;
        }
    }
}

/// An address that a person may be asked to open.
fn usable(text: &str, tenant: &Tenant) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let plain = text.len() <= LONGEST_URL && !text.chars().any(char::is_control);
    let encrypted =
        url.scheme() == "https" || (url.scheme() == "http" && !tenant.base().is_encrypted());
    let bare = url.username().is_empty() && url.password().is_none() && url.has_host();
    (plain && encrypted && bare).then(|| url.to_string())
}
