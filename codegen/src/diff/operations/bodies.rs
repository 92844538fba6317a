//! What an operation takes as its body.

use crate::diff::api::{Body, Media};
use crate::diff::change::Kind;
use crate::diff::compare::short;
use crate::diff::compared::{Compared, Pair, Part, Told};
use crate::diff::judge::Position;
use crate::diff::media::{self, Relation};

impl<'t> Compared<'t> {
    pub(super) fn bodies(&mut self, pair: &Pair<'t>) {
        let bodies = (
            self.old.request_body(&pair.old),
            self.new.request_body(&pair.new),
        );
        let subject = "request body";
        match bodies {
            (None, Some(body)) => {
                let rule = match body.required {
                    true => "request-body-added-required",
                    false => "request-body-added-optional",
                };
                self.tell(
                    pair,
                    Told::new(rule, subject, (None, Some(body.node))).kind(Kind::Added),
                );
            }
            (Some(body), None) => {
                let told = Told::new("request-body-removed", subject, (Some(body.node), None));
                self.tell(pair, told.kind(Kind::Removed));
            }
            (Some(old), Some(new)) => self.body(pair, &old, &new),
            (None, None) => {}
        }
    }

    fn body(&mut self, pair: &Pair<'t>, old: &Body<'t>, new: &Body<'t>) {
        let subject = "request body";
        if old.required != new.required {
            let rule = match new.required {
                true => "request-body-became-required",
                false => "request-body-became-optional",
            };
            self.tell(
                pair,
                Told::new(rule, subject, (Some(old.node), Some(new.node))),
            );
        }
        let found = media::matched(&old.media, &new.media);
        if let Some(gone) = found.gone.first() {
            let nodes = (Some(gone.node), Some(new.node));
            let told = Told::new("request-body-media-type-removed", subject, nodes);
            let names = media::names(&found.gone);
            self.tell(pair, told.kind(Kind::Removed).texts(names, ""));
        }
        if let Some(added) = found.added.first() {
            let nodes = (Some(old.node), Some(added.node));
            let told = Told::new("request-body-media-type-added", subject, nodes);
            let names = media::names(&found.added);
            self.tell(pair, told.kind(Kind::Added).texts("", names));
        }
        for (was, is, _) in found.pairs {
            self.request_media(pair, &was, &is);
        }
    }

    fn request_media(&mut self, pair: &Pair<'t>, was: &Media<'t>, is: &Media<'t>) {
        let nodes = (Some(was.node), Some(is.node));
        let strong = media::is_json(is.name);
        match (was.schema, is.schema) {
            (Some(before), Some(after)) => {
                let position = Position::Request { strong };
                self.root(pair, (before, after), position, Part::RequestBody);
            }
            (None, Some(_)) => {
                let told = Told::new(
                    "request-body-media-type-schema-added",
                    "request body",
                    nodes,
                );
                self.tell(pair, told.texts("", short(is.name)));
            }
            (Some(_), None) => {
                let told = Told::new(
                    "request-body-media-type-schema-removed",
                    "request body",
                    nodes,
                );
                self.tell(pair, told.texts(short(was.name), ""));
            }
            (None, None) => {}
        }
    }

    /// What an answer holds.
    pub(super) fn response_body(
        &mut self,
        pair: &Pair<'t>,
        status: &'t str,
        was: &[Media<'t>],
        is: &[Media<'t>],
        nodes: super::responses::Nodes<'t>,
        turns: &mut super::responses::MediaTurns<'t>,
    ) {
        let subject = format!("response {status}");
        let found = media::matched(was, is);
        if let Some(gone) = found.gone.first() {
            turns.add(
                (false, media::names(&found.gone)),
                status,
                (Some(gone.node), nodes.1),
            );
        }
        if let Some(added) = found.added.first() {
            turns.add(
                (true, media::names(&found.added)),
                status,
                (nodes.0, Some(added.node)),
            );
        }
        for (was, is, relation) in found.pairs {
            let nodes = (Some(was.node), Some(is.node));
            let rule = match relation {
                Relation::Same => None,
                Relation::OtherParameters => Some("response-media-type-name-changed"),
                Relation::Narrower => Some("response-media-type-name-specialized"),
                Relation::Wider => Some("response-media-type-name-generalized"),
            };
            if let Some(rule) = rule {
                let told = Told::new(rule, &*subject, nodes);
                self.tell(pair, told.texts(short(was.name), short(is.name)));
            }
            let position = Position::Response {
                strong: media::is_json(is.name),
            };
            match (was.schema, is.schema) {
                (Some(before), Some(after)) => {
                    self.root(pair, (before, after), position, Part::Response(status));
                }
                (None, Some(_)) => {
                    let told = Told::new("response-body-media-type-schema-added", &*subject, nodes);
                    self.tell(pair, told.texts("", short(is.name)));
                }
                (Some(_), None) => {
                    let told =
                        Told::new("response-body-media-type-schema-removed", &*subject, nodes);
                    self.tell(pair, told.texts(short(was.name), ""));
                }
                (None, None) => {}
            }
        }
    }
}
