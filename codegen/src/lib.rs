//! From a description of an API to a Rust client crate.
//!
//! ```text
//! load ─► upgrade ─► repair ─► reconcile ─► overlay ─► check ─► generate ─► split ─► write
//! ```
//!
//! [`pipeline`] runs the steps in order; each step is a module of its own. Every decision of the
//! project's commands is taken here, the commands only parse arguments and print.

mod annotate;
pub mod catalogue;
pub mod check;
pub mod conformance;
pub mod corpus;
pub mod diff;
pub mod document;
pub mod generate;
mod guard;
mod manifest;
pub mod output;
pub mod overlay;
pub mod pipeline;
pub mod problem;
pub mod pull;
pub mod reconcile;
pub mod release;
pub mod repair;
pub mod report;
pub mod rust_api;
pub mod split;
pub mod table;
pub mod upgrade;
mod walk;

// What the generated crates say of operations is what the catalogue may say: one source for both.
#[path = "../seam/operation.rs"]
pub mod operation;
#[path = "../seam/permission.rs"]
pub mod permission;
