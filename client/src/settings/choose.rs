//! Which profile holds, and what the environment says instead of it.

use super::{
    At, Connecting, Login, SecretPlace, Settings, Target,
    error::{Place, SettingsError, SettingsProblem},
    file::{self, Entries, Given, Raw},
    keys::{self, Group, KEYS},
    make::{NONE, SYSTEM},
    values::Values,
};
use crate::{
    BaseUrl, LogonMethod,
    connect::{ConnectOptions, HttpVersion, Tls},
};
use pvwa_api::operation::Edition;
use std::{
    collections::BTreeMap,
    num::{NonZeroU32, NonZeroUsize},
    path::Path,
};
use tracing::warn;

/// Settings from a text and from variables.
pub(super) fn settings(
    file: Option<(&Path, &str)>,
    environment: &BTreeMap<String, String>,
    asked: Option<&str>,
) -> Result<Settings, SettingsError> {
    let asked = asked
        .map(|name| (name.to_owned(), Place::Argument))
        .or_else(|| variable(environment, "PVWA_PROFILE"));
    let (profile, mut entries) = match file {
        Some((path, text)) => profile(path, file::read(path, text)?, asked)?,
        None => match asked {
            Some((asked, place)) => {
                return Err(SettingsError::new(place, SettingsProblem::NoFile { asked }));
            }
            None => (None, Entries::new()),
        },
    };
    one_of_each_group(&entries)?;
    let variables = of_environment(environment);
    one_of_each_group(&variables)?;
    warn_of_unknown(environment, &entries, &variables);
    // What the environment says of a group puts aside what the file says of it.
    for group in variables.keys().filter_map(|name| group(name)) {
        entries.retain(|name, _| self::group(name) != Some(group));
    }
    entries.extend(variables);
    let path = file.map(|(path, _)| path);
    made_of(Values::new(entries, path), profile, path)
}

/// A variable that is set and not empty.
fn variable(environment: &BTreeMap<String, String>, name: &str) -> Option<(String, Place)> {
    let value = environment.get(name).filter(|value| !value.is_empty())?;
    Some((value.clone(), Place::Variable(name.to_owned())))
}

fn group(name: &str) -> Option<Group> {
    keys::find(name)?.group
}

/// The profile of a file that holds, and its name; none where the file has none and none was asked
/// for.
fn profile(
    path: &Path,
    mut file: file::File,
    asked: Option<(String, Place)>,
) -> Result<(Option<String>, Entries), SettingsError> {
    let whole = Place::File {
        path: path.to_owned(),
        line: None,
    };
    let known: Vec<String> = file.profiles.keys().cloned().collect();
    let (name, place) = match (asked.or(file.default), known.as_slice()) {
        (Some(named), _) => named,
        (None, []) => return Ok((None, Entries::new())),
        (None, [only]) => (only.clone(), whole),
        (None, _) => {
            return Err(SettingsError::new(
                whole,
                SettingsProblem::WhichProfile { known },
            ));
        }
    };
    match file.profiles.remove(&name) {
        Some(entries) => Ok((Some(name), entries)),
        None => {
            let problem = SettingsProblem::NoProfile { asked: name, known };
            Err(SettingsError::new(place, problem))
        }
    }
}

/// What the variables say for the keys.
fn of_environment(environment: &BTreeMap<String, String>) -> Entries {
    let mut entries = Entries::new();
    for key in KEYS {
        if let Some((value, place)) = variable(environment, &keys::variable(key)) {
            let raw = Raw::Text(value);
            entries.insert(key.name, Given { raw, place });
        }
    }
    for (name, key) in keys::SECRET_VARIABLES {
        if let Some((_, place)) = variable(environment, name) {
            let raw = Raw::Text(name.to_owned());
            entries.entry(key).or_insert(Given { raw, place });
        }
    }
    entries
}

fn one_of_each_group(entries: &Entries) -> Result<(), SettingsError> {
    let mut seen: Vec<(Group, &'static str)> = Vec::new();
    for (name, given) in entries {
        let Some(group) = group(name) else { continue };
        match seen.iter().find(|(other, _)| *other == group) {
            Some((_, one)) => {
                let problem = SettingsProblem::Both { one, other: name };
                return Err(SettingsError::new(given.place.clone(), problem));
            }
            None => seen.push((group, name)),
        }
    }
    Ok(())
}

/// Other programs may have variables that begin in the same way, so this is no error.
fn warn_of_unknown(environment: &BTreeMap<String, String>, file: &Entries, variables: &Entries) {
    let named = |name: &str| {
        let mut values = file.values().chain(variables.values());
        values.any(|given| matches!(&given.raw, Raw::Text(text) if text == name))
    };
    let known: Vec<String> = KEYS
        .iter()
        .map(keys::variable)
        .chain(keys::SECRET_VARIABLES.map(|(name, _)| name.to_owned()))
        .chain(keys::OTHER_VARIABLES.map(str::to_owned))
        .collect();
    for name in environment.keys().filter(|name| name.starts_with("PVWA_")) {
        if !known.contains(name) && !named(name) {
            let meant = keys::nearest(name, known.iter().map(String::as_str)).unwrap_or("none");
            warn!(variable = %name, nearest = meant, "the variable stands for no setting");
        }
    }
}

fn made_of(
    mut values: Values,
    profile: Option<String>,
    file: Option<&Path>,
) -> Result<Settings, SettingsError> {
    let user = values.text("user")?;
    let proxy_user = values.text("proxy_user")?;
    let login = Login {
        method: values
            .choice("method", LogonMethod::ALL)?
            .map(|at| at.value),
        secret: secret(
            &mut values,
            &PASSWORD,
            user.as_ref().map(|at| at.value.as_str()),
        )?,
        user: user.map(|at| at.value),
    };
    let plain_http = values.flag("allow_plain_http")?;
    let plain_http = plain_http.is_some_and(|at| at.value);
    let target = match (values.text("url")?, values.text("subdomain")?) {
        (Some(url), _) => Target::Url(address(&url, plain_http)?),
        (None, Some(subdomain)) => Target::Subdomain(subdomain.value),
        (None, None) => {
            let place = file.map_or(Place::Nowhere, |path| Place::File {
                path: path.to_owned(),
                line: None,
            });
            return Err(SettingsError::new(place, SettingsProblem::NoTarget));
        }
    };
    let proxy = values.text("proxy")?;
    if let Some(At { value, place }) = proxy.as_ref().filter(|proxy| is_address(&proxy.value)) {
        // Now, so that no password in it gets any further.
        if let Some(problem) = ConnectOptions::new().proxy(value).problem() {
            let problem = SettingsProblem::Options(problem.clone());
            return Err(SettingsError::new(place.clone(), problem));
        }
    }
    let discovery_url = match values.text("discovery_url")? {
        Some(url) => Some(address(&url, plain_http)?.origin()),
        None => None,
    };
    let proxy_name = proxy_user.as_ref().map(|at| at.value.as_str());
    let proxy_password = secret(&mut values, &PROXY_PASSWORD, proxy_name)?;
    let client_certificate_password = secret(&mut values, &CERTIFICATE_PASSWORD, Some("pvwa"))?;
    let connecting = Connecting {
        authorities: values.paths("certificate_authorities")?,
        only_these: values.flag("only_these_authorities")?,
        client_certificate: values.path("client_certificate")?,
        client_certificate_password,
        proxy,
        proxy_user,
        proxy_password,
        connect_timeout: values.duration("connect_timeout")?,
        attempt_timeout: values.duration("attempt_timeout")?,
        operation_timeout: values.duration("operation_timeout")?,
        user_agent: values.text("user_agent")?,
        http_version: values.choice("http_version", &HTTP)?.map(|at| at.value),
        tls: values.choice("tls", &TLS)?,
        allow_plain_http: plain_http,
        readable_secret_files: values
            .flag("readable_secret_files")?
            .is_some_and(|at| at.value),
    };
    let mut settings = Settings {
        profile,
        file: file.map(Path::to_owned),
        target,
        edition: values.choice("edition", &EDITION)?.map(|at| at.value),
        version: values.version("version")?,
        login,
        concurrency: values.count("concurrency", |number| {
            NonZeroUsize::new(usize::try_from(number).ok()?)
        })?,
        requests_per_second: values.count("requests_per_second", |number| {
            NonZeroU32::new(u32::try_from(number).ok()?)
        })?,
        discovery_url,
        discovery_hosts: values.texts("discovery_hosts")?,
        connecting,
    };
    let readable = settings.connecting.readable_secret_files;
    let places = [
        settings.login.secret.as_mut(),
        settings.connecting.proxy_password.as_mut(),
        settings.connecting.client_certificate_password.as_mut(),
    ];
    for place in places.into_iter().flatten() {
        place.may_be_readable(readable);
    }
    Ok(settings)
}

/// An address to which a password may go.
fn address(url: &At<String>, plain_http: bool) -> Result<BaseUrl, SettingsError> {
    let failed = |problem| SettingsError::new(url.place.clone(), problem);
    let address =
        BaseUrl::parse(&url.value).map_err(|error| failed(SettingsProblem::BaseUrl(error)))?;
    match address.is_encrypted() || plain_http {
        true => Ok(address),
        false => Err(failed(SettingsProblem::PlainHttp)),
    }
}

/// Whether a proxy is named by its address.
fn is_address(proxy: &str) -> bool {
    proxy != SYSTEM && proxy != NONE
}

const HTTP: [(&str, HttpVersion); 3] = [
    ("negotiated", HttpVersion::Negotiated),
    ("1.1", HttpVersion::Only1),
    ("2", HttpVersion::Only2),
];

const TLS: [(&str, Tls); 2] = [("rustls", Tls::Rustls), ("native", Tls::Native)];

const EDITION: [(&str, Edition); 2] = [
    ("self-hosted", Edition::SelfHosted),
    ("privilege-cloud", Edition::PrivilegeCloud),
];

/// The keys that say where a secret is, and the one with the name that it belongs to.
struct SecretKeys {
    file: &'static str,
    variable: &'static str,
    keyring: &'static str,
    user: &'static str,
}

const PASSWORD: SecretKeys = SecretKeys {
    file: "password_file",
    variable: "password_env",
    keyring: "password_keyring",
    user: "user",
};

const PROXY_PASSWORD: SecretKeys = SecretKeys {
    file: "proxy_password_file",
    variable: "proxy_password_env",
    keyring: "proxy_password_keyring",
    user: "proxy_user",
};

const CERTIFICATE_PASSWORD: SecretKeys = SecretKeys {
    file: "client_certificate_password_file",
    variable: "client_certificate_password_env",
    keyring: "client_certificate_password_keyring",
    user: "client_certificate",
};

fn secret(
    values: &mut Values,
    keys: &SecretKeys,
    user: Option<&str>,
) -> Result<Option<SecretPlace>, SettingsError> {
    if let Some(path) = values.path(keys.file)? {
        return Ok(Some(SecretPlace::file(path.value)));
    }
    if let Some(name) = values.text(keys.variable)? {
        return Ok(Some(SecretPlace::Environment(name.value)));
    }
    let Some(service) = values.text(keys.keyring)? else {
        return Ok(None);
    };
    match user {
        Some(user) => Ok(Some(SecretPlace::Keyring {
            service: service.value,
            user: user.to_owned(),
        })),
        None => {
            let problem = SettingsProblem::Needs {
                key: keys.keyring,
                other: keys.user,
            };
            Err(SettingsError::new(service.place, problem))
        }
    }
}
