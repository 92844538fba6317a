//! One rule, as a person is told.

use std::fmt::Write;

use super::{Direction, Rule, Settings, Vendor};
use crate::diff::change::Level;

/// What a rule says, how much it matters, why, what to do about it, and an example.
pub fn explain(rule: &Rule) -> String {
    let mut text = format!("{}: {}\n\n", rule.id, rule.title);
    let _ = writeln!(text, "strict  {}", word(rule.strict));
    let _ = writeln!(
        text,
        "vendor  {} ({})",
        word(rule.vendor_level(rule.strict)),
        match rule.vendor {
            Vendor::Breaking => "CyberArk's text says that it breaks",
            Vendor::Allowed => "CyberArk's text says that it does not break",
            Vendor::Silent => "CyberArk's text does not name it",
        }
    );
    let travels = match rule.direction {
        Direction::Request => "what is sent to the vault",
        Direction::Response => "what the vault answers",
        Direction::None => "the operation or the document itself",
    };
    let _ = writeln!(text, "about   {travels}");
    let _ = writeln!(text, "\nWhy: {}\nRemedy: {}", rule.why, rule.remedy);
    let (old, new) = rule.example();
    let _ = write!(
        text,
        "\nBefore:\n\n{}\nAfter:\n\n{}",
        indented(&old),
        indented(&new)
    );
    if !rule.with.is_empty() {
        let _ = writeln!(text, "\nThe example also shows: {}", rule.with.join(", "));
    }
    if rule.settings != Settings::USUAL {
        let Settings {
            deprecation_days_stable: stable,
            deprecation_days_beta: beta,
            ..
        } = rule.settings;
        let _ = writeln!(
            text,
            "\nThe example asks for {stable} days between deprecation and end, for {beta} where \
             the stability is beta"
        );
    }
    text
}

/// The word for a level.
pub(super) fn word(level: Level) -> &'static str {
    match level {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Breaking => "breaking",
    }
}

fn indented(document: &str) -> String {
    let lines = document.lines().map(|line| format!("  {line}\n"));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::explain;
    use crate::diff::rules::find;

    #[test]
    fn a_rule_is_explained() {
        let rule = find("request-property-max-decreased").expect("a rule");
        insta::assert_snapshot!(explain(rule));
        let rule = find("api-deprecated-sunset-missing").expect("a rule");
        insta::assert_snapshot!(explain(rule));
    }
}
