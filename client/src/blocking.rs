//! The same API for programs without a runtime of their own: every call waits for its answer.
//!
//! ```no_run
//! use pvwa::{Credentials, Error, RetrieveOptions, blocking::Vault};
//!
//! fn example(password: String) -> Result<(), Error> {
//!     let vault = Vault::builder("https://pvwa.example.com")
//!         .credentials(Credentials::ldap("api.user", password))
//!         .build_blocking()?;
//!     let reason = RetrieveOptions::new().reason("nightly check");
//!     for account in vault.accounts().list().safe("APP_Oracle").search("oracle") {
//!         let account = account?;
//!         let secret = vault.accounts().retrieve_password(&account.id, &reason)?;
//!         check(&account.name, secret.expose());
//!     }
//!     vault.close()
//! }
//! # fn check(_: &str, _: &str) {}
//! ```
//!
//! # What is where
//!
//! Everything is called as its asynchronous twin is, takes the same and answers the same, and its
//! documentation is that of the twin. Made by another call are only these:
//!
//! | what | how |
//! | --- | --- |
//! | a vault | [`VaultBuilder::build_blocking`](crate::VaultBuilder::build_blocking), or [`Vault::build`] |
//! | a vault in Privilege Cloud, by subdomain | [`Discovery::discover_blocking`](crate::connect::Discovery::discover_blocking) |
//! | a vault by settings | [`Settings::builder`](crate::settings::Settings::builder), or [`discovered_builder_blocking`](crate::settings::Settings::discovered_builder_blocking) |
//! | the raw API | [`Vault::call`], and [`Vault::pager`] for its lists |
//! | a list | an [`Iterator`]: [`Pager`], and [`Pages`] page by page |
//!
//! ```no_run
//! # fn example(vault: pvwa::blocking::Vault) -> Result<(), pvwa::Error> {
//! let server = vault.call(async |api| api.get_server().send().await)?;
//! println!("version {:?}", server.external_version);
//!
//! let mut accounts = vault.accounts().list().stream().read_ahead(8);
//! while let Some(account) = accounts.try_next()? {
//!     println!("{} in {}", account.name, account.safe_name);
//! }
//! # Ok(()) }
//! ```
//!
//! # The thread behind it
//!
//! Each vault has one thread, by the name of `pvwa-blocking`, which it shares with its clones and with its lists, and which
//! ends with the last of them. It does what has to go on while nobody waits: connections, pages that
//! are [read ahead](Pager::read_ahead), [keep-alive](crate::VaultBuilder::keep_alive), and the logoff at
//! the end. Names of hosts are looked up on further threads, for as long as that takes. A call itself
//! runs on the thread of its caller: a panic in it is a panic of the caller, and spans of the caller
//! are around those of the call.
//!
//! # The end
//!
//! [`Vault::logoff`], [`Vault::close`] and [`Vault::scope`] wait for the vault's answer. When the
//! last clone is dropped with its session open, the session is closed, and the drop waits for that for at
//! most [`LOGOFF_WAIT`], so that a program which ends right afterwards has logged off. Nothing is
//! dropped where a program ends by [`std::process::exit`], or of a vault in a `static`: the session
//! then stays open until the server ends it.
//!
//! # In asynchronous programs
//!
//! All of it works there too, and blocks the thread: on a runtime with one thread, nothing else goes
//! on meanwhile. Better use [`crate::Vault`] there.
//!
//! # In hooks
//!
//! An [audit hook](crate::Audit) must not call the vault that it belongs to: the call that it hears of
//! has not ended, and may be the logon that its own would wait for. On the thread behind the vault,
//! where hooks hear of pages that were read ahead, it is refused with
//! [`Error::Arguments`](crate::Error::Arguments).

mod areas;
mod pager;
mod runtime;
mod start;
mod twin;
mod vault;

pub use areas::{Accounts, ListAccounts, ListMembers, ListSafes, Members, Safes};
pub use pager::{Pager, Pages};
pub use runtime::LOGOFF_WAIT;
pub use vault::Vault;
