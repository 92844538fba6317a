//! Rules that look at one place only: a row for each.

use std::borrow::Cow;

use super::frame::{Frame, Sample};
use super::{Area, Direction, Rule, Settings, Vendor};
use crate::diff::change::Level;

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Single {
    id: &'static str,
    title: &'static str,
    direction: Direction,
    strict: Level,
    vendor: Vendor,
    why: &'static str,
    remedy: &'static str,
    with: &'static [&'static str],
    settings: Settings,
    frame: Frame,
    latest: bool,
    old: &'static str,
    new: &'static str,
}

/// A row: the name, what happened, how much it matters on the wire and to the vendor.
pub(super) const fn single(
    id: &'static str,
    title: &'static str,
    strict: Level,
    vendor: Vendor,
) -> Single {
    Single {
        id,
        title,
        direction: Direction::None,
        strict,
        vendor,
        why: "",
        remedy: "Nothing has to be done.",
        with: &[],
        settings: Settings::USUAL,
        frame: Frame::Document,
        latest: false,
        old: "",
        new: "",
    }
}

impl Single {
    /// It is about what travels to the vault.
    pub(super) const fn request(mut self) -> Self {
        self.direction = Direction::Request;
        self
    }

    /// It is about what travels from the vault.
    pub(super) const fn response(mut self) -> Self {
        self.direction = Direction::Response;
        self
    }

    pub(super) const fn why(mut self, why: &'static str) -> Self {
        self.why = why;
        self
    }

    pub(super) const fn remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = remedy;
        self
    }

    /// What both documents hold at the place of the frame, in YAML; empty for nothing.
    pub(super) const fn example(
        mut self,
        frame: Frame,
        old: &'static str,
        new: &'static str,
    ) -> Self {
        self.frame = frame;
        self.old = old;
        self.new = new;
        self
    }

    /// The example holds what only OpenAPI 3.1 has.
    pub(super) const fn latest(mut self) -> Self {
        self.latest = true;
        self
    }

    /// Other rules that the example calls for as well.
    pub(super) const fn with(mut self, ids: &'static [&'static str]) -> Self {
        self.with = ids;
        self
    }

    /// The example needs this many days between deprecation and sunset to be asked for.
    pub(super) const fn days(mut self, stable: u32, beta: u32) -> Self {
        self.settings.deprecation_days_stable = stable;
        self.settings.deprecation_days_beta = beta;
        self
    }

    pub(super) fn rule(&self, area: Area) -> Rule {
        Rule {
            id: self.id.into(),
            title: self.title.into(),
            direction: self.direction,
            strict: self.strict,
            vendor: self.vendor,
            why: self.why.into(),
            remedy: self.remedy.into(),
            area,
            with: self.with.iter().map(|id| Cow::Borrowed(*id)).collect(),
            settings: self.settings,
            sample: Sample {
                frame: self.frame,
                latest: self.latest,
                old: self.old.into(),
                new: self.new.into(),
            },
        }
    }
}
