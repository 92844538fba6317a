//! From what was written to what is meant.

use super::{
    At,
    error::{Place, SettingsError, SettingsProblem},
    file::{Entries, Given, Raw},
    keys::{self, Kind},
};
use jiff::SignedDuration;
use pvwa_api::operation::Version;
use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

/// Takes values out of entries, each as the type of its key.
pub(super) struct Values {
    entries: Entries,
    /// Where relative paths of the file begin.
    folder: PathBuf,
}

impl Values {
    pub(super) fn new(entries: Entries, file: Option<&Path>) -> Self {
        let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
        Self {
            entries,
            folder: folder.to_owned(),
        }
    }

    /// Takes a value, if it was given and `read` makes something of it.
    fn take<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Given) -> Option<T>,
    ) -> Result<Option<At<T>>, SettingsError> {
        let Some(given) = self.entries.remove(key) else {
            return Ok(None);
        };
        match read(&given) {
            Some(value) => Ok(Some(At {
                value,
                place: given.place,
            })),
            None => {
                let expected = expected(key, &given);
                let problem = SettingsProblem::Value { key, expected };
                Err(SettingsError::new(given.place, problem))
            }
        }
    }

    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<At<String>>, SettingsError> {
        self.take(key, |given| match &given.raw {
            Raw::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            _ => None,
        })
    }

    pub(super) fn texts(&mut self, key: &'static str) -> Result<Vec<String>, SettingsError> {
        let found = self.take(key, |given| match &given.raw {
            Raw::List(list) => Some(list.clone()),
            Raw::Text(text) => Some(text.split(',').map(|part| part.trim().to_owned()).collect()),
            _ => None,
        })?;
        Ok(found.map(|found| found.value).unwrap_or_default())
    }

    pub(super) fn path(&mut self, key: &'static str) -> Result<Option<At<PathBuf>>, SettingsError> {
        let folder = self.folder.clone();
        self.take(key, |given| match &given.raw {
            Raw::Text(text) if !text.is_empty() => Some(path(&folder, text, &given.place)),
            _ => None,
        })
    }

    pub(super) fn paths(&mut self, key: &'static str) -> Result<Vec<At<PathBuf>>, SettingsError> {
        let folder = self.folder.clone();
        let found = self.take(key, |given| match &given.raw {
            Raw::List(list) => {
                let paths = list.iter().map(|text| path(&folder, text, &given.place));
                Some(paths.collect::<Vec<_>>())
            }
            Raw::Text(text) if matches!(given.place, Place::Variable(_)) => {
                Some(env::split_paths(text).collect())
            }
            Raw::Text(text) => Some(vec![path(&folder, text, &given.place)]),
            _ => None,
        })?;
        let Some(At { value, place }) = found else {
            return Ok(Vec::new());
        };
        let at = |value| At {
            value,
            place: place.clone(),
        };
        Ok(value.into_iter().map(at).collect())
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Result<Option<At<bool>>, SettingsError> {
        self.take(key, |given| match &given.raw {
            Raw::Flag(flag) => Some(*flag),
            Raw::Text(text) => text.parse().ok(),
            _ => None,
        })
    }

    /// A number, if `fit` takes it.
    pub(super) fn count<T>(
        &mut self,
        key: &'static str,
        fit: impl FnOnce(u64) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let found = self.take(key, |given| {
            let number = match &given.raw {
                Raw::Number(number) => *number,
                Raw::Text(text) => text.parse().ok()?,
                _ => return None,
            };
            fit(number)
        })?;
        Ok(found.map(|found| found.value))
    }

    pub(super) fn duration(
        &mut self,
        key: &'static str,
    ) -> Result<Option<At<Duration>>, SettingsError> {
        self.take(key, |given| match &given.raw {
            Raw::Text(text) => {
                let duration = text.parse::<SignedDuration>().ok()?;
                let duration = Duration::try_from(duration).ok()?;
                (!duration.is_zero()).then_some(duration)
            }
            _ => None,
        })
    }

    pub(super) fn version(&mut self, key: &'static str) -> Result<Option<Version>, SettingsError> {
        let found = self.take(key, |given| match &given.raw {
            Raw::Text(text) => text.parse().ok(),
            _ => None,
        })?;
        Ok(found.map(|found| found.value))
    }

    /// One of several names, each with what it stands for.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Result<Option<At<T>>, SettingsError> {
        self.take(key, |given| match &given.raw {
            Raw::Text(text) => {
                let mut choices = choices.iter();
                let found = choices.find(|(name, _)| name.eq_ignore_ascii_case(text));
                found.map(|(_, value)| *value)
            }
            _ => None,
        })
    }
}

/// Paths in a variable begin where the program runs, and those in a file where the file is.
fn path(folder: &Path, text: &str, place: &Place) -> PathBuf {
    match place {
        Place::File { .. } => folder.join(text),
        _ => PathBuf::from(text),
    }
}

/// What a key can hold, in words.
fn expected(key: &str, given: &Given) -> String {
    let in_file = matches!(given.place, Place::File { .. });
    let quoted = |text: &str| match in_file {
        true => format!("\"{text}\""),
        false => text.to_owned(),
    };
    let Some(kind) = keys::find(key).map(|key| key.kind) else {
        return "something else".to_owned();
    };
    match kind {
        Kind::Text => "a text that is not empty".to_owned(),
        Kind::Path => "the path of a file".to_owned(),
        Kind::Paths => "the paths of files, as in [\"ca.pem\"]".to_owned(),
        Kind::Texts => "a list of texts".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Count => "a whole number from 1 on".to_owned(),
        Kind::Duration => format!(
            "a time with its unit, as in {} or {}",
            quoted("10s"),
            quoted("5m")
        ),
        Kind::Version => format!("the version of the vault, as in {}", quoted("14.6")),
        Kind::Choice(names) => {
            let all: Vec<_> = names.iter().map(|name| quoted(name)).collect();
            let meant = match &given.raw {
                Raw::Text(text) => keys::nearest(text, names.iter().copied()),
                _ => None,
            };
            match meant {
                Some(meant) => format!(
                    "one of {}; {} was probably meant",
                    all.join(", "),
                    quoted(meant)
                ),
                None => format!("one of {}", all.join(", ")),
            }
        }
    }
}
