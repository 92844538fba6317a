//! Replaces what the generator writes into every method by a call of `codegen/seam/send.rs`.
//!
//! Most of the time that a generated crate takes to be checked goes into closures and suspension
//! points that are the same everywhere. What does not look as this module knows it stays as it is.

use quote::ToTokens;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{
    Block, Expr, GenericArgument, Ident, ImplItem, ImplItemFn, Item, Lit, Pat, PathArguments, Stmt,
    Type, TypeParamBound, WherePredicate, parse_quote,
};

/// Shortens the methods of a builder: those that set, and the one that sends.
pub(super) fn shorten(item: &mut Item) {
    let Item::Impl(block) = item else {
        return;
    };
    for item in &mut block.items {
        if let ImplItem::Fn(method) = item {
            match method.sig.ident == "send" {
                true => send(&mut method.block),
                false => set(method),
            }
        }
    }
}

/// From the built request on, all operations do the same.
fn send(block: &mut Block) {
    let Some((start, operation)) = block
        .stmts
        .iter()
        .enumerate()
        .find_map(|(index, stmt)| Some((index, operation_id(stmt)?)))
    else {
        return;
    };
    let Some(Stmt::Expr(Expr::Match(answer), None)) = block.stmts.last() else {
        return;
    };
    let mut errors = answer.arms.iter().skip(1).rev().skip(1).peekable();
    if errors.peek().is_none()
        || !errors.all(|arm| {
            let names = Names::of(|names| names.visit_expr(&arm.body));
            names.has("ErrorResponse") && names.has("from_response")
        })
    {
        return;
    }
    let Some(success) = answer.arms.first() else {
        return;
    };
    let success = Names::of(|names| names.visit_expr(&success.body));
    let read = if success.has("from_response") {
        "read_json"
    } else if success.has("empty") {
        "read_nothing"
    } else if success.has("stream") {
        "read_bytes"
    } else {
        return;
    };
    let read = quote::format_ident!("{read}");
    let before = &block.stmts[..start];
    // Where a parameter has the name, the generator writes `_client` or `_request`.
    let (Some(client), Some(request)) = (
        before.iter().find_map(client),
        before.iter().rev().find_map(request),
    ) else {
        return;
    };
    block.stmts.truncate(start);
    block.stmts.push(Stmt::Expr(
        parse_quote!(#client.#read(#request, #operation).await),
        None,
    ));
    without_version_header(block);
}

/// The first name in `let Self { client, … } = self;`, which is the client.
fn client(stmt: &Stmt) -> Option<Ident> {
    let Stmt::Local(local) = stmt else {
        return None;
    };
    let Pat::Struct(pattern) = &local.pat else {
        return None;
    };
    match &*pattern.fields.first()?.pat {
        Pat::Ident(name) => Some(name.ident.clone()),
        _ => None,
    }
}

/// The name in `let mut request = ….build()?;`.
fn request(stmt: &Stmt) -> Option<Ident> {
    let Stmt::Local(local) = stmt else {
        return None;
    };
    let Expr::Try(expr) = &*local.init.as_ref()?.expr else {
        return None;
    };
    match (&*expr.expr, &local.pat) {
        (Expr::MethodCall(call), Pat::Ident(name)) if call.method == "build" => {
            Some(name.ident.clone())
        }
        _ => None,
    }
}

/// The literal in `let info = OperationInfo { operation_id: "…" };`
fn operation_id(stmt: &Stmt) -> Option<Lit> {
    let Stmt::Local(local) = stmt else {
        return None;
    };
    let Expr::Struct(info) = &*local.init.as_ref()?.expr else {
        return None;
    };
    if info.path.segments.last()?.ident != "OperationInfo" {
        return None;
    }
    match &info.fields.first()?.expr {
        Expr::Lit(literal) => Some(literal.lit.clone()),
        _ => None,
    }
}

/// The header in which the generated client names the version of the API.
const VERSION: &str = "api-version";

/// The names and the texts in a piece of code.
#[derive(Default)]
struct Names<'a> {
    names: Vec<&'a Ident>,
    texts: Vec<String>,
}

impl<'a> Names<'a> {
    fn of(visit: impl FnOnce(&mut Self)) -> Self {
        let mut names = Self::default();
        visit(&mut names);
        names
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|ident| *ident == name)
    }
}

impl<'a> Visit<'a> for Names<'a> {
    fn visit_ident(&mut self, ident: &'a Ident) {
        self.names.push(ident);
    }

    fn visit_lit_str(&mut self, text: &'a syn::LitStr) {
        self.texts.push(text.value());
    }
}

/// The generator adds `api-version: <info.version>` to every request; no server here reads it.
fn without_version_header(block: &mut Block) {
    let mut uses = 0;
    block.stmts.retain(|stmt| {
        let names = Names::of(|names| names.visit_stmt(stmt));
        let of_headers = names.has("header_map");
        let goes = of_headers && names.has("append") && names.texts.iter().any(|it| it == VERSION);
        uses += usize::from(of_headers && !goes);
        !goes
    });
    // What is left of it without other headers: where it is made and where it is used.
    if uses == 2 {
        block.stmts.retain(|stmt| {
            !matches!(stmt, Stmt::Local(local)
                if matches!(&local.pat, Pat::Ident(name) if name.ident == "header_map"))
        });
        NoHeaders.visit_block_mut(block);
    }
}

/// Takes `.headers(header_map)` out of a chain of calls.
struct NoHeaders;

impl VisitMut for NoHeaders {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        syn::visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && call.method == "headers"
        {
            *expr = (*call.receiver).clone();
        }
    }
}

/// `self.name = value.try_into()…map_err(…)` becomes a call that does the same.
fn set(method: &mut ImplItemFn) {
    let wanted = wanted(method);
    let Some(Stmt::Expr(Expr::Assign(assign), Some(_))) = method.block.stmts.first_mut() else {
        return;
    };
    let Expr::MethodCall(outer) = &*assign.right else {
        return;
    };
    let (Some(steps), Some(message)) = (steps(&assign.right), outer.args.first().and_then(message))
    else {
        return;
    };
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let text = message.as_str();
    let call: Expr = if let Some(name) = text
        .strip_prefix("error converting supplied value for ")
        .and_then(|rest| rest.strip_suffix(": {e}"))
        && steps == ["try_into", "map_err"]
    {
        parse_quote!(crate::send::property(value, #name))
    } else if let Some(name) = text
        .strip_prefix("conversion to `")
        .and_then(|rest| rest.strip_suffix("` for body failed: {}"))
        && let Some(wanted) = &wanted
        && steps == ["try_into", "map", "map_err"]
    {
        parse_quote!(crate::send::body::<#wanted, _, _>(value, #name))
    } else if text.starts_with("conversion to `") && text.ends_with(" failed") {
        // The generator writes types as a stream of tokens reads.
        let text = text
            .replace(":: std :: string :: String", "String")
            .replace(" :: ", "::");
        match steps[..] {
            ["try_into", "map_err"] => parse_quote!(crate::send::given(value, #text)),
            ["try_into", "map", "map_err"] => parse_quote!(crate::send::given_option(value, #text)),
            _ => return,
        }
    } else {
        return;
    };
    *assign.right = call;
}

/// The methods that are called on `value`, first to last.
fn steps(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Path(path) if path.path.is_ident("value") => Some(Vec::new()),
        Expr::MethodCall(call) => {
            let mut steps = steps(&call.receiver)?;
            steps.push(call.method.to_string());
            Some(steps)
        }
        _ => None,
    }
}

/// The one text in the closure that makes the error.
fn message(closure: &Expr) -> Option<String> {
    if !matches!(closure, Expr::Closure(_)) {
        return None;
    }
    let tokens = closure.to_token_stream().to_string();
    let literal = tokens.get(tokens.find('"')?..=tokens.rfind('"')?)?;
    let literal: syn::LitStr = syn::parse_str(literal).ok()?;
    Some(literal.value())
}

/// `T` of `where V: TryInto<T>`.
fn wanted(method: &ImplItemFn) -> Option<Type> {
    let clause = method.sig.generics.where_clause.as_ref()?;
    let WherePredicate::Type(predicate) = clause.predicates.first()? else {
        return None;
    };
    let TypeParamBound::Trait(bound) = predicate.bounds.first()? else {
        return None;
    };
    match &bound.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(list) => match list.args.first()? {
            GenericArgument::Type(ty) => Some(ty.clone()),
            _ => None,
        },
        _ => None,
    }
}
