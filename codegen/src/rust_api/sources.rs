//! Parses the files of a crate without the bodies of their functions.
//!
//! Most of a generated crate is bodies, and no body is part of an API. They are put aside before
//! the parser sees them: it is twice as fast without.

use crate::problem::{Problem, Refusal};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use std::iter::Peekable;
use std::path::Path;

/// The functions of which something is read out of their bodies: which parameters have to be given,
/// and how they are called in the request.
const KEPT: [&str; 3] = ["new", "default", "send"];

/// Parses one file.
pub(super) fn parse(path: &Path, text: &str) -> Result<syn::File, Refusal> {
    let refuse = |error: &dyn std::fmt::Display| {
        Refusal::from(
            Problem::new(
                format!("the file is not Rust: {error}"),
                "generate the crate anew with `cargo xtask generate`",
            )
            .at(path.display().to_string(), None),
        )
    };
    let tokens: TokenStream = without_docs(text).parse().map_err(|error| refuse(&error))?;
    syn::parse2(without_bodies(tokens)).map_err(|error| refuse(&error))
}

/// The text without doc comments, of which each line costs as much as a field; what names a request
/// stays, with the line behind it, where its path may stand.
fn without_docs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_kept = false;
    for line in text.lines() {
        let is_doc = line.trim_start().starts_with("///");
        let names = line.contains("Request: `") || line.contains("Sends a `");
        if !is_doc || names || is_kept {
            out.push_str(line);
        }
        is_kept = is_doc && names;
        out.push('\n');
    }
    out
}

/// The same tokens with nothing in the bodies of functions and in the values of constants.
fn without_bodies(tokens: TokenStream) -> TokenStream {
    let mut out = Vec::new();
    let mut function: Option<String> = None;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "fn" => {
                if let Some(TokenTree::Ident(name)) = tokens.peek() {
                    function = Some(name.to_string());
                }
                out.push(ident.into());
            }
            TokenTree::Ident(ident) if ident == "static" || ident == "const" => {
                let is_item =
                    matches!(tokens.peek(), Some(TokenTree::Ident(name)) if !is_qualifier(name));
                out.push(ident.into());
                if is_item {
                    without_value(&mut tokens, &mut out);
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let stream = match function.take() {
                    Some(name) if KEPT.contains(&name.as_str()) => put_aside(group.stream()),
                    Some(_) => TokenStream::new(),
                    None => without_bodies(group.stream()),
                };
                out.push(Group::new(Delimiter::Brace, stream).into());
            }
            TokenTree::Punct(sign) => {
                if sign.as_char() == ';' {
                    function = None;
                }
                out.push(sign.into());
            }
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

/// Whether the word behind `const` makes it something else than a constant.
fn is_qualifier(word: &Ident) -> bool {
    ["fn", "async", "unsafe", "extern"]
        .iter()
        .any(|qualifier| word == qualifier)
}

/// Copies up to the `=` of a constant, and leaves `()` in place of its value.
fn without_value(tokens: &mut Peekable<impl Iterator<Item = TokenTree>>, out: &mut Vec<TokenTree>) {
    for token in tokens.by_ref() {
        let sign = match &token {
            TokenTree::Punct(sign) => Some(sign.as_char()),
            _ => None,
        };
        out.push(token);
        match sign {
            // A constant parameter in angle brackets ends here.
            Some(';' | ',' | '>') => return,
            Some('=') => break,
            _ => {}
        }
    }
    out.push(Group::new(Delimiter::Parenthesis, TokenStream::new()).into());
    for token in tokens.by_ref() {
        if matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ';') {
            out.push(token);
            return;
        }
    }
}

/// A body as the tokens of a macro, which the parser takes as they are.
fn put_aside(body: TokenStream) -> TokenStream {
    TokenStream::from_iter([
        TokenTree::Ident(Ident::new("body", Span::call_site())),
        TokenTree::Punct(Punct::new('!', Spacing::Alone)),
        TokenTree::Group(Group::new(Delimiter::Brace, body)),
    ])
}

/// The tokens of a body that was put aside.
pub(super) fn body(block: &syn::Block) -> Option<TokenStream> {
    block.stmts.iter().find_map(|statement| match statement {
        syn::Stmt::Macro(call) => Some(call.mac.tokens.clone()),
        syn::Stmt::Expr(syn::Expr::Macro(call), _) => Some(call.mac.tokens.clone()),
        _ => None,
    })
}
