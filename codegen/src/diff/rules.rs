//! The rules by which a change is judged, each a row.
//!
//! What a schema allows is judged by the same rules wherever it stands: a row of `family` gives a
//! rule for each place. All other rules are rows of their own. Rows of one subject stand together
//! in a module of that name, and [`Area`] puts them in order.

mod answers;
mod bodies;
mod bounds;
mod composition;
mod containers;
mod documents;
mod explain;
mod family;
mod frame;
mod lifecycle;
mod nearest;
mod operations;
mod page;
mod parameters;
mod properties;
mod property_lifecycle;
mod responses;
mod security;
mod single;
mod types;
mod values;

pub use explain::explain;
pub use nearest::nearest;
pub use page::page;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::change::Level;
use super::lifecycle::Stability;
use super::settings;
use family::Family;
use frame::Sample;
use single::Single;

/// What travels where a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the caller to the vault.
    Request,
    /// From the vault to the caller.
    Response,
    /// Neither: the operation, or the document.
    None,
}

/// What CyberArk's own text says of such a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// It is one of those that break an API.
    Breaking,
    /// It is one of those that do not.
    Allowed,
    /// The text names it nowhere.
    Silent,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name; that of oasdiff where it means the same.
    pub id: Cow<'static, str>,
    /// What happened, in a few words without a full stop.
    pub title: Cow<'static, str>,
    /// What travels where it looks.
    pub direction: Direction,
    /// How much it matters on the wire.
    pub strict: Level,
    /// What CyberArk's text says of it.
    pub vendor: Vendor,
    /// Why it matters, in one sentence.
    pub why: Cow<'static, str>,
    /// What to do about it, in one sentence.
    pub remedy: Cow<'static, str>,
    /// What it is about.
    pub area: Area,
    /// The names of other rules that its example calls for as well.
    pub with: Vec<Cow<'static, str>>,
    /// How the documents of its example are to be compared.
    pub settings: Settings,
    sample: Sample,
}

/// What a rule is about; the page has a section for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Which calls there are.
    Operations,
    /// What is said of how long an operation stays.
    Lifecycle,
    /// What is sent beside the body.
    Parameters,
    /// Whether a body is sent, and how it is written.
    RequestBodies,
    /// What a body that is sent holds.
    RequestProperties,
    /// With which statuses and media types the vault answers.
    Responses,
    /// What the vault answers beside the body.
    ResponseHeaders,
    /// What a body that is answered holds.
    ResponseProperties,
    /// Which kinds of values a schema allows.
    Types,
    /// Which values of a kind a schema allows.
    Values,
    /// How great, long or many values may be.
    Limits,
    /// What stands inside lists and objects.
    Containers,
    /// How schemas are made of others.
    Composition,
    /// Who may call.
    Security,
    /// What stands beside the operations.
    Document,
}

/// How the documents of an example are compared, on whatever day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many days must lie between the deprecation of what is stable and its end; 0 for none.
    pub deprecation_days_stable: u32,
    /// The same for what is beta.
    pub deprecation_days_beta: u32,
    /// How settled an operation must be to be compared.
    pub stability: Stability,
}

impl Settings {
    /// Those that nobody has to ask for.
    pub const USUAL: Self = Self {
        deprecation_days_stable: 0,
        deprecation_days_beta: 0,
        stability: Stability::Beta,
    };

    /// The same for a comparison on a certain day.
    pub fn on(self, today: Date) -> settings::Settings {
        settings::Settings {
            today,
            deprecation_days_beta: self.deprecation_days_beta,
            deprecation_days_stable: self.deprecation_days_stable,
            stability: self.stability,
        }
    }
}

impl Rule {
    /// Two tiny documents, the old one first, between which this rule finds a change.
    pub fn example(&self) -> (String, String) {
        self.sample.documents()
    }

    /// How much it matters by the vendor's words, where it matters `strict` on the wire.
    ///
    /// What the text does not name and what breaks callers all the same is a warning.
    pub fn vendor_level(&self, strict: Level) -> Level {
        match self.vendor {
            Vendor::Breaking => Level::Breaking,
            Vendor::Allowed => Level::Info,
            Vendor::Silent => strict.min(Level::Warning),
        }
    }
}

/// The rows of one area.
enum Rows {
    Singles(&'static [&'static [Single]]),
    Families(fn() -> Vec<Family>),
}

/// Every area with its rows, in the order of the page.
static AREAS: [(Area, Rows); 15] = [
    (Area::Operations, Rows::Singles(&[operations::ROWS])),
    (Area::Lifecycle, Rows::Singles(&[lifecycle::OPERATIONS])),
    (
        Area::Parameters,
        Rows::Singles(&[parameters::ROWS, lifecycle::PARAMETERS]),
    ),
    (Area::RequestBodies, Rows::Singles(&[bodies::ROWS])),
    (
        Area::RequestProperties,
        Rows::Singles(&[properties::ROWS, property_lifecycle::REQUEST]),
    ),
    (Area::Responses, Rows::Singles(&[responses::ROWS])),
    (Area::ResponseHeaders, Rows::Singles(&[responses::HEADERS])),
    (
        Area::ResponseProperties,
        Rows::Singles(&[answers::ROWS, property_lifecycle::RESPONSE]),
    ),
    (Area::Types, Rows::Families(types::rows)),
    (Area::Values, Rows::Families(values::rows)),
    (Area::Limits, Rows::Families(bounds::rows)),
    (Area::Containers, Rows::Families(containers::rows)),
    (Area::Composition, Rows::Families(composition::rows)),
    (Area::Security, Rows::Singles(&[security::ROWS])),
    (Area::Document, Rows::Singles(&[documents::ROWS])),
];

static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rules = AREAS.iter().map(|(area, rows)| rows.rules(*area));
    rules.flatten().collect()
});
static BY_ID: LazyLock<HashMap<&'static str, &'static Rule>> =
    LazyLock::new(|| ALL.iter().map(|rule| (rule.id.as_ref(), rule)).collect());

impl Rows {
    fn rules(&self, area: Area) -> Vec<Rule> {
        match self {
            Self::Singles(lists) => {
                let rows = lists.iter().copied().flatten();
                rows.map(|row| row.rule(area)).collect()
            }
            Self::Families(rows) => {
                let rules = |row: &Family| -> Vec<Rule> {
                    row.on.iter().map(|place| row.rule(*place, area)).collect()
                };
                rows().iter().flat_map(rules).collect()
            }
        }
    }
}

/// Every rule, in the order of the page.
pub fn all() -> &'static [Rule] {
    &ALL
}

/// The rule of a name.
pub fn find(id: &str) -> Option<&'static Rule> {
    BY_ID.get(id).copied()
}

/// Names that oasdiff knows and that are no rules here, each with the reason.
pub fn left_out() -> &'static [(&'static str, &'static str)] {
    &LEFT_OUT
}

const NO_LIMIT_IS_ZERO: &str = "a list without `minItems` may be empty, which is the limit 0: a limit that is set counts as \
     `min-items-increased`, one that is removed as `min-items-decreased`";

const LEFT_OUT: [(&str, &str); 5] = [
    ("request-body-min-items-set", NO_LIMIT_IS_ZERO),
    ("request-parameter-min-items-set", NO_LIMIT_IS_ZERO),
    ("request-property-min-items-set", NO_LIMIT_IS_ZERO),
    ("response-body-min-items-unset", NO_LIMIT_IS_ZERO),
    ("response-property-min-items-unset", NO_LIMIT_IS_ZERO),
];
