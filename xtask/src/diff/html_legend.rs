//! What the words of a comparison mean, for a browser.

use super::{
    Explanation, View,
    markup::{html, html_prose},
    values, words,
};
use pvwa_codegen::diff::change::Comparison;
use std::collections::BTreeMap;
use std::io;

/// What a level or a policy means.
const WORDS: [(&str, &str); 8] = [
    ("breaking", "Callers that were right before are wrong now."),
    (
        "warning",
        "It breaks some callers, or the documents do not tell.",
    ),
    ("info", "Nobody has to do anything."),
    (
        "accepted",
        "Somebody looked at the change and took it, with a reason; it counts nowhere else.",
    ),
    (
        "the wire",
        "The strict policy: whatever a correct caller can notice of what travels between it and the vault.",
    ),
    (
        "the vendor's policy",
        "What CyberArk promises not to do without notice. What its text does not name and what breaks \
         callers all the same is a warning.",
    ),
    ("both", "The worse of the two counts."),
    (
        "fingerprint",
        "What tells a change from every other, the same each time the two documents are compared.",
    ),
];

/// Writes what levels and policies mean, and each rule that judged a change.
pub(super) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(
        to,
        "<section class=\"legend\" id=\"legend\">\n<h2>How to read this</h2>\n<dl>"
    )?;
    for (word, meaning) in WORDS {
        let class = match word {
            "breaking" | "warning" | "info" | "accepted" => word,
            _ => "",
        };
        writeln!(
            to,
            "<div><dt class=\"{class}\">{word}</dt><dd>{meaning}</dd></div>"
        )?;
    }
    writeln!(to, "</dl>\n</section>")?;
    let rules: BTreeMap<&str, Explanation> = comparison
        .changes
        .iter()
        .flat_map(|change| &change.verdicts)
        .filter_map(|verdict| Some((verdict.rule.as_ref(), (view.explain)(&verdict.rule)?)))
        .collect();
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(
        to,
        "<section class=\"legend\" id=\"rules\">\n<h2>Rules</h2>\n<dl>"
    )?;
    for (id, rule) in rules {
        let id = html(&values::name(id));
        writeln!(
            to,
            "<div id=\"rule-{id}\"><dt><code>{id}</code></dt><dd><p>{}; {} on the wire.</p>\n<p>{} {}</p></dd></div>",
            html_prose(&capital(rule.title)),
            words::level(rule.strict),
            html_prose(rule.why),
            html_prose(rule.remedy)
        )?;
    }
    writeln!(to, "</dl>\n</section>")
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(text.chars().skip(1)).collect()
}
