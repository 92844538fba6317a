//! The emulator over HTTP, as a client meets it.

#![allow(
    clippy::expect_used,
    reason = "a test whose helper fails has failed as well"
)]

mod accounts;
mod bad_input;
mod discovery;
mod faults;
mod forms;
mod lists;
mod members;
mod paging;
mod permissions;
mod platforms;
mod policies;
mod psm;
mod psm_sessions;
mod received;
mod requests;
mod safes;
mod scans;
mod secrets;
mod sessions;
mod support;
