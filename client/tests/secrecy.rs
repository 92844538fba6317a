//! No secret can be seen: not in `Debug`, not in errors, not in spans. And the layers stand in the
//! order that the documentation says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Credentials, Preset, RetrieveOptions, SafePermissions, Secret, Vault,
    types::{Account, AddAccountRequest, LogonRequest},
};
use pvwa_emulator::Emulator;
use std::{
    fmt::{Debug, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tracing::{Event, Metadata, Subscriber, field::Visit, span};
use vaults::administrator;

const SECRET: &str = "Corr3ct-horse-Battery";

fn assert_hidden(shown: &str) {
    assert!(!shown.contains(SECRET), "the secret is in {shown}");
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let credentials = Credentials::cyberark("api.user", SECRET);
    let builder = Vault::builder("https://pvwa.example.com").credentials(credentials.clone());
    let vault = builder.clone().build().unwrap();
    let leaky = format!("https://api.user:{SECRET}@pvwa.example.com");
    let account: AddAccountRequest = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .secret(Secret::from(SECRET))
        .try_into()
        .unwrap();
    let mut logon = LogonRequest::default();
    logon.password = Some(SECRET.into());
    let answer =
        format!(r#"{{"id":"1","name":"n","platformId":"p","safeName":"s","secret":"{SECRET}"}}"#);
    let answer: Account = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer.secret.as_ref().unwrap().expose(), SECRET);
    let all: [&dyn Debug; 18] = [
        &Secret::from(SECRET),
        &credentials,
        &builder,
        &Vault::builder(&leaky),
        &Vault::builder(&leaky).build(),
        &vault,
        vault.base_url(),
        vault.api(),
        &vault.accounts(),
        &vault.accounts().list(),
        &vault.accounts().list().stream(),
        &vault.safes(),
        &vault.safes().list(),
        &vault.members("APP_Oracle").list(),
        &RetrieveOptions::new().reason("INC1"),
        &account,
        &logon,
        &answer,
    ];
    for value in all {
        let shown = format!("{value:?} {value:#?}");
        assert!(shown.len() > 2);
        assert_hidden(&shown);
    }
    assert_hidden(&format!("{:?} {}", SafePermissions::ALL, Preset::Full));
}

#[tokio::test(flavor = "current_thread")]
async fn spans_show_the_layers_and_no_value() {
    let emulator = Emulator::builder()
        .accounts(1, "APP_Oracle")
        .unwrap()
        .start()
        .await
        .unwrap();
    let record = Record::default();
    let text = record.text.clone();
    let guard = tracing::subscriber::set_default(record);

    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    let found = vault.accounts().list().stream().all().await.unwrap();
    let account: AddAccountRequest = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from(SECRET))
        .try_into()
        .unwrap();
    let added = vault.accounts().add(&account).await.unwrap();
    emulator.expire_sessions();
    text.lock().unwrap().push_str("-- the session expires --\n");
    let options = RetrieveOptions::new().reason("because");
    let secret = vault
        .accounts()
        .retrieve_password(&added.id, &options)
        .await
        .unwrap();
    assert_eq!(secret.expose(), SECRET);
    vault.logoff().await.unwrap();
    drop(guard);

    let text = text.lock().unwrap().clone();
    assert_hidden(&text);
    let password = emulator.password_of("Administrator").unwrap();
    for value in [
        password.expose(),
        &added.id,
        &found[0].id,
        "APP_Oracle",
        "because",
        "127.0.0.1",
    ] {
        assert!(!text.contains(value), "`{value}` is in {text}");
    }
    insta::assert_snapshot!(text);
}

/// Writes down this crate's spans as they are entered into, and its events, one a line and indented
/// by their depth.
#[derive(Default)]
struct Record {
    next: AtomicU64,
    spans: Arc<Mutex<Vec<(u64, String)>>>,
    stack: Mutex<Vec<u64>>,
    text: Arc<Mutex<String>>,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        match field.name() {
            // Another one each time.
            name @ ("request_id" | "duration_ms") => write!(self.0, " {name}=…").unwrap(),
            "message" => write!(self.0, " {value:?}").unwrap(),
            name => write!(self.0, " {name}={value:?}").unwrap(),
        }
    }
}

impl Record {
    fn line(&self, text: &str) {
        let depth = self.stack.lock().unwrap().len();
        writeln!(self.text.lock().unwrap(), "{}{text}", "  ".repeat(depth)).unwrap();
    }
}

impl Subscriber for Record {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("pvwa::")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let mut fields = Fields(attributes.metadata().name().to_owned());
        attributes.record(&mut fields);
        self.spans.lock().unwrap().push((id, fields.0));
        span::Id::from_u64(id)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut fields = Fields("=".to_owned());
        values.record(&mut fields);
        self.line(&fields.0);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields("!".to_owned());
        event.record(&mut fields);
        self.line(&fields.0);
    }

    fn enter(&self, id: &span::Id) {
        let id = id.into_u64();
        let mut spans = self.spans.lock().unwrap();
        // A span is entered anew each time its future is polled: once is enough to read.
        if let Some(at) = spans.iter().position(|(span, _)| *span == id) {
            let (_, text) = spans.remove(at);
            self.line(&text);
        }
        self.stack.lock().unwrap().push(id);
    }

    fn exit(&self, _: &span::Id) {
        self.stack.lock().unwrap().pop();
    }
}
