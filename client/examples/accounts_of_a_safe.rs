//! Lists the accounts of a safe.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_USER=api.user PVWA_PASSWORD=… \
//!     cargo run --package pvwa --example accounts_of_a_safe -- APP_Oracle
//! ```

use pvwa::{Credentials, Vault};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let safe = env::args()
        .nth(1)
        .ok_or("name the safe whose accounts are to be listed")?;
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(Credentials::cyberark(
            env::var("PVWA_USER")?,
            env::var("PVWA_PASSWORD")?,
        ))
        .build()?;
    let listed: Result<(), pvwa::Error> = vault
        .scope(async |vault| {
            let mut accounts = vault.accounts().list().safe(safe).stream();
            while let Some(account) = accounts.try_next().await? {
                println!("{}\t{}\t{}", account.id, account.platform_id, account.name);
            }
            Ok(())
        })
        .await;
    Ok(listed?)
}
