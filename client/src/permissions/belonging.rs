//! Which memberships of a safe are a user's own.

use super::{Via, holdings::same};
use pvwa_api::types::{MemberType, MemberTypeKnown, SafeMember};
use std::collections::HashSet;

/// Whom the members of a safe are held against.
pub(super) struct Belonging<'a> {
    pub(super) user: &'a str,
    /// The groups that the user is in, in small letters.
    pub(super) direct: HashSet<String>,
    /// Those and the groups that they are in.
    pub(super) all: HashSet<String>,
    /// The groups of which it is known who is in them.
    pub(super) seen: HashSet<String>,
}

impl Belonging<'_> {
    /// How a membership becomes the user's, and whether it surely does; `None` where it surely does
    /// not.
    pub(super) fn of(&self, member: &SafeMember) -> Option<(Via, bool)> {
        let name = member.member_name.as_deref()?;
        if is_user(member) {
            return match self.user.is_empty() {
                // The own row cannot be changed.
                true => (member.is_read_only != Some(false)).then_some((Via::Own, false)),
                false => same(name, self.user).then_some((Via::Own, true)),
            };
        }
        let (key, name) = (name.to_lowercase(), shown(name));
        let is_role = matches!(
            member.member_type,
            Some(MemberType::Known(MemberTypeKnown::Role))
        );
        if self.direct.contains(&key) {
            Some((Via::Group(name), true))
        } else if self.all.contains(&key) {
            Some((Via::GroupOfGroup(name), true))
        } else if self.seen.contains(&key) && !is_role {
            None
        } else {
            // Nobody can see who has a role, and not everybody sees every group.
            Some((Via::Group(name), false))
        }
    }
}

/// Names in small letters.
pub(super) fn lower(names: &[String]) -> HashSet<String> {
    names.iter().map(|name| name.to_lowercase()).collect()
}

/// The most characters of a name that are shown. No name of the vault has more than 128.
const LONGEST_NAME: usize = 200;

/// A name of the server as it may be shown.
pub(super) fn shown(name: &str) -> String {
    let plain = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    name.chars().take(LONGEST_NAME).map(plain).collect()
}

/// Whether a member is a user, as members are that older servers do not call anything.
fn is_user(member: &SafeMember) -> bool {
    match &member.member_type {
        None | Some(MemberType::Known(MemberTypeKnown::User)) => true,
        Some(MemberType::Other(kind)) => kind.eq_ignore_ascii_case("user"),
        Some(_) => false,
    }
}
