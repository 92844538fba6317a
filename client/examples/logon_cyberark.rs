//! Logs on as a user that the vault itself keeps, and changes the password where it has expired.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_USER=api.user PVWA_PASSWORD_FILE=/run/secrets/pvwa \
//!     PVWA_NEW_PASSWORD_FILE=/run/secrets/pvwa-next cargo run -p pvwa --example logon_cyberark
//! ```

use pvwa::{CyberArk, SecretSource, Vault};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let password = SecretSource::file(env::var("PVWA_PASSWORD_FILE")?);
    let mut user = CyberArk::new(env::var("PVWA_USER")?, password);
    if let Ok(file) = env::var("PVWA_NEW_PASSWORD_FILE") {
        user = user
            .new_password(SecretSource::file(file))
            .on_password_changed(|_| async {
                eprintln!("the password has expired: the new one is in force");
                Ok::<_, std::io::Error>(())
            });
    }
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(user)
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
