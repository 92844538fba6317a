//! Secrets in files.

use super::source::SourceProblem;
use pvwa_api::Secret;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The most bytes of a file that are read: 64 KiB. The longest secrets are SAML responses, a few KiB.
const LONGEST: u64 = 64 << 10;

/// Who may read a file with a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its owner and group.
    Few,
    /// Everybody on the machine.
    All,
}

/// Reads a secret, without one line end at its end.
pub(super) fn read(path: &Path, readers: Readers) -> Result<Secret, SourceProblem> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => SourceProblem::Missing,
        kind => SourceProblem::Unreadable(kind),
    };
    // Opened first and looked at afterwards, so that nobody puts another file in its place.
    let file = File::open(path).map_err(failed)?;
    if readers == Readers::Few && is_open_to_all(&file).map_err(failed)? {
        return Err(SourceProblem::ReadableByAll);
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(SourceProblem::TooLong { limit: LONGEST });
    }
    let mut text = String::from_utf8(bytes).map_err(|_| SourceProblem::NoText)?;
    // Editors and `echo` put it there; no password ends in one.
    let end = ["\r\n", "\n"].into_iter().find(|end| text.ends_with(end));
    text.truncate(text.len() - end.map_or(0, str::len));
    Ok(Secret::from(text))
}

#[cfg(unix)]
fn is_open_to_all(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn is_open_to_all(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file for one test, which is gone afterwards.
    struct Written(std::path::PathBuf);

    impl Written {
        fn new(name: &str, bytes: &[u8], mode: u32) -> Self {
            let path = std::env::temp_dir().join(format!("pvwa-{}-{name}", std::process::id()));
            std::fs::write(&path, bytes).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
            Self(path)
        }
    }

    impl Drop for Written {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    #[test]
    fn one_line_end_is_left_off() {
        for (bytes, text) in [
            (&b"Hunter2"[..], "Hunter2"),
            (b"Hunter2\n", "Hunter2"),
            (b"Hunter2\r\n", "Hunter2"),
            (b"Hunter2 \n\n", "Hunter2 \n"),
            (b"\n", ""),
        ] {
            let file = Written::new("lines", bytes, 0o600);
            assert_eq!(read(&file.0, Readers::Few).unwrap().expose(), text);
        }
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let missing = std::env::temp_dir().join("pvwa-is-not-there");
        let problem = read(&missing, Readers::Few).unwrap_err();
        assert!(matches!(problem, SourceProblem::Missing));
        let file = Written::new("binary", &[0xff, 0xfe], 0o600);
        let problem = read(&file.0, Readers::Few).unwrap_err();
        assert!(matches!(problem, SourceProblem::NoText));
        let file = Written::new("long", &[b'x'; LONGEST as usize + 1], 0o600);
        let problem = read(&file.0, Readers::Few).unwrap_err();
        assert!(matches!(problem, SourceProblem::TooLong { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_everybody_may_read_is_refused() {
        for (mode, fine) in [(0o600, true), (0o440, true), (0o644, false), (0o602, false)] {
            let file = Written::new(&format!("mode-{mode:o}"), b"Hunter2", mode);
            assert_eq!(read(&file.0, Readers::Few).is_ok(), fine, "{mode:o}");
            assert!(read(&file.0, Readers::All).is_ok());
        }
    }
}
