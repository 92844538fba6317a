//! Safes and their members as the vault holds them.

use crate::{
    errors::Refusal,
    identity::{PrincipalId, SafeNumber},
    permissions::PermissionSet,
    predefined::MANAGING_CPM,
    state::Vault,
    tenant::role_of_group,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// A safe.
pub(crate) struct Safe {
    pub(crate) number: SafeNumber,
    pub(crate) properties: SafeProperties,
    pub(crate) name: String,
    pub(crate) creator: PrincipalId,
    /// In seconds.
    pub(crate) created: i64,
    /// In microseconds.
    pub(crate) modified: i64,
    pub(crate) members: Vec<Member>,
    /// The number of the next account.
    pub(crate) next_account: u32,
}

/// What the owner of a safe chooses, besides its name.
#[derive(Clone, Default)]
pub(crate) struct SafeProperties {
    pub(crate) description: String,
    pub(crate) olac: bool,
    /// The name of the CPM user; empty where none manages it.
    pub(crate) managing_cpm: String,
    pub(crate) versions: Option<u32>,
    pub(crate) days: Option<u32>,
}

/// Somebody who may do something in a safe.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) id: PrincipalId,
    pub(crate) kind: MemberKind,
    pub(crate) permissions: PermissionSet,
    /// In seconds; `None` where the membership does not end.
    pub(crate) expires: Option<i64>,
}

/// What kind of member it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberKind {
    User,
    Group,
    /// A role of the tenant; its number is that of the group that stands for it.
    Role,
}

/// Account numbers below this one belong to the safe's own objects.
const FIRST_ACCOUNT: u32 = 3;

/// The longest name of a safe, in characters.
const LONGEST_NAME: usize = 28;

/// What stays as it is in a `safeUrlId`: the unreserved characters of RFC 3986.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

impl Member {
    /// Whether the membership has run out.
    pub(crate) fn has_expired(&self, now: i64) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }

    /// The name, and whether the vault brought the user or group along.
    pub(crate) fn known_as<'a>(&self, vault: &'a Vault) -> (&'a str, bool) {
        match self.kind {
            MemberKind::User => vault
                .users
                .get(&self.id)
                .map(|user| (user.name.as_str(), user.predefined)),
            MemberKind::Group => vault
                .groups
                .get(&self.id)
                .map(|group| (group.name.as_str(), group.predefined)),
            MemberKind::Role => {
                role_of_group(vault, self.id).map(|role| (role.name.as_str(), false))
            }
        }
        .unwrap_or_default()
    }
}

/// In seconds.
const DAY: i64 = 24 * 60 * 60;

impl SafeProperties {
    /// The moment before which what was replaced or deleted is forgotten; `None` where that is not
    /// a matter of time.
    pub(crate) fn forgets_before(&self, now: i64) -> Option<i64> {
        match self.versions {
            Some(_) => None,
            None => self.days.map(|days| now - i64::from(days) * DAY),
        }
    }
}

impl Safe {
    /// The name as it stands in a path.
    pub(crate) fn url_id(&self) -> String {
        utf8_percent_encode(&self.name, PLAIN).to_string()
    }

    /// The fields that every answer with a safe has.
    pub(crate) fn to_json(&self, vault: &Vault) -> Value {
        json!({
            "safeUrlId": self.url_id(),
            "safeName": self.name,
            "safeNumber": self.number,
            "description": self.properties.description,
            "location": "\\",
            "creator": {"id": self.creator.to_string(), "name": vault.user_name(self.creator)},
            "olacEnabled": self.properties.olac,
            "managingCPM": self.properties.managing_cpm,
            "numberOfVersionsRetention": self.properties.versions,
            "numberOfDaysRetention": self.properties.days,
            "autoPurgeEnabled": false,
            "creationTime": self.created,
            "lastModificationTime": self.modified,
        })
    }

    /// Puts the managing CPM among the members, where the vault has a user of that name.
    pub(crate) fn add_managing_cpm(&mut self, vault: &Vault) {
        if let Some(user) = vault.user(&self.properties.managing_cpm)
            && !self.members.iter().any(|member| member.id == user.id)
        {
            self.members.push(Member {
                id: user.id,
                kind: MemberKind::User,
                permissions: MANAGING_CPM,
                expires: None,
            });
        }
    }
}

impl Vault {
    /// Creates a safe with its creator, the managing CPM and the predefined members on it.
    pub(crate) fn create_safe(
        &mut self,
        name: &str,
        properties: SafeProperties,
        creator: PrincipalId,
    ) -> Result<SafeNumber, Refusal> {
        check_name(name)?;
        self.create_seeded_safe(name, properties, creator)
    }

    /// The same under any name that a vault can hold: what PVWA refuses today, older clients were
    /// let do.
    pub(crate) fn create_seeded_safe(
        &mut self,
        name: &str,
        properties: SafeProperties,
        creator: PrincipalId,
    ) -> Result<SafeNumber, Refusal> {
        if name.is_empty()
            || name
                .chars()
                .any(|c| c.is_control() || r#"\/:*<>|?""#.contains(c))
        {
            return Err(Refusal::invalid("safeName", "No safe can have this name."));
        }
        if self.safe(name).is_some() {
            return Err(Refusal::safe_taken(name));
        }
        let mut safe = Safe {
            number: self.new_safe(),
            properties,
            name: name.to_owned(),
            creator,
            created: self.now(),
            modified: self.clock.micros(),
            members: vec![Member {
                id: creator,
                kind: MemberKind::User,
                permissions: PermissionSet::CREATOR,
                expires: None,
            }],
            next_account: FIRST_ACCOUNT,
        };
        safe.add_managing_cpm(self);
        self.add_predefined_members(&mut safe);
        let number = safe.number;
        self.safes.insert(number, safe);
        Ok(number)
    }
}

/// Refuses a name that no safe can have.
pub(crate) fn check_name(name: &str) -> Result<(), Refusal> {
    let forbidden = |c: char| c.is_control() || r#"\/:*<>.|?"%&+"#.contains(c);
    if name.is_empty() {
        Err(Refusal::mandatory("safeName"))
    } else if name.chars().count() > LONGEST_NAME {
        Err(Refusal::invalid(
            "safeName",
            format!("The name of a safe has at most {LONGEST_NAME} characters."),
        ))
    } else if name.starts_with(' ') || name.contains(forbidden) {
        Err(Refusal::invalid(
            "safeName",
            r#"The name of a safe must not begin with a space nor contain \ / : * < > . | ? " % & +"#,
        ))
    } else {
        Ok(())
    }
}
