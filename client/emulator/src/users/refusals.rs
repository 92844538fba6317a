//! What is said where a user or a group cannot be changed.

use crate::errors::Refusal;

impl Refusal {
    /// A user or a group has the name.
    pub(crate) fn name_taken(name: &str) -> Self {
        Self::new(
            409,
            "ITATS013E",
            format!("A user or group of the name {name} is defined already."),
        )
    }

    /// The user is in the group.
    pub(crate) fn in_group_already(code: &'static str, name: &str, group: &str) -> Self {
        Self::new(409, code, format!("{name} is in group {group} already."))
    }

    /// The user is not in the group.
    pub(crate) fn not_in_group(name: &str, group: &str) -> Self {
        Self::new(
            404,
            "CAWS00001E",
            format!("{name} is not in group {group}."),
        )
    }

    /// The vault does not take the password.
    pub(crate) fn weak_password(parameter: &str) -> Self {
        Self::invalid_with(
            "EPVWF061E",
            parameter,
            "A password has 8 to 39 characters, among them a capital and a small letter and a \
             digit, and does not hold the name of the user.",
        )
    }

    /// What the vault brought along cannot be changed like this.
    pub(crate) fn built_in(name: &str) -> Self {
        Self::new(
            403,
            "PASWS041E",
            format!("{name} belongs to the vault and stays as it is."),
        )
    }

    /// Nobody does this to the own user.
    pub(crate) fn own_user() -> Self {
        Self::new(403, "PASWS041E", "Users cannot do this to themselves.")
    }
}
