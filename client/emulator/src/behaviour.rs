//! Which operations the emulator carries out, and by what.

use crate::{
    account_list, accounts, answer::Answer, call::Call, errors::Refusal, groups, members,
    platforms, safes, secrets, server_info, session, state::Vault, users,
};

/// Carries out one operation. By then the session, the vault authorisations and, for a safe or
/// account in the path, the safe permissions have been looked at.
pub(crate) type Behaviour = fn(&mut Vault, &Call) -> Result<Answer, Refusal>;

/// What is emulated, by the ids of the operation table.
const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("logon", session::logon),
    ("logoff", session::logoff),
    ("get_server", server_info::get),
    ("verify_server", server_info::verify),
    ("verify_server_gen2", server_info::verify_gen2),
    ("list_accounts", account_list::list),
    ("add_account", accounts::add),
    ("get_account", accounts::get),
    ("update_account", accounts::update),
    ("delete_account", accounts::delete),
    ("list_account_activities", accounts::activities),
    ("retrieve_password", secrets::retrieve),
    ("retrieve_secret", secrets::retrieve),
    ("update_password_in_vault", secrets::update_in_vault),
    ("change_password", secrets::change),
    ("set_next_password", secrets::set_next),
    ("verify_password", secrets::verify),
    ("reconcile_password", secrets::reconcile),
    ("generate_password", secrets::generate),
    ("list_secret_versions", secrets::versions),
    ("list_safes", safes::list),
    ("add_safe", safes::add),
    ("get_safe", safes::get),
    ("update_safe", safes::update),
    ("delete_safe", safes::delete),
    ("list_safe_members", members::list),
    ("add_safe_member", members::add),
    ("get_safe_member", members::get),
    ("update_safe_member", members::update),
    ("remove_safe_member", members::remove),
    ("list_platforms", platforms::list),
    ("get_platform", platforms::get),
    ("list_target_platforms", platforms::list_targets),
    ("list_users", users::list),
    ("get_user", users::get),
    ("list_groups", groups::list),
    ("get_group", groups::get),
];

/// The behaviour for an operation; `None` where it is not emulated.
pub(crate) fn of(operation: &str) -> Option<Behaviour> {
    BEHAVIOURS
        .iter()
        .find(|(id, _)| *id == operation)
        .map(|(_, behaviour)| *behaviour)
}

#[cfg(test)]
mod tests {
    use super::BEHAVIOURS;

    #[test]
    fn each_behaviour_belongs_to_an_operation_of_the_table() {
        for (id, _) in BEHAVIOURS {
            assert!(pvwa_api::operations::find(id).is_some(), "{id}");
        }
    }
}
