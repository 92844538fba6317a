//! A PVWA in memory and on loopback, to develop and test against.
//!
//! **That something passes against this emulator says just that.** It is written after what
//! public sources tell of PVWA, not after a vault. Where it matters, try a real vault before you
//! rely on it.
//!
//! What it does: logon and sessions, safes and their members with the permission model enforced,
//! accounts with their secrets, links, groups and dependent accounts, a CPM with a queue that takes
//! its time and fails on demand, check-out and check-in, platforms and the master policy, dual
//! control, sessions through PSM and their recordings, discovered accounts and the rules that
//! onboard them, pages as current vaults cut them, errors with the codes that real vaults were seen
//! to send, and failures on demand. Operations of the table that it does not know are answered with
//! 501 and a body that says so.
//!
//! Beside PVWA it serves a tenant of CyberArk Identity, at an address of its own
//! ([`Emulator::identity_url`]): logon with challenges, OAuth, users, roles and SCIM. Its tokens for
//! the shared services are taken by PVWA, and whoever logs on there becomes a user of the vault.
//! The directory of all companies is at the same address; the one there is called `emulator`.
//!
//! It keeps secrets in memory and answers them on 127.0.0.1, over plain HTTP unless told otherwise:
//! give it made-up ones.
//!
//! ```
//! use pvwa_emulator::{Emulator, Fault, User};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), pvwa_emulator::SetupError> {
//! let emulator = Emulator::builder()
//!     .user(User::new("operator", "made-up").authorizations(["AddSafes"]))
//!     .accounts(100, "Linux")?
//!     .start()
//!     .await?;
//! emulator.fail_next("list_accounts", Fault::Status(503));
//! // … let your own code loose on emulator.base_url() …
//! assert!(emulator.requests().is_empty());
//! # Ok(())
//! # }
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod account;
mod account_groups;
mod account_list;
mod accounts;
mod answer;
mod applications;
mod archive;
mod authorization;
mod behaviour;
mod bounded;
mod builder;
mod bulk;
mod call;
mod certificate;
mod clock;
mod configuration;
#[cfg(feature = "contract")]
mod contract;
mod coverage;
mod cpm;
mod custody;
mod dates;
mod dependents;
mod directories;
mod discovery;
mod emulator;
mod encoding;
mod endpoint;
mod errors;
mod exchange;
mod extended_accounts;
mod faults;
mod fido2;
mod fields;
mod filter;
#[cfg(all(test, feature = "contract"))]
mod fuzz;
mod gen1_accounts;
mod groups;
mod health;
mod identity;
mod limits;
mod links;
mod made_up;
mod members;
mod object_access;
mod own_accounts;

mod paging;
mod patch;
mod permissions;
mod platforms;
mod policies;
mod predefined;
mod principals;
mod psm;
mod psm_connect;
mod psm_sessions;
mod pta;
mod quirks;
mod random;
mod received;
mod record;
mod reports;
mod requests;
mod routing;
mod safe;
mod safes;
mod secrets;
mod seed;
mod server;
mod server_info;
mod session;
mod spelling;
mod ssh_keys;
mod state;
mod tenant;
mod themes;
mod users;
mod workflow;

pub use builder::{Edition, EmulatorBuilder, SetupError};
pub use certificate::CertificateFlaw;
pub use coverage::{Coverage, Share};
pub use emulator::Emulator;
pub use faults::{Fault, NotAFault, PlannedFault};
pub use principals::User;
pub use pvwa_api::operation::Version;
pub use quirks::{NotAQuirk, Quirk};
pub use received::Received;
pub use seed::{NotASeed, Seed};
pub use session::Radius;
pub use tenant::{Channel, IdentityUser};
pub use workflow::Rule;
