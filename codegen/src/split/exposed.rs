//! Lets the secrets in the body of a request be written, which happens nowhere else.

use syn::visit_mut::VisitMut;
use syn::{Expr, Item, parse_quote};

/// The calls that write a body.
const WRITES: [&str; 2] = ["json", "form_urlencoded"];

/// Turns `.json(&body)` into `.json(&crate::Exposed(&body))`: see `codegen/seam/secret.rs`.
pub(super) fn expose(items: &mut [Item]) {
    for item in items {
        Bodies.visit_item_mut(item);
    }
}

struct Bodies;

impl VisitMut for Bodies {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        syn::visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && WRITES.iter().any(|name| call.method == name)
            && let Some(body @ Expr::Reference(_)) = call.args.first_mut()
        {
            *body = parse_quote!(&crate::Exposed(#body));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    #[test]
    fn only_what_writes_a_body_exposes_it() {
        let mut item: Item = parse_quote! {
            fn send() {
                match (request.query(&body), body) {
                    (request, Some(body)) => request.json(&body),
                    (request, None) => request.form_urlencoded(&body)?,
                }
            }
        };
        expose(std::slice::from_mut(&mut item));
        let expected: Item = parse_quote! {
            fn send() {
                match (request.query(&body), body) {
                    (request, Some(body)) => request.json(&crate::Exposed(&body)),
                    (request, None) => request.form_urlencoded(&crate::Exposed(&body))?,
                }
            }
        };
        assert_eq!(
            item.to_token_stream().to_string(),
            expected.to_token_stream().to_string()
        );
    }
}
