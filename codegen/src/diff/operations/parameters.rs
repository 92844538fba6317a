//! The parameters of an operation: new, gone, renamed, moved, and what they take.

use crate::diff::api::Parameter;
use crate::diff::change::{Kind, Level};
use crate::diff::compare::{View, short, summary};
use crate::diff::compared::{Compared, Pair, Part, Told};
use crate::diff::judge::Position;
use crate::diff::lifecycle::{self, Deprecation, Sunset};
use crate::diff::names::{self, Likeness};
use crate::diff::tree::Node;

use super::own::SunsetChange;

impl<'t> Compared<'t> {
    pub(super) fn parameters(&mut self, pair: &Pair<'t>) {
        let mut gone = self.old.parameters(&pair.old);
        let mut added = self.new.parameters(&pair.new);
        let mut both = Vec::new();
        take(&mut gone, &mut added, &mut both, |old, new| {
            old.location == new.location && old.name == new.name
        });
        self.path_parameters(pair, &mut gone, &mut added, &mut both);
        let known = both.len();
        take(&mut gone, &mut added, &mut both, |old, new| {
            old.location == new.location && old.name.eq_ignore_ascii_case(new.name)
        });
        for (old, new) in both.iter().skip(known) {
            let told = Told::new(
                "request-parameter-respelled",
                subject(old),
                (Some(old.node), Some(new.node)),
            )
            .kind(Kind::Renamed)
            .texts(short(old.name), short(new.name))
            .because("the names differ in case only");
            self.tell(pair, told);
        }
        for (old, new) in &both {
            self.parameter(pair, old, new);
        }
        self.exploded(pair, &mut gone, &mut added);
        self.moved_parameters(pair, &mut gone, &mut added);
        self.renamed_parameters(pair, &mut gone, &mut added);
        for parameter in &gone {
            let text = self.text_of(parameter, false);
            let mut told = Told::none(subject(parameter), (Some(parameter.node), None));
            for rule in self.removal_of(parameter) {
                told = told.also(rule);
            }
            self.tell(pair, told.kind(Kind::Removed).texts(text, ""));
        }
        for parameter in &added {
            let text = self.text_of(parameter, true);
            let told = Told::new(
                addition(parameter),
                subject(parameter),
                (None, Some(parameter.node)),
            );
            self.tell(pair, told.kind(Kind::Added).texts("", text));
        }
    }

    /// Parameters of the path are told apart by where they stand in it; their names are nobody's.
    fn path_parameters(
        &mut self,
        pair: &Pair<'t>,
        gone: &mut Vec<Parameter<'t>>,
        added: &mut Vec<Parameter<'t>>,
        both: &mut Vec<(Parameter<'t>, Parameter<'t>)>,
    ) {
        if pair.old.path == pair.new.path {
            return;
        }
        let (was, is) = (placeholders(pair.old.path), placeholders(pair.new.path));
        let known = both.len();
        take(gone, added, both, |old, new| {
            let place = |names: &[&str], name: &str| names.iter().position(|other| *other == name);
            old.location == "path"
                && new.location == "path"
                && place(&was, old.name).is_some()
                && place(&was, old.name) == place(&is, new.name)
        });
        for (old, new) in both.iter().skip(known) {
            let told = Told::new(
                "request-path-parameter-renamed",
                subject(old),
                (Some(old.node), Some(new.node)),
            )
            .kind(Kind::Renamed)
            .texts(short(old.name), short(new.name))
            .because("the same place in the path");
            self.tell(pair, told);
        }
    }

    fn parameter(&mut self, pair: &Pair<'t>, old: &Parameter<'t>, new: &Parameter<'t>) {
        let nodes = (Some(old.node), Some(new.node));
        let required = |parameter: &Parameter<'t>| {
            parameter.node.is_true("required") || parameter.location == "path"
        };
        let (was, is) = (required(old), required(new));
        if was != is {
            let rule = match is {
                true => "request-parameter-became-required",
                false => "request-parameter-became-optional",
            };
            self.tell(pair, Told::new(rule, subject(old), nodes));
        }
        self.parameter_deprecation(pair, old, new);
        let serialized = (Written::of(old), Written::of(new));
        self.written(pair, old, nodes, serialized);
        let (before, after) = (self.old.schema_of(old.node), self.new.schema_of(new.node));
        match (before, after) {
            (Some(before), Some(after)) => {
                let position = Position::Parameter {
                    header: old.location == "header",
                    required: was || is,
                    exploded: serialized.1.explode,
                };
                self.root(pair, (before, after), position, part_of(old));
            }
            (None, Some(_)) => {
                self.tell(
                    pair,
                    Told::new("request-parameter-schema-added", subject(old), nodes),
                );
            }
            (Some(_), None) => {
                self.tell(
                    pair,
                    Told::new("request-parameter-schema-removed", subject(old), nodes),
                );
            }
            (None, None) => {}
        }
    }

    /// How the value is written into the request.
    fn written(
        &mut self,
        pair: &Pair<'t>,
        old: &Parameter<'t>,
        nodes: (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
        (was, is): (Written<'t>, Written<'t>),
    ) {
        if was.style != is.style {
            let told = Told::new("request-parameter-style-changed", subject(old), nodes);
            self.tell(pair, told.texts(was.style, is.style));
        } else if was.explode != is.explode && was.said && is.said {
            let mut told = Told::new("request-parameter-explode-changed", subject(old), nodes)
                .texts(was.explode.to_string(), is.explode.to_string());
            if !was.several && !is.several {
                // One value is written the same either way.
                told = told.at_most(Level::Info);
            }
            self.tell(pair, told);
        }
        if was.reserved != is.reserved {
            let told = Told::new(
                "request-parameter-allow-reserved-changed",
                subject(old),
                nodes,
            );
            self.tell(
                pair,
                told.texts(was.reserved.to_string(), is.reserved.to_string()),
            );
        }
        if was.empty != is.empty {
            let rule = match is.empty {
                true => "request-parameter-allow-empty-value-added",
                false => "request-parameter-allow-empty-value-removed",
            };
            self.tell(pair, Told::new(rule, subject(old), nodes));
        }
    }

    fn parameter_deprecation(&mut self, pair: &Pair<'t>, old: &Parameter<'t>, new: &Parameter<'t>) {
        let nodes = (Some(old.node), Some(new.node));
        let (was, is) = (
            old.node.is_true("deprecated"),
            new.node.is_true("deprecated"),
        );
        let sunsets = (Sunset::of(old.node), Sunset::of(new.node));
        let rule = if was && !is {
            "request-parameter-reactivated"
        } else if !was && is {
            match lifecycle::deprecation(sunsets.1, pair.stability, self.settings) {
                Deprecation::Plain | Deprecation::WithSunset => "request-parameter-deprecated",
                Deprecation::SunsetMissing => "request-parameter-deprecated-sunset-missing",
                Deprecation::SunsetUnreadable => "request-parameter-sunset-parse",
                Deprecation::SunsetTooSmall => "request-parameter-sunset-date-too-small",
            }
        } else if is {
            match self.sunset_change(sunsets, pair.stability) {
                Some(SunsetChange::Deleted) => "request-parameter-sunset-deleted",
                Some(SunsetChange::Unreadable) => "request-parameter-sunset-parse",
                Some(SunsetChange::TooSmall) => "request-parameter-sunset-date-changed-too-small",
                None => return,
            }
        } else {
            return;
        };
        let text = |node: &Node<'_>| node.text_at("x-sunset").map(short).unwrap_or_default();
        let told = Told::new(rule, subject(old), nodes);
        self.tell(pair, told.texts(text(old.node), text(new.node)));
    }

    /// A parameter that is an object and is written as one parameter for each property is the same
    /// as these parameters.
    fn exploded(
        &mut self,
        pair: &Pair<'t>,
        gone: &mut Vec<Parameter<'t>>,
        added: &mut Vec<Parameter<'t>>,
    ) {
        for forward in [true, false] {
            let (wholes, parts) = match forward {
                true => (&mut *gone, &mut *added),
                false => (&mut *added, &mut *gone),
            };
            let api = if forward { self.old } else { self.new };
            let mut at = 0;
            while let Some(whole) = wholes.get(at).copied() {
                at += 1;
                let written = Written::of(&whole);
                let simple = matches!(whole.location, "query" | "cookie")
                    && written.style == "form"
                    && written.explode;
                let Some(schema) = api.schema_of(whole.node).filter(|_| simple) else {
                    continue;
                };
                let properties = View::of(api, schema).schema.properties;
                let is_part = |parameter: &Parameter<'t>| {
                    let named = properties.iter().find(|(name, _)| *name == parameter.name);
                    named
                        .filter(|_| parameter.location == whole.location)
                        .map(|(_, node)| *node)
                };
                let found: Vec<_> = parts
                    .iter()
                    .filter_map(|part| Some((*part, is_part(part)?)))
                    .collect();
                if found.is_empty() {
                    continue;
                }
                for (part, property) in &found {
                    let other = if forward { self.new } else { self.old };
                    let Some(schema) = other.schema_of(part.node) else {
                        continue;
                    };
                    let property = crate::diff::api::SchemaAt::Node(property);
                    let schemas = if forward {
                        (property, schema)
                    } else {
                        (schema, property)
                    };
                    let position = Position::Parameter {
                        header: false,
                        required: part.node.is_true("required"),
                        exploded: true,
                    };
                    self.root(pair, schemas, position, part_of(part));
                }
                parts.retain(|part| !found.iter().any(|(known, _)| known.name == part.name));
                at -= 1;
                wholes.remove(at);
            }
        }
    }

    fn moved_parameters(
        &mut self,
        pair: &Pair<'t>,
        gone: &mut Vec<Parameter<'t>>,
        added: &mut Vec<Parameter<'t>>,
    ) {
        let mut moved = Vec::new();
        take(gone, added, &mut moved, |old, new| old.name == new.name);
        for (old, new) in moved {
            let mut told = Told::new(
                "request-parameter-moved",
                format!("parameter `{}`", short(old.name)),
                (Some(old.node), Some(new.node)),
            )
            .texts(old.location, new.location)
            .also(addition(&new));
            for rule in self.removal_of(&old) {
                told = told.also(rule);
            }
            self.tell(pair, told);
        }
    }

    fn renamed_parameters(
        &mut self,
        pair: &Pair<'t>,
        gone: &mut Vec<Parameter<'t>>,
        added: &mut Vec<Parameter<'t>>,
    ) {
        if gone.is_empty() || added.is_empty() {
            return;
        }
        let was: Vec<_> = gone.iter().map(|parameter| parameter.name).collect();
        let is: Vec<_> = added.iter().map(|parameter| parameter.name).collect();
        let (before, after) = (self.old, self.new);
        let schemas = &mut self.schemas;
        let found = names::matched(&was, &is, |from, to| {
            let (Some(old), Some(new)) = (gone.get(from), added.get(to)) else {
                return Likeness::default();
            };
            let words = |parameter: &Parameter<'t>| {
                parameter
                    .node
                    .text_at("description")
                    .filter(|text| !text.is_empty())
            };
            let same = match (before.schema_of(old.node), after.schema_of(new.node)) {
                (Some(a), Some(b)) => schemas.are_same(a, b),
                _ => false,
            };
            Likeness {
                same_shape: same && old.location == new.location,
                same_words: words(old).is_some() && words(old) == words(new),
                same_need: old.node.is_true("required") == new.node.is_true("required"),
            }
        });
        for (from, to, evidence) in &found {
            let (Some(old), Some(new)) = (gone.get(*from).copied(), added.get(*to).copied()) else {
                continue;
            };
            if old.location != new.location {
                continue;
            }
            let mut told = Told::new(
                "request-parameter-renamed",
                subject(&old),
                (Some(old.node), Some(new.node)),
            )
            .kind(Kind::Renamed)
            .texts(short(old.name), short(new.name))
            .because(evidence.clone())
            .also(addition(&new));
            for rule in self.removal_of(&old) {
                told = told.also(rule);
            }
            self.tell(pair, told);
            self.parameter(pair, &old, &new);
        }
        let names: Vec<_> = found
            .iter()
            .filter_map(|(from, to, _)| Some((gone.get(*from)?, added.get(*to)?)))
            .filter(|(old, new)| old.location == new.location)
            .map(|(old, new)| (old.node.address(), new.node.address()))
            .collect();
        gone.retain(|parameter| {
            !names
                .iter()
                .any(|(old, _)| *old == parameter.node.address())
        });
        added.retain(|parameter| {
            !names
                .iter()
                .any(|(_, new)| *new == parameter.node.address())
        });
    }

    /// The rules that a parameter comes under which is gone.
    fn removal_of(&self, parameter: &Parameter<'t>) -> Vec<&'static str> {
        if !parameter.node.is_true("deprecated") {
            return vec!["request-parameter-removed"];
        }
        vec![match Sunset::of(parameter.node) {
            Sunset::Unreadable => {
                return vec![
                    "request-parameter-removed",
                    "request-parameter-sunset-parse",
                ];
            }
            Sunset::On(date) if self.settings.today < date => {
                "request-parameter-removed-before-sunset"
            }
            _ => "request-parameter-removed-with-deprecation",
        }]
    }

    fn text_of(&self, parameter: &Parameter<'t>, added: bool) -> String {
        let api = if added { self.new } else { self.old };
        let schema = api.schema_of(parameter.node);
        schema
            .map(|schema| summary(&View::of(api, schema)))
            .unwrap_or_default()
    }
}

/// Takes pairs that belong together out of two lists.
fn take<'t>(
    gone: &mut Vec<Parameter<'t>>,
    added: &mut Vec<Parameter<'t>>,
    both: &mut Vec<(Parameter<'t>, Parameter<'t>)>,
    together: impl Fn(&Parameter<'t>, &Parameter<'t>) -> bool,
) {
    gone.retain(
        |old| match added.iter().position(|new| together(old, new)) {
            Some(at) => {
                both.push((*old, added.remove(at)));
                false
            }
            None => true,
        },
    );
}

/// The rule that a new parameter comes under.
fn addition(parameter: &Parameter<'_>) -> &'static str {
    match (
        parameter.location,
        parameter.node.is_true("required"),
        parameter.shared,
    ) {
        ("path", ..) => "new-request-path-parameter",
        (_, true, true) => "new-required-request-default-parameter-to-existing-path",
        (_, false, true) => "new-optional-request-default-parameter-to-existing-path",
        (_, true, false) => "new-required-request-parameter",
        (_, false, false) => "new-optional-request-parameter",
    }
}

/// ``query parameter `limit` ``.
fn subject(parameter: &Parameter<'_>) -> String {
    part_of(parameter).to_string()
}

fn part_of<'t>(parameter: &Parameter<'t>) -> Part<'t> {
    Part::Parameter(parameter.location, parameter.name)
}

/// The names of the parameters in a path, in their order.
fn placeholders(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .map(|part| part.split('}').next().unwrap_or(part))
        .collect()
}

/// How a parameter is written into a request.
#[derive(Clone, Copy)]
struct Written<'t> {
    style: &'t str,
    explode: bool,
    reserved: bool,
    empty: bool,
    /// Whether it holds more than one value.
    several: bool,
    /// Whether the document can say how it is written.
    said: bool,
}

impl<'t> Written<'t> {
    fn of(parameter: &Parameter<'t>) -> Self {
        let node = parameter.node;
        let schema = node.get("schema").unwrap_or(node);
        let kind = schema.text_at("type");
        // Swagger 2.0 says it in one word.
        let collection = node.text_at("collectionFormat");
        let usual = match parameter.location {
            "query" | "cookie" => "form",
            _ => "simple",
        };
        let style = match collection {
            Some("ssv") => "spaceDelimited",
            Some("pipes") => "pipeDelimited",
            Some("tsv") => "tabDelimited",
            _ => node.text_at("style").unwrap_or(usual),
        };
        let explode = match (node.get("explode"), collection) {
            (Some(Node::Bool(explode)), _) => *explode,
            (_, Some("multi")) => true,
            (_, Some(_)) => false,
            // An array of Swagger 2.0 is separated by commas where nothing is said.
            _ if node.get("type").is_some() => false,
            _ => style == "form",
        };
        Self {
            style,
            explode,
            reserved: node.is_true("allowReserved"),
            empty: node.is_true("allowEmptyValue"),
            several: matches!(kind, Some("array" | "object")),
            // Swagger 2.0 says how a list is written, and nothing of other values.
            said: kind == Some("array") || node.get("type").is_none(),
        }
    }
}
