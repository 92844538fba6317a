//! Discovered accounts, the rules that onboard them, and the scans that find them.

mod found;
mod known;
mod matching;
mod onboard;
mod report;
mod rules;
mod scans;

pub(crate) use known::Discovery;

use crate::{behaviour::Row, call::Call, errors::Refusal, principals::VAULT_ADMINS, state::Vault};

/// What these modules carry out.
pub(crate) const ROWS: &[Row] = &[
    ("list_onboarding_rules", rules::list),
    ("add_onboarding_rule", rules::add),
    ("update_onboarding_rule", rules::update),
    ("delete_onboarding_rule", rules::delete),
    ("list_discovered_accounts", found::list),
    ("get_discovered_account", found::get),
    ("delete_discovered_account", found::delete),
    ("delete_all_discovered_accounts", found::delete_all),
    ("delete_discovered_accounts", found::delete_several),
    ("add_discovered_account", report::add),
    ("add_pending_account_gen1", report::add_gen1),
    ("onboard_discovered_account", onboard::one),
    ("onboard_discovered_accounts", onboard::several),
    ("list_onboarding_platforms", onboard::platforms),
    ("list_discovery_scans", scans::list),
    ("add_discovery_scan", scans::add),
    ("get_discovery_scan", scans::get),
    ("delete_discovery_scan", scans::delete),
    ("stop_discovery_scan", scans::stop),
];

/// The groups whose members manage what was discovered.
const ADMINISTRATORS: &[&str] = &[VAULT_ADMINS, "PVWAAccountsFeedAdmins"];

fn require_administrator(vault: &Vault, call: &Call) -> Result<(), Refusal> {
    vault.require_member(call.caller()?, ADMINISTRATORS)
}
