//! Logs on by RADIUS, and asks at the terminal for whatever the server wants to know.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_USER=api.user PVWA_PASSWORD_FILE=/run/secrets/pvwa \
//!     cargo run -p pvwa --example logon_radius
//! ```

use pvwa::{Radius, Secret, SecretSource, Vault};
use std::{
    env,
    error::Error,
    io::{self, Write},
};

/// Asks a question, and reads one line.
fn ask(prompt: &str) -> io::Result<Secret> {
    print!("{prompt}: ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(Secret::from(line.trim_end()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let password = SecretSource::file(env::var("PVWA_PASSWORD_FILE")?);
    let user = Radius::new(env::var("PVWA_USER")?, password)
        // A server that sends a push answers only when the user has reacted.
        .push()
        // One that asks for codes does so once or several times.
        .on_challenge(|prompt| async move { ask(&prompt) });
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(user)
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
