//! The outer layers: what every call of every operation goes through.
//!
//! In this order, outermost first:
//!
//! 1. trace the operation: one span for the call, whatever it takes;
//! 2. session: put in the token; on 401 open a new session, once for a call, and try again;
//! 3. trace the attempt: one span for each request that is sent;
//! 4. send: check the address, send, read the answer within bounds, judge it.
//!
//! Each attempt takes the token that is current when it is made.

use crate::{
    Error,
    session::Sessions,
    wire::{Wire, carry, operation_span},
};
use pvwa_api::{
    layers::{BoxFuture, Transport},
    operation::Operation,
};
use reqwest::{Client, Request, Response};
use tracing::{Instrument, debug};

/// Operations that are sent without a session: logons, and what a server tells everybody.
const WITHOUT_SESSION: [&str; 4] = ["logon", "logon_saml", "verify_server", "verify_server_gen2"];

/// The transport of a [`crate::Vault`].
pub(crate) struct Connection {
    pub(crate) wire: Wire,
    pub(crate) sessions: Sessions,
}

impl Connection {
    async fn call(
        &self,
        http: &Client,
        request: Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        if WITHOUT_SESSION.contains(&operation.id) {
            return self.wire.attempt(http, request, operation, None, 1).await;
        }
        let session = self.sessions.current(None).await?;
        // A body that is streamed can be sent only once.
        let again = request.try_clone();
        let outcome = self
            .wire
            .attempt(http, request, operation, Some(&session.token), 1)
            .await;
        match (outcome, again) {
            (Err(Error::Unauthorized { .. }), Some(request)) => {
                debug!("the vault no longer accepts the session");
                let session = self.sessions.current(Some(&session)).await?;
                self.wire
                    .attempt(http, request, operation, Some(&session.token), 2)
                    .await
            }
            (outcome, _) => outcome,
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
        let span = operation_span(operation);
        let call = async move { Ok(carry(self.call(http, request, operation).await)) };
        Box::pin(call.instrument(span))
    }
}
