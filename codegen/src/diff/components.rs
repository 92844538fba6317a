//! What stands beside the operations: named schemas, security schemes, servers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::api::{Api, NOTHING, SchemaAt};
use super::change::{Kind, Place};
use super::compare::{View, resemble, short};
use super::compared::{Compared, Told};
use super::tree::{Entry, Node};

impl<'t> Compared<'t> {
    /// Compares everything that is no operation. Comes last: which schemas were renamed is told by
    /// where they were met.
    pub(super) fn components(&mut self) {
        self.global_security();
        self.security_schemes();
        self.servers();
        self.reusable_parameters();
        self.unreached_schemas();
        self.named_schemas();
    }

    /// Schemas that both documents name and no operation reaches: what they are is told, and
    /// matters to nobody who calls.
    fn unreached_schemas(&mut self) {
        let (was, is) = (
            self.old.components("schemas"),
            self.new.components("schemas"),
        );
        let is: HashMap<&str, &'t Node<'t>> = is
            .iter()
            .map(|(name, node)| (name.as_ref(), node))
            .collect();
        for (name, node) in was {
            if let Some(now) = is.get(name.as_ref()) {
                self.unreached(name, SchemaAt::Node(node), SchemaAt::Node(now));
            }
        }
        let (was, is) = (
            self.old.components("parameters"),
            self.new.components("parameters"),
        );
        for (name, node) in was {
            let now = is.iter().find(|(other, _)| other == name);
            if let Some((before, after)) = now.and_then(|(_, now)| {
                let (old, new) = (self.old.resolve(node), self.new.resolve(now));
                Some((self.old.schema_of(old)?, self.new.schema_of(new)?))
            }) {
                self.unreached(name, before, after);
            }
        }
    }

    fn named_schemas(&mut self) {
        let renamed = self.renamed_schemas();
        let (was, is) = (
            self.old.components("schemas"),
            self.new.components("schemas"),
        );
        // Whether a schema has a name or is written out is no change of it.
        let (mut written_out, mut named) = (BTreeSet::new(), BTreeSet::new());
        for block in &self.schemas.blocks {
            match block.names {
                (Some(old), None) => drop(written_out.insert(old)),
                (None, Some(new)) => drop(named.insert(new)),
                _ => {}
            }
        }
        for (name, node) in was.iter().filter(|(name, _)| !self.new.has_schema(name)) {
            if written_out.contains(name.as_ref()) {
                continue;
            }
            let place = Place::Schema {
                name: name.to_string(),
            };
            let told = match renamed.get(name.as_ref()) {
                Some((now, evidence)) => {
                    let target = is
                        .iter()
                        .find(|(other, _)| other == now)
                        .map(|(_, node)| node);
                    Told::new("schema-renamed", "", (Some(node), target))
                        .kind(Kind::Renamed)
                        .texts(short(name), short(now))
                        .because(evidence.clone())
                        .also("api-schema-removed")
                }
                None => Told::new("api-schema-removed", "", (Some(node), None)).kind(Kind::Removed),
            };
            self.add(place, "", None, told);
        }
        let known: BTreeSet<_> = renamed.values().map(|(now, _)| *now).collect();
        for (name, node) in is.iter().filter(|(name, _)| !self.old.has_schema(name)) {
            if !known.contains(name.as_ref()) && !named.contains(name.as_ref()) {
                let place = Place::Schema {
                    name: name.to_string(),
                };
                self.add(
                    place,
                    "",
                    None,
                    Told::new("schema-added", "", (None, Some(node))).kind(Kind::Added),
                );
            }
        }
    }

    /// Schemas that stand where one with another name stood, and are the same or nearly so.
    fn renamed_schemas(&mut self) -> BTreeMap<&'t str, (&'t str, String)> {
        let mut met: HashMap<(&'t str, &'t str), usize> = HashMap::new();
        for block in &self.schemas.blocks {
            if let (Some(old), Some(new)) = block.names
                && old != new
                && !self.new.has_schema(old)
                && !self.old.has_schema(new)
            {
                *met.entry((old, new)).or_default() += 1;
            }
        }
        let mut candidates: Vec<_> = met.into_keys().collect();
        candidates.sort_unstable();
        let mut found: BTreeMap<&'t str, (&'t str, String)> = BTreeMap::new();
        let mut taken: BTreeSet<&'t str> = BTreeSet::new();
        for same_only in [true, false] {
            for &(old, new) in &candidates {
                if found.contains_key(old) || taken.contains(new) {
                    continue;
                }
                if let Some(evidence) = self.is_renamed(old, new, same_only) {
                    taken.insert(new);
                    found.insert(old, (new, evidence));
                }
            }
        }
        found
    }

    fn is_renamed(&mut self, old: &str, new: &str, same_only: bool) -> Option<String> {
        let find = |entries: &'t [Entry<'t>], name: &str| {
            entries
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, node)| SchemaAt::Node(node))
        };
        let before = find(self.old.components("schemas"), old)?;
        let after = find(self.new.components("schemas"), new)?;
        if self.schemas.are_same(before, after) {
            return Some("they stand at the same place and allow the same".to_owned());
        }
        let (was, is) = (
            View::of(self.old, before).schema,
            View::of(self.new, after).schema,
        );
        if same_only || !resemble(&was, &is) {
            return None;
        }
        let shared = was
            .properties
            .iter()
            .filter(|(name, _)| is.properties.iter().any(|(other, _)| other == name));
        let most = was.properties.len().max(is.properties.len());
        Some(format!(
            "they stand at the same place and share {} of {most} properties",
            shared.count()
        ))
    }

    fn reusable_parameters(&mut self) {
        let (was, is) = (
            self.old.components("parameters"),
            self.new.components("parameters"),
        );
        for (name, node) in was
            .iter()
            .filter(|(name, _)| !is.iter().any(|(other, _)| other == name))
        {
            let subject = format!("reusable parameter `{}`", short(name));
            let told = Told::new("parameter-component-removed", subject, (Some(node), None));
            self.add(Place::Document, "", None, told.kind(Kind::Removed));
        }
    }

    fn servers(&mut self) {
        let (was, is) = (bases(self.old), bases(self.new));
        for base in was.difference(&is) {
            let told = Told::new("server-removed", "base path", (Some(self.old.root), None))
                .kind(Kind::Removed);
            self.add(Place::Document, "", None, told.texts(short(base), ""));
        }
        for base in is.difference(&was) {
            let told = Told::new("server-added", "base path", (None, Some(self.new.root)))
                .kind(Kind::Added);
            self.add(Place::Document, "", None, told.texts("", short(base)));
        }
    }

    fn security_schemes(&mut self) {
        let (was, is) = (
            self.old.components("securitySchemes"),
            self.new.components("securitySchemes"),
        );
        let find = |entries: &'t [Entry<'t>], name: &str| {
            entries
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, node)| node)
        };
        for (name, node) in was {
            let subject = format!("security scheme `{}`", short(name));
            match find(is, name) {
                Some(now) => {
                    self.security_scheme(&subject, self.old.resolve(node), self.new.resolve(now))
                }
                None => {
                    let told = Told::new(
                        "api-security-component-removed",
                        subject,
                        (Some(node), None),
                    );
                    self.add(Place::Document, "", None, told.kind(Kind::Removed));
                }
            }
        }
        for (name, node) in is.iter().filter(|(name, _)| find(was, name).is_none()) {
            let subject = format!("security scheme `{}`", short(name));
            let told = Told::new("api-security-component-added", subject, (None, Some(node)));
            self.add(Place::Document, "", None, told.kind(Kind::Added));
        }
    }

    fn security_scheme(&mut self, subject: &str, old: &'t Node<'t>, new: &'t Node<'t>) {
        let nodes = (Some(old), Some(new));
        let mut told = Vec::new();
        let mut text =
            |rule: &'static str, subject: String, was: Option<&str>, is: Option<&str>| {
                if was != is {
                    let texts = (
                        was.map(short).unwrap_or_default(),
                        is.map(short).unwrap_or_default(),
                    );
                    told.push(Told::new(rule, subject, nodes).texts(texts.0, texts.1));
                }
            };
        let kinds = (kind(old), kind(new));
        text(
            "api-security-component-type-changed",
            subject.to_owned(),
            kinds.0,
            kinds.1,
        );
        for field in ["name", "in", "scheme", "bearerFormat", "openIdConnectUrl"] {
            let fields = (field_of(old, field), field_of(new, field));
            text(
                "api-security-component-field-changed",
                format!("{subject} {field}"),
                fields.0,
                fields.1,
            );
        }
        let (before, after) = (flows(old), flows(new));
        for (name, was) in &before {
            let Some((_, is)) = after.iter().find(|(other, _)| other == name) else {
                continue;
            };
            let urls = [
                (
                    "authorizationUrl",
                    "api-security-component-oauth-url-changed",
                ),
                ("tokenUrl", "api-security-component-oauth-token-url-changed"),
                (
                    "refreshUrl",
                    "api-security-component-oauth-refresh-url-changed",
                ),
            ];
            for (field, rule) in urls {
                text(
                    rule,
                    format!("{subject} {name} {field}"),
                    was.text_at(field),
                    is.text_at(field),
                );
            }
            let scopes = (
                was.get("scopes").unwrap_or(&NOTHING),
                is.get("scopes").unwrap_or(&NOTHING),
            );
            for (scope, meaning) in scopes.0.entries() {
                match scopes.1.get(scope) {
                    None => text(
                        "api-security-component-oauth-scope-removed",
                        format!("{subject} {name}"),
                        Some(scope),
                        None,
                    ),
                    Some(now) => {
                        let subject = format!("{subject} {name} scope `{}`", short(scope));
                        text(
                            "api-security-component-oauth-scope-changed",
                            subject,
                            meaning.text(),
                            now.text(),
                        );
                    }
                }
            }
            for (scope, _) in scopes
                .1
                .entries()
                .iter()
                .filter(|(scope, _)| scopes.0.get(scope).is_none())
            {
                text(
                    "api-security-component-oauth-scope-added",
                    format!("{subject} {name}"),
                    None,
                    Some(scope),
                );
            }
        }
        for told in told {
            self.add(Place::Document, "", None, told);
        }
    }
}

/// The type of a security scheme; what Swagger 2.0 calls `basic` is `http` everywhere else.
fn kind<'t>(scheme: &'t Node<'t>) -> Option<&'t str> {
    match scheme.text_at("type") {
        Some("basic") => Some("http"),
        kind => kind,
    }
}

fn field_of<'t>(scheme: &'t Node<'t>, field: &str) -> Option<&'t str> {
    match (scheme.text_at("type"), field) {
        (Some("basic"), "scheme") => Some("basic"),
        _ => scheme.text_at(field),
    }
}

/// The flows of OAuth by their names of OpenAPI 3.
fn flows<'t>(scheme: &'t Node<'t>) -> Vec<(&'t str, &'t Node<'t>)> {
    if let Some(flow) = scheme.text_at("flow") {
        let name = match flow {
            "application" => "clientCredentials",
            "accessCode" => "authorizationCode",
            other => other,
        };
        return vec![(name, scheme)];
    }
    let flows = scheme.get("flows").unwrap_or(&NOTHING).entries();
    flows
        .iter()
        .map(|(name, flow)| (name.as_ref(), flow))
        .collect()
}

/// The paths below which the operations stand; which host serves them is another matter.
fn bases<'t>(api: &Api<'t>) -> BTreeSet<String> {
    let path = |url: &str| {
        let after = url.split_once("://").map_or(url, |(_, rest)| {
            rest.split_once('/').map_or("", |(_, path)| path)
        });
        after.trim_matches('/').to_ascii_lowercase()
    };
    if let Some(base) = api.root.text_at("basePath") {
        return BTreeSet::from([path(base)]);
    }
    let servers = api.root.get("servers").unwrap_or(&NOTHING).items();
    let urls = servers.iter().filter_map(|server| server.text_at("url"));
    let mut bases: BTreeSet<String> = urls.map(path).collect();
    if bases.is_empty() {
        bases.insert(String::new());
    }
    bases
}
