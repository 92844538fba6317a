//! What is wrong with an input: one sentence each for what, where, why and what to do.

use std::fmt;

/// A place in a file as a person finds it: line and column, both from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as it was named.
    pub file: String,
    /// Line and column; `None` where only the file is known.
    pub position: Option<(usize, usize)>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => write!(f, "{}:{line}:{column}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// The file, and the line where it is known.
    pub place: Option<Place>,
    /// The JSON pointer into the document, such as `/paths/~1API~1Safes/get`.
    pub pointer: Option<String>,
    /// The operation as `GET /API/Safes (list_safes)`.
    pub operation: Option<String>,
    /// Why that cannot be used; `None` where it is plain.
    pub why: Option<String>,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    /// A problem with nothing said yet of where it is.
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            place: None,
            pointer: None,
            operation: None,
            why: None,
            remedy: remedy.into(),
        }
    }

    /// Says in which file, and where in it.
    #[must_use]
    pub fn at(mut self, file: impl Into<String>, position: Option<(usize, usize)>) -> Self {
        self.place = Some(Place {
            file: file.into(),
            position,
        });
        self
    }

    /// Says at which JSON pointer.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Says in which operation.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Says why it cannot be used.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.what)?;
        if let Some(operation) = &self.operation {
            write!(f, "\n  in: {operation}")?;
        }
        if let Some(pointer) = &self.pointer {
            write!(f, "\n  at: {pointer}")?;
        }
        if let Some(why) = &self.why {
            write!(f, "\n  why: {why}")?;
        }
        write!(f, "\n  remedy: {}", self.remedy)
    }
}

/// Everything that is wrong with an input: it is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Vec<Problem>);

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
