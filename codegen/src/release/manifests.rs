//! The two files beside a crate that name its version: the manifest of the workspace and the lock
//! file. Both are changed in one line, and every other byte stays.

/// The manifest of a workspace that asks for another version of a crate of its own; `None` where it
/// asks for none, or for that one already.
pub fn asked_for(manifest: &str, package: &str, version: &str) -> Option<String> {
    let numbers = version.split('+').next().unwrap_or(version);
    let start = format!("{package} = {{");
    edited(manifest, |line| {
        if !line.trim_start().starts_with(&start) {
            return None;
        }
        replaced(line, "version = \"", numbers)
    })
}

/// A lock file in which a crate of the workspace has another version; `None` where it is not in it,
/// or has that one already.
pub fn locked(lock: &str, package: &str, version: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut is_next = false;
    edited(lock, |line| {
        let is_it = std::mem::replace(&mut is_next, line == name);
        match is_it && line.starts_with("version = ") {
            true => replaced(line, "version = \"", version),
            false => None,
        }
    })
}

/// A text of which some lines are others.
fn edited(text: &str, mut line: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut is_changed = false;
    for whole in text.split_inclusive('\n') {
        let bare = whole.trim_end_matches(['\n', '\r']);
        match line(bare) {
            Some(other) if other != bare => {
                out.push_str(&other);
                out.push_str(whole.get(bare.len()..).unwrap_or_default());
                is_changed = true;
            }
            _ => out.push_str(whole),
        }
    }
    is_changed.then_some(out)
}

/// A line with another text between what is before it and the next quotation mark.
fn replaced(line: &str, before: &str, text: &str) -> Option<String> {
    let (start, rest) = line.split_once(before)?;
    let (_, end) = rest.split_once('"')?;
    Some(format!("{start}{before}{text}\"{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_changes() {
        let manifest = "[workspace.dependencies]\r\npvwa-api = { path = \"a\", version = \"0.1.0\" }\r\npvwa = { version = \"0.1.0\" }\r\n";
        assert_eq!(
            asked_for(manifest, "pvwa-api", "0.2.0+pvwa14.6").as_deref(),
            Some(
                "[workspace.dependencies]\r\npvwa-api = { path = \"a\", version = \"0.2.0\" }\r\npvwa = { version = \"0.1.0\" }\r\n"
            )
        );
        assert_eq!(asked_for(manifest, "pvwa-api", "0.1.0+pvwa14.6"), None);
        assert_eq!(asked_for(manifest, "identity-api", "0.2.0"), None);

        let lock = "[[package]]\nname = \"pvwa\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"pvwa-api\"\nversion = \"0.1.0\"\n";
        assert_eq!(
            locked(lock, "pvwa-api", "0.2.0+pvwa14.6").as_deref(),
            Some(
                "[[package]]\nname = \"pvwa\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"pvwa-api\"\nversion = \"0.2.0+pvwa14.6\"\n"
            )
        );
        assert_eq!(locked(lock, "other", "0.2.0"), None);
    }
}
