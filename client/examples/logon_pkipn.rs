//! Logs on with a client certificate whose principal name is the name of the user.
//!
//! ```sh
//! PVWA_URL=https://pvwa.example.com PVWA_CLIENT_CERTIFICATE=client.pem \
//!     cargo run -p pvwa --example logon_pkipn
//! ```

use pvwa::{PkiPn, Vault, connect::ClientCertificate};
use std::{env, error::Error, fs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let pem = fs::read_to_string(env::var("PVWA_CLIENT_CERTIFICATE")?)?;
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .client_certificate(ClientCertificate::from_pem(pem))
        .credentials(PkiPn::new())
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
