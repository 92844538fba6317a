//! What is kept of a public item.

use super::gate::Gate;
use super::origin::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// A public item with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    /// Behind which features it stands.
    pub(super) gate: Gate,
    /// What it is.
    pub(super) shape: Shape,
    /// Its generic parameters with their bounds.
    pub(super) generics: String,
    /// Whether it is `#[non_exhaustive]`.
    pub(super) is_open: bool,
    /// Its methods and associated functions and constants.
    pub(super) methods: BTreeMap<String, Method>,
    /// The traits that it has.
    pub(super) traits: BTreeMap<String, Implementation>,
    /// What its builder begins without a value.
    pub(super) needed: BTreeSet<String>,
    /// Where it comes from.
    pub(super) origin: Origin,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Module,
    Struct(Fields),
    Enum(Vec<Variant>),
    Alias(String),
    Constant(String),
    Static(String),
    Function(Signature),
    Trait(Contract),
    /// Another path to an item, or a path to an item of another crate.
    Path(String),
    /// What a macro writes, as the tokens that it is given.
    Written(String),
}

/// The fields of a struct or of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) style: Style,
    /// Those that a user sees, in order.
    pub(super) public: Vec<Field>,
    /// How many others there are.
    pub(super) hidden: usize,
}

/// How fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Named,
    Tuple,
    Unit,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name, a number in a tuple.
    pub(super) name: String,
    /// Its type.
    pub(super) ty: String,
    /// Its name in JSON.
    pub(super) wire: String,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) name: String,
    /// Its name in JSON.
    pub(super) wire: String,
    pub(super) fields: Fields,
}

/// A method, or an associated function or constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) signature: Signature,
    /// Behind which features it stands beyond those of its type.
    pub(super) gate: Gate,
    /// Where it comes from, if not from where its type does.
    pub(super) origin: Option<Origin>,
    /// For a method of a builder that sets something.
    pub(super) setter: Option<Setter>,
}

/// What a method of a builder sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setter {
    /// Whether nothing can be sent or built without it.
    pub(super) is_needed: bool,
    /// What it sets as the document names it, where the code tells.
    pub(super) wire: String,
}

/// The signature of a function, of which the names of parameters are no part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    /// `async`, `const` and `unsafe`, as far as they are there.
    pub(super) qualifiers: String,
    /// How it takes `self`; `None` where it does not.
    pub(super) receiver: Option<String>,
    /// The names of its generic parameters, lifetimes not.
    pub(super) generics: Vec<String>,
    /// The types of its parameters.
    pub(super) parameters: Vec<String>,
    /// What it returns, `()` for nothing.
    pub(super) output: String,
    /// The bounds of its generic parameters.
    pub(super) bounds: BTreeSet<String>,
}

/// What a trait asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contract {
    pub(super) supertraits: BTreeSet<String>,
    /// Name → signature, and whether it can be left out.
    pub(super) members: BTreeMap<String, (String, bool)>,
}

/// A trait that a type has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Implementation {
    /// Whether it is derived.
    pub(super) is_derived: bool,
    /// Behind which features it stands beyond those of the type.
    pub(super) gate: Gate,
}

impl Signature {
    /// As a person writes it.
    pub(super) fn text(&self, name: &str) -> String {
        let mut text = self.qualifiers.clone();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str("fn ");
        text.push_str(name);
        if !self.generics.is_empty() {
            text.push_str(&format!("<{}>", self.generics.join(", ")));
        }
        let parameters: Vec<&str> = self
            .receiver
            .iter()
            .chain(&self.parameters)
            .map(String::as_str)
            .collect();
        text.push_str(&format!("({})", parameters.join(", ")));
        if self.output != "()" {
            text.push_str(&format!(" -> {}", self.output));
        }
        // That the error of a conversion can be shown goes with the conversion.
        let bounds = self.bounds.iter().map(String::as_str);
        let bounds: Vec<&str> = bounds
            .filter(|bound| !bound.ends_with("::Error: Display"))
            .collect();
        if !bounds.is_empty() {
            text.push_str(&format!(" where {}", bounds.join(", ")));
        }
        text
    }
}

impl Fields {
    /// As a person writes it.
    pub(super) fn text(&self) -> String {
        let mut parts: Vec<String> = self
            .public
            .iter()
            .map(|field| match self.style {
                Style::Named => format!("{}: {}", field.name, field.ty),
                _ => field.ty.clone(),
            })
            .collect();
        if self.hidden > 0 {
            parts.push("..".to_owned());
        }
        match self.style {
            Style::Named => format!(" {{ {} }}", parts.join(", ")),
            Style::Tuple => format!("({})", parts.join(", ")),
            Style::Unit => String::new(),
        }
    }
}

impl Definition {
    /// A definition of which nothing but its shape is known.
    pub(super) fn new(shape: Shape, gate: Gate, origin: Origin) -> Self {
        Self {
            gate,
            shape,
            generics: String::new(),
            is_open: false,
            methods: BTreeMap::new(),
            traits: BTreeMap::new(),
            needed: BTreeSet::new(),
            origin,
        }
    }

    /// The fields that a user of a struct sees.
    pub(super) fn fields(&self) -> &[Field] {
        match &self.shape {
            Shape::Struct(fields) => &fields.public,
            _ => &[],
        }
    }

    /// The variants of an enum.
    pub(super) fn variants(&self) -> &[Variant] {
        match &self.shape {
            Shape::Enum(variants) => variants,
            _ => &[],
        }
    }

    /// As a person writes it, on one line.
    pub(super) fn text(&self, path: &str) -> String {
        let name = path.rsplit("::").next().unwrap_or(path);
        let generics = &self.generics;
        match &self.shape {
            Shape::Module => format!("mod {name}"),
            Shape::Struct(fields) => format!("struct {name}{generics}{}", fields.text()),
            Shape::Enum(variants) => {
                let all: Vec<String> = variants
                    .iter()
                    .map(|variant| format!("{}{}", variant.name, variant.fields.text()))
                    .collect();
                format!("enum {name}{generics} {{ {} }}", all.join(", "))
            }
            Shape::Alias(ty) => format!("type {name}{generics} = {ty}"),
            Shape::Constant(ty) => format!("const {name}: {ty}"),
            Shape::Static(ty) => format!("static {name}: {ty}"),
            Shape::Function(signature) => signature.text(name),
            Shape::Trait(contract) => {
                let all: Vec<&str> = contract.supertraits.iter().map(String::as_str).collect();
                match all.is_empty() {
                    true => format!("trait {name}{generics}"),
                    false => format!("trait {name}{generics}: {}", all.join(" + ")),
                }
            }
            Shape::Path(target) => format!("use {target}"),
            Shape::Written(tokens) => tokens.clone(),
        }
    }
}
