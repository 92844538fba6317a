//! Everything the emulated vault holds, and who may do what with it.

use crate::{
    account::Account,
    account_groups::AccountGroups,
    applications::Applications,
    bulk::Bulk,
    clock::Clock,
    configuration::Configuration,
    cpm::Cpm,
    directories::Directories,
    discovery::Discovery,
    endpoint::Endpoint,
    errors::Refusal,
    fido2::Fido2,
    gen1_accounts::Commands,
    groups::personal::PersonalMembers,
    identity::{AccountKey, PrincipalId, SafeNumber},
    permissions::PermissionSet,
    platforms::Platforms,
    policies::{MasterPolicy, PolicyCommands},
    principals::{Group, UserRecord},
    psm::Psm,
    psm_sessions::PsmSessions,
    pta::Pta,
    quirks::Quirks,
    reports::Reports,
    requests::Requests,
    safe::{MemberKind, Safe},
    session::{Hops, Pushes, Sessions},
    ssh_keys::SshKeys,
    tenant::Tenant,
    themes::Themes,
};
use pvwa_api::operation::{Edition, Version};
use std::collections::BTreeMap;

/// The vault behind the emulated PVWA.
pub(crate) struct Vault {
    pub(crate) version: Version,
    pub(crate) edition: Edition,
    pub(crate) clock: Clock,
    pub(crate) quirks: Quirks,
    pub(crate) sessions: Sessions,
    pub(crate) hops: Hops,
    pub(crate) pushes: Pushes,
    pub(crate) users: BTreeMap<PrincipalId, UserRecord>,
    pub(crate) groups: BTreeMap<PrincipalId, Group>,
    pub(crate) safes: BTreeMap<SafeNumber, Safe>,
    pub(crate) accounts: BTreeMap<AccountKey, Account>,
    pub(crate) account_groups: AccountGroups,
    pub(crate) cpm: Cpm,
    pub(crate) bulk: Bulk,
    pub(crate) commands: Commands,
    pub(crate) tenant: Tenant,
    pub(crate) platforms: Platforms,
    pub(crate) policy: MasterPolicy,
    pub(crate) discovery: Discovery,
    pub(crate) psm: Psm,
    pub(crate) psm_sessions: PsmSessions,
    pub(crate) requests: Requests,
    pub(crate) policy_commands: PolicyCommands,
    pub(crate) addresses: Addresses,
    pub(crate) applications: Applications,
    pub(crate) configuration: Configuration,
    pub(crate) directories: Directories,
    pub(crate) fido2: Fido2,
    pub(crate) personal_members: PersonalMembers,
    pub(crate) pta: Pta,
    pub(crate) reports: Reports,
    pub(crate) ssh_keys: SshKeys,
    pub(crate) themes: Themes,
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
            version,
            edition,
            clock,
            quirks: Quirks::default(),
            sessions: Sessions::default(),
            hops: Hops::default(),
            pushes: Pushes::default(),
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            safes: BTreeMap::new(),
            accounts: BTreeMap::new(),
            account_groups: AccountGroups::default(),
            cpm: Cpm::default(),
            bulk: Bulk::default(),
            commands: Commands::default(),
            tenant: Tenant::default(),
            platforms: Platforms::default(),
            policy: MasterPolicy::default(),
            discovery: Discovery::default(),
            psm: Psm::default(),
            psm_sessions: PsmSessions::default(),
            requests: Requests::default(),
            policy_commands: PolicyCommands::default(),
            addresses: Addresses::default(),
            applications: Applications::default(),
            configuration: Configuration::default(),
            directories: Directories::default(),
            fido2: Fido2::default(),
            personal_members: PersonalMembers::default(),
            pta: Pta::default(),
            reports: Reports::default(),
            ssh_keys: SshKeys::default(),
            themes: Themes::default(),
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

    /// What a user may do in a safe by its own membership and those of its groups; `None` where
    /// it has neither, so that the safe does not exist for it.
    pub(crate) fn permissions_of(
        &self,
        user: PrincipalId,
        safe: &Safe,
        now: i64,
    ) -> Option<PermissionSet> {
        safe.members
            .iter()
            .filter(|member| !member.has_expired(now))
            .filter(|member| match member.kind {
                MemberKind::User => member.id == user,
                MemberKind::Group => self.belongs_to(user, member.id),
            })
            .map(|member| member.permissions)
            .reduce(PermissionSet::union)
    }

    /// Whether a user may carry out an operation in a safe, by the operation's row of the table.
    pub(crate) fn allows(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        safe: &Safe,
        now: i64,
    ) -> bool {
        let Some(held) = self.permissions_of(user, safe, now) else {
            return false;
        };
        PermissionSet::of(operation.safe).is_subset_of(held)
            && (operation.safe_any.is_empty()
                || operation.safe_any.iter().any(|one| held.contains(*one)))
    }

    /// Refuses who may not carry out an operation in a safe.
    pub(crate) fn require(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        safe: &Safe,
        now: i64,
    ) -> Result<(), Refusal> {
        if self.allows(user, operation, safe, now) {
            Ok(())
        } else {
            Err(Refusal::not_authorized())
        }
    }

    /// Refuses who lacks a vault authorisation that an operation needs.
    pub(crate) fn require_authorizations(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
    ) -> Result<(), Refusal> {
        let held = self
            .users
            .get(&user)
            .map_or(&[][..], |user| &user.authorizations);
        if operation
            .vault
            .iter()
            .all(|name| held.iter().any(|one| one == name))
        {
            Ok(())
        } else {
            Err(Refusal::not_authorized())
        }
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
        let first = AccountKey { safe, number: 0 };
        let last = AccountKey {
            safe,
            number: u32::MAX,
        };
        self.accounts
            .range(first..=last)
            .map(|(_, account)| account)
            .filter(|account| account.deleted.is_none())
    }
}

/// Whether two names are one to the vault, which does not look at their case.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
}
