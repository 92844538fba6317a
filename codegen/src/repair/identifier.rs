//! The Rust names that the generator makes of the names in a document.
//!
//! These are its rules, repeated: two names that it turns into one identifier do not compile.

use heck::{ToPascalCase, ToSnakeCase};
use std::collections::HashSet;

/// The longest name of a type or a method, in bytes: rustdoc names files after them, and no file's
/// name is longer than 255.
pub(crate) const LONGEST: usize = 200;

/// `name` as far as it may go.
pub(crate) fn clipped(name: &str) -> &str {
    let mut end = name.len().min(LONGEST);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// The field that the generator makes of a property.
pub(crate) fn field(name: &str) -> String {
    identifier(name, str::to_snake_case, "x")
}

/// The type that the generator makes of a schema.
pub(crate) fn type_name(name: &str) -> String {
    match is_pascal_case(name) {
        true => name.to_owned(),
        false => identifier(name, str::to_pascal_case, "X"),
    }
}

/// Whether `name` is plainly the name of a type already, as most names of schemas are.
fn is_pascal_case(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut words = bytes.windows(2);
    name != "Self"
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.iter().all(u8::is_ascii_alphabetic)
        && !words.any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

/// The method that the generator makes of an `operationId` or of a parameter.
pub(crate) fn method(name: &str) -> String {
    match is_snake_case(name) {
        true => name.to_owned(),
        false => identifier(name, str::to_snake_case, "_"),
    }
}

/// [`method`] of a name that it leaves as it is: some letters have lower cases that it changes too.
pub(crate) fn settled_method(name: &str) -> String {
    let once = method(name);
    match once.is_ascii() {
        true => once,
        false => method(&once),
    }
}

/// Whether `name` is plainly the name of a method already.
fn is_snake_case(name: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    name.split('_').all(is_word) && !KEYWORDS.contains(&name)
}

/// Whether the generator finds a variant of its own for each of these values of an enum.
pub(crate) fn variants_differ<'a>(values: impl Iterator<Item = &'a str> + Clone) -> bool {
    // Where the plain names collide the generator tries once more with an X for each character
    // that no identifier can hold.
    differ(values.clone().map(type_name))
        || differ(
            values.map(|value| {
                type_name(&value.replace(|c| c == '_' || !continues_identifier(c), "X"))
            }),
        )
}

fn differ(mut names: impl Iterator<Item = String>) -> bool {
    let mut seen = HashSet::new();
    names.all(|name| seen.insert(name))
}

fn identifier(name: &str, case: fn(&str) -> String, prefix: &str) -> String {
    let mut out = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ if name
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) =>
        {
            case(name)
        }
        _ => case(
            &name
                .replace('\'', "")
                .replace(|c| !continues_identifier(c), "-"),
        ),
    };
    match out.chars().next() {
        None => out = case("x"),
        Some(first) if starts_identifier(first) => {}
        Some(_) => out.insert_str(0, prefix),
    }
    if KEYWORDS.contains(&out.as_str()) {
        out.push('_');
    }
    out
}

fn continues_identifier(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && is_identifier(&format!("a{c}")))
}

fn starts_identifier(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && is_identifier(&c.to_string()))
}

fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

/// What the generator takes for a keyword, and writes with an underscore behind.
const KEYWORDS: [&str; 53] = [
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "Self", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_generator() {
        assert_eq!(field("userID"), "user_id");
        assert_eq!(field("type"), "type_");
        assert_eq!(field("1st"), "x1st");
        assert_eq!(field(""), "x");
        assert_eq!(method("1st"), "_1st");
        assert_eq!(method("Accounts_GetAccounts"), "accounts_get_accounts");
        assert_eq!(type_name("JsonPatch[Account]"), "JsonPatchAccount");
        assert_eq!(type_name("größe"), "Größe");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig {
            failure_persistence: None,
            ..proptest::prelude::ProptestConfig::default()
        })]

        #[test]
        fn what_is_a_good_name_stays(name in "(Self|type|[a-z]_?|[A-Z][a-zA-Z]{0,3}|[a-zA-Z0-9_]{1,6}){1,3}") {
            let slow = identifier(&name, str::to_pascal_case, "X");
            proptest::prop_assert_eq!(type_name(&name), slow);
            let slow = identifier(&name, str::to_snake_case, "_");
            proptest::prop_assert_eq!(method(&name), slow);
        }
    }

    #[test]
    fn colliding_variants_are_seen() {
        assert!(variants_differ(["asc", "desc"].into_iter()));
        assert!(variants_differ(["<", ">="].into_iter()));
        assert!(!variants_differ(["a", "A"].into_iter()));
        assert!(!variants_differ(["<", ">"].into_iter()));
    }
}
