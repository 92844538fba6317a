//! Every type with a secret in it is known here, and none shows it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use pvwa::{Exposed, Secret};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    fs,
    path::Path,
};

const SECRET: &str = "Corr3ct-horse-Battery";

/// The modules of the generated code that this crate turns on, as `pvwa/accounts`.
fn turned_on() -> BTreeSet<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    let of_service = |service: &str| -> Vec<String> {
        let begin = format!("{service}-api = ");
        let line = manifest
            .lines()
            .find(|line| line.starts_with(&begin))
            .unwrap();
        let areas = line.split_once('[').unwrap().1.split(']').next().unwrap();
        let areas = areas
            .split(',')
            .map(|area| area.trim().trim_matches('"').replace('-', "_"));
        areas.map(|area| format!("{service}/{area}")).collect()
    };
    [of_service("pvwa"), of_service("identity")]
        .concat()
        .into_iter()
        .collect()
}

/// A type of the generated code that holds a secret.
struct Holder {
    /// `pvwa/accounts`, for instance.
    module: String,
    name: String,
    /// What stands above it.
    derives: String,
    /// It can be printed.
    is_display: bool,
}

/// All types with a secret in a field or a variant.
fn holders() -> Vec<Holder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let mut found = Vec::new();
    for service in ["pvwa", "identity"] {
        for file in fs::read_dir(root.join(service).join("src")).unwrap() {
            let file = file.unwrap().path();
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&file).unwrap();
            let module = format!("{service}/{stem}");
            found.extend(in_module(&text).into_iter().map(|(name, derives)| Holder {
                is_display: text.contains(&format!("Display for {name} ")),
                module: module.clone(),
                name,
                derives,
            }));
        }
    }
    found
}

/// The names of the types in a file that hold a secret, each with what it derives.
fn in_module(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut derives, mut current) = (String::new(), None);
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            derives = line.to_owned();
        }
        if let Some(rest) = line
            .strip_prefix("pub struct ")
            .or_else(|| line.strip_prefix("pub enum "))
        {
            let name = rest.split([' ', '(', '<', ';']).next().unwrap();
            current = Some((name.to_owned(), derives.clone()));
        }
        let is_field = line.starts_with("pub ") && (line.contains(": ") || line.contains("Map<"));
        let is_variant = line.split('(').next().is_some_and(|name| {
            name.chars().all(char::is_alphanumeric)
                && name.chars().next().is_some_and(char::is_uppercase)
        });
        if line.contains("crate::Secret")
            && !line.contains("fn ")
            && (is_field || is_variant)
            && let Some(current) = &current
            && !found.contains(current)
        {
            found.push(current.clone());
        }
        if line.starts_with("impl") {
            current = None;
        }
    }
    found
}

#[test]
fn every_holder_leaves_showing_to_the_secret() {
    let holders = holders();
    let names: BTreeSet<_> = holders.iter().map(|holder| &holder.name).collect();
    assert!(
        names.len() >= 55,
        "{} holders found: {names:?}",
        names.len()
    );
    for holder in holders.iter().filter(|holder| holder.name != "Secret") {
        let Holder { module, name, .. } = holder;
        assert!(
            holder.derives.contains("Debug"),
            "{module}: {name} has a Debug of its own"
        );
        assert!(!holder.is_display, "{module}: {name} can be printed");
    }
}

/// Writes a type down as `module: name`, with all that it shows.
#[derive(Default)]
struct Shown(BTreeMap<String, String>);

impl Shown {
    fn add(&mut self, module: &str, name: &str, values: &[&dyn Debug]) {
        let shown: Vec<_> = values
            .iter()
            .map(|value| format!("{value:?} {value:#?}"))
            .collect();
        let shown = shown.join("\n");
        assert!(
            shown.contains("REDACTED"),
            "{module}: {name} holds no secret: {shown}"
        );
        self.0.insert(format!("{module}: {name}"), shown);
    }
}

/// Requests: their builders, with every secret given.
macro_rules! requests {
    ($shown:ident, $module:literal, $api:ident: $($name:ident { $($field:ident),* })*) => {$(
        let builder = $api::types::$name::builder()$(.$field($api::Secret::from(SECRET)))*;
        let finished = $api::types::$name::try_from(builder.clone());
        $shown.add($module, stringify!($name), &[&builder, &finished]);
    )*};
}

/// Answers: read from JSON.
macro_rules! answers {
    ($shown:ident, $module:literal, $api:ident: $($name:ident $json:tt)*) => {$(
        let answer = serde_json::json!($json);
        let answer: $api::types::$name = serde_json::from_value(answer).unwrap();
        $shown.add($module, stringify!($name), &[&answer]);
    )*};
}

#[test]
fn no_type_shows_its_secret() {
    let mut shown = Shown::default();
    answers! { shown, "pvwa/accounts", pvwa_api:
        Account { "id": "1", "name": "n", "platformId": "p", "safeName": "s", "secret": SECRET }
        GeneratedPassword { "Password": SECRET }
    }
    requests! { shown, "pvwa/accounts", pvwa_api:
        AdHocConnectRequest { secret }
        AddAccountRequest { secret }
        AddPersonalAdminAccountRequest { secret }
        AddPersonalPrivilegedAccountRequest { secret }
        SetNextPasswordRequest { new_credentials }
        SetNextPasswordsItem { new_credentials }
        UpdatePasswordInVaultRequest { new_credentials }
        UpdatePasswordsInVaultItem { new_credentials }
    }
    let token: pvwa_api::types::LogonAnswer = serde_json::from_value(SECRET.into()).unwrap();
    shown.add("pvwa/authentication", "LogonAnswer", &[&token]);
    requests! { shown, "pvwa/authentication", pvwa_api:
        LogonRequest { additional_info, new_password, password }
        SamlLogonRequest { saml_response }
    }
    answers! { shown, "pvwa/gen1_authentication", pvwa_api:
        Gen1LogonAnswer { "CyberArkLogonResult": SECRET }
        Gen1SharedLogonAnswer { "LogonResult": SECRET }
    }
    requests! { shown, "pvwa/gen1_authentication", pvwa_api:
        Gen1LogonRequest { new_password, password }
    }
    answers! { shown, "pvwa/users", pvwa_api:
        User { "id": 1, "username": "u", "initialPassword": SECRET }
    }
    requests! { shown, "pvwa/users", pvwa_api:
        AddUserRequest { initial_password }
        ResetUserPasswordRequest { new_password }
    }
    requests! { shown, "pvwa/gen1_users", pvwa_api:
        Gen1AddUserRequest { initial_password }
        Gen1UpdateUserRequest { new_password }
    }
    answers! { shown, "identity/authentication", identity_api:
        AuthenticationProgress { "Auth": SECRET, "RefreshToken": SECRET, "Token": SECRET }
        FederatedLogonStatus { "Auth": SECRET, "RefreshToken": SECRET, "Token": SECRET }
    }
    requests! { shown, "identity/authentication", identity_api:
        SamlLogonForm { saml_response }
        SubmitOathCodeRequest { otp_code }
    }
    let reply = identity_api::types::ChallengeReply::Secret(SECRET.into());
    shown.add("identity/authentication", "ChallengeReply", &[&reply]);
    let replies = [("question".to_owned(), identity_api::Secret::from(SECRET))];
    let replies = identity_api::types::SecurityQuestionReplies(replies.into_iter().collect());
    shown.add(
        "identity/authentication",
        "SecurityQuestionReplies",
        &[&replies],
    );
    answers! { shown, "identity/oauth", identity_api:
        OAuthToken { "access_token": SECRET, "id_token": SECRET, "refresh_token": SECRET }
        PlatformToken { "access_token": SECRET }
    }
    requests! { shown, "identity/oauth", identity_api:
        OAuthTokenReference { token }
        OAuthTokenRequest { client_secret, code, code_verifier, password, refresh_token }
        PlatformTokenRequest { client_secret }
    }

    for (name, shown) in &shown.0 {
        assert!(!shown.contains(SECRET), "{name}: {shown}");
    }
    let known: BTreeSet<_> = shown.0.into_keys().collect();
    let turned_on = turned_on();
    let expected: BTreeSet<_> = holders()
        .into_iter()
        .filter(|holder| turned_on.contains(&holder.module))
        .map(|holder| format!("{}: {}", holder.module, holder.name))
        .collect();
    assert_eq!(
        known, expected,
        "a type with a secret is missing here, or is gone"
    );
}

#[test]
fn a_value_with_a_secret_is_written_only_where_that_is_said() {
    let request: pvwa_api::types::AddAccountRequest = pvwa_api::types::AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .secret(Secret::from(SECRET))
        .try_into()
        .unwrap();
    let error = serde_json::to_string(&request).unwrap_err();
    assert!(error.to_string().contains("use Exposed") && !error.to_string().contains(SECRET));
    assert!(serde_json::to_value(&request).is_err());
    let clear = serde_json::to_string(&Exposed(&request)).unwrap();
    assert!(clear.contains(SECRET));
    assert!(
        serde_json::to_string(&request).is_err(),
        "it is said once for each time"
    );
}
