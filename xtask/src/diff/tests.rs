//! Every format, of one comparison that has everything.

use super::{
    Format, View,
    changelog::{self, Step},
    fixture,
};
use pvwa_codegen::diff::{
    change::{Comparison, Policy},
    export,
};

fn written(format: Format, comparison: &Comparison, view: &View) -> String {
    let mut out = Vec::new();
    format.write(comparison, view, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(comparison: &Comparison, view: &View) -> String {
    let coloured = written(Format::Text, comparison, view);
    let plain = anstream::adapter::strip_bytes(coloured.as_bytes()).into_vec();
    String::from_utf8(plain).unwrap()
}

fn nothing() -> Comparison {
    let mut comparison = fixture::comparison();
    comparison.changes.clear();
    comparison.notes.clear();
    comparison.rust = None;
    comparison
}

#[test]
fn a_terminal_shows_the_gravest_first() {
    let comparison = fixture::comparison();
    insta::assert_snapshot!("text", plain(&comparison, &fixture::view(Policy::Both)));
    let narrow = View {
        width: Some(50),
        ..fixture::view(Policy::Vendor)
    };
    insta::assert_snapshot!("text_vendor_narrow", plain(&comparison, &narrow));
    let endless = View {
        width: None,
        ..fixture::view(Policy::Strict)
    };
    insta::assert_snapshot!("text_strict_endless", plain(&comparison, &endless));
    insta::assert_snapshot!("text_nothing", plain(&nothing(), &endless));
    let mut many = nothing();
    many.rust = Some(fixture::many_items());
    insta::assert_snapshot!(
        "text_many_items",
        plain(&many, &fixture::view(Policy::Both))
    );
}

#[test]
fn a_terminal_shows_it_in_colour() {
    let coloured = written(
        Format::Text,
        &fixture::comparison(),
        &fixture::view(Policy::Both),
    );
    insta::assert_snapshot!("text_coloured", coloured.replace('\u{1b}', "␛"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    for width in [60, 80, 100] {
        let view = View {
            width: Some(width),
            ..fixture::view(Policy::Both)
        };
        let text = plain(&fixture::comparison(), &view);
        let wide: Vec<_> = text.lines().filter(|line| line.width() > width).collect();
        assert!(wide.is_empty(), "{width}: {wide:#?}");
    }
}

#[test]
fn every_other_format_says_the_same() {
    let comparison = fixture::comparison();
    let view = fixture::view(Policy::Both);
    insta::assert_snapshot!("markdown", written(Format::Markdown, &comparison, &view));
    let page = written(Format::Html, &comparison, &view)
        .replace(include_str!("page.css"), "…")
        .replace(include_str!("page.js"), "…");
    insta::assert_snapshot!("html", page);
    insta::assert_snapshot!("github", written(Format::Github, &comparison, &view));
    insta::assert_snapshot!("junit", written(Format::Junit, &comparison, &view));
    insta::assert_snapshot!("json", written(Format::Json, &comparison, &view));
}

#[test]
fn nothing_changed_is_said_in_every_format() {
    let view = fixture::view(Policy::Both);
    let formats = [
        Format::Markdown,
        Format::Github,
        Format::Junit,
        Format::Json,
    ];
    let written = formats.map(|format| written(format, &nothing(), &view));
    insta::assert_snapshot!("nothing", written.join("\n"));
}

#[test]
fn json_is_what_its_schema_says() {
    let view = fixture::view(Policy::Both);
    let validator = jsonschema::validator_for(&export::schema()).unwrap();
    let mut many = nothing();
    many.rust = Some(fixture::many_items());
    for comparison in [fixture::comparison(), nothing(), many] {
        let text = written(Format::Json, &comparison, &view);
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        // Nothing is lost by what is escaped besides.
        let export = export::Export::new(&comparison, view.policy);
        assert_eq!(value, serde_json::to_value(export).unwrap());
        value["changes"] = serde_json::json!([{}]);
        assert!(!validator.is_valid(&value));
    }
    insta::assert_snapshot!("schema", format!("{:#}", export::schema()));
}

#[test]
fn nothing_moves_a_cursor_and_no_tag_comes_from_a_document() {
    let comparison = fixture::comparison();
    let view = fixture::view(Policy::Both);
    for format in <Format as clap::ValueEnum>::value_variants() {
        let text = match format {
            Format::Text => plain(&comparison, &view),
            _ => written(*format, &comparison, &view),
        };
        let hidden = text
            .chars()
            .find(|character| *character != '\n' && super::values::is_invisible(*character));
        assert_eq!(hidden, None, "{format:?}");
        let tags = ["<img", "<script>alert", "<i>"];
        let is_markup = matches!(format, Format::Html | Format::Junit);
        let found = tags.iter().find(|tag| is_markup && text.contains(**tag));
        assert_eq!(found, None, "{format:?}");
    }
}

#[test]
fn a_long_text_for_a_pull_request_leaves_out_the_least_important() {
    let view = fixture::view(Policy::Strict);
    for number in [400, 1000, 5000] {
        let text = written(Format::Markdown, &fixture::long(number), &view);
        assert!(text.len() < 65_536, "{}", text.len());
        assert!(text.len() > 55_000, "{}", text.len());
        let shown = text.matches("\n- ").count();
        let says = format!("**{} changes are left out here;**", number - shown);
        assert!(text.contains(&says), "{shown} of {number}");
        let tags = |tag| text.matches(tag).count();
        assert_eq!(tags("<details"), tags("</details>"));
        let whole = text.contains("<b>Breaking</b> (100)");
        assert_eq!(whole, number == 400);
        assert!(text.contains(" of them left out)"));
    }
}

#[test]
fn github_shows_ten_of_a_kind_and_says_how_many_more_there_are() {
    let view = fixture::view(Policy::Strict);
    let text = written(Format::Github, &fixture::long(1000), &view);
    let kinds = ["::error ", "::warning ", "::notice "];
    let counts = kinds.map(|kind| text.lines().filter(|line| line.starts_with(kind)).count());
    assert_eq!(counts, [10, 10, 10]);
    let last = text.lines().last().unwrap();
    assert!(
        last.contains("971 more changes are not annotated"),
        "{last}"
    );
}

fn step(version: &str, since: &str, comparison: Comparison) -> Step {
    Step {
        version: version.to_owned(),
        since: since.to_owned(),
        comparison,
    }
}

fn page(steps: &[Step], policy: Policy) -> String {
    let mut out = Vec::new();
    changelog::write(steps, &fixture::view(policy), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_page_over_several_versions_says_what_came_with_each() {
    let steps = [
        step("14.2", "12.0", fixture::comparison()),
        step("my_vault", "14.2", nothing()),
        step(
            "<b>|\u{1b}new`\n# x.json",
            "my_vault",
            fixture::comparison(),
        ),
    ];
    let all = page(&steps, Policy::Both);
    insta::assert_snapshot!("changelog", all);
    assert_eq!(all, page(&steps, Policy::Both));
    let hidden = all
        .chars()
        .find(|character| *character != '\n' && super::values::is_invisible(*character));
    assert_eq!(hidden, None);
}

#[test]
fn a_version_with_thousands_of_changes_is_no_wall() {
    let text = page(&[step("15.0", "14.6", fixture::long(5000))], Policy::Vendor);
    let longest = text.lines().map(str::len).max().unwrap();
    assert!(longest < 4000, "{longest}");
}
