//! A comparison as one page for a browser.
//!
//! The page needs nothing from elsewhere and forbids it. Without its script it shows everything;
//! the script only hides and judges by another policy.

use super::{
    View,
    groups::{self, Group},
    html_changes, html_legend,
    markup::{html, html_prose},
    rust, rust_html, values, words,
};
use pvwa_codegen::diff::change::{Comparison, Counts, Level, Policy, Side};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::io;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a page that stands alone.
pub(crate) fn write(
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    head(comparison, view, to)?;
    summary(comparison, view, to)?;
    if !comparison.changes.is_empty() {
        filter(comparison, view, to)?;
    }
    writeln!(to, r#"<div id="changes">"#)?;
    let groups = groups::open(comparison, view.policy);
    for level in [Level::Breaking, Level::Warning, Level::Info] {
        let of_level = groups.iter().filter(|group| group.worst == level);
        section(words::level(level), of_level, comparison, view, to)?;
    }
    let accepted = comparison.changes.iter();
    let accepted = accepted.filter(|change| change.accepted.is_some());
    let accepted = groups::by_place(accepted, view.policy);
    section("accepted", accepted.iter(), comparison, view, to)?;
    writeln!(to, "</div>")?;
    rust_html::write(comparison, to)?;
    html_legend::write(comparison, view, to)?;
    writeln!(to, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

fn head(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let [old, new] = [&comparison.old, &comparison.new].map(|side| html(&values::name(&side.name)));
    writeln!(
        to,
        r##"<!doctype html>
<html lang="en" data-policy="{}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{old} → {new}: comparison of the API</title>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#changes">Skip to the changes</a>
<main>
<header>
<h1>Comparison of the API</h1>
<dl class="sides">"##,
        policy_word(view.policy),
        sha256(STYLE),
        sha256(SCRIPT),
    )?;
    side("old", &comparison.old, to)?;
    side("new", &comparison.new, to)?;
    writeln!(to, "</dl>\n</header>")
}

fn side(word: &str, side: &Side, to: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        to,
        "<div><dt>{word}</dt><dd><strong>{}</strong> <span>{}</span></dd></div>",
        html(&values::name(&side.name)),
        html(&words::side(side))
    )
}

/// The word by which the script knows a policy.
pub(super) fn policy_word(policy: Policy) -> &'static str {
    match policy {
        Policy::Vendor => "vendor",
        Policy::Strict => "strict",
        Policy::Both => "both",
    }
}

fn summary(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let counts = comparison.counts(view.policy);
    writeln!(to, r#"<section aria-label="Summary">"#)?;
    writeln!(to, r#"<ul class="tiles">"#)?;
    for (kind, number) in kinds(&counts) {
        let none = if number == 0 { " none" } else { "" };
        writeln!(
            to,
            r#"<li class="tile {kind}{none}"><b data-total="{kind}">{number}</b> {}</li>"#,
            match kind {
                "warning" => "warnings",
                "info" => "infos",
                _ => kind,
            }
        )?;
    }
    writeln!(to, "</ul>")?;
    if comparison.changes.is_empty() {
        writeln!(to, "<p>Nothing changed.</p>")?;
    }
    writeln!(
        to,
        r##"<p>Judged <span id="judged">{}</span>. <a href="#legend">What the levels and policies mean</a></p>"##,
        words::policy(view.policy)
    )?;
    if let Some(rust) = &comparison.rust {
        let version = html(&rust::version(rust));
        writeln!(to, r##"<p>Rust: <a href="#rust">{version}</a></p>"##)?;
    }
    for note in &comparison.notes {
        let note = html_prose(&values::visible(note));
        writeln!(to, r#"<p class="note"><b>Note</b> {note}</p>"#)?;
    }
    areas(comparison, view, to)?;
    writeln!(to, "</section>")
}

fn kinds(counts: &Counts) -> [(&'static str, usize); 4] {
    [
        ("breaking", counts.breaking),
        ("warning", counts.warnings),
        ("info", counts.infos),
        ("accepted", counts.accepted),
    ]
}

fn areas(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    let areas = comparison.areas(view.policy);
    if areas.is_empty() {
        return Ok(());
    }
    writeln!(
        to,
        r#"<div class="wide"><table>
<caption>By area; a change of several areas counts in each</caption>
<thead><tr><th scope="col">Area</th><th scope="col">Breaking</th><th scope="col">Warnings</th><th scope="col">Infos</th><th scope="col">Accepted</th></tr></thead>
<tbody>"#
    )?;
    let mut rows: Vec<_> = areas.into_iter().enumerate().collect();
    rows.sort_by_key(|(_, (_, counts))| Reverse((counts.breaking, counts.warnings)));
    for (index, (area, counts)) in rows {
        let area = html(&values::name(area));
        write!(to, r#"<tr data-area="{index}"><th scope="row">{area}</th>"#)?;
        for (kind, number) in kinds(&counts) {
            let none = if number == 0 { " none" } else { "" };
            write!(to, r#"<td class="{kind}{none}">{number}</td>"#)?;
        }
        writeln!(to, "</tr>")?;
    }
    writeln!(to, "</tbody>\n</table></div>")
}

/// The form that hides; the script shows it.
fn filter(comparison: &Comparison, view: &View, to: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        to,
        r#"<form id="filter" hidden aria-label="Filter">
<fieldset><legend>Level</legend>"#
    )?;
    for (kind, _) in kinds(&Counts::default()) {
        writeln!(
            to,
            r#"<label><input type="checkbox" name="level" value="{kind}" checked> {kind}</label>"#
        )?;
    }
    writeln!(to, "</fieldset>\n<fieldset><legend>Policy</legend>")?;
    for policy in [Policy::Both, Policy::Strict, Policy::Vendor] {
        let checked = if policy == view.policy {
            " checked"
        } else {
            ""
        };
        writeln!(
            to,
            r#"<label><input type="radio" name="policy" value="{}" data-judged="{}"{checked}> {}</label>"#,
            policy_word(policy),
            words::policy(policy),
            match policy {
                Policy::Vendor => "the vendor's",
                Policy::Strict => "the wire",
                Policy::Both => "both",
            }
        )?;
    }
    writeln!(
        to,
        "</fieldset>\n<label class=\"field\">Area <select name=\"area\"><option value=\"\">all areas</option>"
    )?;
    for (index, area) in comparison.areas(view.policy).into_keys().enumerate() {
        let area = html(&values::clip(area, 60));
        writeln!(to, r#"<option value="{index}">{area}</option>"#)?;
    }
    writeln!(
        to,
        r#"</select></label>
<label class="field text">Text <input type="search" name="text" placeholder="path, name, rule or fingerprint"></label>
<p class="shown" role="status"><output id="shown"></output> <button type="reset">Show all</button></p>
</form>"#
    )
}

fn section<'g, 'c: 'g>(
    kind: &str,
    groups: impl Iterator<Item = &'g Group<'c>>,
    comparison: &Comparison,
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let (title, lead) = match kind {
        "breaking" => (
            "Breaking",
            "Callers that were right before are wrong now. Lesser changes of the same places stand with them.",
        ),
        "warning" => (
            "Warnings",
            "They break some callers, or the documents do not tell.",
        ),
        "info" => ("Infos", "Nobody has to do anything."),
        _ => ("Accepted", "Somebody looked at these and took them."),
    };
    let mut groups = groups.peekable();
    // The script moves places here where they have this level by another policy.
    let hidden = if groups.peek().is_none() {
        " hidden"
    } else {
        ""
    };
    writeln!(
        to,
        r#"<section class="level" data-level="{kind}" aria-labelledby="level-{kind}"{hidden}>
<h2 id="level-{kind}">{title}</h2>
<p class="lead">{lead}</p>"#
    )?;
    let areas: Vec<&str> = comparison.areas(view.policy).into_keys().collect();
    for group in groups {
        html_changes::write(group, &areas, view, to)?;
    }
    writeln!(to, "</section>")
}

/// The hash by which the page's own style and script are let through.
fn sha256(text: &str) -> String {
    base64(&Sha256::digest(text))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| {
            bits << 8 | usize::from(chunk.get(at).copied().unwrap_or(0))
        });
        for place in 0..4 {
            let digit = DIGITS.get(bits >> (18 - 6 * place) & 63);
            match digit.filter(|_| place <= chunk.len()) {
                Some(digit) => out.push(char::from(*digit)),
                None => out.push('='),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        assert_eq!(
            texts.map(|text| base64(text.as_bytes())),
            [
                "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"
            ]
        );
    }

    #[test]
    fn the_style_and_the_script_do_not_end_early() {
        assert!(!STYLE.contains("</"));
        assert!(!SCRIPT.contains("</"));
        assert!(!SCRIPT.contains("<!--"));
    }
}
