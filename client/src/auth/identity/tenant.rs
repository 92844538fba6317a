//! A tenant of Identity, reached with the same care as the vault.

use super::errors::Named;
use crate::{
    Error,
    base_url::BaseUrl,
    cookies::Cookies,
    error::Carried,
    limit::{CONCURRENCY, Limits},
    line::{Line, Pass},
    retry::Budget,
    wire::Wire,
};
use identity_api::{
    layers::{BoxFuture, Layers, Transport},
    operation::{Operation, Retry},
};
use pvwa_api::operation::{Edition, Operation as Row, Retry as Repeat};
use reqwest::{
    Client, Request, Response,
    header::{COOKIE, HeaderName, HeaderValue},
};
use std::sync::{Arc, LazyLock};
use tracing::Instrument;

/// The header by which Identity knows a program from a browser.
const NATIVE_CLIENT: HeaderName = HeaderName::from_static("x-idap-native-client");

/// The operations that are used here, as rows of the table that everything else goes by.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    const USED: [&str; 7] = [
        "request_platform_token",
        "refresh_platform_token",
        "start_authentication",
        "advance_authentication",
        "get_federated_logon_status",
        "cancel_authentication",
        "logoff",
    ];
    let known = USED
        .iter()
        .filter_map(|id| identity_api::operations::find(id));
    known.filter_map(row).collect()
});

fn row(operation: &Operation) -> Option<Row> {
    let mut row = *pvwa_api::operations::find("logon")?;
    row.id = operation.id;
    row.method = operation.method;
    row.path = operation.path;
    row.area = operation.area;
    row.summary = operation.summary;
    row.since = None;
    row.until = None;
    row.edition = Edition::PrivilegeCloud;
    row.permissions = None;
    row.paging = None;
    row.retry = match operation.retry {
        Retry::Safe => Repeat::Safe,
        _ => Repeat::Unsafe,
    };
    Some(row)
}

/// A tenant, with cookies of its own.
#[derive(Clone)]
pub(crate) struct Tenant {
    http: Client,
    line: Arc<Line>,
}

impl Tenant {
    /// The tenant at `base`, reached by the options of the vault.
    pub(crate) fn at(door: &crate::auth::Door, base: BaseUrl) -> Result<Self, Error> {
        let http = door
            .connect
            .client_builder(&base)?
            .cookie_provider(Arc::new(Cookies::below(base.clone())))
            .build()
            .map_err(|error| Error::HttpClient(Arc::new(error)))?;
        let line = Line {
            observer: door.line.observer.clone(),
            wire: Wire {
                base,
                clock: door.line.wire.clock.clone(),
                server_time: Default::default(),
            },
            policy: door.line.policy,
            budget: Budget::full(),
            limits: Arc::new(Limits::new(CONCURRENCY, None)),
            operation_timeout: door.line.operation_timeout,
        };
        Ok(Self {
            http,
            line: Arc::new(line),
        })
    }

    /// Where it is.
    pub(super) fn base(&self) -> &BaseUrl {
        &self.line.wire.base
    }

    /// The generated client without a session.
    pub(crate) fn api(&self) -> identity_api::Client {
        self.with(None, None)
    }

    /// The generated client with these cookies, and no others.
    pub(super) fn with_cookies(&self, cookies: HeaderValue) -> identity_api::Client {
        self.with(None, Some(cookies))
    }

    /// Ends the session of a token.
    pub(crate) async fn log_off(&self, token: &HeaderValue) -> Result<(), Error> {
        let api = self.with(Some(token.clone()), None);
        api.logoff().send().await.named("logoff").map(drop)
    }

    fn with(
        &self,
        token: Option<HeaderValue>,
        cookies: Option<HeaderValue>,
    ) -> identity_api::Client {
        let sender = Sender {
            line: self.line.clone(),
            token,
            cookies,
        };
        identity_api::Client::new_with_client(
            self.base().as_str(),
            self.http.clone(),
            Layers::new(sender),
        )
    }
}

struct Sender {
    line: Arc<Line>,
    token: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
}

impl Sender {
    async fn call(
        &self,
        http: &Client,
        mut request: Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        let row = ROWS.iter().find(|row| row.id == operation.id);
        let row = row.ok_or_else(|| Error::Elsewhere {
            call: crate::Call::of(operation.id),
        })?;
        let headers = request.headers_mut();
        headers.insert(NATIVE_CLIENT, HeaderValue::from_static("true"));
        if let Some(cookies) = &self.cookies {
            headers.insert(COOKIE, cookies.clone());
        }
        let watch = self.line.observer.begin(&request, row);
        let pass = Pass::Given(self.token.as_ref());
        let call = self.line.call(http, request, row, &pass, watch.id());
        let outcome = call.instrument(watch.span()).await;
        watch.end(&outcome);
        outcome
    }
}

impl Transport for Sender {
    fn send<'a>(
        &'a self,
        http: &'a Client,
        request: Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        let sent = self.call(http, request, operation);
        Box::pin(async move { Ok(sent.await.unwrap_or_else(|error| Carried(error).by())) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_row() {
        assert_eq!(ROWS.len(), 7);
        for row in ROWS.iter() {
            let safe = matches!(
                row.id,
                "get_federated_logon_status" | "cancel_authentication" | "logoff"
            );
            assert_eq!(row.retry == Repeat::Safe, safe, "{}", row.id);
        }
    }
}
