//! Gets user and password afresh for each logon from the program that hands them out, so that a
//! rotation goes unnoticed.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_LEASE=/run/secrets/lease cargo run -p pvwa --example logon_afresh
//! ```
//!
//! The file holds the name on its first line and the password on its second.

use pvwa::{CallbackError, Credentials, Ldap, Vault};
use std::{env, error::Error, fs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = env::var("PVWA_LEASE")?;
    let credentials = Credentials::from_callback(move || {
        let file = file.clone();
        async move {
            let lease = fs::read_to_string(file)?;
            let mut lines = lease.lines();
            match (lines.next(), lines.next()) {
                (Some(user), Some(password)) => Ok(Ldap::new(user, password).into()),
                _ => Err(CallbackError::from("the lease has fewer than two lines")),
            }
        }
    });
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(credentials)
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
