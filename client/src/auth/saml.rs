//! Logging on with what a SAML identity provider says.

use super::{
    CallbackError, Credentials, Door, LogonMethod, Method, Opened, SecretSource, Site,
    ask::{Ask, callback},
    logon::{CONCURRENT_SESSIONS, Who},
    problem::ChallengeProblem,
};
use crate::{Call, Error, error::Named};
use pvwa_api::{Secret, layers::BoxFuture, types::SamlLogonRequest};
use std::fmt;

/// Whoever a SAML identity provider vouches for.
///
/// `POST /API/Auth/SAML/Logon`, from version 11.4 on. Needs no permission. The response of the
/// provider goes in as a form, as its own page would post it.
///
/// # How a program gets the response
///
/// 1. A browser opens [`SamlRequest::sign_in_url`], the page of PVWA that sends it on to the identity
///    provider. A program can ask for that page itself, without following redirects, and finds the
///    address of the provider in it.
/// 2. The user logs on there.
/// 3. The provider answers with a page that posts a form back to PVWA. Its field `SAMLResponse`, in
///    Base64 as it stands there, is what this type wants. It is good for a few minutes, and once.
///
/// Where the user begins at the provider instead, PVWA has to allow that, or it answers status 400
/// with code PASWS035E.
///
/// ```no_run
/// use pvwa::{Saml, Secret, Vault};
///
/// # async fn browse(_: String) -> Result<String, std::io::Error> { Ok(String::new()) }
/// # async fn example() -> Result<(), pvwa::Error> {
/// let user = Saml::from_callback(|request| async move {
///     browse(request.sign_in_url).await.map(Secret::from)
/// });
/// let vault = Vault::builder("https://pvwa.example.com").credentials(user).build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Saml {
    response: Response,
    unattended: bool,
    concurrent: bool,
}

#[derive(Clone)]
enum Response {
    From(SecretSource),
    Asked(Ask<SamlRequest, Secret>),
}

/// What a program needs to know to get a response of the identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SamlRequest {
    /// The page of PVWA that sends a browser on to the identity provider.
    pub sign_in_url: String,
}

impl Saml {
    /// With this response, in Base64.
    pub fn response(response: impl Into<SecretSource>) -> Self {
        Self::new(Response::From(response.into()))
    }

    /// With a response that the program gets at each logon.
    pub fn from_callback<F, R, E>(ask: F) -> Self
    where
        F: Fn(SamlRequest) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        Self::new(Response::Asked(callback(ask)))
    }

    fn new(response: Response) -> Self {
        Self {
            response,
            unattended: false,
            concurrent: CONCURRENT_SESSIONS,
        }
    }

    /// Says that no person takes part in getting a response, so that a session which has ended is
    /// opened again by the next call.
    pub fn unattended(mut self) -> Self {
        self.unattended = true;
        self
    }

    /// Ends the user's other sessions at the logon. They stay unless this is called: see
    /// [the module](crate::auth).
    pub fn only_session(mut self) -> Self {
        self.concurrent = false;
        self
    }

    async fn log_on(&self, door: &Door, given: Option<&Secret>) -> Result<Opened, Error> {
        let who = Who {
            user: None,
            method: LogonMethod::Saml,
        };
        let asked = match &self.response {
            Response::From(_) => None,
            Response::Asked(ask) => {
                let base = &door.line.wire.base;
                let request = SamlRequest {
                    sign_in_url: format!("{base}/auth/saml/"),
                };
                Some(ask(request).await.map_err(|error| Error::Challenge {
                    call: Call::of("logon_saml"),
                    user: who.name().to_owned(),
                    problem: Box::new(ChallengeProblem::given_up(error)),
                })?)
            }
        };
        let response = super::needed(asked.as_ref().or(given))?;
        let request = SamlLogonRequest::builder()
            .saml_response(response.clone())
            .api_use(true)
            .concurrent_session(self.concurrent);
        let api = door.api(None, None);
        let answer = api.logon_saml().body(request).send().await;
        let answer = answer.named("logon_saml");
        let token = answer.map_err(|error| who.failed(error))?;
        let mut opened = Opened::of_pvwa(door, &token)?;
        opened.by_person = !self.unattended;
        Ok(opened)
    }
}

impl fmt::Debug for Saml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Saml");
        if let Response::From(source) = &self.response {
            shown.field("response", source);
        }
        shown.finish_non_exhaustive()
    }
}

impl From<Saml> for Credentials {
    fn from(method: Saml) -> Self {
        Self::new(method)
    }
}

impl Method for Saml {
    fn user(&self) -> Option<&str> {
        None
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::Saml
    }

    fn source(&self) -> Option<&SecretSource> {
        match &self.response {
            Response::From(source) => Some(source),
            Response::Asked(_) => None,
        }
    }

    fn calls_secret(&self) -> &'static str {
        "SAML response"
    }

    fn can_repeat(&self) -> bool {
        self.unattended
    }

    fn check(&self, _: &Site<'_>) -> Result<(), Error> {
        let source = self.source();
        source.map_or(Ok(()), |source| source.check(self.calls_secret()))
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(self.log_on(door, secret))
    }
}
