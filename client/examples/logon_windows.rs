//! Logs on as a user of a Windows domain, with a second step by LDAP where the site wants one.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_USER='CORP\api.user' PVWA_PASSWORD_FILE=/run/secrets/pvwa \
//!     cargo run -p pvwa --example logon_windows
//! ```

use pvwa::{LogonMethod, SecretSource, Vault, Windows};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let password = SecretSource::file(env::var("PVWA_PASSWORD_FILE")?);
    let mut user = Windows::new(env::var("PVWA_USER")?, password);
    // Without this, the second step is Windows again, with the same password.
    if let Ok(file) = env::var("PVWA_SECOND_PASSWORD_FILE") {
        user = user.second_step(LogonMethod::Ldap, SecretSource::file(file));
    }
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(user)
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
