//! Reading users.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    filter::{Sort, SortKey, search_words},
    principals::UserRecord,
    state::{Vault, same},
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("list_users", list), ("get_user", get)];

/// .NET's earliest moment in seconds, which stands for "never".
const NEVER: i64 = -62_135_578_800;

/// The users of the vault.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let query = call.query;
    let sort = Sort::read(query, &["userName", "userType", "id"])?;
    let words = search_words(query);
    let (name, kind, source) = (
        query.text("userName"),
        query.text("userType"),
        query.text("source"),
    );
    let component = query.boolean("componentUser")?;
    let mut found: Vec<&UserRecord> = vault
        .users
        .values()
        .filter(|user| name.is_none_or(|name| same(&user.name, name)))
        .filter(|user| kind.is_none_or(|kind| same(user.user_type, kind)))
        .filter(|_| source.is_none_or(|source| same("CyberArk", source)))
        .filter(|user| component.is_none_or(|component| user.is_component() == component))
        .filter(|user| {
            let name = user.name.to_lowercase();
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect();
    sort.sort(&mut found, |user, property| match property {
        "id" => SortKey::Number(user.id),
        "usertype" => SortKey::Text(user.user_type.to_lowercase()),
        _ => SortKey::Text(user.name.to_lowercase()),
    });
    let total = found.len();
    let size = query.number("pageSize")?.filter(|size| *size > 0);
    let users: Vec<Value> = found
        .into_iter()
        .skip(query.number("pageOffset")?.unwrap_or(0))
        .take(size.unwrap_or(usize::MAX))
        .map(|user| user.summary(vault))
        .collect();
    Ok(Answer::ok(json!({"Users": users, "Total": total})))
}

/// One user.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("userId");
    let user = id
        .parse()
        .ok()
        .and_then(|id| vault.users.get(&id))
        .ok_or_else(|| Refusal::user_missing(id))?;
    let mut details = json!({
        "enableUser": true,
        "changePassOnNextLogon": false,
        "expiryDate": NEVER,
        "suspended": false,
        "lastSuccessfulLoginDate": NEVER,
        "unAuthorizedInterfaces": [],
        "authenticationMethod": ["AuthTypePass"],
        "passwordNeverExpires": true,
        "distinguishedName": "",
        "description": "",
        "businessAddress": blank(&["workStreet", "workCity", "workState", "workZip", "workCountry"]),
        "internet": blank(&["homePage", "homeEmail", "businessEmail", "otherEmail"]),
        "phones": blank(&["homeNumber", "businessNumber", "cellularNumber", "faxNumber", "pagerNumber"]),
    });
    if let (Value::Object(details), Value::Object(summary)) = (&mut details, user.summary(vault)) {
        details.extend(summary);
        details["personalDetails"] = blank(&[
            "street",
            "city",
            "state",
            "zip",
            "country",
            "title",
            "organization",
            "department",
            "profession",
            "firstName",
            "middleName",
            "lastName",
        ]);
    }
    Ok(Answer::ok(details))
}

fn blank(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| ((*name).to_owned(), Value::from("")))
        .collect::<Map<_, _>>()
        .into()
}
