//! Logs on as a user of a directory, with the password from the environment.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_USER=api.user PVWA_PASSWORD=… \
//!     cargo run -p pvwa --example logon_ldap
//! ```

use pvwa::{Ldap, SecretSource, Vault};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let password = SecretSource::environment("PVWA_PASSWORD");
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(Ldap::new(env::var("PVWA_USER")?, password))
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
