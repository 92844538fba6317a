//! Logs on with the response of a SAML identity provider, which somebody takes out of a browser.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com cargo run -p pvwa --example logon_saml
//! ```

use pvwa::{Saml, Secret, Vault};
use std::{env, error::Error, io};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let user = Saml::from_callback(|request| async move {
        println!("1. Open {}", request.sign_in_url);
        println!("2. Log on there, with the developer tools of the browser open.");
        println!(
            "3. Copy the field SAMLResponse of the last form that is posted, and put it in here:"
        );
        // Longer than the line of a terminal can be: rather `xclip -o | cargo run …`.
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        Ok::<_, io::Error>(Secret::from(line.trim()))
    });
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(user)
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
