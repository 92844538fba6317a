//! A comparison of two documents as people see it, in each of the formats.
//!
//! What the formats share is decided once: [`groups`] puts the changes in order, [`words`] says
//! what they are, [`values`] shows what differs and makes harmless what a document may contain.

pub(crate) mod changelog;
mod github;
mod groups;
mod html;
mod html_changes;
mod html_legend;
mod json;
mod junit;
mod markdown;
mod markup;
mod paragraph;
mod rust;
mod rust_html;
mod rust_markdown;
mod rust_text;
mod text;
mod upgrade_notes;
pub(crate) mod values;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod fixture_rust;
#[cfg(test)]
mod tests;

pub(crate) use rust::{Causes, places, reached, summary, version};
pub(crate) use upgrade_notes::section;
pub(crate) use words::summary as changes;

use pvwa_codegen::diff::{
    change::{Comparison, Level, Policy},
    rules::{self, Rule, Vendor},
};
use std::io;

/// How a comparison is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// By whose words the level of a change is given.
    pub(crate) policy: Policy,
    /// How many columns the terminal has; `None` where lines may be of any length.
    pub(crate) width: Option<usize>,
    /// What the rule of a name says.
    pub(crate) explain: fn(&str) -> Option<Explanation>,
}

/// What is told of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Explanation {
    /// What happened, in a few words without a full stop.
    pub(crate) title: &'static str,
    /// How much it matters on the wire.
    pub(crate) strict: Level,
    /// What the vendor's text says of it.
    pub(crate) vendor: Vendor,
    /// Why it matters, in one sentence.
    pub(crate) why: &'static str,
    /// What to do about it, in one sentence.
    pub(crate) remedy: &'static str,
}

impl View {
    /// A view with the rules of the project.
    pub(crate) fn new(policy: Policy, width: Option<usize>) -> Self {
        Self {
            policy,
            width,
            explain: |id| rules::find(id).map(Explanation::of),
        }
    }
}

impl Explanation {
    fn of(rule: &'static Rule) -> Self {
        Self {
            title: &rule.title,
            strict: rule.strict,
            vendor: rule.vendor,
            why: &rule.why,
            remedy: &rule.remedy,
        }
    }
}

/// What a comparison is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    Text,
    /// For programs; --schema prints its JSON Schema
    Json,
    /// For a pull request
    Markdown,
    /// One page for a browser
    Html,
    /// Annotations of a GitHub workflow
    Github,
    /// Test results for CI
    Junit,
}

impl Format {
    /// Writes a comparison in this format.
    pub(crate) fn write(
        self,
        comparison: &Comparison,
        view: &View,
        to: &mut dyn io::Write,
    ) -> io::Result<()> {
        match self {
            Self::Text => text::write(comparison, view, to),
            Self::Json => json::write(comparison, view, to),
            Self::Markdown => markdown::write(comparison, view, to),
            Self::Html => html::write(comparison, view, to),
            Self::Github => github::write(comparison, view, to),
            Self::Junit => junit::write(comparison, view, to),
        }
    }
}
