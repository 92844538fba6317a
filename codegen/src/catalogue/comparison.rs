//! What a comparison of two documents found, and how it reads.

use std::fmt;

/// What differs between an old and a new document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// `info.version` of the old document.
    pub old: String,
    /// `info.version` of the new document.
    pub new: String,
    /// Operations that only the new document has.
    pub added: Vec<Named>,
    /// Operations that only the old document has.
    pub removed: Vec<Named>,
    /// Operations that both have and that are not the same.
    pub changed: Vec<Changed>,
}

/// An operation, by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The HTTP method in capitals.
    pub method: String,
    /// The path as its document writes it.
    pub path: String,
    /// The operation's id; `None` where it has none.
    pub id: Option<String>,
}

/// An operation that is not the same in both documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The operation as the new document names it.
    pub operation: Named,
    /// What differs, at least one thing.
    pub differences: Vec<Difference>,
}

/// One thing that differs in an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The operation's id, from old to new; empty where there is none.
    Id(String, String),
    /// A parameter that only the new document has.
    ParameterAdded {
        /// Its name.
        name: String,
        /// Where it goes: `query` or `header`.
        place: String,
        /// Whether every call must give it.
        required: bool,
    },
    /// A parameter that only the old document has.
    ParameterRemoved {
        /// Its name.
        name: String,
        /// Where it went: `query` or `header`.
        place: String,
    },
    /// A parameter that every call must give from now on.
    ParameterRequired {
        /// Its name.
        name: String,
        /// Where it goes: `query` or `header`.
        place: String,
    },
    /// A property that only the new document has.
    PropertyAdded {
        /// The body that has it.
        body: Body,
        /// Its path in the body, as in `value[].platformId`.
        name: String,
        /// Whether the body must hold it.
        required: bool,
    },
    /// A property that only the old document has.
    PropertyRemoved {
        /// The body that had it.
        body: Body,
        /// Its path in the body, as in `value[].platformId`.
        name: String,
    },
    /// A property of the request that must be there from now on.
    PropertyRequired {
        /// Its path in the body.
        name: String,
    },
}

/// One of the two bodies of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// What the caller sends.
    Request,
    /// What the server answers when all is well.
    Answer,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.id {
            Some(id) => write!(f, " ({id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => "request",
            Self::Answer => "answer",
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let must = |required: &bool| if *required { ", required" } else { "" };
        match self {
            Self::Id(old, new) => write!(f, "id `{old}` is now `{new}`"),
            Self::ParameterAdded {
                name,
                place,
                required,
            } => write!(f, "{place} parameter `{name}` added{}", must(required)),
            Self::ParameterRemoved { name, place } => {
                write!(f, "{place} parameter `{name}` removed")
            }
            Self::ParameterRequired { name, place } => {
                write!(f, "{place} parameter `{name}` is now required")
            }
            Self::PropertyAdded {
                body,
                name,
                required,
            } => write!(f, "{body} property `{name}` added{}", must(required)),
            Self::PropertyRemoved { body, name } => write!(f, "{body} property `{name}` removed"),
            Self::PropertyRequired { name } => {
                write!(f, "request property `{name}` is now required")
            }
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} to {}: {} added, {} removed, {} changed",
            self.old,
            self.new,
            self.added.len(),
            self.removed.len(),
            self.changed.len()
        )?;
        for operation in &self.added {
            writeln!(f, "+ {operation}")?;
        }
        for operation in &self.removed {
            writeln!(f, "- {operation}")?;
        }
        for Changed {
            operation,
            differences,
        } in &self.changed
        {
            writeln!(f, "~ {operation}")?;
            for difference in differences {
                writeln!(f, "    {difference}")?;
            }
        }
        Ok(())
    }
}
