//! Tokens as one text: the same type has the same spelling wherever it is written.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Names of the standard library that are spelled without their module.
const PLAIN: [&str; 16] = [
    "Option", "String", "Vec", "Box", "TryInto", "TryFrom", "Into", "From", "Default", "Clone",
    "FnOnce", "FromStr", "Display", "Debug", "Deref", "Error",
];

/// The spelling of a node.
///
/// `crate::types::Safe`, `super::Safe` and `types::Safe` are one type, and so are
/// `::std::option::Option` and `Option`: a type that moves between two files of the crate is
/// spelled differently there and has not changed.
pub(super) fn spelling(node: &impl ToTokens) -> String {
    of(node.to_token_stream())
}

/// The spelling of tokens.
pub(super) fn of(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

fn write(tokens: TokenStream, out: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(ident) => {
                let is_path = is_colons(&tokens, at);
                let begins = !out.ends_with("::");
                if is_path && begins {
                    let word = ident.to_string();
                    if matches!(word.as_str(), "crate" | "super" | "self" | "types") {
                        at += 2;
                        continue;
                    }
                    if matches!(word.as_str(), "std" | "core" | "alloc")
                        && let Some(skipped) = standard(&tokens, at)
                    {
                        at += skipped;
                        continue;
                    }
                }
                word(&ident.to_string(), out);
            }
            TokenTree::Literal(literal) => word(&literal.to_string(), out),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                if out.ends_with(is_word) && open == "[" {
                    out.push(' ');
                }
                out.push_str(open);
                write(group.stream(), out);
                if out.ends_with([',', ' ']) && open != " { " {
                    out.truncate(out.trim_end_matches([',', ' ']).len());
                }
                out.push_str(close);
            }
            TokenTree::Punct(sign) => {
                let sign_text = sign.as_char();
                let joint = sign.spacing() == Spacing::Joint;
                match (sign_text, tokens.get(at)) {
                    (':', Some(TokenTree::Punct(next))) if joint && next.as_char() == ':' => {
                        at += 1;
                        // A path from the root is the path.
                        if out.ends_with(|c: char| is_word(c) || c == '>') {
                            out.push_str("::");
                        }
                    }
                    ('-', Some(TokenTree::Punct(next))) if joint && next.as_char() == '>' => {
                        at += 1;
                        out.push_str(" -> ");
                    }
                    ('\'', Some(TokenTree::Ident(name))) => {
                        at += 1;
                        word(&format!("'{name}"), out);
                    }
                    // A comma that nothing follows says nothing.
                    (',', next) => {
                        let ends = match next {
                            None => true,
                            Some(TokenTree::Punct(next)) => next.as_char() == '>',
                            Some(_) => false,
                        };
                        if !ends {
                            out.push_str(", ");
                        }
                    }
                    (':', _) => out.push_str(": "),
                    ('+', _) => out.push_str(" + "),
                    ('=', _) => out.push_str(" = "),
                    (';', _) => out.push_str("; "),
                    (other, _) => {
                        if other == '&' && out.ends_with(is_word) {
                            out.push(' ');
                        }
                        out.push(other);
                    }
                }
            }
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Writes a word, apart from a word before it.
fn word(text: &str, out: &mut String) {
    if out.ends_with(is_word) || out.ends_with('>') && !out.ends_with("-> ") {
        out.push(' ');
    }
    out.push_str(text);
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
    colon(tokens.get(at)) && colon(tokens.get(at + 1))
}

/// How many tokens stand before a name of the standard library that is known without its module.
///
/// `::std::fmt::Result` is another `Result`: its module is no `result`.
fn standard(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let ident = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let (module, name) = (ident(at + 2)?, ident(at + 5)?);
    let known = is_colons(tokens, at + 3)
        && (PLAIN.contains(&name.as_str()) && module != "io"
            || name == "Result" && module == "result");
    known.then_some(5)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn one_type_has_one_spelling() {
        for (tokens, expected) in [
            (
                ":: std :: option :: Option < super :: Safe , >",
                "Option<Safe>",
            ),
            ("crate::types::Safe", "Safe"),
            ("types::builder::Safe", "builder::Safe"),
            (
                "::serde_json::Map<String, ::serde_json::Value>",
                "serde_json::Map<String, serde_json::Value>",
            ),
            ("std::fmt::Result", "std::fmt::Result"),
            (
                "std::result::Result<T, std::fmt::Error>",
                "Result<T, Error>",
            ),
            ("&'a super::Client", "&'a Client"),
            (
                "Pin<Box<dyn Future<Output = T> + Send + 'a>>",
                "Pin<Box<dyn Future<Output = T> + Send + 'a>>",
            ),
            ("&'static [SafePermission]", "&'static [SafePermission]"),
            (
                "<V as std::convert::TryInto<types::A>>::Error: std::fmt::Display",
                "<V as TryInto<A>>::Error: Display",
            ),
            ("fn(u8,) -> (u8, [u8; 2])", "fn(u8) -> (u8, [u8; 2])"),
            ("&mut self", "&mut self"),
            ("impl Into<&str>", "impl Into<&str>"),
        ] {
            assert_eq!(of(tokens.parse().unwrap()), expected, "{tokens}");
        }
    }
}
