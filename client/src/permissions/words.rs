//! What the operation table says in words, as far as a program can act on it.

/// The groups that words name, by whose members the vault lets something be done.
const GROUPS: [&str; 5] = [
    "Vault Admins",
    "PVWAAccountsFeedAdmins",
    "Security Admins",
    "PSMLiveSessionTerminators",
    "PVWAMonitor",
];

/// How words begin that ask for nothing but a session.
const SESSION: [&str; 5] = [
    "Any session",
    "A session is enough",
    "Nothing beyond a session",
    "None beyond being logged on",
    "No permission is needed",
];

/// How words begin that ask for membership of the safe alone.
const MEMBERSHIP: [&str; 2] = [
    "Membership of the safe, whatever",
    "The caller must be a member of the safe",
];

/// What stands in words that may not hold for this vault: settings, roles and doubts.
const DOUBTS: [&str; 6] = [
    "role",
    "resumably",
    "by default",
    "unless changed",
    "one source",
    "any user",
];

/// What stands in the words of a list that leaves out what the caller may not see.
const SILENT: &str = "left out without an error";

/// The groups that are named; membership of one of them is asked for.
pub(super) fn groups(words: &str) -> Vec<&'static str> {
    GROUPS
        .into_iter()
        .filter(|group| words.contains(group))
        .collect()
}

/// Whether membership of the safe is asked for, and nothing else.
pub(super) fn ask_for_membership(words: &str) -> bool {
    MEMBERSHIP.iter().any(|start| words.starts_with(start))
}

/// Whether it holds for every vault.
pub(super) fn are_certain(words: &str) -> bool {
    !DOUBTS.iter().any(|doubt| words.contains(doubt))
}

/// Whether a program can act on the words, so that nothing is left open by them.
pub(super) fn is_settled(words: &str) -> bool {
    SESSION.iter().any(|start| words.starts_with(start))
        || ask_for_membership(words)
        || !groups(words).is_empty()
}

/// Whether they are those of a list that leaves out what the caller may not see.
pub(super) fn are_of_a_silent_list(words: &str) -> bool {
    words.contains(SILENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_about_words_of_the_table() {
        let all: Vec<&str> = pvwa_api::operations::ALL
            .iter()
            .filter_map(|row| row.permissions.as_ref()?.other)
            .collect();
        for start in SESSION.iter().chain(&MEMBERSHIP) {
            assert!(all.iter().any(|words| words.starts_with(start)), "{start}");
        }
        for part in GROUPS.iter().chain(&DOUBTS).chain(&[SILENT]) {
            assert!(all.iter().any(|words| words.contains(part)), "{part}");
        }
    }
}
