//! The rules by which a change is judged, each a row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::change::Level;

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
}

impl Rule {
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

static ALL: LazyLock<Vec<Rule>> = LazyLock::new(Vec::new);
static BY_ID: LazyLock<HashMap<&'static str, &'static Rule>> =
    LazyLock::new(|| ALL.iter().map(|rule| (rule.id.as_ref(), rule)).collect());

/// Every rule, in the order of the page.
pub fn all() -> &'static [Rule] {
    &ALL
}

/// The rule of a name.
pub fn find(id: &str) -> Option<&'static Rule> {
    BY_ID.get(id).copied()
}
