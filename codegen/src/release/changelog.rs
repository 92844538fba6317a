//! Where a section of the changelog stands.

/// The changelog with one more section: before the newest one that has a version, behind what is
/// not released. A section with the same heading up to its date is replaced.
pub fn add(changelog: &str, section: &str) -> String {
    let heading = section.lines().next().unwrap_or_default();
    let version = heading.split_once(" (").map_or(heading, |(name, _)| name);
    let mut out = String::new();
    let mut is_written = false;
    let mut is_skipped = false;
    for line in changelog.lines() {
        if line.starts_with("## ") {
            let is_same = line.split_once(" (").map_or(line, |(name, _)| name) == version;
            is_skipped = is_same;
            if !is_written && !line.eq_ignore_ascii_case("## unreleased") {
                write(&mut out, section);
                is_written = true;
            }
        }
        if !is_skipped {
            out.push_str(line);
            out.push('\n');
        }
    }
    if !is_written {
        write(&mut out, section);
    }
    format!("{}\n", out.trim_end())
}

fn write(out: &mut String, section: &str) {
    let known = out.trim_end().len();
    out.truncate(known);
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out.push_str(section.trim_end());
    out.push_str("\n\n");
}

#[cfg(test)]
mod tests {
    use super::add;

    const SECTION: &str = "## pvwa-api 0.2.0 (2026-11-29)\n\n* new\n";

    #[test]
    fn a_section_stands_behind_what_is_not_released() {
        for (before, after) in [
            ("", "## pvwa-api 0.2.0 (2026-11-29)\n\n* new\n"),
            (
                "# Changelog\n\n## Unreleased\n\nText.\n\n## pvwa-api 0.1.0 (2026-01-01)\n\nOld.\n",
                "# Changelog\n\n## Unreleased\n\nText.\n\n## pvwa-api 0.2.0 (2026-11-29)\n\n* new\n\n\
                 ## pvwa-api 0.1.0 (2026-01-01)\n\nOld.\n",
            ),
            (
                "# Changelog\n\n## Unreleased\n\nText.\n",
                "# Changelog\n\n## Unreleased\n\nText.\n\n## pvwa-api 0.2.0 (2026-11-29)\n\n* new\n",
            ),
            (
                "# Changelog\n\n## pvwa-api 0.2.0 (2026-11-28)\n\n* old\n\n## 0.1.0\n\nOld.\n",
                "# Changelog\n\n## pvwa-api 0.2.0 (2026-11-29)\n\n* new\n\n## 0.1.0\n\nOld.\n",
            ),
        ] {
            assert_eq!(add(before, SECTION), after);
            assert_eq!(add(after, SECTION), after, "once more changes nothing");
        }
    }
}
