//! Who may call an operation: requirements, each an alternative of schemes with their scopes.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::api::NOTHING;
use crate::diff::change::{Kind, Place};
use crate::diff::compare::short;
use crate::diff::compared::{Compared, Pair, Told};
use crate::diff::tree::Node;

/// One alternative: the scopes of each scheme that it asks for.
type Alternative<'t> = BTreeMap<&'t str, BTreeSet<&'t str>>;

/// What became of a list of alternatives.
struct Turns<'t> {
    added: Vec<Alternative<'t>>,
    gone: Vec<Alternative<'t>>,
    /// Scheme, scope, and whether it is new.
    scopes: Vec<(&'t str, &'t str, bool)>,
}

/// The rules of one level: the document or an operation.
struct Names {
    added: &'static str,
    removed: &'static str,
    scope_added: &'static str,
    scope_removed: &'static str,
}

const GLOBAL: Names = Names {
    added: "api-global-security-added",
    removed: "api-global-security-removed",
    scope_added: "api-global-security-scope-added",
    scope_removed: "api-global-security-scope-removed",
};

const LOCAL: Names = Names {
    added: "api-security-added",
    removed: "api-security-removed",
    scope_added: "api-security-scope-added",
    scope_removed: "api-security-scope-removed",
};

impl<'t> Compared<'t> {
    pub(super) fn security(&mut self, pair: &Pair<'t>) {
        let (old, new) = (pair.old.node.get("security"), pair.new.node.get("security"));
        for told in self.security_turns(old, new, &LOCAL, (pair.old.node, pair.new.node)) {
            self.tell(pair, told);
        }
    }

    /// What the document asks for where an operation says nothing.
    pub(in crate::diff) fn global_security(&mut self) {
        let (old, new) = (self.old.root.get("security"), self.new.root.get("security"));
        for told in self.security_turns(old, new, &GLOBAL, (self.old.root, self.new.root)) {
            self.add(Place::Document, "", None, told);
        }
    }

    fn security_turns(
        &self,
        old: Option<&'t Node<'t>>,
        new: Option<&'t Node<'t>>,
        names: &Names,
        nodes: (&'t Node<'t>, &'t Node<'t>),
    ) -> Vec<Told<'t>> {
        let turns = turns(alternatives(old), alternatives(new));
        let nodes = (old.or(Some(nodes.0)), new.or(Some(nodes.1)));
        let text = |alternative: &Alternative<'_>| match alternative.is_empty() {
            true => "anonymous".to_owned(),
            false => short(
                &alternative
                    .keys()
                    .copied()
                    .collect::<Vec<_>>()
                    .join(" and "),
            ),
        };
        let mut all = Vec::new();
        for alternative in &turns.gone {
            let told = Told::new(names.removed, "security", nodes).kind(Kind::Removed);
            all.push(told.texts(text(alternative), ""));
        }
        for alternative in &turns.added {
            let told = Told::new(names.added, "security", nodes).kind(Kind::Added);
            all.push(told.texts("", text(alternative)));
        }
        for (scheme, scope, added) in turns.scopes {
            let subject = format!("security `{}`", short(scheme));
            all.push(match added {
                true => Told::new(names.scope_added, subject, nodes)
                    .kind(Kind::Added)
                    .texts("", short(scope)),
                false => Told::new(names.scope_removed, subject, nodes)
                    .kind(Kind::Removed)
                    .texts(short(scope), ""),
            });
        }
        all
    }
}

fn alternatives<'t>(list: Option<&'t Node<'t>>) -> Vec<Alternative<'t>> {
    let items = list.unwrap_or(&NOTHING).items();
    items
        .iter()
        .map(|item| {
            let schemes = item.entries().iter();
            schemes
                .map(|(name, scopes)| {
                    (
                        name.as_ref(),
                        scopes.items().iter().filter_map(Node::text).collect(),
                    )
                })
                .collect()
        })
        .collect()
}

fn turns<'t>(mut old: Vec<Alternative<'t>>, mut new: Vec<Alternative<'t>>) -> Turns<'t> {
    old.retain(
        |alternative| match new.iter().position(|other| other == alternative) {
            Some(at) => {
                new.remove(at);
                false
            }
            None => true,
        },
    );
    let mut scopes = Vec::new();
    let schemes = |alternative: &Alternative<'t>| alternative.keys().copied().collect::<Vec<_>>();
    old.retain(|alternative| {
        let Some(at) = new
            .iter()
            .position(|other| schemes(other) == schemes(alternative))
        else {
            return true;
        };
        let now = new.remove(at);
        for (scheme, before) in alternative {
            let after = now.get(scheme).cloned().unwrap_or_default();
            scopes.extend(
                after
                    .difference(before)
                    .map(|scope| (*scheme, *scope, true)),
            );
            scopes.extend(
                before
                    .difference(&after)
                    .map(|scope| (*scheme, *scope, false)),
            );
        }
        false
    });
    Turns {
        added: new,
        gone: old,
        scopes,
    }
}
