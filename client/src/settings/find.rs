//! The file and the variables, as the system has them.

use super::error::{Place, SettingsError, SettingsProblem};
use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The most bytes of a settings file that are read: 1 MiB.
const LONGEST_FILE: usize = 1 << 20;

/// The variables that begin with `PVWA_`.
pub(super) fn environment() -> Result<BTreeMap<String, String>, SettingsError> {
    let mut found = BTreeMap::new();
    for (name, value) in env::vars_os() {
        let Ok(name) = name.into_string() else {
            continue;
        };
        if !name.starts_with("PVWA_") {
            continue;
        }
        let value = value.into_string().map_err(|_| {
            let place = Place::Variable(name.clone());
            SettingsError::new(place, SettingsProblem::NoText)
        })?;
        found.insert(name, value);
    }
    Ok(found)
}

/// The settings file with its text; `None` where there is none.
pub(super) fn file(
    environment: &BTreeMap<String, String>,
) -> Result<Option<(PathBuf, String)>, SettingsError> {
    let named = environment
        .get("PVWA_CONFIG")
        .filter(|path| !path.is_empty());
    let (path, place) = match named {
        Some(path) => (
            PathBuf::from(path),
            Place::Variable("PVWA_CONFIG".to_owned()),
        ),
        None => match of_user(|name| env::var_os(name).map(PathBuf::from)) {
            Some(path) if path.exists() => (path.clone(), Place::File { path, line: None }),
            _ => return Ok(None),
        },
    };
    let text = read(&path, place)?;
    Ok(Some((path, text)))
}

/// Where the user's own settings file would be. A path that is not absolute would depend on where
/// the program runs.
fn of_user(folder: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let folder = |name| folder(name).filter(|path| path.is_absolute());
    let configuration = match cfg!(windows) {
        true => folder("APPDATA"),
        false => {
            folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
        }
    };
    Some(configuration?.join("pvwa").join("pvwa.toml"))
}

/// Reads a settings file that was named at `place`.
pub(super) fn read(path: &Path, place: Place) -> Result<String, SettingsError> {
    let of_file = Place::File {
        path: path.to_owned(),
        line: None,
    };
    let bytes = bytes(path, LONGEST_FILE).map_err(|problem| {
        let said_there = matches!(problem, SettingsProblem::Unreadable { .. });
        let place = match (said_there, place) {
            (true, Place::Variable(name)) => Place::Variable(name),
            _ => of_file.clone(),
        };
        SettingsError::new(place, problem)
    })?;
    if others(path, 0o002) {
        return Err(SettingsError::new(of_file, SettingsProblem::Writable));
    }
    String::from_utf8(bytes)
        .map(|text| text.trim_start_matches('\u{feff}').to_owned())
        .map_err(|_| SettingsError::new(of_file, SettingsProblem::NoText))
}

/// The bytes of a file, up to a limit.
pub(super) fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>, SettingsProblem> {
    let unreadable = |error: io::Error| SettingsProblem::Unreadable {
        reason: error.kind().to_string(),
    };
    let file = fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let within = file.take(limit as u64 + 1);
    { within }.read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() > limit {
        true => Err(SettingsProblem::TooLong { limit }),
        false => Ok(bytes),
    }
}

/// Whether everybody on the machine has one of these rights to the file.
#[cfg(unix)]
pub(super) fn others(path: &Path, rights: u32) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path)
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & rights != 0)
}

/// Whether everybody on the machine has one of these rights to the file: not known here.
#[cfg(not(unix))]
pub(super) fn others(_: &Path, _: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_users_folder_is_found() {
        let folders = |known: &[(&str, &str)]| {
            let known: BTreeMap<_, _> = known.iter().copied().collect();
            of_user(|name| known.get(name).map(PathBuf::from))
        };
        let path = |text| Some(PathBuf::from(text));
        assert_eq!(folders(&[]), None);
        assert_eq!(
            folders(&[("HOME", "/home/me")]),
            path("/home/me/.config/pvwa/pvwa.toml")
        );
        assert_eq!(
            folders(&[("HOME", "/home/me"), ("XDG_CONFIG_HOME", "/etc/xdg")]),
            path("/etc/xdg/pvwa/pvwa.toml")
        );
        assert_eq!(folders(&[("HOME", "relative")]), None);
    }
}
