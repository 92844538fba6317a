//! The features in a Cargo.toml.

use std::collections::{BTreeMap, BTreeSet};

/// Feature → what it brings with it, `default` included.
///
/// Reads what a generated manifest holds: keys with lists of texts, on one line or on several.
pub(super) fn read(manifest: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut features = BTreeMap::new();
    let mut inside = false;
    let mut open: Option<(String, String)> = None;
    for line in manifest.lines() {
        let line = without_comment(line).trim();
        if open.is_none() && line.starts_with('[') {
            inside = line == "[features]";
            continue;
        }
        if !inside {
            continue;
        }
        let (name, list) = match open.take() {
            Some((name, list)) => (name, format!("{list}{line}")),
            None => match line.split_once('=') {
                Some((name, list)) => (
                    name.trim().trim_matches('"').to_owned(),
                    list.trim().to_owned(),
                ),
                None => continue,
            },
        };
        match list.ends_with(']') {
            true => {
                features.insert(name, texts(&list));
            }
            false => open = Some((name, list)),
        }
    }
    features
}

fn without_comment(line: &str) -> &str {
    // No name of a feature holds the sign.
    line.split_once('#').map_or(line, |(before, _)| before)
}

/// The texts of a list, which stand at the odd places between quotation marks.
fn texts(list: &str) -> BTreeSet<String> {
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn features_stand_on_one_line_or_on_several() {
        let manifest = "[package]\nname = \"a\"\n[features]\ndefault = []\n## About [b].\nb = [\n    \"c\", # why\n    \"d/e\",\n]\n\"c\" = [\"f\"]\n\n[dependencies]\ng = [\"h\"]\n";
        let features = read(manifest);
        let names: Vec<_> = features.keys().map(String::as_str).collect();
        assert_eq!(names, ["b", "c", "default"]);
        assert_eq!(features["b"].iter().collect::<Vec<_>>(), ["c", "d/e"]);
        assert!(features["default"].is_empty());
    }
}
