//! Service users of CyberArk Identity, and where Identity is.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod scene;
mod tap;
mod vaults;

use pvwa::{
    CallbackError, Error, IdentityUrlProblem, LogonMethod, Secret, ServiceUser, Token, Vault,
};
use scene::{PASSWORD, Scene, robot, works};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use vaults::count;

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
