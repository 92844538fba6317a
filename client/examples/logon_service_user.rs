//! Logs on as a service user of Privilege Cloud on the shared services.
//!
//! ```sh
//! PVWA_SUBDOMAIN=acme PVWA_USER=robot@cyberark.cloud.1234 PVWA_SECRET_FILE=/run/secrets/pvwa \
//!     cargo run -p pvwa --example logon_service_user
//! ```

use pvwa::{SecretSource, ServiceUser, Vault};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Where the vault and Identity are. Who knows both needs no discovery: Vault::builder(url), and
    // identity(url) on the service user.
    let tenant = Vault::privilege_cloud(env::var("PVWA_SUBDOMAIN")?)
        .discover()
        .await?;
    let secret = SecretSource::file(env::var("PVWA_SECRET_FILE")?);
    let vault = tenant
        .builder()
        .credentials(ServiceUser::new(env::var("PVWA_USER")?, secret))
        .build()?;
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
