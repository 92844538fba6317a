//! What the caller holds in a safe and in the vault, and from where.

use super::{SafePermissions, StatedPermissions};
use pvwa_api::{EpochSeconds, SafePermission};
use std::fmt;

/// What a user holds, as far as the vault lets the user see it; made by
/// [`Vault::holdings`](crate::Vault::holdings).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holdings {
    /// The name of the user.
    pub user: String,
    /// The name of the safe; `None` where it is not known or there is none.
    pub safe: Option<String>,
    /// Whether the user is a member of the safe, by itself or through a group.
    pub membership: Membership,
    /// What the user surely holds on the safe, and what it surely does not hold. Of the rest the
    /// vault did not let the user see enough.
    pub permissions: StatedPermissions,
    /// Where the permissions come from.
    pub sources: Vec<Source>,
    /// Memberships that have run out: they give nothing any more.
    pub expired: Vec<Source>,
    /// Members that give their permissions if the user belongs to them, which is not known.
    pub perhaps: Vec<Source>,
    /// The groups that the user belongs to, through other groups as well; `None` where the user
    /// may not see them.
    pub groups: Option<Vec<String>>,
    /// The authorisations in the vault, by their API names; `None` where the user may not see them.
    pub authorizations: Option<Vec<String>>,
    /// Authorisations that the user surely does not hold, although the others are not known.
    pub lacks: Vec<&'static str>,
    /// What could not be seen, and what it would take to see it.
    pub unseen: Vec<Unseen>,
}

/// Whether somebody is a member of a safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Membership {
    /// It is.
    Member,
    /// The safe does not exist, or not for this user: the vault answers both alike.
    NotVisible,
    /// That was not asked, or not answered.
    #[default]
    NotKnown,
}

/// Where permissions come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// From where.
    pub via: Via,
    /// Which.
    pub permissions: SafePermissions,
    /// When the membership ends; `None` where it does not.
    pub expires: Option<EpochSeconds>,
}

/// The ways in which a user comes to hold something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Via {
    /// The user's own membership.
    Own,
    /// A group that the user is in, or a role.
    Group(String),
    /// A group that another group of the user is in.
    GroupOfGroup(String),
    /// A call that would not have been answered without it, by the id of its operation.
    Observed(&'static str),
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("the own membership"),
            Self::Group(name) => write!(f, "the group {name}"),
            Self::GroupOfGroup(name) => write!(f, "the group {name}, through another group"),
            Self::Observed(operation) => write!(f, "the answer to {operation}"),
        }
    }
}

/// Something that could not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unseen {
    /// What.
    pub what: &'static str,
    /// What it takes to see it; `None` where that is not known, or nothing helps.
    pub needs: Option<&'static str>,
}

impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        match self.needs {
            Some(needs) => write!(f, " (seen with {needs})"),
            None => Ok(()),
        }
    }
}

impl Holdings {
    /// Whether the user holds a permission on the safe; `None` where that is not known.
    pub fn holds(&self, permission: SafePermission) -> Option<bool> {
        self.permissions.holds(permission)
    }

    /// Whether the user holds an authorisation in the vault, by its API name; `None` where that is
    /// not known.
    pub fn is_authorized(&self, authorization: &str) -> Option<bool> {
        match &self.authorizations {
            Some(held) => Some(held.iter().any(|one| one == authorization)),
            None => self.lacks.contains(&authorization).then_some(false),
        }
    }

    /// Whether the user is in a group, whatever the capitals of its name; `None` where that is not
    /// known.
    pub fn is_in_group(&self, name: &str) -> Option<bool> {
        let groups = self.groups.as_ref()?;
        Some(groups.iter().any(|group| same(group, name)))
    }

    /// Notes that an answer gave a permission away. That the vault answered counts for more than what
    /// it says of members; that it refused can have other reasons.
    pub(super) fn observe(&mut self, permission: SafePermission, held: bool, by: &'static str) {
        match (self.permissions.holds(permission), held) {
            (Some(true), _) | (Some(false), false) => {}
            (None, false) => self.permissions.note(permission, false),
            (None | Some(false), true) => {
                self.permissions.denied = self.permissions.denied - permission.into();
                self.permissions.note(permission, true);
                self.sources.push(Source {
                    via: Via::Observed(by),
                    permissions: permission.into(),
                    expires: None,
                });
            }
        }
    }
}

impl fmt::Display for Holdings {
    /// Several lines, without one at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let safe = self.safe.as_deref().unwrap_or("a safe that is not known");
        write!(f, "{} on {safe}", self.user)?;
        match self.membership {
            Membership::NotVisible => f.write_str(": the safe is not visible")?,
            _ => write!(f, ": {}", self.permissions.granted)?,
        }
        for source in &self.sources {
            write!(f, "\n  {} by {}", source.permissions, source.via)?;
        }
        for source in &self.expired {
            write!(f, "\n  no longer {} by {}", source.permissions, source.via)?;
        }
        for source in &self.perhaps {
            write!(f, "\n  perhaps {} by {}", source.permissions, source.via)?;
        }
        if let Some(held) = &self.authorizations {
            let held = match held.is_empty() {
                true => "nothing".to_owned(),
                false => held.join(", "),
            };
            write!(f, "\nin the vault: {held}")?;
        }
        for unseen in &self.unseen {
            write!(f, "\nnot seen: {unseen}")?;
        }
        Ok(())
    }
}

/// Whether two names of users or groups are the same to the vault.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
