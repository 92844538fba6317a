//! Applications, each of which is a user of the vault as well, and what they have to prove.

pub(crate) mod conditions;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    dates,
    errors::Refusal,
    fields::Fields,
    identity::PrincipalId,
    principals::{Profile, UserRecord},
    random,
    state::{Vault, same},
    users::{
        changes::is_within,
        kinds::APPLICATION,
        profile::{check_name, location},
    },
};
use conditions::Condition;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_applications", list),
    ("add_application", add),
    ("get_application", get),
    ("delete_application", delete),
];

/// The longest name of an application, in characters.
const LONGEST_NAME: usize = 127;

/// The texts of an application, with how long they can be.
const TEXTS: [(&str, usize); 5] = [
    ("Description", 99),
    ("BusinessOwnerFName", 29),
    ("BusinessOwnerLName", 29),
    ("BusinessOwnerEmail", 319),
    ("BusinessOwnerPhone", 24),
];

/// The applications, by the numbers of their users.
#[derive(Default)]
pub(crate) struct Applications(BTreeMap<PrincipalId, Application>);

/// What an application has beside its user.
struct Application {
    /// By the names of [`TEXTS`].
    texts: BTreeMap<&'static str, String>,
    from: i64,
    to: i64,
    conditions: Vec<Condition>,
    last_condition: i64,
}

/// The applications of a location, or all.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let query = call.query;
    let below = query.boolean("IncludeSublocations")?.unwrap_or(false);
    let fits = |user: &UserRecord| {
        let place = &user.profile.location;
        query
            .text("AppID")
            .is_none_or(|name| same(name, &user.name))
            && query.text("Location").is_none_or(|wanted| {
                is_within(place, wanted) && (below || is_within(wanted, place))
            })
    };
    let found = vault.applications.0.iter();
    let found = found.filter_map(|(id, one)| Some((vault.users.get(id)?, one)));
    let found: Vec<Value> = found
        .filter(|(user, _)| fits(user))
        .map(|(user, one)| to_json(user, one))
        .collect();
    Ok(Answer::ok(json!({"application": found})))
}

/// Adds an application and its user.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    // A body that cannot be read does not come as far as PVWA.
    let Ok(fields) = application(call) else {
        return Ok(Answer::html(400));
    };
    let name = fields.mandatory("AppID")?;
    if name.chars().count() > LONGEST_NAME || name.contains('&') {
        let message = format!("AppID has at most {LONGEST_NAME} characters, no & among them.");
        return Err(Refusal::invalid("AppID", message));
    }
    check_name("AppID", name)?;
    fields.mandatory("Location")?;
    let location = location(fields, "Location")?;
    let mut texts = BTreeMap::new();
    for (name, longest) in TEXTS {
        texts.insert(name, fields.text_up_to(name, longest)?);
    }
    let one = Application {
        texts,
        from: fields.within("AccessPermittedFrom", 0..=24)?.unwrap_or(0),
        to: fields.within("AccessPermittedTo", 0..=24)?.unwrap_or(24),
        conditions: Vec::new(),
        last_condition: 0,
    };
    let disabled = match fields.value("Disabled") {
        Some(Value::String(text)) if text.eq_ignore_ascii_case("yes") => true,
        Some(Value::String(text)) if text.eq_ignore_ascii_case("no") => false,
        _ => fields.boolean("Disabled")?.unwrap_or(false),
    };
    let expires = dates::read_american_day(fields, "ExpirationDate")?;
    vault.require_at_or_above(call.caller()?, &location)?;
    vault.require_free_name(name, None)?;
    let id = vault.new_principal();
    let password = random::unknown_password();
    let user = UserRecord {
        enabled: !disabled,
        expires,
        profile: Profile {
            location,
            ..Profile::default()
        },
        ..UserRecord::new(id, name, password, APPLICATION)
    };
    vault.users.insert(id, user);
    vault.applications.0.insert(id, one);
    Ok(Answer::empty(201))
}

/// One application.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (user, one) = vault.application_of(call)?;
    Ok(Answer::ok(json!({"application": to_json(user, one)})))
}

/// Deletes an application and its user.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (user, _) = vault.application_of(call)?;
    vault.require_at_or_above(call.caller()?, &user.profile.location)?;
    let id = user.id;
    vault.remove_user(id);
    Ok(Answer::empty(200))
}

impl Applications {
    /// Forgets the application that a user was.
    pub(crate) fn forget(&mut self, user: PrincipalId) {
        self.0.remove(&user);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

impl Vault {
    fn application_of(&self, call: &Call) -> Result<(&UserRecord, &Application), Refusal> {
        let name = call.parameter("AppID");
        self.user(name)
            .and_then(|user| Some((user, self.applications.0.get(&user.id)?)))
            .ok_or_else(|| Refusal::missing("Application", name))
    }

    fn application_mut(&mut self, call: &Call) -> Result<&mut Application, Refusal> {
        let id = self.application_of(call)?.0.id;
        self.applications
            .0
            .get_mut(&id)
            .ok_or_else(|| Refusal::missing("Application", call.parameter("AppID")))
    }
}

fn application<'a>(call: &Call<'a>) -> Result<Fields<'a>, Refusal> {
    call.fields()?.mandatory_object("application")
}

fn to_json(user: &UserRecord, one: &Application) -> Value {
    let mut json = json!({
        "AccessPermittedFrom": one.from,
        "AccessPermittedTo": one.to,
        "AllowExtendedAuthenticationRestrictions": false,
        "AppID": user.name,
        "Disabled": !user.enabled,
        "ExpirationDate": user.expires.map(dates::american_day),
        "Location": user.profile.location,
    });
    for (name, text) in &one.texts {
        json[name] = text.as_str().into();
    }
    json
}
