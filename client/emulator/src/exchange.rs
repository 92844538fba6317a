//! From one request to its answer.

use crate::{
    answer::Answer,
    behaviour::Behaviour,
    call::{Call, Payload, Query},
    endpoint::{Endpoint, Host},
    errors::Refusal,
    faults::{Fault, Faults},
    received::{self, LARGEST_BODY, Log, Received, Recorder},
    routing::{Routed, Router},
    session, spelling,
    state::Vault,
    tenant,
};
use axum::body::Body;
use futures::StreamExt;
use http::{HeaderMap, Method, Uri};
use serde_json::json;

/// Larger bodies are refused, in bytes.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// How much of a body that is too large is read and thrown away, in bytes, so that its sender
/// comes to read the answer. Beyond that the connection is closed.
const DISCARD_LIMIT: usize = 128 * 1024 * 1024;

/// What changes while the emulator runs.
pub(crate) struct State {
    pub(crate) vault: Vault,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    /// Where the requests are written to, besides.
    pub(crate) record: Option<Recorder>,
    /// What the catalogue says otherwise.
    #[cfg(feature = "contract")]
    pub(crate) violations: Vec<String>,
}

/// The parts of a request, its body read.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Incoming,
}

/// The body of a request.
pub(crate) struct Incoming {
    /// `None` where it was too large.
    payload: Option<Payload>,
    /// Whether it may be written down.
    small: bool,
}

/// Reads a body. One that breaks off counts as too large: nobody is left to read the answer.
pub(crate) async fn read_body(body: Body, headers: &HeaderMap) -> Incoming {
    match read_bytes(body).await {
        Some(bytes) => Incoming::of(bytes, headers),
        None => Incoming {
            payload: None,
            small: false,
        },
    }
}

impl Incoming {
    /// The body of these bytes.
    pub(crate) fn of(bytes: Vec<u8>, headers: &HeaderMap) -> Self {
        Self {
            small: bytes.len() <= LARGEST_BODY,
            payload: Some(Payload::read(bytes, headers)),
        }
    }
}

async fn read_bytes(body: Body) -> Option<Vec<u8>> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut total) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        total = total.saturating_add(chunk.len());
        if total > DISCARD_LIMIT {
            return None;
        }
        if total <= BODY_LIMIT {
            bytes.extend_from_slice(&chunk);
        }
    }
    (total <= BODY_LIMIT).then_some(bytes)
}

impl State {
    /// Answers a request and writes it down.
    pub(crate) fn exchange(&mut self, router: &Router, request: &Request) -> Answer {
        let (path, query) = (request.uri.path(), request.uri.query().unwrap_or_default());
        let vault = &mut self.vault;
        vault.settle();
        let cookie = session::cookie(request.headers);
        let node = vault.sessions.node(cookie.map(|(node, _)| node));
        let now = vault.clock.micros();
        let (token, caller) = match router.host() {
            Host::Pvwa => {
                let token = session::token(request.headers);
                let user = token.and_then(|token| vault.sessions.user(token, node, now));
                (token, user)
            }
            Host::Identity => {
                let token = tenant::presented(request.headers);
                (token, token.and_then(|token| vault.tenant.caller(token)))
            }
        };
        // The session of a user that was deleted, or is not let in any more, is over.
        let caller = caller.filter(|caller| vault.may_log_on(*caller).is_ok());
        let user = caller.map(|caller| vault.user_name(caller).to_owned());
        let payload = request.body.payload.as_ref();
        let mut operation = None;
        let answer = match router.route(request.method, path) {
            Routed::Nowhere => Answer::html(404),
            Routed::Malformed => Answer::html(400),
            Routed::OtherMethod => Answer::json(
                405,
                json!({"Message": format!("The resource does not take the method {}.", request.method)}),
            ),
            Routed::Operation(endpoint, behaviour, parameters) => {
                operation = Some(endpoint);
                let query = Query::read(query);
                let call = payload.map(|body| Call {
                    operation: endpoint,
                    path,
                    parameters: &parameters,
                    query: &query,
                    body,
                    headers: request.headers,
                    token,
                    caller,
                    node,
                    hop: cookie.map(|(_, hop)| hop),
                    safe: None,
                    account: None,
                });
                self.answer(endpoint, behaviour, call)
            }
        };
        let body = match payload {
            Some(Payload::Json(body)) if request.body.small => Some(received::redacted(body)),
            _ => None,
        };
        let received = Received {
            operation: operation.map(|operation| operation.id),
            method: request.method.to_string(),
            path: path.to_owned(),
            query: received::redacted_query(query),
            status: answer.status,
            user,
            body,
            request_id: received::request_id(request.headers),
        };
        if let Some(record) = &mut self.record {
            record.write(&received);
        }
        self.log.add(received);
        answer
    }

    fn answer(
        &mut self,
        endpoint: &'static Endpoint,
        behaviour: Option<Behaviour>,
        call: Option<Call>,
    ) -> Answer {
        let fault = self.faults.take(endpoint);
        if let Some(answer) = fault.as_ref().and_then(|fault| fault.instead()) {
            return answer;
        }
        #[cfg(feature = "contract")]
        let body = call.as_ref().map(|call| call.body);
        let call = match fault {
            Some(Fault::ExpiredToken) => call.map(|call| {
                if let Some(token) = call.token {
                    self.vault.sessions.end(token);
                }
                Call {
                    caller: None,
                    ..call
                }
            }),
            _ => call,
        };
        let answer = match call {
            Some(call) => match carry_out(&mut self.vault, call, behaviour) {
                Ok(mut answer) => {
                    spelling::apply(endpoint, &self.vault, &mut answer.body);
                    answer
                }
                Err(refusal) => refusal.into_answer(endpoint),
            },
            None => Refusal::body_too_large(BODY_LIMIT).into_answer(endpoint),
        };
        match fault {
            Some(fault) => {
                let before = self.faults.keep_page(endpoint, &answer);
                fault.spoil(answer, before.as_ref())
            }
            None => {
                #[cfg(feature = "contract")]
                self.hold_against_catalogue(endpoint, body, &answer);
                self.faults.keep_page(endpoint, &answer);
                answer
            }
        }
    }

    /// Writes down what the catalogue says otherwise.
    #[cfg(feature = "contract")]
    fn hold_against_catalogue(
        &mut self,
        endpoint: &Endpoint,
        body: Option<&Payload>,
        answer: &Answer,
    ) {
        // A benchmark of a client asks how fast that is, not whether this is right.
        if cfg!(not(debug_assertions)) {
            return;
        }
        // Lists in the style of totals are none of the catalogue's.
        if answer.status == 501 || self.vault.quirks.total_style {
            return;
        }
        let request = match body {
            Some(Payload::Json(request)) => Some(request),
            _ => None,
        };
        let json = match &answer.body {
            crate::answer::Body::Json(json) => Some(json),
            _ => None,
        };
        crate::contract::sample(endpoint, answer.status, json);
        let problems = crate::contract::problems(endpoint, request, answer.status, json);
        self.violations.extend(problems);
    }
}

/// Looks at session and permissions, in that order, and then does what is asked.
pub(crate) fn carry_out(
    vault: &mut Vault,
    mut call: Call,
    behaviour: Option<Behaviour>,
) -> Result<Answer, Refusal> {
    let operation = call.operation;
    let session = match session::is_anonymous(operation) {
        true => None,
        false => Some(call.caller()?),
    };
    let behaviour = behaviour.ok_or_else(|| Refusal::not_emulated(operation))?;
    if let Some(caller) = session {
        let now = vault.now();
        vault.require_authorizations(caller, operation)?;
        for &(name, ref value) in call.parameters {
            let safe = match name.to_ascii_lowercase().as_str() {
                "safeurlid" | "safename" => vault
                    .visible_safe(caller, value, now)
                    .ok_or_else(|| Refusal::safe_missing(value))?,
                "accountid" if value.trim().contains([' ', ',', '[', ']', '{', '}']) => {
                    return Err(Refusal::no_account_id());
                }
                "accountid" => {
                    let (account, safe) = vault
                        .visible_account(caller, value, now)
                        .ok_or_else(|| Refusal::account_missing(value))?;
                    call.account = Some(account.key);
                    call.safe = Some(safe.number);
                    vault.require_on(caller, operation, account, safe, now)?;
                    continue;
                }
                _ => continue,
            };
            call.safe = Some(safe.number);
            vault.require(caller, operation, safe, now)?;
        }
    }
    behaviour(vault, &call)
}
