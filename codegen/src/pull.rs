//! Fetching the document that a vault serves of itself: everything that is decided, nothing sent.
//!
//! An [`Address`] is what somebody wrote, and the [locations](Address::locations) where documents
//! are known to be. [`judge`] says what an answer is, [`redirect`] whether one may be followed,
//! [`token`] what a logon gave, [`server_version`] which version the vault says it runs. [`Trouble`]
//! is an answer that never came. Each ends in one [`Refusal`](crate::problem::Refusal) that names
//! what was tried.

mod address;
mod answer;
mod credential;
mod failure;
mod logon;
mod mask;
mod redirect;
mod server;
mod trouble;

pub use address::{Address, shown};
pub use answer::{Answer, Attempt, judge};
pub use credential::{MOST_SECRET_BYTES, authorization, secret};
pub use failure::nowhere;
pub use logon::{LOGOFF, LogonFailure, Method, request, token};
pub use mask::{mask, mask_refusal};
pub use redirect::{Astray, MOST_REDIRECTS, Stray, is_redirect, redirect};
pub use server::{VERSION_PATHS, disagree, server_version};
pub use trouble::{Flaw, Trouble};
