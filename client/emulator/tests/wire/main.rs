//! The emulator over HTTP, as a client meets it.

#![allow(
    clippy::expect_used,
    reason = "a test whose helper fails has failed as well"
)]

mod accounts;
mod applications;
mod bad_input;
mod configuration;
mod directories;
mod discovery;
mod faults;
mod first_generation;
mod forms;
mod groups;
mod lists;
mod logons;
mod members;
mod paging;
mod permissions;
mod platforms;
mod policies;
mod psm;
mod psm_sessions;
mod received;
mod reports;
mod requests;
mod safes;
mod scans;
mod secrets;
mod sessions;
mod support;
mod tls;
mod users;
mod versions;
