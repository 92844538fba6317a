//! Reads the text of a settings file.

use super::{
    error::{Place, SettingsError, SettingsProblem},
    keys::{self, KEYS},
};
use std::{collections::BTreeMap, ops::Range, path::Path};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A value as it was written.
#[derive(Clone, Debug)]
pub(super) enum Raw {
    Text(String),
    Number(u64),
    Flag(bool),
    List(Vec<String>),
    /// Something that no key can hold.
    Other,
}

/// A value, and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) raw: Raw,
    pub(super) place: Place,
}

/// What was said for the keys, by their names.
pub(super) type Entries = BTreeMap<&'static str, Given>;

/// The profiles of a file.
pub(super) struct File {
    pub(super) default: Option<(String, Place)>,
    pub(super) profiles: BTreeMap<String, Entries>,
}

/// The most characters of a key that an error repeats.
const LONGEST_KEY: usize = 60;

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

/// Reads all profiles, and finds fault with all of them.
pub(super) fn read(path: &Path, text: &str) -> Result<File, SettingsError> {
    let reader = Reader { path, text };
    let table = DeTable::parse(text).map_err(|error| {
        let reason = error.message().to_owned();
        reader.error(error.span(), SettingsProblem::Syntax { reason })
    })?;
    let mut file = File {
        default: None,
        profiles: BTreeMap::new(),
    };
    for (name, value) in table.get_ref() {
        match (&**name.get_ref(), value.get_ref()) {
            ("default", DeValue::String(profile)) => {
                let place = reader.place(Some(value.span()));
                file.default = Some((profile.clone().into_owned(), place));
            }
            ("profile", DeValue::Table(profiles)) => {
                for (name, profile) in profiles {
                    let entries = reader.profile(profile)?;
                    file.profiles.insert(name.get_ref().to_string(), entries);
                }
            }
            (key, _) => {
                let key = shown(key);
                let problem = SettingsProblem::OutsideProfile { key };
                return Err(reader.error(Some(name.span()), problem));
            }
        }
    }
    Ok(file)
}

impl Reader<'_> {
    fn profile(&self, profile: &Spanned<DeValue<'_>>) -> Result<Entries, SettingsError> {
        let DeValue::Table(table) = profile.get_ref() else {
            let key = "profile".to_owned();
            let problem = SettingsProblem::OutsideProfile { key };
            return Err(self.error(Some(profile.span()), problem));
        };
        let mut entries = Entries::new();
        for (name, value) in table {
            let Some(key) = keys::find(name.get_ref()) else {
                return Err(self.unknown(name.get_ref(), name.span()));
            };
            let given = Given {
                raw: raw(value.get_ref()),
                place: self.place(Some(value.span())),
            };
            entries.insert(key.name, given);
        }
        Ok(entries)
    }

    fn unknown(&self, key: &str, span: Range<usize>) -> SettingsError {
        let problem = match keys::wants_secret(key) {
            true => SettingsProblem::Secret {
                instead: match key.to_ascii_lowercase() {
                    key if key.starts_with("proxy") => "proxy_password",
                    key if key.starts_with("client_cert") => "client_certificate_password",
                    _ => "password",
                },
                key: shown(key),
            },
            false => SettingsProblem::UnknownKey {
                nearest: keys::nearest(key, KEYS.iter().map(|key| key.name)),
                key: shown(key),
            },
        };
        self.error(Some(span), problem)
    }

    fn error(&self, span: Option<Range<usize>>, problem: SettingsProblem) -> SettingsError {
        SettingsError::new(self.place(span), problem)
    }

    fn place(&self, span: Option<Range<usize>>) -> Place {
        let before = span.and_then(|span| self.text.get(..span.start));
        Place::File {
            path: self.path.to_owned(),
            line: before.map(|before| before.matches('\n').count() + 1),
        }
    }
}

fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(text.clone().into_owned()),
        DeValue::Boolean(flag) => Raw::Flag(*flag),
        DeValue::Integer(number) => {
            u64::from_str_radix(number.as_str(), number.radix()).map_or(Raw::Other, Raw::Number)
        }
        DeValue::Array(items) => {
            let texts = items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map_or(Raw::Other, Raw::List)
        }
        _ => Raw::Other,
    }
}

/// A key as an error shows it.
fn shown(key: &str) -> String {
    let plain = key.chars().filter(|sign| !sign.is_control());
    plain.take(LONGEST_KEY).collect()
}
