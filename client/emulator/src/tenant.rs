//! The Identity tenant beside the vault: its users, roles and logons.

use crate::behaviour::Row;

/// What is emulated of Identity, each module by itself.
pub(crate) const AREAS: &[&[Row]] = &[];

/// What needs no session.
pub(crate) const ANONYMOUS: &[&str] = &[];

/// What the tenant holds.
#[derive(Default)]
pub(crate) struct Tenant {}
