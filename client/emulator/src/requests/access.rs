//! Whether an account may be used under dual control.

use super::known::Status;
use crate::{
    errors::Refusal,
    identity::{AccountKey, PrincipalId},
    state::Vault,
};
use pvwa_api::SafePermission;

impl Vault {
    /// Refuses who would use an account that somebody else has to confirm first. A request that
    /// allows one access is used up by this.
    pub(crate) fn check_request(
        &mut self,
        user: PrincipalId,
        account: AccountKey,
        now: i64,
    ) -> Result<(), Refusal> {
        if !self.must_ask(user, account) {
            return Ok(());
        }
        let mut requests = self.requests.rows.iter_mut();
        let request = requests.find(|one| {
            one.by == user
                && one.account == account
                && one.status(now) == Status::Confirmed
                && one.wish.from <= now
        });
        let request = request.ok_or_else(Refusal::not_confirmed)?;
        request.used = !request.wish.several_times;
        Ok(())
    }

    /// Whether a user needs a confirmed request for an account.
    pub(super) fn must_ask(&self, user: PrincipalId, account: AccountKey) -> bool {
        let platform = self.accounts.get(&account);
        let platform = platform.map_or("", |account| &account.properties.platform);
        self.workflow(platform).dual_control
            && !self
                .permissions_for(user, account)
                .contains(SafePermission::AccessWithoutConfirmation)
    }
}

impl Refusal {
    /// Somebody has to confirm first. No source gives the whole code: one client takes what holds
    /// PASWS004 for this.
    fn not_confirmed() -> Self {
        Self::new(
            403,
            "PASWS004E",
            "Somebody has to confirm a request for this account before it is used.",
        )
    }
}
