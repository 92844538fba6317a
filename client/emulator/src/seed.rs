//! What a vault is filled with at the start: a file of YAML or JSON.

use crate::{
    account::AccountProperties,
    errors::Refusal,
    permissions::PermissionSet,
    platforms,
    principals::User,
    safe::{Member, MemberKind, SafeProperties},
    state::Vault,
    tenant::IdentityUser,
};
use pvwa_api::{SafePermission, Secret};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt, path::Path, str::FromStr};
use thiserror::Error;

/// Users, safes and accounts to begin with.
///
/// ```
/// let seed: pvwa_emulator::Seed = "
/// users:
///   - {name: operator, password: made-up, authorizations: [AddSafes]}
/// identityUsers:
///   - {name: robot, password: made-up, service: true, roles: [Privilege Cloud Administrators]}
/// safes:
///   - name: Linux
///     members:
///       - {name: operator, permissions: [listAccounts, retrieveAccounts]}
/// accounts:
///   - {safe: Linux, platform: UnixSSH, address: host.example.com, userName: root, secret: made-up}
/// ".parse()?;
/// # Ok::<_, pvwa_emulator::NotASeed>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Seed {
    users: Vec<SeedUser>,
    identity_users: Vec<SeedIdentityUser>,
    safes: Vec<SeedSafe>,
    accounts: Vec<SeedAccount>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedUser {
    name: String,
    password: Hidden,
    #[serde(default)]
    authorizations: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedIdentityUser {
    name: String,
    password: Hidden,
    #[serde(default)]
    roles: Vec<String>,
    /// A program, whose password is its secret.
    #[serde(default)]
    service: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedSafe {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    managing_cpm: String,
    #[serde(default)]
    olac: bool,
    versions: Option<u32>,
    days: Option<u32>,
    #[serde(default)]
    members: Vec<SeedMember>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedMember {
    name: String,
    /// All 22 where it is absent.
    permissions: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SeedAccount {
    safe: String,
    platform: String,
    name: Option<String>,
    address: Option<String>,
    user_name: Option<String>,
    secret: Option<Hidden>,
    #[serde(default)]
    key: bool,
    #[serde(default = "yes")]
    automatic: bool,
    #[serde(default)]
    properties: BTreeMap<String, String>,
}

fn yes() -> bool {
    true
}

/// A secret that has been read.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
struct Hidden(String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// Why nothing can be begun with a seed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NotASeed {
    /// The file cannot be read.
    #[error("the seed {path} cannot be read")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is not what a seed looks like.
    #[error("the seed cannot be read{}: {what}; see the README of the emulator for its form", place(.at))]
    Form {
        /// Line and column, both from 1; `None` where the parser tells none.
        at: Option<(usize, usize)>,
        /// What is wrong, without what stands there.
        what: String,
    },
    /// What it says cannot be.
    #[error("the seed's {what}: {why}")]
    Content {
        /// What it is about, such as `account 3`, counted from 1.
        what: String,
        /// What the vault says of it.
        why: String,
    },
}

fn place(at: &Option<(usize, usize)>) -> String {
    match at {
        Some((line, column)) => format!(" at line {line}, column {column}"),
        None => String::new(),
    }
}

impl FromStr for Seed {
    type Err = NotASeed;

    fn from_str(text: &str) -> Result<Self, NotASeed> {
        yaml_serde::from_str(text).map_err(|error| {
            let at = error.location().map(|at| (at.line(), at.column()));
            // The parser repeats texts that it finds in the wrong place: one may be a secret.
            let message = error.to_string();
            let known = ["missing field", "unknown field", "duplicate field"];
            let what = match known.iter().any(|start| message.contains(start)) {
                true => message.split(" at line ").next().unwrap_or_default(),
                false => "something has the wrong type or is not well-formed",
            };
            NotASeed::Form {
                at,
                what: what.to_owned(),
            }
        })
    }
}

impl Seed {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`NotASeed::File`] and [`NotASeed::Form`].
    pub fn read(path: &Path) -> Result<Self, NotASeed> {
        let text = std::fs::read_to_string(path).map_err(|source| NotASeed::File {
            path: path.display().to_string(),
            source,
        })?;
        text.parse()
    }

    /// Fills a vault; its safes are created by `owner`.
    pub(crate) fn fill(self, vault: &mut Vault, owner: i64) -> Result<(), NotASeed> {
        for (index, user) in self.users.into_iter().enumerate() {
            let made = User::new(user.name, Secret::from(user.password.0))
                .authorizations(user.authorizations)
                .groups(user.groups);
            if let Some(unknown) = made.unknown_authorization() {
                return Err(NotASeed::Content {
                    what: format!("user {}", index + 1),
                    why: format!("`{unknown}` is no vault authorisation"),
                });
            }
            vault.put_user(made);
        }
        for user in self.identity_users {
            let make = match user.service {
                true => IdentityUser::service,
                false => IdentityUser::new,
            };
            vault.put_identity_user(
                make(user.name, Secret::from(user.password.0)).roles(user.roles),
            );
        }
        for (index, safe) in self.safes.into_iter().enumerate() {
            let filled = safe.fill(vault, owner);
            filled.map_err(|refusal| refused("safe", index, &refusal))?;
        }
        for (index, account) in self.accounts.into_iter().enumerate() {
            let filled = account.fill(vault, owner);
            filled.map_err(|refusal| refused("account", index, &refusal))?;
        }
        Ok(())
    }
}

fn refused(what: &str, index: usize, refusal: &Refusal) -> NotASeed {
    NotASeed::Content {
        what: format!("{what} {}", index + 1),
        why: refusal.to_string(),
    }
}

impl SeedSafe {
    fn fill(self, vault: &mut Vault, owner: i64) -> Result<(), Refusal> {
        let properties = SafeProperties {
            description: self.description,
            managing_cpm: self.managing_cpm,
            olac: self.olac,
            versions: self.versions,
            days: self.days,
        };
        let number = vault.create_seeded_safe(&self.name, properties, owner)?;
        for member in self.members {
            let (id, kind) = match (vault.user(&member.name), vault.group(&member.name)) {
                (Some(user), _) => (user.id, MemberKind::User),
                (None, Some(group)) => (group.id, MemberKind::Group),
                (None, None) => return Err(Refusal::user_missing(&member.name)),
            };
            let permissions = match member.permissions {
                None => PermissionSet::ALL,
                Some(names) => named(&names)?,
            };
            if let Some(safe) = vault.safes.get_mut(&number) {
                safe.members
                    .retain(|known| (known.id, known.kind) != (id, kind));
                safe.members.push(Member {
                    id,
                    kind,
                    permissions,
                    expires: None,
                });
            }
        }
        Ok(())
    }
}

fn named(names: &[String]) -> Result<PermissionSet, Refusal> {
    let parsed: Result<Vec<SafePermission>, _> = names.iter().map(|name| name.parse()).collect();
    let parsed = parsed.map_err(|_| {
        Refusal::invalid(
            "permissions",
            "the permissions are not all known to a vault",
        )
    })?;
    Ok(PermissionSet::of(&parsed))
}

impl SeedAccount {
    fn fill(self, vault: &mut Vault, owner: i64) -> Result<(), Refusal> {
        let safe = vault.safe(&self.safe).map(|safe| safe.number);
        let safe = safe.ok_or_else(|| Refusal::safe_missing(&self.safe))?;
        let mut properties = AccountProperties {
            name: self.name.unwrap_or_default(),
            address: self.address,
            user_name: self.user_name,
            platform: self.platform,
            is_key: self.key,
            automatic: self.automatic,
            ..AccountProperties::default()
        };
        for (name, value) in self.properties {
            properties.set_platform_property(&name, value);
        }
        platforms::check(&vault.platforms, &mut properties)?;
        if properties.name.is_empty() {
            properties.name = platforms::account_name(&vault.platforms, &properties);
        }
        let secret = self.secret.map(|secret| Secret::from(secret.0));
        vault.create_account(safe, properties, secret, owner)?;
        Ok(())
    }
}
