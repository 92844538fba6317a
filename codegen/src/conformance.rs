//! Recorded answers held against the catalogue and the generated types.
//!
//! [`Recording`] is one recorded answer, [`Routes`] finds the operation that it answers, and
//! [`Survival`] tells what is left of it once it went through its Rust type and back. Reading the
//! answer into its type is the caller's part, since only a generated crate has the types.

mod recording;
mod routes;
mod survival;

pub use recording::Recording;
pub use routes::{Route, Routes};
pub use survival::{Spellings, Survival, came};
