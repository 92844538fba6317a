//! What a server says of a member's permissions, which may be less than everything.

use super::SafePermissions;
use pvwa_api::SafePermission;

/// What a server says of a member's permissions: some it grants, some it denies, and of some it may
/// not speak, since older servers do not know them all and the lists of the first generation show
/// seventeen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedPermissions {
    /// The permissions that the member holds.
    pub granted: SafePermissions,
    /// The permissions that the member does not hold.
    pub denied: SafePermissions,
    /// Whether the member may validate the content of the safe: a right beside the 22, which the
    /// lists of the first generation show and no call can set. `None` where it was not shown.
    ///
    /// A copy of a member through the API is therefore never quite complete.
    pub validates_content: Option<bool>,
}

impl StatedPermissions {
    /// The permissions of which the server did not speak. They are not known to be denied.
    pub fn unstated(self) -> SafePermissions {
        SafePermissions::ALL - self.granted - self.denied
    }

    /// Whether the member holds `permission`; `None` where the server did not speak of it.
    pub fn holds(self, permission: SafePermission) -> Option<bool> {
        (self.granted | self.denied)
            .contains(permission)
            .then(|| self.granted.contains(permission))
    }

    /// Notes what is said of one permission.
    pub(super) fn note(&mut self, permission: SafePermission, held: bool) {
        match held {
            true => self.granted.extend([permission]),
            false => self.denied.extend([permission]),
        }
    }
}

impl From<SafePermissions> for StatedPermissions {
    /// All 22 are spoken of: what is not in the set is denied.
    fn from(set: SafePermissions) -> Self {
        Self {
            granted: set,
            denied: SafePermissions::ALL - set,
            validates_content: None,
        }
    }
}
