//! Everything the emulated vault holds.

use crate::{
    account::{Account, AccountMap},
    account_groups::AccountGroups,
    applications::Applications,
    bulk::Bulk,
    clock::Clock,
    configuration::Configuration,
    cpm::Cpm,
    directories::Directories,
    discovery::Discovery,
    fido2::Fido2,
    gen1_accounts::Commands,
    groups::personal::PersonalMembers,
    identity::{PrincipalId, SafeNumber},
    platforms::Platforms,
    policies::{MasterPolicy, PolicyCommands},
    principals::{Group, UserRecord},
    psm::Psm,
    psm_sessions::PsmSessions,
    pta::Pta,
    quirks::Quirks,
    reports::Reports,
    requests::Requests,
    safe::Safe,
    session::{Hops, Pushes, Sessions},
    ssh_keys::SshKeys,
    tenant::Tenant,
    themes::Themes,
};
use pvwa_api::operation::{Edition, Version};
use std::collections::BTreeMap;

/// The vault behind the emulated PVWA.
pub(crate) struct Vault {
    pub(crate) account_groups: AccountGroups,
    pub(crate) accounts: AccountMap,
    pub(crate) addresses: Addresses,
    pub(crate) applications: Applications,
    pub(crate) bulk: Bulk,
    pub(crate) clock: Clock,
    pub(crate) commands: Commands,
    pub(crate) configuration: Configuration,
    pub(crate) cpm: Cpm,
    pub(crate) directories: Directories,
    pub(crate) discovery: Discovery,
    pub(crate) edition: Edition,
    pub(crate) fido2: Fido2,
    pub(crate) groups: BTreeMap<PrincipalId, Group>,
    pub(crate) hops: Hops,
    pub(crate) personal_members: PersonalMembers,
    pub(crate) platforms: Platforms,
    pub(crate) policy: MasterPolicy,
    pub(crate) policy_commands: PolicyCommands,
    pub(crate) psm: Psm,
    pub(crate) psm_sessions: PsmSessions,
    pub(crate) pta: Pta,
    pub(crate) pushes: Pushes,
    pub(crate) quirks: Quirks,
    pub(crate) reports: Reports,
    pub(crate) requests: Requests,
    pub(crate) safes: BTreeMap<SafeNumber, Safe>,
    pub(crate) sessions: Sessions,
    pub(crate) ssh_keys: SshKeys,
    pub(crate) tenant: Tenant,
    pub(crate) themes: Themes,
    pub(crate) users: BTreeMap<PrincipalId, UserRecord>,
    pub(crate) version: Version,
    next_principal: PrincipalId,
    next_safe: SafeNumber,
}

/// Where the emulator is found: scheme, host and port.
#[derive(Default)]
pub(crate) struct Addresses {
    pub(crate) pvwa: String,
    pub(crate) identity: String,
}

/// The number of the first safe that is not the vault's own.
const FIRST_SAFE: SafeNumber = 21;

impl Vault {
    /// A vault without users, groups and safes.
    pub(crate) fn empty(version: Version, edition: Edition, clock: Clock) -> Self {
        Self {
            account_groups: AccountGroups::default(),
            accounts: AccountMap::default(),
            addresses: Addresses::default(),
            applications: Applications::default(),
            bulk: Bulk::default(),
            clock,
            commands: Commands::default(),
            configuration: Configuration::default(),
            cpm: Cpm::default(),
            directories: Directories::default(),
            discovery: Discovery::default(),
            edition,
            fido2: Fido2::default(),
            groups: BTreeMap::new(),
            hops: Hops::default(),
            personal_members: PersonalMembers::default(),
            platforms: Platforms::default(),
            policy: MasterPolicy::default(),
            policy_commands: PolicyCommands::default(),
            psm: Psm::default(),
            psm_sessions: PsmSessions::default(),
            pta: Pta::default(),
            pushes: Pushes::default(),
            quirks: Quirks::default(),
            reports: Reports::default(),
            requests: Requests::default(),
            safes: BTreeMap::new(),
            sessions: Sessions::default(),
            ssh_keys: SshKeys::default(),
            tenant: Tenant::default(),
            themes: Themes::default(),
            users: BTreeMap::new(),
            version,
            next_principal: 2,
            next_safe: FIRST_SAFE,
        }
    }

    /// Does what has become due since the last request.
    pub(crate) fn settle(&mut self) {
        self.run_report_tasks();
        self.settle_tenant();
        self.settle_cpm();
        self.settle_uploads();
    }

    /// Seconds since 1970-01-01 UTC.
    pub(crate) fn now(&self) -> i64 {
        self.clock.seconds()
    }

    /// A number for a new user or group.
    pub(crate) fn new_principal(&mut self) -> PrincipalId {
        self.next_principal += 1;
        self.next_principal - 1
    }

    /// A number for a new safe.
    pub(crate) fn new_safe(&mut self) -> SafeNumber {
        self.next_safe += 1;
        self.next_safe - 1
    }

    /// The user of a name, whatever its case.
    pub(crate) fn user(&self, name: &str) -> Option<&UserRecord> {
        self.users.values().find(|user| same(&user.name, name))
    }

    /// The group of a name, whatever its case.
    pub(crate) fn group(&self, name: &str) -> Option<&Group> {
        self.groups.values().find(|group| same(&group.name, name))
    }

    /// The safe of a name, whatever its case.
    pub(crate) fn safe(&self, name: &str) -> Option<&Safe> {
        self.safes.values().find(|safe| same(&safe.name, name))
    }

    /// The name of a user; empty where there is none.
    pub(crate) fn user_name(&self, id: PrincipalId) -> &str {
        self.users.get(&id).map_or("", |user| &user.name)
    }

    /// The safe of a name that a user may see.
    pub(crate) fn visible_safe(&self, user: PrincipalId, name: &str, now: i64) -> Option<&Safe> {
        self.safe(name)
            .filter(|safe| self.permissions_of(user, safe, now).is_some())
    }

    /// The account of an id, in a safe that a user may see.
    pub(crate) fn visible_account(
        &self,
        user: PrincipalId,
        id: &str,
        now: i64,
    ) -> Option<(&Account, &Safe)> {
        let account = self.accounts.get(&id.parse().ok()?)?;
        let safe = self.safes.get(&account.key.safe)?;
        (account.deleted.is_none() && self.permissions_on(user, account, safe, now).is_some())
            .then_some((account, safe))
    }

    /// The accounts of a safe that are not deleted.
    pub(crate) fn accounts_of(&self, safe: SafeNumber) -> impl Iterator<Item = &Account> {
        let accounts = self.accounts.of_safe(safe);
        let kept = accounts.filter(|(account, is_plain)| *is_plain || account.deleted.is_none());
        kept.map(|(account, _)| account)
    }
}

/// Whether two names are one to the vault, which does not look at their case.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
}
