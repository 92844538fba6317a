//! What is written down while secrets are under way holds none of them: errors, spans and events of
//! all crates at the finest level, lines of the audit, panics. And secrets come back as they went.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use futures::FutureExt;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use pvwa::{
    Credentials, Error, JsonLines, RetrieveOptions, RetryPolicy, Secret, TestClock, Vault,
    types::AddAccountRequest,
};
use pvwa_emulator::{Emulator, Fault};
use std::{
    fmt::{Debug, Write},
    io,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tracing::{Event, Metadata, Subscriber, field::Visit, span};
use vaults::builder;

const SECRET: &str = "Corr3ct-horse-Battery";

fn account(secret: &str) -> AddAccountRequest {
    AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from(secret))
        .try_into()
        .unwrap()
}

async fn emulator() -> Emulator {
    let emulator = Emulator::builder().accounts(0, "APP_Oracle").unwrap();
    emulator.start().await.unwrap()
}

/// What everything writes, in one text.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Everything {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn line(&self, target: &str, text: &str) {
        writeln!(self.0.lock().unwrap(), "{target}: {text}").unwrap();
    }
}

impl io::Write for Everything {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap()
            .push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that `tracing` is told, of all crates.
struct Traced(Everything, AtomicU64);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Traced {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut fields = Fields(attributes.metadata().name().to_owned());
        attributes.record(&mut fields);
        self.0.line(attributes.metadata().target(), &fields.0);
        span::Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        self.0.line("record", &fields.0);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        self.0.line(event.metadata().target(), &fields.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Everything that `log` is told, which some crates use beside or instead of `tracing`.
struct Logged(Everything);

impl log::Log for Logged {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.0.line(record.target(), &record.args().to_string());
    }

    fn flush(&self) {}
}

/// Every fault there is.
fn faults() -> Vec<Fault> {
    vec![
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(500),
        Fault::Html(200),
        Fault::Html(502),
        Fault::RetryAfter(1),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::EmptyBody,
        Fault::WrongType,
        Fault::Truncated,
        Fault::CutOff,
        Fault::ContentType("text/html".to_owned()),
        Fault::ExpiredToken,
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_that_is_written_down_holds_a_secret() {
    let written = Everything::default();
    log::set_boxed_logger(Box::new(Logged(written.clone()))).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let guard = tracing::subscriber::set_default(Traced(written.clone(), AtomicU64::new(0)));

    let emulator = emulator().await;
    let made = |audit: Everything| {
        builder(&emulator, "Administrator")
            .clock(TestClock::impatient())
            .audit(JsonLines::new(audit))
            .build()
            .unwrap()
    };
    let audited = Everything::default();
    let vault = made(audited.clone());
    let added = vault.accounts().add(&account(SECRET)).await.unwrap();
    let options = RetrieveOptions::new().reason("because");
    let secret = vault
        .accounts()
        .retrieve_password(&added.id, &options)
        .await
        .unwrap();
    assert_eq!(secret.expose(), SECRET);

    let mut shown = String::new();
    let mut show = |error: Error| {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            shown.push_str(&format!("{error} {error:?} {error:#?}\n"));
            cause = error.source();
        }
        for hint in error.hints() {
            shown.push_str(&format!("{hint} {hint:?}\n"));
        }
    };
    let password = emulator.password_of("Administrator").unwrap();
    let quoting = |secret: &str| Fault::StatusWith {
        status: 400,
        code: "PASWS167E".to_owned(),
        message: format!("The value {secret} is invalid."),
    };
    emulator.fail_next("add_account", quoting(SECRET));
    emulator.fail_next("logon", quoting(password.expose()));
    for fault in faults() {
        for operation in ["add_account", "retrieve_password", "logon"] {
            emulator.fail_next(operation, fault.clone());
        }
        let vault = made(audited.clone());
        for _ in 0..2 {
            if let Err(error) = vault.logon().await {
                show(error);
            }
        }
        if let Err(error) = vault.accounts().add(&account(SECRET)).await {
            show(error);
        }
        let options = RetrieveOptions::new();
        if let Err(error) = vault
            .accounts()
            .retrieve_password(&added.id, &options)
            .await
        {
            show(error);
        }
        let raw = vault
            .api()
            .retrieve_password()
            .account_id("99_99")
            .send()
            .await;
        show(Error::from(raw.unwrap_err()));
    }
    vault.close().await.unwrap();
    drop(guard);

    let audited = audited.text();
    assert!(audited.lines().count() > 20 && shown.lines().count() > 40);
    let written = written.text();
    for target in ["pvwa::", "hyper_util::", "reqwest::"] {
        assert!(written.contains(target), "nothing of {target}: {written}");
    }
    for (place, text) in [("errors", &shown), ("audit", &audited), ("log", &written)] {
        for (what, secret) in [("secret", SECRET), ("password", password.expose())] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "the {what} is in the {place}");
        }
    }
}

fn refuses(secret: Secret) -> Result<(), Secret> {
    Err(secret)
}

#[tokio::test]
async fn a_panic_shows_no_secret() {
    let emulator = emulator().await;
    let vault = builder(&emulator, "Administrator").build().unwrap();
    let added = vault.accounts().add(&account(SECRET)).await.unwrap();
    let said = async |panics: fn(Secret)| {
        let options = RetrieveOptions::new();
        let body = vault.scope(|vault| {
            let id = added.id.clone();
            async move {
                panics(
                    vault
                        .accounts()
                        .retrieve_password(&id, &options)
                        .await
                        .unwrap(),
                )
            }
        });
        let panic = AssertUnwindSafe(body).catch_unwind().await.unwrap_err();
        let text = panic.downcast_ref::<String>().cloned();
        text.unwrap_or_else(|| panic.downcast_ref::<&str>().copied().unwrap().to_owned())
    };
    let panics: [fn(Secret); 4] = [
        |secret| panic!("{secret:?}"),
        |secret| assert_eq!(secret, Secret::from("another")),
        |secret| refuses(secret).unwrap(),
        |secret| drop(serde_json::to_string(&secret).unwrap()),
    ];
    for panics in panics {
        let text = said(panics).await;
        assert!(!text.contains(SECRET), "{text}");
        assert!(
            text.contains("REDACTED") || text.contains("Exposed"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_short_secret_is_not_told_by_what_is_left() {
    let emulator = emulator().await;
    let vault = builder(&emulator, "Administrator").build().unwrap();
    let said = async |secret: &str| {
        emulator.fail_next(
            "add_account",
            Fault::StatusWith {
                status: 400,
                code: "PASWS167E".to_owned(),
                message: "Some parameters are not valid.".to_owned(),
            },
        );
        let error = vault.accounts().add(&account(secret)).await.unwrap_err();
        assert!(error.is_invalid_parameters(), "{error}");
        vaults::told(&error)
    };
    let expected = said("a").await;
    for secret in ["m", "zz", "are"] {
        assert_eq!(said(secret).await, expected);
    }
    assert!(!expected.contains("parameters are"), "{expected}");
    assert!(
        said("Corr3ct")
            .await
            .contains("Some parameters are not valid")
    );
}

#[tokio::test]
async fn a_refused_logon_shows_neither_password_nor_token() {
    let emulator = emulator().await;
    let vault = Vault::builder(emulator.base_url())
        .credentials(Credentials::cyberark("Administrator", SECRET))
        .allow_plain_http()
        .retry(RetryPolicy::never())
        .attempt_timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let error = vault.logon().await.unwrap_err();
    assert!(error.is_logon(), "{error}");
    assert!(!format!("{error} {error:?}").contains(SECRET));
}

#[test]
fn any_text_comes_back_as_it_went() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let emulator = runtime.block_on(emulator());
    let vault = builder(&emulator, "Administrator").build().unwrap();
    let config = Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    };
    let text = prop_oneof![
        "\\PC{1,40}",
        "[\\\\\"/<>&+%'{}\\[\\]a\u{e9}\u{1f600} ]{1,20}",
        any::<String>().prop_filter("there is a secret", |text| !text.is_empty()),
    ];
    let number = AtomicU64::new(0);
    TestRunner::new(config)
        .run(&text, |text| {
            let retrieved = runtime.block_on(async {
                let mut account = account(&text);
                let number = number.fetch_add(1, Ordering::Relaxed);
                account.name = Some(format!("account-{number}"));
                let added = vault.accounts().add(&account).await?;
                let options = RetrieveOptions::new();
                vault
                    .accounts()
                    .retrieve_password(&added.id, &options)
                    .await
            });
            let retrieved = retrieved.unwrap();
            prop_assert_eq!(retrieved.expose(), text);
            Ok(())
        })
        .unwrap();
    runtime.block_on(vault.close()).unwrap();
}
