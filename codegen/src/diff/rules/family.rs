//! Rules that are the same wherever a schema stands: one row for all places.

use std::borrow::Cow;

use super::frame::{Frame, Sample};
use super::{Area, Direction, Rule, Settings, Vendor};
use crate::diff::change::Level;

/// Where the schema stands that a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    RequestBody,
    RequestProperty,
    RequestParameter,
    /// What stands below the schema of a parameter. Few rules have a name of their own for it; the
    /// others use that of a request property.
    RequestParameterProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
}

/// Where every row of the table looks that does not say otherwise.
pub(super) const EVERYWHERE: &[Prefix] = &[
    Prefix::RequestBody,
    Prefix::RequestProperty,
    Prefix::RequestParameter,
    Prefix::ResponseBody,
    Prefix::ResponseProperty,
    Prefix::ResponseHeader,
];

/// The same, and below parameters.
pub(super) const BELOW_PARAMETERS_TOO: &[Prefix] = &[
    Prefix::RequestBody,
    Prefix::RequestProperty,
    Prefix::RequestParameter,
    Prefix::RequestParameterProperty,
    Prefix::ResponseBody,
    Prefix::ResponseProperty,
    Prefix::ResponseHeader,
];

/// Only what travels to the vault.
pub(super) const REQUESTS: &[Prefix] = &[
    Prefix::RequestBody,
    Prefix::RequestProperty,
    Prefix::RequestParameter,
];

/// Everywhere but in parameters, of which every value is written as text.
pub(super) const ALL_BUT_PARAMETERS: &[Prefix] = &[
    Prefix::RequestBody,
    Prefix::RequestProperty,
    Prefix::ResponseBody,
    Prefix::ResponseProperty,
    Prefix::ResponseHeader,
];

/// Only whole bodies.
pub(super) const BODIES: &[Prefix] = &[Prefix::RequestBody, Prefix::ResponseBody];

/// The answers, and what stands below parameters.
pub(super) const ANSWERS_AND_BELOW_PARAMETERS: &[Prefix] = &[
    Prefix::RequestParameterProperty,
    Prefix::ResponseBody,
    Prefix::ResponseProperty,
    Prefix::ResponseHeader,
];

impl Prefix {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::RequestBody => "request-body",
            Self::RequestProperty => "request-property",
            Self::RequestParameter => "request-parameter",
            Self::RequestParameterProperty => "request-parameter-property",
            Self::ResponseBody => "response-body",
            Self::ResponseProperty => "response-property",
            Self::ResponseHeader => "response-header",
        }
    }

    pub(super) fn direction(self) -> Direction {
        match self {
            Self::RequestBody
            | Self::RequestProperty
            | Self::RequestParameter
            | Self::RequestParameterProperty => Direction::Request,
            Self::ResponseBody | Self::ResponseProperty | Self::ResponseHeader => {
                Direction::Response
            }
        }
    }

    /// The name of a rule for this place.
    pub(super) fn id(self, suffix: &str) -> String {
        match (self, suffix) {
            // The one name of oasdiff that does not follow its own pattern.
            (Self::ResponseBody, "enum-value-removed") => {
                "response-mediatype-enum-value-removed".to_owned()
            }
            _ => format!("{}-{suffix}", self.name()),
        }
    }
}

/// What a change does to the values that a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Fewer values than before.
    Narrows,
    /// More values than before.
    Widens,
    /// Other values than before.
    Changes,
    /// The same values; the document only tells more or less of them.
    Explains,
}

impl Effect {
    /// How much it matters on the wire.
    const fn level(self, direction: Direction) -> Level {
        match (self, direction) {
            (Self::Narrows, Direction::Request)
            | (Self::Widens, Direction::Response)
            | (Self::Changes, _) => Level::Breaking,
            _ => Level::Info,
        }
    }
}

/// What one direction is told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) why: Cow<'static, str>,
    pub(super) remedy: Cow<'static, str>,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) suffix: Cow<'static, str>,
    pub(super) title: Cow<'static, str>,
    effect: Effect,
    pub(super) on: &'static [Prefix],
    request: Told,
    response: Told,
    levels: [Option<Level>; 2],
    exceptions: &'static [(Prefix, Level)],
    vendor: [Vendor; 2],
    latest: bool,
    media: &'static str,
    request_example: [Cow<'static, str>; 2],
    response_example: Option<[&'static str; 2]>,
    below_parameters_example: Option<[&'static str; 2]>,
    with: &'static [&'static str],
}

const NOTHING: &str = "Nothing has to be done.";

/// A row that says nothing yet but what happened.
pub(super) const fn family(suffix: &'static str, title: &'static str, effect: Effect) -> Family {
    row(Cow::Borrowed(suffix), Cow::Borrowed(title), effect)
}

/// The same, for words that are put together.
pub(super) const fn row(
    suffix: Cow<'static, str>,
    title: Cow<'static, str>,
    effect: Effect,
) -> Family {
    Family {
        suffix,
        title,
        effect,
        on: EVERYWHERE,
        request: told("All that was taken before is still taken.", NOTHING),
        response: told(
            "All that answers may hold now they could hold before.",
            NOTHING,
        ),
        levels: [None, None],
        exceptions: &[],
        vendor: [Vendor::Silent, Vendor::Silent],
        latest: false,
        media: "application/json",
        request_example: [Cow::Borrowed(""), Cow::Borrowed("")],
        response_example: None,
        below_parameters_example: None,
        with: &[],
    }
}

const fn told(why: &'static str, remedy: &'static str) -> Told {
    Told {
        why: Cow::Borrowed(why),
        remedy: Cow::Borrowed(remedy),
    }
}

impl Family {
    /// Why it matters to those who send, and what they do about it.
    pub(super) fn request(mut self, why: &'static str, remedy: &'static str) -> Self {
        self.request = told(why, remedy);
        self
    }

    /// Why it matters to those who read, and what they do about it.
    pub(super) fn response(mut self, why: &'static str, remedy: &'static str) -> Self {
        self.response = told(why, remedy);
        self
    }

    pub(super) fn both(self, why: &'static str, remedy: &'static str) -> Self {
        self.request(why, remedy).response(why, remedy)
    }

    pub(super) fn request_words(mut self, why: String, remedy: String) -> Self {
        self.request = Told {
            why: why.into(),
            remedy: remedy.into(),
        };
        self
    }

    pub(super) fn response_words(mut self, why: String, remedy: String) -> Self {
        self.response = Told {
            why: why.into(),
            remedy: remedy.into(),
        };
        self
    }

    /// How much it matters to those who send, where that does not follow from the effect.
    pub(super) fn request_level(mut self, level: Level) -> Self {
        self.levels[0] = Some(level);
        self
    }

    /// How much it matters to those who read, where that does not follow from the effect.
    pub(super) fn response_level(mut self, level: Level) -> Self {
        self.levels[1] = Some(level);
        self
    }

    /// Where it matters more or less than elsewhere.
    pub(super) fn except(mut self, exceptions: &'static [(Prefix, Level)]) -> Self {
        self.exceptions = exceptions;
        self
    }

    pub(super) fn vendor(mut self, request: Vendor, response: Vendor) -> Self {
        self.vendor = [request, response];
        self
    }

    pub(super) fn on(mut self, places: &'static [Prefix]) -> Self {
        self.on = places;
        self
    }

    /// A pair of schemas, in YAML.
    pub(super) fn example(mut self, old: &'static str, new: &'static str) -> Self {
        self.request_example = [Cow::Borrowed(old), Cow::Borrowed(new)];
        self
    }

    pub(super) fn example_words(mut self, old: String, new: String) -> Self {
        self.request_example = [old.into(), new.into()];
        self
    }

    /// The pair for an answer, where it is another.
    pub(super) fn response_example(mut self, old: &'static str, new: &'static str) -> Self {
        self.response_example = Some([old, new]);
        self
    }

    /// The pair for what stands below a parameter, where it is another.
    pub(super) fn below_parameters_example(mut self, old: &'static str, new: &'static str) -> Self {
        self.below_parameters_example = Some([old, new]);
        self
    }

    /// The example holds what only OpenAPI 3.1 has.
    pub(super) fn latest(mut self) -> Self {
        self.latest = true;
        self
    }

    /// The media type of the example's bodies.
    pub(super) fn media(mut self, media: &'static str) -> Self {
        self.media = media;
        self
    }

    /// The ends of the names of other rules that the example calls for as well.
    pub(super) fn with(mut self, suffixes: &'static [&'static str]) -> Self {
        self.with = suffixes;
        self
    }

    pub(super) fn level(&self, place: Prefix) -> Level {
        let exception = self.exceptions.iter().find(|(known, _)| *known == place);
        let direction = place.direction();
        let of_direction = match direction {
            Direction::Request => self.levels[0],
            _ => self.levels[1],
        };
        exception
            .map(|(_, level)| *level)
            .or(of_direction)
            .unwrap_or_else(|| self.effect.level(direction))
    }

    pub(super) fn told(&self, direction: Direction) -> &Told {
        match direction {
            Direction::Request => &self.request,
            _ => &self.response,
        }
    }

    pub(super) fn vendor_of(&self, direction: Direction) -> Vendor {
        match direction {
            Direction::Request => self.vendor[0],
            _ => self.vendor[1],
        }
    }

    /// The rule for one place.
    pub(super) fn rule(&self, place: Prefix, area: Area) -> Rule {
        let direction = place.direction();
        let told = self.told(direction);
        let special = match (place, direction) {
            (Prefix::RequestParameterProperty, _) => self.below_parameters_example,
            (_, Direction::Response) => self.response_example,
            _ => None,
        };
        let [old, new] = match special {
            Some(pair) => pair.map(Cow::Borrowed),
            None => self.request_example.clone(),
        };
        Rule {
            id: place.id(&self.suffix).into(),
            title: self.title.clone(),
            direction,
            strict: self.level(place),
            vendor: self.vendor_of(direction),
            why: told.why.clone(),
            remedy: told.remedy.clone(),
            area,
            with: self.with.iter().map(|end| place.id(end).into()).collect(),
            settings: Settings::USUAL,
            sample: Sample {
                frame: Frame::Schema(place, self.media),
                latest: self.latest,
                old,
                new,
            },
        }
    }
}
