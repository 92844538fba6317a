//! Sessions: how they begin, what keeps them alive, how they end.

mod admission;
mod hop;
mod logon;
mod methods;
mod push;
mod saml;

pub(crate) use hop::Hops;
pub(crate) use methods::Methods;
pub use methods::Radius;
pub(crate) use push::Pushes;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    endpoint::{Endpoint, Host},
    errors::Refusal,
    identity::PrincipalId,
    random,
    state::Vault,
    tenant,
};
use http::{HeaderMap, header};
use serde_json::json;
use std::{collections::HashMap, time::Duration};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("logon", logon::logon),
    ("logon_saml", saml::logon),
    ("logon_gen1", logon::gen1),
    ("logon_saml_gen1", saml::gen1),
    ("logon_shared_gen1", logon::shared),
    ("logoff", logoff),
    ("logoff_saml", logoff),
    ("logoff_gen1", logoff_gen1),
    ("logoff_saml_gen1", logoff_gen1),
    ("logoff_shared_gen1", logoff_gen1),
];

/// What needs no session.
const ANONYMOUS: [&str; 7] = [
    "logon",
    "logon_saml",
    "logon_gen1",
    "logon_saml_gen1",
    "logon_shared_gen1",
    "verify_server",
    "verify_server_gen2",
];

/// How long a token is; real ones have 180 characters and more.
const TOKEN_LENGTH: usize = 200;

/// How many sessions one user can have at a time.
const MOST_SESSIONS: usize = 300;

/// How long a session lasts without a request, in microseconds: 20 minutes.
const IDLE: i64 = 20 * 60 * 1_000_000;

/// The cookie that ties a caller to a node and to the steps of a logon.
const COOKIE: &str = "CA22222";

/// Whether an operation does not look at the session.
pub(crate) fn is_anonymous(operation: &Endpoint) -> bool {
    let anonymous: &[&str] = match operation.host {
        Host::Pvwa => &ANONYMOUS,
        Host::Identity => tenant::ANONYMOUS,
    };
    anonymous.contains(&operation.id)
}

/// The token of a request, with or without `Bearer` before it.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => Some(token.trim_start()),
        _ => Some(text),
    }
}

/// The cookie of a request: the node it leads to, and what tells its sender from others.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<(usize, &str)> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == COOKIE)?;
    let (node, rest) = value.split_once('.')?;
    Some((node.parse().ok()?, rest))
}

/// What is known of one session.
struct Session {
    user: PrincipalId,
    /// When it was used last, in microseconds; the end of time for one that is not used up.
    used: i64,
    /// The node that began it; `None` where every node knows it.
    node: Option<usize>,
    /// The number that a caller of the first generation gave it.
    number: Option<i64>,
}

/// The sessions there are, by their tokens.
pub(crate) struct Sessions {
    by_token: HashMap<String, Session>,
    /// In microseconds.
    idle: i64,
    /// How many nodes share the work.
    nodes: usize,
    /// The node that the next request without a cookie comes to.
    next_node: usize,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            by_token: HashMap::new(),
            idle: IDLE,
            nodes: 1,
            next_node: 0,
        }
    }
}

impl Sessions {
    /// Whose a token is at a node, and keeps the session alive; `None` where it is not good there.
    pub(crate) fn user(&mut self, token: &str, node: usize, now: i64) -> Option<PrincipalId> {
        let session = self.by_token.get_mut(token)?;
        if now.saturating_sub(session.used) > self.idle {
            self.by_token.remove(token);
            return None;
        }
        match session.node {
            None => {}
            Some(own) if own == node => session.used = now,
            Some(_) => return None,
        }
        Some(session.user)
    }

    /// The node that a request comes to, by its cookie or by turns.
    pub(crate) fn node(&mut self, cookie: Option<usize>) -> usize {
        match cookie.filter(|node| *node < self.nodes) {
            Some(node) => node,
            None => {
                let node = self.next_node;
                self.next_node = (node + 1) % self.nodes;
                node
            }
        }
    }

    /// Spreads the work over a number of nodes; 0 counts as 1.
    pub(crate) fn set_nodes(&mut self, nodes: usize) {
        self.nodes = nodes.max(1);
    }

    /// Changes how long a session lasts without a request.
    pub(crate) fn set_idle(&mut self, idle: Duration) {
        self.idle = i64::try_from(idle.as_micros()).unwrap_or(i64::MAX);
    }

    /// How many there are, those included that nobody has noticed to be over.
    pub(crate) fn count(&self) -> usize {
        self.by_token.len()
    }

    /// Ends them all.
    pub(crate) fn end_all(&mut self) {
        self.by_token.clear();
    }

    /// Ends those of a user.
    pub(crate) fn end_all_of(&mut self, user: PrincipalId) {
        self.by_token.retain(|_, session| session.user != user);
    }

    /// Ends that of a token.
    pub(crate) fn end(&mut self, token: &str) {
        self.by_token.remove(token);
    }

    /// Begins one with a token that was made elsewhere: it is good at every node until it is ended.
    pub(crate) fn begin_with(&mut self, token: String, user: PrincipalId) {
        let session = Session {
            user,
            used: i64::MAX,
            node: None,
            number: None,
        };
        self.by_token.insert(token, session);
    }

    fn count_of(&self, user: PrincipalId) -> usize {
        let sessions = self.by_token.values();
        sessions.filter(|session| session.user == user).count()
    }

    fn forget_idle(&mut self, now: i64) {
        let idle = self.idle;
        self.by_token
            .retain(|_, session| now.saturating_sub(session.used) <= idle);
    }
}

/// Whether a new session ends those that its user has.
#[derive(Clone, Copy)]
enum Others {
    Stay,
    End,
    /// Only the one of the same number ends.
    EndNumber(i64),
}

/// What the answer to a logon wraps the token in.
#[derive(Clone, Copy)]
enum Envelope {
    /// Nothing.
    Bare,
    /// The first generation's.
    CyberArk,
    /// That of the shared logon.
    Shared,
}

/// The session that a logon is to begin.
#[derive(Clone, Copy)]
struct Begun {
    node: usize,
    others: Others,
    envelope: Envelope,
}

impl Begun {
    fn at(call: &Call, others: Others, envelope: Envelope) -> Self {
        Self {
            node: call.node,
            others,
            envelope,
        }
    }
}

impl Vault {
    /// Begins a session; the answer has the token and keeps the caller at the node it is good at.
    fn begin(&mut self, user: PrincipalId, begun: Begun) -> Result<Answer, Refusal> {
        let token = self.begin_session(begun.node, user, begun.others)?;
        let answer = Answer::ok(match begun.envelope {
            Envelope::Bare => token.into(),
            Envelope::CyberArk => json!({"CyberArkLogonResult": token}),
            Envelope::Shared => json!({"LogonResult": token}),
        });
        Ok(with_node(answer, begun.node, "-"))
    }

    /// Begins a session and tells its token.
    fn begin_session(
        &mut self,
        node: usize,
        user: PrincipalId,
        others: Others,
    ) -> Result<String, Refusal> {
        let now = self.clock.micros();
        let sessions = &mut self.sessions;
        sessions.forget_idle(now);
        let mut number = None;
        match others {
            Others::Stay => {}
            Others::End => sessions.end_all_of(user),
            Others::EndNumber(given) => {
                number = Some(given);
                sessions
                    .by_token
                    .retain(|_, other| other.user != user || other.number != number);
            }
        }
        if sessions.count_of(user) >= MOST_SESSIONS {
            return Err(Refusal::too_many_sessions(MOST_SESSIONS));
        }
        let token = random::text(TOKEN_LENGTH);
        let session = Session {
            user,
            used: now,
            node: Some(node),
            number,
        };
        sessions.by_token.insert(token.clone(), session);
        if let Some(user) = self.users.get_mut(&user) {
            user.failed_logons = 0;
            user.last_logon = Some(now.div_euclid(1_000_000));
        }
        Ok(token)
    }
}

/// Has the caller come back to the same node with the next step.
fn with_cookie(answer: Answer, call: &Call, hop: &str) -> Answer {
    with_node(answer, call.node, hop)
}

/// Has the caller come back to a node.
fn with_node(answer: Answer, node: usize, hop: &str) -> Answer {
    let cookie = format!("{COOKIE}={node}.{hop}; path=/PasswordVault; HttpOnly");
    answer.with(header::SET_COOKIE, &cookie)
}

/// Ends the session of the token that came with the request.
fn logoff(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    if let Some(token) = call.token {
        vault.sessions.end(token);
    }
    Ok(Answer::ok(json!({"LogoffUrl": ""})))
}

/// The same, without a body.
fn logoff_gen1(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    logoff(vault, call).map(|_| Answer::empty(200))
}
