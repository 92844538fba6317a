//! The entrance.

use super::{
    Accounts, Members, Pager, Safes,
    runtime::{LOGOFF_WAIT, Runtime},
    twin::twin,
};
use crate::{
    BaseUrl, Error, VaultBuilder,
    connect::Discovery,
    permissions::{Analysis, Holdings, Verdict},
};
use pvwa_api::operation::{Edition, Version};
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};
use tracing::warn;

/// A vault whose calls wait for their answers; the twin of [`crate::Vault`].
///
/// Clones are cheap and share one session, which ends with the last of them and of their lists: see
/// the [module](super).
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

/// What the clones of a vault and its lists share.
pub(super) struct Shared {
    vault: crate::Vault,
    runtime: Runtime,
}

impl Shared {
    /// Waits for an answer.
    pub(super) fn wait<T>(
        &self,
        future: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.runtime.wait(future)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.runtime.end(self.vault.clone(), LOGOFF_WAIT);
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.vault.fmt(f)
    }
}

twin! {
    impl Vault {
        logon() -> ();
        logoff() -> ();
        version() -> Option<Version>;
        holdings(safe: impl AsRef<str>) -> Holdings;
        can(operation: &str, safe: impl AsRef<str>) -> Verdict;
        why_refused(operation: &str, safe: Option<&str>, account: Option<&str>) -> Analysis;
    }
}

impl Vault {
    /// The twin of [`crate::Vault::builder`]; build it with [`VaultBuilder::build_blocking`].
    pub fn builder(base_url: impl AsRef<str>) -> VaultBuilder {
        crate::Vault::builder(base_url)
    }

    /// The twin of [`crate::Vault::privilege_cloud`]; ask with [`Discovery::discover_blocking`].
    pub fn privilege_cloud(subdomain: impl Into<String>) -> Discovery {
        crate::Vault::privilege_cloud(subdomain)
    }

    /// The twin of [`VaultBuilder::build`], and the same as [`VaultBuilder::build_blocking`].
    ///
    /// # Errors
    ///
    /// Those of its twin, and [`Error::Arguments`] where the machine has no thread left.
    pub fn build(builder: VaultBuilder) -> Result<Self, Error> {
        let vault = builder.build()?;
        let runtime = Runtime::start()?;
        Ok(Self {
            shared: Arc::new(Shared { vault, runtime }),
        })
    }

    fn twin(&self) -> &crate::Vault {
        &self.shared.vault
    }

    /// The twin of [`crate::Vault::close`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn close(self) -> Result<(), Error> {
        self.shared.wait(self.twin().clone().close())
    }

    /// The twin of [`crate::Vault::scope`]: runs `body` and logs off afterwards, whatever happens in
    /// it. A logoff that fails is only logged.
    ///
    /// ```no_run
    /// # fn example(vault: pvwa::blocking::Vault) -> Result<(), pvwa::Error> {
    /// let account = vault.scope(|vault| vault.accounts().get("12_3"))?;
    /// # Ok(()) }
    /// ```
    pub fn scope<T>(&self, body: impl FnOnce(&Self) -> T) -> T {
        let outcome = catch_unwind(AssertUnwindSafe(|| body(self)));
        if let Err(error) = self.logoff() {
            warn!(%error, "the logoff at the end of a scope failed");
        }
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// The twin of [`crate::Vault::base_url`].
    pub fn base_url(&self) -> &BaseUrl {
        self.twin().base_url()
    }

    /// The twin of [`crate::Vault::user`].
    pub fn user(&self) -> Option<&str> {
        self.twin().user()
    }

    /// The twin of [`crate::Vault::edition`].
    pub fn edition(&self) -> Edition {
        self.twin().edition()
    }

    /// The twin of [`crate::Vault::accounts`].
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(self.twin().accounts(), &self.shared)
    }

    /// The twin of [`crate::Vault::safes`].
    pub fn safes(&self) -> Safes<'_> {
        Safes::new(self.twin().safes(), &self.shared)
    }

    /// The twin of [`crate::Vault::members`].
    pub fn members(&self, safe: impl Into<String>) -> Members<'_> {
        Members::new(self.twin().members(safe), &self.shared)
    }

    /// The twin of [`crate::Vault::api`]: calls the generated operations, and waits.
    ///
    /// `call` runs on the thread of the caller, and may await as many operations as it likes. A
    /// client that it puts aside works no longer than the vault.
    ///
    /// ```no_run
    /// # fn example(vault: pvwa::blocking::Vault) -> Result<(), pvwa::Error> {
    /// let server = vault.call(async |api| api.get_server().send().await)?;
    /// println!("version {:?}", server.external_version);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// What `call` fails with.
    pub fn call<T, E>(
        &self,
        call: impl AsyncFnOnce(&pvwa_api::Client) -> Result<T, E>,
    ) -> Result<T, Error>
    where
        E: Into<Error>,
    {
        let api = self.twin().api();
        self.shared
            .wait(async { call(api).await.map_err(Into::into) })
    }

    /// Reads a list of the raw API, which `over` makes by [`crate::Pager::over`] of the vault that it
    /// is given.
    ///
    /// ```no_run
    /// use pvwa::{PageAnswer, Pager};
    ///
    /// # fn example(vault: pvwa::blocking::Vault) -> Result<(), pvwa::Error> {
    /// let list_safes = pvwa::pvwa_api::operations::find("list_safes").expect("it is in the table");
    /// let safes = vault.pager(|vault| {
    ///     Pager::over(
    ///         list_safes,
    ///         |safe: &pvwa::types::Safe| safe.safe_name.as_deref().map(Into::into),
    ///         move |page| {
    ///             let vault = vault.clone();
    ///             async move {
    ///                 let request = vault.api().list_safes().limit(page.limit);
    ///                 let answer = request.offset(page.offset).send().await?.into_inner();
    ///                 Ok(PageAnswer::new(answer.value)
    ///                     .total(answer.count)
    ///                     .next_link(answer.next_link))
    ///             }
    ///         },
    ///     )
    /// });
    /// for safe in safes {
    ///     println!("{:?}", safe?.safe_name);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pager<T: Send + 'static>(
        &self,
        over: impl FnOnce(crate::Vault) -> crate::Pager<T>,
    ) -> Pager<T> {
        Pager::new(over(self.twin().clone()), self.shared.clone())
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.fmt(f)
    }
}
