//! A schema as it is looked at: through references, and through wrappers that add nothing.

use super::super::api::{Api, NOTHING, SchemaAt};
use super::super::delta::Marks;
use super::super::schema::Schema;
use super::super::tree::Node;

/// The most references and wrappers around a schema that are looked through.
const MOST_LAYERS: usize = 32;

/// A schema with everything around it looked through.
#[derive(Clone, Debug)]
pub(in crate::diff) struct View<'t> {
    pub(in crate::diff) schema: Schema<'t>,
    pub(in crate::diff) at: SchemaAt<'t>,
    /// The name of the schema, where it has one.
    pub(in crate::diff) name: Option<&'t str>,
    /// What is said around it.
    pub(in crate::diff) around: Around<'t>,
}

/// What a reference or a wrapper says of the schema in it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::diff) struct Around<'t> {
    pub(super) nullable: bool,
    pub(in crate::diff) marks: Marks,
    pub(super) deprecated: bool,
    pub(super) default: Option<&'t Node<'t>>,
    pub(super) sunset: Option<&'t Node<'t>>,
    pub(super) stability: Option<&'t Node<'t>>,
}

impl<'t> Around<'t> {
    fn add(&mut self, schema: &Schema<'t>) {
        self.nullable |= schema.nullable;
        self.marks.read_only |= schema.read_only;
        self.marks.write_only |= schema.write_only;
        self.deprecated |= schema.deprecated;
        self.default = self.default.or(schema.default);
        self.sunset = self.sunset.or(schema.sunset);
        self.stability = self.stability.or(schema.stability);
    }
}

impl<'t> View<'t> {
    /// Looks through references and through wrappers that add nothing.
    pub(in crate::diff) fn of(api: &Api<'t>, mut at: SchemaAt<'t>) -> Self {
        let mut around = Around::default();
        let mut name = None;
        for _ in 0..MOST_LAYERS {
            let SchemaAt::Node(node) = at else { break };
            if node.reference().is_some() {
                let (target, named) = api.follow(node);
                if node.entries().len() > 1 {
                    around.add(&Schema::read(api, at));
                }
                name = named.or(name);
                at = SchemaAt::Node(target);
                continue;
            }
            let schema = Schema::read(api, at);
            let Some(only) = schema.wraps(node) else {
                return Self {
                    schema,
                    at,
                    name,
                    around,
                };
            };
            around.add(&schema);
            at = SchemaAt::Node(only);
        }
        match at {
            SchemaAt::Form { .. } => Self {
                schema: Schema::read(api, at),
                at,
                name,
                around,
            },
            SchemaAt::Node(_) => Self {
                schema: Schema::default(),
                at: SchemaAt::Node(&NOTHING),
                name,
                around,
            },
        }
    }

    /// What tells this schema from every other of its document.
    pub(in crate::diff) fn key(&self) -> usize {
        self.at.key()
    }

    /// The node it stands at.
    pub(in crate::diff) fn node(&self) -> &'t Node<'t> {
        self.at.node()
    }

    /// The schema with what is said around it.
    pub(super) fn whole(mut self) -> Self {
        self.schema.nullable |= self.around.nullable;
        self.schema.read_only |= self.around.marks.read_only;
        self.schema.write_only |= self.around.marks.write_only;
        self.schema.deprecated |= self.around.deprecated;
        self.schema.default = self.schema.default.or(self.around.default);
        self.schema.sunset = self.schema.sunset.or(self.around.sunset);
        self.schema.stability = self.schema.stability.or(self.around.stability);
        self.around = Around::default();
        self
    }
}
