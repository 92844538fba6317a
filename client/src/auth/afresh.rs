//! Credentials that a program gives anew for each logon.

use super::{
    Credentials, Door, Kind, Method,
    ask::{Ask, CallbackError, callback},
    source::SourceProblem,
};
use crate::Error;
use std::sync::Arc;

/// A callback that gives whole credentials.
pub(super) struct Afresh(Ask<(), Credentials>);

impl Afresh {
    pub(super) fn new<F, R, E>(ask: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<Credentials, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        Self(callback(move |()| ask()))
    }

    /// Asks, and looks at the answer as a builder would have.
    pub(super) async fn ask(&self, door: &Door) -> Result<Arc<dyn Method>, Error> {
        let failed = |problem| Error::CredentialSource {
            what: "credentials",
            origin: "a callback".to_owned(),
            problem,
        };
        let asked = (self.0)(()).await;
        let credentials =
            asked.map_err(|error| failed(SourceProblem::Callback(Arc::from(error))))?;
        match credentials.0 {
            Kind::Method(method) => {
                method.check(&door.site())?;
                Ok(method)
            }
            Kind::Afresh(_) => Err(failed(SourceProblem::Endless)),
        }
    }
}
