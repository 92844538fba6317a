//! The layers: what every call of every operation goes through.
//!
//! In this order, outermost first:
//!
//! 1. trace the operation: one span for the call, whatever it takes, and at its end a line for the
//!    audit;
//! 2. gate: refuse what this version or edition of the vault does not have;
//! 3. explain: say what the caller lacks, where the vault refuses the call for want of a permission;
//! 4. retry: try again what may be tried again, in the time that a call has;
//! 5. limit: wait for a turn, by the number of requests under way and by the rate;
//! 6. session: put in the token; on 401 open a new session, once for a call, and try again;
//! 7. trace the attempt: one span for each request that is sent;
//! 8. send: check the address, send, read the answer within bounds, judge it.
//!
//! Each attempt takes the token that is current when it is made. Layers 4 to 6 are one loop in
//! `line.rs`, since a new session is neither a retry nor a second turn.

use crate::{
    Error,
    error::{Carried, RequestId},
    gate::Gate,
    line::{Line, Pass},
    permissions::{About, Analyst},
    session::{Sessions, keep_alive},
};
use pvwa_api::{
    layers::{BoxFuture, Transport},
    operation::Operation,
};
use reqwest::{Client, Request, Response};
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tracing::Instrument;

/// Operations that are sent without a session: logons, and what a server tells everybody.
const WITHOUT_SESSION: [&str; 8] = [
    "logon",
    "logon_gen1",
    "logon_saml",
    "logon_saml_gen1",
    "logon_shared_gen1",
    "verify_server",
    "verify_server_gen2",
    "get_authentication_methods_gen1",
];

/// The layers from the retry inwards, without those that make calls of their own: what those go
/// through.
pub(crate) struct Core {
    pub(crate) line: Arc<Line>,
    pub(crate) sessions: Sessions,
}

impl Core {
    async fn call(
        &self,
        http: &Client,
        request: Request,
        operation: &'static Operation,
        id: RequestId,
    ) -> Result<Response, Error> {
        let pass = match WITHOUT_SESSION.contains(&operation.id) {
            true => Pass::Nobody,
            false => Pass::Session(&self.sessions),
        };
        self.line.call(http, request, operation, &pass, id).await
    }
}

impl Transport for Core {
    fn send<'a>(
        &'a self,
        http: &'a Client,
        request: Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        let watch = self.line.observer.begin(&request, operation);
        Box::pin(async move {
            let call = pin!(self.call(http, request, operation, watch.id()));
            let outcome = call.instrument(watch.span()).await;
            watch.end(&outcome);
            Ok(outcome.unwrap_or_else(|error| Carried(error).by()))
        })
    }
}

/// The transport of a [`crate::Vault`].
pub(crate) struct Connection {
    pub(crate) core: Arc<Core>,
    /// The generated client for the calls that the outer layers make themselves.
    pub(crate) inside: pvwa_api::Client,
    pub(crate) gate: Gate,
    /// Finds out why calls are refused; `None` where nobody wants to know.
    pub(crate) analyst: Option<Analyst>,
    /// How long a session may be idle before it is kept alive; `None` where it is not.
    pub(crate) keep_alive: Option<Duration>,
    pub(crate) is_kept_alive: AtomicBool,
}

impl Connection {
    async fn call(
        &self,
        http: &Client,
        request: Request,
        operation: &'static Operation,
        id: RequestId,
    ) -> Result<Response, Error> {
        self.gate.admit(operation, &self.inside).await?;
        if let Some(idle) = self.keep_alive
            && !self.is_kept_alive.swap(true, Ordering::Relaxed)
        {
            tokio::spawn(keep_alive(Arc::downgrade(&self.core), http.clone(), idle));
        }
        let Some(analyst) = &self.analyst else {
            return self.core.call(http, request, operation, id).await;
        };
        let about = About::of(&request, operation);
        match self.core.call(http, request, operation, id).await {
            Err(error @ Error::Forbidden { .. }) => {
                let user = self.core.sessions.credentials().user();
                let clock = self.core.line.clock();
                let explained = analyst.explain(error, operation, about, user, &self.inside, clock);
                // In a box, since every call would carry the room for it otherwise.
                Err(Box::pin(explained).await)
            }
            outcome => outcome,
        }
    }
}

impl Transport for Connection {
    fn send<'a>(
        &'a self,
        http: &'a Client,
        request: Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        let watch = self.core.line.observer.begin(&request, operation);
        Box::pin(async move {
            let call = pin!(self.call(http, request, operation, watch.id()));
            let outcome = call.instrument(watch.span()).await;
            watch.end(&outcome);
            Ok(outcome.unwrap_or_else(|error| Carried(error).by()))
        })
    }
}
