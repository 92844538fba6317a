//! Somebody to log on, and what becomes of it.

#![allow(dead_code, reason = "every test uses its own part of this")]

use pvwa::{CallbackError, Credentials, Error, Secret, Vault};
use pvwa_emulator::{Emulator, User};
use serde_json::Value;
use std::sync::{Arc, Mutex};

pub(crate) const PASSWORD: &str = "Made \" up \\ é 1";

pub(crate) async fn with(users: impl IntoIterator<Item = User>) -> Emulator {
    let builder = users
        .into_iter()
        .fold(Emulator::builder(), |builder, user| builder.user(user));
    builder.start().await.unwrap()
}

pub(crate) fn ann() -> User {
    User::new("ann", PASSWORD)
}

pub(crate) fn vault(url: &str, credentials: impl Into<Credentials>) -> Vault {
    Vault::builder(url)
        .credentials(credentials)
        .allow_plain_http()
        .build()
        .unwrap()
}

pub(crate) async fn works(vault: &Vault) -> Result<(), Error> {
    vault.safes().list().stream().all().await.map(drop)
}

pub(crate) fn bodies(emulator: &Emulator, operation: &str) -> Vec<Value> {
    let requests = emulator.requests();
    let asked = requests
        .iter()
        .filter(|one| one.operation == Some(operation));
    asked.filter_map(|one| one.body.clone()).collect()
}

/// A callback that gives one code after the other, and notes what it was asked.
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
pub(crate) fn codes(
    codes: &[&str],
) -> (
    Arc<Mutex<Vec<String>>>,
    impl Fn(String) -> std::future::Ready<Result<Secret, CallbackError>> + Send + Sync + use<>,
) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let left = Mutex::new(
        codes
            .iter()
            .rev()
            .map(|code| Secret::from(*code))
            .collect::<Vec<_>>(),
    );
    (asked, move |prompt| {
        noted.lock().unwrap().push(prompt);
        let code = left.lock().unwrap().pop();
        std::future::ready(code.ok_or_else(|| "no code is left".into()))
    })
}
