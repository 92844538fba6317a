//! Logs on as the one user that the PVWA server holds a credential file for.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_CLIENT_CERTIFICATE=client.pem \
//!     cargo run -p pvwa --example logon_shared
//! ```

use pvwa::{Shared, Vault, connect::ClientCertificate};
use std::{env, error::Error, fs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut builder = Vault::builder(env::var("PVWA_URL")?).credentials(Shared::new());
    // The server lets in whom it wants, by a certificate as a rule.
    if let Ok(file) = env::var("PVWA_CLIENT_CERTIFICATE") {
        builder =
            builder.client_certificate(ClientCertificate::from_pem(fs::read_to_string(file)?));
    }
    let vault = builder.build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
