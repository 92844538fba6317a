//! Accounts that others lean on: logon, enable and reconcile accounts.

use crate::{
    account::{Account, Action},
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId},
    object_access::operation,
    state::{Vault, same},
};
use pvwa_api::operation::{Edition, Version};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("link_account", link), ("unlink_account", unlink)];

/// The account at a position, as the vault keeps it: by its names, which can lead nowhere later.
#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) safe: String,
    pub(crate) folder: String,
    pub(crate) name: String,
}

/// The positions with name and display name, and whether they are shown while they are empty.
pub(crate) const POSITIONS: [(u32, &str, &str, bool); 3] = [
    (1, "LogonAccount", "Logon Account", true),
    (2, "EnableAccount", "Enable Account", false),
    (3, "ReconcileAccount", "Reconcile Account", true),
];

/// What older vaults do not tell of an account, and since when it is told. The first one was not
/// recorded on 10.x.
const LATER: [(&str, Version); 2] = [
    ("categoryModificationTime", Version::new(12, 0, 0)),
    ("deletionTime", Version::new(14, 6, 0)),
];

const ROOT: &str = "Root";

impl Refusal {
    fn position() -> Self {
        Self::must_be("extraPasswordIndex", "a number from 1 to 3")
    }

    /// Nothing is linked there.
    pub(crate) fn not_linked() -> Self {
        Self::generic(404, "No account is linked there.")
    }

    fn no_account_to_link(name: &str) -> Self {
        Self::new(
            404,
            "PASWS039E",
            format!("Account {name}, which is to be linked, was not found."),
        )
    }
}

/// Links an account. The server takes the keys in this spelling alone, and the position as a
/// number alone.
fn link(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    for name in ["safe", "extraPasswordIndex", "name", "folder"] {
        if !fields.iter().any(|(key, _)| key == name) {
            return Err(Refusal::mandatory(name));
        }
    }
    if !fields
        .value("extraPasswordIndex")
        .is_some_and(Value::is_u64)
    {
        return Err(Refusal::position());
    }
    let (caller, key) = (call.caller()?, call.account()?);
    let (position, link) = vault.read_link(caller, fields)?;
    vault.set_link(caller, key, position, link)?;
    Ok(Answer::empty(200))
}

/// Clears a position.
fn unlink(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    let position = call.parameter("extraPasswordIndex").parse();
    let position = position.map_err(|_| Refusal::position())?;
    let position = known(position)?;
    let now = vault.now();
    let account = vault.account_mut(key)?;
    let Some(link) = account.links.remove(&position) else {
        return Err(Refusal::not_linked());
    };
    account.modified = now;
    account.note_details(caller, Action::Unlink, "", link.name, now);
    // The SDKs of the vendor take no other status.
    Ok(Answer::empty(200))
}

fn known(position: i64) -> Result<u32, Refusal> {
    u32::try_from(position)
        .ok()
        .filter(|one| POSITIONS.iter().any(|(known, ..)| known == one))
        .ok_or_else(Refusal::position)
}

impl Vault {
    /// Reads an account to link and its position; the caller has to see the account.
    pub(crate) fn read_link(
        &self,
        caller: PrincipalId,
        fields: Fields,
    ) -> Result<(u32, Link), Refusal> {
        let position = fields.integer("extraPasswordIndex")?;
        let position = known(position.ok_or_else(Refusal::position)?)?;
        let name = fields.mandatory("name")?;
        let safe = fields.mandatory("safe")?;
        let link = Link {
            safe: safe.to_owned(),
            folder: fields.text("folder")?.unwrap_or(ROOT).to_owned(),
            name: name.to_owned(),
        };
        let account = self
            .linked(&link)
            .ok_or_else(|| Refusal::no_account_to_link(name))?;
        let id = account.key.to_string();
        self.usable_account(caller, operation("get_account")?, &id)
            .map_err(|_| Refusal::no_account_to_link(name))?;
        Ok((position, link))
    }

    /// Puts an account into a position of another one.
    pub(crate) fn set_link(
        &mut self,
        caller: PrincipalId,
        key: AccountKey,
        position: u32,
        link: Link,
    ) -> Result<(), Refusal> {
        if self.linked(&link).is_some_and(|linked| linked.key == key) {
            return Err(Refusal::invalid(
                "name",
                "An account cannot be linked to itself.",
            ));
        }
        let now = self.now();
        let account = self.account_mut(key)?;
        account.note_details(caller, Action::Link, "", link.name.clone(), now);
        account.links.insert(position, link);
        account.modified = now;
        Ok(())
    }

    /// The account that a link leads to; `None` where it leads nowhere any more.
    pub(crate) fn linked(&self, link: &Link) -> Option<&Account> {
        let safe = self.safe(&link.safe)?;
        self.accounts_of(safe.number).find(|account| {
            let folder = match account.properties.folder.as_str() {
                "" => ROOT,
                folder => folder,
            };
            same(&account.properties.name, &link.name) && same(folder, &link.folder)
        })
    }

    /// An account as answers carry it; Privilege Cloud shows its links.
    pub(crate) fn shown(&self, account: &Account, safe_name: &str) -> Value {
        let mut json = account.to_json(safe_name);
        for (name, since) in LATER {
            if let (true, Some(json)) = (self.version < since, json.as_object_mut()) {
                json.remove(name);
            }
        }
        if self.edition == Edition::PrivilegeCloud {
            let links = self.positions(account).map(|(row, link)| {
                let (position, name, display_name, _) = row;
                let linked = link.and_then(|link| self.linked(link));
                json!({
                    "AccountId": linked.map(|linked| linked.key.to_string()),
                    "Name": name,
                    "DisplayName": display_name,
                    "Descriptor": link.map_or("", |link| &link.name),
                    "extraPasswordIndex": position,
                })
            });
            json["LinkedAccounts"] = links.collect();
        }
        json
    }

    /// The positions of an account that are shown, and what stands there.
    pub(crate) fn positions<'a>(
        &self,
        account: &'a Account,
    ) -> impl Iterator<Item = ((u32, &'static str, &'static str, bool), Option<&'a Link>)> {
        POSITIONS
            .into_iter()
            .map(|row| (row, account.links.get(&row.0)))
            .filter(|(row, link)| row.3 || link.is_some())
    }
}
