//! What an operation answers: statuses, headers and bodies.

use crate::diff::api::NOTHING;
use crate::diff::change::Kind;
use crate::diff::compared::{Compared, Pair, Part, Told};
use crate::diff::judge::Position;
use crate::diff::tree::{Entry, Node};

/// Where something stands on both sides.
pub(super) type Nodes<'t> = (Option<&'t Node<'t>>, Option<&'t Node<'t>>);

impl<'t> Compared<'t> {
    pub(super) fn responses(&mut self, pair: &Pair<'t>) {
        let was = self.old.responses(&pair.old);
        let is = self.new.responses(&pair.new);
        for (status, node) in &was {
            match is
                .iter()
                .find(|(other, _)| other.eq_ignore_ascii_case(status))
            {
                Some((_, now)) => self.response(pair, status, node, now),
                None => {
                    let subject = format!("response {status}");
                    let told = Told::new(status_rule(status, false), subject, (Some(node), None));
                    self.tell(pair, told.kind(Kind::Removed));
                }
            }
        }
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

    fn response(&mut self, pair: &Pair<'t>, status: &'t str, old: &'t Node<'t>, new: &'t Node<'t>) {
        self.headers(pair, status, old, new);
        let was = self.old.response_media(&pair.old, old);
        let is = self.new.response_media(&pair.new, new);
        self.response_body(pair, status, &was, &is, (Some(old), Some(new)));
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
