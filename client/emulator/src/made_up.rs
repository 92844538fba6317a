//! Accounts that are made up, the same ones each time.

use crate::{
    account::{Account, AccountProperties, SecretVersion},
    errors::Refusal,
    identity::{AccountKey, PrincipalId},
    platforms::{self, Platforms},
    safe::SafeProperties,
    state::Vault,
};

/// The moment at which the first one was added, in seconds; each further one a minute later.
const FIRST: i64 = 1_700_000_000;

/// Platform, port and the stem of the user name, by turns.
const KINDS: [(&str, &str, &str); 4] = [
    ("UnixSSH", "22", "root"),
    ("WinServerLocal", "", "Administrator"),
    ("Oracle", "1521", "system"),
    ("WinDomain", "", "svc-backup"),
];

impl Vault {
    /// Creates a safe, if it is not there, and puts made-up accounts into it.
    pub(crate) fn add_made_up(
        &mut self,
        count: u32,
        safe: &str,
        owner: PrincipalId,
    ) -> Result<(), Refusal> {
        let number = match self.safe(safe) {
            Some(safe) => safe.number,
            None => self.create_safe(safe, SafeProperties::default(), owner)?,
        };
        let Some(safe) = self.safes.get_mut(&number) else {
            return Err(Refusal::safe_missing(safe));
        };
        let first = safe.next_account;
        safe.next_account = first.saturating_add(count);
        for account in first..safe.next_account {
            let key = AccountKey {
                safe: number,
                number: account,
            };
            self.accounts
                .insert(key, made_up(&self.platforms, key, owner));
        }
        Ok(())
    }
}

fn made_up(platforms: &Platforms, key: AccountKey, owner: PrincipalId) -> Account {
    let index = key.number as usize;
    let (platform, port, user) = KINDS[index % KINDS.len()];
    let mut properties = AccountProperties {
        address: Some(format!("host{:06}.example.com", index / KINDS.len())),
        user_name: Some(user.to_owned()),
        platform: platform.to_owned(),
        automatic: true,
        ..AccountProperties::default()
    };
    if !port.is_empty() {
        properties.set_platform_property("Port", port.to_owned());
    }
    properties.name = platforms::account_name(platforms, &properties);
    let at = FIRST + i64::from(key.number) * 60;
    let mut account = Account::new(key, properties, at);
    account.secrets.push(SecretVersion {
        id: 1,
        value: secret(key).into(),
        by: owner,
        at,
    });
    account
}

/// 16 letters and digits that depend on the key alone (SplitMix64).
fn secret(key: AccountKey) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    let mut state = (u64::from(key.safe) << 32) | u64::from(key.number);
    std::iter::repeat_with(|| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        char::from(LETTERS[(mixed % LETTERS.len() as u64) as usize])
    })
    .take(16)
    .collect()
}
