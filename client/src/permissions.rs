//! Permissions on safes: sets, roles, what operations ask for, and what the caller may do.
//!
//! # What safe permissions are
//!
//! Whoever is a **member** of a safe (a user, a group, or a role of CyberArk Identity) holds some of
//! 22 permissions in it. A user holds the permissions of the own membership and those of all
//! groups together; there is nothing that takes a permission away again. Besides, a user can
//! hold **authorisations in the vault**, such as AddSafes and AuditUsers, which have nothing to do with any safe.
//!
//! [`SafePermissions`] is a set of the 22. It reads and writes the names of both generations of the
//! API and of PVWA's pages ([`Spelling`]), knows the vault's own rules
//! ([`SafePermissions::normalised`]), and can be put into words for people
//! ([`SafePermissions::explain`]) and looked at with a critical eye ([`SafePermissions::advise`]).
//!
//! ```
//! use pvwa::{Preset, SafePermissions};
//!
//! let asked: SafePermissions = "List accounts, Use accounts".parse()?;
//! assert_eq!(asked, Preset::ConnectOnly.permissions());
//! assert_eq!(asked.to_string(), "useAccounts, listAccounts");
//! # Ok::<(), pvwa::UnknownPermission>(())
//! ```
//!
//! # How to choose for a service user
//!
//! Do not begin with a role: begin with the calls that the program makes. [`least_privilege`] tells
//! the least that they ask for.
//!
//! ```
//! use pvwa::permissions::least_privilege;
//!
//! let least = least_privilege(&["list_accounts", "add_account", "verify_password"])?;
//! println!("{least}");
//! assert_eq!(
//!     least.safe.to_string(),
//!     "listAccounts, addAccounts, updateAccountProperties, initiateCPMAccountManagementOperations"
//! );
//! # Ok::<(), pvwa::permissions::UnknownOperation>(())
//! ```
//!
//! Then look at what is said besides ([`LeastPrivilege::other`], [`LeastPrivilege::advice`]), and
//! keep in mind:
//!
//! * Without **listAccounts** an account cannot be found: lists come back empty, without an error.
//! * **retrieveAccounts** shows secrets; **useAccounts** lets its holder connect without seeing
//!   them. The preset that PVWA calls [`Preset::ReadOnly`] shows them.
//! * **accessWithoutConfirmation** goes around dual control.
//! * **manageSafeMembers** can hand out whatever its holder has, and nothing else: give it to a user
//!   who holds little else.
//! * A [`Preset`] is a start for people; [`Preset::nearest`] tells how far from one a set is.
//!
//! # What the caller may do
//!
//! [`Vault::can`](crate::Vault::can) asks before a call, from what the vault lets the caller see of
//! itself; nothing is changed by it, and where it cannot tell it says so.
//! [`Vault::holdings`](crate::Vault::holdings) tells what the caller holds, and from where.
//!
//! ```no_run
//! # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
//! let verdict = vault.can("retrieve_password", "APP_Oracle").await?;
//! if !verdict.is_allowed() {
//!     println!("{verdict}"); // not allowed: retrieveAccounts is missing; …
//! }
//! let holdings = vault.holdings("APP_Oracle").await?;
//! println!("{holdings}");
//! # Ok(()) }
//! ```
//!
//! The vault never says which permission was missing when it refuses a call. The same analysis,
//! made afterwards, does: see [`Analysis`].

mod advice;
mod analysis;
mod analyst;
mod ask;
mod belonging;
mod explain;
mod gap;
#[cfg(feature = "gen1-safes")]
mod gen1;
mod holdings;
mod look;
mod names;
mod objects;
mod preset;
mod required;
mod seen;
mod set;
mod spelling;
mod stated;
mod wire;
mod words;

pub use advice::{Advice, AdviceKind, Standing};
pub use analysis::{Analysis, Basis, Verdict};
pub use explain::PermissionGroup;
pub use gap::Gap;
#[cfg(feature = "gen1-safes")]
pub use gen1::BothLevels;
pub use holdings::{Holdings, Membership, Source, Unseen, Via};
pub use preset::{Nearest, Preset};
pub use required::{
    Choice, LeastPrivilege, UnknownOperation, hidden_without, least_privilege, required,
};
pub use set::SafePermissions;
pub use spelling::Spelling;
pub use stated::StatedPermissions;

pub(crate) use analyst::Analyst;
pub(crate) use objects::{About, Objects};
