//! What an operation says of itself: path, operationId, tags, deprecation, stability, callbacks.

use crate::diff::api::NOTHING;
use crate::diff::change::Kind;
use crate::diff::compare::short;
use crate::diff::compared::{Compared, Pair, Told};
use crate::diff::lifecycle::{self, Deprecation, Stability, Sunset};
use crate::diff::tree::Node;

impl<'t> Compared<'t> {
    /// Tells a change of stability; answers whether the rest of the operation is looked at.
    pub(super) fn stability(
        &mut self,
        pair: &Pair<'t>,
        levels: (Option<Stability>, Option<Stability>),
    ) -> bool {
        let nodes = (Some(pair.old.node), Some(pair.new.node));
        let (Some(was), Some(is)) = levels else {
            self.tell(pair, Told::new("api-invalid-stability-level", "", nodes));
            return levels.1.is_none_or(|is| is >= self.settings.stability);
        };
        let text = |level: Stability| format!("{level:?}").to_lowercase();
        if was != is && was >= self.settings.stability {
            let rule = match is > was {
                true => "api-stability-increased",
                false => "api-stability-decreased",
            };
            self.tell(pair, Told::new(rule, "", nodes).texts(text(was), text(is)));
        }
        is >= self.settings.stability
    }

    pub(super) fn own(&mut self, pair: &Pair<'t>) {
        self.spelling(pair);
        self.operation_id(pair);
        self.tags(pair);
        self.deprecation(pair);
        self.callbacks(pair);
    }

    /// The same path, written differently.
    fn spelling(&mut self, pair: &Pair<'t>) {
        let plain = |path: &str| {
            let parts = path.split(['{', '}']).step_by(2);
            parts.collect::<Vec<_>>().join("{}")
        };
        let (was, is) = (plain(pair.old.path), plain(pair.new.path));
        if was != is && pair.old.canonical == pair.new.canonical {
            let nodes = (Some(pair.old.item), Some(pair.new.item));
            let told = Told::new("api-path-respelled", "", nodes)
                .kind(Kind::Renamed)
                .texts(pair.old.path, pair.new.path)
                .because("the paths differ in case and slashes only");
            self.tell(pair, told);
        }
    }

    fn operation_id(&mut self, pair: &Pair<'t>) {
        let id = |node: &'t Node<'t>| node.text_at("operationId").filter(|id| !id.is_empty());
        let (was, is) = (id(pair.old.node), id(pair.new.node));
        let nodes = (Some(pair.old.node), Some(pair.new.node));
        let text = |id: Option<&str>| id.map(short).unwrap_or_default();
        let told = match (was, is) {
            (None, Some(_)) => {
                Told::new("api-operation-id-added", "operationId", nodes).kind(Kind::Added)
            }
            (Some(_), None) => {
                Told::new("api-operation-id-removed", "operationId", nodes).kind(Kind::Removed)
            }
            (Some(was), Some(is)) if was != is => {
                Told::new("api-operation-id-changed", "operationId", nodes)
                    .kind(Kind::Renamed)
                    .also("api-operation-id-removed")
                    .because("the same method and path")
            }
            _ => return,
        };
        self.tell(pair, told.texts(text(was), text(is)));
    }

    fn tags(&mut self, pair: &Pair<'t>) {
        let tags = |node: &'t Node<'t>| -> Vec<&'t str> {
            node.get("tags")
                .unwrap_or(&NOTHING)
                .items()
                .iter()
                .filter_map(Node::text)
                .collect()
        };
        let (was, is) = (tags(pair.old.node), tags(pair.new.node));
        let nodes = (Some(pair.old.node), Some(pair.new.node));
        for tag in was.iter().filter(|tag| !is.contains(tag)) {
            let told = Told::new("api-tag-removed", "tag", nodes).kind(Kind::Removed);
            self.tell(pair, told.texts(short(tag), ""));
        }
        for tag in is.iter().filter(|tag| !was.contains(tag)) {
            let told = Told::new("api-tag-added", "tag", nodes).kind(Kind::Added);
            self.tell(pair, told.texts("", short(tag)));
        }
    }

    fn deprecation(&mut self, pair: &Pair<'t>) {
        let nodes = (Some(pair.old.node), Some(pair.new.node));
        let (was, is) = (
            pair.old.node.is_true("deprecated"),
            pair.new.node.is_true("deprecated"),
        );
        let sunsets = (Sunset::of(pair.old.node), Sunset::of(pair.new.node));
        let text = |node: &Node<'_>| node.text_at("x-sunset").map(short).unwrap_or_default();
        let texts = (text(pair.old.node), text(pair.new.node));
        let rule = if was && !is {
            "endpoint-reactivated"
        } else if !was && is {
            match lifecycle::deprecation(sunsets.1, pair.stability, self.settings) {
                Deprecation::Plain => "endpoint-deprecated",
                Deprecation::WithSunset => "endpoint-deprecated-with-sunset",
                Deprecation::SunsetMissing => "api-deprecated-sunset-missing",
                Deprecation::SunsetUnreadable => "api-deprecated-sunset-parse",
                Deprecation::SunsetTooSmall => "api-sunset-date-too-small",
            }
        } else if is {
            match self.sunset_change(sunsets, pair.stability) {
                Some(SunsetChange::Deleted) => "sunset-deleted",
                Some(SunsetChange::Unreadable) => "api-path-sunset-parse",
                Some(SunsetChange::TooSmall) => "api-sunset-date-changed-too-small",
                None => return,
            }
        } else {
            return;
        };
        self.tell(pair, Told::new(rule, "", nodes).texts(texts.0, texts.1));
    }

    /// What is wrong with a sunset that was changed, of something that is deprecated.
    pub(super) fn sunset_change(
        &self,
        sunsets: (Sunset, Sunset),
        stability: Stability,
    ) -> Option<SunsetChange> {
        if sunsets.0 == sunsets.1 {
            return None;
        }
        match sunsets {
            (Sunset::None, _) => None,
            (_, Sunset::None) => Some(SunsetChange::Deleted),
            (Sunset::Unreadable, _) | (_, Sunset::Unreadable) => Some(SunsetChange::Unreadable),
            (Sunset::On(was), Sunset::On(is)) => {
                let days = self.settings.days(stability);
                let soon = is < was && lifecycle::is_too_soon(is, days, self.settings);
                soon.then_some(SunsetChange::TooSmall)
            }
        }
    }

    fn callbacks(&mut self, pair: &Pair<'t>) {
        let callbacks = |node: &'t Node<'t>| node.get("callbacks").unwrap_or(&NOTHING).entries();
        let (was, is) = (callbacks(pair.old.node), callbacks(pair.new.node));
        let known = |entries: &'t [crate::diff::tree::Entry<'t>], name: &str| {
            entries.iter().any(|(other, _)| other == name)
        };
        for (name, node) in was.iter().filter(|(name, _)| !known(is, name)) {
            let subject = format!("callback `{}`", short(name));
            self.tell(
                pair,
                Told::new("callback-removed", subject, (Some(node), None)).kind(Kind::Removed),
            );
        }
        for (name, node) in is.iter().filter(|(name, _)| !known(was, name)) {
            let subject = format!("callback `{}`", short(name));
            self.tell(
                pair,
                Told::new("callback-added", subject, (None, Some(node))).kind(Kind::Added),
            );
        }
    }
}

/// What is wrong with a sunset that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diff) enum SunsetChange {
    /// It is gone.
    Deleted,
    /// It is, or was, no date.
    Unreadable,
    /// It comes sooner than before, and too soon.
    TooSmall,
}
