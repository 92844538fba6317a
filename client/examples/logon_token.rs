//! Goes on with a session that another program opened, and leaves it open.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_TOKEN=… cargo run -p pvwa --example logon_token
//! ```

use pvwa::{SecretSource, Token, Vault};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = SecretSource::environment("PVWA_TOKEN");
    // Token::bearer for one of Identity.
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(Token::pvwa(token))
        .build()?;
    let safes = vault.safes().list().stream().all().await?;
    println!("{} safes", safes.len());
    Ok(())
}
