//! A comparison as test results for CI: what breaks callers has failed.

use super::{
    View, groups,
    markup::html,
    rust::{self, Causes},
    values, words,
};
use pvwa_codegen::diff::{
    change::{Change, Comparison, Level},
    impact::{ItemChange, RustImpact},
};
use pvwa_codegen::rust_api::Bump;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;

/// Where changes stand that belong to no area.
const NO_AREA: &str = "the document";

/// The suite of the generated crate.
const RUST: &str = "rust";

/// Where it stands that nothing changed.
const NOTHING: &str = "the whole API";

/// Writes a suite for each area; a change of several areas is a case of the first of them.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let suites = suites(comparison, view);
    let total = |count: fn(&Suite) -> usize| suites.values().map(count).sum();
    let (tests, failures, skipped): (usize, usize, usize) = (
        total(|suite| suite.tests),
        total(|suite| suite.failures),
        total(|suite| suite.skipped),
    );
    writeln!(to, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        to,
        r#"<testsuites name="{}" tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}">"#,
        xml(&format!(
            "{} → {}",
            values::name(&comparison.old.name),
            values::name(&comparison.new.name)
        ))
    )?;
    for (name, suite) in &suites {
        writeln!(
            to,
            r#"  <testsuite name="{}" tests="{}" failures="{}" errors="0" skipped="{}">"#,
            xml(name),
            suite.tests,
            suite.failures,
            suite.skipped
        )?;
        write!(to, "{}", suite.cases)?;
        writeln!(to, "  </testsuite>")?;
    }
    writeln!(to, "</testsuites>")
}

#[derive(Default)]
struct Suite {
    tests: usize,
    failures: usize,
    skipped: usize,
    /// How many breaking changes touch the area that are told in the suite of another.
    elsewhere: usize,
    cases: String,
}

fn suites(comparison: &Comparison, view: &View) -> BTreeMap<String, Suite> {
    let mut suites: BTreeMap<String, Suite> = BTreeMap::new();
    let groups = groups::open(comparison, view.policy);
    let open = groups.iter().flat_map(|group| &group.changes).copied();
    for change in open.chain(groups::accepted(comparison, view.policy)) {
        let mut areas = change.areas.iter().map(|area| values::name(area));
        let first = areas.next().unwrap_or_else(|| NO_AREA.to_owned());
        let fails = change.accepted.is_none() && change.level(view.policy) == Level::Breaking;
        for area in areas {
            suites.entry(area).or_default().elsewhere += usize::from(fails);
        }
        let suite = suites.entry(first).or_default();
        if change.level(view.policy) > Level::Info {
            case(change, view, suite);
        }
    }
    if suites.is_empty() {
        suites.insert(NOTHING.to_owned(), Suite::default());
    }
    for (area, suite) in &mut suites {
        if suite.failures == 0 {
            unbroken(area, suite);
        }
    }
    if let Some(rust) = &comparison.rust {
        suites.insert(RUST.to_owned(), crate_suite(rust, comparison));
    }
    suites
}

/// What becomes of the generated crate: a case for each change that breaks its users, of which
/// those have been accepted whose causes were, and one for all others together.
fn crate_suite(rust: &RustImpact, comparison: &Comparison) -> Suite {
    let causes = Causes::of(comparison);
    let mut suite = Suite::default();
    for item in rust::of_bump(rust, Bump::Major) {
        let details = xml(&item_details(item, &causes).join("\n"));
        let outcome = match rust.is_accepted(item, comparison) {
            true => {
                suite.skipped += 1;
                r#"<skipped message="accepted: its causes are"/>"#.to_owned()
            }
            false => {
                suite.failures += 1;
                format!(
                    r#"<failure message="{}" type="{}">{details}</failure>"#,
                    xml(&rust::sentence(item)),
                    xml(&values::name(&item.rule))
                )
            }
        };
        suite.tests += 1;
        let _ = writeln!(
            suite.cases,
            "    <testcase classname=\"{}\" name=\"{}\">\n      {outcome}\n    </testcase>",
            xml(&values::name(&item.item)),
            xml(&format!("major: {}", rust::sentence(item)))
        );
    }
    let mut told = vec![rust::version(rust), rust::summary(rust)];
    told.extend(rust.client.as_ref().map(rust::reached));
    suite.tests += 1;
    let _ = writeln!(
        suite.cases,
        "    <testcase classname=\"{}\" name=\"the version that follows\">\n      \
         <system-out>{}</system-out>\n    </testcase>",
        xml(&values::name(&rust.package)),
        xml(&told.join("\n"))
    );
    suite
}

fn item_details(item: &ItemChange, causes: &Causes<'_>) -> Vec<String> {
    let mut lines = vec![values::name(&item.item), rust::sentence(item)];
    lines.push(causes.sentence(item));
    lines.push(format!("rule: {}", values::name(&item.rule)));
    lines
}

/// A change that breaks callers, may break them, or would if nobody had accepted it.
fn case(change: &Change, view: &View, suite: &mut Suite) {
    let level = change.level(view.policy);
    let sentence = words::sentence(change);
    let mut attributes = vec![
        ("classname", words::title(&change.place).short()),
        (
            "name",
            format!(
                "{}: {sentence} ({})",
                words::level(level),
                values::name(&change.fingerprint)
            ),
        ),
    ];
    if let Some(spot) = words::spot(change) {
        attributes.push(("file", values::visible(&spot.file)));
        attributes.extend(spot.line.map(|line| ("line", line.to_string())));
    }
    let attributes: String = attributes
        .iter()
        .map(|(name, value)| format!(r#" {name}="{}""#, xml(value)))
        .collect();
    let details = xml(&details(change, view).join("\n"));
    let outcome = match (&change.accepted, level) {
        (Some(accepted), _) => {
            suite.skipped += 1;
            format!(
                r#"<skipped message="accepted: {}"/>"#,
                xml(&words::accepted(accepted))
            )
        }
        (None, Level::Breaking) => {
            suite.failures += 1;
            format!(
                r#"<failure message="{}" type="{}">{details}</failure>"#,
                xml(&sentence),
                xml(&values::name(change.rule()))
            )
        }
        (None, _) => format!("<system-out>{details}</system-out>"),
    };
    suite.tests += 1;
    // Nothing fails when a text is written to.
    let _ = writeln!(
        suite.cases,
        "    <testcase{attributes}>\n      {outcome}\n    </testcase>"
    );
}

fn details(change: &Change, view: &View) -> Vec<String> {
    let title = words::title(&change.place);
    let mut lines = vec![
        match title.id.as_str() {
            "" => title.short(),
            id => format!("{} ({id})", title.short()),
        },
        words::sentence(change),
    ];
    lines.extend(words::judgement(change, view));
    if groups::worth_telling(change) {
        lines.push(words::uses(&change.used_by));
    }
    if let Some(evidence) = &change.evidence {
        lines.push(format!("taken for the same: {}", values::visible(evidence)));
    }
    let rule = (view.explain)(change.rule());
    lines.extend(rule.map(|rule| format!("remedy: {}", rule.remedy)));
    lines.push(format!("rule: {}", words::rules(change)));
    lines.push(format!(
        "fingerprint: {}",
        values::name(&change.fingerprint)
    ));
    lines.extend(words::spot(change).map(|spot| format!("at: {}", words::spot_text(spot))));
    lines
}

/// That nothing breaks an area, or that what does is told elsewhere.
fn unbroken(area: &str, suite: &mut Suite) {
    let classname = xml(area);
    suite.tests += 1;
    let _ = match suite.elsewhere {
        0 => writeln!(
            suite.cases,
            r#"    <testcase classname="{classname}" name="nothing breaks callers"/>"#
        ),
        number => {
            suite.skipped += 1;
            let message = match number {
                1 => "1 breaking change is told in the suite of another area".to_owned(),
                _ => format!("{number} breaking changes are told in the suites of other areas"),
            };
            writeln!(
                suite.cases,
                "    <testcase classname=\"{classname}\" name=\"what breaks several areas\">\n      \
                 <skipped message=\"{message}\"/>\n    </testcase>"
            )
        }
    };
}

/// A text in XML, of a value or of an attribute; what XML cannot say is left out.
fn xml(text: &str) -> String {
    let said = |character: &char| {
        matches!(character, '\n' | '\t')
            || !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    html(&text.chars().filter(said).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_say_is_left_out() {
        assert_eq!(
            xml("<a b=\"c\" d='e'>&\u{0}\u{1b}\u{7f}\u{fffe}\nü"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\nü"
        );
    }
}
