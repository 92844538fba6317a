//! The emulator over HTTP, as a client meets it.

#![allow(
    clippy::expect_used,
    reason = "a test whose helper fails has failed as well"
)]

mod account_groups;
mod account_links;
mod accounts;
mod admission;
mod applications;
mod bad_input;
mod bulk_accounts;
mod codes;
mod configuration;
mod cpm;
mod custody;
mod dependents;
mod directories;
mod discovery;
mod faults;
mod first_generation;
mod forms;
mod gen1_accounts;
mod groups;
mod lists;
mod logons;
mod members;
mod object_access;
mod own_accounts;
mod paging;
mod permissions;
mod platforms;
mod policies;
mod psm;
mod psm_connect;
mod psm_sessions;
mod pta;
mod received;
mod reports;
mod requests;
mod safes;
mod scans;
mod secrets;
mod sessions;
mod shapes;
mod support;
mod tenant;
mod tls;
mod users;
mod versions;
