//! A test of one's own against the emulator: `cargo run -p pvwa --example a_test_of_your_own`.

use pvwa::{Credentials, RetrieveOptions, Vault};
use pvwa_emulator::{Emulator, User};

/// What is to be tested: the secret of the first account of a safe.
async fn first_secret(vault: &Vault, safe: &str) -> Result<Option<String>, pvwa::Error> {
    let mut accounts = vault.accounts().list().safe(safe).stream();
    let Some(account) = accounts.try_next().await? else {
        return Ok(None);
    };
    let reason = RetrieveOptions::new().reason("a test");
    let secret = vault
        .accounts()
        .retrieve_password(&account.id, &reason)
        .await?;
    Ok(Some(secret.expose().to_owned()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder()
        .administrator("operator", "made-up")
        .user(User::new("nobody", "made-up"))
        .accounts(3, "Linux")?
        .start()
        .await?;
    for (name, expected) in [("operator", true), ("nobody", false)] {
        let vault = Vault::builder(emulator.base_url())
            .credentials(Credentials::cyberark(name, "made-up"))
            .allow_plain_http()
            .build()?;
        assert_eq!(first_secret(&vault, "Linux").await?.is_some(), expected);
        println!("{name}: as expected");
    }
    Ok(())
}
