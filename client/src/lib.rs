//! A client for the REST API of CyberArk Password Vault Web Access (PVWA), Self-Hosted and
//! Privilege Cloud.
//!
//! ```no_run
//! use pvwa::{Credentials, RetrieveOptions, Secret, Vault};
//!
//! # async fn example(password: String) -> Result<(), pvwa::Error> {
//! let vault = Vault::builder("https://pvwa.example.com")
//!     .credentials(Credentials::ldap("api.user", Secret::from(password)))
//!     .build()?;
//! let mut accounts = vault.accounts().list().safe("APP_Oracle").search("oracle").stream();
//! while let Some(account) = accounts.try_next().await? {
//!     let reason = RetrieveOptions::new().reason("nightly check");
//!     let secret = vault.accounts().retrieve_password(&account.id, &reason).await?;
//!     check(&account.name, secret.expose());
//! }
//! vault.close().await
//! # }
//! # fn check(_: &str, _: &str) {}
//! ```
//!
//! # Two levels
//!
//! * The **semantic API**: [`Vault`] and what it hands out, [`Accounts`], [`Safes`] and [`Members`].
//!   It pages, decodes, names what is missing, and takes the vault's names and permissions for what
//!   they are: see [`SafePermissions`] and [`Preset`].
//! * The **raw API**: [`Vault::api`] is the generated client, with a method for every operation of
//!   the areas that this crate turns on. It goes through the same session; `?` turns its errors into
//!   [`Error`].
//!
//! ```no_run
//! # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
//! let server = vault.api().get_server().send().await?;
//! println!("version {:?}", server.external_version);
//! # Ok(()) }
//! ```
//!
//! # Getting there
//!
//! * [`auth`]: every way of logging on, each with a type of its own, and where secrets come from.
//! * [`connect`]: whom to trust, client certificates, proxies, time limits, and how a subdomain of
//!   Privilege Cloud leads to its vault.
//! * [`settings`]: profiles in `pvwa.toml` and variables such as `PVWA_URL`, for programs that ask for
//!   them.
//!
//! # Lists
//!
//! Every list is a [`Pager`]: a stream of items that asks for pages as they are needed, or ahead of
//! its reader, and that tells where it was left. [`paging`] says what it promises, and what becomes
//! of lists that are longer than the vault likes.
//!
//! # Without a runtime
//!
//! With the feature `blocking`, `pvwa::blocking` is the same API for programs that wait for each
//! answer.
//!
//! # Permissions
//!
//! What a user may do is up to the safe and to the vault, and the vault never says what is missing.
//! The module [`permissions`] is the guide: sets and roles, what each operation asks for, the least
//! that a service user needs, and what the caller may do.
//!
//! ```no_run
//! # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
//! let verdict = vault.can("add_account", "APP_Oracle").await?;
//! println!("{verdict}");
//! # Ok(()) }
//! ```
//!
//! # What every call goes through
//!
//! In this order, outermost first:
//!
//! 1. a **span** and, where [`VaultBuilder::audit`] has a hook, a line for the audit at its end;
//! 2. the **gate**: what this version or edition of the vault does not have is refused before it is
//!    sent ([`VersionCheck`]);
//! 3. **retries**: what may be repeated, or was not sent, is tried again ([`RetryPolicy`]), within
//!    the time that a whole call has;
//! 4. **limits**: so many requests at once, so many in a second, fewer after an answer 429
//!    ([`VaultBuilder::concurrency`], [`VaultBuilder::request_rate`]);
//! 5. the **session**: one for all clones of a [`Vault`], opened by the first call, renewed before it
//!    expires where that is known, and opened anew, once for a call and once for all who wait, when
//!    the vault answers 401;
//! 6. a span for the **attempt**;
//! 7. the **sending**: to the configured server only, with cookies so that a load balancer keeps the
//!    session where it is; redirects are not followed, and answers are read within bounds.
//!
//! A call that is refused for want of a permission is followed by a look at what the caller holds.
//! What a caller sees when something goes wrong on the way is a table: [`what_goes_wrong`].
//!
//! # Being watched
//!
//! * Spans ([`tracing`], level debug) hold the operation, its method, its path as a template, the
//!   number of the request and of the attempt, the status and the duration. They never hold a value.
//! * [`JsonLines`] writes who did what to which object, how it ended and when; [`Audit`] is the hook
//!   for anything else.
//! * With the Cargo feature `metrics`, figures go through the facade of that name:
//!   `pvwa_calls_total` (by operation and outcome), `pvwa_call_seconds` and `pvwa_attempts_total` (by
//!   operation), and `pvwa_calls_under_way`.
//!
//! # Without a runtime
//!
//! With the Cargo feature `blocking`, the module `blocking` has the same API for programs that know
//! nothing of async.
//!
//! # Errors
//!
//! There is one type, [`Error`], with a table of what each variant means and what to do about it. It
//! keeps the vault's own words ([`Error::refusal`]), is asked by `is_…` questions, and has advice as
//! data.
//!
//! ```no_run
//! # async fn example(vault: pvwa::Vault, id: &str) {
//! match vault.accounts().retrieve_password(id, &pvwa::RetrieveOptions::new()).await {
//!     Ok(secret) => drop(secret),
//!     Err(error) if error.is_locked() => println!("taken by {:?}", error.locked_by()),
//!     Err(error) => {
//!         eprintln!("error: {error}");
//!         for hint in error.hints() {
//!             eprintln!("hint: {hint}");
//!         }
//!     }
//! }
//! # }
//! ```
//!
//! # Secrets
//!
//! Passwords, keys and tokens are [`Secret`]s: wiped from memory on drop, redacted in `Debug`,
//! compared in constant time, read by [`Secret::expose`] alone. They cannot be printed,
//!
//! ```compile_fail,E0277
//! println!("{}", pvwa::Secret::from("made-up"));
//! ```
//!
//! and a value that holds one is serialised only into a request, or through [`Exposed`] where
//! somebody says so:
//!
//! ```
//! let secret = pvwa::Secret::from("made-up");
//! assert!(serde_json::to_string(&secret).is_err());
//! assert_eq!(serde_json::to_string(&pvwa::Exposed(&secret)).unwrap(), "\"made-up\"");
//! ```
//!
//! What a server quotes of a request's secrets is taken out of its messages before an error keeps
//! them.
//!
//! # Limits
//!
//! * Kerberos and NTLM are not spoken, and there is no logon with a FIDO2 device.
//! * Nothing here was tried against a live vault: the tests run against an emulator that is written
//!   after public sources.

mod accounts;
mod address;
mod answer;
pub mod auth;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod clock;
pub mod connect;
mod connection;
mod cookies;
mod error;
mod filter;
mod gate;
mod limit;
mod line;
mod lost;
mod members;
mod misprint;
mod observe;
pub mod paging;
mod path;
pub mod permissions;
mod retrieve;
mod retry;
mod retry_after;
mod safes;
mod session;
pub mod settings;
mod sort;
mod vault;
#[doc = include_str!("what_goes_wrong.md")]
pub mod what_goes_wrong {}
mod wire;

pub use accounts::{Accounts, ListAccounts};
pub use auth::{
    CallbackError, ChallengeProblem, Credentials, CyberArk, IdentityUrlProblem, IdentityUser, Ldap,
    LogonMethod, Mechanism, Pki, PkiPn, Question, Radius, Reply, Saml, SamlRequest, SecretSource,
    ServiceUser, Shared, SourceProblem, Token, Windows,
};
pub use base_url::{BaseUrl, BaseUrlError};
pub use builder::VaultBuilder;
pub use clock::{Clock, SystemClock, TestClock};
pub use error::{
    Call, Error, Hint, Phase, Refusal, RefusedParameter, RequestId, ResumeProblem, Unreadable,
};
pub use gate::VersionCheck;
pub use limit::CONCURRENCY;
pub use lost::Lookup;
pub use members::{ListMembers, Members};
pub use misprint::Misprint;
pub use observe::{Audit, AuditEntry, JsonLines, Outcome};
pub use paging::{Page, PageAnswer, PageRequest, Pager, ResumeToken};
pub use permissions::{Preset, SafePermissions, StatedPermissions};
pub use retrieve::RetrieveOptions;
pub use retry::RetryPolicy;
pub use safes::{ListSafes, Safes};
pub use sort::SortOrder;
pub use vault::Vault;

pub use pvwa_api::{
    self, EpochMicros, EpochSeconds, Exposed, Id, SafePermission, Secret, UnknownPermission,
    operation, types,
};

/// The example of the project's README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
