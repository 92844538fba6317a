//! The changes of one place, for a browser.

use super::{
    View,
    groups::Group,
    markup::{html, html_prose},
    values,
    words::{self, Values},
};
use pvwa_codegen::diff::change::{Change, Place, Policy, Uses};
use std::collections::BTreeSet;
use std::io;

/// Writes a place with its changes; areas are told by their numbers.
pub(super) fn write(
    group: &Group<'_>,
    areas: &[&str],
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(
        to,
        "<section class=\"group\">\n<header><h3>{}</h3>",
        title(group)
    )?;
    let names: BTreeSet<&String> = group
        .changes
        .iter()
        .flat_map(|change| &change.areas)
        .collect();
    let names: Vec<_> = names.into_iter().map(|area| values::name(area)).collect();
    let mut about = Vec::new();
    if !names.is_empty() {
        about.push(html(&names.join(", ")));
    }
    if let Some(uses) = group.uses() {
        about.push(html(&words::uses(uses)));
    }
    if !about.is_empty() {
        writeln!(to, r#"<p class="about">{}</p>"#, about.join(" · "))?;
    }
    writeln!(to, "</header>")?;
    for change in &group.changes {
        self::change(change, group.uses_of(change), areas, view, to)?;
    }
    writeln!(to, "</section>")
}

fn title(group: &Group<'_>) -> String {
    let title = words::title(group.place);
    let name = html(&title.name);
    match group.place {
        Place::Operation { method, .. } => {
            let method = html(&values::name(method));
            let path = name.strip_prefix(&method).unwrap_or(&name);
            let id = match title.id.as_str() {
                "" => String::new(),
                id => format!(r#" <span class="id">{}</span>"#, html(id)),
            };
            format!(
                r#"<code><span class="method">{method}</span> {}</code>{id}"#,
                path.trim_start()
            )
        }
        Place::Schema { .. } => format!("{} <code>{name}</code>", title.noun),
        Place::Document => name,
    }
}

fn change(
    change: &Change,
    uses: Option<&Uses>,
    areas: &[&str],
    view: &View,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let level = match change.accepted {
        Some(_) => "accepted",
        None => words::level(change.level(view.policy)),
    };
    let id = html(&values::name(&change.fingerprint));
    let numbers: Vec<_> = change
        .areas
        .iter()
        .filter_map(|area| areas.binary_search(&area.as_str()).ok())
        .map(|number| number.to_string())
        .collect();
    let [both, strict, vendor] = [Policy::Both, Policy::Strict, Policy::Vendor]
        .map(|policy| words::level(change.level(policy)));
    writeln!(
        to,
        r#"<article class="change {level}" id="{id}" data-both="{both}" data-strict="{strict}" data-vendor="{vendor}" data-areas="{}">
<span class="badge">{level}</span>
<div>"#,
        numbers.join(" ")
    )?;
    writeln!(
        to,
        "<p class=\"what\">{}{}</p>",
        html_prose(&words::headline(change)),
        values(change)
    )?;
    if let Some(accepted) = &change.accepted {
        let reason = html(&words::accepted(accepted));
        writeln!(to, r#"<p class="reason"><b>accepted:</b> {reason}</p>"#)?;
    }
    if let Some(judgement) = words::judgement(change, view) {
        writeln!(to, r#"<p class="judgement">{}</p>"#, html(&judgement))?;
    }
    if let Some(evidence) = &change.evidence {
        let evidence = html_prose(&values::visible(evidence));
        writeln!(to, "<p>taken for the same: {evidence}</p>")?;
    }
    if let Some(uses) = uses {
        writeln!(to, "<p>{}</p>", html(&words::uses(uses)))?;
    }
    writeln!(to, r#"<p class="meta">{}</p>"#, meta(change, &id, view))?;
    writeln!(to, "</div>\n</article>")
}

fn values(change: &Change) -> String {
    let code = |class: &str, text: &str| format!(r#"<code class="{class}">{text}</code>"#);
    match words::values(change) {
        Values::None => String::new(),
        Values::Was(was) => format!(": was {}", code("was", &html(&was))),
        Values::Is(is) => format!(": now {}", code("is", &html(&is))),
        Values::Both(both) => {
            let marked = |class: &str, tag: &str, middle: &str| {
                let middle = match middle {
                    "" => String::new(),
                    text => format!("<{tag}>{}</{tag}>", html(text)),
                };
                let text = format!("{}{middle}{}", html(&both.before), html(&both.after));
                code(class, &text)
            };
            format!(
                r#": {} <span class="arrow">→</span> {}"#,
                marked("was", "del", &both.was),
                marked("is", "ins", &both.is)
            )
        }
    }
}

/// The rules, the place and the fingerprint.
fn meta(change: &Change, id: &str, view: &View) -> String {
    let mut seen = BTreeSet::new();
    let rules = change.verdicts.iter();
    let rules = rules.filter(|verdict| seen.insert(&verdict.rule));
    let mut parts: Vec<_> = rules
        .map(|verdict| {
            let name = html(&values::name(&verdict.rule));
            match (view.explain)(&verdict.rule) {
                Some(_) => format!(r##"<a href="#rule-{name}">{name}</a>"##),
                None => name,
            }
        })
        .collect();
    if let Some(spot) = words::spot(change) {
        parts.push(format!("<span>{}</span>", html(&words::spot_text(spot))));
    }
    parts.push(format!(
        r##"<a class="fingerprint" href="#{id}" title="The fingerprint, by which it is accepted">{id}</a>"##
    ));
    parts.join(" · ")
}
