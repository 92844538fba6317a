//! Logging on at CyberArk Identity, for Privilege Cloud on the shared services.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod tap;
mod vaults;

use pvwa::{
    CallbackError, ChallengeProblem, Error, IdentityUrlProblem, IdentityUser, LogonMethod,
    Question, Reply, Secret, ServiceUser, TestClock, Token, Vault,
};
use pvwa_emulator::{Channel, Emulator, IdentityUser as Person};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tap::Tap;
use vaults::{count, told};

const PASSWORD: &str = "Correct horse 1";
const ANN: &str = "ann@cyberark.cloud.1234";

/// An emulator with somebody to log on, and a clock that stands still.
struct Scene {
    emulator: Emulator,
    vault: Tap,
    identity: Tap,
    clock: TestClock,
}

impl Scene {
    async fn with(person: Person) -> Self {
        let emulator = Emulator::builder()
            .identity_user(person)
            .start()
            .await
            .unwrap();
        Self {
            vault: Tap::on(&emulator.base_url()),
            identity: Tap::on(&emulator.identity_url()),
            clock: TestClock::new(),
            emulator,
        }
    }

    fn vault(&self, user: impl Into<pvwa::Credentials>) -> Vault {
        Vault::builder(self.vault.url())
            .credentials(user)
            .allow_plain_http()
            .clock(self.clock.clone())
            .build()
            .unwrap()
    }

    fn ann(&self) -> IdentityUser {
        IdentityUser::new(ANN, PASSWORD).identity(self.identity.url())
    }

    fn robot(&self, secret: &str) -> ServiceUser {
        ServiceUser::new("robot@cyberark.cloud.1234", secret).identity(self.identity.url())
    }

    fn passes(&self, seconds: u64) {
        self.emulator.advance(Duration::from_secs(seconds));
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Waits until somebody sleeps, and lets the time pass.
    async fn once_asleep(&self, seconds: u64) {
        while self.clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        self.passes(seconds);
    }

    /// What was sent to AdvanceAuthentication, as action and answer.
    fn steps(&self) -> Vec<(String, Value)> {
        let sent = self.identity.to("/Security/AdvanceAuthentication");
        let body = |heard: &tap::Heard| serde_json::from_str::<Value>(&heard.body).unwrap();
        let bodies = sent.iter().map(body);
        bodies
            .map(|body| {
                (
                    body["Action"].as_str().unwrap().to_owned(),
                    body["Answer"].clone(),
                )
            })
            .collect()
    }
}

async fn works(vault: &Vault) -> Result<(), Error> {
    vault.safes().list().stream().all().await.map(drop)
}

fn robot() -> Person {
    Person::service("robot", PASSWORD)
}

fn problem(error: &Error) -> &ChallengeProblem {
    match error {
        Error::Challenge { problem, .. } => problem,
        error => panic!("{error}"),
    }
}

/// Answers with the given replies, one after the other, and notes the questions.
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
fn replies(
    given: Vec<Reply>,
) -> (
    Arc<Mutex<Vec<Question>>>,
    impl Fn(Question) -> std::future::Ready<Result<Reply, CallbackError>> + Send + Sync + 'static,
) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let left = Mutex::new(given.into_iter().rev().collect::<Vec<_>>());
    (asked, move |question| {
        noted.lock().unwrap().push(question);
        let reply = left.lock().unwrap().pop();
        std::future::ready(reply.ok_or_else(|| "no reply is left".into()))
    })
}

#[tokio::test]
async fn a_service_user_asks_with_a_form_and_comes_as_a_bearer() {
    let scene = Scene::with(robot()).await;
    let vault = scene.vault(scene.robot(PASSWORD));
    works(&vault).await.unwrap();
    let [sent] = &scene.identity.heard()[..] else {
        panic!("{:?}", scene.identity.heard())
    };
    assert_eq!(sent.what, "POST /oauth2/platformtoken");
    assert_eq!(sent.header("x-idap-native-client"), "true");
    assert_eq!(sent.header("authorization"), "");
    let fields: Vec<_> = url::form_urlencoded::parse(sent.body.as_bytes()).collect();
    for field in [
        ("grant_type", "client_credentials"),
        ("client_id", "robot@cyberark.cloud.1234"),
        ("client_secret", PASSWORD),
    ] {
        assert!(
            fields
                .iter()
                .any(|(name, value)| (&**name, &**value) == field)
        );
    }
    let asked = scene.vault.heard();
    assert!(
        asked
            .iter()
            .all(|one| one.header("authorization").starts_with("Bearer ey"))
    );
    vault.close().await.unwrap();
    assert_eq!(scene.identity.heard().len(), 1, "the token ends by itself");
    assert_eq!(scene.vault.heard().len(), asked.len());
}

#[tokio::test]
async fn a_service_user_is_renewed_before_the_token_expires() {
    let scene = Scene::with(robot()).await;
    let vault = scene.vault(scene.robot(PASSWORD));
    works(&vault).await.unwrap();
    scene.passes(3100);
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "request_platform_token"), 1);
    scene.passes(250);
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "request_platform_token"), 2);
    let refused = scene
        .emulator
        .requests()
        .iter()
        .filter(|one| one.status == 401)
        .count();
    assert_eq!(refused, 0);

    // A token that is no longer accepted is replaced, too.
    scene.emulator.expire_sessions();
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "request_platform_token"), 3);
}

#[tokio::test]
async fn a_service_user_with_a_wrong_secret_is_refused_once() {
    let scene = Scene::with(robot()).await;
    let vault = scene.vault(scene.robot("Hunter2-wrong"));
    for _ in 0..3 {
        let error = works(&vault).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Logon {
                    method: LogonMethod::ServiceUser,
                    ..
                }
            ),
            "{error}"
        );
        assert!(!format!("{error:?} {error}").contains("Hunter2"));
    }
    assert_eq!(count(&scene.emulator, "request_platform_token"), 1);
}

#[tokio::test]
async fn where_identity_is_has_to_be_said() {
    let build = |user: ServiceUser| {
        let vault = Vault::builder("https://acme.privilegecloud.cyberark.cloud");
        vault.credentials(user).build().map(drop)
    };
    let robot = || ServiceUser::new("robot", "made-up");
    for (user, expected) in [
        (robot(), IdentityUrlProblem::Missing),
        (robot().identity(""), IdentityUrlProblem::Unusable),
        (
            robot().identity("abc1234.id.cyberark.cloud"),
            IdentityUrlProblem::Unusable,
        ),
        (
            robot().identity("https://me:Hunter2@x.example"),
            IdentityUrlProblem::Unusable,
        ),
        (
            robot().identity("https://abc1234.id.cyberark.cloud/login"),
            IdentityUrlProblem::Path,
        ),
        (
            robot().identity("http://abc1234.id.cyberark.cloud"),
            IdentityUrlProblem::PlainHttp,
        ),
    ] {
        let Err(Error::IdentityUrl(problem)) = build(user) else {
            panic!("{expected}")
        };
        assert_eq!(problem, expected);
    }
    build(robot().identity("https://abc1234.id.cyberark.cloud/")).unwrap();
}

#[tokio::test]
async fn discovery_says_where_identity_is() {
    let scene = Scene::with(robot()).await;
    let tenant = Vault::privilege_cloud("emulator")
        .directory(scene.emulator.identity_url())
        .allow_host("127.0.0.1")
        .connect_options(pvwa::connect::ConnectOptions::new().allow_plain_http())
        .discover()
        .await
        .unwrap();
    let robot = ServiceUser::new("robot@cyberark.cloud.1234", PASSWORD);
    let vault = tenant.builder().credentials(robot).build().unwrap();
    works(&vault).await.unwrap();
}

#[tokio::test]
async fn a_password_alone_opens_a_session_which_is_refreshed_and_ended() {
    let scene = Scene::with(Person::new(ANN, PASSWORD)).await;
    let vault = scene.vault(scene.ann());
    works(&vault).await.unwrap();
    let sent = scene.identity.heard();
    let start: Value = serde_json::from_str(&sent[0].body).unwrap();
    let expected = json!({"User": ANN, "Version": "1.0", "PlatformTokenResponse": true});
    assert_eq!(start, expected);
    assert_eq!(sent[0].header("oobidpauth"), "true");
    assert_eq!(sent[0].header("x-idap-native-client"), "true");
    assert_eq!(scene.steps(), [("Answer".to_owned(), json!(PASSWORD))]);

    scene.passes(3350);
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "start_authentication"), 1);
    let refreshed = &scene.identity.to("/OAuth2/RefreshPlatformToken")[0];
    let cookies = refreshed.header("cookie");
    assert!(cookies.contains("refreshToken-EMU1234=") && cookies.contains("idToken-EMU1234=ey"));
    let tokens: Vec<_> = scene
        .vault
        .heard()
        .iter()
        .filter(|one| one.what.contains("/API/Safes"))
        .map(|one| one.header("authorization").to_owned())
        .collect();
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0], tokens[1]);

    // Refreshed tokens are refreshed, too.
    scene.passes(3350);
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "refresh_platform_token"), 2);
    vault.close().await.unwrap();
    let [logoff] = &scene.identity.to("/Security/Logout")[..] else {
        panic!("one logoff")
    };
    assert_eq!(
        logoff.header("authorization"),
        scene.vault.heard().last().unwrap().header("authorization")
    );
}

#[tokio::test]
async fn a_refresh_that_is_refused_leads_to_a_logon_where_nobody_is_needed() {
    let scene = Scene::with(Person::new(ANN, PASSWORD)).await;
    let vault = scene.vault(scene.ann());
    works(&vault).await.unwrap();
    scene.emulator.expire_sessions();
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "refresh_platform_token"), 1);
    assert_eq!(count(&scene.emulator, "start_authentication"), 2);
}

#[tokio::test]
async fn a_code_is_asked_for_by_the_way_that_was_chosen() {
    let ann = Person::new(ANN, PASSWORD)
        .with_otp(Channel::Sms, "1111")
        .with_otp(Channel::Authenticator, "2222");
    let scene = Scene::with(ann).await;
    let (asked, answer) = replies(vec![Reply::Choose(1), Reply::Answer("2222".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    vault.logon().await.unwrap();
    works(&vault).await.unwrap();
    let asked = asked.lock().unwrap().clone();
    let Question::Choose { mechanisms, .. } = &asked[0] else {
        panic!("{asked:?}")
    };
    let names: Vec<_> = mechanisms.iter().map(|way| way.name.as_str()).collect();
    assert_eq!(names, ["SMS", "OATH"]);
    assert!(matches!(&asked[1], Question::Answer { is_sent: false, .. }));
    let expected = [("Answer", PASSWORD), ("Answer", "2222")];
    let expected = expected.map(|(action, answer)| (action.to_owned(), json!(answer)));
    assert_eq!(scene.steps(), expected);
}

#[tokio::test]
async fn a_code_is_sent_before_it_is_asked_for() {
    let scene = Scene::with(Person::new(ANN, PASSWORD).with_otp(Channel::Email, "1111")).await;
    let (asked, answer) = replies(vec![Reply::Answer("1111".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    works(&vault).await.unwrap();
    assert!(matches!(
        &asked.lock().unwrap()[0],
        Question::Answer { is_sent: true, .. }
    ));
    let actions: Vec<_> = scene.steps().into_iter().map(|step| step.0).collect();
    assert_eq!(actions, ["Answer", "StartOOB", "Answer"]);
}

#[tokio::test]
async fn a_wrong_code_ends_the_logon_and_is_not_repeated() {
    let scene =
        Scene::with(Person::new(ANN, PASSWORD).with_otp(Channel::Authenticator, "1111")).await;
    let (_, answer) = replies(vec![Reply::Answer("Hunter2".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    for _ in 0..2 {
        let error = works(&vault).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Logon {
                    method: LogonMethod::IdentityUser,
                    ..
                }
            ),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("Hunter2"));
    }
    assert_eq!(count(&scene.emulator, "start_authentication"), 1);
    assert_eq!(count(&scene.emulator, "cancel_authentication"), 1);
}

#[tokio::test]
async fn a_push_is_polled_for_by_the_clock_of_the_vault() {
    for accepted in [true, false] {
        let scene = Scene::with(Person::new(ANN, PASSWORD).with_push()).await;
        // Nobody has to answer, so nobody is needed to ask.
        let vault = scene.vault(scene.ann());
        let clone = vault.clone();
        let logon = tokio::spawn(async move { clone.logon().await });
        scene.once_asleep(3).await;
        scene.once_asleep(0).await;
        match accepted {
            true => assert!(scene.emulator.accept_push(ANN)),
            false => assert!(scene.emulator.decline_push(ANN)),
        }
        scene.once_asleep(3).await;
        let outcome = logon.await.unwrap();
        assert_eq!(outcome.is_ok(), accepted, "{outcome:?}");
        assert_eq!(scene.clock.slept()[0], Duration::from_millis(2500));
        if accepted {
            works(&vault).await.unwrap();
            // A person took part: nobody is asked again.
            scene.emulator.expire_sessions();
            let error = works(&vault).await.unwrap_err();
            assert!(matches!(error, Error::SessionEnded { .. }), "{error}");
            assert_eq!(count(&scene.emulator, "start_authentication"), 1);
        }
    }
}

#[tokio::test]
async fn a_push_that_nobody_reacts_to_is_given_up() {
    let mut scene = Scene::with(Person::new(ANN, PASSWORD).with_push()).await;
    scene.clock = TestClock::impatient();
    let (asked, answer) = replies(vec![Reply::Done]);
    let error = scene
        .vault(scene.ann().on_challenge(answer))
        .logon()
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        ChallengeProblem::TimedOut { seconds: 300 }
    ));
    assert!(matches!(
        &asked.lock().unwrap()[0],
        Question::Confirm { .. }
    ));
    assert_eq!(scene.clock.slept().len(), 120);
    assert_eq!(count(&scene.emulator, "cancel_authentication"), 1);
}

#[tokio::test]
async fn a_session_by_a_person_is_still_refreshed() {
    let scene =
        Scene::with(Person::new(ANN, PASSWORD).with_otp(Channel::Authenticator, "1111")).await;
    let (asked, answer) = replies(vec![Reply::Answer("1111".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    for _ in 0..4 {
        works(&vault).await.unwrap();
        scene.passes(3350);
    }
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert_eq!(count(&scene.emulator, "refresh_platform_token"), 3);
    // At the end of it, nobody is asked out of the blue.
    scene.emulator.expire_sessions();
    let error = works(&vault).await.unwrap_err();
    assert!(matches!(error, Error::SessionEnded { .. }), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_federated_user_is_waited_for() {
    let scene = Scene::with(Person::new(ANN, PASSWORD).federated()).await;
    let (asked, answer) = replies(vec![Reply::Done]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    let clone = vault.clone();
    let logon = tokio::spawn(async move { clone.logon().await });
    scene.once_asleep(3).await;
    scene.once_asleep(0).await;
    assert!(scene.emulator.finish_federated_logon(ANN));
    scene.once_asleep(3).await;
    logon.await.unwrap().unwrap();
    works(&vault).await.unwrap();
    let asked = asked.lock().unwrap().clone();
    assert!(matches!(&asked[0], Question::Browser { pin: false, url, .. } if url.contains("/go/")));
}

#[tokio::test]
async fn the_pin_of_a_browser_is_handed_in() {
    let scene = Scene::with(Person::new(ANN, PASSWORD).federated_with_pin("7731")).await;
    let scene = Arc::new(scene);
    let browser = scene.clone();
    let user = scene.ann().on_challenge(move |question| {
        assert!(matches!(question, Question::Browser { pin: true, .. }));
        assert!(browser.emulator.finish_federated_logon(ANN));
        std::future::ready(Ok::<_, CallbackError>(Reply::Answer("7731".into())))
    });
    works(&scene.vault(user)).await.unwrap();
}

#[tokio::test]
async fn what_nobody_can_answer_is_said() {
    let two = || {
        Person::new(ANN, PASSWORD)
            .with_otp(Channel::Sms, "1111")
            .with_otp(Channel::Authenticator, "2222")
    };
    let one = || Person::new(ANN, PASSWORD).with_otp(Channel::Authenticator, "2222");
    let mut texts = String::new();
    for (person, given) in [
        (two(), None),
        (one(), None),
        (Person::new(ANN, PASSWORD).federated(), None),
        (two(), Some(vec![Reply::Choose(7)])),
        (two(), Some(vec![Reply::Done])),
        (one(), Some(vec![Reply::Choose(0)])),
        (one(), Some(vec![])),
    ] {
        let scene = Scene::with(person).await;
        let user = match given {
            Some(given) => scene.ann().on_challenge(replies(given).1),
            None => scene.ann(),
        };
        let error = scene.vault(user).logon().await.unwrap_err();
        problem(&error);
        texts.push_str(&format!("{}\n", told(&error)));
    }
    insta::assert_snapshot!(texts);
}

#[tokio::test]
async fn a_user_is_sent_only_to_hosts_that_are_known() {
    let emulator = Emulator::builder()
        .identity_elsewhere("example.com", "evil.example")
        .start()
        .await
        .unwrap();
    let user = IdentityUser::new("bob@example.com", PASSWORD).identity(emulator.identity_url());
    let vault = Vault::builder(emulator.base_url())
        .credentials(user)
        .allow_plain_http()
        .build()
        .unwrap();
    let error = vault.logon().await.unwrap_err();
    let ChallengeProblem::ForeignHost { host } = problem(&error) else {
        panic!("{error}")
    };
    assert_eq!(host, "evil.example");
    assert_eq!(count(&emulator, "advance_authentication"), 0);
}

#[tokio::test]
async fn a_token_that_says_when_it_ends_is_replaced_in_time() {
    let scene = Scene::with(robot()).await;
    works(&scene.vault(scene.robot(PASSWORD))).await.unwrap();
    let token = scene.vault.heard()[0].header("authorization").to_owned();
    let token = Secret::from(token.strip_prefix("Bearer ").unwrap());
    let asked = Arc::new(Mutex::new(0));
    let counted = asked.clone();
    let source = pvwa::SecretSource::from_callback(move || {
        *counted.lock().unwrap() += 1;
        std::future::ready(Ok::<_, CallbackError>(token.clone()))
    });
    let vault = scene.vault(Token::bearer(source).unattended());
    works(&vault).await.unwrap();
    scene.clock.advance(Duration::from_secs(3350));
    works(&vault).await.unwrap();
    assert_eq!(*asked.lock().unwrap(), 2);
}

/// A server that answers one request after the other with these envelopes, each on a connection of
/// its own, and tells how many there were.
fn scripted(results: Vec<Value>) -> (String, Arc<Mutex<usize>>) {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answered = Arc::new(Mutex::new(0));
    let counted = answered.clone();
    std::thread::spawn(move || {
        for result in results {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let (mut request, mut chunk) = (String::new(), [0; 4096]);
            // All bodies here are JSON objects.
            while !request.ends_with('}') {
                let read = stream.read(&mut chunk).unwrap();
                request.push_str(&String::from_utf8_lossy(&chunk[..read]));
            }
            *counted.lock().unwrap() += 1;
            let body = json!({"success": true, "Result": result}).to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    (url, answered)
}

/// How a logon at such a server fails, and how many requests it took.
async fn scripted_failure(results: Vec<Value>) -> (Error, usize) {
    let (url, answered) = scripted(results);
    let user = IdentityUser::new(ANN, PASSWORD)
        .identity(&url)
        .on_challenge(|_| std::future::ready(Ok::<_, CallbackError>(Reply::Answer("1".into()))));
    let vault = Vault::builder(&url)
        .credentials(user)
        .allow_plain_http()
        .build()
        .unwrap();
    let error = vault.logon().await.unwrap_err();
    let answered = *answered.lock().unwrap();
    (error, answered)
}

fn package(ways: Value) -> Value {
    json!({"SessionId": "s", "Challenges": [{"Mechanisms": ways}], "Summary": "NewPackage"})
}

#[tokio::test]
async fn ways_that_nobody_knows_are_named() {
    let ways = json!([
        {"MechanismId": "1", "Name": "U2F", "AnswerType": "Fido2"},
        {"MechanismId": "2", "Name": "QR\u{7}", "AnswerType": "StartQrOob"},
    ]);
    let (error, answered) = scripted_failure(vec![package(ways), Value::Null]).await;
    let ChallengeProblem::UnknownMechanisms { names } = problem(&error) else {
        panic!("{error}")
    };
    // The start, and giving it up.
    assert_eq!((names.as_str(), answered), ("U2F, QR", 2));
}

#[tokio::test]
async fn a_server_that_asks_without_end_is_left() {
    let way = || json!([{"MechanismId": "1", "Name": "OATH", "AnswerType": "Text"}]);
    let again = json!({"Summary": "NewPackage", "Challenges": [{"Mechanisms": way()}]});
    let mut results = vec![package(way())];
    results.extend(std::iter::repeat_n(again, 50));
    let (error, answered) = scripted_failure(results).await;
    assert!(
        matches!(problem(&error), ChallengeProblem::TooMany { limit: 10 }),
        "{error}"
    );
    assert_eq!(answered, 12);
}

#[tokio::test]
async fn another_port_of_the_same_host_is_another_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let (error, _) = scripted_failure(vec![json!({"PodFqdn": host})]).await;
    assert!(
        matches!(problem(&error), ChallengeProblem::ForeignHost { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn what_leads_nowhere_is_said() {
    let way = json!([{"MechanismId": "1", "Name": "UP", "AnswerType": "Text"}]);
    for (results, expected) in [
        (vec![json!({"Summary": "LoginSuccess"})], "LoginSuccess"),
        (vec![json!({})], "no SessionId"),
        (
            vec![json!({"SessionId": "s"}), Value::Null],
            "no further challenge",
        ),
        (
            vec![package(way), json!({"Summary": "Undefined"}), Value::Null],
            "Undefined",
        ),
        (
            vec![json!({"IdpRedirectUrl": "javascript:alert(1)", "IdpLoginSessionId": "s"})],
            "IdpRedirectUrl",
        ),
    ] {
        let (error, _) = scripted_failure(results).await;
        let ChallengeProblem::Unexpected { what } = problem(&error) else {
            panic!("{error}")
        };
        assert_eq!(what, expected);
    }
}

#[tokio::test]
async fn a_logon_without_a_token_is_an_error() {
    let way = json!([{"MechanismId": "1", "Name": "UP", "AnswerType": "Text"}]);
    for token in [json!(null), json!(""), json!("a\r\nX-Injected: yes")] {
        let done = json!({"Summary": "LoginSuccess", "Token": token});
        let (error, _) = scripted_failure(vec![package(way.clone()), done]).await;
        assert!(matches!(error, Error::UnusableToken { .. }), "{error}");
    }
}
