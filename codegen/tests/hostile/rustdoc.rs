//! What rustdoc, and `cargo test`, make of the comments in generated code: its own parser of
//! Markdown tells.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use syn::visit::Visit;

/// What is wrong with the comments of a file.
pub(crate) fn complaints(file: &syn::File) -> Vec<String> {
    let mut comments = Comments::default();
    comments.note(&file.attrs);
    comments.visit_file(file);
    comments.0.iter().flat_map(|text| of(text)).collect()
}

/// The texts of all comments: the lines before one item are one text.
#[derive(Default)]
struct Comments(Vec<String>);

impl Comments {
    fn note(&mut self, attrs: &[syn::Attribute]) {
        let lines: Vec<String> = attrs.iter().filter_map(line).collect();
        // Rustdoc takes what all lines begin with for indentation.
        let indent = lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.len() - line.trim_start_matches(' ').len())
            .min()
            .unwrap_or_default();
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| line.get(indent..).unwrap_or_default())
            .collect();
        self.0.push(lines.join("\n"));
    }
}

fn line(attr: &syn::Attribute) -> Option<String> {
    if let syn::Meta::NameValue(pair) = &attr.meta
        && pair.path.is_ident("doc")
        && let syn::Expr::Lit(literal) = &pair.value
        && let syn::Lit::Str(text) = &literal.lit
    {
        return Some(text.value());
    }
    None
}

impl<'a> Visit<'a> for Comments {
    fn visit_item(&mut self, item: &'a syn::Item) {
        match item {
            syn::Item::Struct(item) => self.note(&item.attrs),
            syn::Item::Enum(item) => self.note(&item.attrs),
            syn::Item::Type(item) => self.note(&item.attrs),
            syn::Item::Mod(item) => self.note(&item.attrs),
            syn::Item::Fn(item) => self.note(&item.attrs),
            syn::Item::Impl(item) => self.note(&item.attrs),
            syn::Item::Static(item) => self.note(&item.attrs),
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_field(&mut self, field: &'a syn::Field) {
        self.note(&field.attrs);
    }

    fn visit_variant(&mut self, variant: &'a syn::Variant) {
        self.note(&variant.attrs);
        syn::visit::visit_variant(self, variant);
    }

    fn visit_impl_item_fn(&mut self, method: &'a syn::ImplItemFn) {
        self.note(&method.attrs);
    }
}

/// What rustdoc would run, follow or show as HTML in a comment.
fn of(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut found = Vec::new();
    // A link that names nothing is one to an item, for rustdoc.
    let broken = |link: pulldown_cmark::BrokenLink<'_>| {
        Some((link.reference.into_string().into(), "".into()))
    };
    for event in Parser::new_with_broken_link_callback(text, options, Some(broken)) {
        let complaint = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some("code by indentation"),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                let is_harmless = ["text", "ignore"].contains(&&*language);
                (!is_harmless).then_some("code that is a test")
            }
            Event::Html(_) | Event::InlineHtml(_) => Some("HTML"),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let is_page = dest_url.starts_with("https://") || dest_url.starts_with("http://");
                // The first page of a crate, and builders, link to what the crate has.
                let own = [": every operation as a method of [`Client`]", "Build"];
                let is_own = own.iter().any(|own| text.contains(own));
                (!is_page && !is_own).then_some("a link")
            }
            _ => None,
        };
        found.extend(complaint.map(|complaint| format!("{complaint} in {text:?}")));
    }
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(|c: char| c != '\n' && c.is_control() || turns(c)) {
        found.push(format!("a control character in {text:?}"));
    }
    found
}
