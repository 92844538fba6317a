//! Where in the document an item of the API comes from.

use serde::Serialize;

/// Where in the document an item comes from, as far as the generated code tells.
///
/// Schemas have the names that they have in Rust: the code does not tell the names in the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Origin {
    /// An operation: its method and its builder.
    Operation {
        /// The HTTP method in capitals.
        method: String,
        /// The path with its `{parameters}`.
        path: String,
    },
    /// A parameter of an operation, or its body.
    Parameter {
        /// The HTTP method in capitals.
        method: String,
        /// The path with its `{parameters}`.
        path: String,
        /// The parameter as the document names it where the code tells, and `body` for the body.
        name: String,
    },
    /// A schema.
    Schema {
        /// The name that it has in Rust.
        name: String,
    },
    /// A property of a schema.
    Property {
        /// The name that the schema has in Rust.
        schema: String,
        /// The property as the server names it.
        name: String,
    },
    /// A value of an enumeration, or one of the kinds of a schema that is a choice.
    Value {
        /// The name that the schema has in Rust.
        schema: String,
        /// The value as the server writes it, and the name of the variant for a kind.
        name: String,
    },
    /// An area: the tag of its operations, as a Cargo feature.
    Area {
        /// The name of the feature.
        name: String,
    },
    /// Nothing in the document: what every generated crate has.
    Crate,
}

impl Origin {
    /// The same operation's parameter of that name; nothing else has parameters.
    pub(super) fn parameter(&self, parameter: &str) -> Self {
        match self {
            Self::Operation { method, path } => Self::Parameter {
                method: method.clone(),
                path: path.clone(),
                name: parameter.to_owned(),
            },
            other => other.clone(),
        }
    }

    /// The same schema's property of that name; nothing else has properties.
    pub(super) fn property(&self, property: &str) -> Self {
        match self {
            Self::Schema { name } => Self::Property {
                schema: name.clone(),
                name: property.to_owned(),
            },
            other => other.clone(),
        }
    }

    /// The same schema's value of that name; nothing else has values.
    pub(super) fn value(&self, value: &str) -> Self {
        match self {
            Self::Schema { name } => Self::Value {
                schema: name.clone(),
                name: value.to_owned(),
            },
            other => other.clone(),
        }
    }

    /// The operation that a doc comment names: by its facts, or by what the generator writes.
    pub(super) fn in_words(text: &str) -> Option<Self> {
        let operation = |method: &str, path: &str| {
            let known = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
            known.then(|| Self::Operation {
                method: method.to_owned(),
                path: path.trim().to_owned(),
            })
        };
        if let Some((_, after)) = text.split_once("Request: `")
            && let Some((request, _)) = after.split_once('`')
            && let Some((method, path)) = request.split_once(' ')
        {
            return operation(method, path);
        }
        let (_, after) = text.split_once("Sends a `")?;
        let (method, after) = after.split_once('`')?;
        let (_, after) = after.split_once("request to `")?;
        let (path, _) = after.split_once('`')?;
        operation(method, path)
    }

    /// The request as it is compared: the method with the path, whatever its parameters are called.
    pub(super) fn request(&self) -> Option<String> {
        match self {
            Self::Operation { method, path } => {
                Some(format!("{method} {}", crate::walk::canonical(path)))
            }
            _ => None,
        }
    }
}
