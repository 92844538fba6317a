//! Two documents on their way through the comparison: what was found so far.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::rc::Rc;

use super::api::{Api, Operation, SchemaAt};
use super::change::{Kind, Level, Place};
use super::compare::{Comparer, short};
use super::delta::BlockId;
use super::finding::{Finding, Judged, Rules};
use super::judge::Position;
use super::lifecycle::Stability;
use super::settings::Settings;
use super::tree::Node;

/// What was found, and what schemas were met where.
pub(super) struct Compared<'t> {
    pub(super) old: &'t Api<'t>,
    pub(super) new: &'t Api<'t>,
    pub(super) settings: &'t Settings,
    pub(super) schemas: Comparer<'t>,
    pub(super) findings: Vec<Finding<'t>>,
    /// Findings of one thing that several operations share, by what they say.
    shared: HashMap<(usize, usize, String), usize>,
    /// Where schemas begin.
    pub(super) roots: Vec<Root<'t>>,
}

/// A schema that an operation takes or answers.
pub(super) struct Root<'t> {
    pub(super) block: BlockId,
    pub(super) position: Position,
    pub(super) stability: Stability,
    /// The operation; of a schema that no operation reaches, the schema.
    pub(super) home: Rc<Home>,
    pub(super) part: Part<'t>,
}

/// A place that schemas are reached from.
pub(super) struct Home {
    pub(super) place: Place,
    /// `None` where nobody reaches it.
    pub(super) area: Option<String>,
}

/// What of an operation a schema is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'t> {
    /// Nothing of an operation.
    None,
    RequestBody,
    /// A parameter: its location and name.
    Parameter(&'t str, &'t str),
    /// An answer of this status.
    Response(&'t str),
    /// A header of an answer of this status.
    Header(&'t str, &'t str),
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::RequestBody => f.write_str("request body"),
            Self::Parameter(location, name) => write!(f, "{location} parameter `{}`", short(name)),
            Self::Response(status) => write!(f, "response {}", short(status)),
            Self::Header(status, name) => {
                write!(f, "response {} header `{}`", short(status), short(name))
            }
        }
    }
}

impl Root<'_> {
    /// How the operation is named where it is one of several.
    pub(super) fn used(&self) -> String {
        match (&self.home.area, self.part) {
            (None, _) => String::new(),
            // The place of a parameter is its operation.
            (_, Part::None | Part::Parameter(..)) => used(&self.home.place),
            (_, part) => format!("{} ({part})", used(&self.home.place)),
        }
    }
}

/// An operation that both documents have.
#[derive(Clone)]
pub(super) struct Pair<'t> {
    pub(super) old: Operation<'t>,
    pub(super) new: Operation<'t>,
    pub(super) stability: Stability,
    pub(super) home: Rc<Home>,
}

/// What is told of a change, short of where.
pub(super) struct Told<'t> {
    pub(super) kind: Kind,
    pub(super) subject: String,
    pub(super) was: String,
    pub(super) is: String,
    pub(super) evidence: Option<String>,
    pub(super) old: Option<&'t Node<'t>>,
    pub(super) new: Option<&'t Node<'t>>,
    pub(super) rules: Vec<Judged>,
}

impl<'t> Told<'t> {
    /// That something happened to what both sides have.
    pub(super) fn new(
        rule: &'static str,
        subject: impl Into<String>,
        nodes: (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
    ) -> Self {
        Self {
            kind: Kind::Changed,
            subject: subject.into(),
            was: String::new(),
            is: String::new(),
            evidence: None,
            old: nodes.0,
            new: nodes.1,
            rules: vec![(Cow::Borrowed(rule), None)],
        }
    }

    /// That something happened which no rule has judged yet.
    pub(super) fn none(
        subject: impl Into<String>,
        nodes: (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
    ) -> Self {
        Self {
            rules: Vec::new(),
            ..Self::new("", subject, nodes)
        }
    }

    pub(super) fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub(super) fn texts(mut self, was: impl Into<String>, is: impl Into<String>) -> Self {
        self.was = was.into();
        self.is = is.into();
        self
    }

    /// That another rule judges it, too.
    pub(super) fn also(mut self, rule: &'static str) -> Self {
        self.rules.push((Cow::Borrowed(rule), None));
        self
    }

    /// That it matters less than the rules say.
    pub(super) fn at_most(mut self, level: Level) -> Self {
        for (_, most) in &mut self.rules {
            *most = Some(level);
        }
        self
    }

    pub(super) fn because(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }
}

impl<'t> Compared<'t> {
    pub(super) fn new(old: &'t Api<'t>, new: &'t Api<'t>, settings: &'t Settings) -> Self {
        Self {
            old,
            new,
            settings,
            schemas: Comparer::new(old, new),
            findings: Vec::new(),
            shared: HashMap::new(),
            roots: Vec::new(),
        }
    }

    /// What was found; all else is forgotten.
    pub(super) fn finish(self) -> Vec<Finding<'t>> {
        self.findings
    }

    /// Tells a change of an operation; of what several operations share, once.
    pub(super) fn tell(&mut self, pair: &Pair<'t>, told: Told<'t>) {
        let used = used(&pair.home.place);
        let address = |node: Option<&'t Node<'t>>| node.map_or(0, Node::address);
        let said: Vec<_> = told.rules.iter().map(|(rule, _)| rule.as_ref()).collect();
        let said = format!(
            "{}|{}|{}|{}",
            said.join(","),
            told.subject,
            told.was,
            told.is
        );
        let key = (address(told.old), address(told.new), said);
        if let Some(known) = self
            .shared
            .get(&key)
            .and_then(|at| self.findings.get_mut(*at))
        {
            known.rules.add(told.rules, &used);
            known.areas.extend(pair.home.area.clone());
            return;
        }
        self.shared.insert(key, self.findings.len());
        let area = pair.home.area.as_deref();
        self.add(pair.home.place.clone(), &used, area, told);
    }

    /// Tells a change of a place.
    pub(super) fn add(&mut self, place: Place, used: &str, area: Option<&str>, told: Told<'t>) {
        let mut rules = Rules::default();
        rules.add(told.rules, used);
        self.findings.push(Finding {
            kind: told.kind,
            place,
            subject: told.subject,
            was: told.was,
            is: told.is,
            evidence: told.evidence,
            old: told.old,
            new: told.new,
            rules,
            areas: area.map(str::to_owned).into_iter().collect::<BTreeSet<_>>(),
        });
    }

    /// Compares the schemas of a body or a parameter.
    pub(super) fn root(
        &mut self,
        pair: &Pair<'t>,
        schemas: (SchemaAt<'t>, SchemaAt<'t>),
        position: Position,
        part: Part<'t>,
    ) {
        let block = self.schemas.root(schemas.0, schemas.1);
        if self.schemas.is_plain(block) {
            return;
        }
        self.roots.push(Root {
            block,
            position,
            stability: pair.stability,
            home: Rc::clone(&pair.home),
            part,
        });
    }
}

impl<'t> Compared<'t> {
    /// Compares schemas of a name that no operation reaches.
    pub(super) fn unreached(&mut self, name: &str, old: SchemaAt<'t>, new: SchemaAt<'t>) {
        if self.schemas.has_met(old, new) {
            return;
        }
        let block = self.schemas.root(old, new);
        let home = Rc::new(Home {
            place: Place::Schema {
                name: name.to_owned(),
            },
            area: None,
        });
        for position in [
            Position::Request { strong: true },
            Position::Response { strong: true },
        ] {
            self.roots.push(Root {
                block,
                position,
                stability: Stability::Stable,
                home: Rc::clone(&home),
                part: Part::None,
            });
        }
    }
}

/// How an operation is named among others: `GET /api/Safes`.
pub(super) fn used(place: &Place) -> String {
    match place {
        Place::Operation { method, path, .. } => format!("{method} {path}"),
        Place::Schema { name } => name.clone(),
        Place::Document => String::new(),
    }
}

/// The area of an operation: its first tag, else the first part of its path that names something.
pub(super) fn area(operation: &Operation<'_>) -> String {
    let tags = operation
        .node
        .get("tags")
        .map(Node::items)
        .unwrap_or_default();
    if let Some(tag) = tags.first().and_then(Node::text) {
        return tag.to_owned();
    }
    let mut parts = operation.path.split('/').filter(|part| !part.is_empty());
    let named = parts.find(|part| {
        !PREFIXES.contains(&part.to_ascii_lowercase().as_str()) && !part.starts_with('{')
    });
    named.unwrap_or("other").to_owned()
}

/// The parts of paths that name no area.
const PREFIXES: [&str; 6] = [
    "api",
    "passwordvault",
    "webservices",
    "pimservices.svc",
    "v1",
    "v2",
];
