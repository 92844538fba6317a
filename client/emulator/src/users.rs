//! Users: reading them, and what each module below changes.

pub(crate) mod changes;
pub(crate) mod first_generation;
pub(crate) mod kinds;
pub(crate) mod methods;
pub(crate) mod profile;
pub(crate) mod refusals;
pub(crate) mod states;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    filter::{Sort, SortKey, search_words},
    identity::PrincipalId,
    permissions::PermissionSet,
    predefined::is_hidden,
    principals::UserRecord,
    state::{Vault, same},
};
use profile::NEVER;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_users", list),
    ("get_user", get),
    ("list_user_safes", safes),
    ("get_own_logon_info", own_logons),
];

/// Where every request to the emulator comes from.
const LOOPBACK: &str = "127.0.0.1";

/// The users of the vault, without those that nobody sees.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let query = call.query;
    let sort = Sort::read(
        query,
        &[
            "userName",
            "source",
            "userType",
            "location",
            "lastName",
            "firstName",
            "middleName",
        ],
    )?;
    let words = search_words(query);
    let extended = query.boolean("extendedDetails")?.unwrap_or(false);
    let fido2 = query.boolean("hasFido2Credentials")?;
    let component = query.boolean("componentUser")?;
    let status = query.choice("userStatus", &STATES)?;
    let wanted = |name: &str, held: &str| query.text(name).is_none_or(|text| same(text, held));
    let mut found: Vec<&UserRecord> = vault
        .users
        .values()
        .filter(|user| !is_hidden(&user.name))
        .filter(|user| {
            wanted("userName", &user.name)
                && wanted("userType", user.user_type)
                && wanted("source", user.source())
                && status.is_none_or(|status| same(status, state(user)))
                && fido2.is_none_or(|fido2| vault.fido2.devices_of(user.id).is_empty() != fido2)
                && component.is_none_or(|component| user.is_component() == component)
                && query
                    .text("allowedAuthenticationMethods")
                    .is_none_or(|method| methods::allows(user, method))
        })
        .filter(|user| is_found(user, &words))
        .collect();
    sort.sort(&mut found, |user, property| {
        SortKey::Text(match property {
            "source" => user.source().to_owned(),
            "usertype" => user.user_type.to_lowercase(),
            "location" => user.profile.location.to_lowercase(),
            "lastname" => user.detail("personalDetails", "lastName").to_lowercase(),
            "firstname" => user.detail("personalDetails", "firstName").to_lowercase(),
            "middlename" => user.detail("personalDetails", "middleName").to_lowercase(),
            _ => user.name.to_lowercase(),
        })
    });
    let total = found.len();
    let size = query.number("pageSize")?.filter(|size| *size > 0);
    let users: Vec<Value> = found
        .into_iter()
        .skip(query.number("pageOffset")?.unwrap_or(0))
        .take(size.unwrap_or(usize::MAX))
        .map(|user| user.summary(vault, extended))
        .collect();
    Ok(Answer::ok(json!({"Users": users, "Total": total})))
}

/// What a user can be, as the list is asked for it.
const STATES: [&str; 3] = ["active", "disabled", "suspended"];

fn state(user: &UserRecord) -> &'static str {
    match (user.enabled, user.suspended) {
        (false, _) => "disabled",
        (true, true) => "suspended",
        (true, false) => "active",
    }
}

/// Whether the words stand in the name, the first name or the last name.
pub(crate) fn is_found(user: &UserRecord, words: &[String]) -> bool {
    let names = [
        user.name.to_lowercase(),
        user.detail("personalDetails", "firstName").to_lowercase(),
        user.detail("personalDetails", "lastName").to_lowercase(),
    ];
    words
        .iter()
        .all(|word| names.iter().any(|name| name.contains(word.as_str())))
}

/// One user.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.user_of(call)?;
    Ok(Answer::ok(user.details(vault)))
}

/// The safes that a user is a member of, by itself or through its groups.
fn safes(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.user_of(call)?.id;
    let now = vault.now();
    let safes: Vec<Value> = vault
        .safes
        .values()
        .filter_map(|safe| Some((safe, vault.permissions_of(user, safe, now)?)))
        .map(|(safe, held)| {
            let level = match PermissionSet::CREATOR.is_subset_of(held) {
                true => "Full",
                false => "Partial",
            };
            json!({"SafeName": safe.name, "AccessLevel": level})
        })
        .collect();
    Ok(Answer::ok(json!({"Safes": safes})))
}

/// When the caller last logged on, and failed to.
fn own_logons(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let user = vault
        .users
        .get(&caller)
        .ok_or_else(|| Refusal::user_missing(""))?;
    let address = |at: Option<i64>| at.map_or("", |_| LOOPBACK);
    Ok(Answer::ok(json!({
        "LastSuccessLoginTime": user.last_logon.unwrap_or(NEVER),
        "LastSuccessLoginIP": address(user.last_logon),
        "FailedLogins": user.failed_logons,
        "LastFailLoginTime": user.last_failed_logon.unwrap_or(NEVER),
        "LastFailLoginIP": address(user.last_failed_logon),
    })))
}

impl Vault {
    /// The user that the path names by its number.
    pub(crate) fn user_of(&self, call: &Call) -> Result<&UserRecord, Refusal> {
        let id = call.parameter("userId");
        id.parse()
            .ok()
            .and_then(|id| self.users.get(&id))
            .ok_or_else(|| Refusal::user_missing(id))
    }

    /// The same, to change it.
    pub(crate) fn user_mut(&mut self, id: PrincipalId) -> Result<&mut UserRecord, Refusal> {
        self.users
            .get_mut(&id)
            .ok_or_else(|| Refusal::user_missing(&id.to_string()))
    }
}
