//! Logs on with a client certificate, and with a password besides where the site wants one.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_CLIENT_CERTIFICATE=client.pem \
//!     cargo run -p pvwa --example logon_pki
//! ```

use pvwa::{LogonMethod, Pki, SecretSource, Vault, connect::ClientCertificate};
use std::{env, error::Error, fs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // The certificate, its key, and what leads to its authority.
    let pem = fs::read_to_string(env::var("PVWA_CLIENT_CERTIFICATE")?)?;
    let mut user = Pki::new();
    if let Ok(file) = env::var("PVWA_PASSWORD_FILE") {
        user = user.second_step(LogonMethod::Ldap, SecretSource::file(file));
    }
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .client_certificate(ClientCertificate::from_pem(pem))
        .credentials(user)
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
