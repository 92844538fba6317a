//! The page that lists every repair.

use super::{Group, REPAIRS};
use std::fmt::Write;

const HEAD: &str = "\
# What is mended

Written by `cargo xtask repairs --write` from the table in `codegen/src/repair.rs`: what is wrong with a document, or too
much for the generator, and can be mended. The rows are gone through in the order of the table, and once more
where a change gave work to a row before it. Each change stands in the report (`cargo xtask normalize SPEC --report FILE`) under the name of its repair, with
what was there before and after, and with whether the meaning is kept. A change that loses something is told on stderr
and fails the command with `--deny-loss`, unless the catalogue's description takes the place of what was lost.
";

const GROUPS: [(Group, &str); 3] = [
    (
        Group::Vendor,
        "## The vendor's mistakes\n\nThe document breaks the rules of OpenAPI, or says what cannot be meant.\n",
    ),
    (
        Group::Generator,
        "## The generator's limits\n\nThe generator refuses it, panics on it, or writes something that does not compile or \
         means something else.\n",
    ),
    (Group::Taste, "## Taste\n\nThe client is better for it.\n"),
];

/// The page `codegen/REPAIRS.md`: every repair by its group, with its reason.
pub fn page() -> String {
    let mut text = HEAD.to_owned();
    for (group, heading) in GROUPS {
        let _ = write!(text, "\n{heading}\n| repair | why |\n| --- | --- |\n");
        for repair in REPAIRS.iter().filter(|repair| repair.group == group) {
            let _ = writeln!(text, "| `{}` | {} |", repair.name, repair.reason);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{HEAD, page};
    use crate::repair::REPAIRS;

    #[test]
    fn the_page_is_fresh() {
        let written = include_str!("../../REPAIRS.md");
        assert!(
            written == page(),
            "codegen/REPAIRS.md is not what would be written now: cargo xtask repairs --write"
        );
        assert!(written.starts_with(HEAD));
    }

    #[test]
    fn every_repair_stands_once_and_has_a_reason() {
        let page = page();
        for repair in REPAIRS {
            let row = format!("| `{}` | {} |\n", repair.name, repair.reason);
            assert_eq!(page.matches(&row).count(), 1, "{}", repair.name);
            assert!(repair.reason.len() > 20, "{}", repair.name);
        }
    }
}
