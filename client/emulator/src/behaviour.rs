//! Which operations the emulator carries out, and by what.

use crate::{
    account_groups, account_list, accounts,
    answer::Answer,
    applications, bulk,
    call::Call,
    configuration, cpm, custody, dependents, directories, discovery,
    endpoint::{Endpoint, Host},
    errors::Refusal,
    extended_accounts, fido2, gen1_accounts, groups, health, links, members, own_accounts,
    platforms, policies, psm, psm_connect, psm_sessions, pta, reports, requests, safes, secrets,
    server_info, session, ssh_keys,
    state::Vault,
    tenant, themes, users,
};

/// Carries out one operation. By then the session, the vault authorisations and, for a safe or
/// account in the path, the safe permissions have been looked at.
pub(crate) type Behaviour = fn(&mut Vault, &Call) -> Result<Answer, Refusal>;

/// The id of an operation in its table, and what carries it out.
pub(crate) type Row = (&'static str, Behaviour);

/// What is emulated of PVWA, each module by itself.
const PVWA: &[&[Row]] = &[
    account_groups::ROWS,
    account_list::ROWS,
    accounts::ROWS,
    applications::ROWS,
    applications::conditions::ROWS,
    configuration::logon_methods::ROWS,
    configuration::oauth::ROWS,
    configuration::oidc::ROWS,
    configuration::referrers::ROWS,
    configuration::services::ROWS,
    cpm::ROWS,
    custody::ROWS,
    directories::ROWS,
    directories::mappings::ROWS,
    discovery::ROWS,
    extended_accounts::ROWS,
    fido2::ROWS,
    groups::ROWS,
    groups::memberships::ROWS,
    groups::personal::ROWS,
    health::ROWS,
    links::ROWS,
    members::ROWS,
    members::first_generation::ROWS,
    own_accounts::ROWS,
    platforms::changes::ROWS,
    platforms::kinds::ROWS,
    platforms::lists::ROWS,
    platforms::package::ROWS,
    platforms::psm::ROWS,
    platforms::settings::ROWS,
    platforms::targets::ROWS,
    policies::ROWS,
    psm::ROWS,
    psm_connect::ROWS,
    psm_sessions::ROWS,
    pta::ROWS,
    pta::properties::ROWS,
    pta::rules::ROWS,
    reports::ROWS,
    reports::activities::ROWS,
    reports::tasks::ROWS,
    requests::ROWS,
    safes::ROWS,
    safes::first_generation::ROWS,
    secrets::ROWS,
    server_info::ROWS,
    session::ROWS,
    ssh_keys::ROWS,
    ssh_keys::cached::ROWS,
    ssh_keys::first_generation::ROWS,
    themes::ROWS,
    themes::pictures::ROWS,
    users::ROWS,
    users::changes::ROWS,
    users::first_generation::ROWS,
    users::kinds::ROWS,
    users::methods::ROWS,
    users::states::ROWS,
];

/// What else is emulated of PVWA, in areas of several modules.
const PARTED: &[&[&[Row]]] = &[bulk::ROWS, dependents::ROWS, gen1_accounts::ROWS];

/// The behaviour for an operation; `None` where it is not emulated.
pub(crate) fn of(endpoint: &Endpoint) -> Option<Behaviour> {
    rows(endpoint.host)
        .find(|(id, _)| *id == endpoint.id)
        .map(|(_, behaviour)| *behaviour)
}

fn rows(host: Host) -> impl Iterator<Item = &'static Row> {
    let (areas, parted) = match host {
        Host::Pvwa => (PVWA, PARTED),
        Host::Identity => (tenant::AREAS, &[][..]),
    };
    let parted = parted.iter().copied().flatten();
    areas.iter().chain(parted).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint;
    use std::collections::HashSet;

    #[test]
    fn each_behaviour_belongs_to_an_operation_of_its_table_and_is_the_only_one() {
        for host in [Host::Pvwa, Host::Identity] {
            let mut seen = HashSet::new();
            for (id, _) in rows(host) {
                let known = |endpoint: &Endpoint| endpoint.host == host && endpoint.id == *id;
                assert!(endpoint::all().iter().any(known), "{id}");
                assert!(seen.insert(id), "{id} twice");
            }
        }
    }
}
