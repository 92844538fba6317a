//! What becomes of the generated crate, for a browser.

use super::{
    markup::{html, html_prose},
    rust::{self, BUMPS, Causes},
    values, words,
};
use pvwa_codegen::diff::{
    change::Comparison,
    impact::{Cause, ItemChange, Reached, RustImpact},
};
use std::io;

/// Writes the section with a filter of its own; nothing where it was not asked for.
pub(super) fn write(comparison: &Comparison, to: &mut dyn io::Write) -> io::Result<()> {
    let Some(rust) = &comparison.rust else {
        return Ok(());
    };
    let causes = Causes::of(comparison);
    writeln!(
        to,
        "<section class=\"rust\" id=\"rust\" aria-labelledby=\"rust-title\">\n\
         <h2 id=\"rust-title\">Rust</h2>\n\
         <p class=\"lead\"><strong>{}</strong> {}</p>",
        html(&rust::version(rust)),
        html(&rust::summary(rust))
    )?;
    filter(rust, to)?;
    for bump in BUMPS {
        let items = rust::of_bump(rust, bump);
        if items.is_empty() {
            continue;
        }
        writeln!(
            to,
            "<section class=\"bump\" data-bump=\"{bump}\">\n<h3>{bump} ({})</h3>\n\
             <p class=\"lead\">{}</p>",
            items.len(),
            rust::meaning(bump)
        )?;
        for item in items {
            self::item(item, &causes, to)?;
        }
        writeln!(to, "</section>")?;
    }
    if let Some(client) = &rust.client {
        self::client(client, to)?;
    }
    writeln!(to, "</section>")
}

/// The form that hides; the script shows it.
fn filter(rust: &RustImpact, to: &mut dyn io::Write) -> io::Result<()> {
    if rust.items.is_empty() {
        return Ok(());
    }
    writeln!(
        to,
        "<form id=\"rust-filter\" hidden aria-label=\"Filter of the crate\">\n\
         <fieldset><legend>Version</legend>"
    )?;
    for bump in BUMPS {
        writeln!(
            to,
            r#"<label><input type="checkbox" name="bump" value="{bump}" checked> {bump}</label>"#
        )?;
    }
    writeln!(
        to,
        "</fieldset>\n<label class=\"field text\">Text \
         <input type=\"search\" name=\"text\" placeholder=\"item, rule or cause\"></label>\n\
         <p class=\"shown\" role=\"status\"><output id=\"rust-shown\"></output> \
         <button type=\"reset\">Show all</button></p>\n</form>"
    )
}

fn item(item: &ItemChange, causes: &Causes<'_>, to: &mut dyn io::Write) -> io::Result<()> {
    let bump = item.bump;
    writeln!(
        to,
        "<article class=\"item {bump}\">\n<p class=\"what\"><code>{}</code> {}{}</p>",
        html(&values::name(&item.item)),
        html_prose(&values::name(&item.what)),
        signature(item)
    )?;
    writeln!(
        to,
        r#"<p class="meta">{} · {}</p>
</article>"#,
        html(&values::name(&item.rule)),
        cause(item, causes)
    )
}

fn signature(item: &ItemChange) -> String {
    let code = |class: &str, text: &str| format!(r#"<code class="{class}">{}</code>"#, html(text));
    match rust::signature(item) {
        (Some(old), Some(new)) => format!(
            r#": {} <span class="arrow">→</span> {}"#,
            code("was", &old),
            code("is", &new)
        ),
        (Some(old), None) => format!(": was {}", code("was", &old)),
        (None, Some(new)) => format!(": now {}", code("is", &new)),
        (None, None) => String::new(),
    }
}

/// Why, with links to the changes of the documents.
fn cause(item: &ItemChange, causes: &Causes<'_>) -> String {
    if let Cause::Other { reason } = &item.cause {
        return html(&values::name(reason));
    }
    let (named, more) = causes.named(item);
    let mut parts: Vec<_> = named
        .into_iter()
        .map(|change| {
            let id = html(&values::name(&change.fingerprint));
            let title = html(&words::title(&change.place).short());
            let headline = html_prose(&words::headline(change));
            format!(r##"<a href="#{id}">{title}</a>: {headline}"##)
        })
        .collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    format!("{} {}", rust::because(item), parts.join(" and "))
}

fn client(client: &Reached, to: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        to,
        "<section class=\"client\">\n<h3>{}</h3>\n<p class=\"lead\">{}.</p>",
        html(&values::name(&client.package)),
        html(&rust::reached(client))
    )?;
    if !client.uses.is_empty() {
        writeln!(to, "<ul>")?;
        for used in &client.uses {
            writeln!(
                to,
                "<li><code>{}</code> {}: <code>{}</code></li>",
                html(&values::name(&used.item)),
                html_prose(&values::name(&used.what)),
                html(&rust::places(used))
            )?;
        }
        writeln!(to, "</ul>")?;
    }
    writeln!(to, "</section>")
}
