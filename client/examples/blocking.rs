//! Lists the accounts of a safe, without a runtime.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_USER=api.user PVWA_PASSWORD=… \
//!     cargo run --package pvwa --features blocking --example blocking -- APP_Oracle
//! ```

use pvwa::{Credentials, blocking::Vault};
use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let safe = env::args()
        .nth(1)
        .ok_or("name the safe whose accounts are to be listed")?;
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(Credentials::cyberark(
            env::var("PVWA_USER")?,
            env::var("PVWA_PASSWORD")?,
        ))
        .build_blocking()?;
    vault.scope(|vault| {
        for account in vault.accounts().list().safe(safe) {
            let account = account?;
            println!("{}\t{}\t{}", account.id, account.platform_id, account.name);
        }
        Ok(())
    })
}
