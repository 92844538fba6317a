//! What a request says of a user, and what an answer does.

use crate::{
    errors::Refusal,
    fields::Fields,
    principals::{AUTHORIZATIONS, Profile, UserRecord},
    state::{Vault, same},
    users::kinds::{self, PERSON},
};
use serde_json::{Map, Value, json};

/// .NET's earliest moment in seconds, which stands for "never".
pub(crate) const NEVER: i64 = -62_135_578_800;

/// The latest moment at which a user can expire.
const LATEST: i64 = 2_147_483_647;

/// How long a name or a place in the tree can be, in characters.
const LONGEST: usize = 128;

/// Texts of a user, with how long they can be.
const TEXTS: Limits = &[("distinguishedName", 511), ("description", 99)];

type Limits = &'static [(&'static str, usize)];

/// Objects of texts, with how long each text can be.
const OBJECTS: [(&str, Limits); 4] = [
    (
        "businessAddress",
        &[
            ("workStreet", 29),
            ("workCity", 19),
            ("workState", 19),
            ("workZip", 19),
            ("workCountry", 19),
        ],
    ),
    (
        "internet",
        &[
            ("homePage", 319),
            ("homeEmail", 319),
            ("businessEmail", 319),
            ("otherEmail", 319),
        ],
    ),
    (
        "phones",
        &[
            ("homeNumber", 24),
            ("businessNumber", 24),
            ("cellularNumber", 24),
            ("faxNumber", 24),
            ("pagerNumber", 24),
        ],
    ),
    (
        "personalDetails",
        &[
            ("street", 29),
            ("city", 19),
            ("state", 19),
            ("zip", 19),
            ("country", 19),
            ("title", 49),
            ("organization", 29),
            ("department", 29),
            ("profession", 49),
            ("firstName", 29),
            ("middleName", 29),
            ("lastName", 29),
        ],
    ),
];

/// The personal details that a list shows.
const LISTED: [&str; 5] = [
    "firstName",
    "middleName",
    "lastName",
    "organization",
    "department",
];

/// Whole numbers with their bounds.
const NUMBERS: [(&str, i64, i64); 3] = [
    ("userActivityLogRetentionDays", 0, 3650),
    ("loginFromHour", 0, 23),
    ("loginToHour", 1, 24),
];

/// How the vault can authenticate a user.
const AUTHENTICATION: [&str; 13] = [
    "AuthTypePass",
    "AuthTypeCyberKey",
    "AuthTypeVaultPKI",
    "AuthTypeSecurID",
    "AuthTypePartImp",
    "AuthTypeFullImp",
    "AuthTypeImp",
    "AuthTypeNTAuth",
    "AuthTypeRadius",
    "AuthTypeLDAP",
    "AuthTypeProvider",
    "AuthTypeLDAPOrPass",
    "AuthTypeAnyPass",
];

/// The authentication by a password that the vault keeps.
const BY_PASSWORD: &str = "AuthTypePass";

/// A user as a request describes it.
pub(crate) struct Described {
    pub(crate) name: String,
    pub(crate) user_type: &'static str,
    pub(crate) enabled: bool,
    pub(crate) expires: Option<i64>,
    pub(crate) must_change_password: bool,
    pub(crate) authorizations: Vec<String>,
    pub(crate) profile: Profile,
}

impl Described {
    /// Reads all but the password.
    pub(crate) fn read(vault: &Vault, fields: Fields) -> Result<Self, Refusal> {
        let name = fields.mandatory("username")?;
        check_name("username", name)?;
        let kind = fields.text("userType")?.filter(|name| !name.is_empty());
        let kind = kinds::find(kind.unwrap_or(PERSON))
            .ok_or_else(|| Refusal::invalid("userType", "The licence has no such user type."))?;
        let mut properties = Map::new();
        for (name, longest) in TEXTS {
            properties.insert(
                (*name).to_owned(),
                fields.text_up_to(name, *longest)?.into(),
            );
        }
        for (object, texts) in OBJECTS {
            let fields = fields.object(object)?.unwrap_or(Fields::none());
            let read = texts
                .iter()
                .map(|(name, longest)| {
                    Ok((
                        (*name).to_owned(),
                        fields.text_up_to(name, *longest)?.into(),
                    ))
                })
                .collect::<Result<Map<_, _>, Refusal>>()?;
            properties.insert(object.to_owned(), read.into());
        }
        for (name, least, most) in NUMBERS {
            if let Some(number) = fields.within(name, least..=most)? {
                properties.insert(name.to_owned(), number.into());
            }
        }
        let never = fields.boolean("passwordNeverExpires")?.unwrap_or(false);
        properties.insert("passwordNeverExpires".to_owned(), never.into());
        let closed = chosen(fields, "unAuthorizedInterfaces", kind.interfaces)?;
        properties.insert("unAuthorizedInterfaces".to_owned(), closed.into());
        let mut by = chosen(fields, "authenticationMethod", &AUTHENTICATION)?;
        if by.is_empty() {
            by.push(BY_PASSWORD.to_owned());
        }
        properties.insert("authenticationMethod".to_owned(), by.into());
        let known = vault.configuration.methods.ids();
        let allowed = chosen(fields, "allowedAuthenticationMethods", &known)?;
        if !allowed.is_empty() {
            properties.insert("allowedAuthenticationMethods".to_owned(), allowed.into());
        }
        Ok(Self {
            name: name.to_owned(),
            user_type: kind.name,
            enabled: fields.boolean("enableUser")?.unwrap_or(true),
            expires: expiry(fields)?,
            must_change_password: fields.boolean("changePassOnNextLogon")?.unwrap_or(true),
            authorizations: chosen(fields, "vaultAuthorization", &AUTHORIZATIONS)?,
            profile: Profile {
                location: location(fields, "location")?,
                properties,
            },
        })
    }

    /// Whether the vault is to keep a password for it.
    pub(crate) fn has_password(&self) -> bool {
        has_password(&self.profile)
    }
}

/// Whether the vault keeps a password for a user.
pub(crate) fn has_password(profile: &Profile) -> bool {
    let by = profile.properties.get("authenticationMethod");
    by.and_then(Value::as_array)
        .is_none_or(|by| by.iter().any(|one| one == BY_PASSWORD))
}

/// Refuses a name that no user and no group can have.
pub(crate) fn check_name(parameter: &str, name: &str) -> Result<(), Refusal> {
    let forbidden = |c: char| c.is_control() || r#"\/:*?"<>|"#.contains(c);
    if name.trim() != name || name.contains(forbidden) || name.chars().count() > LONGEST {
        return Err(Refusal::invalid(
            parameter,
            format!(
                "A name has at most {LONGEST} characters, none of \\ / : * ? \" < > | among \
                 them, and no space at its ends."
            ),
        ));
    }
    Ok(())
}

/// The place in the tree of the vault that a request names, the root where it names none.
pub(crate) fn location(fields: Fields, name: &str) -> Result<String, Refusal> {
    let location = fields.text_up_to(name, LONGEST)?;
    match location.as_str() {
        "" => Ok("\\".to_owned()),
        text if text.starts_with('\\') => Ok(location),
        _ => Err(Refusal::invalid(
            name,
            "A location begins with a backslash.",
        )),
    }
}

/// A list of known words, in their own spelling.
pub(crate) fn chosen(
    fields: Fields,
    name: &str,
    known: &[impl AsRef<str>],
) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    for value in fields.list(name)?.unwrap_or_default() {
        let word = value.as_str().and_then(|text| {
            let mut known = known.iter().map(AsRef::as_ref);
            known.find(|one| one.eq_ignore_ascii_case(text))
        });
        let word = word.ok_or_else(|| {
            Refusal::invalid(name, format!("{name} has a value that does not exist."))
        })?;
        if !found.iter().any(|one| one == word) {
            found.push(word.to_owned());
        }
    }
    Ok(found)
}

fn expiry(fields: Fields) -> Result<Option<i64>, Refusal> {
    match fields.integer("expiryDate")? {
        None | Some(NEVER) => Ok(None),
        Some(at @ 0..=LATEST) => Ok(Some(at)),
        Some(_) => Err(Refusal::must_be(
            "expiryDate",
            &format!("from 0 to {LATEST}"),
        )),
    }
}

impl UserRecord {
    /// A text within one of its objects; empty where there is none.
    pub(crate) fn detail(&self, object: &str, name: &str) -> &str {
        let object = self.profile.properties.get(object);
        let value = object.and_then(|object| object.get(name));
        value.and_then(Value::as_str).unwrap_or_default()
    }

    /// What a list says of it.
    pub(crate) fn summary(&self, vault: &Vault, extended: bool) -> Value {
        let details = LISTED.iter().filter(|name| {
            name.ends_with("Name") || !self.detail("personalDetails", name).is_empty()
        });
        let details: Map<_, _> = details
            .map(|name| {
                (
                    (*name).to_owned(),
                    self.detail("personalDetails", name).into(),
                )
            })
            .collect();
        let mut json = json!({
            "id": self.id,
            "username": self.name,
            "source": self.source(),
            "userType": self.user_type,
            "componentUser": self.is_component(),
            "vaultAuthorization": self.authorizations,
            "location": self.profile.location,
            "personalDetails": details,
            "enableUser": self.enabled,
            "suspended": self.suspended,
        });
        if let Some(allowed) = self.profile.properties.get("allowedAuthenticationMethods") {
            json["allowedAuthenticationMethods"] = allowed.clone();
        }
        let devices = vault.fido2.devices_of(self.id);
        if !devices.is_empty() {
            json["FidoCredentialsIds"] = devices.into();
        }
        if extended {
            json["groupsMembership"] = self.memberships(vault);
            if let Some(dn) = vault.user_dn(self) {
                json["userDN"] = dn.into();
            }
        }
        json
    }

    /// Everything that is known of it.
    pub(crate) fn details(&self, vault: &Vault) -> Value {
        let mut json = self.summary(vault, true);
        json["changePassOnNextLogon"] = self.must_change_password.into();
        json["expiryDate"] = self.expires.unwrap_or(NEVER).into();
        json["lastSuccessfulLoginDate"] = self.last_logon.unwrap_or(NEVER).into();
        json["unAuthorizedInterfaces"] = json!([]);
        json["authenticationMethod"] = json!([BY_PASSWORD]);
        json["passwordNeverExpires"] = true.into();
        for (name, _) in TEXTS {
            json[name] = "".into();
        }
        for (object, texts) in OBJECTS {
            let blank = texts
                .iter()
                .map(|(name, _)| ((*name).to_owned(), "".into()));
            json[object] = blank.collect::<Map<_, _>>().into();
        }
        for (name, value) in &self.profile.properties {
            json[name] = value.clone();
        }
        json
    }

    /// Where it is kept.
    pub(crate) fn source(&self) -> &'static str {
        match self.directory {
            Some(_) => "LDAP",
            None => "CyberArk",
        }
    }

    fn memberships(&self, vault: &Vault) -> Value {
        let groups = self.groups.iter().filter_map(|id| vault.groups.get(id));
        let to_json = |group: &crate::principals::Group| {
            json!({
                "groupID": group.id,
                "groupName": group.name,
                "groupType": group.kind(),
            })
        };
        groups.map(to_json).collect()
    }
}

impl Vault {
    /// Refuses a name that a user or a group has, unless it is that of `but`.
    pub(crate) fn require_free_name(&self, name: &str, but: Option<i64>) -> Result<(), Refusal> {
        let user = self.users.values().map(|user| (user.id, &user.name));
        let group = self.groups.values().map(|group| (group.id, &group.name));
        let taken = user
            .chain(group)
            .any(|(id, known)| Some(id) != but && same(known, name));
        if taken {
            Err(Refusal::name_taken(name))
        } else {
            Ok(())
        }
    }
}
