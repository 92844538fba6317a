//! Writes `round_trip.rs`: what a recorded answer becomes once it went through its type.

use super::{Plan, pieces::Pieces};
use quote::format_ident;
use syn::{GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, parse_quote};

/// The items of the file: one function for answers, one for errors.
pub(super) fn items(pieces: &Pieces, plan: &Plan) -> Vec<Item> {
    let mut arms: Vec<syn::Arm> = Vec::new();
    let mut error: Option<Type> = None;
    // Where no operation answers JSON, nothing reads an answer.
    let mut read = format_ident!("_answer");
    let mut operations: Vec<_> = pieces.requests.iter().collect();
    operations.sort_by_key(|(id, _)| id.as_str());
    for (id, items) in operations {
        let Some((answer, failure)) = answers(items) else {
            continue;
        };
        error = error.or(failure);
        let Some(area) = plan.operations.get(id) else {
            continue;
        };
        arms.push(match answer {
            Type::Tuple(nothing) if nothing.elems.is_empty() => parse_quote! {
                #[cfg(feature = #area)] #id => Answer::Nothing,
            },
            Type::Path(path) if path.path.is_ident("ByteStream") => parse_quote! {
                #[cfg(feature = #area)] #id => Answer::Bytes,
            },
            answer => {
                read = format_ident!("answer");
                parse_quote! {
                    #[cfg(feature = #area)] #id => Answer::Json(again::<#answer, D>(answer)),
                }
            }
        });
    }
    let error = error.unwrap_or_else(|| parse_quote!(()));
    vec![
        parse_quote! { use crate::types; },
        parse_quote! { use serde::{Deserialize, Deserializer, Serialize, de::Error}; },
        parse_quote! {
            /// What became of an answer.
            #[derive(Debug)]
            #[non_exhaustive]
            pub enum Answer<E> {
                /// There is no such operation, or its area is not switched on.
                Unknown,
                /// The operation answers no body.
                Nothing,
                /// The operation answers bytes that are handed out as they are.
                Bytes,
                /// The answer as it is written again, or why it could not be read.
                Json(std::result::Result<serde_json::Value, E>),
            }
        },
        parse_quote! {
            /// Reads the success answer of the operation with that id into its type and writes it
            /// again.
            ///
            /// What the type does not know is missing from the result, and so is what was null. A
            /// secret stands in it in clear.
            pub fn answer<'de, D: Deserializer<'de>>(operation: &str, #read: D) -> Answer<D::Error> {
                match operation {
                    #(#arms)*
                    _ => Answer::Unknown,
                }
            }
        },
        parse_quote! {
            /// Reads an error answer, which is the same type for every operation, and writes it
            /// again.
            ///
            /// # Errors
            ///
            /// When the answer cannot be read.
            pub fn error<'de, D: Deserializer<'de>>(answer: D) -> std::result::Result<serde_json::Value, D::Error> {
                again::<#error, D>(answer)
            }
        },
        parse_quote! {
            fn again<'de, T: Deserialize<'de> + Serialize, D: Deserializer<'de>>(
                answer: D,
            ) -> std::result::Result<serde_json::Value, D::Error> {
                serde_json::to_value(crate::Exposed(&T::deserialize(answer)?)).map_err(D::Error::custom)
            }
        },
    ]
}

/// What `send` answers: the type of the success and that of the error.
fn answers(items: &[Item]) -> Option<(Type, Option<Type>)> {
    let methods = items.iter().filter_map(|item| match item {
        Item::Impl(block) => Some(&block.items),
        _ => None,
    });
    let send = methods.flatten().find_map(|item| match item {
        ImplItem::Fn(method) if method.sig.ident == "send" => Some(&method.sig.output),
        _ => None,
    })?;
    let ReturnType::Type(_, result) = send else {
        return None;
    };
    let mut sides = arguments(result).into_iter();
    let success = sides
        .next()
        .and_then(|side| arguments(&side).into_iter().next())?;
    let failure = sides
        .next()
        .and_then(|side| arguments(&side).into_iter().next());
    // An operation without a described error has `()` there.
    let failure = failure.filter(|failure| *failure != parse_quote!(()));
    Some((success, failure))
}

/// The generic arguments of a type.
fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else {
        return Vec::new();
    };
    match path.path.segments.last().map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(list)) => {
            let types = list.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    }
}

/// What the file is about.
pub(super) const DOCS: &str = "Through the types and back: shows whether an answer fits its type, and what of it is lost.\n\n\
     For whoever checks the description of the API against recorded answers.";

/// How the crate declares the module.
pub(super) fn declaration() -> String {
    let feature = super::BOTH_DIRECTIONS;
    format!("\n#[cfg(feature = \"{feature}\")]\n#[rustfmt::skip]\npub mod round_trip;\n")
}
