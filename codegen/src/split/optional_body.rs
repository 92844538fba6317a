//! Bodies that a caller may leave out are sent only where they are given.
//!
//! The generator sends every body. Here the field of the request becomes an `Option`, which the
//! setters fill, and the call that puts the body into the request is made only where it is filled.
//! What does not look as this module knows it is refused: it would send what nobody gave.

use super::body_type::is_content_type;
use crate::problem::{Problem, Refusal};
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprMethodCall, FieldValue, Item, Member, Pat, Stmt, parse_quote};

/// The name of the field, of its setter, and of the variable in `send`.
const BODY: &str = "body";

/// The calls that put a body into a request.
const PUT: [&str; 3] = ["json", "form_urlencoded", "body"];

/// Makes the body of the request `id` one that may be left out; `items` are its builder.
///
/// # Errors
///
/// When the generator wrote the builder in a shape that nobody has seen yet.
pub(super) fn make_optional(id: &str, items: &mut [Item]) -> Result<(), Refusal> {
    let mut work = Work::default();
    items.iter_mut().for_each(|item| work.visit_item_mut(item));
    let Work {
        fields,
        starts,
        reads,
        puts,
        ..
    } = work;
    match (fields, starts, reads, puts) {
        (1, 1, 1, 1) => Ok(()),
        _ => Err(Problem::new(
            format!(
                "the generator wrote the body of `{id}`, which may be left out, in a new shape"
            ),
            "the generator changed: teach codegen/src/split/optional_body.rs the new shape",
        )
        .into()),
    }
}

/// How often each place was found and changed.
#[derive(Default)]
struct Work {
    fields: usize,
    starts: usize,
    reads: usize,
    puts: usize,
    in_send: bool,
}

impl VisitMut for Work {
    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        for field in &mut item.fields {
            if field.ident.as_ref().is_some_and(|name| name == BODY) {
                let held = &field.ty;
                field.ty = parse_quote!(Option<#held>);
                self.fields += 1;
            }
        }
    }

    fn visit_impl_item_fn_mut(&mut self, method: &mut syn::ImplItemFn) {
        self.in_send = method.sig.ident == "send";
        syn::visit_mut::visit_impl_item_fn_mut(self, method);
    }

    /// `Self { body: … }`, with which a request begins.
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if matches!(&field.member, Member::Named(name) if name == BODY)
            && field.colon_token.is_some()
        {
            field.expr = parse_quote!(None);
            self.starts += 1;
        }
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        if self.in_send
            && let Stmt::Local(local) = stmt
            && matches!(&local.pat, Pat::Ident(name) if name.ident == BODY)
            && let Some(init) = &mut local.init
        {
            let read = &init.expr;
            *init.expr = parse_quote!(match body { Some(body) => Some(#read), None => None });
            self.reads += 1;
            return;
        }
        syn::visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        syn::visit_mut::visit_expr_mut(self, expr);
        match expr {
            // The setters: `self.body = …`.
            Expr::Assign(assign) if is_own_body(&assign.left) => {
                let given = &assign.right;
                let begun: Expr = match calls_map(given) {
                    true => parse_quote! {
                        Some(self.body.unwrap_or_else(|| Ok(::std::default::Default::default())).map(f))
                    },
                    false => parse_quote!(Some(#given)),
                };
                *assign.right = begun;
            }
            Expr::MethodCall(call) if self.in_send && puts_body(call) => {
                self.puts += 1;
                *expr = put_where_given(call);
            }
            _ => {}
        }
    }
}

fn is_own_body(expr: &Expr) -> bool {
    matches!(expr, Expr::Field(field)
        if matches!(&field.member, Member::Named(name) if name == BODY)
            && matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self")))
}

/// `self.body.map(f)`, which changes what was given before.
fn calls_map(expr: &Expr) -> bool {
    matches!(expr, Expr::MethodCall(call) if call.method == "map" && is_own_body(&call.receiver))
}

/// `.json(&body)` and the like.
fn puts_body(call: &ExprMethodCall) -> bool {
    let is_body = |expr: &Expr| matches!(expr, Expr::Path(path) if path.path.is_ident(BODY));
    PUT.iter().any(|name| call.method == name)
        && call.args.first().is_some_and(|argument| match argument {
            Expr::Reference(reference) => is_body(&reference.expr),
            other => is_body(other),
        })
}

/// The call where there is a body, and the request as it is where there is none.
fn put_where_given(call: &ExprMethodCall) -> Expr {
    let mut call = call.clone();
    let mut request = (*call.receiver).clone();
    // The type of the content is said with the content.
    if let Expr::MethodCall(header) = &mut *call.receiver
        && is_content_type(header)
    {
        request = (*header.receiver).clone();
        *header.receiver = parse_quote!(request);
    } else {
        *call.receiver = parse_quote!(request);
    }
    let without: Expr = match call.method == "form_urlencoded" {
        true => parse_quote!(Ok(request)),
        false => parse_quote!(request),
    };
    parse_quote! {
        match (#request, body) {
            (request, Some(body)) => #call,
            (request, None) => #without,
        }
    }
}
