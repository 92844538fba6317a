//! The people and service users of the cloud directory.

use super::{
    DIRECTORY, Tenant,
    identity_user::{Factor, Federation},
};
use crate::{dates, errors::Refusal, identity::PrincipalId, random, state::same};
use pvwa_api::Secret;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A user of the directory.
pub(crate) struct Person {
    pub(crate) uuid: String,
    pub(crate) name: String,
    pub(crate) password: Secret,
    pub(crate) factors: Vec<Factor>,
    pub(crate) federation: Option<Federation>,
    /// The texts that are set, by the names in [`TEXTS`].
    pub(crate) texts: BTreeMap<&'static str, String>,
    /// Values of the attributes that the company added, by their names.
    pub(crate) extended: BTreeMap<String, Value>,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
    pub(crate) service: bool,
    pub(crate) oauth_client: bool,
    pub(crate) in_everybody: bool,
    pub(crate) must_change: bool,
    pub(crate) never_expires: bool,
    pub(crate) state: PersonState,
    pub(crate) organization: Option<String>,
    /// In seconds, like all moments here.
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) password_changed: Option<i64>,
    pub(crate) last_logon: Option<i64>,
    pub(crate) logon_before: Option<i64>,
    /// The user of the vault, from the first logon on.
    pub(crate) principal: Option<PrincipalId>,
    /// Whether that user came into being by the logon.
    pub(crate) made_principal: bool,
}

/// What keeps somebody from logging on.
#[derive(Default)]
pub(crate) struct PersonState {
    pub(crate) locked: bool,
    pub(crate) disabled: bool,
    pub(crate) expired: bool,
    /// Locked by an administrator with the service's own lock.
    pub(crate) cloud_locked: bool,
    /// Wrong answers in a row.
    pub(crate) failures: u32,
    /// Until when wrong answers keep the user out.
    pub(crate) kept_out_until: i64,
    /// Until when the password is enough.
    pub(crate) exempt_until: i64,
}

/// The texts that a user can have, by the names of the API.
pub(crate) const TEXTS: [&str; 10] = [
    "Mail",
    "DisplayName",
    "Description",
    "MobileNumber",
    "OfficeNumber",
    "HomeNumber",
    "PreferredCulture",
    "ReportsTo",
    "CmaRedirectedUserUuid",
    "PrimaryIdentifier",
];

/// After so many wrong answers in a row the user is kept out.
pub(crate) const MOST_FAILURES: u32 = 5;

/// For how long, in seconds.
const KEPT_OUT: i64 = 30 * 60;

impl PersonState {
    /// The states that an administrator sets, as one text.
    pub(crate) fn to_text(&self) -> String {
        let all = [
            (self.locked, "Locked"),
            (self.disabled, "Disabled"),
            (self.expired, "Expired"),
        ];
        let held: Vec<&str> = all.iter().filter(|one| one.0).map(|one| one.1).collect();
        match held.is_empty() {
            true => "None".to_owned(),
            false => held.join(", "),
        }
    }

    /// Whether wrong answers keep the user out.
    pub(crate) fn is_kept_out(&self, now: i64) -> bool {
        self.kept_out_until > now
    }

    /// Whether the user may log on.
    pub(crate) fn is_open(&self, now: i64) -> bool {
        !(self.locked
            || self.disabled
            || self.expired
            || self.cloud_locked
            || self.is_kept_out(now))
    }

    /// Counts a wrong answer.
    pub(crate) fn note_failure(&mut self, now: i64) {
        self.failures += 1;
        if self.failures >= MOST_FAILURES {
            self.failures = 0;
            self.kept_out_until = now.saturating_add(KEPT_OUT);
        }
    }
}

impl Person {
    /// A user without anything but a name and a password.
    pub(crate) fn new(name: &str, password: Secret, now: i64) -> Self {
        Self {
            uuid: random::uuid(),
            name: name.to_owned(),
            password,
            factors: Vec::new(),
            federation: None,
            texts: BTreeMap::new(),
            extended: BTreeMap::new(),
            given_name: None,
            family_name: None,
            service: false,
            oauth_client: false,
            in_everybody: true,
            must_change: false,
            never_expires: false,
            state: PersonState::default(),
            organization: None,
            created: now,
            modified: now,
            password_changed: None,
            last_logon: None,
            logon_before: None,
            principal: None,
            made_principal: false,
        }
    }

    /// A text that is set; empty where it is not.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Sets a text; an empty one is taken away.
    pub(crate) fn set_text(&mut self, name: &str, value: &str) {
        let Some(known) = TEXTS
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name))
        else {
            return;
        };
        match value {
            "" => self.texts.remove(known),
            value => self.texts.insert(known, value.to_owned()),
        };
    }

    /// The name that others see.
    pub(crate) fn display_name(&self) -> &str {
        match self.text("DisplayName") {
            "" => &self.name,
            name => name,
        }
    }

    /// What stands behind the at sign.
    pub(crate) fn suffix(&self) -> &str {
        self.name.rsplit_once('@').map_or("", |pair| pair.1)
    }

    /// Gives the user another password.
    pub(crate) fn set_password(&mut self, password: &str, now: i64) {
        self.password = password.into();
        self.password_changed = Some(now);
        self.modified = now;
        self.must_change = false;
    }

    /// The user as the calls of the cloud directory answer it. What is not set is absent.
    pub(crate) fn to_json(&self) -> Value {
        let mut json = json!({
            "Uuid": self.uuid,
            "State": self.state.to_text(),
            "Name": self.name,
            "DisplayName": self.display_name(),
            "Version": "1",
            "ReportsTo": "Unassigned",
            "CreateDate": dates::net(Some(self.created)),
            "LastModifiedDate": dates::net(Some(self.modified)),
            "LastPasswordChangeDate": dates::net(self.password_changed),
            "Alias": self.suffix(),
            "InEverybodyRole": self.in_everybody,
            "OauthClient": self.oauth_client,
        });
        for name in [
            "Mail",
            "Description",
            "MobileNumber",
            "OfficeNumber",
            "HomeNumber",
            "ReportsTo",
        ] {
            if !self.text(name).is_empty() {
                json[name] = self.text(name).into();
            }
        }
        json
    }

    /// Everything that the directory holds of the user.
    pub(crate) fn attributes(&self) -> Value {
        let mut json = self.to_json();
        let more = json!({
            "ExternalUuid": self.uuid,
            "directoryServiceUuid": DIRECTORY,
            "ReadOnly": false,
            "PasswordNeverExpire": self.never_expires,
            "ForcePasswordChangeNext": if self.must_change { "True" } else { "False" },
            "LockedByAdmin": self.state.cloud_locked,
            "SubjectToCloudLocks": true,
            "OrgPath": self.organization,
            "PictureUri": null,
            "imageName": null,
            "PreferredCulture": self.text("PreferredCulture"),
            "PreferredTimeZone": "",
            "PrimaryIdentifier": "Name",
            "CloudState": if self.state.cloud_locked { "Locked" } else { "None" },
        });
        if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
            json.extend(more);
        }
        json
    }
}

impl Tenant {
    /// The user of a name, whatever its case.
    pub(crate) fn person_named(&self, name: &str) -> Option<&Person> {
        self.people.values().find(|person| same(&person.name, name))
    }

    /// The user of a UUID or a name.
    pub(crate) fn person_of(&self, text: &str) -> Result<&Person, Refusal> {
        self.people
            .get(&text.to_ascii_lowercase())
            .or_else(|| self.person_named(text))
            .ok_or_else(|| Refusal::tenant_missing("user", text))
    }

    /// The user of a UUID, to change it.
    pub(crate) fn person_mut(&mut self, uuid: &str) -> Result<&mut Person, Refusal> {
        self.people
            .get_mut(&uuid.to_ascii_lowercase())
            .ok_or_else(|| Refusal::tenant_missing("user", uuid))
    }

    /// Refuses a name that no user of the directory can have, or that one has.
    pub(crate) fn check_person_name(&self, name: &str) -> Result<(), Refusal> {
        let suffix = name.rsplit_once('@').filter(|pair| !pair.0.is_empty());
        let known = suffix.is_some_and(|(_, suffix)| self.has_suffix(suffix));
        if !known {
            return Err(Refusal::tenant(format!(
                "{name} does not end in a suffix of the tenant."
            )));
        }
        match self.person_named(name) {
            Some(_) => Err(Refusal::tenant_taken("a user", name)),
            None => Ok(()),
        }
    }

    /// Refuses a password that the rules of the tenant do not allow.
    pub(crate) fn check_password(password: &str) -> Result<(), Refusal> {
        let has = |kind: fn(&char) -> bool| password.chars().any(|one| kind(&one));
        let good = (8..=64).contains(&password.chars().count())
            && has(char::is_ascii_digit)
            && has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase);
        match good {
            true => Ok(()),
            false => Err(Refusal::tenant(PASSWORD_RULES)),
        }
    }
}

/// The rules for passwords, in words.
pub(crate) const PASSWORD_RULES: &str =
    "A password has 8 to 64 characters, with a digit, a capital and a small letter at least.";
