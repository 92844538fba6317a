//! Asks the vault what the caller holds: before a call, and after it was refused.

use super::{
    Analysis, Holdings, SafePermissions, UnknownOperation, Verdict,
    look::{Wanted, look, name_of},
    required::row,
    words,
};
use crate::{Call, Error, Vault};
use pvwa_api::{Client, operation::Operation};

impl Vault {
    /// What the caller holds on the safe with the name `safe` and in the vault, and from where: the
    /// own membership, groups, groups within groups, and what answers give away.
    ///
    /// Sends at most eight requests, all of which only read: `list_safe_members` (which needs
    /// viewSafeMembers), `get_safe`, `list_accounts`, and with AuditUsers `list_users` and
    /// `list_groups`. What the caller may not read is left open: [`Holdings::unseen`] says what it
    /// would take. Memberships that have run out are told apart.
    ///
    /// # Errors
    ///
    /// What keeps the vault from answering; never that the caller may not look.
    pub async fn holdings(&self, safe: impl AsRef<str>) -> Result<Holdings, Error> {
        self.look(Some(safe.as_ref()), Wanted::ALL).await
    }

    /// Whether the caller may carry out an operation, by its id, in the safe with the name `safe`,
    /// with the reason. Nothing is changed by it.
    ///
    /// For an operation that is not about a safe, such as `add_safe`, the safe does not matter. A safe
    /// where no permission can be seen yields [`Verdict::NotKnown`], with what it would take to know.
    ///
    /// Sends at most eight requests, as [`Vault::holdings`] does, and only those that the operation
    /// makes necessary.
    ///
    /// # Errors
    ///
    /// [`Error::Arguments`] where there is no operation of that id; what keeps the vault from
    /// answering.
    pub async fn can(&self, operation: &str, safe: impl AsRef<str>) -> Result<Verdict, Error> {
        let row = row(operation).map_err(UnknownOperation::into_error)?;
        let holdings = self.look(Some(safe.as_ref()), wanted(row)).await?;
        Ok(Analysis::judge(row, holdings, false).into())
    }

    /// Why the vault has refused an operation, by its id, with 403: the analysis of [`Vault::can`]
    /// once more, with what the refusal itself says. If all but one of what the operation needs is
    /// there, that one is missing.
    ///
    /// `safe` is the name of the safe that the call was about, `account` the id of the account;
    /// `None` where there was none. The safe of an account is found where the caller may see it.
    ///
    /// # Errors
    ///
    /// [`Error::Arguments`] where there is no operation of that id. What cannot be read is left open.
    pub async fn why_refused(
        &self,
        operation: &str,
        safe: Option<&str>,
        account: Option<&str>,
    ) -> Result<Analysis, Error> {
        let row = row(operation).map_err(UnknownOperation::into_error)?;
        let user = self.user().unwrap_or_default();
        Ok(analyse(&self.connection.inside, row, safe, account, user).await)
    }

    async fn look(&self, safe: Option<&str>, wanted: Wanted) -> Result<Holdings, Error> {
        // A refusal is part of what is looked for: no need to have it explained.
        let api = &self.connection.inside;
        let user = name_of(api, self.user().unwrap_or_default()).await;
        let seen = look(api, &user, safe, None, wanted).await;
        match seen.failure() {
            Some(error) => Err(error.clone()),
            None => Ok(seen.holdings()),
        }
    }
}

impl UnknownOperation {
    fn into_error(self) -> Error {
        Error::Arguments {
            call: Call::default(),
            problem: self.to_string(),
        }
    }
}

/// Finds out why the vault has refused `operation` with 403.
///
/// Sends at most eight requests through `api`, all of which only read, and whose refusals must not
/// be analysed in turn. It never fails: what cannot be read is left open.
pub(crate) async fn analyse(
    api: &Client,
    operation: &'static Operation,
    safe: Option<&str>,
    account: Option<&str>,
    user: &str,
) -> Analysis {
    let user = name_of(api, user).await;
    let seen = look(api, &user, safe, account, wanted(operation)).await;
    Analysis::judge(operation, seen.holdings(), true)
}

/// What is worth looking at for an operation.
fn wanted(operation: &Operation) -> Wanted {
    let Some(needed) = &operation.permissions else {
        return Wanted::NOTHING;
    };
    let words = needed.other.unwrap_or_default();
    Wanted {
        safe: SafePermissions::of(needed.safe) | SafePermissions::of(needed.safe_any),
        membership: words::ask_for_membership(words),
        vault: !needed.vault.is_empty(),
        groups: !words::groups(words).is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;
    use pvwa_api::operations;
    use pvwa_emulator::{Emulator, User};

    async fn stage() -> (Emulator, Vault) {
        let emulator = Emulator::builder()
            .accounts(1, "APP")
            .unwrap()
            .user(User::new("operator", "made-up"))
            .start()
            .await
            .unwrap();
        let vault = Vault::builder(emulator.base_url())
            .credentials(Credentials::cyberark("operator", "made-up".to_owned()))
            .allow_plain_http()
            .build()
            .unwrap();
        (emulator, vault)
    }

    #[tokio::test]
    async fn a_user_whose_name_is_not_known_is_asked_for() {
        let (emulator, vault) = stage().await;
        let operation = operations::find("list_users").unwrap();
        let analysis = analyse(&vault.connection.inside, operation, None, None, "").await;
        assert_eq!(analysis.holdings.user, "operator");
        assert_eq!(analysis.missing.vault, ["AuditUsers"]);
        let asked: Vec<_> = emulator
            .requests()
            .into_iter()
            .filter_map(|one| one.operation)
            .collect();
        assert_eq!(asked, ["logon", "get_logged_on_user_gen1", "list_users"]);
    }
}
