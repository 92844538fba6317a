//! The change of an expired password during the logon.

use super::{
    SecretSource,
    ask::{Ask, CallbackError, callback},
};
use crate::Error;
use pvwa_api::Secret;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::error;

/// What becomes of a password that has expired.
#[derive(Clone, Default)]
pub(super) struct Change {
    /// Where the new one comes from; `None` where none is set.
    source: Option<SecretSource>,
    /// Who is told of it.
    told: Option<Ask<Secret, ()>>,
    /// What was changed, shared by the clones.
    done: Arc<Mutex<Option<Done>>>,
}

/// A password that was changed.
struct Done {
    old: Secret,
    new: Secret,
    is_told: bool,
}

impl Change {
    pub(super) fn to(&mut self, source: SecretSource) {
        self.source = Some(source);
    }

    pub(super) fn tell<F, R, E>(&mut self, told: F)
    where
        F: Fn(Secret) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        self.told = Some(callback(told));
    }

    /// Refuses what can be seen to be wrong before anything is sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        let source = self.source.as_ref();
        source.map_or(Ok(()), |source| source.check("new password"))
    }

    /// The password to log on with where the source gives `password`: the new one, where the source
    /// still gives what was changed.
    pub(super) fn current(&self, password: &Secret) -> Secret {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = done.as_ref().filter(|done| done.old == *password);
        changed.map_or(password, |done| &done.new).clone()
    }

    /// The new password; `None` where none is set.
    pub(super) async fn new_password(&self) -> Result<Option<Secret>, Error> {
        match &self.source {
            Some(source) => source.fetch("new password").await.map(Some),
            None => Ok(None),
        }
    }

    /// Keeps what was changed.
    pub(super) fn note(&self, old: &Secret, new: &Secret) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done = Some(Done {
            old: old.clone(),
            new: new.clone(),
            is_told: false,
        });
    }

    /// Tells of a change that nobody has heard of yet. What fails is tried again at the next logon.
    pub(super) async fn tell_of_it(&self, user: &str) {
        let Some(told) = &self.told else { return };
        let untold = {
            let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
            let untold = done.as_ref().filter(|done| !done.is_told);
            untold.map(|done| done.new.clone())
        };
        let Some(new) = untold else { return };
        match told(new.clone()).await {
            Ok(()) => {
                let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(done) = done.as_mut().filter(|done| done.new == new) {
                    done.is_told = true;
                }
            }
            Err(error) => error!(
                user,
                %error,
                "the password was changed, and the callback that was told of it failed; it is told again at \
                 the next logon, and forgotten when this program ends"
            ),
        }
    }
}
