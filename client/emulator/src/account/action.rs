//! What can be done to an account, as its activities tell it.

/// What was done to an account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Add,
    Update,
    Delete,
    Retrieve,
    StoreSecret,
    CpmChange,
    CpmVerify,
    CpmReconcile,
    CpmChangeFailed,
    CpmVerifyFailed,
    CpmReconcileFailed,
    CpmDisable,
    CheckOut,
    CheckIn,
    Unlock,
    Connect,
    Link,
    Unlink,
    GrantAccess,
    RevokeAccess,
}

impl Action {
    /// The text and number in the list of activities. The numbers 22, 24 and 295 were recorded,
    /// the others are the emulator's own.
    pub(crate) fn described(self) -> (&'static str, u32) {
        match self {
            Self::Add => ("Add account", 1),
            Self::Update => ("Update account properties", 2),
            Self::Delete => ("Delete account", 3),
            Self::Retrieve => ("Retrieve password", 295),
            Self::StoreSecret => ("Store password", 294),
            Self::CpmVerify => ("CPM Verify Password", 22),
            Self::CpmChange => ("CPM Change Password", 24),
            Self::CpmReconcile => ("CPM Reconcile Password", 31),
            Self::CpmVerifyFailed => ("CPM Verify Password Failed", 38),
            Self::CpmChangeFailed => ("CPM Change Password Failed", 57),
            Self::CpmReconcileFailed => ("CPM Reconcile Password Failed", 60),
            Self::CpmDisable => ("CPM Disable Password", 130),
            Self::CheckOut => ("Lock password", 6),
            Self::CheckIn => ("Release password", 7),
            Self::Unlock => ("Unlock password", 8),
            Self::Connect => ("PSM Connect", 300),
            Self::Link => ("Link account", 9),
            Self::Unlink => ("Unlink account", 10),
            Self::GrantAccess => ("Grant administrative access", 11),
            Self::RevokeAccess => ("Revoke administrative access", 12),
        }
    }

    /// The component through which it was done.
    pub(crate) fn component(self) -> &'static str {
        if matches!(self, Self::CpmChange | Self::CpmVerify | Self::CpmReconcile) || self.is_alert()
        {
            "CPM"
        } else {
            "PVWA"
        }
    }

    /// Whether somebody should look into it.
    pub(crate) fn is_alert(self) -> bool {
        matches!(
            self,
            Self::CpmChangeFailed
                | Self::CpmVerifyFailed
                | Self::CpmReconcileFailed
                | Self::CpmDisable
        )
    }
}
