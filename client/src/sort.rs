//! The order of a list.

/// Which end of an order comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

impl SortOrder {
    pub(crate) fn of(self, property: &str) -> String {
        match self {
            Self::Ascending => format!("{property} asc"),
            Self::Descending => format!("{property} desc"),
        }
    }
}
