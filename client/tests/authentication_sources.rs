//! Secrets that change while a program runs: asked for afresh, and never tried twice for nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use futures::future::join_all;
use pvwa::{
    CallbackError, Credentials, CyberArk, Error, IdentityUser, Ldap, LogonMethod, Pki, PkiPn,
    Radius, Reply, Saml, Secret, SecretSource, ServiceUser, Shared, Token, Vault, Windows,
};
use pvwa_emulator::{Emulator, User};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};
use vaults::{count, emulator};

/// A secret store: gives what it holds, one after the other, the last one for ever.
#[derive(Clone)]
struct Store {
    left: Arc<Mutex<Vec<&'static str>>>,
    asked: Arc<AtomicU32>,
}

impl Store {
    fn new(passwords: &[&'static str]) -> Self {
        Self {
            left: Arc::new(Mutex::new(passwords.iter().rev().copied().collect())),
            asked: Arc::default(),
        }
    }

    fn next(&self) -> Secret {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut left = self.left.lock().unwrap();
        match left.len() {
            1 => left[0].into(),
            _ => left.pop().unwrap().into(),
        }
    }

    fn source(&self) -> SecretSource {
        let store = self.clone();
        SecretSource::from_callback(move || {
            std::future::ready(Ok::<_, CallbackError>(store.next()))
        })
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

fn vault(emulator: &Emulator, credentials: impl Into<Credentials>) -> Vault {
    Vault::builder(emulator.base_url())
        .credentials(credentials)
        .allow_plain_http()
        .build()
        .unwrap()
}

async fn works(vault: &Vault) -> Result<(), Error> {
    vault.safes().list().stream().all().await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clones_ask_once_and_log_on_once() {
    let emulator = emulator().await;
    emulator.add_user(User::new("ann", "made-up"));
    let store = Store::new(&["made-up"]);
    let vault = vault(&emulator, CyberArk::new("ann", store.source()));
    let clones = (0..10).map(|_| {
        let vault = vault.clone();
        tokio::spawn(async move { works(&vault).await })
    });
    for outcome in join_all(clones).await {
        outcome.unwrap().unwrap();
    }
    assert_eq!((count(&emulator, "logon"), store.asked()), (1, 1));
    emulator.expire_sessions();
    works(&vault).await.unwrap();
    assert_eq!((count(&emulator, "logon"), store.asked()), (2, 2));
}

#[tokio::test]
async fn a_refused_secret_is_replaced_only_by_another_one() {
    let emulator = emulator().await;
    emulator.add_user(User::new("ann", "new"));
    let rotated = Store::new(&["old", "new"]);
    works(&vault(&emulator, CyberArk::new("ann", rotated.source())))
        .await
        .unwrap();
    assert_eq!((count(&emulator, "logon"), rotated.asked()), (2, 2));

    emulator.clear_requests();
    let stale = Store::new(&["old"]);
    let never = vault(&emulator, CyberArk::new("ann", stale.source()));
    for asked in [2, 3, 4] {
        works(&never).await.unwrap_err();
        assert_eq!((count(&emulator, "logon"), stale.asked()), (1, asked));
    }
}

#[tokio::test]
async fn a_rotation_that_comes_late_is_noticed_by_the_next_call() {
    let emulator = emulator().await;
    emulator.add_user(User::new("ann", "new"));
    let store = Store::new(&["old", "old", "old", "new"]);
    let vault = vault(&emulator, CyberArk::new("ann", store.source()));
    works(&vault).await.unwrap_err();
    works(&vault).await.unwrap_err();
    works(&vault).await.unwrap();
    assert_eq!(
        count(&emulator, "logon"),
        2,
        "one with the old, one with the new"
    );
}

#[tokio::test]
async fn whole_credentials_come_afresh() {
    let emulator = emulator().await;
    emulator.add_user(User::new("first", "made-up 1"));
    emulator.add_user(User::new("second", "made-up 2"));
    let turn = Arc::new(AtomicU32::new(0));
    let credentials = Credentials::from_callback(move || {
        let user = match turn.fetch_add(1, Ordering::Relaxed) {
            0 => CyberArk::new("first", "made-up 1").into(),
            _ => Ldap::new("second", "made-up 2").into(),
        };
        std::future::ready(Ok::<Credentials, CallbackError>(user))
    });
    let vault = vault(&emulator, credentials);
    assert_eq!(vault.user(), None);
    works(&vault).await.unwrap();
    emulator.expire_sessions();
    works(&vault).await.unwrap();
    let requests = emulator.requests();
    let logons = requests.iter().filter(|one| one.operation == Some("logon"));
    let paths: Vec<_> = logons
        .map(|one| one.path.rsplit('/').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["CyberArk", "LDAP"]);
}

#[tokio::test]
async fn a_callback_that_fails_is_no_refusal() {
    let emulator = emulator().await;
    emulator.add_user(User::new("ann", "made-up"));
    let sealed = Arc::new(AtomicU32::new(0));
    let source = SecretSource::from_callback(move || {
        std::future::ready(match sealed.fetch_add(1, Ordering::Relaxed) {
            0 => Err("the store is sealed"),
            _ => Ok(Secret::from("made-up")),
        })
    });
    let vault = vault(&emulator, CyberArk::new("ann", source));
    let error = works(&vault).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the password cannot be had from a callback: it failed"
    );
    assert_eq!(count(&emulator, "logon"), 0);
    works(&vault).await.unwrap();
}

#[tokio::test]
async fn callbacks_that_lead_to_callbacks_lead_nowhere() {
    let emulator = emulator().await;
    let endless = Credentials::from_callback(|| {
        let again = Credentials::from_callback(|| {
            std::future::ready(Ok::<Credentials, CallbackError>(Ldap::new("a", "b").into()))
        });
        std::future::ready(Ok::<_, CallbackError>(again))
    });
    let error = works(&vault(&emulator, endless)).await.unwrap_err();
    assert!(
        error.to_string().contains("leads to callbacks only"),
        "{error}"
    );
}

#[test]
fn no_type_shows_its_secret() {
    const SECRET: &str = "Corr3ct-horse-Battery";
    let user = "ann";
    let shown = [
        format!("{:?}", SecretSource::from(SECRET)),
        format!("{:?}", CyberArk::new(user, SECRET).new_password(SECRET)),
        format!("{:?}", Ldap::new(user, SECRET)),
        format!("{:?}", Radius::new(user, SECRET).code(SECRET)),
        format!(
            "{:?}",
            Windows::new(user, SECRET).second_step(LogonMethod::Ldap, SECRET)
        ),
        format!("{:?}", Saml::response(SECRET)),
        format!("{:?}", Pki::new().second_step(LogonMethod::Ldap, SECRET)),
        format!("{:?}", PkiPn::new().second_step(LogonMethod::Ldap, SECRET)),
        format!("{:?}", ServiceUser::new(user, SECRET)),
        format!("{:?}", IdentityUser::new(user, SECRET).new_password(SECRET)),
        format!("{:?}", Token::pvwa(SECRET)),
        format!("{:?}", Token::bearer(SECRET)),
        format!("{:?}", Shared::new()),
        format!("{:?}", Reply::Answer(SECRET.into())),
        format!("{:?}", Reply::Answers(vec![SECRET.into()])),
    ];
    for text in shown {
        assert!(text.len() > 5 && !text.contains(SECRET), "{text}");
    }
    for method in [
        LogonMethod::CyberArk,
        LogonMethod::Ldap,
        LogonMethod::Radius,
        LogonMethod::Windows,
        LogonMethod::Saml,
        LogonMethod::Pki,
        LogonMethod::PkiPn,
        LogonMethod::ServiceUser,
        LogonMethod::IdentityUser,
        LogonMethod::Token,
        LogonMethod::Shared,
    ] {
        let credentials = Credentials::of(method, user, SECRET);
        assert_eq!(credentials.method(), Some(method));
        assert!(!format!("{credentials:?}").contains(SECRET));
    }
}

#[test]
fn what_cannot_be_a_secret_is_refused_before_anything_is_sent() {
    let build = |credentials: Credentials| {
        let vault = Vault::builder("https://pvwa.example.com").credentials(credentials);
        vault.build().map(drop)
    };
    for credentials in [
        CyberArk::new("ann", "Hunter2\n").into(),
        CyberArk::new("ann", "x").new_password("Hunter2\n").into(),
        Radius::new("ann", "x").code("Hunter2\n").into(),
        Windows::new("ann", "x")
            .second_step(LogonMethod::Ldap, "Hunter2\n")
            .into(),
        Saml::response("Hunter2\n").into(),
        Token::pvwa("Hunter2\n").into(),
        ServiceUser::new("robot", "Hunter2\n").into(),
        IdentityUser::new("ann", "Hunter2\n").into(),
    ] {
        let error = build(credentials).unwrap_err();
        assert!(matches!(error, Error::Credentials { .. }), "{error}");
        assert!(!format!("{error:?}").contains("Hunter2"));
    }
    for credentials in [
        CyberArk::new("", "x").into(),
        ServiceUser::new("", "x").into(),
        IdentityUser::new("", "x").into(),
    ] {
        assert!(matches!(build(credentials), Err(Error::NoCredentials)));
    }
}
