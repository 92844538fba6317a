//! The logon of a user at Identity, challenge by challenge.

use super::{
    Mechanism, Question, Refreshable, Reply, Tenant,
    dialog::{Kind, shown},
    errors::{self, Named},
};
use crate::{
    Call, Error, LogonMethod,
    auth::{ChallengeProblem, Door, Opened, ask::Ask, new_password::Change},
    base_url::BaseUrl,
    connect::is_known,
    error::Secrets,
};
use identity_api::types::{
    AdvanceAuthenticationRequest, AuthenticationChallenge, AuthenticationPackage,
    AuthenticationProgress, CancelAuthenticationRequest, ChallengeReply, SecurityQuestionReplies,
    StartAuthenticationRequest, builder,
};
use pvwa_api::Secret;
use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};
use tracing::debug;

/// How long to wait before asking again what the user did: 2.5 seconds, as the vendor's own clients.
pub(super) const POLL: Duration = Duration::from_millis(2500);

/// How long a user may take for one step: 5 minutes. Identity forgets a logon after about ten.
const PATIENCE: Duration = Duration::from_secs(300);

/// How many challenges one logon may have. Profiles have two; an expired password adds two more.
const MOST_CHALLENGES: usize = 10;

/// How many hosts a user is sent to.
const MOST_HOSTS: usize = 3;

const START: &str = "start_authentication";
const ADVANCE: &str = "advance_authentication";

/// One logon.
pub(crate) struct Steps<'a> {
    pub(crate) door: &'a Door,
    pub(crate) user: &'a str,
    pub(crate) password: &'a Secret,
    /// What the source gave, which is another one after a change.
    pub(crate) given: &'a Secret,
    /// `None` where nobody answers.
    pub(crate) asks: Option<&'a Ask<Question, Reply>>,
    pub(crate) change: &'a Change,
}

/// A session, and whether a person took part.
struct Met {
    progress: AuthenticationProgress,
    by_person: bool,
}

impl Steps<'_> {
    /// Logs the user on at `base`.
    pub(crate) async fn take(&self, base: BaseUrl) -> Result<Opened, Error> {
        let (tenant, package) = self.start(base).await?;
        if package.idp_redirect_url.is_some() || package.idp_redirect_short_url.is_some() {
            let mut opened = self.in_browser(&tenant, &package).await?;
            opened.by_person = true;
            return Ok(opened);
        }
        let Some(session) = package.session_id else {
            let what = shown(package.summary.as_deref().unwrap_or("no SessionId"));
            return Err(self.failed(ChallengeProblem::Unexpected { what }));
        };
        let challenges = package.challenges.unwrap_or_default();
        match self.meet(&tenant, &session, challenges).await {
            Ok(met) => {
                let mut opened = self.opened(&tenant, met.progress)?;
                opened.by_person = met.by_person;
                Ok(opened)
            }
            Err(error) => {
                // Best effort: it frees what the service holds, and runs out by itself otherwise.
                let body = CancelAuthenticationRequest::builder().session_id(session);
                let given_up = tenant.api().cancel_authentication().body(body).send().await;
                if let Err(error) = given_up.named("cancel_authentication") {
                    debug!(%error, "a logon that failed was not given up");
                }
                Err(error)
            }
        }
    }

    /// Begins the logon, at the host that Identity names where it is another one.
    async fn start(&self, base: BaseUrl) -> Result<(Tenant, AuthenticationPackage), Error> {
        let configured = base.clone();
        let mut base = base;
        for _ in 0..MOST_HOSTS {
            let tenant = Tenant::at(self.door, base.clone())?;
            let body = StartAuthenticationRequest::builder()
                .user(self.user)
                .version("1.0")
                .platform_token_response(true);
            let api = tenant.api();
            let begun = api.start_authentication().oob_id_p_auth("true").body(body);
            let answer = begun.send().await.named(START);
            let answer = answer.map_err(|error| self.of_logon(error))?;
            let package = match (answer.success, answer.result) {
                (true, Some(package)) => package,
                _ => return Err(self.refused(START, answer.message_id, answer.message, None)),
            };
            let elsewhere = package.pod_fqdn.as_deref().filter(|host| !host.is_empty());
            let Some(host) = elsewhere.filter(|_| package.session_id.is_none()) else {
                return Ok((tenant, package));
            };
            base = next_host(host, &configured).ok_or_else(|| {
                let host = shown(host);
                self.failed(ChallengeProblem::ForeignHost { host })
            })?;
        }
        Err(self.failed(ChallengeProblem::TooMany { limit: MOST_HOSTS }))
    }

    async fn meet(
        &self,
        tenant: &Tenant,
        session: &str,
        challenges: Vec<AuthenticationChallenge>,
    ) -> Result<Met, Error> {
        let mut left = VecDeque::from(challenges);
        let mut by_person = false;
        for _ in 0..MOST_CHALLENGES {
            let Some(challenge) = left.pop_front() else {
                let what = "no further challenge".to_owned();
                return Err(self.failed(ChallengeProblem::Unexpected { what }));
            };
            let mechanism = self.choose(&challenge).await?;
            by_person |= !matches!(mechanism.kind, Kind::Password | Kind::Reset);
            let progress = self.go(tenant, session, mechanism).await?;
            let summary = progress.summary.as_deref().unwrap_or_default();
            match summary.to_ascii_lowercase().as_str() {
                "loginsuccess" => {
                    return Ok(Met {
                        progress,
                        by_person,
                    });
                }
                "startnextchallenge" => {}
                "newpackage" => left = progress.challenges.unwrap_or_default().into(),
                _ => {
                    let what = shown(summary);
                    return Err(self.failed(ChallengeProblem::Unexpected { what }));
                }
            }
        }
        Err(self.failed(ChallengeProblem::TooMany {
            limit: MOST_CHALLENGES,
        }))
    }

    /// Chooses a way: the password where it is one, the only one where there is no other, and what
    /// the callback says elsewhere. Without a callback, a confirmation needs nobody to answer.
    async fn choose(&self, challenge: &AuthenticationChallenge) -> Result<Mechanism, Error> {
        let offered = &challenge.mechanisms;
        let mut ways: Vec<Mechanism> = offered.iter().filter_map(Mechanism::read).collect();
        let at = |kind: Kind| ways.iter().position(|way| way.kind == kind);
        let chosen = match (at(Kind::Password), ways.len(), self.asks) {
            (Some(password), ..) => password,
            (None, 0, _) => {
                let names = offered.iter().filter_map(|way| way.name.as_deref());
                let names = names.map(shown).take(10).collect::<Vec<_>>().join(", ");
                return Err(self.failed(ChallengeProblem::UnknownMechanisms { names }));
            }
            (None, 1, _) => 0,
            (None, _, None) => at(Kind::Confirmation).ok_or_else(|| self.unanswered("a choice"))?,
            (None, offered, Some(_)) => {
                let mechanisms = ways.clone();
                match self
                    .ask("a choice", Question::Choose { mechanisms })
                    .await?
                {
                    Reply::Choose(chosen) if chosen < offered => chosen,
                    Reply::Choose(chosen) => {
                        let problem = ChallengeProblem::NoSuchChoice { chosen, offered };
                        return Err(self.failed(problem));
                    }
                    _ => return Err(self.wrong_reply("a choice")),
                }
            }
        };
        Ok(ways.swap_remove(chosen))
    }

    /// Goes one way to its end.
    async fn go(
        &self,
        tenant: &Tenant,
        session: &str,
        mechanism: Mechanism,
    ) -> Result<AuthenticationProgress, Error> {
        let step = Step {
            session,
            mechanism: &mechanism.id,
        };
        match &mechanism.kind {
            Kind::Password => self.answer(tenant, &step, self.password).await,
            Kind::Reset => {
                let new = self.change.new_password().await?;
                let new = new.ok_or_else(|| self.expired(&mechanism))?;
                let progress = self.answer(tenant, &step, &new).await?;
                // Whatever comes after: it is the password from now on.
                self.change.note(self.given, &new);
                Ok(progress)
            }
            Kind::Text => {
                let question = Question::Answer {
                    mechanism: mechanism.clone(),
                    is_sent: false,
                };
                match self.ask("a code", question).await? {
                    Reply::Answer(code) => self.answer(tenant, &step, &code).await,
                    _ => Err(self.wrong_reply("a code")),
                }
            }
            Kind::Parts(parts) => {
                let question = Question::Answers {
                    mechanism: mechanism.clone(),
                    prompts: parts.iter().map(|(_, prompt)| prompt.clone()).collect(),
                };
                match self.ask("answers", question).await? {
                    Reply::Answers(given) if given.len() == parts.len() => {
                        let ids = parts.iter().map(|(id, _)| id.clone());
                        let given = given.iter().map(|one| one.expose().into());
                        let all: BTreeMap<_, identity_api::Secret> = ids.zip(given).collect();
                        let all = ChallengeReply::from(SecurityQuestionReplies::from(all));
                        let body = step.body("Answer").answer(all);
                        self.advance(tenant, body, None).await
                    }
                    _ => Err(self.wrong_reply("answers")),
                }
            }
            Kind::SentText => {
                self.advance(tenant, step.body("StartOOB"), None).await?;
                let question = Question::Answer {
                    mechanism: mechanism.clone(),
                    is_sent: true,
                };
                match self.ask("a code", question).await? {
                    Reply::Answer(code) => self.answer(tenant, &step, &code).await,
                    Reply::Done => self.poll(tenant, &step).await,
                    _ => Err(self.wrong_reply("a code")),
                }
            }
            Kind::Confirmation => {
                let sent = self.advance(tenant, step.body("StartOOB"), None).await?;
                if self.asks.is_some() {
                    let number = sent.generated_auth_value.as_deref().map(shown);
                    let question = Question::Confirm {
                        mechanism: mechanism.clone(),
                        number: number.filter(|number| !number.is_empty()),
                    };
                    self.ask("a confirmation", question).await?;
                }
                self.poll(tenant, &step).await
            }
        }
    }

    /// Asks again and again what the user did on another device.
    async fn poll(
        &self,
        tenant: &Tenant,
        step: &Step<'_>,
    ) -> Result<AuthenticationProgress, Error> {
        let begun = self.door.clock().now();
        loop {
            self.door.clock().sleep(POLL).await;
            let progress = self.advance(tenant, step.body("Poll"), None).await?;
            let summary = progress.summary.as_deref().unwrap_or_default();
            if !summary.eq_ignore_ascii_case("OobPending") {
                return Ok(progress);
            }
            self.in_time(begun)?;
        }
    }

    /// Refuses to wait any longer than a user may take.
    pub(super) fn in_time(&self, begun: Instant) -> Result<(), Error> {
        let waited = self.door.clock().now().saturating_duration_since(begun);
        match waited < PATIENCE {
            true => Ok(()),
            false => Err(self.failed(ChallengeProblem::TimedOut {
                seconds: PATIENCE.as_secs(),
            })),
        }
    }

    async fn answer(
        &self,
        tenant: &Tenant,
        step: &Step<'_>,
        text: &Secret,
    ) -> Result<AuthenticationProgress, Error> {
        let reply = ChallengeReply::Secret(text.expose().into());
        self.advance(tenant, step.body("Answer").answer(reply), Some(text))
            .await
    }

    /// Sends one step. Never again, since wrong answers lock the user out.
    pub(super) async fn advance(
        &self,
        tenant: &Tenant,
        body: builder::AdvanceAuthenticationRequest,
        answer: Option<&Secret>,
    ) -> Result<AuthenticationProgress, Error> {
        let api = tenant.api();
        let step = api
            .advance_authentication()
            .oob_id_p_auth("true")
            .body(body);
        let sent = step.send().await.named(ADVANCE);
        let sent = sent.map_err(|error| self.of_logon(error))?;
        match (sent.success, sent.result) {
            (true, Some(progress)) => Ok(progress),
            _ => Err(self.refused(ADVANCE, sent.message_id, sent.message, answer)),
        }
    }

    /// The session that a logon ended in.
    pub(super) fn opened(
        &self,
        tenant: &Tenant,
        progress: AuthenticationProgress,
    ) -> Result<Opened, Error> {
        let token = progress.token.unwrap_or_else(|| "".into());
        Refreshable::session(
            self.door,
            tenant,
            progress.customer_id,
            token.expose(),
            progress.refresh_token.as_ref().map(|token| token.expose()),
            progress.token_lifetime,
        )
    }

    /// Asks the program, and through it a person.
    pub(super) async fn ask(&self, asks: &'static str, question: Question) -> Result<Reply, Error> {
        let ask = self.asks.ok_or_else(|| self.unanswered(asks))?;
        let reply = ask(question).await;
        reply.map_err(|error| self.failed(ChallengeProblem::given_up(error)))
    }

    fn unanswered(&self, asks: &'static str) -> Error {
        self.failed(ChallengeProblem::Unanswered { asks })
    }

    fn wrong_reply(&self, asks: &'static str) -> Error {
        self.failed(ChallengeProblem::WrongReply { asks })
    }

    pub(super) fn failed(&self, problem: ChallengeProblem) -> Error {
        Error::Challenge {
            call: Call::of(ADVANCE),
            user: self.user.to_owned(),
            problem: Box::new(problem),
        }
    }

    fn of_logon(&self, error: Error) -> Error {
        error.of_logon(self.user, LogonMethod::IdentityUser)
    }

    /// The error for a refusal in an envelope.
    pub(super) fn refused(
        &self,
        operation: &'static str,
        code: Option<String>,
        message: Option<String>,
        answer: Option<&Secret>,
    ) -> Error {
        let secrets = [Some(self.password), answer].into_iter().flatten();
        let secrets = Secrets::new(secrets.map(|secret| secret.expose().to_owned()));
        Error::Logon {
            call: Call::of(operation),
            user: self.user.to_owned(),
            method: LogonMethod::IdentityUser,
            refusal: errors::refusal(code, message, &secrets),
        }
    }

    fn expired(&self, mechanism: &Mechanism) -> Error {
        Error::PasswordExpired {
            call: Call::of(ADVANCE),
            user: Some(self.user.into()),
            refusal: errors::refusal(None, Some(mechanism.prompt.clone()), &Secrets::default()),
        }
    }
}

/// What every step of one way says.
struct Step<'a> {
    session: &'a str,
    mechanism: &'a str,
}

impl Step<'_> {
    fn body(&self, action: &str) -> builder::AdvanceAuthenticationRequest {
        AdvanceAuthenticationRequest::builder()
            .session_id(self.session)
            .mechanism_id(self.mechanism.to_owned())
            .action(action)
    }
}

/// The address of the host that Identity sends a user to, if passwords may go there: the configured
/// host, and those below the domains of CyberArk.
fn next_host(host: &str, configured: &BaseUrl) -> Option<BaseUrl> {
    let scheme = match configured.is_encrypted() {
        true => "https",
        false => "http",
    };
    let same = BaseUrl::root(&format!("{scheme}://{host}")).ok()?;
    if same == *configured {
        return Some(same);
    }
    let host = host.to_ascii_lowercase();
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let known = host.bytes().all(letters) && is_known(&host);
    known.then(|| BaseUrl::root(&format!("https://{host}")).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_sent_only_to_hosts_that_are_known() {
        let configured = BaseUrl::root("https://abc1234.id.cyberark.cloud").unwrap();
        let next = |host: &str| next_host(host, &configured).map(|url| url.to_string());
        for (host, url) in [
            (
                "def5678.id.cyberark.cloud",
                "https://def5678.id.cyberark.cloud",
            ),
            ("ABC1234.my.idaptive.app", "https://abc1234.my.idaptive.app"),
            (
                "abc1234.id.cyberark.cloud",
                "https://abc1234.id.cyberark.cloud",
            ),
        ] {
            assert_eq!(next(host).as_deref(), Some(url));
        }
        for host in [
            "evil.example",
            "cyberark.cloud",
            "evilcyberark.cloud",
            "cyberark.cloud.evil.example",
            "evil.example/.cyberark.cloud",
            "evil.example#.cyberark.cloud",
            "evil.example?.cyberark.cloud",
            "evil.example\\.cyberark.cloud",
            "me@evil.example",
            "a:443@evil.example",
            "def5678.id.cyberark.cloud:8443",
            "def5678.id.cyberark.cloud/path",
            "",
        ] {
            assert_eq!(next(host), None, "{host}");
        }
    }

    #[test]
    fn a_test_server_is_itself_only() {
        let configured = BaseUrl::root("http://127.0.0.1:8081").unwrap();
        assert!(next_host("127.0.0.1:8081", &configured).is_some());
        assert!(next_host("127.0.0.1:8082", &configured).is_none());
        let known = next_host("abc1234.id.cyberark.cloud", &configured).unwrap();
        assert!(known.is_encrypted());
    }
}
