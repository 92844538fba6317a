//! What stands where in a description of an API, as far as it holds references.

use serde_json::Value;

use super::reference::local;
use crate::walk::METHODS;

/// What a part of a document is, and how many of it stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: Kind,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    One,
    /// An object whose keys are names.
    Named,
    List,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Root,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Schema,
    Discriminator,
    /// A reference to a schema that is no `$ref`.
    Choice,
}

impl Part {
    pub(super) fn one(kind: Kind) -> Self {
        let shape = Shape::One;
        Self { kind, shape }
    }

    fn named(kind: Kind) -> Self {
        let shape = Shape::Named;
        Self { kind, shape }
    }

    fn list(kind: Kind) -> Self {
        let shape = Shape::List;
        Self { kind, shape }
    }

    /// What stands under a key; `None` for data, and for what holds no references.
    pub(super) fn member(self, key: &str) -> Option<Self> {
        match self.shape {
            Shape::One => self.kind.member(key),
            Shape::Named => Some(Self::one(self.kind)),
            Shape::List => None,
        }
    }

    /// What the elements of a list are that stands in the place of this part.
    pub(super) fn element(self) -> Option<Self> {
        match (self.shape, self.kind) {
            (Shape::List, kind) => Some(Self::one(kind)),
            // `items` may be a list of schemas.
            (Shape::One, Kind::Schema) => Some(self),
            _ => None,
        }
    }

    /// Where the document keeps such a part under a name; `None` where it stands where it is used.
    pub(super) fn section(self, language: Language) -> Option<Section> {
        let mut sections = language.sections().iter().copied();
        sections.find(|section| {
            self.shape == Shape::One
                && match self.kind {
                    Kind::Choice => section.kind == Kind::Schema,
                    kind => section.kind == kind,
                }
        })
    }

    /// Whether a value can be such a part.
    pub(super) fn takes(self, value: &Value) -> bool {
        match value {
            Value::Object(_) => true,
            Value::Array(_) => self.shape == Shape::List,
            Value::Bool(_) => self.kind == Kind::Schema && self.shape == Shape::One,
            _ => false,
        }
    }

    /// Whether it is a text that names a schema.
    pub(super) fn is_choice(self) -> bool {
        self == Self::one(Kind::Choice)
    }
}

impl Kind {
    fn member(self, key: &str) -> Option<Part> {
        Some(match (self, key) {
            (Self::Root, "paths" | "webhooks") => Part::named(Self::PathItem),
            (Self::Root, "components") => Part::one(Self::Components),
            (Self::Components, "pathItems") => Part::named(Self::PathItem),
            (Self::PathItem | Self::Operation, "parameters") => Part::list(Self::Parameter),
            (Self::PathItem, method) if METHODS.contains(&method) => Part::one(Self::Operation),
            (Self::Operation, "requestBody") => Part::one(Self::RequestBody),
            (Self::Operation, "responses") => Part::named(Self::Response),
            (Self::Operation, "callbacks") => Part::named(Self::Callback),
            (Self::Callback, key) if !key.starts_with("x-") => Part::one(Self::PathItem),
            (Self::Parameter | Self::Header | Self::Response | Self::MediaType, "schema") => {
                Part::one(Self::Schema)
            }
            (Self::Parameter | Self::Header | Self::Response | Self::RequestBody, "content") => {
                Part::named(Self::MediaType)
            }
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => {
                Part::named(Self::Example)
            }
            (Self::Response | Self::Encoding, "headers") => Part::named(Self::Header),
            (Self::Response, "links") => Part::named(Self::Link),
            (Self::MediaType, "encoding") => Part::named(Self::Encoding),
            (
                Self::Schema,
                "properties" | "patternProperties" | "dependentSchemas" | "definitions" | "$defs",
            ) => Part::named(Self::Schema),
            (
                Self::Schema,
                "items"
                | "additionalProperties"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "propertyNames"
                | "contains"
                | "not"
                | "if"
                | "then"
                | "else",
            ) => Part::one(Self::Schema),
            (Self::Schema, "allOf" | "anyOf" | "oneOf" | "prefixItems") => Part::list(Self::Schema),
            (Self::Schema, "discriminator") => Part::one(Self::Discriminator),
            (Self::Discriminator, "mapping") => Part::named(Self::Choice),
            _ => return None,
        })
    }
}

/// The description language, as far as it says where named parts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Swagger,
    OpenApi,
}

/// A place for named parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Section {
    /// The keys that lead there from the root.
    pub(super) path: &'static [&'static str],
    pub(super) kind: Kind,
}

const fn section(path: &'static [&'static str], kind: Kind) -> Section {
    Section { path, kind }
}

const SWAGGER: [Section; 4] = [
    section(&["definitions"], Kind::Schema),
    section(&["parameters"], Kind::Parameter),
    section(&["responses"], Kind::Response),
    section(&["securityDefinitions"], Kind::SecurityScheme),
];

const OPEN_API: [Section; 9] = [
    section(&["components", "schemas"], Kind::Schema),
    section(&["components", "parameters"], Kind::Parameter),
    section(&["components", "requestBodies"], Kind::RequestBody),
    section(&["components", "responses"], Kind::Response),
    section(&["components", "headers"], Kind::Header),
    section(&["components", "examples"], Kind::Example),
    section(&["components", "links"], Kind::Link),
    section(&["components", "callbacks"], Kind::Callback),
    section(&["components", "securitySchemes"], Kind::SecurityScheme),
];

impl Language {
    pub(super) fn sections(self) -> &'static [Section] {
        match self {
            Self::Swagger => &SWAGGER,
            Self::OpenApi => &OPEN_API,
        }
    }
}

impl Section {
    /// The last of the keys that lead there.
    pub(super) fn key(self) -> &'static str {
        self.path.last().copied().unwrap_or_default()
    }

    /// The reference to one of its entries.
    pub(super) fn reference(self, name: &str) -> String {
        local(self.path.iter().copied().chain([name]))
    }

    /// The JSON pointer to the section.
    pub(super) fn pointer(self) -> String {
        self.path.iter().map(|key| format!("/{key}")).collect()
    }
}
