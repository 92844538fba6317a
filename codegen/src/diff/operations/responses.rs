//! What an operation answers: statuses, headers and bodies.

use std::collections::BTreeMap;

use crate::diff::api::NOTHING;
use crate::diff::change::Kind;
use crate::diff::compared::{Compared, Pair, Part, Told};
use crate::diff::judge::Position;
use crate::diff::tree::{Entry, Node};

/// Where something stands on both sides.
pub(super) type Nodes<'t> = (Option<&'t Node<'t>>, Option<&'t Node<'t>>);

/// Media types that came or went, with the answers in which they did.
///
/// Swagger 2.0 names them for the operation: one that is new there is new in each of its answers.
#[derive(Default)]
pub(super) struct MediaTurns<'t>(BTreeMap<Turn, (Vec<&'t str>, Nodes<'t>)>);

/// Whether media types came or went, and their names.
type Turn = (bool, String);

impl<'t> MediaTurns<'t> {
    pub(super) fn add(&mut self, turn: Turn, status: &'t str, nodes: Nodes<'t>) {
        let (statuses, _) = self.0.entry(turn).or_insert_with(|| (Vec::new(), nodes));
        statuses.push(status);
    }
}

impl<'t> Compared<'t> {
    pub(super) fn responses(&mut self, pair: &Pair<'t>) {
        let was = self.old.responses(&pair.old);
        let is = self.new.responses(&pair.new);
        let mut turns = MediaTurns::default();
        for (status, node) in &was {
            match is
                .iter()
                .find(|(other, _)| other.eq_ignore_ascii_case(status))
            {
                Some((_, now)) => self.response(pair, status, (node, now), &mut turns),
                None => {
                    let subject = format!("response {status}");
                    let told = Told::new(status_rule(status, false), subject, (Some(node), None));
                    self.tell(pair, told.kind(Kind::Removed));
                }
            }
        }
        self.media_turns(pair, turns);
        let new = is.iter().filter(|(status, _)| {
            !was.iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(status))
        });
        for (status, node) in new {
            let subject = format!("response {status}");
            let told = Told::new(status_rule(status, true), subject, (None, Some(node)));
            self.tell(pair, told.kind(Kind::Added));
        }
    }

    fn response(
        &mut self,
        pair: &Pair<'t>,
        status: &'t str,
        (old, new): (&'t Node<'t>, &'t Node<'t>),
        turns: &mut MediaTurns<'t>,
    ) {
        self.headers(pair, status, old, new);
        let was = self.old.response_media(&pair.old, old);
        let is = self.new.response_media(&pair.new, new);
        self.response_body(pair, status, &was, &is, (Some(old), Some(new)), turns);
    }

    /// Tells media types that came or went: of all answers that they did so in, once.
    fn media_turns(&mut self, pair: &Pair<'t>, turns: MediaTurns<'t>) {
        for ((added, names), (statuses, nodes)) in turns.0 {
            let subject = format!("response {}", statuses.join(", "));
            let told = match added {
                true => Told::new("response-media-type-added", subject, nodes)
                    .kind(Kind::Added)
                    .texts("", names),
                false => Told::new("response-media-type-removed", subject, nodes)
                    .kind(Kind::Removed)
                    .texts(names, ""),
            };
            self.tell(pair, told);
        }
    }

    fn headers(&mut self, pair: &Pair<'t>, status: &'t str, old: &'t Node<'t>, new: &'t Node<'t>) {
        let headers = |node: &'t Node<'t>| node.get("headers").unwrap_or(&NOTHING).entries();
        let (was, is) = (headers(old), headers(new));
        // The names of headers are the same whatever their case.
        let find = |entries: &'t [Entry<'t>], name: &str| {
            entries
                .iter()
                .find(|(other, _)| other.eq_ignore_ascii_case(name))
                .map(|(_, node)| node)
        };
        for (name, node) in was {
            let part = Part::Header(status, name);
            let subject = part.to_string();
            let before = self.old.resolve(node);
            match find(is, name) {
                Some(now) => self.header(pair, part, before, self.new.resolve(now)),
                None => {
                    let rule = match before.is_true("required") {
                        true => "required-response-header-removed",
                        false => "optional-response-header-removed",
                    };
                    let told = Told::new(rule, subject, (Some(before), Some(new)));
                    self.tell(pair, told.kind(Kind::Removed));
                }
            }
        }
        for (name, node) in is.iter().filter(|(name, _)| find(was, name).is_none()) {
            let subject = Part::Header(status, name).to_string();
            let told = Told::new(
                "response-header-added",
                subject,
                (Some(old), Some(self.new.resolve(node))),
            );
            self.tell(pair, told.kind(Kind::Added));
        }
    }

    fn header(&mut self, pair: &Pair<'t>, part: Part<'t>, old: &'t Node<'t>, new: &'t Node<'t>) {
        let nodes = (Some(old), Some(new));
        let subject = part.to_string();
        match (old.is_true("required"), new.is_true("required")) {
            (true, false) => self.tell(
                pair,
                Told::new("response-header-became-optional", &*subject, nodes),
            ),
            (false, true) => self.tell(
                pair,
                Told::new("response-header-became-required", &*subject, nodes),
            ),
            _ => {}
        }
        match (old.is_true("deprecated"), new.is_true("deprecated")) {
            (false, true) => self.tell(
                pair,
                Told::new("response-header-deprecated", &*subject, nodes),
            ),
            (true, false) => self.tell(
                pair,
                Told::new("response-header-reactivated", &*subject, nodes),
            ),
            _ => {}
        }
        if let (Some(before), Some(after)) = (self.old.schema_of(old), self.new.schema_of(new)) {
            self.root(pair, (before, after), Position::Header, part);
        }
    }
}

/// The rule that a status comes under which is new or gone.
fn status_rule(status: &str, added: bool) -> &'static str {
    let number = status.parse::<u16>().ok();
    match (number, status, added) {
        (Some(200..=299), _, true) => "response-success-status-added",
        (Some(200..=299), _, false) => "response-success-status-removed",
        (Some(_), _, true) => "response-non-success-status-added",
        (Some(_), _, false) => "response-non-success-status-removed",
        (None, "default", true) => "api-default-response-added",
        (None, "default", false) => "api-default-response-removed",
        (None, _, true) => "response-range-added",
        (None, _, false) => "response-range-removed",
    }
}
