//! Which rules a difference between two schemas comes under, where they stand.

use std::borrow::Cow;

use super::change::Level;
use super::delta::{Delta, Property, What};
use super::finding::Judged;
use super::lifecycle::{self, Deprecation, Stability, Sunset};
use super::rules;
use super::settings::Settings;
use super::types;

/// Where a schema stands in an operation.
#[derive(Clone, Debug)]
pub(super) enum Position {
    /// It is the body of a request.
    Request {
        /// Whether it is written as JSON.
        strong: bool,
    },
    /// It is a parameter.
    Parameter {
        /// Whether that is a header.
        header: bool,
        /// Whether it must be given, on either side.
        required: bool,
        /// Whether an array is written as the parameter repeated.
        exploded: bool,
    },
    /// It is the body of an answer.
    Response {
        /// Whether it is written as JSON.
        strong: bool,
    },
    /// It is a header of an answer.
    Header,
}

/// What is known besides the difference.
pub(super) struct Context<'a> {
    pub(super) position: &'a Position,
    /// Whether the schema stands below the one that the body or parameter is.
    pub(super) below: bool,
    /// The stability of the operation.
    pub(super) stability: Stability,
    pub(super) settings: &'a Settings,
}

/// Differences that a value which callers only read makes known by another name.
const READ_ONLY: [&str; 5] = [
    "max-decreased",
    "min-increased",
    "exclusive-max-decreased",
    "exclusive-min-increased",
    "max-length-decreased",
];

impl Context<'_> {
    fn in_request(&self) -> bool {
        matches!(
            self.position,
            Position::Request { .. } | Position::Parameter { .. }
        )
    }

    /// The rule for the place and a suffix.
    fn named(&self, suffix: &str) -> Cow<'static, str> {
        let prefix = match (self.position, self.below) {
            (Position::Request { .. }, false) => "request-body",
            (Position::Request { .. }, true) => "request-property",
            (Position::Parameter { .. }, false) => "request-parameter",
            (Position::Parameter { .. }, true) => {
                let special = format!("request-parameter-property-{suffix}");
                if let Some(rule) = rules::find(&special) {
                    return Cow::Borrowed(&rule.id);
                }
                "request-property"
            }
            (Position::Response { .. }, false) => "response-body",
            (Position::Header, false) => "response-header",
            (Position::Response { .. } | Position::Header, true) => "response-property",
        };
        known(format!("{prefix}-{suffix}"))
    }

    /// The rules that a difference comes under; none where it has no effect here.
    pub(super) fn rules(&self, delta: &Delta<'_>) -> Vec<Judged> {
        let request = self.in_request();
        // What callers do not send, or do not get, cannot break them.
        let idle = if request {
            delta.marks.read_only
        } else {
            delta.marks.write_only
        };
        let most = idle.then_some(Level::Info);
        let one = |rule: Cow<'static, str>| vec![(rule, most)];
        match &delta.what {
            What::Plain(suffix) => self.plain(suffix, most),
            What::Type(shift) => {
                let turn = match (self.position, self.below) {
                    (Position::Request { strong }, _) => types::in_request(shift, *strong),
                    (Position::Parameter { .. }, true) => types::in_parameter_property(shift),
                    (Position::Parameter { exploded, .. }, false) => {
                        types::in_parameter(shift, *exploded)
                    }
                    (Position::Response { strong }, _) => types::in_response(shift, *strong),
                    (Position::Header, _) => types::in_response(shift, false),
                };
                one(self.named(turn.suffix()))
            }
            What::Types { added, gone } => {
                let narrowed = if request {
                    !gone.is_any()
                } else {
                    added.is_any()
                };
                one(self.named(if narrowed {
                    "list-of-types-narrowed"
                } else {
                    "list-of-types-widened"
                }))
            }
            What::BecameEnum => {
                let mut all = one(self.named("became-enum"));
                if matches!(self.position, Position::Parameter { header: true, .. }) {
                    all.push(("request-header-property-became-enum".into(), most));
                }
                all
            }
            What::EnumGone => one(self.named("became-not-enum")),
            What::Values { added } => one(self.values(*added, idle)),
            What::Property(property) => self.property(property),
            What::Renamed { from, to, .. } => {
                let mut all = self.property(from);
                all.extend(self.property(to));
                if !all.is_empty() {
                    let rule = if request {
                        "request-property-renamed"
                    } else {
                        "response-property-renamed"
                    };
                    all.push((rule.into(), None));
                }
                all
            }
            What::Required {
                now,
                with_default,
                write_only,
            } => self.required(*now, *with_default, *write_only, delta.marks.read_only),
            What::Mutability {
                read,
                now,
                required,
            } => {
                let direction = if request { "request" } else { "response" };
                let need = if *required { "required" } else { "optional" };
                let turn = if *now { "became" } else { "became-not" };
                let side = if *read { "read-only" } else { "write-only" };
                vec![(
                    known(format!("{direction}-{need}-property-{turn}-{side}")),
                    None,
                )]
            }
            What::Deprecated { now, sunset } => self.deprecated(*now, Sunset::read(*sunset)),
            What::Stability { from, to } => {
                self.stability(Stability::read(*from), Stability::read(*to))
            }
            What::Wrapped if self.below => one(self.named("one-of-added")),
            What::Wrapped => one(self.named("wrapped-in-one-of")),
        }
    }

    fn plain(&self, suffix: &str, most: Option<Level>) -> Vec<Judged> {
        let request = self.in_request();
        if let Position::Parameter { required: true, .. } = self.position
            && !self.below
            && suffix.starts_with("default-value-")
        {
            // What must be given has no default.
            return Vec::new();
        }
        if request && self.below && most.is_some() && READ_ONLY.contains(&suffix) {
            return vec![(known(format!("request-read-only-property-{suffix}")), None)];
        }
        vec![(self.named(suffix), most)]
    }

    fn values(&self, added: bool, idle: bool) -> Cow<'static, str> {
        let suffix = if added {
            "enum-value-added"
        } else {
            "enum-value-removed"
        };
        match (self.position, self.below, added) {
            (Position::Request { .. }, true, false) if idle => {
                "request-read-only-property-enum-value-removed".into()
            }
            (Position::Response { .. }, true, true) if idle => {
                "response-write-only-property-enum-value-added".into()
            }
            (Position::Response { .. }, false, false) => {
                "response-mediatype-enum-value-removed".into()
            }
            _ => self.named(suffix),
        }
    }

    fn property(&self, property: &Property<'_>) -> Vec<Judged> {
        let (read_only, write_only) = property.marks;
        if self.in_request() {
            if read_only {
                return Vec::new();
            }
            let header = matches!(self.position, Position::Parameter { header: true, .. });
            let rule = match (property.added, property.required, property.has_default) {
                (false, ..) => "request-property-removed",
                (true, true, _) if header => "new-required-request-header-property",
                (true, true, true) => "new-required-request-property-with-default",
                (true, true, false) => "new-required-request-property",
                (true, false, _) => "new-optional-request-property",
            };
            return vec![(rule.into(), None)];
        }
        let need = if property.required {
            "required"
        } else {
            "optional"
        };
        let side = if write_only { "write-only-" } else { "" };
        let turn = if property.added { "added" } else { "removed" };
        vec![(
            known(format!("response-{need}-{side}property-{turn}")),
            None,
        )]
    }

    fn required(
        &self,
        now: bool,
        with_default: bool,
        write_only: bool,
        read_only: bool,
    ) -> Vec<Judged> {
        let rule: Cow<'static, str> = if self.in_request() {
            let header = matches!(self.position, Position::Parameter { header: true, .. });
            match (now, with_default) {
                _ if read_only => return Vec::new(),
                (true, _) if header => "request-header-property-became-required".into(),
                (true, true) => "request-property-became-required-with-default".into(),
                (true, false) => "request-property-became-required".into(),
                (false, _) => "request-property-became-optional".into(),
            }
        } else {
            let side = if write_only { "write-only-" } else { "" };
            let turn = if now { "required" } else { "optional" };
            known(format!("response-{side}property-became-{turn}"))
        };
        vec![(rule, None)]
    }

    fn deprecated(&self, now: bool, sunset: Sunset) -> Vec<Judged> {
        let direction = if self.in_request() {
            "request"
        } else {
            "response"
        };
        let suffix = match now {
            false => "reactivated",
            true => match lifecycle::deprecation(sunset, self.stability, self.settings) {
                Deprecation::Plain => "deprecated",
                Deprecation::WithSunset => "deprecated-with-sunset",
                Deprecation::SunsetMissing => "deprecated-sunset-missing",
                Deprecation::SunsetUnreadable => "deprecated-sunset-invalid",
                Deprecation::SunsetTooSmall => "sunset-date-too-small",
            },
        };
        vec![(known(format!("{direction}-property-{suffix}")), None)]
    }

    fn stability(&self, from: Option<Stability>, to: Option<Stability>) -> Vec<Judged> {
        let (Some(from), Some(to)) = (from, to) else {
            return vec![("api-invalid-stability-level".into(), None)];
        };
        if from == to || from < self.settings.stability {
            return Vec::new();
        }
        let direction = if self.in_request() {
            "request"
        } else {
            "response"
        };
        let turn = if to > from { "increased" } else { "decreased" };
        vec![(
            known(format!("{direction}-property-stability-{turn}")),
            None,
        )]
    }
}

/// The rule of a name, borrowed from the table where it stands there.
fn known(id: String) -> Cow<'static, str> {
    match rules::find(&id) {
        Some(rule) => Cow::Borrowed(&rule.id),
        None => Cow::Owned(id),
    }
}
