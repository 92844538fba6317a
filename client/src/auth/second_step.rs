//! The second of two factors, after Windows or a certificate was the first.

use super::{
    Door, LogonMethod, Opened, SecretSource,
    logon::{self, Came, Challenges, Who},
};
use crate::Error;
use pvwa_api::{Secret, types::LogonFirstHop};

/// What the second step needs.
#[derive(Clone, Default)]
pub(super) struct SecondStep {
    /// By what it is proved, and where the proof comes from; `None` where none is set.
    pub(super) proof: Option<(LogonMethod, SecretSource)>,
    pub(super) challenges: Challenges,
}

impl SecondStep {
    pub(super) fn check(&self) -> Result<(), Error> {
        let proof = self.proof.as_ref();
        proof.map_or(Ok(()), |(_, source)| source.check("second password"))
    }

    /// Whether nobody is asked.
    pub(super) fn can_repeat(&self) -> bool {
        self.challenges.unattended || self.challenges.ask.is_none()
    }

    /// Takes it, on the cookies of the first, where one is due.
    ///
    /// `otherwise` is what is sent where no proof is set: the method and the password of the first
    /// step.
    pub(super) async fn take(
        &self,
        door: &Door,
        who: Who<'_>,
        came: Came,
        otherwise: Option<(LogonMethod, &Secret)>,
        concurrent: bool,
    ) -> Result<Opened, Error> {
        let hop = match came {
            Came::Open(opened) => return Ok(opened),
            Came::SecondStep(hop) => hop,
        };
        let (method, secret) = match (&self.proof, otherwise) {
            (Some((method, source)), _) => (*method, source.fetch("second password").await?),
            (None, Some((method, secret))) => (method, secret.clone()),
            (None, None) => {
                return Err(Error::SecondStep {
                    call: crate::Call::of("logon"),
                    user: hop.user_name.unwrap_or_else(|| who.name().to_owned()),
                });
            }
        };
        let LogonFirstHop { user_name, .. } = hop;
        let named = user_name.filter(|name| super::check_user(name).is_ok());
        let user = named.as_deref().or(who.user);
        let who = Who { user, ..who };
        let mut request = logon::request(user, Some(&secret), concurrent);
        if method == LogonMethod::PkiPn {
            pki_pn(&mut request);
        }
        let came = logon::answering(door, who, method, request, None, &self.challenges).await?;
        match came {
            Came::Open(opened) => Ok(opened),
            // A third one, which no site has.
            Came::SecondStep(_) => Err(door.unusable_token()),
        }
    }
}

/// Adds what a logon by PKIPN has besides.
pub(super) fn pki_pn(request: &mut pvwa_api::types::LogonRequest) {
    request.type_ = Some("pkipn".to_owned());
    request.secure_mode = Some(true);
}
