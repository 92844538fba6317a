//! The actions of overlays, one after another.

use super::cost::{self, Budget, MOST_DEPTH};
use super::find::{Miss, find};
use super::merge::{Clash, merge};
use super::problems::{Problems, shown};
use super::remove::remove;
use super::{Action, Change, Overlay};
use crate::document::Document;
use crate::problem::{Problem, Refusal};
use crate::report::{Recorder, Report};
use serde_json::Value;

/// The name under which the changes stand in the report.
const NAME: &str = "overlay";

/// Applies every action of every overlay in order, each to what the one before it left.
///
/// The report gets a change for each place that an action selects; none is a loss, since somebody
/// meant it.
///
/// # Errors
///
/// Every action that matches nothing, that cannot be merged where it matches, or that would cost
/// more than a document may. Some actions were applied then: the document must not be used.
pub fn apply(
    document: &mut Document,
    overlays: &[Overlay],
    report: &mut Report,
) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    let mut budget = Budget::default();
    let mut recorder = report.by(NAME);
    for overlay in overlays {
        for (index, action) in overlay.actions.iter().enumerate() {
            let mut acting = Acting {
                number: index + 1,
                overlay,
                action,
                budget: &mut budget,
            };
            if let Err(problem) = acting.apply(&mut document.value, &mut recorder) {
                problems.add_action(overlay, index, *problem);
            }
        }
    }
    problems.into_result()
}

/// One action at work.
struct Acting<'a> {
    /// Its number, from 1.
    number: usize,
    overlay: &'a Overlay,
    action: &'a Action,
    budget: &'a mut Budget,
}

impl Acting<'_> {
    fn apply(
        &mut self,
        document: &mut Value,
        recorder: &mut Recorder<'_>,
    ) -> Result<(), Box<Problem>> {
        let target = &self.action.target;
        let pointers = match find(target, document, self.budget) {
            Ok(pointers) => pointers,
            Err(Miss::Nothing { why, meant }) => {
                return Err(self.matches_nothing(&why, meant).into());
            }
            Err(Miss::TooMuch) => return Err(self.looks_at_too_much().into()),
        };
        let done = match &self.action.change {
            Change::Remove => {
                remove(document, &pointers);
                "removed"
            }
            Change::Update(update) => {
                self.update(document, update, &pointers)?;
                "updated"
            }
        };
        let note = format!(
            "{done} by action {} of {}: {}",
            self.number,
            self.overlay.name(),
            shown(&target.text)
        );
        for pointer in pointers {
            recorder.kept(pointer, note.clone());
        }
        Ok(())
    }

    fn update(
        &mut self,
        document: &mut Value,
        update: &Value,
        pointers: &[String],
    ) -> Result<(), Box<Problem>> {
        self.budget
            .add(cost::size(update), pointers.len())
            .map_err(|_| self.adds_too_much(pointers.len()))?;
        let levels = cost::depth(update);
        for pointer in pointers {
            if pointer.matches('/').count() + levels > MOST_DEPTH {
                return Err(self.too_deep(pointer).into());
            }
            // Nothing is removed while it is updated: the place is still there.
            if let Some(place) = document.pointer_mut(pointer) {
                merge(place, pointer, update).map_err(|clash| self.clashes(pointer, clash))?;
            }
        }
        Ok(())
    }

    /// What is wrong, after the number of the action and before its target.
    fn problem(&self, what: &str, why: impl Into<String>, remedy: impl Into<String>) -> Problem {
        let target = shown(&self.action.target.text);
        let what = format!("action {} {what}: `{target}`", self.number);
        Problem::new(what, remedy).why(why)
    }

    fn matches_nothing(&self, why: &str, meant: Option<String>) -> Problem {
        let meant = meant.map_or(String::new(), |name| format!("did you mean `{name}`? "));
        self.problem(
            "matches nothing",
            why,
            format!(
                "{meant}correct the target, or remove the action if the document is right without it; \
                 `cargo xtask normalize SPEC --no-overlays` prints the document that is meant"
            ),
        )
    }

    fn looks_at_too_much(&self) -> Problem {
        self.problem(
            "looks at too much of the document",
            "what the targets of all overlays may look at is bounded, and `..` and filters look at \
             everything below a place",
            "name the way to the place, such as `$.paths.*.get.parameters`, in place of `..`",
        )
    }

    fn adds_too_much(&self, places: usize) -> Problem {
        self.problem(
            "adds too much",
            format!(
                "its update is merged into {places} places; all updates together may add 16 MiB"
            ),
            "select fewer places, or put a schema under components/schemas once and refer to it",
        )
    }

    fn too_deep(&self, pointer: &str) -> Problem {
        self.problem(
            "nests the document too deeply",
            format!(
                "below {} there would be more than {MOST_DEPTH} levels",
                shown(pointer)
            ),
            "put a schema under components/schemas and refer to it",
        )
    }

    fn clashes(&self, at: &str, clash: Clash) -> Box<Problem> {
        let at = match at {
            "" => "the document".to_owned(),
            _ => shown(at),
        };
        let problem = match clash {
            Clash::Plain(kind) => self.problem(
                &format!("cannot update {kind}"),
                format!("{at} is {kind}; an update is merged into an object or appended to a list"),
                "select the object around it, and name the property with its new value in `update`",
            ),
            Clash::NoObject(kind) => self.problem(
                &format!("merges {kind} into an object"),
                format!("{at} is an object, and `update` is {kind}"),
                "write an object of the properties that are to be added or replaced",
            ),
            Clash::Kinds { pointer, old, new } => self.problem(
                "does not fit the document",
                format!("{} is {old}, and `update` has {new} there", shown(&pointer)),
                "remove the document's value with an action before this one, or write a value of the \
                 same kind; leave the key out if it is to stay",
            ),
        };
        problem.into()
    }
}
