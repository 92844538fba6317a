//! Vaults to test against, and what they were asked.

#![allow(dead_code, reason = "every test uses its own part of this")]

use pvwa::{Credentials, Error, Vault, VaultBuilder};
use pvwa_emulator::{Emulator, User};

/// An emulator with nothing in it but Administrator and the predefined groups.
pub(crate) async fn emulator() -> Emulator {
    Emulator::builder().start().await.unwrap()
}

/// A builder for the vault behind `emulator`, with credentials of `user`.
pub(crate) fn builder(emulator: &Emulator, user: &str) -> VaultBuilder {
    let password = emulator.password_of(user).unwrap();
    let password = password.expose().to_owned();
    Vault::builder(emulator.base_url())
        .credentials(Credentials::cyberark(user, password))
        .allow_plain_http()
}

/// The vault behind `emulator` as `user` sees it.
pub(crate) fn vault(emulator: &Emulator, user: &str) -> Vault {
    builder(emulator, user).build().unwrap()
}

/// The vault behind `emulator` as Administrator sees it.
pub(crate) fn administrator(emulator: &Emulator) -> Vault {
    vault(emulator, "Administrator")
}

/// The vault behind `emulator` as a new user without any authorisation sees it.
pub(crate) fn somebody(emulator: &Emulator, name: &str) -> Vault {
    emulator.add_user(User::new(name, "made-up"));
    vault(emulator, name)
}

/// How often `operation` was asked for.
pub(crate) fn count(emulator: &Emulator, operation: &str) -> usize {
    let requests = emulator.requests();
    requests
        .iter()
        .filter(|request| request.operation == Some(operation))
        .count()
}

/// An error as people read it, without the number that is another one each time.
pub(crate) fn told(error: &Error) -> String {
    let text = error.to_string();
    match error.request_id() {
        Some(id) => text.replace(&id.to_string(), "…"),
        None => text,
    }
}
