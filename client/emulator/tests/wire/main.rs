//! The emulator over HTTP, as a client meets it.

#![allow(
    clippy::expect_used,
    reason = "a test whose helper fails has failed as well"
)]

mod account_groups;
mod account_links;
mod accounts;
mod bad_input;
mod bulk_accounts;
mod cpm;
mod custody;
mod dependents;
mod faults;
mod forms;
mod gen1_accounts;
mod lists;
mod members;
mod object_access;
mod own_accounts;
mod paging;
mod permissions;
mod psm_connect;
mod received;
mod safes;
mod secrets;
mod sessions;
mod support;
