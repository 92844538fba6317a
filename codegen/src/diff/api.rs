//! A document as an API: operations with what they take and answer, in one model for Swagger 2.0,
//! OpenAPI 3.0 and 3.1.
//!
//! Nothing is copied: what is compared are the nodes of the document.

use std::collections::{HashMap, HashSet};

use crate::document::Kind;
use crate::walk::{METHODS, canonical, unescape};

use super::tree::{Entry, Node};

/// The most references that are followed from one to the next.
const MOST_HOPS: usize = 32;

/// What stands where nothing stands.
pub(super) static NOTHING: Node<'static> = Node::Null;

/// A document, read as an API.
pub(super) struct Api<'t> {
    pub(super) kind: Kind,
    pub(super) root: &'t Node<'t>,
    schemas: HashMap<&'t str, &'t Node<'t>>,
    pub(super) operations: Vec<Operation<'t>>,
    pub(super) webhooks: Vec<Operation<'t>>,
    /// The paths of the operations as they are compared.
    paths: HashSet<String>,
}

/// An operation of an API.
#[derive(Clone, Debug)]
pub(super) struct Operation<'t> {
    /// In lower case, as it stands in the document.
    pub(super) method: &'t str,
    pub(super) path: &'t str,
    /// The path as it is compared.
    pub(super) canonical: String,
    pub(super) item: &'t Node<'t>,
    pub(super) node: &'t Node<'t>,
}

impl<'t> Operation<'t> {
    pub(super) fn id(&self) -> Option<&'t str> {
        self.node.text_at("operationId")
    }

    /// `GET /API/Safes`.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }
}

/// A parameter of an operation, or what a body of form fields is made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter<'t> {
    pub(super) name: &'t str,
    pub(super) location: &'t str,
    pub(super) node: &'t Node<'t>,
    /// Whether it stands at the path, for all of its operations.
    pub(super) shared: bool,
}

/// A schema, or the form fields of an operation taken together as one.
#[derive(Clone, Copy, Debug)]
pub(super) enum SchemaAt<'t> {
    /// A schema as it stands.
    Node(&'t Node<'t>),
    /// The form fields of this operation of Swagger 2.0, below this path.
    Form {
        item: &'t Node<'t>,
        operation: &'t Node<'t>,
    },
}

impl<'t> SchemaAt<'t> {
    /// The node it stands at.
    pub(super) fn node(self) -> &'t Node<'t> {
        match self {
            Self::Node(node) => node,
            Self::Form { operation, .. } => operation.get("parameters").unwrap_or(operation),
        }
    }

    /// What tells this place from every other of its document.
    pub(super) fn key(self) -> usize {
        match self {
            Self::Node(node) => node.address(),
            Self::Form { operation, .. } => operation.address(),
        }
    }
}

/// A body: of a request or an answer.
#[derive(Clone, Debug)]
pub(super) struct Body<'t> {
    pub(super) node: &'t Node<'t>,
    pub(super) required: bool,
    pub(super) media: Vec<Media<'t>>,
}

/// What a body is in one media type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Media<'t> {
    pub(super) name: &'t str,
    pub(super) node: &'t Node<'t>,
    pub(super) schema: Option<SchemaAt<'t>>,
}

/// The media type that is meant where Swagger 2.0 names none.
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data";

impl<'t> Api<'t> {
    pub(super) fn of(root: &'t Node<'t>, kind: Kind) -> Self {
        let schemas = match kind {
            Kind::Swagger => root.get("definitions"),
            _ => root
                .get("components")
                .and_then(|components| components.get("schemas")),
        };
        let schemas = schemas.unwrap_or(&NOTHING).entries();
        let mut api = Self {
            kind,
            root,
            schemas: schemas
                .iter()
                .map(|(name, node)| (name.as_ref(), node))
                .collect(),
            operations: Vec::new(),
            webhooks: Vec::new(),
            paths: HashSet::new(),
        };
        let mut operations = Vec::new();
        for section in ["paths", "x-ms-paths"] {
            operations.extend(api.section(section));
        }
        api.paths = operations
            .iter()
            .map(|operation: &Operation<'_>| operation.canonical.clone())
            .collect();
        api.operations = operations;
        api.webhooks = api
            .section("webhooks")
            .chain(api.section("x-webhooks"))
            .collect();
        api
    }

    fn section(&self, name: &str) -> impl Iterator<Item = Operation<'t>> + use<'t> {
        let items = self.root.get(name).unwrap_or(&NOTHING).entries();
        let items: Vec<_> = items
            .iter()
            .filter(|(path, _)| !path.starts_with("x-"))
            .map(|(path, item)| (path.as_ref(), self.resolve(item)))
            .collect();
        items
            .into_iter()
            .flat_map(|(path, item)| operations(path, item))
    }

    /// Every component of a kind, by its name.
    pub(super) fn components(&self, section: &str) -> &'t [Entry<'t>] {
        let in_components = || self.root.get("components").and_then(|all| all.get(section));
        let found = match (self.kind, section) {
            (Kind::Swagger, "schemas") => self.root.get("definitions"),
            (Kind::Swagger, "securitySchemes") => self.root.get("securityDefinitions"),
            (Kind::Swagger, section) => self.root.get(section),
            _ => in_components(),
        };
        found.unwrap_or(&NOTHING).entries()
    }

    pub(super) fn has_path(&self, canonical: &str) -> bool {
        self.paths.contains(canonical)
    }

    pub(super) fn has_schema(&self, name: &str) -> bool {
        self.schemas.contains_key(name)
    }

    /// What a node stands for: itself, or what it refers to; nothing where that is a circle.
    pub(super) fn resolve(&self, node: &'t Node<'t>) -> &'t Node<'t> {
        self.follow(node).0
    }

    /// What a node stands for, and the name of the schema it refers to last.
    pub(super) fn follow(&self, mut node: &'t Node<'t>) -> (&'t Node<'t>, Option<&'t str>) {
        let mut name = None;
        for _ in 0..MOST_HOPS {
            let Some(reference) = node.reference() else {
                return (node, name);
            };
            let (target, named) = self.target(reference);
            let Some(target) = target else {
                return (&NOTHING, named.or(name));
            };
            name = named.or(name);
            node = target;
        }
        (&NOTHING, name)
    }

    fn target(&self, reference: &'t str) -> (Option<&'t Node<'t>>, Option<&'t str>) {
        let start = match self.kind {
            Kind::Swagger => "#/definitions/",
            _ => "#/components/schemas/",
        };
        if let Some(name) = reference.strip_prefix(start)
            && let Some(schema) = self.schemas.get(name)
        {
            return (Some(schema), Some(name));
        }
        let Some(pointer) = reference.strip_prefix('#') else {
            return (None, None);
        };
        let mut node = self.root;
        for segment in pointer.split('/').skip(1) {
            let segment = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
            let segment = unescape(&segment);
            let next = match node {
                Node::List(items) => segment.parse().ok().and_then(|at: usize| items.get(at)),
                _ => node.get(&segment),
            };
            match next {
                Some(next) => node = next,
                None => return (None, None),
            }
        }
        (
            Some(node),
            reference
                .strip_prefix(start)
                .filter(|name| !name.contains('/')),
        )
    }

    /// The parameters of an operation with those of its path; a body is none.
    pub(super) fn parameters(&self, operation: &Operation<'t>) -> Vec<Parameter<'t>> {
        let mut all = self.listed(operation.node, false);
        let own: Vec<_> = all
            .iter()
            .map(|parameter| (parameter.location, parameter.name))
            .collect();
        let shared = self.listed(operation.item, true);
        all.extend(
            shared
                .into_iter()
                .filter(|parameter| !own.contains(&(parameter.location, parameter.name))),
        );
        all.retain(|parameter| !matches!(parameter.location, "body" | "formData"));
        all
    }

    fn listed(&self, node: &'t Node<'t>, shared: bool) -> Vec<Parameter<'t>> {
        let listed = node.get("parameters").unwrap_or(&NOTHING).items();
        listed
            .iter()
            .map(|node| self.resolve(node))
            .filter_map(|node| {
                Some(Parameter {
                    name: node.text_at("name")?,
                    location: node.text_at("in")?,
                    node,
                    shared,
                })
            })
            .collect()
    }

    /// The form fields of an operation of Swagger 2.0.
    pub(super) fn fields(&self, item: &'t Node<'t>, operation: &'t Node<'t>) -> Vec<Parameter<'t>> {
        let mut all = self.listed(operation, false);
        all.extend(self.listed(item, true));
        all.retain(|parameter| parameter.location == "formData");
        all
    }

    /// What an operation takes as its body.
    pub(super) fn request_body(&self, operation: &Operation<'t>) -> Option<Body<'t>> {
        if self.kind != Kind::Swagger {
            let node = self.resolve(operation.node.get("requestBody")?);
            return node.is_map().then(|| Body {
                node,
                required: node.is_true("required"),
                media: self.content(node),
            });
        }
        let listed = self.listed(operation.node, false).into_iter();
        let mut listed = listed.chain(self.listed(operation.item, true));
        if let Some(body) = listed
            .clone()
            .find(|parameter| parameter.location == "body")
        {
            let media = self.media_types(operation, "consumes", JSON);
            return Some(Body {
                node: body.node,
                required: body.node.is_true("required"),
                media: media
                    .into_iter()
                    .map(|name| Media {
                        name,
                        node: body.node,
                        schema: body.node.get("schema").map(SchemaAt::Node),
                    })
                    .collect(),
            });
        }
        listed.find(|parameter| parameter.location == "formData")?;
        let fields = self.fields(operation.item, operation.node);
        let file = fields
            .iter()
            .any(|field| field.node.text_at("type") == Some("file"));
        let default = if file { PARTS } else { FORM };
        let media = self.media_types(operation, "consumes", default);
        Some(Body {
            node: operation.node.get("parameters").unwrap_or(operation.node),
            required: fields.iter().any(|field| field.node.is_true("required")),
            media: media
                .into_iter()
                .filter(|name| *name == FORM || *name == PARTS || *name == default)
                .map(|name| Media {
                    name,
                    node: operation.node,
                    schema: Some(SchemaAt::Form {
                        item: operation.item,
                        operation: operation.node,
                    }),
                })
                .collect(),
        })
    }

    /// The answers of an operation by status, references followed.
    pub(super) fn responses(&self, operation: &Operation<'t>) -> Vec<(&'t str, &'t Node<'t>)> {
        let responses = operation
            .node
            .get("responses")
            .unwrap_or(&NOTHING)
            .entries();
        responses
            .iter()
            .filter(|(status, _)| !status.starts_with("x-"))
            .map(|(status, node)| (status.as_ref(), self.resolve(node)))
            .collect()
    }

    /// What an answer holds in each media type.
    pub(super) fn response_media(
        &self,
        operation: &Operation<'t>,
        response: &'t Node<'t>,
    ) -> Vec<Media<'t>> {
        if self.kind != Kind::Swagger {
            return self.content(response);
        }
        let Some(schema) = response.get("schema") else {
            return Vec::new();
        };
        let media = self.media_types(operation, "produces", JSON);
        media
            .into_iter()
            .map(|name| Media {
                name,
                node: response,
                schema: Some(SchemaAt::Node(schema)),
            })
            .collect()
    }

    fn media_types(
        &self,
        operation: &Operation<'t>,
        key: &str,
        default: &'static str,
    ) -> Vec<&'t str> {
        let listed = operation.node.get(key).or_else(|| self.root.get(key));
        let named: Vec<_> = listed
            .unwrap_or(&NOTHING)
            .items()
            .iter()
            .filter_map(Node::text)
            .collect();
        match named.is_empty() {
            true => vec![default],
            false => named,
        }
    }

    fn content(&self, node: &'t Node<'t>) -> Vec<Media<'t>> {
        let content = node.get("content").unwrap_or(&NOTHING).entries();
        content
            .iter()
            .map(|(name, node)| Media {
                name,
                node,
                schema: node.get("schema").map(SchemaAt::Node),
            })
            .collect()
    }

    /// The schema of a parameter or a header.
    pub(super) fn schema_of(&self, node: &'t Node<'t>) -> Option<SchemaAt<'t>> {
        if self.kind == Kind::Swagger {
            return Some(SchemaAt::Node(node));
        }
        let content = || {
            self.content(node)
                .into_iter()
                .find_map(|media| media.schema)
        };
        node.get("schema").map(SchemaAt::Node).or_else(content)
    }
}

fn operations<'t>(path: &'t str, item: &'t Node<'t>) -> impl Iterator<Item = Operation<'t>> {
    item.entries()
        .iter()
        .filter(|(method, node)| METHODS.contains(&method.as_ref()) && node.is_map())
        .map(move |(method, node)| Operation {
            method,
            path,
            canonical: canonical(path),
            item,
            node,
        })
}
