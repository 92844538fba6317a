//! A body is sent under the media type that the document gives it.
//!
//! The generator knows four: JSON of another name, and bytes that it takes for any, get their own
//! name here. What does not look as this module knows it is refused: it would say something wrong.

use crate::problem::{Problem, Refusal};
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprLit, ExprMethodCall, Item, Lit, parse_quote};

/// Sends the body of the request `id` as `media`; `items` are its builder.
///
/// # Errors
///
/// When the generator wrote the builder in a shape that nobody has seen yet.
pub(super) fn say(id: &str, media: &str, items: &mut [Item]) -> Result<(), Refusal> {
    let mut work = Work { media, said: 0 };
    items.iter_mut().for_each(|item| work.visit_item_mut(item));
    match work.said {
        1 => Ok(()),
        _ => Err(Problem::new(
            format!("the generator wrote the body of `{id}`, which is {media}, in a new shape"),
            "the generator changed: teach codegen/src/split/body_type.rs the new shape",
        )
        .into()),
    }
}

struct Work<'a> {
    media: &'a str,
    said: usize,
}

impl VisitMut for Work<'_> {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        syn::visit_mut::visit_expr_method_call_mut(self, call);
        let media = self.media;
        if is_content_type(call) {
            // `.header(CONTENT_TYPE, HeaderValue::from_static("…"))` of bytes and text.
            if let Some(Expr::Call(value)) = call.args.last_mut()
                && let Some(Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                })) = value.args.first_mut()
            {
                *text = syn::LitStr::new(media, text.span());
                self.said += 1;
            }
        } else if call.method == "json" {
            // What is said before stays.
            let request = &call.receiver;
            *call.receiver = parse_quote! {
                #request.header(
                    ::reqwest::header::CONTENT_TYPE,
                    ::reqwest::header::HeaderValue::from_static(#media),
                )
            };
            self.said += 1;
        }
    }
}

/// `….header(CONTENT_TYPE, …)`.
pub(super) fn is_content_type(call: &ExprMethodCall) -> bool {
    call.method == "header"
        && matches!(call.args.first(), Some(Expr::Path(path))
            if path.path.segments.last().is_some_and(|last| last.ident == "CONTENT_TYPE"))
}
