//! A schema as it is compared: its keywords, the same in every description language.

use crate::document::Kind;

use super::api::{Api, NOTHING, SchemaAt};
use super::tree::{Entry, Node};

/// The kinds of values that a schema allows; empty where it allows any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(u8);

/// The names of types, in the order of their bits.
const TYPES: [&str; 8] = [
    "null", "boolean", "integer", "number", "string", "array", "object", "file",
];

impl Types {
    const NULL: Self = Self(1);
    pub(super) const INTEGER: Self = Self(4);
    pub(super) const NUMBER: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);

    fn named(name: &str) -> Self {
        let bit = TYPES.iter().position(|known| *known == name);
        Self(bit.map_or(0, |bit| 1 << bit))
    }

    pub(super) fn is_any(self) -> bool {
        self.0 == 0
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        other.0 != 0 && self.0 & other.0 == other.0
    }

    pub(super) fn count(self) -> u32 {
        self.0.count_ones()
    }

    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        TYPES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, name)| name)
    }
}

impl std::fmt::Display for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_any() {
            return f.write_str("any type");
        }
        let names: Vec<_> = self.names().collect();
        f.write_str(&names.join(" or "))
    }
}

/// A schema where `true` and `false` may stand as well.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Sub<'t> {
    /// Nothing is said.
    #[default]
    Absent,
    /// `true`, or an empty schema: any value.
    Any,
    /// `false`: no value.
    Never,
    /// These values.
    Node(&'t Node<'t>),
}

impl<'t> Sub<'t> {
    fn of(node: &'t Node<'t>) -> Self {
        match node {
            Node::Bool(true) => Self::Any,
            Node::Bool(false) => Self::Never,
            Node::Map(entries) if entries.is_empty() => Self::Any,
            Node::Map(_) => Self::Node(node),
            _ => Self::Absent,
        }
    }

    pub(super) fn is_absent(self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// The keywords of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema<'t> {
    pub(super) types: Types,
    pub(super) nullable: bool,
    /// Whether that is said by the type `null`, which a schema without a type allows as well.
    pub(super) null_type: bool,
    pub(super) format: Option<&'t str>,
    pub(super) title: Option<&'t str>,
    pub(super) values: Option<Vec<&'t Node<'t>>>,
    pub(super) extensible_values: Option<&'t [Node<'t>]>,
    pub(super) constant: Option<&'t Node<'t>>,
    pub(super) default: Option<&'t Node<'t>>,
    pub(super) minimum: Option<&'t Node<'t>>,
    pub(super) maximum: Option<&'t Node<'t>>,
    pub(super) exclusive_minimum: Option<&'t Node<'t>>,
    pub(super) exclusive_maximum: Option<&'t Node<'t>>,
    pub(super) multiple_of: Option<&'t Node<'t>>,
    pub(super) min_length: Option<&'t Node<'t>>,
    pub(super) max_length: Option<&'t Node<'t>>,
    pub(super) min_items: Option<&'t Node<'t>>,
    pub(super) max_items: Option<&'t Node<'t>>,
    pub(super) min_properties: Option<&'t Node<'t>>,
    pub(super) max_properties: Option<&'t Node<'t>>,
    pub(super) min_contains: Option<&'t Node<'t>>,
    pub(super) max_contains: Option<&'t Node<'t>>,
    pub(super) unique_items: bool,
    pub(super) pattern: Option<&'t str>,
    pub(super) properties: Vec<(&'t str, &'t Node<'t>)>,
    pub(super) required: Vec<&'t str>,
    pub(super) additional_properties: Sub<'t>,
    pub(super) pattern_properties: &'t [Entry<'t>],
    pub(super) property_names: Sub<'t>,
    pub(super) unevaluated_properties: Sub<'t>,
    pub(super) unevaluated_items: Sub<'t>,
    pub(super) items: Sub<'t>,
    pub(super) prefix_items: &'t [Node<'t>],
    pub(super) contains: Sub<'t>,
    pub(super) all_of: Vec<&'t Node<'t>>,
    pub(super) one_of: Vec<&'t Node<'t>>,
    pub(super) any_of: Vec<&'t Node<'t>>,
    pub(super) not: Sub<'t>,
    pub(super) if_: Sub<'t>,
    pub(super) then: Sub<'t>,
    pub(super) else_: Sub<'t>,
    pub(super) dependent_required: &'t [Entry<'t>],
    pub(super) dependent_schemas: &'t [Entry<'t>],
    pub(super) discriminator: Option<&'t Node<'t>>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) deprecated: bool,
    pub(super) sunset: Option<&'t Node<'t>>,
    pub(super) stability: Option<&'t Node<'t>>,
    pub(super) content_encoding: Option<&'t str>,
    pub(super) content_media_type: Option<&'t str>,
    pub(super) content_schema: Sub<'t>,
    /// Whether `false` stands there: no value is valid.
    pub(super) never: bool,
    /// Whether a keyword restricts the values, as opposed to a text that only explains them.
    pub(super) restricts: bool,
}

/// Keywords that say something of a schema, but not which values it allows.
const ANNOTATIONS: [&str; 15] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "$comment",
    "$id",
    "$schema",
    "$anchor",
    "nullable",
];

impl<'t> Schema<'t> {
    /// Reads what stands at a place, references not followed.
    pub(super) fn read(api: &Api<'t>, at: SchemaAt<'t>) -> Self {
        match at {
            SchemaAt::Node(node) => Self::of(node, api.kind),
            SchemaAt::Form { item, operation } => {
                let fields = api.fields(item, operation);
                Self {
                    types: Types::OBJECT,
                    properties: fields
                        .iter()
                        .map(|field| (field.name, field.node))
                        .collect(),
                    required: fields
                        .iter()
                        .filter(|field| field.node.is_true("required"))
                        .map(|field| field.name)
                        .collect(),
                    restricts: true,
                    ..Self::default()
                }
            }
        }
    }

    fn of(node: &'t Node<'t>, kind: Kind) -> Self {
        let mut schema = Self {
            never: matches!(node, Node::Bool(false)),
            ..Self::default()
        };
        let (mut above, mut below) = (false, false);
        for (key, value) in node.entries() {
            schema.restricts |= !key.starts_with("x-") && !ANNOTATIONS.contains(&key.as_ref());
            match key.as_ref() {
                "type" => schema.read_type(value),
                "nullable" | "x-nullable" => schema.nullable |= matches!(value, Node::Bool(true)),
                // An empty one says nothing.
                "format" => schema.format = value.text().filter(|text| !text.is_empty()),
                "title" => schema.title = value.text(),
                "enum" => schema.values = list(value).map(|values| values.iter().collect()),
                "x-extensible-enum" => schema.extensible_values = list(value),
                "const" => schema.constant = Some(value),
                "default" => schema.default = Some(value),
                "minimum" => schema.minimum = number(value),
                "maximum" => schema.maximum = number(value),
                "exclusiveMinimum" => match value {
                    Node::Bool(strict) => below = *strict,
                    _ => schema.exclusive_minimum = number(value),
                },
                "exclusiveMaximum" => match value {
                    Node::Bool(strict) => above = *strict,
                    _ => schema.exclusive_maximum = number(value),
                },
                "multipleOf" => schema.multiple_of = number(value),
                "minLength" => schema.min_length = number(value),
                "maxLength" => schema.max_length = number(value),
                "minItems" => schema.min_items = number(value),
                "maxItems" => schema.max_items = number(value),
                "minProperties" => schema.min_properties = number(value),
                "maxProperties" => schema.max_properties = number(value),
                "minContains" => schema.min_contains = number(value),
                "maxContains" => schema.max_contains = number(value),
                "uniqueItems" => schema.unique_items = matches!(value, Node::Bool(true)),
                "pattern" => schema.pattern = value.text().filter(|text| !text.is_empty()),
                "properties" => {
                    let entries = value.entries().iter();
                    schema.properties = entries.map(|(name, node)| (name.as_ref(), node)).collect();
                }
                "required" => {
                    schema.required = value.items().iter().filter_map(Node::text).collect()
                }
                "additionalProperties" => schema.additional_properties = Sub::of(value),
                "patternProperties" => schema.pattern_properties = value.entries(),
                "propertyNames" => schema.property_names = Sub::of(value),
                "unevaluatedProperties" => schema.unevaluated_properties = Sub::of(value),
                "unevaluatedItems" => schema.unevaluated_items = Sub::of(value),
                "items" => schema.items = Sub::of(value),
                "prefixItems" => schema.prefix_items = value.items(),
                "contains" => schema.contains = Sub::of(value),
                "allOf" => schema.all_of = value.items().iter().collect(),
                "oneOf" => schema.one_of = value.items().iter().collect(),
                "anyOf" => schema.any_of = value.items().iter().collect(),
                "not" => schema.not = Sub::of(value),
                "if" => schema.if_ = Sub::of(value),
                "then" => schema.then = Sub::of(value),
                "else" => schema.else_ = Sub::of(value),
                "dependentRequired" => schema.dependent_required = value.entries(),
                "dependentSchemas" => schema.dependent_schemas = value.entries(),
                "discriminator" => schema.discriminator = Some(value),
                "readOnly" => schema.read_only = matches!(value, Node::Bool(true)),
                "writeOnly" => schema.write_only = matches!(value, Node::Bool(true)),
                "deprecated" => schema.deprecated = matches!(value, Node::Bool(true)),
                "x-sunset" => schema.sunset = Some(value),
                "x-stability-level" => schema.stability = Some(value),
                "contentEncoding" => schema.content_encoding = value.text(),
                "contentMediaType" => schema.content_media_type = value.text(),
                "contentSchema" => schema.content_schema = Sub::of(value),
                _ => {}
            }
        }
        // Until 3.1 a limit is made exclusive by a second keyword.
        if below {
            schema.exclusive_minimum = schema.minimum.take();
        }
        if above {
            schema.exclusive_maximum = schema.maximum.take();
        }
        if kind != Kind::Newer && schema.types.has(Types::named("file")) {
            // Swagger 2.0 has a type for what is a string of bytes everywhere else.
            schema.types = Types::STRING;
            schema.format = Some("binary");
        }
        schema.without_null();
        schema.with_choice_of_values();
        schema
    }

    fn read_type(&mut self, value: &Node<'_>) {
        let names = value
            .text()
            .into_iter()
            .chain(value.items().iter().filter_map(Node::text));
        self.types = names.fold(Types::default(), |all, name| all.and(Types::named(name)));
        if self.types.has(Types::NULL) && self.types.count() > 1 {
            self.types = self.types.without(Types::NULL);
            self.nullable = true;
            self.null_type = true;
        }
    }

    /// A choice between values is an enum of them.
    fn with_choice_of_values(&mut self) {
        if self.values.is_some() {
            return;
        }
        for choices in [&mut self.one_of, &mut self.any_of] {
            let values: Option<Vec<_>> = choices.iter().map(|node| values_alone(node)).collect();
            if let Some(values) = values.filter(|values| !values.is_empty()) {
                choices.clear();
                self.values = Some(values.into_iter().flatten().collect());
                return;
            }
        }
    }

    /// A choice between a schema and `null` is that schema, and nullable.
    fn without_null(&mut self) {
        for choices in [&mut self.one_of, &mut self.any_of] {
            let before = choices.len();
            let is_null = |node: &&Node<'_>| alone(node).text_at("type") == Some("null");
            if before > 1 && choices.iter().any(is_null) {
                choices.retain(|node| !is_null(node));
                self.nullable = true;
            }
        }
    }

    /// Whether nothing but what it is made of says anything: the schema is a wrapper around it.
    pub(super) fn wraps(&self, node: &Node<'_>) -> Option<&'t Node<'t>> {
        let parts = [&self.all_of, &self.one_of, &self.any_of];
        let mut alone = parts.into_iter().filter(|part| !part.is_empty());
        let only = match (alone.next().map(Vec::as_slice), alone.next()) {
            (Some([only]), None) => *only,
            _ => return None,
        };
        let bare = node.entries().iter().all(|(key, _)| {
            matches!(key.as_ref(), "allOf" | "oneOf" | "anyOf")
                || key.starts_with("x-")
                || ANNOTATIONS.contains(&key.as_ref())
        });
        bare.then_some(only)
    }
}

/// What stands in a wrapper that has one part and says nothing else.
fn alone<'t>(mut node: &'t Node<'t>) -> &'t Node<'t> {
    while let [(key, Node::List(parts))] = node.entries()
        && let ("allOf" | "oneOf" | "anyOf", [only]) = (key.as_ref(), &**parts)
    {
        node = only;
    }
    node
}

/// The values of a schema that is nothing but a list of them; `None` for any other.
fn values_alone<'t>(node: &'t Node<'t>) -> Option<Vec<&'t Node<'t>>> {
    let mut values = None;
    for (key, value) in alone(node).entries() {
        match key.as_ref() {
            "enum" => values = Some(value.items().iter().collect()),
            "const" => values = Some(vec![value]),
            "type" => {}
            key if key.starts_with("x-") || ANNOTATIONS.contains(&key) => {}
            _ => return None,
        }
    }
    values
}

fn list<'t>(node: &'t Node<'t>) -> Option<&'t [Node<'t>]> {
    match node {
        Node::List(items) => Some(items),
        _ => None,
    }
}

fn number<'t>(node: &'t Node<'t>) -> Option<&'t Node<'t>> {
    matches!(node, Node::Number(_)).then_some(node)
}

/// The number that a node holds; not a number for any other.
pub(super) fn value(node: &Node<'_>) -> f64 {
    match node {
        Node::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// The schema below a keyword as a node, where it is one.
pub(super) fn node<'t>(sub: Sub<'t>) -> Option<&'t Node<'t>> {
    match sub {
        Sub::Node(node) => Some(node),
        Sub::Any => Some(&NOTHING),
        Sub::Absent | Sub::Never => None,
    }
}
