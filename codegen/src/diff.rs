//! What a document changes that takes the place of another.
//!
//! Both are read into one model, whichever description language they are written in, and compared
//! by structure: a schema is what it allows, not what it is called. Each change is told once, with
//! the operations that reach it, and judged by the rules in [`rules`].

mod api;
pub mod change;
mod delta;
pub mod export;
mod input;
mod places;
pub mod rules;
mod schema;
mod tree;
mod types;
mod yaml_lines;

pub use input::Input;
