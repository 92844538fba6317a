//! The one call of the generator: a checked document becomes one stream of Rust.

use crate::problem::{Problem, Refusal};
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use schemars08::schema::{InstanceType, SchemaObject};
use serde::Deserialize;
use serde_json::Value;

/// A `format` that becomes a type of the seam instead of a plain string or number.
struct Conversion {
    instance: InstanceType,
    format: &'static str,
    to: &'static str,
    impls: &'static [TypeImpl],
}

const CONVERSIONS: [Conversion; 5] = [
    Conversion {
        instance: InstanceType::String,
        format: "password",
        to: "crate::Secret",
        impls: &[TypeImpl::FromStr],
    },
    Conversion {
        instance: InstanceType::String,
        format: "id",
        to: "crate::Id",
        impls: &[TypeImpl::FromStr, TypeImpl::Display],
    },
    Conversion {
        instance: InstanceType::String,
        format: "net-date",
        to: "crate::NetDate",
        impls: &[TypeImpl::FromStr, TypeImpl::Display],
    },
    Conversion {
        instance: InstanceType::Integer,
        format: "epoch-seconds",
        to: "crate::EpochSeconds",
        impls: &[TypeImpl::FromStr, TypeImpl::Display],
    },
    Conversion {
        instance: InstanceType::Integer,
        format: "epoch-micros",
        to: "crate::EpochMicros",
        impls: &[TypeImpl::FromStr, TypeImpl::Display],
    },
];

/// Generates the client for `document`, which [`crate::check::check`] has accepted.
///
/// # Errors
///
/// What the generator refuses all the same, in its own words.
pub fn generate(document: &Value) -> Result<syn::File, Refusal> {
    let spec: openapiv3::OpenAPI = readable(document)?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote! { crate::Layers })
        // Sorted, so that the same request has the same bytes.
        .with_map_type("::std::collections::BTreeMap");
    for conversion in &CONVERSIONS {
        settings.with_conversion(
            SchemaObject {
                instance_type: Some(conversion.instance.into()),
                format: Some(conversion.format.to_owned()),
                ..Default::default()
            },
            conversion.to,
            conversion.impls.iter().copied(),
        );
    }
    written(&settings, &spec)
}

/// What the generator writes with these settings.
fn written(settings: &GenerationSettings, spec: &openapiv3::OpenAPI) -> Result<syn::File, Refusal> {
    let tokens = Generator::new(settings)
        .generate_tokens(spec)
        .map_err(|error| {
            Problem::new(
                format!("the generator refuses the normalised document: {error}"),
                "look at the construct it names; `cargo xtask normalize` prints the document it was given",
            )
        })?;
    syn::parse2(tokens).map_err(|error| {
        Problem::new(
            format!("the generator wrote Rust that cannot be parsed: {error}"),
            "report it together with the output of `cargo xtask normalize`",
        )
        .into()
    })
}

/// The one file that progenitor writes for `document` when it is left alone: in builder style and
/// with nothing of ours. It is what our own output is measured against.
///
/// # Errors
///
/// What the generator refuses, in its own words.
pub fn bare(document: &Value) -> Result<String, Refusal> {
    let spec: openapiv3::OpenAPI = readable(document)?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    Ok(prettyplease::unparse(&written(&settings, &spec)?))
}

fn readable(document: &Value) -> Result<openapiv3::OpenAPI, Refusal> {
    openapiv3::OpenAPI::deserialize(document).map_err(|error| {
        Problem::new(
            format!("the normalised document is no OpenAPI 3.0 document: {error}"),
            "correct the document where it breaks OpenAPI 3.0",
        )
        .into()
    })
}
